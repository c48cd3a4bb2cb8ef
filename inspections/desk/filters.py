"""What the triage list is narrowed to; all of it stands in the address, so that it can be kept, sent and saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.desk.words import SOON_DAYS
from inspections.access import InspectionDesk
from inspections.cell_counts import Kept
from inspections.desk.signs import sign_named
from inspections.grid import Box
from inspections.labels import Text
from inspections.lifecycle import OPEN, State
from inspections.models import Category, Inspectorate, Report
from inspections.pictures import parse_box, within
from municipalities.script import fold

Rows = QuerySet[Report]
NOBODY = "niko"
LONGEST = 80


EVERY_STATE = frozenset(State)


@dataclass(frozen=True)
class Heap:
    """One heap of work: reports in some ``states``, and of those what ``more`` leaves. ``by_receipt``: newest first
    instead of the nearest term first."""

    slug: str
    label: Text
    states: frozenset[State]
    more: Callable[[Rows, InspectionDesk, date], Rows] | None = None
    tone: str = ""
    by_receipt: bool = False
    counted: bool = True

    def rows(self, rows: Rows, desk: InspectionDesk, today: date) -> Rows:
        """The rows that lie on this heap."""
        if self.states != EVERY_STATE:
            rows = rows.filter(state__in=sorted(self.states))
        return rows if self.more is None else self.more(rows, desk, today)


HEAPS: tuple[Heap, ...] = (
    Heap("kasni", _("касни"), OPEN, lambda rows, desk, today: rows.filter(due_order__lt=today), "late"),
    Heap("uskoro", _("доспева за 3 дана"), OPEN,
         lambda rows, desk, today: rows.filter(due_order__range=(today, today + timedelta(days=SOON_DAYS))), "soon"),
    Heap("hitno", _("хитно"), OPEN, lambda rows, desk, today: rows.filter(priority=Report.Priority.URGENT), "late"),
    Heap("razvrstati", _("за разврставање"), frozenset({State.SUBMITTED, State.REGISTERED, State.TRIAGE}),
         tone="unassigned"),
    Heap("moje", _("моје"), OPEN, lambda rows, desk, today: rows.filter(assignee=desk.user)),
    Heap("ceka", _("чека подносиоца или други орган"), frozenset({State.INFO_REQUESTED, State.FORWARDED}),
         tone="waiting"),
    Heap("ponovo", _("тражи се поновно отварање"), frozenset({State.REOPEN_REQUESTED}), tone="soon"),
    Heap("otvorene", _("све отворене"), OPEN, counted=False),
    Heap("sve", _("све пријаве"), EVERY_STATE, by_receipt=True, counted=False),
)  # fmt: skip


def only_of(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The one row as a value that an index is asked for; a join would take the order of the index away."""
    return rows.order_by().values("pk")[:1]


def heap_named(slug: str) -> Heap | None:
    return next((heap for heap in HEAPS if heap.slug == slug), None)


@dataclass(frozen=True)
class Filters:
    """Heap and conditions as texts of the address; what makes no sense there counts as not given.

    ``inspekcija`` slug, ``kategorija`` code, ``grupa`` a sign or ``stanje`` a state, ``inspektor`` id or ``niko``,
    ``hitnost`` a priority, ``mesto`` the beginning of an address in any script, ``okvir`` south, west, north and east
    in millionths of a degree.
    """

    gomila: str = ""
    inspekcija: str = ""
    kategorija: str = ""
    grupa: str = ""
    stanje: str = ""
    inspektor: str = ""
    hitnost: str = ""
    mesto: str = ""
    okvir: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filters:
        """From an address, without what cannot be a filter."""
        asked = {one.name: str(given.get(one.name, "")).strip()[:LONGEST] for one in fields(cls)}
        person = asked["inspektor"]
        checks = {
            "gomila": heap_named(asked["gomila"]) is not None,
            "grupa": sign_named(asked["grupa"]) is not None,
            "stanje": asked["stanje"] in set(State),
            "inspektor": person == NOBODY or (person.isascii() and person.isdecimal() and len(person) < 10),
            "hitnost": asked["hitnost"] in {str(value) for value in Report.Priority.values},
            "mesto": bool(fold(asked["mesto"])),
            "okvir": parse_box(asked["okvir"]) is not None,
        }
        return cls(**{name: value for name, value in asked.items() if value and checks.get(name, "\0" not in value)})

    @property
    def box(self) -> Box | None:
        return parse_box(self.okvir)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the heap is asked for."""
        return bool(replace(self, gomila="").as_query())

    def narrow(self, rows: Rows, *, on_map: bool = False) -> Rows:
        """The rows that fit; ``on_map``: without the rectangle, which the map adds itself."""
        plain = {"state": self.stanje, "priority": self.hitnost}
        rows = rows.filter(**{name: value for name, value in plain.items() if value})
        if self.inspekcija:
            rows = rows.filter(inspectorate=only_of(Inspectorate.objects.filter(slug=self.inspekcija)))
        if self.kategorija:
            rows = rows.filter(category=only_of(Category.objects.filter(code=self.kategorija)))
        sign = sign_named(self.grupa)
        if sign is not None:
            rows = rows.filter(state__in=sorted(sign.states))
        if self.inspektor:
            rows = rows.filter(assignee=None if self.inspektor == NOBODY else int(self.inspektor))
        if self.mesto:
            rows = rows.filter(address_key__startswith=fold(self.mesto))
        return rows if on_map or self.box is None else within(rows, self.box)

    def kept(self, desk: InspectionDesk, heap: Heap) -> Kept | None:
        """The rows of a heap, so narrowed, as kept counts know them; None where they do not tell them from others."""
        if heap.more is not None or self.inspektor or self.hitnost or self.mesto:
            return None
        permitted = desk.inspectorates()
        if permitted is not None and not permitted:
            return None
        chosen = permitted if not self.inspekcija else frozenset({self.inspekcija}) & (permitted or {self.inspekcija})
        besides = None if permitted is None else self._elsewhere(desk, heap, permitted)
        return Kept(desk.municipality_id, False, self._states(heap), self.kategorija, chosen, besides)

    def _states(self, heap: Heap) -> frozenset[State]:
        sign = sign_named(self.grupa)
        states = heap.states & sign.states if sign else heap.states
        return states & {State(self.stanje)} if self.stanje else states

    def _elsewhere(self, desk: InspectionDesk, heap: Heap, permitted: frozenset[str]) -> Rows:
        """Own reports of inspectorates that the official does not see otherwise."""
        own = Report.objects.filter(municipality=desk.municipality_id, assignee=desk.user)
        rows = heap.rows(own.exclude(inspectorate__slug__in=permitted), desk, timezone.localdate())
        return self.narrow(rows, on_map=True)

    def as_query(self) -> dict[str, str]:
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    def address(self, **changes: str) -> str:
        """The query part of the same list with some conditions changed."""
        return f"?{urlencode(replace(self, **changes).as_query())}"
