"""Measurements of the portal against itself: every figure is a ratio of two things measured in the same run.

``ground`` makes a database, sessions and servers of its own; ``load`` asks; ``pages``, ``queues``, ``filing``, ``papers``,
``promised`` and ``layers`` measure; ``results`` compares with the goals. ``settings`` and ``urls`` are those of the
measured server: they refuse production.
"""
