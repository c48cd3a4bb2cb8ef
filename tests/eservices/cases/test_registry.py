"""Numbers of cases and acts: gap-free in their book, each municipality its own books."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from eservices.cases import actions
from eservices.cases.actions.processing import Lacking
from eservices.cases.models import Case, RegistryBook
from eservices.cases.registry import BookClosed, Place, next_number, organ_for
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality, Office
from tests.factories import decide, fill, submit


def place(municipality: Municipality, classification: str = "553", year: int = 2026) -> Place:
    return Place(municipality, classification, year, "IV")


def test_numbers_follow_each_other_in_each_book(at_home: Municipality) -> None:
    assert [next_number(place(at_home)).sequence for _ in range(3)] == [1, 2, 3]
    assert next_number(place(at_home, "350")).sequence == 1
    assert next_number(place(at_home, year=2027)).sequence == 1
    assert str(next_number(place(at_home))) == "553-4/26-IV"


def test_each_municipality_has_its_own_books(at_home: Municipality, cacak: Municipality) -> None:
    next_number(place(at_home))
    with municipality_scope(cacak.pk):
        assert next_number(place(cacak)).sequence == 1


def test_a_rollback_leaves_no_gap(at_home: Municipality) -> None:
    next_number(place(at_home))
    with transaction.atomic():
        assert next_number(place(at_home)).sequence == 2
        transaction.set_rollback(True)
    assert next_number(place(at_home)).sequence == 2


def test_a_closed_book_gives_no_number(at_home: Municipality) -> None:
    next_number(place(at_home))
    RegistryBook.objects.update(closed_on=date(2026, 12, 31))
    with pytest.raises(BookClosed, match="553/2026"):
        next_number(place(at_home))
    assert RegistryBook.objects.get().last_sequence == 1


def test_acts_get_sub_numbers_in_the_order_they_came(filed: Case, jelena: User, dragan: User, milica: User) -> None:
    actions.take(case=filed, by=jelena)
    lacking = [Lacking("unclear", "sick-note", "Не види се печат.")]
    actions.request_amendment(case=filed, lacking=lacking, due_on=date(2026, 4, 6), by=jelena)
    actions.answer_amendment(case=filed, text="Ево је.", corrections={}, by=milica)
    decision = decide(filed, jelena, dragan)
    entered = list(filed.acts.values_list("number", "kind", "direction"))
    assert entered == [
        ("553-1/26-IV-1", "submit", "incoming"),
        ("553-1/26-IV-2", "request_amendment", "outgoing"),
        ("553-1/26-IV-3", "answer_amendment", "incoming"),
        ("553-1/26-IV-4", "issue", "outgoing"),
    ]
    assert (decision.act, decision.number) == (4, "553-1/26-IV-4")
    filed.refresh_from_db()
    assert filed.last_act == 4 and filed.version == filed.events.count()


def test_an_act_that_is_rolled_back_takes_no_sub_number(filed: Case, jelena: User, milica: User) -> None:
    actions.take(case=filed, by=jelena)
    with transaction.atomic():
        actions.stay(case=filed, reason="Претходно питање.", by=jelena)
        transaction.set_rollback(True)
    actions.withdraw(case=filed, by=milica)
    assert list(filed.acts.values_list("sub_number", "kind")) == [(1, "submit"), (2, "withdraw")]


def test_the_pattern_is_that_of_the_municipality(at_home: Municipality, milica: User) -> None:
    at_home.number_pattern = "{class}-{seq}/{yyyy}-{organ}"
    at_home.save()
    assert submit(fill(at_home, milica), milica).number == "553-1/2026-IV"


def test_the_database_refuses_the_same_number_twice(filed: Case) -> None:
    with pytest.raises(IntegrityError, match="registry_number_is_unique"), transaction.atomic():
        Case.objects.bulk_create([_copy(filed)])


def _copy(case: Case) -> Case:
    twin = Case.objects.get(pk=case.pk)
    twin.pk, twin.code, twin.submission_key = None, "drugasifra", "00000000-0000-0000-0000-000000000001"
    return twin


def test_without_offices_the_usual_mark_is_used(at_home: Municipality) -> None:
    Office.objects.all().delete()
    assert organ_for(at_home, "maternity-pay") == "IV"
