"""Promotions for search engines: schema.org Event as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from campaign.models import Promotion
from municipalities.templatetags.pismo import pismo

_LETTERS_OF_MARKUP = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def event_of(promotion: Promotion) -> dict[str, Any]:
    """The promotion in the words of schema.org, in the reader's language and script."""
    town = promotion.town
    status = "EventCancelled" if promotion.state == Promotion.State.CANCELLED else "EventScheduled"
    address = settings.SITE_ADDRESS + promotion.get_absolute_url()
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": promotion.said_title,
        "description": promotion.said_text,
        "startDate": localtime(promotion.starts_at).isoformat(),
        "endDate": localtime(promotion.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "maximumAttendeeCapacity": promotion.capacity,
        "remainingAttendeeCapacity": promotion.left,
        "url": address,
        "location": {
            "@type": "Place",
            "name": pismo(promotion.place),
            "address": {
                "@type": "PostalAddress",
                "addressLocality": pismo(town.name),
                "addressRegion": pismo(town.region),
                "postalCode": town.postal_code,
                "addressCountry": "RS",
            },
            **_geo(promotion),
        },
        "organizer": {"@type": "Organization", "name": pismo("Стална конференција градова и општина – СКГО")},
    }


def _geo(promotion: Promotion) -> dict[str, Any]:
    if promotion.position is None:
        return {}
    latitude, longitude = promotion.position
    return {"geo": {"@type": "GeoCoordinates", "latitude": float(latitude), "longitude": float(longitude)}}


def script_of(data: dict[str, Any]) -> SafeString:
    """A data block for the head of a page. No letter of markup survives inside, so nothing entered can end the block."""
    text = json.dumps(data, ensure_ascii=False).translate(_LETTERS_OF_MARKUP)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308 - escaped above
