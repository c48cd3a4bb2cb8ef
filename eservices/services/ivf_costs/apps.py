from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IvfCostsConfig(AppConfig):
    name = "eservices.services.ivf_costs"
    verbose_name = _("Трошкови вантелесне оплодње")

    def ready(self) -> None:
        """Make the service and its promised work known."""
        for module in ("service", "messages", "commission"):
            import_module(f"{self.name}.{module}")
