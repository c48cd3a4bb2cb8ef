"""Inspection records and checklists in the admin; the pages themselves are in ``views``."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, path

from eservices.cases.desk.read_only import ReadOnly
from inspections.models import Checklist, InspectionRecord
from inspections.records import delivery_pages, views
from municipalities.accounts.admin_access import MunicipalAdmin
from municipalities.accounts.roles import Permission


@admin.register(InspectionRecord)
class InspectionRecordAdmin(ReadOnly):
    """Records are written on pages of their own and never rewritten."""

    permission = Permission.INSPECT

    def get_urls(self) -> list[URLPattern]:
        """One address for each page."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"inspections_inspectionrecord_{name}")

        return [
            page("", views.index, "changelist"),
            page("predmet/<int:report>/", views.file, "file"),
            page("predmet/<int:report>/pocni/", views.start, "start"),
            page("predmet/<int:report>/<slug:kind>/", views.write, "write"),
            page("<int:record>/pdf/", views.pdf, "pdf"),
            page("<int:record>/dostava/", delivery_pages.delivery, "delivery"),
        ]


@admin.register(Checklist)
class ChecklistAdmin(MunicipalAdmin):
    """Checklists by versions: a version stays as it was written, another set of questions is the next version."""

    shows_national = True
    can_delete = False
    list_display = ("name", "code", "version", "inspectorate", "municipality", "is_active", "confirmed")
    list_filter = ("inspectorate", "is_active", "confirmed")
    list_select_related = ("inspectorate", "municipality")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """What records refer to cannot be changed."""
        return () if obj is None else ("municipality", "inspectorate", "code", "version", "lines")
