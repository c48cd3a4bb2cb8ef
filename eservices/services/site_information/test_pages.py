"""Information on a location through the pages of citizens, officials and administrators."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from eservices.cases import actions, decisions, payments
from eservices.cases import service as services
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, Delivery, Payment
from eservices.cases.presentation import Mode, answer_tree
from eservices.services.site_information.demo import ANSWERS, load_demo, load_library
from eservices.services.site_information.models import CadastralMunicipality, PlanningZone, SiteInformationDetails
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.eservices.services.site_scene import (
    SLUG,
    changed,
    compose,
    file,
    tell,
    zone,
)


# -- pages -------------------------------------------------------------------------------------------------------------
def test_a_request_through_the_pages_with_rows_added_without_script(
    town: Municipality, milica: User, client: Client
) -> None:
    sign_in(client, milica)
    start = client.get(reverse("cases:start", args=[town.slug, SLUG])).content.decode()
    assert "Сазнајте шта се по важећем плану може градити" in start
    code = client.post(reverse("cases:begin", args=[town.slug, SLUG])).headers["Location"].split("/")[2]

    def step(slug: str, **given: str) -> Any:
        return client.post(reverse("cases:step", args=[code, slug]), given)

    step("place", here="yes")
    first = {"parcels-0-row": "1", "parcels-0-ko": "799001", "parcels-0-number": "88/1", "address": "Пут бб"}
    added = step("parcels", **first, **{"parcels-add": "1"})
    assert added.headers["Location"].endswith("#id_parcels-1-ko")
    page = client.get(added.headers["Location"]).content.decode()
    assert 'value="88/1"' in page and 'name="parcels-1-number"' in page and 'value="Пут бб"' in page
    second = {"parcels-1-row": "1", "parcels-1-ko": "799001", "parcels-1-number": "88-2"}
    wrong = step("parcels", **first, **second).content.decode()
    assert '<a href="#id_parcels-1-number">Парцела 2: Између броја и подброја' in wrong
    assert step("parcels", **first, **second | {"parcels-1-number": "88/2"}).headers["Location"].endswith("/adjacency/")
    step("adjacency", adjacent="yes")
    step("applicant-kind", kind="natural")
    step("person", first_name="Милица", last_name="Примеровић", jmbg="1205992665011")
    step("address", street="Измишљена 14", place="Крагујевац", postal_code="34000")
    step("purpose", purpose="building")
    step("object", object_class="a", gross="180")
    step("delivery", way="portal")
    assert step("consent", truth="on").headers["Location"].endswith("/dokumenta/")
    check = client.get(reverse("cases:check", args=[code])).content.decode()
    assert "КО Крагујевац Пример, парцела 88/1<br>КО Крагујевац Пример, парцела 88/2" in check
    seen = check.split('name="seen" value="')[1].split('"')[0]
    filed = client.post(reverse("cases:submit", args=[code]), {"seen": seen}, follow=True).content.decode()
    assert "350-1/26" in filed and "Платите таксу и накнаду" in filed and "3.040,00" in filed
    with municipality_scope(town.pk):
        case = Case.objects.get(service=SLUG)
        assert SiteInformationDetails.objects.get(case=case).parcels == 2
        assert case.payments.count() == 2
    client.cookies["pismo"] = "sr-latn"
    page = client.get(reverse("cases:payments", args=[case.code])).content.decode()
    assert "Gradske administrativne takse" in page and "Taksa 350-1/26" in page


def test_a_town_that_has_not_entered_its_lists_is_closed(town: Municipality, client: Client) -> None:
    with municipality_scope(town.pk):
        CadastralMunicipality.objects.all().delete()
    answer = client.post(reverse("cases:begin", args=[town.slug, SLUG]), {"way": "without"})
    assert answer.status_code == 409 and "Недостају списак катастарских општина" in answer.content.decode()


def test_a_parcel_elsewhere_is_a_dead_end_that_says_where_to_go(town: Municipality, client: Client) -> None:
    code = (
        client.post(reverse("cases:begin", args=[town.slug, SLUG]), {"way": "without"})
        .headers["Location"]
        .split("/")[2]
    )
    stop = client.post(reverse("cases:step", args=[code, "place"]), {"here": "no"}, follow=True).content.decode()
    assert "Захтев се подноси тамо где је парцела" in stop


def test_an_official_chooses_zones_and_proposes(town: Municipality, milica: User, nenad: User, client: Client) -> None:
    with municipality_scope(town.pk):
        case = file(town, milica)
        tell(case)
        actions.take(case=case, by=nenad)
        chosen = str(zone().pk)
    sign_in(client, nenad)
    page = client.get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()
    assert "Уплате" in page and "чека се уплата" in page
    address = reverse("admin:cases_case_compose", args=[case.pk, "issued"])
    assert "КО Крагујевац Пример, парцела 1234/5" in client.get(address).content.decode()
    lacking = client.post(address, {"remarks": ""}).content.decode()
    assert "Изаберите бар једну зону: КО Крагујевац Пример, парцела 1234/5." in lacking
    composed = client.post(address, {"zones_0": [chosen], "remarks": "Прва.\nДруга."}).content.decode()
    assert "256 м² × 3 (П+1+Пк) = 768 м²" in composed and 'class="sketch"' in composed and "Напомене" in composed
    made_from = composed.split('name="made_from" value="')[1].split('"')[0]
    with municipality_scope(town.pk):
        text = compose(case, "issued", zones_0=[chosen], remarks="Прва.\nДруга.")["text"]
    parts = {name: part if isinstance(part, str) else "\n".join(part) for name, part in text.items()}
    sent = parts | {"zones_0": [chosen], "remarks": "Прва.\nДруга.", "made_from": made_from, "propose": "1"}
    with municipality_scope(town.pk):
        sent["version"] = str(Case.objects.get(pk=case.pk).version)
    assert client.post(address, sent).status_code == 302
    with municipality_scope(town.pk):
        assert Case.objects.get(pk=case.pk).state == "proposed"


def test_a_zone_of_another_town_cannot_be_chosen(
    town: Municipality, cacak: Municipality, milica: User, nenad: User, client: Client
) -> None:
    with municipality_scope(cacak.pk):
        load_library(cacak)
        foreign = str(PlanningZone.objects.filter(municipality=cacak)[0].pk)
    with municipality_scope(town.pk):
        case = file(town, milica)
        tell(case)
        actions.take(case=case, by=nenad)
    address = reverse("admin:cases_case_compose", args=[case.pk, "issued"])
    page = sign_in(client, nenad).post(address, {"zones_0": [foreign], "remarks": ""}).content.decode()
    assert "Изабрана зона више не важи. Изаберите поново." in page


def test_the_administrator_keeps_lists_and_plans(town: Municipality, client: Client, olja: User) -> None:
    sign_in(client, olja)
    assert (
        "Крагујевац Пример"
        in client.get(reverse("admin:site_information_cadastralmunicipality_changelist")).content.decode()
    )
    listed = client.get(reverse("admin:site_information_planningzone_changelist")).content.decode()
    assert "породично становање" in listed and "на снази" in listed
    with municipality_scope(town.pk):
        address = reverse("admin:site_information_planningzone_change", args=[zone().pk])
    page = client.get(address).content.decode()
    assert 'name="valid_to"' in page and 'name="coverage_percent"' not in page


def test_a_clerk_of_cases_does_not_change_plans(town: Municipality, client: Client, nenad: User) -> None:
    address = reverse("admin:site_information_planningzone_changelist")
    assert sign_in(client, nenad).get(address).status_code in (403, 404)


# -- the rest ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("way", "status"),
    [("portal", Delivery.Status.NOTIFIED), ("counter", Delivery.Status.NOTIFIED), ("post", Delivery.Status.TO_POST)],
)
def test_the_document_arrives_as_it_was_asked_for(
    town: Municipality, milica: User, nenad: User, dragan: User, way: str, status: str
) -> None:
    with municipality_scope(town.pk):
        case = file(town, milica, changed(delivery={"way": way}))
        actions.take(case=case, by=nenad)
        content = compose(case, "dismissal", ground="parcel", reason="Нема парцеле.")
        decision = actions.propose(case=case, outcome="dismissal", content=content, by=nenad)
        actions.issue(decision=decision, by=dragan)
        delivery = Delivery.objects.get(decision=decision)
    with patch.object(decisions, "sealed_pdf", return_value=b"%PDF-1.7 not printed"):
        decisions.seal_decision(municipality_id=town.pk, decision_id=decision.pk)
    decisions.start_delivery(municipality_id=town.pk, delivery_id=delivery.pk)
    with municipality_scope(town.pk):
        delivery.refresh_from_db()
        assert delivery.status == status and (delivery.post_after is not None) == (way == "portal")
        actions.confirm_delivery(delivery=delivery, proof="шалтер", actor=Actor.CLERK, by=nenad)
        assert Case.objects.get(pk=case.pk).state == "delivered"


def test_answers_are_told_in_words_with_the_identity_number_masked(here: Municipality, milica: User) -> None:
    groups = answer_tree(services.get(SLUG), ANSWERS, Mode.OFFICIAL)
    shown = {row.label: row.value for group in groups for row in group.rows}
    assert shown["Парцеле"] == "КО Крагујевац Пример, парцела 1234/5"
    assert shown["Бруто површина, м²"] == "180,00 м²" and shown["ЈМБГ"] == "*********5011"


def test_demo_data_are_loaded_once(town: Municipality, milica: User) -> None:
    User.objects.filter(pk=milica.pk).update(is_demo=True)
    assert load_demo(["kragujevac", "nema-je"]) == 2
    assert load_demo(["kragujevac"]) == 0
    with municipality_scope(town.pk):
        assert Payment.objects.count() == 4 and payments.unsettled(Case.objects.filter(service=SLUG)[0])
