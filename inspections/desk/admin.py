"""Reports in the admin: the triage desk instead of a list, the report page instead of a form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from eservices.cases.desk.read_only import ReadOnly
from inspections.desk import board, bulk, report_page, routes
from inspections.models import Report
from municipalities.accounts.admin_access import person
from municipalities.accounts.roles import Permission


@admin.register(Report)
class ReportAdmin(ReadOnly):
    """One address for each page of the desk and of a report."""

    permission = Permission.VIEW_REPORTS

    def is_allowed(self, request: HttpRequest, municipality_id: int | None = None) -> bool:
        """Those who hold the right; the administrator of the portal reads no reports, so there is no link either."""
        return not person(request).is_superuser and super().is_allowed(request, municipality_id)

    def get_urls(self) -> list[URLPattern]:
        """Every page of the desk of inspections."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"inspections_report_{name}")

        return [
            page("", board.board, "changelist"),
            page("mapa.geojson", board.map_marks, "map"),
            page("sacuvaj-filter/", board.save_filter, "save_filter"),
            page("filter/<int:pk>/obrisi/", board.drop_filter, "drop_filter"),
            page("vise-odjednom/", bulk.bulk, "bulk"),
            page("proba-pravila/", routes.try_rules, "rules"),
            page("<int:pk>/change/", report_page.show, "change"),
            page("<int:pk>/radnja/<slug:action>/", report_page.act, "act"),
            page("<int:pk>/beleska/", report_page.note, "note"),
            page("<int:pk>/fotografija/<uuid:photo>/", report_page.photo, "photo"),
        ]
