"""What everybody finds of a municipality's reports: groups of states, filters of the address, pages, the map.

Only rows of the door `inspections.access.public_reports` come in, and only columns made for the public go out: kind,
group of states, rounded place, day, and texts that an official has cleared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inspections import pictures
from inspections.access import NOT_PUBLIC
from inspections.cell_counts import Kept
from inspections.grid import Box
from inspections.labels import Text
from inspections.lifecycle import State
from inspections.models import Category, Report
from inspections.signs import CIRCLE, DIAMOND, SQUARE, TRIANGLE, Sign
from inspections.wording import group_of, name_of, public_group
from municipalities.models import Municipality

Rows = QuerySet[Report]
PAGE = 20
LONGEST = 80
COLUMNS = (
    "state", "filed_at", "updated_at", "municipality", "public_lat", "public_lon", "public_text", "cleared_at",
    "supporters", "category__code", "category__name", "category__name_en",
)  # fmt: skip


def _group(slug: str, label: Text, points: str) -> Sign:
    return Sign(slug, label, frozenset(state for state in State if group_of(state) == slug), points)


GROUPS: tuple[Sign, ...] = (
    _group("new", _("нова"), DIAMOND),
    _group("running", _("у раду"), SQUARE),
    _group("elsewhere", _("код другог органа"), TRIANGLE),
    _group("done", _("окончана"), CIRCLE),
)
"""What the public is told of the state, and how it looks on the map."""

_BY_SLUG = {group.slug: group for group in GROUPS}


def sign_of(report: Report) -> Sign:
    """The public sign of a report."""
    return _BY_SLUG[public_group(report)]


@dataclass(frozen=True)
class PublicFilters:
    """Conditions as texts of the address; what makes no sense counts as not given.

    ``kategorija`` code of a category, ``grupa`` a public group, ``okvir`` a rectangle in millionths of a degree.
    """

    kategorija: str = ""
    grupa: str = ""
    okvir: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> PublicFilters:
        """From an address, without what cannot be a filter."""
        asked = {one.name: str(given.get(one.name, "")).strip()[:LONGEST] for one in fields(cls)}
        kept = {
            "kategorija": "\0" not in asked["kategorija"],
            "grupa": asked["grupa"] in _BY_SLUG,
            "okvir": pictures.parse_box(asked["okvir"]) is not None,
        }
        return cls(**{name: value for name, value in asked.items() if value and kept[name]})

    @property
    def box(self) -> Box | None:
        return pictures.parse_box(self.okvir)

    def narrow(self, rows: Rows, *, on_map: bool = False) -> Rows:
        """The rows that fit; ``on_map``: without the rectangle, which the map adds itself."""
        if self.kategorija:
            rows = rows.filter(category__code=self.kategorija)
        if self.grupa:
            rows = rows.filter(state__in=sorted(_BY_SLUG[self.grupa].states))
        return rows if on_map or self.box is None else pictures.within(rows, self.box, public=True)

    def kept(self, place: Municipality) -> Kept:
        """What everybody may see and is so narrowed, as kept counts know it."""
        states = _BY_SLUG[self.grupa].states if self.grupa else frozenset(State)
        return Kept(place.pk, True, states - frozenset(NOT_PUBLIC), self.kategorija)

    def as_query(self) -> dict[str, str]:
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    def address(self, **changes: str) -> str:
        """The query part of the same list with some conditions changed."""
        return f"?{urlencode(replace(self, **changes).as_query())}"


def drawing_of(place: Municipality, filters: PublicFilters) -> pictures.Drawing:
    """How everybody's map looks: groups of states at rounded places."""
    return pictures.Drawing(
        GROUPS,
        page_of=lambda pk: reverse("inspections:public-report", args=[place.slug, pk]),
        closer=lambda box: filters.address(okvir=box),
        public=True,
        kept=filters.kept(place),
    )


def picture(rows: Rows, filters: PublicFilters, place: Municipality) -> pictures.Picture:
    """The map with rounded places, of the rectangle that is asked for."""
    return pictures.draw(filters.narrow(rows, on_map=True), drawing_of(place, filters), place, filters.box)


@dataclass(frozen=True)
class Page:
    """Rows of a page, and the last one's id when there are older ones."""

    reports: list[Report]
    older_than: int | None = None


def page_of(rows: Rows, *, after: str = "") -> Page:
    """One page, newest first, of what is older than the report of that id; an unknown id begins anew."""
    last = rows.filter(pk=int(after)).values_list("filed_at", "pk").first() if _is_number(after) else None
    if last is not None:
        rows = rows.filter(TupleLessThan((F("filed_at"), F("id")), last))
    found = list(rows.select_related("category").only(*COLUMNS)[: PAGE + 1])
    shown = found[:PAGE]
    return Page(shown, shown[-1].pk if len(found) > PAGE else None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def categories() -> list[tuple[str, list[tuple[str, str]]]]:
    """Categories that the public may see, as code and name under the name of their inspectorate."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for row in Category.objects.filter(public=True).select_related("inspectorate"):
        grouped.setdefault(name_of(row.inspectorate), []).append((row.code, name_of(row)))
    return list(grouped.items())


def line_of(report: Report) -> dict[str, Any]:
    """A report as a line of the public list."""
    return {
        "report": report,
        "category": name_of(report.category),
        "sign": sign_of(report),
        "text": report.public_text if report.cleared_at else "",
        "people": 1 + report.supporters,
    }
