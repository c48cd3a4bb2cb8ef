"""Drafts, submitting, and what applicants do afterwards."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from eservices.cases import actions, vault
from eservices.cases.actions.intake import Holder, answers_of, problems_of, typed_of
from eservices.cases.actions.processing import Lacking
from eservices.cases.keys import plain_key, reveal
from eservices.cases.lifecycle import NotAllowed
from eservices.cases.models import AuditRecord, Case, ClockEntry, DataKey, Document, Draft, OutboxMessage, Rating
from eservices.cases.uploads import scanner
from eservices.cases.uploads.refusals import Refused
from municipalities.accounts.models import User
from municipalities.models import Municipality, Office, Parameter
from municipalities.parameters import ParameterMissing
from tests.answers import maternity
from tests.factories import attach, fill, on, picture, plain_file, submit


def stored(document: Document) -> Path:
    return Path(django_settings.PRIVATE_ROOT) / "files" / document.path


# -- drafts ------------------------------------------------------------------------------------------------------------
def test_a_step_is_kept_encrypted_and_prolongs_the_draft(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica)
    Draft.objects.update(expires_at=timezone.now())
    answers = actions.save_step(draft=draft, step="residence", given={"here": "yes"}, by=milica)
    draft.refresh_from_db()
    assert answers["residence"] == {"here": "yes"} and answers["applicant"]["jmbg"] == "1205992665011"
    assert b"1205992665011" not in bytes(draft.answers)
    assert draft.expires_at > timezone.now() + timedelta(days=29)


def test_what_was_typed_and_not_saved_comes_back_on_that_step_only(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica)
    actions.keep_typed(draft=draft, step="employer", data={"employer_pib": ["12"]}, by=milica)
    assert typed_of(draft, "employer") == {"employer_pib": ["12"]}
    assert typed_of(draft, "leave") == {}
    actions.save_step(draft=draft, step="employer", given={}, by=milica)
    assert typed_of(draft, "employer") == {}


def test_a_draft_without_owner_becomes_that_of_who_signs_in_and_of_nobody_else(
    at_home: Municipality, milica: User, ana: User
) -> None:
    draft = fill(at_home, None)
    actions.adopt_draft(draft=draft, by=milica)
    actions.adopt_draft(draft=Draft.objects.get(pk=draft.pk), by=ana)
    assert Draft.objects.get(pk=draft.pk).owner == milica


def test_deleting_a_draft_destroys_its_key_and_its_files(
    at_home: Municipality, milica: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = fill(at_home, milica)
    files = [stored(document) for document in draft.documents.all()]
    key = draft.data_key
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_draft(draft=draft, by=milica)
    key.refresh_from_db()
    assert not Draft.objects.filter(pk=draft.pk).exists() and not Document.objects.filter(draft=draft.pk).exists()
    assert len(files) == 3 and not any(file.exists() for file in files)
    with pytest.raises(vault.KeyDestroyed):
        plain_key(key)


def test_the_resume_link_is_promised_without_the_address_in_the_promise(at_home: Municipality) -> None:
    draft = fill(at_home, None)
    actions.remember_email(draft=draft, email="milica@primer.example", by=None)
    promised = OutboxMessage.objects.get(topic="resume-link")
    assert promised.payload == {"draft_id": draft.pk}


# -- documents ---------------------------------------------------------------------------------------------------------
def test_a_file_is_kept_encrypted_and_can_be_taken_back(
    at_home: Municipality, milica: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = without_files(at_home, milica)
    upload = SimpleUploadedFile("слика.png", picture())
    document = actions.add_document(
        holder=Holder(draft=draft), kind="account-card", upload=upload, limit=10**6, by=milica
    )
    file = stored(document)
    assert file.exists() and b"PNG" not in file.read_bytes()
    assert plain_file(document, draft)[1:4] == b"PNG"
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_document(draft=draft, document=document, by=milica)
    assert not file.exists() and not Document.objects.exists()


def without_files(place: Municipality, by: User) -> Draft:
    draft = fill(place, by)
    draft.documents.all().delete()
    return draft


def test_an_infected_file_leaves_nothing_behind(
    at_home: Municipality, milica: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "scan", lambda _: scanner.Verdict("infected", "Proba-Potpis"))
    draft = without_files(at_home, milica)
    before = set(Path(django_settings.PRIVATE_ROOT).rglob("*"))
    with pytest.raises(Refused) as refused:
        actions.add_document(
            holder=Holder(draft=draft), kind="account-card", upload=SimpleUploadedFile("a.png", picture()), limit=10**6,
            by=milica,
        )  # fmt: skip
    assert refused.value.code == "infected"
    assert set(Path(django_settings.PRIVATE_ROOT).rglob("*")) == before and not Document.objects.exists()


def test_a_file_whose_row_cannot_be_written_is_shredded(
    at_home: Municipality, milica: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = without_files(at_home, milica)
    before = {path for path in Path(django_settings.PRIVATE_ROOT).rglob("*") if path.is_file()}

    def full(**_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(Document.objects, "create", full)
    with pytest.raises(IntegrityError):
        actions.add_document(
            holder=Holder(draft=draft), kind="account-card", upload=SimpleUploadedFile("a.png", picture()), limit=10**6,
            by=milica,
        )  # fmt: skip
    assert {path for path in Path(django_settings.PRIVATE_ROOT).rglob("*") if path.is_file()} == before


# -- submitting --------------------------------------------------------------------------------------------------------
def test_submitting_writes_everything_in_one_go(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica)
    case = submit(draft, milica)
    draft.refresh_from_db()
    assert (case.number, case.state, case.version, case.person) == ("553-1/26-IV", "submitted", 1, milica)
    assert [event.action for event in case.events.all()] == ["submit"]
    assert [(entry.kind, entry.on) for entry in case.clock_entries.all()] == [("start", date(2026, 3, 20))]
    assert case.due_on == date(2026, 4, 20) and case.act_by == date(2026, 4, 1)
    assert draft.case == case and case.data_key == draft.data_key
    assert sorted(case.documents.values_list("kind", flat=True)) == ["account-card", "employer-decision", "sick-note"]
    assert sorted(OutboxMessage.objects.values_list("topic", flat=True)) == ["evidence", "evidence", "notification"]
    assert AuditRecord.objects.get(case_reference=case.pk).action == "submit"
    assert Case.objects.get(maternity_pay__leave_end=date(2027, 3, 9)) == case


def test_a_case_keeps_the_values_under_which_it_was_filed(at_home: Municipality, filed: Case) -> None:
    Parameter.objects.filter(code="maternity-pay.average_wage").update(value="1")
    kept = Case.objects.get(pk=filed.pk).pinned["maternity-pay.average_wage"]
    assert kept["value"] == "169921" and kept["valid_from"] == "2026-02-25" and kept["source"].startswith("РЗС")


def test_a_missing_legal_value_is_named_and_nothing_is_filed(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica)
    Parameter.objects.filter(code="maternity-pay.tax_rate").delete()
    with pytest.raises(ParameterMissing) as missing:
        submit(draft, milica)
    assert missing.value.code == "maternity-pay.tax_rate"
    assert not Case.objects.exists() and not OutboxMessage.objects.exists()


def test_a_repeated_submit_gives_the_case_that_was_filed_first(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica)
    first = submit(draft, milica)
    assert submit(draft, milica).pk == first.pk
    assert Case.objects.count() == 1 and OutboxMessage.objects.count() == 3


def test_one_submission_key_cannot_file_two_cases(filed: Case, ana: User) -> None:
    filed.pk, filed.code, filed.sequence = None, "drugasifra", 2
    with pytest.raises(IntegrityError), transaction.atomic():
        filed.save(force_insert=True)


def test_an_incomplete_request_is_refused_with_everything_that_is_missing(at_home: Municipality, milica: User) -> None:
    answers = maternity()
    answers["applicant"]["jmbg"] = "1205992665012"
    del answers["account"]
    draft = fill(at_home, milica, answers)
    draft.documents.filter(kind="sick-note").delete()
    with pytest.raises(actions.Incomplete) as refused:
        submit(draft, milica)
    assert [(problem.step, problem.field) for problem in refused.value.problems] == [
        ("applicant", "jmbg"), ("account", "account"), ("documents", "sick-note"),
    ]  # fmt: skip
    assert "последња цифра" in str(refused.value.problems[0].message)
    assert str(refused.value.problems[2].message) == "Приложите документ: Дознака за породиљско одсуство."
    assert not Case.objects.exists()


def test_answers_of_a_road_not_taken_are_not_filed(
    at_home: Municipality, milica: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft = fill(at_home, milica)
    actions.save_step(draft=draft, step="birth", given={"birth_date": "2026-03-15", "birth_order": 3}, by=milica)
    superfluous = stored(attach(draft, "institution-report"))
    with django_capture_on_commit_callbacks(execute=True):
        case = submit(draft, milica)
    assert "birth" not in answers_of(case)
    assert not superfluous.exists() and not case.documents.filter(kind="institution-report").exists()


def test_a_second_request_for_the_same_right_is_refused_and_points_to_the_first(
    at_home: Municipality, filed: Case, milica: User, ana: User
) -> None:
    with pytest.raises(actions.AlreadyFiled) as own:
        submit(fill(at_home, milica), milica)
    assert own.value.earlier == filed and own.value.own
    with pytest.raises(actions.AlreadyFiled) as foreign:
        submit(fill(at_home, ana), ana)
    assert not foreign.value.own
    assert Case.objects.count() == 1


def test_another_employer_or_a_withdrawn_request_is_no_duplicate(
    at_home: Municipality, filed: Case, milica: User
) -> None:
    other = maternity(employer={"employer_number": "99900002"})
    assert submit(fill(at_home, milica, other), milica).number == "553-2/26-IV"
    actions.withdraw(case=filed, by=milica)
    assert submit(fill(at_home, milica), milica).number == "553-3/26-IV"


def test_the_organ_is_that_of_the_office_which_leads_the_service(at_home: Municipality, milica: User) -> None:
    Office.objects.create(municipality=at_home, name="Дечја заштита", organ="VII", services=["maternity-pay"])
    assert submit(fill(at_home, milica), milica).number == "553-1/26-VII"


def test_without_consent_no_register_is_asked_and_own_proof_is(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica, maternity(consent={"registers": "no"}))
    submit(draft, milica)
    assert not OutboxMessage.objects.filter(topic="evidence").exists()
    assert draft.documents.filter(kind="own-proof").exists()


def test_a_draft_is_checked_with_the_eyes_of_the_day_of_filing(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica)
    assert problems_of(draft, answers_of(draft)) == []
    with on(date(2026, 3, 9)):
        assert [(problem.step, problem.field) for problem in problems_of(draft, answers_of(draft))] == [
            ("leave", "leave_start")
        ]


# -- after submitting --------------------------------------------------------------------------------------------------
def asked_to_complete(case: Case, by: User) -> None:
    actions.take(case=case, by=by)
    lacking = [Lacking("wrong", "account", "Рачун не гласи на ваше име.")]
    actions.request_amendment(case=case, lacking=lacking, due_on=date(2026, 4, 6), by=by)


def test_an_answered_call_changes_the_answers_and_starts_the_term_anew(filed: Case, milica: User, jelena: User) -> None:
    asked_to_complete(filed, jelena)
    corrected = {"account": {"account": "265000000000123468", "own": "yes"}}
    actions.answer_amendment(case=filed, text="Ево исправног рачуна.", corrections=corrected, by=milica)
    call = filed.amendments.get()
    assert filed.state == "in_review" and answers_of(Case.objects.get(pk=filed.pk))["account"] == corrected["account"]
    assert call.answered_at and reveal(filed.data_key, call.answer, "amendment-answer") == "Ево исправног рачуна."
    assert list(ClockEntry.objects.values_list("kind", flat=True)) == ["start", "pause", "restart"]


def test_no_call_means_nothing_to_answer(filed: Case, milica: User) -> None:
    with pytest.raises(NotAllowed):
        actions.answer_amendment(case=filed, text="", corrections={}, by=milica)


def test_withdrawing_closes_an_open_call(filed: Case, milica: User, jelena: User) -> None:
    asked_to_complete(filed, jelena)
    actions.withdraw(case=filed, by=milica)
    assert filed.state == "withdrawn" and filed.amendments.get().lapsed
    with pytest.raises(NotAllowed):
        actions.withdraw(case=filed, by=milica)


def test_a_second_rating_replaces_the_first(filed: Case, milica: User) -> None:
    actions.rate(case=filed, score=2, comment="споро", by=milica)
    actions.rate(case=filed, score=5, by=milica)
    assert Rating.objects.get().score == 5 and bytes(Rating.objects.get().comment) == b""


def test_every_draft_has_a_key_of_its_own(at_home: Municipality, milica: User) -> None:
    one, two = fill(at_home, milica), fill(at_home, milica)
    assert one.data_key != two.data_key and DataKey.objects.count() == 2
    assert isinstance(one.submission_key, uuid.UUID) and one.submission_key != two.submission_key
