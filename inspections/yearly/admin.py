"""Risk assessments in the admin, and the pages of a year."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import URLPattern, path

from eservices.cases.desk.read_only import ReadOnly
from inspections.models import RiskAssessment, YearPaper
from inspections.yearly import views
from municipalities.accounts.admin_access import MunicipalAdmin
from municipalities.accounts.roles import Permission


@admin.register(RiskAssessment)
class RiskAssessmentAdmin(MunicipalAdmin):
    """Estimates that the yearly plan is made of; the head of inspections enters them."""

    permission = Permission.LEAD_INSPECTIONS
    list_display = ("subject", "area", "inspectorate", "severity", "likelihood", "assessed_on", "is_active")
    list_filter = ("inspectorate", "is_active")
    list_select_related = ("inspectorate",)
    search_fields = ("subject", "area")


@admin.register(YearPaper)
class YearPaperAdmin(ReadOnly):
    """One address for each page of a year."""

    permission = Permission.LEAD_INSPECTIONS

    def get_urls(self) -> list[URLPattern]:
        """Own pages instead of a list and a form."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"inspections_yearpaper_{name}")

        return [
            page("", views.index, "changelist"),
            page("<int:year>/usvoji/<slug:kind>/", views.adopt, "adopt"),
            page("<int:year>/izvestaj.csv", views.table, "table"),
            page("<int:paper>/pdf/", views.pdf, "pdf"),
        ]
