"""App configurations of the composition root."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.contrib.staticfiles import apps as static_apps


class ConfigConfig(AppConfig):
    """The composition root itself: commands, system checks and the Celery application."""

    name = "eservices.config"
    label = "config"
    default = True

    def ready(self) -> None:
        """Make the configured Celery application the current one, register the system checks, join floors by their hooks."""
        from eservices.config import celery, checks, wiring  # noqa: F401

        wiring.connect()


class PortalAdminConfig(admin_apps.AdminConfig):
    """The Django admin with the clerk's desk as its site."""

    default_site = "eservices.cases.desk.site.DeskSite"
    default = False


class PortalStaticFilesConfig(static_apps.StaticFilesConfig):
    """Static files without what no page asks for: a second reader of the API description, and sources of styles."""

    ignore_patterns = [*static_apps.StaticFilesConfig.ignore_patterns, "redoc", "source"]
    default = False
