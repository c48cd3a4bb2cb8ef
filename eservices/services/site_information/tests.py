"""Questions, term and fees of information on a location: examples and bad input of the domain."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from eservices.cases import actions, clock
from eservices.cases import service as services
from eservices.cases.actions.intake import problems_of
from eservices.cases.deadlines import Term
from eservices.cases.desk.composer import obstacle_of
from eservices.cases.models import Case
from eservices.services.site_information import forms
from municipalities.accounts.models import User
from municipalities.models import Municipality, Parameter
from tests.eservices.services.site_scene import (
    SLUG,
    changed,
    compose,
    draft_of,
    file,
    in_zone,
    pay,
    tell,
)


# -- the questions -----------------------------------------------------------------------------------------------------
def parcels_form(place: Municipality, *rows: tuple[str, str]) -> forms.ParcelsForm:
    kept = {"parcels": [{"ko": ko, "number": number} for ko, number in rows], "address": ""}
    return forms.ParcelsForm(kept, municipality=place)


@pytest.mark.parametrize(
    ("ko", "number", "sentence"),
    [
        ("799001", "", "Унесите број парцеле, на пример 1234/5."),
        ("799001", "123-4", "Између броја и подброја парцеле стоји коса црта, а не цртица: на пример 123/4."),
        ("799001", "123/4/1", "Парцела има највише један подброј, на пример 123/4. Ознаку дела парцеле не уносите."),
        ("799001", "12а", "Број парцеле има само цифре и косу црту, на пример 1234/5. Слова не уносите."),
        ("799001", "1234567", "Број парцеле има највише шест, а подброј највише четири цифре."),
        ("799001", "0/1", "Број и подброј парцеле не могу бити нула."),
        ("799001", "12,4", "Унесите број парцеле, а подброј иза косе црте, на пример 1234 или 1234/5."),
        ("", "12", "Изаберите катастарску општину са списка. Исти број парцеле постоји у више катастарских општина."),
        (
            "799002",
            "12",
            "Изаберите катастарску општину са списка. Исти број парцеле постоји у више катастарских општина.",
        ),
    ],
)
def test_every_wrong_parcel_has_its_own_sentence(here: Municipality, ko: str, number: str, sentence: str) -> None:
    assert parcels_form(here, (ko, number)).errors["parcels"] == [sentence]


def test_forty_parcels_and_one_named_twice(here: Municipality) -> None:
    forty = [("799001", str(number)) for number in range(1, 41)]
    assert parcels_form(here, *forty).errors["parcels"] == [
        "Највише 20 парцела може бити у једном захтеву. За остале поднесите још један захтев."
    ]
    twice = parcels_form(here, ("799001", "5"), ("799001", "05"))
    assert twice.errors["parcels"] == ["Иста парцела је унета два пута. Уклоните један ред."]


def test_the_same_number_in_two_cadastral_municipalities_is_two_parcels(here: Municipality) -> None:
    form = parcels_form(here, ("799001", "5"), ("799004", "5"))
    assert form.is_valid()
    assert form.answers()["parcels"][1] == {"ko": "799004", "number": "5", "ko_name": "Измишљено Поље"}


def test_only_own_cadastral_municipalities_are_offered(here: Municipality) -> None:
    page = str(forms.ParcelsForm(municipality=here))
    assert "Крагујевац Пример" in page and "Чачак Пример" not in page


def test_parcels_that_do_not_touch_are_explained() -> None:
    assert forms.AdjacencyForm({"adjacent": "no"}).errors["reason"] == [
        "Напишите зашто парцеле које се не граниче тражите заједно."
    ]
    assert forms.AdjacencyForm({"adjacent": "no", "reason": "Једна зграда."}).is_valid()


def test_another_purpose_is_named() -> None:
    assert forms.PurposeForm({"purpose": "other"}).errors["other"] == ["Напишите за шта вам је потребна информација."]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("storeys", "два спрата", "Унесите спратност као П+1+Пк (приземље, један спрат, поткровље)."),
        ("storeys", "1+Пк", "Спратност има једно приземље, на пример П+1+Пк."),
        ("storeys", "П+90", "Проверите спратност: највише 60 етажа."),
        ("gross", "180.5.1", "Унесите површину у квадратним метрима, на пример 180 или 180,50."),
        ("gross", "0", "Унесите површину у квадратним метрима, на пример 180 или 180,50."),
    ],
)
def test_a_wrong_building_has_its_own_sentence(field: str, typed: str, sentence: str) -> None:
    assert forms.ObjectForm({field: typed}).errors[field] == [sentence]


def test_the_building_may_be_unknown_and_comes_back_as_typed() -> None:
    empty = forms.ObjectForm({})
    assert empty.is_valid()
    given = forms.ObjectForm({"gross": "1.180,5", "object_class": "a"})
    assert given.is_valid() and given.answers()["gross"] == "1180.50"
    assert forms.ObjectForm(forms.ObjectForm.kept_data(given.answers())).is_valid()
    assert forms.ObjectForm.shown("gross", "1180.50") == "1.180,50 м²"


def test_the_class_is_asked_for_where_the_fee_depends_on_it(
    here: Municipality, milica: User, cacak: Municipality
) -> None:
    without = changed(object={"object_class": ""})
    [problem] = problems_of(draft_of(here, milica, without), without)
    assert problem.message == "Изаберите класу објекта: од ње у овој општини зависи висина накнаде."
    assert (problem.step, problem.field) == ("object", "object_class")
    Parameter.objects.filter(code__startswith="site-information.fee_").update(value="4000.00")
    assert problems_of(draft_of(here, milica, without), without) == []


def test_a_wrong_identity_number_has_the_common_sentence() -> None:
    form = forms.PersonForm({"first_name": "Ана", "last_name": "Пробић", "jmbg": "1205992665012"})
    assert "последња цифра се не слаже" in form.errors["jmbg"][0]


def test_a_firm_gives_its_numbers_and_who_stands_for_it() -> None:
    form = forms.CompanyForm({"name": "", "number": "1234567", "pib": "101134703", "representative": ""})
    assert form.errors["number"] == ["Матични број фирме има 8 цифара. Нађите га на печату или сајту АПР-а."]
    assert "последња цифра се не слаже" in form.errors["pib"][0]
    assert form.errors["representative"] == ["Унесите име и презиме законског заступника."]


# -- term --------------------------------------------------------------------------------------------------------------
def test_eight_working_days_jump_over_the_state_holiday(here: Municipality, milica: User) -> None:
    case = file(here, milica)
    assert case.due_on == date(2026, 2, 20)
    assert clock.term_of(case) == Term(8, True, case.pinned["site-information.decision_days"]["source"])


def test_under_the_old_rule_a_saturday_moved_behind_the_holiday(here: Municipality, milica: User) -> None:
    Parameter.objects.filter(code="site-information.decision_days").update(unit="дана")
    assert file(here, milica).due_on == date(2026, 2, 18)


# -- fees --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("object_class", "fee"), [("a", "3000"), ("b", "7000"), ("v", "7000"), ("g", "15000")])
def test_fees_are_those_of_the_class(here: Municipality, milica: User, object_class: str, fee: str) -> None:
    case = file(here, milica, changed(object={"object_class": object_class}))
    republic, own = case.payments.all()
    assert (republic.amount, own.amount) == (Decimal("3040.00"), Decimal(fee))
    assert republic.reference.endswith("-900") and own.recipient == "Градске административне таксе"


def test_the_issued_document_waits_for_the_money(here: Municipality, milica: User, nenad: User, dragan: User) -> None:
    case = file(here, milica)
    tell(case)
    actions.take(case=case, by=nenad)
    content = compose(case, "issued", **in_zone("С-1"))
    decision = actions.propose(case=case, outcome="issued", content=content, by=nenad)
    with pytest.raises(actions.NotPaid):
        actions.issue(decision=decision, by=dragan)
    pay(case, nenad)
    actions.issue(decision=decision, by=dragan)
    assert Case.objects.get(pk=case.pk).state == "issued"


def test_proceedings_end_for_want_of_payment_only_after_its_term(here: Municipality, milica: User, nenad: User) -> None:
    case = file(here, milica)
    actions.take(case=case, by=nenad)
    unpaid = services.get(SLUG).outcome("unpaid")
    assert obstacle_of(case, unpaid) == "Рок за уплату још није истекао."
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        assert obstacle_of(case, unpaid) == ""
    pay(case, nenad)
    assert obstacle_of(Case.objects.get(pk=case.pk), unpaid) == "Све је плаћено."
