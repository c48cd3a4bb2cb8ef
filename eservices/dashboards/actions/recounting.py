"""Counting anew, from the cases and reports themselves. Gives the same numbers as folding; for repair and after a mass import."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from eservices.cases import service as services
from eservices.cases.clock import WORKING_DAYS
from eservices.cases.deadlines import ClockKind, Entry, Term, explain
from eservices.cases.models import Case, CaseEvent, ClockEntry, Rating
from eservices.dashboards import counting
from eservices.dashboards.actions import folding, recording
from eservices.dashboards.counting import Fact, Step
from eservices.dashboards.models import CountChange, CountsOfMonth
from eservices.exchange.models import RegisterQuery
from inspections.clock import terms_from
from inspections.happenings import ANSWERS
from inspections.models import ReportClockEntry
from municipalities.calendars import calendar_of
from municipalities.current import system_scope
from municipalities.models import Municipality
from municipalities.working_days import Calendar

CHUNK = 2_000
EVENT_COLUMNS = ("case_id", "position", "action", "at", "from_state", "to_state")
ENTRY_COLUMNS = ("case_id", "event__position", "kind", "on", "days", "until")
REPORT_ENTRY = ("kind", "on", "days", "until")


def recount(municipality: Municipality) -> int:
    """Count everything of one municipality from the beginning; returns how many cases were read.

    New events of all municipalities wait meanwhile, so that none is counted twice or lost: some seconds for 100,000
    cases.
    """
    with transaction.atomic(), system_scope():
        folding.wait_for_lock()
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {CountChange._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
        CountChange.objects.filter(municipality=municipality).delete()
        CountsOfMonth.objects.filter(municipality=municipality).delete()
        reader = _Reader(municipality)
        counts: dict[folding.Cell, Counter[str]] = defaultdict(Counter)
        for fact in reader.facts():
            counts[municipality.pk, fact.service, fact.month][fact.name] += fact.count
        folding.store(counts)
        folding.publish([(municipality.pk, "")])
        folding.freshen(timezone.now(), changed=True)
        return reader.cases


class _Reader:
    """Reads the cases of a municipality some thousand at a time."""

    def __init__(self, municipality: Municipality) -> None:
        self.municipality = municipality
        self.calendar = calendar_of(municipality)
        self.dues: dict[tuple[Any, ...], date | None] = {}
        self.cases = 0

    def facts(self) -> Iterator[Fact]:
        """What every case, rating and query adds."""
        for chunk in self._chunks():
            yield from self._facts_of(chunk)
        for score, at, service in Rating.objects.filter(municipality=self.municipality).values_list(
            "score", "at", "case__service"
        ):
            yield from counting.rating_facts(service, timezone.localdate(at), score, None)
        queries = RegisterQuery.objects.filter(municipality=self.municipality).order_by()
        for asked_at, outcome in queries.values_list("asked_at", "outcome").iterator(CHUNK):
            yield from recording.query_facts(timezone.localdate(asked_at), outcome)
        yield from self._answers()

    def _answers(self) -> Iterator[Fact]:
        """What answers of inspections add; a report reopened for another inspectorate counts for that one."""
        rows = ReportClockEntry.objects.filter(municipality=self.municipality).order_by("report", "pk")
        columns = ("report_id", "reason", "report__inspectorate__slug", "report__pinned", *REPORT_ENTRY)
        for _, ledger in groupby(rows.values_list(*columns).iterator(CHUNK), key=lambda row: int(row[0])):
            entries: list[Entry] = []
            for _, reason, inspectorate, pinned, kind, on, days, until in ledger:
                if kind == ClockKind.STOP and reason in ANSWERS:
                    due = self._due(terms_from(pinned).answer, entries, self.calendar)
                    yield from counting.answer_facts(inspectorate, on, due)
                entries.append(Entry(ClockKind(kind), on, days=days, until=until))

    def _chunks(self) -> Iterator[list[Case]]:
        last = 0
        columns = ("id", "service", "channel", "filed_at", "pinned")
        while chunk := list(
            Case.objects.filter(municipality=self.municipality, pk__gt=last).order_by("pk").only(*columns)[:CHUNK]
        ):
            last = chunk[-1].pk
            self.cases += len(chunk)
            yield chunk

    def _facts_of(self, chunk: list[Case]) -> Iterator[Fact]:
        span = {"case_id__gte": chunk[0].pk, "case_id__lte": chunk[-1].pk, "municipality": self.municipality}
        events = _by_case(CaseEvent.objects.filter(**span).order_by("case_id", "position").values_list(*EVENT_COLUMNS))
        entries = _by_case(ClockEntry.objects.filter(**span).order_by("case_id", "pk").values_list(*ENTRY_COLUMNS))
        for case in chunk:
            ledger = [(row[1], Entry(ClockKind(row[2]), row[3], days=row[4], until=row[5]))
                      for row in entries.get(case.pk, ())]  # fmt: skip
            for row in events.get(case.pk, ()):
                yield from counting.facts_of(self._step(case, row, ledger))

    def _step(self, case: Case, row: tuple[Any, ...], ledger: list[tuple[int, Entry]]) -> Step:
        _, position, action, at, before, after = row
        on = timezone.localdate(at)
        due, days = None, None
        if action == "issue":
            known = [entry for written_with, entry in ledger if written_with < position]
            due = self._due(term_pinned(case), known, self.calendar)
            days = counting.running_days(known, on)
        filed_on = timezone.localdate(case.filed_at)
        return Step(action, on, before, after, case.service, case.channel, filed_on, due, days)

    def _due(self, term: Term, entries: list[Entry], calendar: Calendar) -> date | None:
        """The deadline as these entries made it; many cases have the same ones."""
        known = (term.days, term.working, *((entry.kind, entry.on, entry.days, entry.until) for entry in entries))
        if known not in self.dues:
            self.dues[known] = explain(term, entries, calendar, entries[-1].on).due if entries else None
        return self.dues[known]


def term_pinned(case: Case) -> Term:
    """The term under which the case was filed."""
    pinned = case.pinned[services.get(case.service).term_parameter]
    return Term(int(pinned["value"]), pinned["unit"] == WORKING_DAYS)


def _by_case(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    return {case: list(group) for case, group in groupby(rows, key=lambda row: int(row[0]))}
