"""Data sets sent to a portal of udata (the software of the national portal) through its interface, version 1."""
