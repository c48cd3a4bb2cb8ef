"""The exchange application: registers its adapters and its system checks when Django starts."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Data exchange with state registers."""

    name = "eservices.exchange"
    label = "exchange"
    verbose_name = _("Размена података")

    def ready(self) -> None:
        """Load the adapters, which register themselves, and the checks of their configuration."""
        import_module("eservices.exchange.adapters")
        import_module("eservices.exchange.checks")
