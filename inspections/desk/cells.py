"""The map of the triage desk, drawn and sliding."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from inspections import pictures, sliding
from inspections.cell_counts import Kept
from inspections.desk.filters import Filters, Rows
from inspections.desk.signs import SIGNS
from inspections.grid import Box
from inspections.models import Report
from inspections.wording import name_of, state_of
from municipalities.models import Municipality


def drawing_of(filters: Filters, kept: Kept | None) -> pictures.Drawing:
    """How the map of the desk looks: exact places, the states that ask for attention first.

    ``kept``: how kept counts know the rows (`Filters.kept`).
    """
    return pictures.Drawing(
        SIGNS,
        page_of=lambda pk: reverse("admin:inspections_report_change", args=[pk]),
        closer=lambda box: filters.address(okvir=box),
        kept=kept,
    )


def picture(rows: Rows, filters: Filters, place: Municipality, kept: Kept | None = None) -> pictures.Picture:
    """The map of the rows with their exact places, of the rectangle that the filters ask for."""
    return pictures.draw(rows, drawing_of(filters, kept), place, filters.box)


def marks(rows: Rows, filters: Filters, box: Box, kept: Kept | None) -> dict[str, Any]:
    """The reports of a rectangle for the script of the sliding map; see `sliding.marks`."""
    return sliding.marks(rows, drawing_of(filters, kept), box, _label)


def _label(report: Report) -> str:
    return f"{report.number}, {name_of(report.category)}: {state_of(report)}"


def settings_of(filters: Filters, place: Municipality) -> dict[str, Any]:
    """What the page tells that script; ``filters`` name their heap."""
    query = filters.address(okvir="")
    return sliding.list_settings(
        place,
        SIGNS,
        look="desk",
        box=filters.box,
        marks=reverse("admin:inspections_report_map") + query,
        page=reverse("admin:inspections_report_changelist") + query,
    )
