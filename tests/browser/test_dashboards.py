"""The analyst finds who is late with what, since when, and what changed beside it, in three clicks."""

from __future__ import annotations

import pytest
from django.utils import timezone

from eservices.dashboards.actions import folding, recording
from eservices.dashboards.demo import answer_questions, facts_of_town, measure_quarters
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Person
from tests.cast import official

TOWNS = ("kragujevac", "cacak", "svilajnac")


@pytest.fixture
def figures(town: Municipality) -> None:
    """The invented figures and answers of the demo, in three towns."""
    for place in Municipality.objects.filter(slug__in=TOWNS):
        with municipality_scope(place.pk):
            recording.write(place.pk, facts_of_town(place, timezone.localdate()))
    folding.fold_all()
    official("olja", "Оља", "Подешавић", "administrator", town)
    official("zora", "Зора", "Потврдић", "sctm", None)
    answer_questions("kragujevac")
    measure_quarters(timezone.localdate())


def test_three_clicks_from_all_municipalities_to_a_late_service(arrives: Arrives, figures: None) -> None:
    analyst = official("sava", "Сава", "Збирић", "sctm", None)
    sava: Person = arrives(Person, size=DESKTOP)
    sava.is_known_as(analyst)
    sava.open("/tabla/")
    sava.look_around("all municipalities")
    sava.press('[aria-labelledby="kasne-title"] tbody tr:first-child th a')
    sava.look("one service of a municipality")
    assert sava.download('[aria-labelledby="mere-title"] .figures-files a:last-child')[:2] == b"PK"
    sava.open("/tabla/poredjenje/?o=kragujevac&o=svilajnac&mera=medijana")
    sava.look("comparison")
    sava.open("/tabla/uvodjenje/")
    sava.look_around("onboarding list")
    sava.open("/tabla/opstina/svilajnac/")
    sava.press('form[action$="/izvestaj/"] button')
    sava.look("report that is being made")
    sava.open("/tabla/indeks/")
    sava.look_around("index of all municipalities")
    sava.press('[aria-labelledby="indeks-title"] tbody tr:first-child th a')
    sava.look("index of one municipality")
    sava.open("/tabla/indeks/kragujevac/drafts/")
    sava.look("answer that waits")
    for language in ("sr-latn", "en"):
        reader: Person = arrives(Person, language=language, size=DESKTOP)
        reader.is_known_as(analyst)
        for address in (
            "/tabla/",
            "/tabla/opstina/cacak/",
            "/tabla/poredjenje/?o=cacak",
            "/tabla/usluga/e-baby/",
            "/tabla/indeks/",
            "/tabla/indeks/kragujevac/",
            "/tabla/indeks/kragujevac/drafts/",
        ):
            reader.open(address)
            reader.glance(f"{address} in {language}")
