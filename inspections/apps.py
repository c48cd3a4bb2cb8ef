from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = _("Инспекције")

    def ready(self) -> None:
        """Make the promised work, the reference data, the entry of the catalogue and the triage desk known."""
        import_module("inspections.notifications")
        import_module("inspections.digests")
        import_module("inspections.offer")
        import_module("inspections.personal")
        import_module("inspections.published")
        import_module("inspections.records.printing")
        import_module("inspections.tasks")
        import_module("inspections.yearly.printing")
        nightly = import_module("eservices.cases.nightly")
        models = import_module("inspections.models")
        nightly.keep_files_of(models.Photo)
        nightly.keep_files_of(models.InspectionRecord)
        nightly.keep_files_of(models.YearPaper)
        reference = import_module("municipalities.reference")
        reference.register("inspections", import_module("inspections.reference").load)
        roles = import_module("municipalities.accounts.roles")
        landing = import_module("eservices.cases.desk.landing")
        landing.register_queue(roles.Permission.VIEW_REPORTS, "admin:inspections_report_changelist")
