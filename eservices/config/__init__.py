"""The composition root: settings, addresses, servers and commands. Nobody imports it.

Empty on purpose: bootstrap.py runs from here before any package is installed; apps.py makes the Celery application the
current one.
"""
