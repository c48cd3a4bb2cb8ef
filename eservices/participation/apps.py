from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ParticipationConfig(AppConfig):
    name = "eservices.participation"
    label = "participation"
    verbose_name = _("Учешће грађана")

    def ready(self) -> None:
        """Make the promised work known, and that files of processes are to be kept."""
        import_module("eservices.participation.tasks")
        models = import_module("eservices.participation.models")
        import_module("eservices.cases.nightly").keep_files_of(models.Enclosure)
