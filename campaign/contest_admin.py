"""Competitions and prize draws in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign import contest_desk
from campaign.models import Competition, PrizeDraw, ScoringRules
from campaign.organisers import OrganisersAdmin


@admin.register(ScoringRules)
class ScoringRulesAdmin(OrganisersAdmin):
    """Versions of the rules; one under which a competition has begun stays as it is."""

    list_display = ("version", "least_requests", "most_of_one", "in_use")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_allowed(request) and (obj is None or not self.in_use(obj))

    @admin.display(description=_("у употреби"), boolean=True)
    def in_use(self, row: ScoringRules) -> bool:
        """Whether a competition under these rules has begun."""
        return row.competitions.filter(first__lte=timezone.localdate()).exists()


@admin.register(Competition)
class CompetitionAdmin(OrganisersAdmin):
    """Competitions of municipalities; days and rules stay once the first day has come."""

    list_display = ("title", "first", "last", "rules", "board")
    list_select_related = ("rules",)
    fields = ("title", "title_en", "slug", "first", "last", "rules")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        begun = obj is not None and obj.first <= timezone.localdate()
        return ("slug", "first", "last", "rules") if begun else ()

    def get_urls(self) -> list[URLPattern]:
        """Pages of the board before those of the admin."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/tabla/", view(contest_desk.board), name="campaign_competition_board"),
            path("<int:pk>/korak/<slug:name>/", view(contest_desk.step), name="campaign_competition_step"),
            *super().get_urls(),
        ]

    @admin.display(description=_("табла"))
    def board(self, row: Competition) -> SafeString:
        """Link to the board."""
        address = reverse("admin:campaign_competition_board", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Отвори таблу"))


@admin.register(PrizeDraw)
class PrizeDrawAdmin(OrganisersAdmin):
    """Prize draws of citizens; one that has opened stays as it was announced."""

    list_display = ("title", "first", "last", "drawn_at", "board")
    fields = (
        "title", "title_en", "slug", "prizes", "prizes_en", "winners", "first", "last", "outside_source",
        "outside_source_en",
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_allowed(request) and (obj is None or obj.first > timezone.localdate())

    def get_urls(self) -> list[URLPattern]:
        """The page of the draw before those of the admin."""
        view = self.admin_site.admin_view(contest_desk.draw)
        return [path("<int:pk>/izvuci/", view, name="campaign_prizedraw_draw"), *super().get_urls()]

    @admin.display(description=_("извлачење"))
    def board(self, row: PrizeDraw) -> SafeString:
        """Link to the draw."""
        address = reverse("admin:campaign_prizedraw_draw", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Отвори извлачење"))
