"""Counts grow with the events of cases; counting anew gives the same."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from eservices.cases import actions
from eservices.cases.actions.processing import Lacking
from eservices.cases.models import Case
from eservices.dashboards.actions.folding import fold, fold_all
from eservices.dashboards.actions.recording import record_query, write
from eservices.dashboards.actions.recounting import recount
from eservices.dashboards.counting import Fact
from eservices.dashboards.measures import Measures, measures_of, total
from eservices.dashboards.models import CountChange, CountsOfMonth, Freshness, PublishedMonth
from eservices.exchange.models import RegisterQuery
from eservices.exchange.outcomes import Outcome
from inspections.actions.engine import Change, perform
from inspections.lifecycle import Actor
from inspections.reference import load
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.cast import FIXTURES
from tests.factories import FILING_MOMENT, decide, file_request, fill, on, submit
from tests.inspections.samples import report

MARCH = date(2026, 3, 1)


def figures(place: Municipality) -> Measures:
    with system_scope():
        return measures_of(total(Counter(row.counts) for row in CountsOfMonth.objects.filter(municipality=place)))


def kept(place: Municipality) -> list[Any]:
    with system_scope():
        return list(CountsOfMonth.objects.filter(municipality=place).values_list("service", "month", "counts"))


@pytest.fixture
def busy(kragujevac: Municipality, values: None, milica: User, ana: User, jelena: User, dragan: User) -> Municipality:
    """A town with a late decision, a request that waits for its applicant, and one that was given up."""
    with on(FILING_MOMENT):
        late, waiting = file_request(kragujevac, milica), file_request(kragujevac, ana, confirm_duplicate=True)
    with on(FILING_MOMENT + timedelta(days=3)), municipality_scope(kragujevac.pk):
        actions.take(case=waiting, by=jelena)
        lacking = [Lacking("unclear", "sick-note", "Нечитко.")]
        actions.request_amendment(case=waiting, lacking=lacking, due_on=date(2026, 4, 10), by=jelena)
    with on(FILING_MOMENT + timedelta(days=90)):
        decide(late, jelena, dragan, "refusal", reason="Нису испуњени услови.")
        with municipality_scope(kragujevac.pk):
            actions.rate(case=late, score=2, by=milica)
            actions.rate(case=late, score=4, by=milica)
            given_up = submit(fill(kragujevac, milica), milica, confirm_duplicate=True)
            actions.withdraw(case=given_up, by=milica)
    return kragujevac


def test_the_story_of_cases_becomes_figures(busy: Municipality) -> None:
    fold_all()
    found = figures(busy)
    assert (found.received, found.received_online, found.decided, found.late) == (3, 3, 1, 1)
    assert (found.median_days, found.calls, found.ratings, found.satisfaction) == (90, 1, 1, 4.0)
    with system_scope():
        still_open = total(Counter(row.counts) for row in CountsOfMonth.objects.filter(municipality=busy))["open"]
        assert still_open == 2 == Case.objects.filter(state__in=["amendment_requested", "withdrawn"]).count()
        assert not CountChange.objects.exists()


def test_counting_anew_gives_the_same(busy: Municipality) -> None:
    fold_all()
    by_events = kept(busy)
    assert len(by_events) == 2
    with system_scope():
        published = list(PublishedMonth.objects.values_list("service", "month", "counts"))
        CountsOfMonth.objects.update(counts={"received_online": 99})
    call_command("recount", municipality="kragujevac", verbosity=0)
    assert kept(busy) == by_events
    with system_scope():
        assert list(PublishedMonth.objects.values_list("service", "month", "counts")) == published


def test_an_answer_of_an_inspection_counts_once_and_counting_anew_gives_the_same(
    kragujevac: Municipality, values: None, dragan: User
) -> None:
    load(FIXTURES)
    with municipality_scope(kragujevac.pk):
        for days, action in ((60, "reject"), (10, "reject"), (10, "withdraw")):
            with on(FILING_MOMENT):
                filed = report(kragujevac)
            actor = Actor.HEAD if action == "reject" else Actor.REPORTER
            with on(FILING_MOMENT + timedelta(days=days)):
                perform(action, report=filed, actor=actor, change=Change(public_text="Није прекршај."), by=dragan)
    fold_all()
    by_events = kept(kragujevac)
    found = figures(kragujevac)
    assert (found.reports_answered, found.reports_on_time, found.reports_share) == (2, 1, 0.5)
    assert {service for service, _, _ in by_events} == {"inspectorate:komunalna"}
    recount(kragujevac)
    assert kept(kragujevac) == by_events


def test_changes_that_wait_are_not_counted_twice(busy: Municipality) -> None:
    recount(busy)
    assert fold() == 0
    assert figures(busy).received == 3


def test_an_event_that_is_rolled_back_leaves_nothing(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica)

    def fails_after_filing() -> None:
        with transaction.atomic():
            submit(draft, milica)
            assert CountChange.objects.exists()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails_after_filing()
    assert not CountChange.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "asked", "answered"),
    [(Outcome.NOT_FOUND, 1, 1), (Outcome.SLOW, 1, 0), (Outcome.CIRCUIT_OPEN, 1, 0), (Outcome.NOT_CONNECTED, 0, 0)],
)
def test_a_register_counts_as_available_when_it_answered(
    kragujevac: Municipality, outcome: Outcome, asked: int, answered: int
) -> None:
    query = RegisterQuery(municipality=kragujevac, asked_at=timezone.now())
    with municipality_scope(kragujevac.pk):
        record_query(query, outcome)
    fold()
    found = figures(kragujevac)
    assert (found.register_queries, found.register_answered) == (asked, answered)


def test_folding_goes_on_where_it_stopped_and_says_until_when(kragujevac: Municipality) -> None:
    with municipality_scope(kragujevac.pk):
        for _ in range(7):
            write(kragujevac.pk, [Fact("maternity-pay", MARCH, "received_online")])
    assert fold(most=4) == 4 and figures(kragujevac).received == 4
    assert fold_all() == 3 and figures(kragujevac).received == 7
    fresh = Freshness.objects.get()
    assert fresh.version == 2 and fresh.complete_until <= timezone.now()


def test_only_enough_cases_are_published(kragujevac: Municipality) -> None:
    with municipality_scope(kragujevac.pk):
        write(kragujevac.pk, [Fact("maternity-pay", MARCH, "received_online", 4), Fact("e-baby", MARCH, "calls", 6)])
    fold()
    with system_scope():
        shown = {row.service: row.counts for row in PublishedMonth.objects.all()}
    assert shown == {"maternity-pay": {}, "e-baby": {"calls": 6}, "": {"calls": 6}}


def test_a_stranger_to_the_figures_sees_no_row(busy: Municipality, cacak: Municipality) -> None:
    fold_all()
    with municipality_scope(cacak.pk):
        assert not PublishedMonth.objects.exists() and not CountsOfMonth.objects.exists()
