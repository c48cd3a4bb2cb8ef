from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    name = "eservices.participation"
    label = "participation"
    verbose_name = _("Учешће грађана")

    def ready(self) -> None:
        """Make the promised work known."""
        import_module("eservices.participation.tasks")
