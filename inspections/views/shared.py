"""What the citizen's pages of inspections share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from inspections import limits
from inspections.actions.filing import OFFICE_OF_INSPECTIONS
from inspections.offer import SERVICE
from municipalities.models import Municipality

HELD_KEY = "held_reports"
MOST_HELD = 20
READ_AND_SEND = ["GET", "HEAD", "POST"]


def held(request: HttpRequest) -> frozenset[str]:
    """Codes of the unfinished reports that this browser began."""
    return frozenset(request.session.get(HELD_KEY, ()))


def hold(request: HttpRequest, code: str) -> None:
    """Remember in the session that this browser may open the unfinished report of that code."""
    others = [kept for kept in request.session.get(HELD_KEY, ()) if kept != code]
    request.session[HELD_KEY] = [*others, code][-MOST_HELD:]


def around(place: Municipality) -> dict[str, Any]:
    """Municipality and the counter to turn to."""
    return {"municipality": place, "office": place.counter_for(OFFICE_OF_INSPECTIONS)}


def sorry(request: HttpRequest, context: dict[str, Any], *, title: str, body: list[str], status: int) -> HttpResponse:
    """A page that says in words what cannot be done and where to turn."""
    return render(request, "inspections/sorry.html", context | {"heading": title, "body": body}, status=status)


def is_offered(place: Municipality) -> bool:
    """Whether the municipality takes reports today."""
    return place.offered.filter(service=SERVICE, enabled=True, since__lte=timezone.localdate()).exists()


def not_offered(request: HttpRequest, place: Municipality) -> HttpResponse:
    """The municipality takes no reports through the portal."""
    return sorry(
        request,
        around(place),
        title=_("Ова општина још не прима пријаве преко портала"),
        body=[_("Пријаву можете да поднесете инспекцији писмом, телефоном или на шалтеру. Подаци су на дну стране.")],
        status=404,
    )


def too_many(request: HttpRequest, place: Municipality, limit: limits.Exceeded) -> HttpResponse:
    """Which limit was reached, how much it is, and what to do now; what was written stays in the draft."""
    if limit.kind == "device":
        body = _("Са овог уређаја је у последња 24 сата стигло пријава: %(most)s. Толико највише примамо.")
    else:
        body = _("Са мреже на којој сте је у последњем сату стигло пријава: %(most)s. Толико највише примамо.")
    return sorry(
        request,
        around(place),
        title=_("Сада не можемо да примимо још једну пријаву"),
        body=[
            body % {"most": limit.most},
            _("Оно што сте написали је сачувано седам дана; пошаљите касније са истог уређаја."),
            _("Ако је хитно, позовите општину или 112. Подаци за контакт су на дну стране."),
        ],
        status=429,
    )


def too_many_letters(request: HttpRequest, place: Municipality) -> HttpResponse:
    """Many letters were asked for from one address."""
    return sorry(
        request,
        around(place),
        title=_("Сачекајте мало, па покушајте поново"),
        body=[_("Са ваше адресе је тражено много порука за кратко време. Покушајте поново за један сат.")],
        status=429,
    )
