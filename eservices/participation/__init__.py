"""Participation of citizens (учешће грађана): civic initiative, public hearing, participatory budget, poll and debate.

For whom: everybody who lives in, or cares about, a municipality. Legal basis: Закон о локалној самоуправи (Сл. гласник
РС 129/2007 и даље), Закон о референдуму и народној иницијативи (111/2021, 119/2021), the statute of the municipality.
"""
