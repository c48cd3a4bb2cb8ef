"""Rows of the competition out of the cases of a town: what counts, what is left out and why."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from campaign.fair_play import Filed, Limits, content_of, judged
from campaign.models import Competition
from campaign.sources import open_data_score
from campaign.verify_score import YES
from eservices.cases import service as services
from eservices.cases.clock import WORKING_DAYS
from eservices.cases.deadlines import ClockKind, Entry, Term, explain
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import State
from eservices.cases.models import Case, CaseEvent, ClockEntry
from municipalities.accounts.models import Membership
from municipalities.calendars import calendar_of
from municipalities.models import Municipality

Row = dict[str, str]
ON_TIME, LATE = "on_time", "late"
CHUNK = 500
KINDS = ("request", "before", "decision", "rating")
"""Kinds of rows behind which one case stands."""
NUMBER = 4
"""Decimals of the open-data score in a row."""


@dataclass(frozen=True)
class Window:
    """Days from ``first`` to ``last``, and the equally many days right before them."""

    first: date
    last: date

    @property
    def before(self) -> Window:
        """The equally long time before, for growth."""
        length = self.last - self.first + timedelta(days=1)
        return Window(self.first - length, self.first - timedelta(days=1))

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From the first moment of the first day to the first moment after the last, in Belgrade."""
        zone = timezone.get_default_timezone()
        return (
            datetime.combine(self.first, time.min, zone),
            datetime.combine(self.last + timedelta(days=1), time.min, zone),
        )


def window_of(competition: Competition, today: date) -> Window:
    """What is counted on a day: until that day, or until the end."""
    return Window(competition.first, min(today, competition.last))


def rows_of(competition: Competition, town: Municipality, window: Window) -> Iterator[Row]:
    """Every row of a town whose cases are in sight, sorted within a kind so that their order tells nothing."""
    officials = frozenset(Membership.objects.filter(municipality=town).values_list("user_id", flat=True))
    rows = [*_of_window(competition, town, window, officials), *_before(competition, town, window.before, officials)]
    yield from sorted(rows, key=lambda row: (row["kind"], row["row"]))
    score = open_data_score(town)
    if score is not None:
        yield _row(competition, town, "open_data", 0, f"{score:.{NUMBER}f}", YES)


def _judged(
    competition: Competition, town: Municipality, cases: dict[int, dict[str, Any]], officials: frozenset[int]
) -> Iterator[tuple[Filed, str]]:
    rules = competition.rules
    limits = Limits(rules.most_of_one, rules.most_alike, rules.alike_days)
    contents = _contents(competition, town, cases) if limits.most_alike is not None else {}
    return judged((_filed(row, officials, contents.get(key, "")) for key, row in cases.items()), limits)


def _contents(competition: Competition, town: Municipality, cases: Collection[int]) -> dict[int, str]:
    """Keyed digests of what was answered, without who asked; nothing of the answers is kept."""
    rows = Case.objects.filter(municipality=town, pk__in=cases).exclude(answers=b"").select_related("data_key")
    found = {}
    for row in rows.only("answers", "data_key").order_by().iterator(CHUNK):
        text = content_of(reveal(row.data_key, row.answers, "answers"))
        found[row.pk] = hmac.new(bytes.fromhex(competition.key), text.encode(), "sha256").hexdigest() if text else ""
    return found


def _filed(case: dict[str, Any], officials: frozenset[int], content: str) -> Filed:
    return Filed(
        key=case["id"],
        service=case["service"],
        person=bytes(case["identity_index"]),
        subject=bytes(case["subject_index"]),
        by_official=case["person_id"] in officials,
        is_withdrawn=case["state"] == State.WITHDRAWN,
        on=timezone.localdate(case["filed_at"]),
        content=content,
    )


def _cases(town: Municipality, window: Window) -> list[dict[str, Any]]:
    begins, ends = window.moments
    rows = Case.objects.filter(municipality=town, filed_at__gte=begins, filed_at__lt=ends).order_by("filed_at", "id")
    return [
        dict(row)
        for row in rows.values(
            "id", "service", "identity_index", "subject_index", "person_id", "state", "channel", "due_on", "pinned",
            "filed_at", score=F("rating__score"),
        )
    ]  # fmt: skip


def _of_window(
    competition: Competition, town: Municipality, window: Window, officials: frozenset[int]
) -> Iterator[Row]:
    cases = {row["id"]: row for row in _cases(town, window)}
    verdicts = _judged(competition, town, cases, officials)
    decided = _decisions(town, cases, window.last)
    for filed, verdict in verdicts:
        case = cases[filed.key]
        yield _row(competition, town, "request", filed.key, case["channel"], verdict)
        if filed.key in decided:
            yield _row(competition, town, "decision", filed.key, decided[filed.key], verdict)
        if case["score"] is not None:
            yield _row(competition, town, "rating", filed.key, str(case["score"]), verdict)


def _before(competition: Competition, town: Municipality, window: Window, officials: frozenset[int]) -> Iterator[Row]:
    cases = {row["id"]: row for row in _cases(town, window)}
    for filed, verdict in _judged(competition, town, cases, officials):
        yield _row(competition, town, "before", filed.key, cases[filed.key]["channel"], verdict)


def _decisions(town: Municipality, cases: dict[int, dict[str, Any]], until: date) -> dict[int, str]:
    """Cases of which is known whether they were decided in time: the first decision, or a deadline that has passed."""
    issues: dict[int, tuple[int, datetime]] = {}
    events = CaseEvent.objects.filter(municipality=town, case_id__in=cases, action="issue").order_by("-position")
    for case_id, position, at in events.values_list("case_id", "position", "at"):
        issues[case_id] = (position, at)
    ledgers = _ledgers(town, issues)
    calendar = calendar_of(town)
    found = {}
    for key, case in cases.items():
        if key in issues:
            position, at = issues[key]
            known = [entry for written_with, entry in ledgers[key] if written_with < position]
            due = explain(_term(case), known, calendar, timezone.localdate(at)).due if known else None
            found[key] = LATE if due is not None and timezone.localdate(at) > due else ON_TIME
        elif case["due_on"] is not None and case["due_on"] < until:
            found[key] = LATE
    return found


def _ledgers(town: Municipality, cases: Collection[int]) -> dict[int, list[tuple[int, Entry]]]:
    rows = ClockEntry.objects.filter(municipality=town, case_id__in=cases).order_by("pk")
    found: dict[int, list[tuple[int, Entry]]] = {key: [] for key in cases}
    for case, position, kind, on, days, until in rows.values_list(
        "case_id", "event__position", "kind", "on", "days", "until"
    ):
        found[case].append((position, Entry(ClockKind(kind), on, days=days, until=until)))
    return found


def _term(case: dict[str, Any]) -> Term:
    """The term under which the case was filed."""
    pinned = case["pinned"][services.get(case["service"]).term_parameter]
    return Term(int(pinned["value"]), pinned["unit"] == WORKING_DAYS)


def _row(competition: Competition, town: Municipality, kind: str, key: int, value: str, counted: str) -> Row:
    return {
        "town": town.slug, "kind": kind, "row": digest_of(competition, kind, key), "value": value, "counted": counted,
    }  # fmt: skip


def rows_of_case(competition: Competition, rows: Iterable[Row], case_id: int) -> list[Row]:
    """The published rows behind which this case stands: as a request, before the competition, as decision, as rating."""
    digests = {digest_of(competition, kind, case_id) for kind in KINDS}
    return [row for row in rows if row["row"] in digests]


def digest_of(competition: Competition, kind: str, key: int) -> str:
    """The digest under which a case stands in the rows of one kind; only the portal can compute it."""
    return hmac.new(bytes.fromhex(competition.key), f"{kind}:{key}".encode(), "sha256").hexdigest()[:16]
