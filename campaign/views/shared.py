"""What the pages of the campaign share: crumbs, cards, pages of a list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from campaign.models import NewsItem, Promotion
from eservices.cases.views.shared import Throttle
from municipalities.templatetags.pismo import pismo

READ_AND_SEND = ["GET", "HEAD", "POST"]
Text = str | Promise
TONES = {
    Promotion.State.ANNOUNCED: "good",
    Promotion.State.CANCELLED: "bad",
    Promotion.State.REPORTED: "info",
}


class LetterThrottle(Throttle):
    """Letters of the campaign to addresses that nobody has confirmed, an hour from one place."""

    scope = "campaign"
    rate = "20/hour"


def crumbs(label: Text, *between: tuple[Text, str]) -> dict[str, Any]:
    """The way from the home page to this one."""
    first: list[dict[str, Any]] = [
        {"url": reverse("home"), "label": _("Почетна")},
        {"url": reverse("campaign:index"), "label": _("Да кликнемо заједно")},
    ]
    return {"crumbs": [*first, *({"url": url, "label": one} for one, url in between), {"label": label}]}


def pages(page: Page[Any]) -> dict[str, str]:
    """Addresses of the neighbouring pages of a list."""
    return {
        "newer": f"?strana={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"?strana={page.next_page_number()}" if page.has_next() else "",
    }


def news_card(row: NewsItem) -> dict[str, Any]:
    """A piece of news in a list."""
    return {
        "url": row.get_absolute_url(), "title": row.said_title, "text": row.said_summary,
        "facts": [date_format(row.published_on, "DATE_FORMAT")] if row.published_on else [],
    }  # fmt: skip


def promotion_card(row: Promotion) -> dict[str, Any]:
    """A promotion in a list."""
    day = localtime(row.starts_at)
    facts = [
        f"{pismo(row.town.name)}, {pismo(row.place)}",
        f"{date_format(day, 'DATE_FORMAT')}, {day:%H:%M}–{localtime(row.ends_at):%H:%M}",
    ]
    if row.takes_visitors:
        facts.append(str(_("Слободних места: %(left)s") % {"left": row.left}))
    status, tone = standing_of(row)
    return {"url": row.get_absolute_url(), "title": row.said_title, "facts": facts, "status": status, "tone": tone}


def standing_of(row: Promotion) -> tuple[Text, str]:
    """In a word how things stand with a promotion, and the tone of the word."""
    if row.state == Promotion.State.ANNOUNCED and row.is_over:
        return _("одржана"), "info"
    if row.takes_visitors and row.left < 1:
        return _("листа чекања"), "wait"
    if row.state == Promotion.State.REPORTED:
        return _("одржана"), "info"
    return row.get_state_display(), TONES.get(Promotion.State(row.state), "")
