"""Files handed over, joined, separated and split: both sides say so, to the citizen, to the clerk and in the book."""

from __future__ import annotations

from functools import partial
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.books import Sight, entries
from eservices.cases.clock import entries_of
from eservices.cases.lifecycle import NotAllowed, State
from eservices.cases.models import Case, CaseLink, CaseTransfer, OutboxMessage, RegistryBook
from eservices.cases.relations import ties_of
from eservices.config.integrity import acts, numbers
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.answers import maternity
from tests.cast import sign_in
from tests.eservices.cases.desk.scene import AtDesk, fresh
from tests.factories import at_once, file_request, fill, submit


def sentences(case: Case) -> list[str]:
    return [tie.sentence for tie in ties_of([case])[case.pk]]


def remarks(case: Case) -> str:
    book = RegistryBook.objects.get(classification=case.classification, year=case.year)
    return next(row.remarks for row in entries(book, Sight(None, None), most=20) if row.case == case)


@pytest.fixture
def second(filed: Case, ana: User) -> Case:
    """Ana's request in the same town."""
    answers = maternity(employer={"employer_number": "99900002"})
    return submit(fill(filed.municipality, ana, answers), ana)


# -- handing over ------------------------------------------------------------------------------------------------------
def test_a_case_handed_over_says_where_and_when(filed: Case, dragan: User, cacak: Municipality) -> None:
    receiver = actions.Receiver(cacak.administration_name, cacak)
    actions.transfer(case=filed, receiver=receiver, reason="Подносилац живи у Чачку.", by=dragan)
    moved = CaseTransfer.objects.get()
    assert (filed.state, filed.act_by, moved.to_municipality) == (State.TRANSFERRED, None, cacak)
    said = "Уступљен: Град Чачак – Градска управа, 20.3.2026."
    assert sentences(filed) == [said] and remarks(filed) == said
    assert filed.acts.last().kind == "transfer"  # type: ignore[union-attr]
    with pytest.raises(NotAllowed):
        actions.take(case=filed, by=dragan)
    actions.archive(case=filed, by=dragan)


def test_a_case_handed_over_stands_in_nobodys_way(filed: Case, milica: User, dragan: User) -> None:
    with pytest.raises(actions.AlreadyFiled):
        submit(fill(filed.municipality, milica), milica)
    actions.transfer(case=filed, receiver=actions.Receiver("Други орган"), reason="Ненадлежност.", by=dragan)
    assert submit(fill(filed.municipality, milica), milica).sequence == 2


def test_nothing_is_handed_over_without_words(filed: Case, dragan: User) -> None:
    for receiver, reason in (("", "Ненадлежност."), ("Други орган", " ")):
        with pytest.raises(actions.MissingReason):
            actions.transfer(case=filed, receiver=actions.Receiver(receiver), reason=reason, by=dragan)
    filed.refresh_from_db()
    assert (filed.state, filed.last_act) == (State.SUBMITTED, 1)


# -- joining -----------------------------------------------------------------------------------------------------------
def test_both_files_tell_of_each_other_until_they_are_separated(filed: Case, second: Case, jelena: User) -> None:
    link = actions.join_cases(case=filed, other=second, reason="Исто чињенично стање.", by=jelena)
    assert sentences(filed) == ["Припојен му је предмет 553-2/26-IV"]
    assert sentences(second) == ["Припојен је предмету 553-1/26-IV"] and remarks(second) == sentences(second)[0]
    assert [act.kind for act in filed.acts.all()] == ["submit", "join_cases"]
    assert [act.kind for act in second.acts.all()] == ["submit"]
    assert actions.separate_cases(link=link, reason="Стање се разликује.", by=jelena)
    assert not actions.separate_cases(link=link, reason="Стање се разликује.", by=jelena)
    assert sentences(second) == ["Припојен је предмету 553-1/26-IV; раздвојени 20.3.2026."]
    with system_scope():
        assert [*numbers(), *acts()] == []


@pytest.mark.parametrize(("code", "pair"), [("itself", (0, 0)), ("joined", (0, 1)), ("joined", (1, 0))])
def test_what_cannot_be_joined(filed: Case, second: Case, jelena: User, code: str, pair: tuple[int, int]) -> None:
    files = (filed, second)
    if code == "joined":
        actions.join_cases(case=filed, other=second, reason="Исто стање.", by=jelena)
    with pytest.raises(actions.CannotRelate, match=code):
        actions.join_cases(case=files[pair[0]], other=files[pair[1]], reason="Исто стање.", by=jelena)


def test_a_case_that_is_over_is_not_joined(filed: Case, second: Case, dragan: User) -> None:
    actions.transfer(case=second, receiver=actions.Receiver("Други орган"), reason="Ненадлежност.", by=dragan)
    with pytest.raises(actions.CannotRelate, match="over"):
        actions.join_cases(case=filed, other=second, reason="Исто стање.", by=dragan)


@pytest.mark.django_db(transaction=True)
def test_two_officials_join_the_same_files_crosswise_and_one_is_told(
    kragujevac: Municipality, values: None, filing_day: None, milica: User, ana: User, jelena: User, dragan: User
) -> None:
    one = file_request(kragujevac, milica)
    two = file_request(kragujevac, ana, maternity(employer={"employer_number": "99900002"}))

    def join(case: Case, other: Case, by: User) -> CaseLink:
        with municipality_scope(kragujevac.pk):
            return actions.join_cases(case=case, other=other, reason="Исто стање.", by=by)

    results = at_once(partial(join, one, two, jelena), partial(join, two, one, dragan))
    assert sorted(type(result).__name__ for result in results) == ["CannotRelate", "CaseLink"]


# -- splitting ---------------------------------------------------------------------------------------------------------
def test_a_part_becomes_a_file_of_its_own_with_the_same_clock(filed: Case, jelena: User) -> None:
    actions.take(case=filed, by=jelena)
    before = OutboxMessage.objects.filter(topic="evidence").count()
    with patch.object(services.get(filed.service), "divisible", new=True, create=True):
        part = actions.split_case(case=filed, reason="О неги детета одлучује се посебно.", by=jelena)
    assert (part.number, part.state, part.assignee) == ("553-2/26-IV", State.IN_REVIEW, jelena)
    assert part.code != filed.code and part.due_on == filed.due_on and entries_of(part) == entries_of(filed)
    assert sentences(filed) == ["Из њега је издвојен предмет 553-2/26-IV"]
    assert sentences(part) == ["Издвојен је из предмета 553-1/26-IV"]
    assert [act.number for act in part.acts.all()] == ["553-2/26-IV-1"]
    assert OutboxMessage.objects.filter(topic="evidence").count() == 2 * before > 0
    assert (filed.version, part.version) == (fresh(filed).version, 1)
    with system_scope():
        assert [*numbers(), *acts()] == []


def test_a_service_that_cannot_be_split_or_a_case_not_in_work_stays_whole(filed: Case, jelena: User) -> None:
    with pytest.raises(actions.CannotRelate, match="whole"):
        actions.split_case(case=filed, reason="Део.", by=jelena)
    with patch.object(services.get(filed.service), "divisible", new=True, create=True), pytest.raises(NotAllowed):
        actions.split_case(case=filed, reason="Део.", by=jelena)
    assert Case.objects.count() == 1 and RegistryBook.objects.get().last_sequence == 1


# -- screens -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def at_desk() -> AtDesk:
    return lambda user: sign_in(Client(), user)


def test_join_and_separate_at_the_desk_and_both_citizens_see_it(
    filed: Case, second: Case, milica: User, ana: User, jelena: User, at_desk: AtDesk
) -> None:
    clerk, address = at_desk(jelena), reverse("admin:cases_case_join", args=[filed.pk])
    asked = {"version": filed.version, "reason": "Исто стање."}
    wrong = clerk.post(address, {**asked, "number": "553-99/26"})
    assert wrong.status_code == 422 and "нема једног са тим бројем" in wrong.content.decode()
    assert clerk.post(address, {**asked, "number": "553 2 2026"}).status_code == 302
    page = clerk.get(reverse("admin:cases_case_change", args=[second.pk])).content.decode()
    assert "Припојен је предмету 553-1/26-IV" in page and "Раздвој" in page
    for person, case, other in ((milica, filed, second), (ana, second, filed)):
        own = at_desk(person).get(reverse("cases:case", args=[case.code])).content.decode()
        assert other.number in own and other.code not in own and other.applicant_name not in own
    again = clerk.post(address, {**asked, "number": "553-2", "version": fresh(filed).version})
    assert again.status_code == 409 and "већ припојен" in again.content.decode()
    link = CaseLink.objects.get()
    separate = reverse("admin:cases_case_separate", args=[filed.pk, link.pk])
    assert clerk.post(separate, {**asked, "version": fresh(filed).version}).status_code == 302
    assert clerk.get(separate).status_code == 404


def test_the_head_hands_a_case_over_and_the_citizen_reads_where(
    filed: Case, milica: User, jelena: User, dragan: User, cacak: Municipality, at_desk: AtDesk
) -> None:
    address = reverse("admin:cases_case_act", args=[filed.pk, "transfer"])
    assert at_desk(jelena).get(address).status_code == 404
    head, asked = at_desk(dragan), {"version": filed.version, "reason": "Подносилац живи у Чачку."}
    nowhere = head.post(address, {**asked, "municipality": "", "organ": ""})
    assert nowhere.status_code == 422 and "напишите назив органа" in nowhere.content.decode()
    assert head.post(address, {**asked, "municipality": cacak.pk, "organ": ""}).status_code == 302
    own = at_desk(milica).get(reverse("cases:case", args=[filed.code])).content.decode()
    assert "Уступљен: Град Чачак – Градска управа" in own and "поступак се наставља код њега" in own


def test_a_split_is_offered_only_where_the_service_allows_it(filed: Case, jelena: User, at_desk: AtDesk) -> None:
    actions.take(case=filed, by=jelena)
    clerk, address = at_desk(jelena), reverse("admin:cases_case_split", args=[filed.pk])
    assert clerk.get(address).status_code == 404
    with patch.object(services.get(filed.service), "divisible", new=True, create=True):
        assert address in clerk.get(reverse("admin:cases_case_change", args=[filed.pk])).content.decode()
        sent = clerk.post(
            address, {"version": fresh(filed).version, "reason": "О нези се одлучује посебно."}, follow=True
        )
    assert "Издвојен је предмет 553-2/26-IV" in sent.content.decode()
