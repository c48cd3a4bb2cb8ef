from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EBabyConfig(AppConfig):
    name = "eservices.services.e_baby"
    verbose_name = _("е-Беба")

    def ready(self) -> None:
        """Make the conversation and the two rights known."""
        import_module("eservices.services.e_baby.service")
