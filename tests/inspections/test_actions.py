"""What happens to a report, step by step, and what its sender and its officials are told of it."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.http import Http404

from eservices.cases import audit
from eservices.cases.models import AuditHead, AuditRecord
from inspections import access, actions, clock, routing, tasks
from inspections.actions import Part
from inspections.lifecycle import Actor, NotAllowed, State
from inspections.models import Category, ExternalBody, Follower, Report, RoutingRule
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.factories import at_once, on
from tests.inspections.samples import SENDER, SQUARE, category, filing, report

MONDAY = date(2026, 3, 16)


def test_filing_gives_number_code_clock_and_rounded_place(town: Municipality) -> None:
    with on(MONDAY):
        filed = report(town)
    assert filed.state == State.REGISTERED and filed.number == "355-1/26-IV" and len(filed.code) == 14
    assert filed.due_on == date(2026, 3, 31) and filed.act_by == filed.triage_due == date(2026, 3, 18)
    assert filed.is_public and filed.public_place != SQUARE and filed.public_text == ""
    assert [event.action for event in filed.events.all()] == ["file", "register"]
    assert access.description_of(filed) == "Разбацане кесе поред клупе." and access.sender_of(filed) == SENDER


def test_filing_writes_each_table_once_and_the_chain_of_the_audit_holds(
    town: Municipality, django_assert_num_queries: Any
) -> None:
    report(town)
    given = filing(town)
    with django_assert_num_queries(14) as asked:
        actions.file(filing=given, by=None)
    statements = Counter(" ".join(one["sql"].split()[:3]) for one in asked.captured_queries)
    assert {
        statements[f'INSERT INTO "inspections_{table}"'] for table in ("report", "reportevent", "reportclockentry")
    } == {1}
    rows = AuditRecord.objects.filter(municipality=town).order_by("sequence")
    assert [row.action for row in rows][-2:] == ["report_file", "report_register"]
    assert audit.first_broken(rows, head=AuditHead.objects.get(municipality=town)) is None


def test_filing_the_same_twice_files_once(town: Municipality) -> None:
    given = filing(town)
    assert actions.file(filing=given, by=None).pk == actions.file(filing=given, by=None).pk
    assert Report.objects.count() == 1


def test_an_anonymous_report_holds_nobody(town: Municipality, ana: User) -> None:
    filed = actions.file(filing=filing(town, identity="anonymous", reporter={}), by=ana)
    assert filed.person is None and filed.reporter == b""
    assert not filed.events.exclude(actor=None).exists()
    with pytest.raises(actions.WrongIdentity):
        report(town, identity="anonymous")


def test_nothing_of_a_protected_sender_leads_an_inspector_to_the_person(
    town: Municipality, inspector: User, head: User, ana: User
) -> None:
    filed = actions.file(filing=filing(town, identity="protected"), by=ana)
    assert not access.sees_sender(inspector, filed) and access.sees_sender(head, filed)
    assert not filed.events.exclude(actor=None).exists()
    with pytest.raises(actions.ContactIsProtected):
        actions.forward(
            report=filed, body=ExternalBody.objects.get(code="jkp-cistoca"), public_text="Прослеђено.", message="",
            awaits_reply=True, with_contact=True, actor=Actor.INSPECTOR, by=inspector,
        )  # fmt: skip


def test_the_table_of_rules_routes_before_the_default(town: Municipality, inspector: User) -> None:
    rule = RoutingRule.objects.create(
        municipality=town, position=1, name="Трг", settlement="glavni trg", officer=inspector,
        inspectorate=category("kom-otpad-javna").inspectorate,
    )  # fmt: skip
    filed = report(town)
    assert filed.state == State.ASSIGNED and filed.assignee == inspector
    assert routing.try_out(filed) == [(rule, "match")]
    assert report(town, address="Измишљена 3").assignee is None


def test_an_inspector_sees_the_reports_of_the_own_inspectorate(
    town: Municipality, inspector: User, traffic_inspector: User, head: User, vesna: User
) -> None:
    filed = report(town)
    assert list(access.inspection_desk(inspector, town.pk).reports()) == [filed]
    assert not access.inspection_desk(traffic_inspector, town.pk).reports().exists()
    assert access.inspection_desk(head, town.pk).inspectors("komunalna") == [inspector, head]
    assert access.actor_of(head, filed) is Actor.HEAD and access.actor_of(inspector, filed) is Actor.INSPECTOR
    with pytest.raises(actions.CannotInspect):
        actions.assign(report=filed, to=traffic_inspector, actor=Actor.HEAD, by=head)
    from_next_door = pytest.raises(Http404)
    with from_next_door:
        access.inspection_desk(vesna, town.pk)


def test_an_incomplete_report_pauses_its_clock_until_the_sender_answers(town: Municipality, dispatcher: User) -> None:
    with on(MONDAY):
        filed = report(town)
        actions.request_info(report=filed, question="Код које зграде?", actor=Actor.DISPATCHER, by=dispatcher)
        assert filed.due_on is None and filed.act_by == date(2026, 3, 24)
    with on(date(2026, 3, 20)):
        actions.complete(report=filed, answer="Код броја 5.")
        assert filed.state == State.TRIAGE and filed.due_on == date(2026, 4, 6)
        assert [line.code for line in clock.clock_of(filed, today=date(2026, 3, 20)).lines][:3] == [
            "start", "pause", "resume",
        ]  # fmt: skip


def test_an_incomplete_report_counts_as_withdrawn_after_the_term(town: Municipality, dispatcher: User) -> None:
    with on(MONDAY):
        filed = report(town)
        actions.request_info(report=filed, question="Код које зграде?", actor=Actor.DISPATCHER, by=dispatcher)
    with on(date(2026, 3, 24)):
        assert tasks.lapse_unanswered(town) == 0
    with on(date(2026, 3, 25)):
        assert tasks.lapse_unanswered(town) == 1 and tasks.lapse_unanswered(town) == 0
    filed.refresh_from_db()
    assert filed.state == State.WITHDRAWN and filed.act_by is None


def test_a_changed_category_is_routed_and_timed_anew(town: Municipality, dispatcher: User) -> None:
    with on(MONDAY):
        filed = report(town)
    with on(date(2026, 3, 19)):
        actions.change_category(
            report=filed, category=category("eko-divlja-deponija"), public_text="Ово је депонија.",
            actor=Actor.DISPATCHER, by=dispatcher,
        )  # fmt: skip
    assert filed.inspectorate.slug == "zivotna-sredina" and filed.triage_due == date(2026, 3, 23)
    assert filed.due_on == date(2026, 3, 31) and filed.state == State.TRIAGE


def test_a_forwarded_report_comes_back_with_the_answer(town: Municipality, inspector: User) -> None:
    filed = report(town, "kom-rasveta")
    body = ExternalBody.objects.create(
        code="javna-rasveta",
        municipality=town,
        kind="utility",
        name="Пример светло",
        name_en="Primer",
        email="s@p.example",
    )
    assert routing.suggested_body(town, filed.category) == body
    forwarding = actions.forward(
        report=filed, body=body, public_text="Прослеђено предузећу.", message="Молимо поправку.", awaits_reply=True,
        actor=Actor.INSPECTOR, by=inspector,
    )  # fmt: skip
    assert filed.state == State.FORWARDED and filed.act_by is not None
    actions.reply_of_body(forwarding=forwarding, outcome="done", text="Замењено.", by=None)
    filed.refresh_from_db()
    assert filed.state == State.TRIAGE
    with pytest.raises(actions.AlreadyAnswered):
        actions.reply_of_body(forwarding=forwarding, outcome="done", text="Опет.", by=None)


def test_an_inspection_ends_with_an_answer_and_can_be_opened_again(town: Municipality, inspector: User) -> None:
    with on(MONDAY):
        filed = report(town)
        actions.assign(report=filed, to=inspector, actor=Actor.INSPECTOR, by=inspector)
        for action in ("start", "record"):
            actions.step(action, report=filed, actor=Actor.INSPECTOR, by=inspector)
        actions.inform(report=filed, public_text="Надзор је извршен.", actor=Actor.INSPECTOR, by=inspector)
        with pytest.raises(actions.MissingText):
            actions.close(report=filed, public_text=" ", actor=Actor.INSPECTOR, by=inspector)
        actions.close(report=filed, public_text="Очишћено.", actor=Actor.INSPECTOR, by=inspector)
        assert filed.closed_on == MONDAY
    with on(date(2026, 3, 31)), pytest.raises(actions.TooLate):
        actions.judge(report=filed, satisfied=False, comment="Није очишћено.", reopen=True)
    with on(date(2026, 3, 30)):
        actions.judge(report=filed, satisfied=False, comment="Није очишћено.", reopen=True)
        assert filed.state == State.REOPEN_REQUESTED
        actions.reopen(report=filed, public_text="Излазимо поново.", actor=Actor.INSPECTOR, by=inspector)
        assert filed.state == State.TRIAGE and filed.due_on == date(2026, 4, 14)


def test_a_part_is_a_report_of_its_own(town: Municipality, dispatcher: User) -> None:
    filed = report(town)
    [part] = actions.split(
        report=filed, parts=[Part(category("kom-rasveta"), "Не ради светло.")], public_text="Издвојено.",
        actor=Actor.DISPATCHER, by=dispatcher,
    )  # fmt: skip
    assert part.split_from == filed and part.number != filed.number and part.code != filed.code
    assert access.sender_of(part) == SENDER
    with pytest.raises(actions.WrongParts):
        actions.split(
            report=part, parts=[Part(category("sao-rupa"), "Рупа.")], public_text="Опет.", actor=Actor.DISPATCHER,
            by=dispatcher,
        )  # fmt: skip


def test_merging_moves_followers_and_separating_undoes_it(town: Municipality, dispatcher: User) -> None:
    first, second, third = report(town), report(town), report(town)
    actions.support(report=second)
    actions.merge(report=third, lead=second, actor=Actor.DISPATCHER, by=dispatcher)
    actions.merge(report=second, lead=first, actor=Actor.DISPATCHER, by=dispatcher)
    third.refresh_from_db()
    assert third.lead == first and first.supporters == 3 and second.state == State.MERGED
    with pytest.raises(actions.WrongLead) as refusal:
        actions.merge(report=report(town), lead=second, actor=Actor.DISPATCHER, by=dispatcher)
    assert refusal.value.code == "merged" and refusal.value.lead == first
    actions.separate(report=second, public_text="Друго место.", actor=Actor.DISPATCHER, by=dispatcher)
    first.refresh_from_db()
    assert first.supporters == 1 and second.lead is None and second.state == State.TRIAGE


def test_many_at_once_do_what_can_be_done(town: Municipality, inspector: User) -> None:
    open_one, ended = report(town), report(town)
    actions.withdraw(report=ended)
    result = actions.bulk(
        reports=[open_one, ended],
        act=lambda one: actions.reject(report=one, public_text="Поновљена.", actor=Actor.INSPECTOR, by=inspector),
    )
    assert result.done == (open_one,) and isinstance(result.refused[0][1], NotAllowed)


def test_a_conflict_tells_what_happened_meanwhile(town: Municipality, dispatcher: User) -> None:
    filed = report(town)
    seen = filed.version
    actions.take(report=filed, actor=Actor.DISPATCHER, by=dispatcher)
    with pytest.raises(actions.Conflict) as conflict:
        actions.reject(
            report=filed, public_text="Не.", actor=Actor.HEAD, expected_version=seen, by=dispatcher
        )  # fmt: skip
    assert [event.action for event in conflict.value.events] == ["take"]


def test_a_follower_that_stops_is_forgotten(town: Municipality) -> None:
    what = actions.Followed(report=report(town))
    for _twice in range(2):
        actions.follow(municipality=town, what=what, email="Sused@primer.example", language="sr")
    follower = Follower.objects.get()
    actions.stop_following(follower=follower)
    follower.refresh_from_db()
    assert follower.email == b"" and follower.data_key.destroyed_at is not None
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_mergings_and_splittings_at_one_moment_leave_one_lead_and_no_circle(
    reference_data: None, dispatcher: User, kragujevac: Municipality
) -> None:
    with municipality_scope(kragujevac.pk):
        reports = [report(kragujevac) for _number in range(4)]
        street_light = Category.objects.get(code="kom-rasveta")

    def merged(one: int, other: int) -> object:
        with municipality_scope(kragujevac.pk):
            return actions.merge(
                report=Report.objects.get(pk=reports[one].pk), lead=Report.objects.get(pk=reports[other].pk),
                actor=Actor.DISPATCHER, by=dispatcher,
            )  # fmt: skip

    def parted() -> object:
        with municipality_scope(kragujevac.pk):
            return actions.split(
                report=Report.objects.get(pk=reports[3].pk), parts=[Part(street_light, "Мрак.")], public_text="Део.",
                actor=Actor.DISPATCHER, by=dispatcher,
            )  # fmt: skip

    outcomes = at_once(
        lambda: merged(0, 1),
        lambda: merged(1, 0),
        lambda: merged(1, 2),
        lambda: merged(2, 0),
        lambda: merged(0, 2),
        parted,
    )
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert all(isinstance(one, NotAllowed | actions.WrongLead) for one in refused), refused
    with municipality_scope(kragujevac.pk):
        trio = list(Report.objects.filter(pk__in=[one.pk for one in reports[:3]]))
        [lead] = [one for one in trio if one.state != State.MERGED]
        assert all(one.lead_id == lead.pk for one in trio if one.pk != lead.pk)
        assert lead.supporters == 2
        numbers = sorted(filter(None, Report.objects.values_list("sequence", flat=True)))
        assert numbers == list(range(1, len(numbers) + 1)) and len(numbers) == 5
