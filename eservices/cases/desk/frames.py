"""Context that every page of the desk has."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


def frame(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    """The frame of the admin site and the page's title, with ``more`` added."""
    return admin.site.each_context(request) | {"title": title, **more}
