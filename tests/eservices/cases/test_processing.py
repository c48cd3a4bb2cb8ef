"""What officials do between receipt and decision."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from eservices.cases import actions
from eservices.cases.actions.processing import Fact, Lacking
from eservices.cases.clock import clock_of
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import NotAllowed
from eservices.cases.models import AuditRecord, Case, CaseEvent, Evidence, OutboxMessage
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.eservices.cases.archive.scene import confirm
from tests.factories import decide, give_bases, on, payload_of

LACKING = [Lacking("missing", "sick-note", "Недостаје дознака."), Lacking("unclear", "leave", "Датум није јасан.")]
TODAY = date(2026, 3, 20)


@pytest.fixture
def taken(filed: Case, jelena: User) -> Case:
    actions.take(case=filed, by=jelena)
    return filed


def test_taking_makes_the_case_mine_and_tells_the_applicant(filed: Case, jelena: User) -> None:
    actions.take(case=filed, by=jelena)
    fresh = Case.objects.get(pk=filed.pk)
    assert (fresh.state, fresh.assignee, fresh.version) == ("in_review", jelena, 2)
    assert filed.assignee == jelena and filed.version == 2
    assert OutboxMessage.objects.filter(topic="notification", payload__topic="take").exists()


def test_assigning_is_not_shown_to_the_applicant(taken: Case, dragan: User) -> None:
    actions.assign(case=taken, to=dragan, by=dragan)
    assert Case.objects.get(pk=taken.pk).assignee == dragan
    assert not CaseEvent.objects.get(action="assign").public
    actions.assign(case=taken, to=None, by=dragan)
    assert Case.objects.get(pk=taken.pk).assignee is None


# -- call to complete --------------------------------------------------------------------------------------------------
def test_a_call_names_what_is_missing_and_stops_the_clock(taken: Case, jelena: User) -> None:
    call = actions.request_amendment(case=taken, lacking=LACKING, due_on=date(2026, 4, 6), by=jelena)
    assert call.items == [{"kind": "missing", "target": "sick-note"}, {"kind": "unclear", "target": "leave"}]
    assert reveal(taken.data_key, call.texts, "amendment") == ["Недостаје дознака.", "Датум није јасан."]
    assert (taken.state, taken.due_on, taken.act_by) == ("amendment_requested", None, date(2026, 4, 6))
    assert clock_of(taken, today=TODAY).paused_since == TODAY


def test_a_term_shorter_than_the_law_gives_is_refused(taken: Case, jelena: User) -> None:
    with pytest.raises(ValueError, match="too short"):
        actions.request_amendment(case=taken, lacking=LACKING, due_on=date(2026, 3, 29), by=jelena)
    # 28 March is a Saturday, so that eight days last until Monday.
    actions.request_amendment(case=taken, lacking=LACKING, due_on=date(2026, 3, 30), by=jelena)


def test_a_call_for_nothing_is_refused(taken: Case, jelena: User) -> None:
    with pytest.raises(ValueError, match="nothing"):
        actions.request_amendment(case=taken, lacking=[], due_on=date(2026, 4, 6), by=jelena)
    assert taken.state == "in_review"


def test_an_unanswered_call_lapses_after_its_last_day(taken: Case, jelena: User) -> None:
    actions.request_amendment(case=taken, lacking=LACKING, due_on=date(2026, 4, 6), by=jelena)
    with on(date(2026, 4, 6)):
        assert not actions.lapse_amendment(case=taken)
    with on(date(2026, 4, 7)):
        assert actions.lapse_amendment(case=taken)
        assert not actions.lapse_amendment(case=taken)
    assert taken.state == "in_review" and taken.amendments.get().lapsed


# -- stay, extension ---------------------------------------------------------------------------------------------------
def test_a_stay_stops_the_clock_and_adds_its_days(taken: Case, jelena: User) -> None:
    actions.stay(case=taken, reason="Претходно питање пред судом.", until=date(2026, 5, 1), by=jelena)
    assert taken.due_on is None
    with on(date(2026, 3, 30)):
        actions.resume_stay(case=taken, reason="Суд је одлучио.", by=jelena)
    # 30 days from 20 March are 19 April; the stay adds 10.
    assert taken.due_on == date(2026, 4, 29)


@pytest.mark.parametrize("action", ["stay", "extend_term"])
def test_a_reason_is_needed_in_words(taken: Case, jelena: User, action: str) -> None:
    more: dict[str, Any] = {"days": 10} if action == "extend_term" else {}
    with pytest.raises(actions.MissingReason):
        getattr(actions, action)(case=taken, reason="  ", by=jelena, **more)
    assert Case.objects.get(pk=taken.pk).version == taken.version


def test_an_extension_moves_the_last_day(taken: Case, jelena: User) -> None:
    actions.extend_term(case=taken, days=10, reason="Члан 145.", by=jelena)
    assert taken.due_on == date(2026, 4, 29)


def test_a_reason_is_kept_encrypted(taken: Case, jelena: User) -> None:
    actions.stay(case=taken, reason="Тешка болест подносиоца.", by=jelena)
    kept = CaseEvent.objects.get(action="stay")
    assert "болест".encode() not in bytes(kept.reason)
    assert reveal(taken.data_key, kept.reason, "reason") == "Тешка болест подносиоца."


# -- evidence ----------------------------------------------------------------------------------------------------------
def test_a_failure_is_a_visible_debt_and_never_replaces_an_answer(taken: Case) -> None:
    failed = actions.record_evidence(
        case=taken, source="contributions", purpose="обрачун", fact=Fact("unavailable"), by=None
    )
    assert failed.is_debt and failed.is_current
    good = actions.record_evidence(
        case=taken, source="contributions", purpose="обрачун", fact=Fact("obtained", {"bases": []}), by=None
    )
    again = actions.record_evidence(
        case=taken, source="contributions", purpose="обрачун", fact=Fact("unavailable"), by=None
    )
    assert not again.is_current
    assert Evidence.objects.get(case=taken, is_current=True) == good
    assert [event.action for event in taken.events.all()][-2:] == ["evidence_failed", "evidence"]


def test_manual_entry_needs_a_note_and_an_open_case(taken: Case, jelena: User) -> None:
    with pytest.raises(actions.MissingReason):
        actions.enter_evidence(case=taken, source="contributions", purpose="обрачун", payload={}, note=" ", by=jelena)
    row = give_bases(taken, jelena)
    assert row.outcome == "entered" and row.officer == jelena and not row.is_debt
    assert reveal(taken.data_key, row.note, "evidence-note") == "према изводу"
    assert payload_of(row)["bases"][0] == {"month": "2024-09-01", "base": "95000.00", "paid": True}
    assert CaseEvent.objects.get(action="evidence_entered").public


def test_nothing_is_entered_into_a_decided_case(filed: Case, jelena: User, dragan: User) -> None:
    decide(filed, jelena, dragan)
    with pytest.raises(NotAllowed):
        give_bases(Case.objects.get(pk=filed.pk), jelena)


def test_an_official_can_ask_a_register_again(taken: Case, jelena: User) -> None:
    actions.request_evidence(case=taken, source="contributions", by=jelena)
    asked = OutboxMessage.objects.get(topic="evidence", payload__officer_id=jelena.pk)
    assert asked.payload["source"] == "contributions"
    assert AuditRecord.objects.filter(action="request_evidence", actor=jelena).exists()


def test_notes_are_encrypted(taken: Case, jelena: User) -> None:
    row = actions.note(case=taken, text="Звала је телефоном.", by=jelena)
    assert "Звала".encode() not in bytes(row.text)
    assert reveal(taken.data_key, row.text, "note") == "Звала је телефоном."


# -- archive -----------------------------------------------------------------------------------------------------------
def final(case: Case, jelena: User, dragan: User) -> Case:
    decide(case, jelena, dragan)
    Case.objects.filter(pk=case.pk).update(state="final")
    return Case.objects.select_related("municipality").get(pk=case.pk)


def test_retention_runs_from_the_end_of_the_year(
    at_home: Municipality, filed: Case, jelena: User, dragan: User
) -> None:
    confirm("maternity-pay", 10)
    actions.archive(case=final(filed, jelena, dragan), by=jelena)
    kept = Case.objects.get(pk=filed.pk)
    assert (kept.state, kept.closed_on, kept.retention_class) == ("archived", TODAY, "maternity-pay")
    assert (kept.retain_until, kept.disposal) == (date(2036, 12, 31), "destroy")


def test_without_a_confirmed_term_nothing_is_ever_due_for_destruction(filed: Case, jelena: User, dragan: User) -> None:
    actions.archive(case=final(filed, jelena, dragan), by=jelena)
    kept = Case.objects.get(pk=filed.pk)
    assert kept.retention_class == "maternity-pay" and (kept.retain_until, kept.disposal) == (None, "")
