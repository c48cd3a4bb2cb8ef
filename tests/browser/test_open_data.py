"""An editor describes data and publishes a file as it comes from an office; a reader finds it, narrows it and takes it along."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import expect

from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import preparing
from opendata.models import PublicationJob
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Official, Person
from tests.cast import official

FILE = (
    "objekat_id;Установа;naziv;lon;lat;kapacitet;jezik\r\n"
    "1;Нада;Пчелица;20,91;44,01;120;српски\r\n2;Нада;Лептир;20,92;44,02;90;српски\r\n3;Радост;Бубамара;20,93;44,03;60;мађарски\r\n"
)
DESCRIPTION = {
    "title": "Вртићи града", "description": "Вртићи са бројем места.", "keywords": "вртићи, деца", "temporal_start": "1.1.2026.",
    "contact_name": "Управа", "contact_email": "podaci@primer.example",
}  # fmt: skip
CHOICES = {"schema_choice": "vrtici", "theme": "EDUC", "frequency": "ANNUAL", "licence": "CC_BY_4_0"}


@pytest.fixture
def editor(town: Municipality, people: None) -> User:
    """Somebody who publishes data of the town."""
    found = official("urednik", "Урош", "Податкић", "data-editor", town)
    User.objects.update(is_demo=True)
    return found


def test_a_file_of_an_office_becomes_data_that_people_use(town: Municipality, editor: User, arrives: Arrives) -> None:
    author: Official = arrives(Official, size=DESKTOP)
    author.is_known_as(editor)
    author.open("/admin/opendata/dataset/add/")
    for name, value in CHOICES.items():
        author.page.locator(f'main [name="{name}"]').select_option(value)
    author.give(DESCRIPTION, form="main")
    author.press('main [name="_save"]')
    author.look("open data: send a file")
    content = FILE.encode("cp1251")
    author.page.locator('input[type="file"]').set_input_files(
        {"name": "vrtici.csv", "mimeType": "text/csv", "buffer": content}
    )
    author.press("main .desk-button--go")
    with municipality_scope(town.pk):
        preparing.prepare(PublicationJob.objects.get().pk)
    author.page.reload()
    author.look("open data: what was read")
    author.photograph("open-data-read", height=1100)
    author.press('form[action$="/objavi/"] button')

    reader: Person = arrives(Person)
    reader.open("/otvoreni-podaci/")
    reader.page.locator('[name="q"]').fill("vrtici")
    reader.press(".portal-search button")
    reader.press(".portal-card__link")
    reader.look("open data: a data set")
    reader.photograph("open-data", height=1600)
    reader.page.locator('[name="nova-kolona"]').select_option("kapacitet")
    reader.page.locator('[name="nov-uslov"]').select_option("gte")
    reader.page.locator('[name="nova-vrednost"]').fill("90")
    reader.press('form[role="search"] button')
    expect(reader.page.locator("main .data-spot")).to_have_count(2)
    taken = reader.download('a[href*="podaci.csv?kapacitet"]')
    assert [row["naziv"] for row in csv.DictReader(io.StringIO(taken.decode()))] == ["Пчелица", "Лептир"]
