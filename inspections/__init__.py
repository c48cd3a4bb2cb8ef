"""Inspections (инспекције): reports and petitions (пријаве и представке) of citizens, from filing to the answer.

For anybody, without an account; legal basis: Закон о инспекцијском надзору (Сл. гласник РС 36/2015, 44/2018, 95/2018),
art. 18: a petition is only an initiative, its author is no party, but is told what was done. Reports share the
mechanism of cases (numbers, legal clock, encrypted answers, promised work, audit) and have a lifecycle of their own.
"""
