"""The addresses of GeoReport v2 below ``/open311/v2/`` and the discovery document beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.throttling import SimpleRateThrottle

from inspections.access import cleared_pictures
from inspections.labels import TIMELINE
from inspections.lifecycle import ENDED
from inspections.models import ReportEvent
from inspections.open311 import access, posting, rows
from inspections.open311.asking import BELGRADE, LAST_PAGE, MOST_IDS, MOST_ROWS, Asked, statuses_of, window_of
from inspections.open311.attributes import definition
from inspections.open311.faults import TOO_MANY, UNKNOWN, WRONG, Fault
from inspections.open311.filing import offer_of
from inspections.open311.wire import FORMATS, One, Rows, render
from inspections.routing import offers
from municipalities.models import Municipality

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = datetime(2026, 11, 23, 8, 0, tzinfo=BELGRADE)
"""When this interface last changed."""
USUAL_UPDATES = timedelta(hours=2)
LANGUAGES = {"sr": "sr", "sr-cyrl": "sr", "sr-latn": "sr-latn", "sr@latin": "sr-latn", "en": "en"}
Answer = One | Rows
Work = Callable[..., Answer]


class Pace(SimpleRateThrottle):
    """How fast one address may ask."""

    scope = "open311"

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}  # type: ignore[arg-type]


def interface(work: Work) -> Callable[..., HttpResponse]:
    """Gives a view its parameters, its language and its format; turns every fault into the errors of the standard."""

    @wraps(work)
    def view(request: HttpRequest, ending: str, **parts: str) -> HttpResponse:
        status = 200
        with translation.override(_language(request)):
            try:
                if not Pace().allow_request(request, None):  # type: ignore[arg-type]
                    raise Fault(TOO_MANY, _("Превише питања са ове адресе. Сачекајте минут."))
                answer = work(request, Asked(request.POST if request.method == "POST" else request.GET), **parts)
            except Fault as fault:
                answer, status = errors(fault), fault.status
            body = render(answer, ending)
        response = HttpResponse(body, status=status, content_type=FORMATS[ending])
        response["Access-Control-Allow-Origin"] = "*"
        response["Cache-Control"] = "no-store" if request.method == "POST" else "no-cache"
        return response

    return view


def _language(request: HttpRequest) -> str:
    """``locale`` of the question, else what the portal found out from the reader."""
    return LANGUAGES.get(request.GET.get("locale", "").lower(), translation.get_language() or "sr")


def errors(fault: Fault) -> Rows:
    """What went wrong, in sentences for people."""
    items = [{"code": str(fault.status), "description": str(sentence)} for sentence in fault.sentences]
    return Rows("errors", "error", items)


def place_of(asked: Asked) -> Municipality:
    """The municipality that is asked. Raises Fault."""
    slug = asked.text("jurisdiction_id")
    if not slug:
        raise Fault(WRONG, _("Недостаје jurisdiction_id, на пример kragujevac. Списак је у discovery."))
    return access.jurisdiction(slug)


@require_safe
@interface
def discovery(request: HttpRequest, asked: Asked) -> One:
    """What this server offers and where; ``jurisdictions`` lists the municipalities."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{settings.SITE_ADDRESS}/open311/v2",
        "changeset": CHANGED,
        "type": "test" if settings.DEMO_LOGINS else "production",
        "formats": Rows("formats", "format", ["text/xml", "application/json"]),
    }
    contact = _("Кључеве издаје општина којој се пријаве шаљу; обратите се њеној писарници.")
    towns = Municipality.objects.values_list("slug", "name")
    return One(
        "discovery",
        {
            "changeset": CHANGED,
            "contact": f"{contact} {settings.SITE_ADDRESS}{reverse('help')}",
            "key_service": f"{contact} {settings.SITE_ADDRESS}{reverse('help')}",
            "endpoints": Rows("endpoints", "endpoint", [endpoint]),
            "jurisdictions": Rows(
                "jurisdictions", "jurisdiction", [{"jurisdiction_id": slug, "name": name} for slug, name in towns]
            ),
        },
    )


@require_safe
@interface
def services(request: HttpRequest, asked: Asked) -> Rows:
    """What can be reported at a municipality."""
    return Rows("services", "service", [rows.service(offer) for offer in offers(place_of(asked))])


@require_safe
@interface
def service(request: HttpRequest, asked: Asked, code: str) -> One:
    """The extra questions of a category."""
    category = offer_of(place_of(asked), code).category
    attributes = definition(category.parsed_questions())
    return One("service_definition", {"service_code": category.code, "attributes": attributes})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@interface
def requests(request: HttpRequest, asked: Asked) -> Rows:
    """The public reports that fit, or (POST, with a key) a new one."""
    if request.method == "POST":
        items = [posting.file_report(asked, request.FILES.getlist("media"))]
    else:
        items = _listed(asked)
    return Rows("service_requests", "request", items)


@require_safe
@interface
def request_by_id(request: HttpRequest, asked: Asked, number: str) -> Rows:
    """One report."""
    return Rows("service_requests", "request", _by_id([number], asked, strict=True))


@require_safe
@interface
def token(request: HttpRequest, asked: Asked, token: str) -> Rows:
    """The identifier of a report whose receipt code somebody holds; filing itself answers with the identifier at once."""
    found = {"service_request_id": access.id_by_token(token), "token": token}
    return Rows("service_requests", "request", [found])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@interface
def updates(request: HttpRequest, asked: Asked) -> Rows:
    """Public steps of public reports in a period, the last two hours when none is named; or (POST, with a key) a new one."""
    items = [posting.post_update(asked)] if request.method == "POST" else _steps(asked)
    return Rows("service_request_updates", "request_update", items)


# -- Reading -----------------------------------------------------------------------------------------------------------
def _steps(asked: Asked) -> list[dict[str, Any]]:
    now = timezone.now()
    place = place_of(asked)
    named = asked.text("start_date") or asked.text("end_date")
    window = window_of(asked, now=now)
    events = ReportEvent.objects.filter(
        report__in=access.listed(place).order_by(), public=True, action__in=TIMELINE,
        at__gte=window.start if named else now - USUAL_UPDATES, at__lte=window.end,
    )  # fmt: skip
    found = events.select_related("report__municipality").defer("public_text", "internal_text").order_by("at", "id")
    return [rows.update(event, event.report) for event in found[:MOST_ROWS]]


def _listed(asked: Asked) -> list[dict[str, Any]]:
    if ids := asked.listed("service_request_id"):
        return _by_id(ids, asked)
    place = place_of(asked)
    codes, statuses = asked.listed("service_code"), statuses_of(asked)
    window = window_of(asked, now=timezone.now())
    size = asked.number("page_size", MOST_ROWS, most=MOST_ROWS)
    first = (asked.number("page", 1, most=LAST_PAGE) - 1) * size
    found = access.listed(place).filter(filed_at__gte=window.start, filed_at__lte=window.end)
    if codes:
        known = [offer_of(place, code).category for code in codes]
        found = found.filter(category__in=known)
    if len(statuses) == 1:
        found = found.filter(state__in=ENDED) if "closed" in statuses else found.exclude(state__in=ENDED)
    return _shown(list(found[first : first + size]), asked)


def _by_id(ids: list[str], asked: Asked, *, strict: bool = False) -> list[dict[str, Any]]:
    if len(ids) > MOST_IDS:
        raise Fault(WRONG, _("Највише %(most)s бројева у једном питању.") % {"most": MOST_IDS})
    found = access.reports_by_id(ids)
    if strict and not found:
        raise Fault(UNKNOWN, _("Непознат service_request_id. Проверите број који сте добили."))
    return _shown(found, asked)


def _shown(found: list[Any], asked: Asked) -> list[dict[str, Any]]:
    pictures = cleared_pictures(found)
    if asked.text("extensions").lower() != "true":
        return [rows.request(report, picture=pictures.get(report.pk)) for report in found]
    notes = rows.notes_of(found)
    return [rows.request(report, picture=pictures.get(report.pk), notes=notes[report.pk]) for report in found]
