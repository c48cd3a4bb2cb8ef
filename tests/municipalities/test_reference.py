"""Reference data: complete, loaded once, and never over what people have entered."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from municipalities.models import Municipality, OfferedService, Office, Parameter
from municipalities.reference import load
from municipalities.script import fold, slug, to_latin

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
ESTIMATED = {"Осечина", "Ражањ", "Сокобања", "Сурдулица"}


def rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((FIXTURES / name).read_text(encoding="utf-8"))["rows"]
    return found


def test_sixty_five_municipalities_of_two_programmes() -> None:
    programmes = [row["programme"] for row in rows("municipalities.json")]
    assert (programmes.count("eservices"), programmes.count("opendata")) == (35, 30)


@pytest.mark.parametrize("field", ["slug", "name", "sors_code", "postal_code"])
def test_what_identifies_a_municipality_is_unique(field: str) -> None:
    values = [row[field] for row in rows("municipalities.json")]
    assert len(set(values)) == 65


def test_addresses_follow_from_the_names() -> None:
    assert [row["slug"] for row in rows("municipalities.json")] == [
        slug(row["name"]) for row in rows("municipalities.json")
    ]


def test_names_are_cyrillic() -> None:
    assert all(to_latin(row["name"]) != row["name"] and fold(row["name"]) for row in rows("municipalities.json"))


def test_estimated_populations_are_not_confirmed() -> None:
    unconfirmed = {row["name"] for row in rows("municipalities.json") if not row["population_confirmed"]}
    assert unconfirmed >= ESTIMATED and len(unconfirmed) == 21


def test_every_value_names_its_source_and_start() -> None:
    assert all(row["legal_source"] and row["valid_from"] and row["label"] for row in rows("parameters.json"))
    assert len({(row["code"], row["valid_from"]) for row in rows("parameters.json")}) == len(rows("parameters.json"))


@pytest.mark.django_db
def test_loading_fills_and_a_second_loading_changes_nothing() -> None:
    load(FIXTURES)
    assert Municipality.objects.count() == Office.objects.count() == 65
    assert OfferedService.objects.filter(service="maternity-pay").count() == 35
    assert set(load(FIXTURES).values()) == {0}


@pytest.mark.django_db
def test_loading_again_leaves_what_people_entered() -> None:
    load(FIXTURES)
    Office.objects.filter(municipality__slug="raca").update(name="Услужни центар", phone="034 000 002")
    offered = OfferedService.objects.filter(municipality__slug="raca")
    offered.update(enabled=False)
    Parameter.objects.filter(code="general.appeal_days").update(confirmed=True, legal_source="проверено")
    assert set(load(FIXTURES).values()) == {0}
    assert Office.objects.get(municipality__slug="raca").phone == "034 000 002"
    assert not offered.filter(enabled=True).exists()
    assert Parameter.objects.get(code="general.appeal_days").legal_source == "проверено"


@pytest.mark.django_db
def test_a_corrected_fact_of_the_file_reaches_the_database() -> None:
    load(FIXTURES)
    Municipality.objects.filter(slug="raca").update(area_km2=1)
    assert load(FIXTURES)["municipalities"] == 1


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_reference")
    assert "municipalities: 65" in capsys.readouterr().out
