"""Reports, categories and events as the standard names their fields. Only what was made for the public is put in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inspections.labels import STATE_LABELS, TIMELINE
from inspections.lifecycle import State, open311_status
from inspections.models import Category, Inspectorate, Report, ReportEvent
from inspections.open311.access import id_of, is_shown
from inspections.open311.asking import end_of_day, local
from inspections.open311.wire import Rows
from inspections.routing import Offer
from municipalities.templatetags.pismo import pismo


def named(row: Category | Inspectorate) -> str:
    """Name of a category or inspectorate in the language of the answer."""
    return row.name_en if get_language() == "en" else pismo(row.name)


def service(offer: Offer) -> dict[str, Any]:
    """A category as a service."""
    category = offer.category
    keywords = [word.strip() for word in category.keywords.split(",") if word.strip()]
    competence = category.inspectorate.competence_en if get_language() == "en" else category.inspectorate.competence
    return {
        "service_code": category.code,
        "service_name": named(category),
        "description": pismo(competence) if get_language() != "en" else competence,
        "metadata": bool(category.questions),
        "type": "realtime",
        "keywords": pismo(",".join(keywords)),
        "group": named(category.inspectorate),
    }


def request(
    report: Report, *, picture: UUID | None = None, notes: Sequence[ReportEvent] | None = None
) -> dict[str, Any]:  # fmt: skip
    """A report as a service request; with ``notes`` also the common extensions. ``picture`` is a cleared photograph.

    Of a report that is not for everybody only state, service and moments are told.
    """
    shown, state = is_shown(report), State(report.state)
    place = report.public_place if shown else None
    fields: dict[str, Any] = {
        "service_request_id": id_of(report),
        "status": open311_status(state),
        "status_notes": _outcome(report) if shown else str(STATE_LABELS[state]),
        "service_name": named(report.category),
        "service_code": report.category.code,
        "description": pismo(report.public_text) if shown and report.public_text else None,
        "agency_responsible": named(report.inspectorate),
        "service_notice": None,
        "requested_datetime": local(report.filed_at),
        "updated_datetime": local(report.updated_at),
        "expected_datetime": end_of_day(report.due_on) if report.is_open else None,
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": report.public_latitude if place else None,
        "long": report.public_longitude if place else None,
        "media_url": _address_of(report, picture) if shown and picture else None,
    }
    return fields | (_extensions(report, notes) if notes is not None else {})


def _address_of(report: Report, picture: UUID) -> str:
    return settings.SITE_ADDRESS + reverse(
        "inspections:public-photo", args=[report.municipality.slug, report.pk, picture]
    )


def _outcome(report: Report) -> str:
    label = str(STATE_LABELS[State(report.state)])
    return f"{label}. {pismo(report.public_outcome)}" if report.public_outcome else label


def _extensions(report: Report, notes: Sequence[ReportEvent]) -> dict[str, Any]:
    lines = [
        {"datetime": local(event.at), "type": event.action, "description": str(TIMELINE[event.action])}
        for event in notes
        if event.action in TIMELINE
    ]
    return {
        "extended_attributes": {
            "detailed_status": _detailed(State(report.state)),
            "supporters": report.supporters,
        },
        "notes": Rows("notes", "note", lines),
    }


def _detailed(state: State) -> str:
    """The five states of the CitySDK flavour."""
    if state in (State.SUBMITTED, State.REGISTERED):
        return "RECEIVED"
    if state == State.REJECTED:
        return "REJECTED"
    return "PROCESSED" if open311_status(state) == "closed" else "IN_PROCESS"


def notes_of(reports: Iterable[Report]) -> dict[int, list[ReportEvent]]:
    """Public events of these reports by report, in one query."""
    found: dict[int, list[ReportEvent]] = defaultdict(list)
    rows = ReportEvent.objects.filter(report_id__in=[report.pk for report in reports], public=True)
    for event in rows.defer("public_text", "internal_text").order_by("report_id", "position"):
        found[event.report_id].append(event)
    return found


def update(event: ReportEvent, report: Report) -> dict[str, Any]:
    """One public step of a report as a service request update; no words of any person."""
    return {
        "update_id": str(event.pk),
        "service_request_id": id_of(report),
        "status": open311_status(State(event.to_state)),
        "updated_datetime": local(event.at),
        "description": str(TIMELINE[event.action]),
    }


def filed(report: Report) -> dict[str, Any]:
    """The answer to a filing: the identifier, and in the notice what the sender needs to follow it."""
    notice = _("Пријава је примљена под бројем %(number)s. Шифра за праћење: %(code)s")
    return {
        "service_request_id": id_of(report),
        "service_notice": notice % {"number": report.number, "code": report.code},
        "account_id": None,
    }
