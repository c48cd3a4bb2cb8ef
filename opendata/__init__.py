"""Open data of municipalities (отворени подаци): files become checked tables, tables become permanent public versions.

Law on electronic administration (Закон о електронској управи) 27/2018, art. 26 and 27.
"""
