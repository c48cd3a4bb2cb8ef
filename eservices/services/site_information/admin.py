"""Cadastral municipalities and planning rules, kept by the municipality's administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eservices.services.site_information.models import CadastralMunicipality, PlanningZone
from municipalities.accounts.admin_access import MunicipalAdmin


@admin.register(CadastralMunicipality)
class CadastralMunicipalityAdmin(MunicipalAdmin):
    """The list from which applicants choose."""

    list_display = ("name", "code", "municipality")
    list_select_related = ("municipality",)
    search_fields = ("name", "code")
    fields = ("municipality", "code", "name")


@admin.register(PlanningZone)
class PlanningZoneAdmin(MunicipalAdmin):
    """Rules of plans. What has held is history: a change of the plan is a new row, the old one gets its last day."""

    list_display = ("code", "name", "plan_name", "coverage_percent", "storeys", "valid_from", "valid_to", "state")
    list_filter = ("plan_name",)
    search_fields = ("code", "name", "plan_name")
    fieldsets = (
        (None, {"fields": ("municipality", "code", "name", "plan_name", "gazette", "valid_from", "valid_to")}),
        (_("Намена и линије"), {"fields": ("land_use", "regulation_line", "building_line")}),
        (_("Правила грађења"), {"fields": ("coverage_percent", "storeys", "height_metres", "distances", "parking",
                                           "green_percent", "minimum_parcel")}),
        (_("Прикључење, заштита, разрада"), {"fields": ("utilities", "protection", "detailed_plan")}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanningZone]:
        return super().get_queryset(request).select_related("municipality")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Of a rule that has come into force only its end can still be set."""
        if not _in_force(obj):
            return ()
        return tuple(
            str(name) for _title, options in self.fieldsets for name in options["fields"] if name != "valid_to"
        )

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A rule that has held stays, because documents rest on it."""
        return super().has_delete_permission(request, obj) and not _in_force(obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No bulk deletion: it would not look at each row's validity."""
        return {}

    @admin.display(description=_("стање"))
    def state(self, row: PlanningZone) -> str:
        today = timezone.localdate()
        if row.valid_from > today:
            return gettext("тек ступа на снагу")
        return gettext("на снази") if row.valid_to is None or row.valid_to >= today else gettext("више не важи")


def _in_force(obj: Model | None) -> bool:
    return isinstance(obj, PlanningZone) and obj.valid_from <= timezone.localdate()
