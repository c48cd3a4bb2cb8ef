from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "eservices.dashboards"
    verbose_name = _("Контролна табла")

    def ready(self) -> None:
        """Listen to cases, queries of registers and answers of inspections; wake a worker when a report is asked for."""
        recording = import_module("eservices.dashboards.actions.recording")
        happenings = import_module("eservices.cases.happenings")
        happenings.on_event(recording.record_event)
        happenings.on_rating(recording.record_rating)
        import_module("eservices.exchange.journal").on_closed(recording.record_query)
        import_module("inspections.happenings").on_answer(recording.record_answer)
        wake = import_module("eservices.dashboards.tasks").wake
        import_module("eservices.dashboards.actions.reporting").on_request(wake)
