"""The work queue: which cases wait for this official, in which order, a page at a time.

Pages are found by the last row of the page before (keyset), never by counting rows; counts stop at a thousand. Both
keep the cost of a page the same for a thousand cases and for a million.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from eservices.cases import service as services
from eservices.cases.access import Desk
from eservices.cases.desk.people import holds
from eservices.cases.desk.words import SOON_DAYS
from eservices.cases.lifecycle import State
from eservices.cases.models import Case, Decision, Delivery, Evidence, EvidenceChange
from eservices.cases.models.case import OPEN_STATES
from eservices.cases.service import Text
from municipalities.accounts.roles import Permission

PAGE = 25
MOST_COUNTED = 1000
NOBODY = "niko"
COLUMNS = (
    "number", "applicant_name", "service", "state", "version", "act_by", "filed_at", "municipality",
    "assignee__first_name", "assignee__last_name", "assignee__email",
)  # fmt: skip
Rows = QuerySet[Case]


@dataclass(frozen=True)
class Tab:
    """One heap of work. ``by_receipt``: newest first instead of the nearest term first."""

    slug: str
    label: Text
    rows: Callable[[Rows, Desk, date], Rows]
    permission: Permission = Permission.VIEW_CASES
    tone: str = ""
    by_receipt: bool = False
    counted: bool = True


def _open(rows: Rows) -> Rows:
    return rows.filter(state__in=OPEN_STATES)


def _overdue(rows: Rows, desk: Desk, today: date) -> Rows:
    return _open(rows).filter(act_by__lt=today)


def _soon(rows: Rows, desk: Desk, today: date) -> Rows:
    return _open(rows).filter(act_by__range=(today, today + timedelta(days=SOON_DAYS)))


def _to_sign(rows: Rows, desk: Desk, today: date) -> Rows:
    """Proposals of others; who proposed cannot sign."""
    own = Decision.objects.filter(case=OuterRef("pk"), stage=Decision.Stage.PROPOSED, proposed_by=desk.user)
    return rows.filter(~Exists(own), state=State.PROPOSED)


def _in_debt(rows: Rows, desk: Desk, today: date) -> Rows:
    debts = Evidence.objects.filter(
        municipality_id=desk.municipality_id, is_current=True, outcome__in=["not_found", "unavailable", "invalid"]
    )
    return _open(rows).filter(pk__in=debts.values("case"))


def _changed(rows: Rows, desk: Desk, today: date) -> Rows:
    """Cases in which a register now says something else than before, and nobody has looked at it."""
    changes = EvidenceChange.objects.filter(municipality_id=desk.municipality_id, seen_at=None)
    return _open(rows).filter(pk__in=changes.values("case"))


TABS: tuple[Tab, ...] = (
    Tab("kasni", _("касни"), _overdue, tone="late"),
    Tab("uskoro", _("доспева за 3 дана"), _soon, tone="soon"),
    Tab("moji", _("моји"), lambda rows, desk, today: _open(rows).filter(assignee=desk.user)),
    Tab("bez-sluzbenika", _("без службеника"), lambda rows, desk, today: _open(rows).filter(assignee=None),
        tone="unassigned"),
    Tab("ceka-podnosioca", _("чека подносиоца"),
        lambda rows, desk, today: rows.filter(state=State.AMENDMENT_REQUESTED), tone="waiting"),
    Tab("za-potpis", _("чека потпис"), _to_sign, permission=Permission.APPROVE_DECISIONS),
    Tab("dugovi", _("дугови регистара"), _in_debt, tone="soon"),
    Tab("promene", _("промењени подаци"), _changed, tone="late"),
    Tab("nastavak", _("прекид, одустанак, жалба"),
        lambda rows, desk, today: rows.filter(state__in=[State.STAYED, State.WITHDRAWN, State.APPEALED]),
        tone="waiting"),
    Tab("za-arhivu", _("за архивирање"), lambda rows, desk, today: rows.filter(state__in=[State.FINAL, State.TRANSFERRED]),
        permission=Permission.ARCHIVE, by_receipt=True),
    Tab("otvoreni", _("сви отворени"), lambda rows, desk, today: _open(rows), counted=False),
    Tab("svi", _("сви предмети"), lambda rows, desk, today: rows, by_receipt=True, counted=False),
)  # fmt: skip
TO_POST = "za-postu"


def tabs_of(desk: Desk) -> list[Tab]:
    """Heaps of work that this official may see."""
    return [tab for tab in TABS if holds(desk, tab.permission)]


def tab_named(slug: str, tabs: Sequence[Tab]) -> Tab | None:
    return next((tab for tab in tabs if tab.slug == slug), None)


def counts(desk: Desk, tabs: Sequence[Tab]) -> dict[str, int]:
    """How many cases lie on each heap, up to a thousand and one, and how many letters wait for the post; one query."""
    today = timezone.localdate()
    asked: dict[str, QuerySet[Any]] = {
        tab.slug: tab.rows(desk.cases(tab.permission), desk, today) for tab in tabs if tab.counted
    }
    if holds(desk, Permission.PROCESS_CASES):
        asked[TO_POST] = letters_to_post(desk)
    if not asked:
        return {}
    parts: list[str] = []
    parameters: list[Any] = []
    for rows in asked.values():
        sql, values = rows.order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - built by the ORM
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        found = cursor.fetchone()
    return dict(zip(asked, found, strict=True))


def letters_to_post(desk: Desk) -> QuerySet[Delivery]:
    """Acts that have to be sent by post, of services that this official processes."""
    rows = Delivery.objects.filter(municipality_id=desk.municipality_id, status=Delivery.Status.TO_POST)
    permitted = desk.services(Permission.PROCESS_CASES)
    return rows if permitted is None else rows.filter(case__service__in=permitted)


# -- one page ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Filters:
    """What the official narrowed the heap to; kept in the address."""

    service: str = ""
    state: str = ""
    assignee: str = ""

    @classmethod
    def read(cls, service: str, state: str, assignee: str) -> Filters:
        """From an address, without what cannot be a filter."""
        known = {one.slug for one in services.all_services()}
        person = assignee == NOBODY or (assignee.isascii() and assignee.isdecimal() and len(assignee) < 10)
        return cls(
            service if service in known else "", state if state in set(State) else "", assignee if person else ""
        )

    def narrow(self, rows: Rows) -> Rows:
        if self.service:
            rows = rows.filter(service=self.service)
        if self.state:
            rows = rows.filter(state=self.state)
        if self.assignee:
            rows = rows.filter(assignee=None if self.assignee == NOBODY else int(self.assignee))
        return rows

    def as_query(self) -> dict[str, str]:
        named = {"usluga": self.service, "stanje": self.state, "sluzbenik": self.assignee}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class Page:
    """Rows of a page and the mark after which the next one begins (empty on the last page)."""

    cases: list[Case] = field(default_factory=list)
    next_mark: str = ""


def page_of(rows: Rows, *, by_receipt: bool, after: str = "") -> Page:
    """One page of a heap, beginning after the mark of the page before; a mark that makes no sense begins anew."""
    rows = rows.select_related("assignee").only(*COLUMNS)
    found = _by_receipt(rows, after) if by_receipt else _by_term(rows, after)
    shown = found[:PAGE]
    more = len(found) > PAGE
    return Page(shown, _mark(shown[-1], by_receipt=by_receipt) if more else "")


def _by_receipt(rows: Rows, after: str) -> list[Case]:
    text, pk = _split(after)
    moment = _read(parse_datetime, text)
    if moment is not None and moment.tzinfo and pk is not None:
        rows = rows.filter(TupleLessThan((F("filed_at"), F("id")), (moment, pk)))
    return list(rows.order_by("-filed_at", "-id")[: PAGE + 1])


def _by_term(rows: Rows, after: str) -> list[Case]:
    """Nearest term first, cases whose clock stands last. Two ranges of one index, because NULL cannot be compared."""
    text, pk = _split(after)
    day = _read(parse_date, text)
    timed, standing = rows.filter(act_by__isnull=False), rows.filter(act_by__isnull=True)
    if day is not None and pk is not None:
        timed = timed.filter(TupleGreaterThan((F("act_by"), F("id")), (day, pk)))
    elif pk is not None:
        timed, standing = timed.none(), standing.filter(pk__gt=pk)
    both = timed.order_by("act_by", "id")[: PAGE + 1].union(standing.order_by("id")[: PAGE + 1], all=True)
    return sorted(both, key=lambda case: (case.act_by or date.max, case.pk))[: PAGE + 1]


def _mark(case: Case, *, by_receipt: bool) -> str:
    value = case.filed_at if by_receipt else case.act_by
    return f"{value.isoformat() if value else ''}_{case.pk}"


def _split(mark: str) -> tuple[str, int | None]:
    text, _underscore, pk = mark.rpartition("_")
    return text, int(pk) if pk.isdecimal() and pk.isascii() and len(pk) < 19 else None


def _read(parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        return None
