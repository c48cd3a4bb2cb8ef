"""Destruction leaves the row of the register and nothing by which a person or an answer could be found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import connection

from eservices.cases import actions as case_actions
from eservices.cases import audit, outbox, vault
from eservices.cases.archive import actions, disposal, erasing
from eservices.cases.archive.steps import Kind
from eservices.cases.keys import plain_key
from eservices.cases.models import (
    ArchiveFile,
    AuditHead,
    AuditRecord,
    Case,
    CaseEvent,
    DataKey,
    Decision,
    DisposalItem,
    DisposalList,
    Document,
    OutboxMessage,
)
from eservices.cases.paper.verification import verify
from eservices.cases.uploads import storage
from eservices.config import integrity
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.answers import maternity
from tests.eservices.cases.archive.scene import approved, close, destroyed, drawn_up, fresh
from tests.factories import FILING_MOMENT, at_once, file_request, fill, on, relay_all, submit

CANARY = "Канаринкић"
ANSWERS = maternity(applicant={"first_name": "Проба", "last_name": CANARY, "jmbg": "0309989660013"})


def tables() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        yield from (name for (name,) in cursor.fetchall())


def tables_with(text: str) -> set[str]:
    """Every table of the database in which some column of some row holds ``text``; bytes are read as hexadecimal."""
    found = set()
    with system_scope(), connection.cursor() as cursor:
        for name in tables():
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}" AS row WHERE row::text LIKE %s)', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.add(name)
    return found


def files_with(key: bytes, contexts: list[bytes]) -> list[Path]:
    """Files of the store that the key still opens, whichever document they belonged to."""
    opened = []
    for path in (Path(settings.PRIVATE_ROOT) / "files").glob("??/??/*"):
        for context in contexts:
            try:
                with path.open("rb") as source:
                    list(vault.decrypt_stream(key, source, context=context))
                opened.append(path)
            except vault.VaultError:
                continue
    return opened


@pytest.fixture
def told(at_home: Municipality, milica: User, jelena: User, dragan: User) -> Case:
    """A closed case that says the canary wherever people can say something."""
    case = submit(fill(at_home, milica, ANSWERS), milica)
    Document.objects.filter(case=case).update(filename=f"{CANARY}.png")
    case_actions.note(case=case, text=f"Звала је {CANARY}.", by=jelena)
    closed = close(case, jelena, dragan)
    closed.deliveries.update(proof=f"потписала {CANARY}")
    return closed


def test_nothing_of_a_destroyed_case_is_left(told: Case, petra: User, ruza: User, lazar: User) -> None:
    key, wrapped = plain_key(told.data_key), bytes(told.data_key.wrapped).hex()
    indexes = [bytes(told.identity_index).hex(), bytes(told.subject_index).hex()]
    contexts = [document.context for document in Document.objects.filter(case=told)]
    assert {"cases_case", "cases_document", "cases_delivery"} <= tables_with(CANARY)
    assert all("cases_case" in tables_with(index) for index in indexes)
    assert tables_with(wrapped) == {"cases_datakey"} and len(files_with(key, contexts)) == len(contexts) > 1
    destroyed(told, petra, ruza, lazar)
    for trace in (CANARY, CANARY.lower(), "Kanarinkić", "kanarinkic", "0309989660013", wrapped, *indexes):
        assert tables_with(trace) == set(), trace
    assert files_with(key, contexts) == []
    with pytest.raises(vault.KeyDestroyed):
        plain_key(DataKey.objects.get(pk=told.data_key_id))


def test_the_register_keeps_number_class_dates_and_outcome(
    told: Case, milica: User, petra: User, ruza: User, lazar: User
) -> None:
    before = Case.objects.get(pk=told.pk)
    disposed = destroyed(told, petra, ruza, lazar)
    left = Case.objects.get(pk=told.pk)
    kept = ("number", "classification", "service", "filed_at", "closed_on", "retention_class", "retain_until", "code")
    assert all(getattr(left, name) == getattr(before, name) for name in kept)
    assert left.is_destroyed and left.person is None and left.disposals.get().list == disposed
    decision = Decision.objects.get(case=told)
    assert (decision.outcome, decision.stage, bytes(decision.content)) == ("final_grant", "sealed", b"")
    last = CaseEvent.objects.filter(case=told).last()
    assert last is not None and (last.action, last.data) == ("destroyed", {"list": "1/2026"})


def test_the_record_is_sealed_and_the_chain_still_holds(told: Case, petra: User, ruza: User, lazar: User) -> None:
    disposed = destroyed(told, petra, ruza, lazar)
    file = disposed.files.get(kind="record")
    pdf = b"".join(storage.open_plain(file.path, data_key=plain_key(disposed.data_key), context=file.context))
    assert verify(pdf).good and file.filename == "zapisnik-unistenje-1-2026.pdf"
    chain = AuditRecord.objects.filter(municipality=told.municipality).order_by("sequence")
    assert chain.filter(action="destroyed", case_reference=told.pk).count() == 1
    assert audit.first_broken(chain, head=AuditHead.objects.get(municipality=told.municipality)) is None
    assert not [*integrity.files(), *integrity.seals(), *integrity.chains(), *integrity.numbers()]


def test_a_repeated_round_changes_nothing(told: Case, petra: User, ruza: User, lazar: User) -> None:
    disposed = destroyed(told, petra, ruza, lazar)
    events = CaseEvent.objects.count(), disposed.events.count(), AuditRecord.objects.count()
    OutboxMessage.objects.filter(topic__startswith="disposal").update(done_at=None)
    assert relay_all() == 2
    assert (CaseEvent.objects.count(), disposed.events.count(), AuditRecord.objects.count()) == events
    assert disposed.files.count() == 1


@pytest.mark.parametrize(("place", "name"), [(storage, "shred"), (disposal, "remove_files"), (disposal, "forget")])
def test_whoever_comes_after_a_crash_goes_on(
    told: Case, petra: User, ruza: User, lazar: User, place: object, name: str
) -> None:
    listed = approved(drawn_up(told.municipality), petra, ruza, lazar)
    paths = list(Document.objects.filter(case=told).values_list("path", flat=True))
    with patch.object(place, name, side_effect=RuntimeError("cut off")):
        outbox.relay()
    state = DisposalItem.objects.get().state
    assert state == ("listed" if name == "forget" else "shredded")
    assert fresh(told).is_destroyed is (name != "forget")
    OutboxMessage.objects.update(available_at="2026-01-01T00:00Z")
    relay_all()
    listed.refresh_from_db()
    assert listed.stage == "done" and not Document.objects.filter(case=told).exists()
    assert not [path for path in paths if (Path(settings.PRIVATE_ROOT) / "files" / path).exists()]
    assert CaseEvent.objects.filter(case=told, action="destroyed").count() == 1


def test_a_long_list_goes_in_rounds(at_home: Municipality, told: Case, milica: User, jelena: User, dragan: User,
                                    petra: User, ruza: User, lazar: User) -> None:  # fmt: skip
    other = submit(fill(at_home, milica, maternity(employer={"employer_number": "99900002"})), milica)
    close(other, jelena, dragan)
    with patch.object(disposal, "AT_ONCE", 1):
        listed = destroyed(told, petra, ruza, lazar)
    assert listed.stage == "done" and listed.events.get(action="finish").data == {"done": 2}
    assert OutboxMessage.objects.filter(topic="disposal").count() == 2


def test_a_package_of_the_case_goes_with_it(told: Case, petra: User, ruza: User, lazar: User) -> None:
    file = actions.ask_for_case_package(case=told, reason="Захтев суда", by=lazar)
    relay_all()
    file.refresh_from_db()
    assert (Path(settings.PRIVATE_ROOT) / "files" / file.path).exists()
    destroyed(told, petra, ruza, lazar)
    assert not ArchiveFile.objects.filter(case=told).exists()
    assert not (Path(settings.PRIVATE_ROOT) / "files" / file.path).exists()
    for act in (partial(actions.place_hold, reason="Тужба"), partial(actions.ask_for_case_package, reason="Суд")):
        with pytest.raises(actions.Destroyed):
            act(case=fresh(told), by=lazar)


@pytest.mark.django_db(transaction=True)
def test_two_workers_destroy_a_case_once_and_a_hold_comes_before_or_after(
    kragujevac: Municipality,
    values: None,
    milica: User,
    jelena: User,
    dragan: User,
    petra: User,
    ruza: User,
    lazar: User,
) -> None:
    with on(FILING_MOMENT):
        case = file_request(kragujevac, milica, ANSWERS)
        with municipality_scope(kragujevac.pk):
            closed = close(case, jelena, dragan)
            listed = approved(drawn_up(kragujevac), petra, ruza, lazar)
            item = listed.items.get()
        work = partial(disposal.destroy, item.pk, municipality_id=kragujevac.pk)
        results = at_once(work, work, partial(hold_in, kragujevac, closed, lazar))
    with municipality_scope(kragujevac.pk):
        held = not isinstance(results[2], actions.Destroyed)
        assert results[:2] == [None, None]
        assert CaseEvent.objects.filter(case=case, action="destroyed").count() == (0 if held else 1)
        assert DisposalItem.objects.get().state == ("held" if held else "done")
        assert fresh(case).is_destroyed is not held


def hold_in(place: Municipality, case: Case, by: User) -> None:
    with municipality_scope(place.pk):
        actions.place_hold(case=case, reason="Тужба", by=by)


def test_a_conversation_goes_together_or_not_at_all(at_home: Municipality, told: Case, milica: User) -> None:
    """Two cases of one conversation share answers and key: while one is kept, so is the other."""
    sibling = Case.objects.get(pk=told.pk)
    sibling.pk, sibling.code, sibling.sequence = None, "drugipredmet22", 99
    sibling.submission_key = "7d444840-9dc0-11d1-b245-5ffdce74fad2"
    sibling.retain_until = told.retain_until.replace(year=2040)  # type: ignore[union-attr]
    sibling.save(force_insert=True)
    assert actions.draw_up(municipality=at_home, kind=Kind.DESTRUCTION, by=None) is None
    Case.objects.filter(pk=sibling.pk).update(retain_until=told.retain_until)
    listed = drawn_up(at_home)
    assert listed.items.count() == 2
    hold = actions.place_hold(case=sibling, reason="Тужба", by=milica)
    DisposalList.objects.filter(pk=listed.pk).update(
        stage="approved", author=milica, reviewer=User.objects.exclude(pk=milica.pk)[0],
        archivist=User.objects.exclude(pk=milica.pk)[1], consent="x", approved_at="2026-03-20T09:00Z",
    )  # fmt: skip
    disposal.carry_out(municipality_id=at_home.pk, list_id=listed.pk)
    assert set(listed.items.values_list("state", flat=True)) == {"held"} and not fresh(told).is_destroyed
    assert hold.stands and erasing.FORGOTTEN["person"] is None
