"""What the calendar brings: each piece does its work once, for every municipality."""

from __future__ import annotations

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from eservices.cases import actions, evidence, nightly
from eservices.cases.actions.processing import Fact, Lacking
from eservices.cases.keys import new_key, plain_key
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, DataKey, Delivery, Draft, OutboxMessage
from eservices.cases.uploads import storage
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.factories import attach, decide, file_request, fill, on, picture

CALL = [Lacking("missing", "sick-note", "Недостаје дознака.")]


def called(case: Case, jelena: User) -> Case:
    actions.take(case=case, by=jelena)
    actions.request_amendment(case=case, lacking=CALL, due_on=date(2026, 4, 6), by=jelena)
    return case


def test_a_call_lapses_the_day_after_its_term(filed: Case, jelena: User) -> None:
    called(filed, jelena)
    with on(date(2026, 4, 6)):
        assert nightly.lapse_amendments(filed.municipality) == 0
    with on(date(2026, 4, 7)):
        assert nightly.lapse_amendments(filed.municipality) == 1
        assert nightly.lapse_amendments(filed.municipality) == 0


def test_the_applicant_is_reminded_once_three_days_before(filed: Case, jelena: User) -> None:
    called(filed, jelena)
    with on(date(2026, 4, 2)):
        assert nightly.remind_of_amendments(filed.municipality) == 0
    with on(date(2026, 4, 3)):
        nightly.remind_of_amendments(filed.municipality)
        nightly.remind_of_amendments(filed.municipality)
    assert OutboxMessage.objects.filter(payload__topic="reminder").count() == 1


def test_delivered_decisions_become_final(filed: Case, jelena: User, dragan: User) -> None:
    decision = decide(filed, jelena, dragan)
    delivery = decision.deliveries.select_related("decision").get(recipient="applicant")
    actions.confirm_delivery(delivery=delivery, proof="portal", actor=Actor.SYSTEM, by=None)
    with on(date(2026, 4, 6)):
        assert nightly.make_final(filed.municipality) == 0
    with on(date(2026, 4, 7)):
        assert nightly.make_final(filed.municipality) == 1
        assert nightly.make_final(filed.municipality) == 0
    assert Case.objects.get(pk=filed.pk).state == "final"


def test_what_was_not_fetched_goes_by_post(filed: Case, jelena: User, dragan: User) -> None:
    decision = decide(filed, jelena, dragan)
    Delivery.objects.filter(decision=decision).update(status="notified", post_after=date(2026, 3, 28))
    with on(date(2026, 3, 28)):
        assert nightly.fall_back_to_post(filed.municipality) == 0
    with on(date(2026, 3, 29)):
        assert nightly.fall_back_to_post(filed.municipality) == 2


def test_forgotten_drafts_go_with_their_keys(at_home: Municipality, milica: User) -> None:
    old, young = fill(at_home, milica), fill(at_home, milica)
    Draft.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert nightly.expire_drafts(at_home) == 1
    assert list(Draft.objects.all()) == [young]
    assert DataKey.objects.get(pk=old.data_key_id).destroyed_at


def test_a_filed_request_never_expires(filed: Case) -> None:
    Draft.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert nightly.expire_drafts(filed.municipality) == 0


def test_open_debts_are_asked_for_again_once_a_night(filed: Case) -> None:
    for outcome in ("unavailable", "unavailable"):
        actions.record_evidence(case=filed, source="contributions", purpose="обрачун", fact=Fact(outcome), by=None)
    assert evidence.ask_again(filed.municipality) == 1
    assert evidence.ask_again(filed.municipality) == 1
    assert OutboxMessage.objects.filter(key__contains=":night:").count() == 1


def test_a_register_that_has_nothing_is_not_asked_every_night(filed: Case) -> None:
    actions.record_evidence(case=filed, source="contributions", purpose="обрачун", fact=Fact("not_found"), by=None)
    assert evidence.ask_again(filed.municipality) == 0


def test_files_that_no_row_knows_are_swept_after_a_day(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica)
    key = plain_key(new_key(at_home))
    with (Path(settings.PRIVATE_ROOT) / "probe").open("wb") as file:
        file.write(picture())
    with (Path(settings.PRIVATE_ROOT) / "probe").open("rb") as file:
        orphan = storage.store(file, data_key=key, context=b"proba")
    place = Path(settings.PRIVATE_ROOT) / "files" / orphan.path
    known = Path(settings.PRIVATE_ROOT) / "files" / attach(draft, "own-proof").path
    nightly.sweep_files()
    assert place.exists()
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in (place, known):
        os.utime(path, (long_ago, long_ago))
    nightly.sweep_files()
    assert not place.exists() and known.exists()


@pytest.mark.django_db(transaction=True)
def test_one_night_serves_every_municipality(
    kragujevac: Municipality, cacak: Municipality, values: None, filing_day: None, milica: User, ana: User, jelena: User,
    vesna: User,
) -> None:  # fmt: skip
    for place, person, clerk in ((kragujevac, milica, jelena), (cacak, ana, vesna)):
        case = file_request(place, person)
        with municipality_scope(place.pk):
            called(case, clerk)
    with on(date(2026, 4, 7)):
        assert nightly.run()["lapse_amendments"] == 2
        assert nightly.run()["lapse_amendments"] == 0
