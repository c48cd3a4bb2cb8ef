"""The list of what a municipality still has to set up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from eservices.dashboards.screens.onboarding import onboarding, setups
from municipalities.accounts.models import User
from municipalities.models import Municipality, Office, Parameter
from tests.cast import sign_in

TODAY = date(2026, 6, 15)


@pytest.fixture
def places(kragujevac: Municipality, cacak: Municipality, values: None) -> list[Municipality]:
    return [kragujevac, cacak]


def test_roles_count_where_somebody_holds_them(
    places: list[Municipality], jelena: User, dragan: User, olja: User
) -> None:
    here, there = setups(places, TODAY)
    assert here.roles == {"clerk", "approver", "administrator"} and there.roles == frozenset()
    User.objects.filter(pk=dragan.pk).update(is_active=False)
    assert setups(places, TODAY)[0].roles == {"clerk", "administrator"}


def test_a_value_of_the_municipality_goes_before_the_general_one(
    places: list[Municipality], kragujevac: Municipality
) -> None:
    Parameter.objects.update(confirmed=False)
    before = setups(places, TODAY)[0]
    assert before.needed and before.needed <= before.in_force and not before.confirmed
    code = "general.appeal_days"
    Parameter.objects.filter(code=code).update(confirmed=True)
    assert code in setups(places, TODAY)[0].confirmed
    Parameter.objects.create(
        code=code,
        municipality=kragujevac,
        label="Рок",
        value=15,
        valid_from=TODAY,
        legal_source="проба",
        confirmed=False,
    )
    here, there = setups(places, TODAY)
    assert code not in here.confirmed and code in there.confirmed


def test_the_least_ready_stands_first(places: list[Municipality], jelena: User, dragan: User) -> None:
    Office.objects.filter(municipality=places[1]).update(confirmed=True)
    rows = onboarding(places, TODAY).sections[0].table.rows
    assert [row.values[0] for row in rows] == ["Крагујевац", "Чачак"] and rows[0].values[1] < rows[1].values[1]  # type: ignore[operator]


def test_all_cost_as_many_queries_as_one(
    places: list[Municipality], reference_data: None, django_assert_num_queries: Callable[..., Any]
) -> None:
    for chosen in (places[:1], list(Municipality.objects.all())):
        with django_assert_num_queries(4):
            setups(chosen, TODAY)


def test_an_administrator_reads_the_own_list_only(client: Client, places: list[Municipality], olja: User) -> None:
    page = sign_in(client, olja).get("/tabla/uvodjenje/").content.decode()
    assert "Крагујевац" in page and "Чачак" not in page and "Електронски печат" in page
    file = client.get("/tabla/uvodjenje/?tabela=uvodjenje&oblik=csv").content.decode("utf-8-sig")
    assert file.count("\r\n") == 2
