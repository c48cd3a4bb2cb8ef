"""Dates and numbers as people in Serbia write them; a date is accepted with and without its last dot."""

DATE_FORMAT = "j. n. Y."
SHORT_DATE_FORMAT = "j.n.Y."
DATETIME_FORMAT = "j. n. Y. H:i"
SHORT_DATETIME_FORMAT = "j.n.Y. H:i"
TIME_FORMAT = "H:i"
DATE_INPUT_FORMATS = ["%d.%m.%Y.", "%d.%m.%Y", "%d. %m. %Y.", "%d. %m. %Y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
FIRST_DAY_OF_WEEK = 1
