"""System checks of open data: sending to the national portal is set up whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@register("opendata")
def check_pushing(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001 to E003: the address, the permission and the key of the national portal."""
    address, key = settings.OPENDATA_PUSH_ADDRESS, settings.OPENDATA_PUSH_KEY
    if not address and not key:
        return []
    parts = urlsplit(address)
    messages: list[CheckMessage] = []
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        text = "OPENDATA_PUSH_ADDRESS would carry the key in the clear, or is no address."
        messages.append(
            Error(text, hint="Give the address of the portal, beginning with https://.", id="opendata.E001")
        )
    if parts.hostname not in settings.OPENDATA_PUSH_HOSTS:
        text = f"The host {parts.hostname} may not be pushed to."
        hint = "Name it in OPENDATA_PUSH_HOSTS, or take OPENDATA_PUSH_ADDRESS away."
        messages.append(Error(text, hint=hint, id="opendata.E002"))
    if not (key and key.isascii() and key.isprintable()):
        text = "OPENDATA_PUSH_KEY is no usable key."
        messages.append(Error(text, hint="Give the key that the portal shows on the profile page.", id="opendata.E003"))
    return messages
