"""The campaign in the admin, for its organisers at the Standing Conference (СКГО)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign import access, actions, contest_admin, outreach_admin, stand
from campaign.models import NewsItem, Promotion
from campaign.organisers import OrganisersAdmin
from municipalities.accounts.admin_access import person

__all__ = ["NewsItemAdmin", "PromotionAdmin", "contest_admin", "outreach_admin"]


@admin.register(NewsItem)
class NewsItemAdmin(OrganisersAdmin):
    """News, drafts included."""

    can_delete = True
    list_display = ("title", "published_on")
    search_fields = ("title", "title_en")
    date_hierarchy = "published_on"
    prepopulated_fields = {"slug": ("title_en",)}
    fieldsets = (
        (None, {"fields": ("title", "summary", "body")}),
        (_("На енглеском"), {"fields": ("title_en", "summary_en", "body_en")}),
        (_("Објављивање"), {"fields": ("slug", "published_on")}),
    )


@admin.register(Promotion)
class PromotionAdmin(OrganisersAdmin):
    """Plans of promotions; what happens on the day is on the board of each."""

    list_display = ("title", "town", "starts_at", "state", "places", "board")
    list_filter = ("state", "town__region")
    list_select_related = ("town",)
    search_fields = ("title", "town__name", "place")
    date_hierarchy = "starts_at"
    fieldsets = (
        (None, {"fields": ("town", "place", ("latitude", "longitude"), "starts_at", "ends_at", "capacity")}),
        (_("Назив и програм"), {"fields": ("title", "text")}),
        (_("На енглеском"), {"fields": ("title_en", "text_en")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A promotion that was called off or reported is history."""
        return self._is_allowed(request) and (obj is None or obj.state in ("planned", "announced"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Sign-ups belong to the town, so an announced promotion stays in it."""
        return ("town",) if obj is not None and obj.state != Promotion.State.PLANNED else ()

    def save_model(self, request: HttpRequest, obj: Promotion, form: Any, change: bool) -> None:
        if change:
            access.promotion_of(person(request), obj.pk)
        actions.plan(promotion=obj, changed=frozenset(form.changed_data), by=person(request))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return redirect(stand.address(obj))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect(stand.address(obj))

    def get_urls(self) -> list[URLPattern]:
        """Pages of the board before those of the admin, whose last address catches everything."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"campaign_promotion_{name}")

        return [
            page("<int:pk>/tabla/", stand.board, "board"),
            page("<int:pk>/korak/<slug:name>/", stand.step, "step"),
            page("<int:pk>/nadji/", stand.find, "find"),
            page("<int:pk>/pomoc/", stand.assist, "assist"),
            page("<int:pk>/izvestaj/", stand.report, "report"),
            page("ulaznica/<slug:code>/", stand.visitor, "visitor"),
            *super().get_urls(),
        ]

    @admin.display(description=_("места"))
    def places(self, row: Promotion) -> str:
        """Taken places of all."""
        return f"{row.taken} / {row.capacity}"

    @admin.display(description=_("табла"))
    def board(self, row: Promotion) -> SafeString:
        """Link to the board."""
        return format_html('<a href="{}">{}</a>', stand.address(row), gettext("Отвори таблу"))
