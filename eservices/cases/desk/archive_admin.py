"""The archive in the admin: its lists and the holds of cases."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from eservices.cases.desk import disposal_views, people
from eservices.cases.desk.read_only import OfRegister
from eservices.cases.models import DisposalList, LegalHold
from municipalities.accounts.roles import Permission


@admin.register(DisposalList)
class DisposalListAdmin(OfRegister):
    """Lists of the archive (листе за излучивање и примопредају): drawn up, reviewed, approved, carried out."""

    list_display = ("number", "kind", "stage", "listed", "author", "reviewer", "archivist", "done_at")
    list_filter = ("kind", "stage", "year")
    list_select_related = ("author", "reviewer", "archivist")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(cases=Count("items"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        desk = people.desk_or_none(request)
        return desk is not None and disposal_views.holds_here(desk, Permission.PREPARE_DISPOSAL)

    def get_urls(self) -> list[URLPattern]:
        """One address for each page of a list."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"cases_disposallist_{name}")

        return [
            page("<int:pk>/korak/<slug:action>/", disposal_views.step, "step"),
            page("<int:pk>/izostavi/<int:item>/", disposal_views.leave_out, "leave_out"),
            page("<int:pk>/paket/", disposal_views.package, "package"),
            page("<int:pk>/datoteka/<uuid:file>/", disposal_views.file, "file"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Choose which list is drawn up."""
        return disposal_views.draw_up(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of one list."""
        if not object_id.isdecimal():
            raise Http404
        return disposal_views.show(request, int(object_id))

    @admin.display(description=_("број"), ordering="sequence")
    def number(self, row: DisposalList) -> str:
        return str(row)

    @admin.display(description=_("предмета"))
    def listed(self, row: Any) -> int:
        return int(row.cases)


@admin.register(LegalHold)
class LegalHoldAdmin(OfRegister):
    """Bans on disposal (забране излучивања); each leads to its case, where it is placed and lifted."""

    list_display = ("case_link", "placed_at", "placed_by", "lifted_at", "lifted_by")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    list_select_related = ("case", "placed_by", "lifted_by")
    list_display_links = None
    fields = ("case", "placed_at", "placed_by", "lifted_at", "lifted_by")

    @admin.display(description=_("предмет"))
    def case_link(self, row: LegalHold) -> SafeString:
        address = reverse("admin:cases_case_change", args=[row.case_id])
        return format_html('<a href="{}">{}</a>', address, row.case.number)
