"""Doors: each gives what may be seen, and 404 for everything else, as if it did not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import Http404

from eservices.cases import access, actions
from eservices.cases.access import Desk
from eservices.cases.models import Case, Document
from municipalities.accounts.models import Membership, User
from municipalities.accounts.roles import ROLES, Permission
from municipalities.current import Scope, municipality_scope, read_scope, set_scope
from municipalities.models import Municipality
from tests.factories import decide, file_request, fill


@pytest.fixture
def case(kragujevac: Municipality, values: None, filing_day: None, milica: User) -> Iterator[Case]:
    """Milica's case; the test itself stands outside every municipality."""
    filed = file_request(kragujevac, milica)
    with transaction.atomic():
        set_scope(Scope())
        yield filed


def as_person(user: User) -> None:
    set_scope(Scope(person=str(user.pk)))


def test_the_own_case_opens_and_lets_in_to_its_municipality(case: Case, milica: User) -> None:
    as_person(milica)
    assert access.case_for(milica, case.code) == case
    assert read_scope().municipality == str(case.municipality_id)
    assert list(access.cases_visible_to(milica)) == [case]


def test_a_foreign_case_does_not_exist(case: Case, ana: User, milica: User) -> None:
    as_person(ana)
    with pytest.raises(Http404):
        access.case_for(ana, case.code)
    with pytest.raises(Http404):
        access.case_for(ana, "neka-sifra")
    assert list(access.cases_visible_to(ana)) == [] and read_scope().municipality == ""


def test_the_database_hides_a_foreign_case_even_when_the_filter_is_forgotten(case: Case, ana: User) -> None:
    as_person(ana)
    assert list(Case.objects.all()) == []


def test_nobody_signed_in_sees_no_case(case: Case) -> None:
    with pytest.raises(Http404):
        access.case_for(AnonymousUser(), case.code)  # type: ignore[arg-type]


def test_the_tracking_code_opens_that_case_only(case: Case) -> None:
    assert access.case_by_code(case.code) == case
    with pytest.raises(Http404):
        access.case_by_code(case.number)


def test_only_an_issued_decision_can_be_verified(case: Case, jelena: User, dragan: User) -> None:
    decision = decide(case, jelena, dragan, "refusal", reason="Нема услова.")
    set_scope(Scope())
    assert access.decision_by_code(decision.code) == decision
    with pytest.raises(Http404):
        access.decision_by_code("aaaabbbbccccdddd")


def test_a_proposal_cannot_be_verified(case: Case, jelena: User) -> None:
    with municipality_scope(case.municipality_id):
        actions.take(case=case, by=jelena)
        content: dict[str, Any] = {"title": "", "text": {}, "calculation": None}
        proposal = actions.propose(case=case, outcome="refusal", content=content, by=jelena)
    with pytest.raises(Http404):
        access.decision_by_code(proposal.code)


def test_a_draft_opens_for_its_owner_or_for_who_holds_its_code(
    kragujevac: Municipality, case: Case, milica: User, ana: User
) -> None:
    with municipality_scope(kragujevac.pk):
        owned, free = fill(kragujevac, milica), fill(kragujevac, None)
    assert access.draft_for(milica, owned.code, held=frozenset()) == owned
    assert access.draft_for(ana, free.code, held=frozenset({free.code})) == free
    for user, draft, held in ((ana, owned, {owned.code}), (ana, free, set[str]())):
        set_scope(Scope())
        with pytest.raises(Http404):
            access.draft_for(user, draft.code, held=frozenset(held))


def test_a_document_belongs_to_its_case(case: Case, kragujevac: Municipality, ana: User) -> None:
    other = file_request(kragujevac, ana, confirm_duplicate=True)
    with municipality_scope(kragujevac.pk):
        mine, foreign = case.documents.first(), other.documents.first()
        assert isinstance(mine, Document) and isinstance(foreign, Document)
        assert access.document_of(case, str(mine.code)) == mine
        with pytest.raises(Http404):
            access.document_of(case, str(foreign.code))


# -- the desk ----------------------------------------------------------------------------------------------------------
def test_the_clerk_of_the_service_opens_the_case(case: Case, jelena: User) -> None:
    with municipality_scope(case.municipality_id):
        assert Desk(jelena, case.municipality_id).case(case.pk) == case


@pytest.mark.parametrize("who", ["vesna", "nenad", "olja", "sava", "auditor", "superuser", "milica"])
def test_everybody_else_gets_404(case: Case, who: str, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(who)
    with municipality_scope(case.municipality_id):
        for permission in Permission:
            desk = Desk(user, case.municipality_id)
            if permission in (Permission.VIEW_CASES, Permission.PROCESS_CASES, Permission.APPROVE_DECISIONS):
                assert not desk.may(permission, case)
                with pytest.raises(Http404):
                    desk.case(case.pk, permission)


def test_at_the_own_desk_a_foreign_case_does_not_exist(case: Case, cacak: Municipality, vesna: User) -> None:
    with municipality_scope(cacak.pk), pytest.raises(Http404):
        Desk(vesna, cacak.pk).case(case.pk)
    with municipality_scope(cacak.pk):
        assert not Desk(vesna, cacak.pk).may(Permission.VIEW_CASES, case)


def test_a_membership_that_ended_opens_nothing(case: Case, jelena: User) -> None:
    Membership.objects.filter(user=jelena).update(until="2026-03-19")
    jelena = User.objects.get(pk=jelena.pk)
    with municipality_scope(case.municipality_id), pytest.raises(Http404):
        Desk(jelena, case.municipality_id).case(case.pk)


def test_a_disabled_official_opens_nothing(case: Case, jelena: User) -> None:
    jelena.is_active = False
    with municipality_scope(case.municipality_id), pytest.raises(Http404):
        Desk(jelena, case.municipality_id).case(case.pk)


def test_only_the_head_may_approve(case: Case, jelena: User, dragan: User) -> None:
    assert Desk(dragan, case.municipality_id).may(Permission.APPROVE_DECISIONS, case)
    assert not Desk(jelena, case.municipality_id).may(Permission.APPROVE_DECISIONS, case)


def test_colleagues_are_who_can_process_the_service(
    case: Case, jelena: User, dragan: User, nenad: User, vesna: User, olja: User
) -> None:
    assert Desk(jelena, case.municipality_id).colleagues(case.service) == [dragan, jelena]


def test_no_role_reads_cases_everywhere() -> None:
    for role in ROLES.values():
        assert not (role.everywhere and Permission.VIEW_CASES in role.permissions), role.title
