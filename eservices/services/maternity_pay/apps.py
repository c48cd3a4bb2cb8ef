from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MaternityPayConfig(AppConfig):
    name = "eservices.services.maternity_pay"
    verbose_name = _("Накнада за породиљско одсуство")

    def ready(self) -> None:
        """Make the service known."""
        import_module("eservices.services.maternity_pay.service")
