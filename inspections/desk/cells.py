"""The map of the triage desk."""

from __future__ import annotations

from django.urls import reverse

from inspections import pictures
from inspections.cell_counts import Kept
from inspections.desk.filters import Filters, Rows
from inspections.desk.signs import SIGNS
from municipalities.models import Municipality


def picture(rows: Rows, filters: Filters, place: Municipality, kept: Kept | None = None) -> pictures.Picture:
    """The map of the rows with their exact places, of the rectangle that the filters ask for.

    ``kept``: how kept counts know the rows (`Filters.kept`).
    """
    drawing = pictures.Drawing(
        SIGNS,
        page_of=lambda pk: reverse("admin:inspections_report_change", args=[pk]),
        closer=lambda box: filters.address(okvir=box),
        kept=kept,
    )
    return pictures.draw(rows, drawing, place, filters.box)
