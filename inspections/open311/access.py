"""Doors of Open311: a key opens filing at one municipality; a request is found by an identifier that anybody may hold.

A ``service_request_id`` is the municipality's slug and a number (``kragujevac-123``), so that it can be followed
without naming the jurisdiction. It opens nothing that is not public; of what a programme filed itself it also tells
the state when the report is not for the public map.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.access import NOT_PUBLIC, public_reports, report_by_code
from inspections.lifecycle import State
from inspections.models import Open311Key, Report
from inspections.open311.faults import UNKNOWN, Fault
from municipalities.current import enter
from municipalities.models import Municipality

LONGEST_NUMBER = 18


def hash_of(key: str) -> str:
    """SHA-256 of a key, hexadecimal. Keys are long and random, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def key_for(key: str) -> Open311Key | None:
    """The valid key, and the database opened for its municipality; None for a wrong, old or revoked one."""
    digest = hash_of(key)
    enter(code=digest)
    found = Open311Key.objects.filter(key_hash=digest).select_related("municipality").first()
    if found is None or not found.is_valid:
        return None
    enter(municipality=found.municipality_id)
    return found


def has_key(body_id: int) -> bool:
    """Whether a body answers here by a key that is valid today."""
    rows = Open311Key.objects.filter(body=body_id, revoked_at=None, valid_until__gte=timezone.localdate())
    return rows.exists()


def jurisdiction(slug: str) -> Municipality:
    """The municipality of a ``jurisdiction_id``. Raises Fault."""
    found = Municipality.objects.filter(slug=slug).first()
    if found is None:
        raise Fault(UNKNOWN, _("Непозната општина у jurisdiction_id. Списак је у discovery."))
    return found


def id_of(report: Report) -> str:
    """The ``service_request_id`` of a report."""
    return f"{report.municipality.slug}-{report.pk}"


# What a request is told with; a report has three times as many columns, most of them for the desk alone.
TOLD = (
    "municipality__slug", "category__code", "category__name", "category__name_en", "inspectorate__name",
    "inspectorate__name_en", "state", "is_public", "public_text", "public_outcome", "public_lat", "public_lon", "filed_at",
    "updated_at", "due_on", "supporters", "cleared_at",
)  # fmt: skip


def listed(municipality: Municipality) -> QuerySet[Report]:
    """Public reports of a municipality, newest first, with what is told of them."""
    return _told(public_reports(municipality))


def _told(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.select_related("municipality", "category", "inspectorate").only(*TOLD)


def reports_by_id(ids: Iterable[str]) -> list[Report]:
    """The reports behind the identifiers, in the order of the question; unknown ones are left out."""
    numbers: dict[str, list[int]] = defaultdict(list)
    wanted = list(ids)
    for one in wanted:
        slug, _dash, number = one.rpartition("-")
        if number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER:
            numbers[slug].append(int(number))
    found: dict[str, Report] = {}
    for municipality in Municipality.objects.filter(slug__in=numbers):
        enter(municipality=municipality.pk)
        rows = Report.objects.filter(_may_be_followed(), municipality=municipality, pk__in=numbers[municipality.slug])
        for row in _told(rows):
            found[id_of(row)] = row
    return [found[one] for one in wanted if one in found]


def report_for(key: Open311Key, identifier: str) -> Report:
    """A report of the key's municipality to write an update about. What the key may say of it, its action decides.

    Raises Fault for an identifier that is unknown there.
    """
    slug, _dash, number = identifier.rpartition("-")
    is_number = number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER
    if is_number and slug == key.municipality.slug:
        rows = Report.objects.filter(municipality=key.municipality_id, pk=int(number))
        report = rows.select_related("municipality", "data_key", "category__inspectorate", "inspectorate").first()
        if report is not None:
            return report
    raise Fault(UNKNOWN, _("Непознат service_request_id. Проверите број који сте добили."))


def _may_be_followed() -> Q:
    return Q(is_public=True) & ~Q(state__in=NOT_PUBLIC) | Q(channel=Report.Channel.OPEN311)


def is_shown(report: Report) -> bool:
    """Whether place and text of the report are for everybody, and not its state alone."""
    return report.is_public and State(report.state) not in NOT_PUBLIC


def id_by_token(token: str) -> str:
    """The identifier of the report whose receipt code is the token. Raises Fault."""
    try:
        return id_of(report_by_code(token))
    except Http404:
        raise Fault(UNKNOWN, _("Непознат token. Проверите шифру за праћење.")) from None
