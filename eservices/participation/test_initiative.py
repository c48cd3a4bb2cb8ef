"""Civic initiative: from the draft to the answer, and signatures that count once and say nothing of who signed."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.cases.models import AuditRecord
from eservices.participation import actions, tasks, verify_signatures
from eservices.participation.models import Announcement, Process, Signature
from eservices.participation.phases import NotNow, Part, Phase, Standing
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality, Parameter
from tests.cast import citizen, sign_in
from tests.factories import FILING_MOMENT, legal_values, on

pytestmark = pytest.mark.django_db
VERIFIED = Standing.VERIFIED
JMBGS = ("1205992665011", "0309989660013", "1402026665013", "1205992660060")
DRAFT = actions.Draft("Пешачка зона", "Тражимо пешачку зону.", "act", ("Улица се затвара за возила.", "Образложење."))
ELECTORS = 60


@pytest.fixture
def people(db: None) -> list[User]:
    return [citizen(f"potpisnik{number}", "Петар", "Потписић") for number in range(4)]


def drafted(town: Municipality, members: list[User]) -> Process:
    process = actions.start(municipality=town, draft=DRAFT, name="Милица Примеровић", by=members[0])
    for member in members[1:]:
        actions.join(process=process, name="Члан Одборић", by=member)
    return process


def collecting(town: Municipality, members: list[User], editor: User, threshold: int = 3) -> Process:
    process = drafted(town, members[:3])
    actions.move_on(process=process, step="hand_in", part=Part.COMMITTEE, by=members[0])
    actions.open_collecting(process=process, threshold=threshold, by=editor)
    return Process.objects.get(pk=process.pk)


def signed(process: Process, by: User, jmbg: str) -> Signature:
    elector = actions.Elector("Петар Потписић", jmbg, "Измишљена 14")
    return actions.sign(process=process, elector=elector, standing=VERIFIED, by=by)


@pytest.fixture
def initiative(town: Municipality, people: list[User], editor: User) -> Process:
    return collecting(town, people, editor)


def page(process: Process, name: str = "process", *args: object) -> str:
    return reverse(f"participation:{name}", args=[process.municipality.slug, process.code, *args])


# -- draft and committee -----------------------------------------------------------------------------------------------
def test_two_members_are_no_committee(town: Municipality, people: list[User]) -> None:
    process = drafted(town, people[:2])
    with pytest.raises(actions.NeedMissing, match="committee"):
        actions.move_on(process=process, step="hand_in", part=Part.COMMITTEE, by=people[0])
    with pytest.raises(actions.AlreadyMember):
        actions.join(process=process, name="Опет", by=people[1])
    actions.join(process=process, name="Трећи", by=people[2])
    actions.move_on(process=process, step="hand_in", part=Part.COMMITTEE, by=people[0])
    assert process.phase == Phase.CHECKED


def test_a_draft_is_seen_by_its_committee_alone(town: Municipality, people: list[User], client: Client) -> None:
    process = drafted(town, people[:1])
    assert client.get(page(process)).status_code == 404
    assert sign_in(client, people[1]).get(page(process)).status_code == 404
    assert client.get(page(process, "join", process.invitation)).status_code == 200
    assert client.get(page(process, "join", "pogresna")).status_code == 404
    assert DRAFT.title in sign_in(client, people[0]).get(page(process)).content.decode()


def test_a_refused_draft_stays_unknown(town: Municipality, people: list[User], dragan: User) -> None:
    process = drafted(town, people[:3])
    actions.move_on(process=process, step="hand_in", part=Part.COMMITTEE, by=people[0])
    with pytest.raises(NotNow, match="part"):
        actions.move_on(process=process, step="refuse", reason="Није надлежност.", part=Part.EDITOR, by=dragan)
    actions.move_on(process=process, step="refuse", reason="Није надлежност општине.", part=Part.HEAD, by=dragan)
    assert not Announcement.objects.exists()


def test_the_threshold_follows_from_the_statute(initiative: Process) -> None:
    assert actions.suggested_threshold(initiative) is None  # nobody has entered how many electors there are
    Parameter.objects.create(
        code="participation.electors", municipality=initiative.municipality, label="Бирача", value=ELECTORS,
        valid_from=date(2026, 1, 1), legal_source="Бирачки списак",
    )  # fmt: skip
    assert actions.suggested_threshold(initiative) == 3
    initiative.aim = Process.Aim.HEARING
    assert actions.suggested_threshold(initiative) == 100


def test_people_sign_the_text_that_cannot_change_any_more(initiative: Process, people: list[User]) -> None:
    with pytest.raises(NotNow, match="phase"):
        actions.edit(process=initiative, draft=DRAFT, by=people[0])


# -- signatures --------------------------------------------------------------------------------------------------------
def test_an_elector_signs_once_whatever_the_account(initiative: Process, people: list[User]) -> None:
    signed(initiative, people[0], JMBGS[0])
    for by, jmbg in ((people[0], JMBGS[1]), (people[1], JMBGS[0])):
        with pytest.raises(actions.AlreadySigned):
            signed(initiative, by, jmbg)
    assert Process.objects.get(pk=initiative.pk).signatures == 1


def test_a_signature_taken_back_leaves_nothing_and_can_be_given_again(initiative: Process, people: list[User]) -> None:
    signed(initiative, people[0], JMBGS[0])
    actions.take_back(process=initiative, standing=VERIFIED, by=people[0])
    assert not Signature.objects.exists()
    signed(initiative, people[1], JMBGS[0])
    assert Process.objects.get(pk=initiative.pk).signatures == 1


def test_a_weak_sign_in_does_not_sign(initiative: Process, people: list[User], client: Client) -> None:
    elector = actions.Elector("Петар", JMBGS[0], "Измишљена 14")
    with pytest.raises(NotNow, match="identity"):
        actions.sign(process=initiative, elector=elector, standing=Standing.REGISTERED, by=people[0])
    assert "/nalog/" in client.get(page(initiative, "sign")).headers["Location"]


def test_nobody_signs_after_the_term(initiative: Process, people: list[User]) -> None:
    with on(timezone.now() + timedelta(days=90)):
        with pytest.raises(NotNow, match="phase"):
            signed(initiative, people[0], JMBGS[0])
        tasks.follow_the_calendar()
    initiative.refresh_from_db()
    assert initiative.phase == Phase.REFUSED


def test_the_public_page_counts_and_names_nobody(initiative: Process, people: list[User], client: Client) -> None:
    row = signed(initiative, people[3], JMBGS[3])
    shown = client.get(page(initiative)).content.decode()
    assert "Потписа: 1, потребно: 3" in shown
    assert "Потписић" not in shown and JMBGS[3] not in shown and bytes(row.commitment_hash).hex() not in shown
    assert client.get(page(initiative, "signature-list", "handed_over")).status_code == 404


# -- lists and their verification --------------------------------------------------------------------------------------
def handed_over(process: Process, people: list[User]) -> list[dict[str, str]]:
    receipts = [actions.receipt_of(signed(process, by, jmbg)) for by, jmbg in zip(people[:3], JMBGS, strict=False)]
    actions.hand_over(process=process, by=people[0])
    return receipts


def test_signatures_are_handed_over_only_when_there_are_enough(initiative: Process, people: list[User]) -> None:
    signed(initiative, people[0], JMBGS[0])
    with pytest.raises(actions.NeedMissing, match="threshold"):
        actions.hand_over(process=initiative, by=people[0])


def run_script(folder: Path, published: bytes, receipt: dict[str, str], jmbg: str) -> subprocess.CompletedProcess[str]:
    """The published program alone, outside the portal."""
    script = folder / "verify.py"
    script.write_bytes(Path(verify_signatures.__file__).read_bytes())
    (folder / "spisak.json").write_bytes(published)
    (folder / "potvrda.json").write_text(json.dumps(receipt), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-I", str(script), "spisak.json", "potvrda.json"],
        cwd=folder, input=f"{jmbg}\n", capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_signer_finds_the_own_signature_by_a_program_of_its_own(
    initiative: Process, people: list[User], editor: User, client: Client, tmp_path: Path
) -> None:
    receipts = handed_over(initiative, people)
    published = client.get(page(initiative, "signature-list", "handed_over")).content
    done = run_script(tmp_path, published, receipts[0], JMBGS[0])
    assert done.returncode == 0 and "Your signature: listed." in done.stdout, done.stderr
    assert run_script(tmp_path, published, receipts[0], JMBGS[1]).returncode == 1
    tampered = json.loads(published)
    tampered["commitments"][0] = "0" * 64
    assert "does not belong" in run_script(tmp_path, json.dumps(tampered).encode(), receipts[0], JMBGS[0]).stdout

    rows = list(initiative.signed.order_by("pk"))
    own = initiative.signed.get(person=people[0])
    for row in rows:
        outcome = "not_listed" if row == own else "counted"
        actions.check_signature(signature=row, outcome=outcome, by=editor)
    initiative.threshold = 2
    initiative.save(update_fields=["threshold"])
    actions.close_check(process=initiative, step="put_on_agenda", part=Part.EDITOR, by=editor)
    checked = client.get(page(initiative, "signature-list", "checked")).content
    assert "Your signature: not counted." in run_script(tmp_path, checked, receipts[0], JMBGS[0]).stdout
    assert "Your signature: counted." in run_script(tmp_path, checked, receipts[1], JMBGS[1]).stdout


def test_the_published_list_holds_marks_and_nothing_that_leads_to_a_person(
    initiative: Process, people: list[User]
) -> None:
    receipts = handed_over(initiative, people)
    content = initiative.signature_lists.get().content
    published = json.loads(content)
    assert verify_signatures.faults_of(published) == []
    assert published["commitments"] == sorted(receipt["commitment"] for receipt in receipts)
    for receipt, jmbg in zip(receipts, JMBGS, strict=False):
        assert receipt["secret"] not in content and jmbg not in content and jmbg not in json.dumps(receipt)
        for guess in JMBGS:  # without the secret not even the JMBG helps
            assert (
                verify_signatures.commitment("00" * 32, initiative.code, receipt["text_sha256"], guess) not in content
            )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        initiative.signature_lists.update(content="{}")


# -- check, agenda, answer ---------------------------------------------------------------------------------------------
def test_the_assembly_has_sixty_days_and_answers_with_four_eyes(
    initiative: Process, people: list[User], editor: User, dragan: User
) -> None:
    handed_over(initiative, people)
    with pytest.raises(actions.NeedMissing, match="all_checked"):
        actions.close_check(process=initiative, step="put_on_agenda", part=Part.EDITOR, by=editor)
    for row in initiative.signed.all():
        actions.check_signature(signature=row, outcome="counted", by=editor)
    process = actions.close_check(process=initiative, step="put_on_agenda", part=Part.EDITOR, by=editor)
    clock = actions.clock_of(process)
    assert clock is not None and clock.day_total == 60 and clock.due == process.due_on
    assert process.due_on is not None and process.due_on >= timezone.localdate() + timedelta(days=60)
    actions.write_report(process=process, text="Скупштина је усвојила предлог.", by=editor)
    report = actions.publish_report(process=process, by=dragan)
    process.refresh_from_db()
    assert process.phase == Phase.FINISHED and process.clock_stopped == timezone.localdate()
    assert report.figures["signatures"]["counted"] == 3


def test_too_few_valid_signatures_end_it_with_a_reason(
    initiative: Process, people: list[User], editor: User, dragan: User
) -> None:
    handed_over(initiative, people)
    for row in initiative.signed.all():
        actions.check_signature(signature=row, outcome="wrong_data", by=editor)
    with pytest.raises(actions.NeedMissing, match="threshold"):
        actions.close_check(process=initiative, step="put_on_agenda", part=Part.EDITOR, by=editor)
    actions.close_check(process=initiative, step="too_few", reason="Нема довољно.", part=Part.HEAD, by=dragan)
    assert initiative.signature_lists.count() == 2


def test_opening_a_signature_is_recorded(initiative: Process, people: list[User], editor: User, client: Client) -> None:
    handed_over(initiative, people)
    row = initiative.signed.get(person=people[1])
    address = reverse("admin:participation_process_check", args=[row.pk])
    shown = sign_in(client, editor).get(address).content.decode()
    assert JMBGS[1] in shown
    with municipality_scope(initiative.municipality_id):
        record = AuditRecord.objects.get(action="reveal_identity")
    assert record.actor == editor and record.data["signature"] == str(row.pk)
    assert JMBGS[1] not in json.dumps(record.data)


# -- the race ----------------------------------------------------------------------------------------------------------
REQUESTS = 100
AT_A_TIME = 20  # the database of the tests takes 100 connections, shared with others


@pytest.mark.django_db(transaction=True)
def test_a_hundred_requests_at_once_make_one_signature(kragujevac: Municipality, editor: User) -> None:
    legal_values()
    people = [citizen(f"trkac{number}", "Трка", "Тркић") for number in range(3)]
    with on(FILING_MOMENT):
        with municipality_scope(kragujevac.pk):
            process = collecting(kragujevac, people, editor)

        def attempt(number: int) -> str:
            try:
                with municipality_scope(kragujevac.pk):
                    signed(process, people[number % 3], JMBGS[0])
            except actions.AlreadySigned:
                return "already"
            finally:
                connection.close()
            return "signed"

        with ThreadPoolExecutor(AT_A_TIME) as pool:
            outcomes = list(pool.map(attempt, range(REQUESTS)))
        with municipality_scope(kragujevac.pk):
            assert Signature.objects.count() == Process.objects.get().signatures == 1
    assert outcomes.count("signed") == 1 and outcomes.count("already") == REQUESTS - 1
