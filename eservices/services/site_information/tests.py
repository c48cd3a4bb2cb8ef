"""Information on a location from the first question to the issued document: examples and bad input of the domain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from eservices.cases import actions, clock, decisions, payments
from eservices.cases import service as services
from eservices.cases.actions.intake import problems_of
from eservices.cases.actions.processing import Fact
from eservices.cases.deadlines import Term
from eservices.cases.desk.composer import obstacle_of
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, Decision, Delivery, Draft, Evidence, Payment
from eservices.cases.presentation import Mode, answer_tree
from eservices.exchange.simulator import running_simulator
from eservices.services.site_information import forms
from eservices.services.site_information.demo import ANSWERS, COMPANY, load_demo, load_library
from eservices.services.site_information.evidence import ManualParcelsForm
from eservices.services.site_information.models import CadastralMunicipality, PlanningZone, SiteInformationDetails
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality, OfferedService, Parameter
from tests.cast import FIXTURES, sign_in
from tests.factories import relay_all

SLUG = "site-information"
FILED = datetime(2026, 2, 6, 9, 0, tzinfo=UTC)
OUTLINE = [["44.0161", "20.9161"], ["44.0161", "20.9164"], ["44.0158", "20.9164"], ["44.0158", "20.9161"]]
PARCEL = {
    "ko": "799001", "number": "1234/5", "found": True, "status": "active", "area": "640.00",
    "use": "грађевинско земљиште", "municipality_code": "70645", "place": "", "outline": OUTLINE, "replaced_by": [],
}  # fmt: skip
UNKNOWN = {"found": False, "status": "", "area": "", "use": "", "municipality_code": "", "outline": []}


def set_up(place: Municipality) -> None:
    """Legal values, offer and library of one town."""
    OfferedService.objects.get_or_create(municipality=place, service=SLUG, defaults={"since": date(2021, 10, 5)})
    for name in ("parameters.json", "parameters.site-information.json"):
        rows = json.loads((FIXTURES / name).read_text(encoding="utf-8"))["rows"]
        for row in rows:
            slug = row.pop("municipality", place.slug) if "municipality" in row else None
            if slug in (None, place.slug):
                Parameter.objects.get_or_create(
                    code=row["code"],
                    valid_from=row["valid_from"],
                    municipality=place if slug else None,
                    defaults={name: value for name, value in row.items() if name not in ("code", "valid_from")},
                )
    load_library(place)


@pytest.fixture
def town(kragujevac: Municipality) -> Iterator[Municipality]:
    """Kragujevac, ready for the service, on the day of the worked example, a Friday."""
    with municipality_scope(kragujevac.pk):
        set_up(kragujevac)
    with time_machine.travel(FILED, tick=False):
        yield kragujevac


@pytest.fixture
def here(town: Municipality) -> Iterator[Municipality]:
    """The same, and the whole test sees its rows."""
    with municipality_scope(town.pk):
        yield town


def changed(base: dict[str, dict[str, Any]] = ANSWERS, **steps: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers with other fields in some steps."""
    answers = {step: dict(given) for step, given in base.items()}
    for step, given in steps.items():
        answers.setdefault(step.replace("_", "-"), {}).update(given)
    return answers


def draft_of(place: Municipality, by: User, answers: dict[str, dict[str, Any]]) -> Draft:
    draft = actions.start_draft(service=services.get(SLUG), municipality=place, by=by)
    for step, given in answers.items():
        actions.save_step(draft=draft, step=step, given=given, by=by)
    return draft


def file(place: Municipality, by: User, answers: dict[str, dict[str, Any]] | None = None, language: str = "sr") -> Case:
    return actions.submit(draft=draft_of(place, by, answers or ANSWERS), assurance="basic", language=language, by=by)


def tell(case: Case, *rows: dict[str, Any]) -> None:
    """The cadastre answers."""
    fact = Fact(Evidence.Outcome.OBTAINED, {"parcels": list(rows) or [PARCEL]}, digest="a" * 64)
    actions.record_evidence(case=case, source="cadastre", purpose="проба", fact=fact, by=None)


def zone(code: str = "С-1") -> PlanningZone:
    return PlanningZone.objects.get(code=code)


def compose(case: Case, outcome: str, **details: Any) -> dict[str, Any]:
    return decisions.compose(case, services.get(SLUG).outcome(outcome), details)


def in_zone(*codes: str) -> dict[str, Any]:
    return {f"zones_{position}": [str(zone(code).pk)] for position, code in enumerate(codes)} | {"remarks": ""}


def pay(case: Case, by: User) -> None:
    for payment in case.payments.all():
        actions.confirm_payment(payment=payment, paid_on=date(2026, 2, 6), by=by)


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


# -- the document ------------------------------------------------------------------------------------------------------
def test_coverage_is_shown_as_in_the_worked_example(here: Municipality, milica: User) -> None:
    case = file(here, milica)
    tell(case)
    content = compose(case, "issued", **in_zone("С-1"))
    [row] = content["calculation"]["tables"][1]["rows"]
    assert row == ["1234/5, С-1", "640 м² × 40 % = 256 м²", "256 м² × 3 (П+1+Пк) = 768 м²", "30 % = 192 м²"]
    assert content["calculation"]["sketches"][0]["outlines"][0]["label"] == "1234/5"
    assert content["calculation"]["values"]["parcels"][0]["gross"] == "768.00"


def test_the_document_says_what_the_rule_book_lists(here: Municipality, milica: User) -> None:
    case = file(here, milica)
    tell(case)
    text = compose(case, "issued", **in_zone("С-1"))["text"]
    whole = "\n".join(text["operative"])
    for part in ("Плански основ: План генералне регулације", "Намена земљишта", "Регулациона линија", "Грађевинска линија",
                 "Индекс заузетости: највише 40 %. Спратност: највише П+1+Пк.", "Висина објекта: највише 10,5 м.",
                 "Зелене површине: најмање 30 %", "Најмања одстојања", "Паркирање", "Услови прикључења",
                 "Најмања грађевинска парцела је 300 м²; парцела 1234/5 испуњава услов.",
                 "Даља разрада плана није потребна"):  # fmt: skip
        assert part in whole
    assert "не може се градити" in "\n".join(text["reasoning"])
    assert "није решење" in text["remedy"] and "приговор" in text["remedy"] and "жалба" in text["remedy"]


def test_a_parcel_that_is_too_small_and_a_zone_that_needs_more_planning(here: Municipality, milica: User) -> None:
    case = file(here, milica)
    tell(case)
    whole = "\n".join(compose(case, "issued", **in_zone("П-2"))["text"]["operative"])
    assert "парцела 1234/5 је мања за 360 м² и не испуњава услов." in whole
    assert "Пре градње потребна је даља разрада: урбанистички пројекат." in whole
    assert "заштитни појас далековода" in whole and "Регулациона линија" not in whole


def test_several_parcels_in_several_zones(here: Municipality, milica: User) -> None:
    case = file(here, milica, COMPANY)
    tell(case, PARCEL | {"number": "88/1", "area": "740.00"}, PARCEL | {"number": "88/2", "area": "740.00"})
    content = compose(case, "issued", **in_zone("С-1", "П-2"))
    whole = "\n".join(content["text"]["operative"])
    assert "Парцеле: 88/1." in whole and "Парцеле: 88/2." in whole
    assert len(content["calculation"]["tables"][1]["rows"]) == 2


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
def test_the_sealed_document_is_no_decision_and_its_receipt_ends_the_case(
    town: Municipality, milica: User, nenad: User, dragan: User, client: Client, language: str
) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    with municipality_scope(town.pk):
        case = file(town, milica, language=language)
        tell(case)
        pay(case, nenad)
        actions.take(case=case, by=nenad)
        content = compose(case, "issued", **in_zone("С-1"))
        decision = actions.propose(case=case, outcome="issued", content=content, by=nenad)
        actions.issue(decision=decision, by=dragan)
    decisions.seal_decision(municipality_id=town.pk, decision_id=decision.pk)
    with municipality_scope(town.pk):
        decision = Decision.objects.select_related("document").get(pk=decision.pk)
        delivery = Delivery.objects.get(decision=decision)
        decisions.start_delivery(municipality_id=town.pk, delivery_id=delivery.pk)
        delivery.refresh_from_db()
        assert delivery.status == Delivery.Status.NOTIFIED and decision.document is not None
        assert decision.document.filename.startswith("dokument-350-1-26")
    sign_in(client, milica)
    address = reverse("cases:decision", args=[case.code, decision.document.code])
    page = client.get(reverse("cases:case", args=[case.code])).content.decode()
    assert "Стигао је документ" in page and "одлук" not in page.lower().split("<main")[1].split("</main")[0]
    assert "жалбу" not in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    with municipality_scope(town.pk):
        case = Case.objects.get(pk=case.pk)
        assert case.state == "final"
        assert Decision.objects.get(pk=decision.pk).appeal_until is None
    page = client.get(reverse("cases:case", args=[case.code])).content.decode()
    assert "ИНФОРМАЦИЈА О ЛОКАЦИЈИ" in page and '<svg xmlns="http://www.w3.org/2000/svg" class="sketch"' in page
    assert "Изјавите жалбу" not in page
    pdf = client.get(address).getvalue()
    text = "".join(sheet.get_textpage().get_text_range() for sheet in pdfium.PdfDocument(pdf))
    words = {"sr": ("ИНФОРМАЦИЈА О ЛОКАЦИЈИ", "768", "приговор", "Напомене"),
             "sr-latn": ("INFORMACIJA O LOKACIJI", "768", "prigovor", "Napomene")}  # fmt: skip
    for word in words[language]:
        assert word in text, text
    assert "Образложење" not in text and "Obrazloženje" not in text


def test_without_a_plan_the_document_says_which_one_is_needed(here: Municipality, milica: User) -> None:
    case = file(here, milica)
    tell(case)
    content = compose(case, "no_plan", plan="план детаљне регулације", state="израда је почела")
    whole = "\n".join(content["text"]["operative"])
    assert "није на снази плански документ" in whole and "потребно је донети: план детаљне регулације." in whole
    assert content["title"] == "ИНФОРМАЦИЈА О ЛОКАЦИЈИ" and content["is_decision"] is False


def test_a_transferred_request_ends_here_and_goes_to_the_other_body(
    town: Municipality, milica: User, nenad: User, dragan: User
) -> None:
    with municipality_scope(town.pk):
        case = file(town, milica)
        actions.take(case=case, by=nenad)
        content = compose(case, "transfer", to="Општина Рача", other="", reason="Парцела је на подручју Раче.")
        assert "УСТУПА СЕ" in content["text"]["operative"][0] and "Општина Рача" in content["text"]["operative"][1]
        decision = actions.propose(case=case, outcome="transfer", content=content, by=nenad)
        actions.issue(decision=decision, by=dragan)
        kinds = list(Delivery.objects.filter(decision=decision).values_list("recipient", flat=True))
        assert sorted(kinds) == ["applicant", "other"]
        other = Delivery.objects.get(decision=decision, recipient="other")
    decisions.start_delivery(municipality_id=town.pk, delivery_id=other.pk)
    with municipality_scope(town.pk):
        other.refresh_from_db()
        assert other.status == Delivery.Status.TO_POST
        assert reveal(case.data_key, other.address, "delivery") == "Општина Рача"


@pytest.mark.parametrize(
    ("outcome", "details", "words"),
    [
        ("unpaid", {}, "ОБУСТАВЉА СЕ"),
        ("dismissal", {"ground": "incomplete", "reason": "Није допуњено."}, "ОДБАЦУЈЕ СЕ"),
        ("discontinuance", {}, "ОБУСТАВЉА СЕ"),
    ],
)
def test_rulings_can_be_appealed(
    here: Municipality, milica: User, outcome: str, details: dict[str, Any], words: str
) -> None:
    content = compose(file(here, milica), outcome, **details)
    assert words in content["text"]["operative"][0] and content["title"] == "ЗАКЉУЧАК"
    assert "жалба" in content["text"]["remedy"] and content["is_decision"] is True


def test_nothing_cyrillic_is_left_in_latin_and_nothing_untranslated_in_english(
    here: Municipality, milica: User
) -> None:
    case = file(here, milica, language="sr-latn")
    tell(case)
    for outcome, details in (
        ("issued", in_zone("П-2")),
        ("no_plan", {"plan": "plan", "state": ""}),
        ("transfer", {"to": "Opština Rača", "other": "", "reason": "razlog"}),
        ("unpaid", {}),
    ):
        text = compose(case, outcome, **details)["text"]
        whole = " ".join([text["legal_basis"], *text["operative"], *text["reasoning"], text["remedy"]])
        whole = whole.replace("Јелена Примеровић", "")  # a name keeps its script
        assert not [letter for letter in whole if "\u0400" <= letter <= "\u04ff"], whole
    with translation.override("en"):
        assert str(services.get(SLUG).name) == "Information on a location"


# -- registers ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (UNKNOWN, "не постоји у катастру. Исти број постоји у више катастарских општина"),
        (
            {"status": "deleted", "replaced_by": ["1234/7", "1234/8"]},
            "од ње су постале 1234/7, 1234/8. Наведите нове бројеве.",
        ),
        ({"status": "deleted"}, "је брисана из катастра."),
        ({"municipality_code": "71242"}, "није на подручју ове општине. Захтев се уступа надлежној општини."),
    ],
)
def test_what_is_wrong_with_a_parcel_is_told_to_the_official(
    here: Municipality, milica: User, row: dict[str, Any], sentence: str
) -> None:
    case = file(here, milica)
    tell(case, PARCEL | row)
    calculation = decisions.calculation_for(case)
    assert calculation is not None and sentence in calculation.warnings[0]
    assert calculation.warnings[0].startswith("КО Крагујевац Пример, парцела 1234/5")


def test_nothing_is_composed_for_a_parcel_that_is_not_there(here: Municipality, milica: User) -> None:
    case = file(here, milica)
    with pytest.raises(services.CannotCalculate, match="Нема података катастра"):
        compose(case, "issued", **in_zone("С-1"))
    tell(case, PARCEL | UNKNOWN)
    with pytest.raises(services.CannotCalculate, match="не постоји"):
        compose(case, "issued", **in_zone("С-1"))
    tell(case)
    with pytest.raises(services.CannotCalculate, match="Изабрана зона више не постоји"):
        compose(case, "issued", zones_0=["999999"], remarks="")


def test_parcels_are_entered_by_hand_while_the_register_is_down(here: Municipality, milica: User, nenad: User) -> None:
    form = ManualParcelsForm({"parcels": "799001 1234/5 640,00 м² грађевинско земљиште"})
    assert form.is_valid()
    case = file(here, milica)
    actions.enter_evidence(
        case=case, source="cadastre", purpose="проба", payload=form.payload(), note="лист непокретности", by=nenad
    )
    assert "640 м²" in str(compose(case, "issued", **in_zone("С-1"))["calculation"]["tables"])
    wrong = ManualParcelsForm({"parcels": "1234/5 640,00\nнешто"})
    assert "2. ред није јасан." in wrong.errors["parcels"][0]


@pytest.mark.django_db(transaction=True)
def test_every_parcel_is_asked_for_and_a_firm_too(town: Municipality, milica: User, settings: Any) -> None:
    with running_simulator() as url:
        settings.REGISTER_SIMULATOR_URL = url
        answers = changed(COMPANY)
        answers["parcels"]["parcels"] = [
            {"ko": "799001", "ko_name": "Крагујевац Пример", "number": number} for number in ("1234/5", "88", "777")
        ]
        with municipality_scope(town.pk):
            case = file(town, milica, answers)
        relay_all()
    with municipality_scope(town.pk):
        payloads = decisions.payloads_of(case)
        assert [(row["found"], row["replaced_by"]) for row in payloads["cadastre"]["parcels"]] == [
            (True, []), (True, ["88/1", "88/2"]), (False, []),
        ]  # fmt: skip
        assert payloads["business_register"]["active"] is True
        calculation = decisions.calculation_for(case)
        assert calculation is not None and len(calculation.warnings) == 2


def test_a_natural_person_is_not_looked_up_among_firms(here: Municipality, milica: User) -> None:
    need = services.get(SLUG).need("business_register")
    assert need.applies(COMPANY) and not need.applies(ANSWERS)


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
