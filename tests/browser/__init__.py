"""Journeys of people through the portal in a real browser, against a real server, database and simulated registers."""
