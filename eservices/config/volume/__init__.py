"""Realistic volume: invented people and requests in any number, written by COPY.

``lives`` decides what happened in a case by today, ``people`` invents who asked, ``making`` turns both into rows with
real encryption and a real audit chain, ``loading`` writes them. Nothing here runs while the portal serves.
"""
