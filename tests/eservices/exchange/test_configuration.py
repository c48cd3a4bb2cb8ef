"""Checks of REGISTERS, and the read-only admin."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from pytest_django import Settings

from eservices.exchange.checks import check_connections, check_registers
from eservices.exchange.configuration import configuration_of
from eservices.exchange.models import RegisterQuery, SourceHealth
from municipalities.accounts.models import Membership, User
from municipalities.current import system_scope
from municipalities.models import Municipality
from tests.eservices.exchange.conftest import JELENA, Ask

GOOD = {"url": "https://registar.example/upit", "key": "secret"}


def found(settings: Any, registers: dict[str, Any]) -> list[str]:
    settings.REGISTERS = registers
    messages = check_registers(None)
    assert all(message.hint for message in messages)
    return [message.id or "" for message in messages]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"url": "http://127.0.0.1:8070/v1/tax"}, []),
        ({"url": None}, ["exchange.E003"]),
        ({"url": "registar.example"}, ["exchange.E003"]),
        ({"url": "http://registar.example/upit"}, ["exchange.E003"]),
        ({"url": "https://registar.example/upit?key=1"}, ["exchange.E003"]),
        ({"key": ""}, ["exchange.E004"]),
        ({"key": "кључ"}, ["exchange.E004"]),
        ({"timeout": 0}, ["exchange.E005"]),
        ({"attempts": "три"}, ["exchange.E005"]),
        ({"ca_bundle": "/nowhere/ca.pem"}, ["exchange.E006"]),
        ({"colour": "blue"}, ["exchange.E002"]),
    ],
)
def test_each_mistake_has_its_number_and_remedy(
    settings: Settings, change: dict[str, Any], expected: list[str]
) -> None:
    assert found(settings, {"tax": GOOD | change}) == expected


def test_an_unknown_register_and_an_entry_that_is_no_object(settings: Settings) -> None:
    assert found(settings, {"weather": GOOD}) == ["exchange.E001"]
    assert found(settings, {"tax": "https://registar.example"}) == ["exchange.E002"]


def test_registers_that_are_not_connected_are_named_before_deployment(settings: Settings) -> None:
    settings.REGISTERS, settings.REGISTER_SIMULATOR_URL = {"tax": GOOD}, ""
    warned = [message.msg for message in check_connections(None)]
    assert len(warned) == 6
    assert not any("tax" in sentence for sentence in warned)


def test_the_key_is_not_shown(settings: Settings) -> None:
    settings.REGISTERS = {"tax": GOOD}
    assert "secret" not in repr(configuration_of("tax"))


@pytest.mark.parametrize("model", [RegisterQuery, SourceHealth])
def test_nothing_can_be_added_changed_or_deleted_in_the_admin(model: Any) -> None:
    desk = admin.site.get_model_admin(model)
    request = RequestFactory().get("/")
    request.user = User(is_staff=True, is_superuser=True)
    assert not desk.has_add_permission(request)
    assert not desk.has_change_permission(request)
    assert not desk.has_delete_permission(request)
    assert not desk.get_actions(request)


def signed_in(email: str, role: str, municipality: Municipality) -> Client:
    person = User.objects.create_user(email, "lozinka-za-probu", is_staff=True)
    Membership.objects.create(user=person, municipality=municipality, role=role)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(page: Any) -> str:
    text: str = page.content.decode()
    return text


def test_the_auditor_sees_the_query_and_not_the_person(ask: Ask, kragujevac: Municipality) -> None:
    ask()
    with system_scope():
        row = RegisterQuery.objects.get()
    auditor = signed_in("revizor@example.rs", "auditor", kragujevac)
    pages = [
        auditor.get("/admin/exchange/registerquery/", {"source": "contributions"}),
        auditor.get(f"/admin/exchange/registerquery/{row.pk}/change/"),
        auditor.get("/admin/exchange/sourcehealth/"),
    ]
    for page in pages:
        assert page.status_code == 200
        assert "Централни регистар обавезног социјалног осигурања" in text_of(page)
        assert JELENA not in text_of(page)
        assert bytes(row.subject_reference).hex() not in text_of(page)


def test_the_auditor_of_another_municipality_sees_nothing_of_it(ask: Ask, cacak: Municipality) -> None:
    ask()
    with system_scope():
        row = RegisterQuery.objects.get()
    auditor = signed_in("revizor@example.rs", "auditor", cacak)
    assert "553-1/26-IV" not in text_of(auditor.get("/admin/exchange/registerquery/"))
    assert auditor.get(f"/admin/exchange/registerquery/{row.pk}/change/").status_code in (302, 404)


def test_a_clerk_sees_which_registers_work_and_not_the_log(ask: Ask, kragujevac: Municipality) -> None:
    ask()
    clerk = signed_in("sluzbenik@example.rs", "clerk", kragujevac)
    assert clerk.get("/admin/exchange/sourcehealth/").status_code == 200
    request = RequestFactory().get("/admin/exchange/registerquery/")
    request.user = User.objects.get(email="sluzbenik@example.rs")
    assert not admin.site.get_model_admin(RegisterQuery).has_view_permission(request)
