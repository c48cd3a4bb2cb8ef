"""Changes of counts, written in the transaction of what causes them. Appending never waits for another writer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from eservices.cases.clock import entries_of
from eservices.cases.models import Case, CaseEvent, Rating
from eservices.dashboards import counting
from eservices.dashboards.counting import Fact, Step
from eservices.dashboards.models import CountChange
from eservices.exchange.models import RegisterQuery
from eservices.exchange.outcomes import Outcome
from inspections.models import Report

HEARD = frozenset({Outcome.ANSWERED, Outcome.NOT_FOUND})
"""Ends of a query in which the register did its part."""
UNCOUNTED = frozenset({Outcome.ASKED, Outcome.NOT_CONNECTED})
"""Nothing is known of the register: the end was never seen, or nothing was sent because nothing is connected."""


def record_event(case: Case, event: CaseEvent) -> None:
    """Note what an event of a case adds."""
    on = timezone.localdate(event.at)
    decided = event.action == "issue"
    write(
        case.municipality_id,
        counting.facts_of(
            Step(
                action=event.action,
                on=on,
                from_state=event.from_state,
                to_state=event.to_state,
                service=case.service,
                channel=case.channel,
                filed_on=timezone.localdate(case.filed_at),
                due=case.due_on if decided else None,
                days=counting.running_days(entries_of(case), on) if decided else None,
            )
        ),
    )


def record_rating(rating: Rating, before: int | None) -> None:
    """Note a rating, or that one was changed."""
    on = timezone.localdate(rating.at)
    write(rating.municipality_id, counting.rating_facts(rating.case.service, on, rating.score, before))


def record_query(query: RegisterQuery, outcome: Outcome) -> None:
    """Note whether a register answered."""
    write(query.municipality_id, query_facts(timezone.localdate(query.asked_at), outcome))


def query_facts(on: date, outcome: str) -> list[Fact]:
    """A question to a register counts in the month in which it was asked, for no service."""
    if outcome in UNCOUNTED:
        return []
    name = counting.REGISTER_ANSWERED if outcome in HEARD else counting.REGISTER_FAILED
    return [Fact("", counting.month_of(on), name)]


def record_answer(report: Report, on: date, due: date | None) -> None:
    """Note whether an inspection answered within the term."""
    write(report.municipality_id, counting.answer_facts(report.inspectorate.slug, on, due))


def write(municipality_id: int, facts: Iterable[Fact]) -> None:
    """Append the changes, one row for each month and service they touch."""
    summed: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    for fact in facts:
        summed[fact.service, fact.month][fact.name] += fact.count
    rows = [
        CountChange(municipality_id=municipality_id, service=service, month=month, counts=counts)
        for (service, month), counts in summed.items()
        if any(counts.values())
    ]
    if rows:
        CountChange.objects.bulk_create(rows)
