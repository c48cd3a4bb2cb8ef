"""Information on a location (информација о локацији): what the plan in force allows on one or more cadastral parcels.

For anybody, natural or legal person; nobody has to own the parcel. Issued by the urbanism unit of the town or
municipality within eight working days against the costs of issuing. It is neither a permit nor the locational
conditions (локацијски услови), and it decides nothing: complaint by objection (приговор), not by appeal. Legal basis:
Закон о планирању и изградњи, чл. 53; the content of the document by the rule book 3/2010 (from memory, verify).
"""
