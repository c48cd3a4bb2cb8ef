"""One municipality, or one service of it: the last step of the way down; no case and no person lies below."""

from __future__ import annotations

from django.utils.translation import gettext as _

from eservices.dashboards.reading import read_backlog
from eservices.dashboards.screens import parts
from eservices.dashboards.screens.happened import what_happened
from eservices.dashboards.screens.overview import latest_month, open_data_warnings, read
from eservices.dashboards.screens.page import Asked, Page, name_of, people_of, service_label
from eservices.dashboards.tables import month_name
from municipalities.models import Municipality

QUIET_MONTHS = 2


def municipality(place: Municipality, asked: Asked) -> Page:
    """Large numbers, who is late and what happened, what changed, services, courses, undecided cases."""
    figures = read(asked, places=[place.pk])
    bands = read_backlog(asked.today, asked.service, [place.pk])
    people = people_of(place)
    latest = latest_month(figures, place.pk)
    warnings = []
    if latest is None:
        warnings.append(_("У овом и ранијим периодима нема збирова ове општине."))
    elif (asked.today.year - latest.year) * 12 + asked.today.month - latest.month >= QUIET_MONTHS:
        warnings.append(_("Последњи збирови су из месеца: %(month)s") % {"month": month_name(latest)})
    if not people:
        warnings.append(_("Број становника није потврђен, па се мере на 1.000 становника не приказују."))
    warnings += open_data_warnings(figures, [place], asked)
    title = name_of(place)
    return Page(
        title=f"{title}: {service_label(asked.service)}" if asked.service else title,
        tiles=parts.tiles(figures, [place.pk], asked, people),
        sections=[
            parts.late(figures, [place], asked),
            what_happened(figures, place, asked),
            parts.every_measure(figures, [place.pk], asked, people),
            parts.by_service(figures, place, asked),
            *([] if asked.service else [parts.by_inspectorate(figures, [place], asked)]),
            *parts.courses(figures, [place.pk], asked),
            parts.backlog(bands, [place.pk]),
        ],
        warnings=warnings,
    )
