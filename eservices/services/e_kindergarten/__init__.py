"""e-Kindergarten (еВртић): enrolment of children in public preschool institutions by competition.

For parents and guardians. The institution's enrolment commission ranks the requests of a competition by priority groups
and points, publishes preliminary lists, decides objections (приговор), publishes final lists and concludes contracts.
Legal basis: Закон о предшколском васпитању и образовању (Сл. гласник РС 18/10 with amendments); order of priority:
Правилник о ближим условима за утврђивање приоритета за упис деце у предшколску установу (Сл. гласник РС 44/2011), чл. 2;
points, terms and the name of the remedy by each institution's own competition.
"""
