"""Who and where: municipalities, their offices, calendar, parameters, people and their roles."""
