"""The composition root: settings, addresses, servers and commands. Nobody imports it."""

from eservices.config.celery import app as celery_app

__all__ = ["celery_app"]
