from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteInformationConfig(AppConfig):
    name = "eservices.services.site_information"
    verbose_name = _("Информација о локацији")

    def ready(self) -> None:
        """Make the service known."""
        import_module("eservices.services.site_information.service")
