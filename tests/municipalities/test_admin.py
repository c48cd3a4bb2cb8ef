"""The admin of municipalities and people: own municipality only, and no way to more rights."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from municipalities.accounts.models import Membership, SignIn, User
from municipalities.models import Holiday, Municipality, OfferedService, Office, Parameter
from tests.cast import official, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, olja: User) -> Client:
    """The administrator of Kragujevac at the desk."""
    return sign_in(client, olja)


@pytest.fixture
def portal(client: Client, superuser: User) -> Client:
    """The administrator of the portal at the desk."""
    return sign_in(client, superuser)


@pytest.fixture
def appeal_days(db: None) -> Parameter:
    return Parameter.objects.create(
        code="general.appeal_days", label="Рок", value=15, unit="дана", valid_from=date(2017, 6, 1), legal_source="ЗУП"
    )


def change(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def add(model: str) -> str:
    return reverse(f"admin:{model}_add")


def member(email: str, place: Municipality | None, role: str, **more: Any) -> dict[str, Any]:
    return {"email": email, "municipality": place.pk if place else "", "role": role, "since": "1.1.2026.", **more}


def value(place: Municipality | None, start: date, **more: Any) -> dict[str, Any]:
    return {
        "code": "general.appeal_days",
        "municipality": place.pk if place else "",
        "label": "Рок",
        "value": "20",
        "unit": "дана",
        "valid_from": start.isoformat(),
        "legal_source": "Одлука",
    } | more


def test_own_rows_are_changed_and_the_neighbours_do_not_exist(
    desk: Client, kragujevac: Municipality, cacak: Municipality
) -> None:
    own, foreign = kragujevac.offices.get(), cacak.offices.get()
    assert desk.get(change(own)).status_code == 200
    assert desk.get(change(foreign)).status_code == 404
    listed = desk.get(reverse("admin:municipalities_office_changelist")).content.decode()
    assert change(own) in listed and change(foreign) not in listed


def test_a_row_cannot_be_moved_to_the_neighbours(desk: Client, kragujevac: Municipality, cacak: Municipality) -> None:
    office = kragujevac.offices.get()
    desk.post(change(office), {"municipality": cacak.pk, "name": "Писарница", "organ": "IV"})
    office.refresh_from_db()
    assert office.municipality == kragujevac
    desk.post(add("municipalities_office"), {"municipality": cacak.pk, "name": "Туђа", "organ": "IV"})
    desk.post(add("municipalities_office"), {"municipality": "", "name": "Ничија", "organ": "IV"})
    assert Office.objects.count() == 2


@pytest.mark.parametrize("who", ["jelena", "dragan", "sava", "auditor"])
@pytest.mark.parametrize("model", ["municipalities_office", "municipalities_parameter", "accounts_membership"])
def test_other_officials_configure_nothing(
    client: Client, who: str, model: str, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(reverse(f"admin:{model}_changelist")).status_code == 403
    assert client.get(add(model)).status_code == 403


def test_the_desk_does_not_exist_for_citizens(client: Client, milica: User) -> None:
    assert client.get("/admin/municipalities/office/", follow=True).redirect_chain[-1][0].startswith("/nalog/login/")
    assert sign_in(client, milica).get("/admin/municipalities/office/", follow=True).status_code == 404


def test_a_role_that_ended_ends_at_the_next_request(desk: Client, olja: User) -> None:
    address = reverse("admin:municipalities_office_changelist")
    assert desk.get(address).status_code == 200
    olja.memberships.update(until=timezone.localdate() - timedelta(days=1))
    assert desk.get(address).status_code == 403


def test_facts_of_the_municipality_are_only_to_read(desk: Client, kragujevac: Municipality) -> None:
    desk.post(change(kragujevac), {"number_pattern": "{seq}/{yy}", "name": "Друго", "sors_code": "00000"})
    kragujevac.refresh_from_db()
    assert (kragujevac.number_pattern, kragujevac.name) == ("{seq}/{yy}", "Крагујевац")


def test_national_holidays_are_seen_and_not_changed(desk: Client) -> None:
    holiday = Holiday.objects.create(day=date(2026, 5, 4), name="Нерадни дан")
    assert desk.get(change(holiday)).status_code == 200
    assert desk.post(change(holiday), {"day": "2026-05-05", "name": "x"}).status_code == 403


def test_an_offer_is_switched_off_and_not_deleted(desk: Client, kragujevac: Municipality) -> None:
    offer = OfferedService.objects.get(municipality=kragujevac)
    assert desk.post(reverse("admin:municipalities_offeredservice_delete", args=[offer.pk])).status_code == 403
    desk.post(change(offer), {"since": "2021-10-05", "notice": ""})
    offer.refresh_from_db()
    assert not offer.enabled and offer.service == "maternity-pay"


# Legal values


def test_an_unconfirmed_value_is_marked(desk: Client, appeal_days: Parameter) -> None:
    assert "није потврђено" in desk.get(reverse("admin:municipalities_parameter_changelist")).content.decode()


def test_a_new_value_first_shows_its_effect_then_holds_from_that_day(
    portal: Client, kragujevac: Municipality, appeal_days: Parameter
) -> None:
    start = timezone.localdate() + timedelta(days=10)
    shown = portal.post(add("municipalities_parameter"), value(kragujevac, start))
    page = shown.content.decode()
    assert "Још није сачувано" in page and "Град Крагујевац" in page and "20 дана" in page and "15 дана" in page
    assert Parameter.objects.count() == 1
    portal.post(add("municipalities_parameter"), value(kragujevac, start, effect_seen="on"))
    assert Parameter.objects.get(municipality=kragujevac).value == 20


@pytest.mark.parametrize("days", [0, -1])
def test_the_past_is_not_edited(portal: Client, kragujevac: Municipality, appeal_days: Parameter, days: int) -> None:
    start = timezone.localdate() + timedelta(days=days)
    portal.post(add("municipalities_parameter"), value(kragujevac, start, effect_seen="on"))
    assert Parameter.objects.count() == 1


def test_a_value_in_force_keeps_what_it_is(client: Client, superuser: User, appeal_days: Parameter) -> None:
    sign_in(client, superuser)
    client.post(change(appeal_days), value(None, date(2020, 1, 1), confirmed="on"))
    appeal_days.refresh_from_db()
    assert (appeal_days.value, appeal_days.confirmed, appeal_days.legal_source) == (15, True, "Одлука")
    assert client.post(reverse("admin:municipalities_parameter_delete", args=[appeal_days.pk])).status_code == 403


def test_a_municipality_proposes_values_and_does_not_write_them(
    desk: Client, kragujevac: Municipality, appeal_days: Parameter
) -> None:
    start = timezone.localdate() + timedelta(days=10)
    assert desk.post(change(appeal_days), value(None, start)).status_code == 403
    for place in (None, kragujevac):
        assert desk.post(add("municipalities_parameter"), value(place, start, effect_seen="on")).status_code == 403
    assert Parameter.objects.count() == 1
    page = desk.get(change(appeal_days)).content.decode()
    assert f"{reverse('admin:cases_parameterproposal_add')}?following={appeal_days.pk}" in page


@pytest.mark.parametrize(
    ("typed", "stored"), [("1,5", "1.5"), ("169.921", 169921), ("substantial", "substantial"), ("1.5", None)]
)
def test_values_are_read_in_serbian_format(
    portal: Client, kragujevac: Municipality, typed: str, stored: object
) -> None:
    start = timezone.localdate() + timedelta(days=1)
    portal.post(add("municipalities_parameter"), value(kragujevac, start, value=typed, effect_seen="on"))
    row = Parameter.objects.first()
    assert (row.value if row else None) == stored


def test_a_new_value_starts_as_a_copy(portal: Client, appeal_days: Parameter) -> None:
    page = portal.get(add("municipalities_parameter"), {"following": appeal_days.pk}).content.decode()
    assert 'value="general.appeal_days"' in page and 'value="15"' in page


# Roles


def test_a_role_makes_an_official_and_its_end_unmakes(desk: Client, milica: User, kragujevac: Municipality) -> None:
    desk.post(add("accounts_membership"), member(milica.email, kragujevac, "clerk"))
    milica.refresh_from_db()
    given = milica.memberships.get()
    assert (given.municipality, given.role, milica.is_staff) == (kragujevac, "clerk", True)
    desk.post(reverse("admin:accounts_membership_delete", args=[given.pk]), {"post": "yes"})
    milica.refresh_from_db()
    assert not milica.is_staff


@pytest.mark.parametrize("role", ["approver", "clerk", "sctm"])
@pytest.mark.parametrize("place", ["kragujevac", "cacak", None])
def test_nobody_gives_a_role_to_themselves(
    desk: Client, olja: User, role: str, place: str | None, request: pytest.FixtureRequest
) -> None:
    where = request.getfixturevalue(place) if place else None
    desk.post(add("accounts_membership"), member(olja.email, where, role))
    assert olja.memberships.count() == 1


def test_the_own_role_is_not_changed(desk: Client, olja: User, kragujevac: Municipality) -> None:
    own = olja.memberships.get()
    assert desk.post(change(own), {"role": "approver", "since": "2020-01-01"}).status_code == 403


@pytest.mark.parametrize(("role", "place"), [("approver", "cacak"), ("sctm", None), ("sctm", "kragujevac")])
def test_no_role_is_given_elsewhere_or_everywhere(
    desk: Client, milica: User, role: str, place: str | None, request: pytest.FixtureRequest
) -> None:
    where = request.getfixturevalue(place) if place else None
    assert desk.post(add("accounts_membership"), member(milica.email, where, role)).status_code == 200
    assert not milica.memberships.exists()


def test_a_membership_keeps_its_person_and_place(
    desk: Client, jelena: User, milica: User, cacak: Municipality, kragujevac: Municipality
) -> None:
    row = jelena.memberships.get()
    desk.post(change(row), {"role": "approver", "since": "2020-01-01", "user": milica.pk, "municipality": cacak.pk})
    row.refresh_from_db()
    assert (row.user, row.municipality, row.role) == (jelena, kragujevac, "approver")


def test_the_neighbours_members_do_not_exist(desk: Client, vesna: User) -> None:
    assert desk.get(change(vesna.memberships.get())).status_code == 404
    assert desk.get(change(vesna)).status_code == 404


def test_who_looks_after_one_service_gives_roles_for_that_one(
    client: Client, kragujevac: Municipality, milica: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("municipalities.admin_forms.service_choices", lambda: [("a", "А"), ("b", "Б")])
    part = official("deo", "Део", "Делић", "administrator", kragujevac, ["a"])
    sign_in(client, part)
    client.post(add("accounts_membership"), member(milica.email, kragujevac, "clerk"))
    assert not milica.memberships.exists()


def test_people_are_seen_and_never_changed_by_a_municipality(desk: Client, jelena: User) -> None:
    assert desk.get(change(jelena)).status_code == 200
    assert desk.post(change(jelena), {"email": "preotet@primer.example"}).status_code == 403
    assert desk.get(add("accounts_user")).status_code == 403


def test_an_unknown_person_is_asked_to_open_an_account(desk: Client, kragujevac: Municipality) -> None:
    response = desk.post(add("accounts_membership"), member("niko@primer.example", kragujevac, "clerk"))
    assert "прво отвори налог" in response.content.decode() and Membership.objects.count() == 1


def test_sign_ins_are_for_the_portal_to_read(client: Client, superuser: User, olja: User) -> None:
    row = SignIn.objects.create(user=olja, method="password", level="basic")
    assert sign_in(client, olja).get(change(row)).status_code == 403
    assert sign_in(client, superuser).get(change(row)).status_code == 200
    assert client.post(reverse("admin:accounts_signin_delete", args=[row.pk])).status_code == 403
