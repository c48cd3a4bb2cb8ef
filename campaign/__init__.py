"""The campaign "Да кликнемо заједно" (Let's Click Together): news, one-day promotions on squares, the competition.

It is led by the Standing Conference of Towns and Municipalities (СКГО) for all municipalities; what it knows of a
person belongs to the municipality in whose square the person comes.
"""
