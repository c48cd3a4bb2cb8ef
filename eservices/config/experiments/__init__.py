"""Faults made on purpose in a whole running portal of its own: ``portal`` runs it, ``trials`` break it and look."""
