"""The issued document, the rulings, and what registers say of parcels."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, CaseTransfer, Decision, Delivery
from eservices.cases.relations import ties_of
from eservices.exchange.simulator import running_simulator
from eservices.services.site_information.demo import ANSWERS, COMPANY
from eservices.services.site_information.evidence import ManualParcelsForm
from eservices.services.site_information.samples import PARCEL
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.eservices.services.site_scene import (
    SLUG,
    UNKNOWN,
    changed,
    compose,
    file,
    in_zone,
    pay,
    tell,
)
from tests.factories import relay_all


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
    assert "ИНФОРМАЦИЈА О ЛОКАЦИЈИ" in page and '<img class="sketch" src="data:image/svg+xml;base64,' in page
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
        day = date_format(timezone.localdate(), "SHORT_DATE_FORMAT")
        assert [tie.sentence for tie in ties_of([case])[case.pk]] == [f"Уступљен: Општина Рача, {day}"]
    decisions.start_delivery(municipality_id=town.pk, delivery_id=other.pk)
    with municipality_scope(town.pk):
        other.refresh_from_db()
        assert other.status == Delivery.Status.TO_POST
        assert reveal(case.data_key, other.address, "delivery") == "Општина Рача"


def test_an_annulled_ruling_brings_the_file_back_and_another_may_hand_it_over(
    town: Municipality, cacak: Municipality, milica: User, nenad: User, dragan: User
) -> None:
    with municipality_scope(town.pk):
        case = file(town, milica)
        actions.take(case=case, by=nenad)
    hand_over(case, "Opština Rača", nenad, dragan)
    with municipality_scope(town.pk):
        case.refresh_from_db()
        actions.lodge_appeal(case=case, text="Парцела је овде.", by=milica)
        actions.forward_appeal(case=case, by=nenad)
        actions.annul_decision(case=case, reason="Парцела је на овом подручју.", by=nenad)
        assert ties_of([case])[case.pk] == [] and not CaseTransfer.objects.filter(case=case).exists()
    hand_over(case, "Grad Čačak", nenad, dragan)
    with municipality_scope(town.pk):
        moved = CaseTransfer.objects.get(case=case)
        assert (moved.receiver, moved.to_municipality) == ("Град Чачак", cacak)


def hand_over(case: Case, to: str, clerk: User, approver: User) -> None:
    """Issue, seal and deliver a ruling that hands the file over."""
    with municipality_scope(case.municipality_id):
        content = compose(case, "transfer", to=to, other="", reason="Парцела је на другом подручју.")
        decision = actions.propose(case=case, outcome="transfer", content=content, by=clerk)
        actions.issue(decision=decision, by=approver)
    decisions.seal_decision(municipality_id=case.municipality_id, decision_id=decision.pk)
    with municipality_scope(case.municipality_id):
        delivery = Delivery.objects.get(decision=decision, recipient="applicant")
        actions.confirm_delivery(delivery=delivery, proof="доставница", actor=Actor.CLERK, by=clerk)


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
