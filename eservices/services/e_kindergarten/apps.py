from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KindergartenConfig(AppConfig):
    name = "eservices.services.e_kindergarten"
    label = "e_kindergarten"
    verbose_name = _("Упис у вртић")

    def ready(self) -> None:
        """Make the service, its promised work and its open data known."""
        for module in ("service", "tasks", "published"):
            import_module(f"eservices.services.e_kindergarten.{module}")
