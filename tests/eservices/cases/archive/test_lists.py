"""Lists of the archive: what is due comes onto them, three people decide, and a hold wins at every moment."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from eservices.cases import nightly
from eservices.cases.actions import MissingReason, SamePerson
from eservices.cases.archive import actions, drawing_up
from eservices.cases.archive.steps import Kind, NotThisStep
from eservices.cases.keys import reveal_text
from eservices.cases.models import AuditRecord, Case, DisposalEvent, DisposalItem, DisposalList, OutboxMessage
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.answers import maternity
from tests.eservices.cases.archive.scene import CONSENT, PROOF, approved, close, drawn_up, fresh
from tests.factories import fill, relay_all, submit

State = DisposalItem.State


def states(disposal: DisposalList) -> list[str]:
    return list(disposal.items.order_by("position").values_list("state", flat=True))


@pytest.mark.parametrize(
    "change",
    [
        {"retain_until": date(2026, 12, 31)}, {"retain_until": None}, {"disposal": ""}, {"state": "final"},
        {"disposed_on": date(2026, 1, 1)},
    ],
)  # fmt: skip
def test_only_what_is_due_comes_onto_a_list(at_home: Municipality, old: Case, change: dict[str, object]) -> None:
    assert drawing_up.take_due(at_home, Kind.DESTRUCTION, on=date(2026, 1, 1)) == [old.pk]
    Case.objects.filter(pk=old.pk).update(**change)
    assert actions.draw_up(municipality=at_home, kind=Kind.DESTRUCTION, by=None) is None


def test_the_last_day_of_the_term_still_counts(at_home: Municipality, old: Case) -> None:
    assert drawing_up.take_due(at_home, Kind.DESTRUCTION, on=date(2025, 12, 31)) == []
    assert drawing_up.take_due(at_home, Kind.HANDOVER, on=date(2026, 1, 1)) == []


def test_a_case_stands_on_one_list(at_home: Municipality, old: Case, petra: User) -> None:
    first = drawn_up(at_home)
    assert (str(first), states(first)) == ("1/2026", ["listed"])
    assert actions.draw_up(municipality=at_home, kind=Kind.DESTRUCTION, by=None) is None
    actions.leave_out(item=first.items.get(), reason="Води се спор.", by=petra)
    assert str(drawn_up(at_home)) == "2/2026"


def test_the_calendar_waits_until_the_last_list_is_done(at_home: Municipality, old: Case) -> None:
    out = io.StringIO()
    call_command("disposal_lists", stdout=out)
    assert out.getvalue() == "Lists drawn up: 1\n" and nightly.propose_disposals() == 0
    event = DisposalEvent.objects.get()
    assert (event.action, event.actor, event.data) == ("draw_up", None, {"cases": 1})


def test_three_different_people_bring_a_list_about(
    at_home: Municipality, old: Case, petra: User, ruza: User, lazar: User
) -> None:
    disposal = drawn_up(at_home, by=petra)
    actions.submit_list(disposal=disposal, by=petra)
    with pytest.raises(SamePerson):
        actions.review_list(disposal=disposal, by=petra)
    actions.review_list(disposal=disposal, by=ruza)
    for same in (petra, ruza):
        with pytest.raises(SamePerson):
            actions.approve_list(disposal=disposal, consent=CONSENT, by=same)
    with pytest.raises(MissingReason):
        actions.approve_list(disposal=disposal, consent="  ", by=lazar)
    actions.approve_list(disposal=disposal, consent=CONSENT, by=lazar)
    disposal.refresh_from_db()
    assert (disposal.author, disposal.reviewer, disposal.archivist) == (petra, ruza, lazar)
    assert [event.action for event in disposal.events.all()] == ["draw_up", "submit", "review", "approve"]
    assert AuditRecord.objects.filter(action="list_approve", actor=lazar).exists()
    assert OutboxMessage.objects.filter(topic="disposal").count() == 1


def test_the_database_refuses_one_person_in_two_parts(at_home: Municipality, old: Case, petra: User) -> None:
    disposal = drawn_up(at_home)
    with pytest.raises(IntegrityError, match="disposal_author_is_not_reviewer"), transaction.atomic():
        DisposalList.objects.filter(pk=disposal.pk).update(author=petra, reviewer=petra)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DisposalEvent.objects.update(action="review")


def test_whoever_does_not_agree_sends_the_list_back(
    at_home: Municipality, old: Case, petra: User, ruza: User, lazar: User
) -> None:
    disposal = drawn_up(at_home)
    actions.submit_list(disposal=disposal, by=petra)
    actions.send_back_list(disposal=disposal, reason="Недостаје предмет из 2014.", by=ruza)
    assert (disposal.stage, disposal.author) == ("drawn_up", None)
    last = disposal.events.last()
    assert last is not None and reveal_text(disposal.data_key, last.reason, "reason") == "Недостаје предмет из 2014."
    with pytest.raises(NotThisStep):
        actions.approve_list(disposal=disposal, consent=CONSENT, by=lazar)
    approved(disposal, petra, ruza, lazar)
    assert disposal.stage == "approved"


def test_the_slower_of_two_is_told(at_home: Municipality, old: Case, petra: User, ruza: User) -> None:
    disposal = drawn_up(at_home)
    seen = disposal.version
    actions.submit_list(disposal=disposal, expected_version=seen, by=petra)
    with pytest.raises(actions.ListChanged) as refusal:
        actions.submit_list(disposal=disposal, expected_version=seen, by=ruza)
    assert [event.actor for event in refusal.value.events] == [petra]


def test_an_empty_list_is_not_submitted(at_home: Municipality, old: Case, petra: User) -> None:
    disposal = drawn_up(at_home)
    actions.leave_out(item=disposal.items.get(), reason="Води се спор.", by=petra)
    with pytest.raises(actions.NothingListed):
        actions.submit_list(disposal=disposal, by=petra)


# -- holds -------------------------------------------------------------------------------------------------------------
def test_a_hold_keeps_a_case_off_every_list(at_home: Municipality, old: Case, lazar: User) -> None:
    hold = actions.place_hold(case=old, reason="Тужба П 5/2026", by=lazar)
    assert "Тужба".encode() not in bytes(hold.reason)
    assert reveal_text(old.data_key, hold.reason, "hold") == "Тужба П 5/2026"
    assert actions.draw_up(municipality=at_home, kind=Kind.DESTRUCTION, by=None) is None
    assert actions.lift_hold(hold=hold, reason="Спор је завршен.", by=lazar)
    assert not actions.lift_hold(hold=hold, reason="Још једном.", by=lazar)
    assert states(drawn_up(at_home)) == ["listed"]
    told = list(old.events.order_by("-position").values_list("action", "public")[:2])
    assert told == [("hold_lifted", False), ("legal_hold", False)]


def test_a_hold_wins_after_the_approval_too(
    at_home: Municipality, old: Case, milica: User, jelena: User, dragan: User, petra: User, ruza: User, lazar: User
) -> None:
    other = submit(fill(at_home, milica, maternity(employer={"employer_number": "99900002"})), milica)
    close(other, jelena, dragan)
    disposal = approved(drawn_up(at_home), petra, ruza, lazar)
    actions.place_hold(case=old, reason="Тужба П 5/2026", by=lazar)
    relay_all()
    disposal.refresh_from_db()
    assert disposal.stage == "done" and sorted(states(disposal)) == ["done", "held"]
    assert fresh(old).disposed_on is None and fresh(old).applicant_name and fresh(other).is_destroyed


def test_nothing_is_held_or_lifted_without_a_reason(old: Case, lazar: User) -> None:
    with pytest.raises(MissingReason):
        actions.place_hold(case=old, reason=" ", by=lazar)
    hold = actions.place_hold(case=old, reason="Ревизија", by=lazar)
    with pytest.raises(MissingReason):
        actions.lift_hold(hold=hold, reason="", by=lazar)


# -- handover ----------------------------------------------------------------------------------------------------------
def test_a_handover_needs_its_package_and_the_record_of_the_archive(
    at_home: Municipality, old: Case, petra: User, ruza: User, lazar: User
) -> None:
    Case.objects.filter(pk=old.pk).update(disposal="hand_over")
    disposal = approved(drawn_up(at_home, Kind.HANDOVER), petra, ruza, lazar)
    with pytest.raises(actions.NotPacked):
        actions.hand_over_list(disposal=disposal, proof=PROOF, by=lazar)
    relay_all()
    with pytest.raises(MissingReason):
        actions.hand_over_list(disposal=disposal, proof="", by=lazar)
    assert actions.hand_over_list(disposal=disposal, proof=PROOF, by=lazar)
    relay_all()
    kept = fresh(old)
    assert disposal.stage == "done" and states(disposal) == ["done"]
    assert kept.disposed_on == date(2026, 3, 20) and not kept.is_destroyed and kept.applicant_name
    assert sorted(disposal.files.values_list("kind", flat=True)) == ["package", "record"]


def test_a_hold_after_the_package_was_made_asks_for_another_one(
    at_home: Municipality, old: Case, petra: User, ruza: User, lazar: User
) -> None:
    Case.objects.filter(pk=old.pk).update(disposal="hand_over")
    disposal = approved(drawn_up(at_home, Kind.HANDOVER), petra, ruza, lazar)
    relay_all()
    actions.place_hold(case=old, reason="Тужба", by=lazar)
    assert not actions.hand_over_list(disposal=disposal, proof=PROOF, by=lazar)
    assert disposal.stage == "approved" and states(disposal) == ["held"] and fresh(old).disposed_on is None
    assert disposal.files.filter(kind="package", made_at=None).count() == 1
