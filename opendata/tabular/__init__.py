"""Reading and judging tables: pure modules without Django. Wrong data are named by code; wording.py says them to people."""
