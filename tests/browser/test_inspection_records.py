"""An inspector on a telephone: from the report page to the zapisnik written on the spot, with a picture."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from inspections import actions
from inspections.lifecycle import Actor, State
from inspections.records import demo
from inspections.records.actions import start
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import Arrives
from tests.browser.people import Official, upload
from tests.cast import official
from tests.factories import relay_all
from tests.inspections.samples import report

RECORDS = "/admin/inspections/inspectionrecord/"


def test_a_zapisnik_is_written_on_the_spot(arrives: Arrives, town: Municipality) -> None:
    inspector = official("inspektor", "Ивана", "Надзорић", "communal-inspector", town)
    with municipality_scope(town.pk):
        filed = report(town)
        actions.assign(report=filed, to=inspector, actor=Actor.INSPECTOR, by=inspector)
        demo.announce(filed, "Пример д.о.о.", inspector)
        start(report=filed, actor=Actor.INSPECTOR, by=inspector)
    person = arrives(Official)
    person.is_known_as(inspector)
    person.open(f"/admin/inspections/report/{filed.pk}/change/")
    person.press('a[href*="inspectionrecord/predmet"]')
    person.look("records: file")
    person.press('a[href$="/field_record/"]')
    person.look("records: zapisnik")
    person.photograph("zapisnik", height=2600)
    form = ".desk form[enctype]"
    given = {"began": "9.30", "ended": "10.15", "place": "Главни трг 1", "facts": "Разбацан отпад.", "breach": "yes"}
    person.give(given | {"signed": "refused", "signatory": "Не слаже се са налазом."}, form)
    person.page.locator('input[name="photos"]').set_input_files(upload("zapisnik"))
    person.press(f"{form} button[type=submit]")
    expect(person.page).to_have_url(re.compile(rf"{RECORDS}predmet/{filed.pk}/$"))
    relay_all()
    person.open(f"{RECORDS}predmet/{filed.pk}/")
    person.photograph("akta", height=1400)
    paper = person.page.locator("tbody tr:last-child td:last-child a").get_attribute("href")
    assert person.page.request.get(f"{person.address}{paper}").body().startswith(b"%PDF-")
    with municipality_scope(town.pk):
        filed.refresh_from_db()
        assert filed.state == State.RECORD and filed.photos.count() == 1
    person.press('tbody tr:last-child a[href$="/dostava/"]')
    person.look("records: delivery")
    person.give({"step": "received", "way": "hand", "remark": "Пословођа."}, ".desk form")
    person.press(".desk form button[type=submit]")
    person.reads("Последњи дан рока")
