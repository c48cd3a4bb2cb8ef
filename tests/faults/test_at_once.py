"""Many people at the same moment: every number once, every request once, the slower official is told."""

from __future__ import annotations

from functools import partial

import pytest

from eservices.cases import actions, audit, outbox
from eservices.cases.models import AuditHead, AuditRecord, Case, Draft, OutboxMessage, RegistryBook
from eservices.cases.registry import BookClosed, Place, next_number
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.answers import maternity
from tests.factories import at_once, file_request, fill, submit

PEOPLE = 50


def submit_in(place: Municipality, draft: Draft, by: User) -> Case:
    with municipality_scope(place.pk):
        return submit(draft, by)


def test_fifty_submissions_at_once_get_fifty_consecutive_numbers(town: Municipality, milica: User) -> None:
    with municipality_scope(town.pk):
        drafts = [
            fill(town, milica, maternity(employer={"employer_number": f"999{number:05}"})) for number in range(PEOPLE)
        ]
    cases = at_once(*(partial(submit_in, town, draft, milica) for draft in drafts))
    assert all(isinstance(case, Case) for case in cases), [case for case in cases if not isinstance(case, Case)]
    assert sorted(case.sequence for case in cases) == list(range(1, PEOPLE + 1))
    with municipality_scope(town.pk):
        assert AuditHead.objects.get().sequence == PEOPLE
        assert audit.first_broken(AuditRecord.objects.order_by("sequence"), head=AuditHead.objects.get()) is None


def test_refused_submissions_leave_no_gap(town: Municipality, milica: User) -> None:
    with municipality_scope(town.pk):
        good = [fill(town, milica, maternity(employer={"employer_number": f"9990000{n}"})) for n in range(4)]
        bad = [fill(town, milica, maternity(employer={"employer_number": "99900000"})) for _ in range(4)]
    results = at_once(
        *(partial(submit_in, town, draft, milica) for pair in zip(good, bad, strict=True) for draft in pair)
    )
    filed = [case for case in results if isinstance(case, Case)]
    with municipality_scope(town.pk):
        numbers = sorted(Case.objects.values_list("sequence", flat=True))
    assert numbers == list(range(1, len(filed) + 1))


def test_one_request_sent_twice_at_the_same_moment_is_filed_once(town: Municipality, milica: User) -> None:
    with municipality_scope(town.pk):
        draft = fill(town, milica)
    results = at_once(*[partial(submit_in, town, draft, milica)] * 6)
    assert {case.pk for case in results} == {results[0].pk}
    with municipality_scope(town.pk):
        assert Case.objects.count() == 1 and OutboxMessage.objects.count() == 3


def test_two_officials_at_once_one_wins_and_the_other_is_told(
    town: Municipality, milica: User, jelena: User, dragan: User
) -> None:
    case = file_request(town, milica)

    def take(by: User) -> None:
        with municipality_scope(town.pk):
            actions.take(case=Case.objects.get(pk=case.pk), expected_version=1, by=by)

    results = at_once(partial(take, jelena), partial(take, dragan))
    [conflict] = [result for result in results if result is not None]
    assert isinstance(conflict, actions.Conflict)
    with municipality_scope(town.pk):
        winner = Case.objects.get(pk=case.pk).assignee
        assert [(event.action, event.actor) for event in conflict.events] == [("take", winner)]
        assert case.events.count() == 2


def test_two_workers_share_the_work_and_do_nothing_twice(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def work(*, municipality_id: int, number: int) -> None:
        done.append(number)

    monkeypatch.setitem(outbox._handlers, "proba", work)
    with municipality_scope(town.pk):
        for number in range(40):
            outbox.promise("proba", key=str(number), municipality_id=town.pk, payload={"number": number})
    taken = at_once(*[outbox.relay] * 4)
    assert sum(taken) == 40 and sorted(done) == list(range(40))


def test_numbers_of_one_book_wait_for_each_other_and_a_closed_book_refuses_all(town: Municipality) -> None:
    def take() -> int:
        with municipality_scope(town.pk):
            return next_number(Place(town, "350", 2026, "IV")).sequence

    assert sorted(at_once(*[take] * 10)) == list(range(1, 11))
    with municipality_scope(town.pk):
        RegistryBook.objects.update(closed_on="2026-12-31")
    assert all(isinstance(result, BookClosed) for result in at_once(*[take] * 3))
