"""The admin site of municipal officials: the work queue is its landing page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from eservices.cases.desk import health, landing, people
from municipalities.accounts.admin_access import OfficialsSite


class DeskSite(OfficialsSite):
    """The desk. What each official sees is decided by roles, see ``municipalities.accounts.roles``."""

    site_header = _("Службенички сто")
    site_title = _("Службенички сто")
    index_title = _("Мој сто")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Pages of the desk before those of the admin, whose last address catches everything."""
        return [
            path("trazi/", self.admin_view(landing.find), name="find"),
            path("dodeli/", self.admin_view(landing.assign), name="assign"),
            path("sto/", self.admin_view(landing.choose_desk), name="choose_desk"),
            path("uvid/", self.admin_view(landing.start), name="start"),
            path("stanje/", self.admin_view(health.panel), name="health"),
            *super().get_urls(),
        ]

    def index(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The work queue."""
        return landing.index(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The frame of every page: the desk, the desks to switch to, the rights of this official.

        The list of everything in the admin is left out: only the start page shows it, and it costs queries.
        """
        permitted = self.has_permission(request)
        context: dict[str, Any] = {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": None,
            "has_permission": permitted,
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "log_entries": None,
        }
        return context | (people.around(request) if permitted else {})
