"""Costs of artificial insemination: conditions and amounts explained, and what decisions say and never say."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of
from eservices.cases.keys import hide
from eservices.cases.models import Case
from eservices.exchange.adapters.civil_registry import Birth, Births
from eservices.exchange.adapters.residence import Address, Residence
from eservices.services.ivf_costs import demo, explanation, rule_sets, rule_words, rules, samples
from eservices.services.ivf_costs.conftest import Files
from eservices.services.ivf_costs.evidence import EVIDENCE, ManualChildrenForm, ManualResidenceForm, resident_since
from eservices.services.ivf_costs.models import IvfRequest, PublicCall, RuleSet
from eservices.services.ivf_costs.neutral import health_words
from eservices.services.ivf_costs.service import IvfCosts
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import municipality
from tests.factories import on

TODAY = date(2026, 3, 20)
SLUG = "ivf-costs"
Answers = dict[str, dict[str, Any]]
REUSED = "Рачун са тим бројем исте клинике већ је приложен уз други захтев. Проверите број."


# -- reference days and conditions -------------------------------------------------------------------------------------
def test_the_reference_days_are_kept_with_the_request(ready: Municipality, milica: User, filed_by: Files) -> None:
    RuleSet.objects.update(rules=demo.CALL | {"age_reference": "commission"})
    PublicCall.objects.create(municipality=ready, title="Позив", opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 31))
    row = IvfRequest.objects.get(case=filed_by(milica))
    assert (row.residence_reference, row.residence_day) == ("call_opened", date(2026, 3, 1))
    assert (row.age_reference, row.age_day) == ("commission", None)
    assert row.rules["order"] == "age_income" and row.call is not None


def test_a_later_change_of_the_rules_does_not_touch_a_filed_request(case: Case) -> None:
    RuleSet.objects.update(rules=demo.STANDING | {"cap": "1"})
    assert calculated(case).values["amount"] == 300_000


def calculated(case: Case) -> services.Calculation:
    with translation.override("sr"):
        found = decisions.calculation_for(case)
    assert found is not None
    return found


def test_the_amount_is_explained_line_by_line(case: Case) -> None:
    found = calculated(case)
    assert [(line.label, line.amount) for line in found.lines] == [
        ("Износ на рачуну", Decimal("320000.00")),
        ("Највиши износ по пару", Decimal(300_000)),
        ("Преостала средства за годину", Decimal(1_100_000)),
        ("Износ који се додељује", Decimal(300_000)),
    ]
    assert found.values["eligible"] and found.values["unmet"] == []


def test_a_partner_resident_for_eleven_months_is_explained_with_the_dates(case: Case, clerk: User) -> None:
    payload = {"homes": [{"code": "here", "name": "", "since": "2025-04-20", "until": None}], "citizen": True}
    actions.enter_evidence(
        case=case, source="residence-partner", purpose="услови", payload=payload, note="увид", by=clerk
    )
    assert calculated(case).values["unmet"] == [
        "Пребивалиште партнера без прекида, у месецима до дана 20.3.2026: 11; по одлуци најмање: 12."
    ]


def test_a_woman_who_turns_45_between_filing_and_session(
    ready: Municipality, milica: User, clerk: User, filed_by: Files
) -> None:
    RuleSet.objects.update(rules=demo.STANDING | {"routes": [{"age_below": 45}], "age_reference": "commission"})
    made = filed_by(milica, samples.changed(woman={"jmbg": "1004981665006"}))
    samples.give_evidence(made, clerk)
    assert calculated(made).values["unknown"] == ["Старост жене"]
    with on(date(2026, 4, 15)):
        actions.take(case=made, by=clerk)
        demo.hold_session(made, clerk)
        assert IvfRequest.objects.get(case=made).age_day == date(2026, 4, 15)
        assert calculated(made).values["unmet"] == [
            "Навршене године жене на дан 15.4.2026: 45; по одлуци: није навршено година: 45."
        ]


def test_missing_register_data_stop_the_calculation(ready: Municipality, milica: User, filed_by: Files) -> None:
    with (
        pytest.raises(services.CannotCalculate, match="Недостају подаци о пребивалишту или деци"),
        translation.override("sr"),
    ):
        decisions.calculation_for(filed_by(milica))


def test_the_cap_of_two_average_wages(ready: Municipality, milica: User, clerk: User, filed_by: Files) -> None:
    RuleSet.objects.update(rules={"kind": "standing", "routes": [{}], "cap_wages": "2"})
    made = filed_by(milica)
    samples.give_evidence(made, clerk)
    line = calculated(made).lines[1]
    assert (line.amount, line.how) == (Decimal("190000.00"), "2 × просечна зарада у општини 95.000,00")


# -- what is kept of the registers -------------------------------------------------------------------------------------
def test_of_residence_no_street_is_kept() -> None:
    homes = (
        Address("71242", "Чачак", "Чачак", "Тајна 1", date(1992, 5, 20), date(2019, 8, 31)),
        Address("70645", "Крагујевац", "Крагујевац", "Тајна 2", date(2019, 9, 1), None),
    )
    kept = EVIDENCE[0].keep(Residence("1205992665011", "Милица", "Примеровић", "SRB", homes), samples.request())
    assert "Тајна" not in str(kept) and kept["citizen"] is True
    assert resident_since(kept, "70645", TODAY) == date(2019, 9, 1)
    assert resident_since(kept, "71242", TODAY) is None


def test_only_living_joint_children_are_counted_and_no_name_is_kept() -> None:
    def birth(father: str, died: date | None = None) -> Birth:
        return Birth("1", "Тајно", "Име", "male", TODAY, "", "1205992665011", father, "", "", died)

    entries = (birth("0309989660013"), birth("0309989660013", TODAY), birth("1205992660060"))
    kept = EVIDENCE[2].keep(Births("1205992665011", "parent", entries), samples.request())
    assert kept == {"joint": 1}


def test_an_official_can_enter_the_facts() -> None:
    here = ManualResidenceForm({"here": "yes", "since": "1.9.2019", "citizen": "yes"})
    assert here.is_valid() and resident_since(here.payload(), "70645", TODAY) == date(2019, 9, 1)
    with translation.override("sr"):
        no_day = ManualResidenceForm({"here": "yes", "since": "", "citizen": "yes"})
        assert no_day.errors["since"] == ["Унесите од када траје пребивалиште, на пример 3.11.2020."]
    assert ManualChildrenForm({"joint": "0"}).is_valid()


# -- what decisions say, and never say ---------------------------------------------------------------------------------
SCRIPTS = [(language, outcome.slug) for language in ("sr", "sr-latn") for outcome in IvfCosts.outcomes]


def composed(made: Case, outcome: str) -> dict[str, Any]:
    chosen = services.get(SLUG).outcome(outcome)
    samples.bring_to(made, chosen)
    return decisions.compose(made, chosen, samples.DETAILS.get(outcome, {}))


@pytest.mark.parametrize(("language", "outcome"), SCRIPTS)
def test_no_decision_carries_a_word_about_health(
    ready: Municipality, milica: User, clerk: User, language: str, outcome: str, filed_by: Files
) -> None:
    made = filed_by(milica, samples.changed(procedure={"procedure": "donated"}), language=language)
    samples.give_evidence(made, clerk)
    content = composed(made, outcome)
    html = decisions.html_of(made, content, number="1", code="1", day=TODAY, signatory="М. О.")
    assert health_words(html) == [] and health_words(str(content["text"])) == []
    assert "1205992665011" not in html and "0309989660013" not in html


@pytest.mark.parametrize("code", explanation.CONDITIONS)
def test_no_reason_of_a_refusal_carries_a_word_about_health(code: str) -> None:
    wanted = (43, 45) if code == "age" else 12
    with translation.override("sr"):
        said = explanation.sentence(rules.Condition(code, False, TODAY, wanted, 3))
    assert health_words(said) == [] and re.search(r"[а-ш]", said)


def test_the_grant_word_by_word(case: Case) -> None:
    text = composed(case, "grant")["text"]
    assert text["operative"] == [
        "ПРИЗНАЈЕ СЕ право на надокнаду трошкова вантелесне оплодње, подносиоци: Милица Примеровић и Марко Примеровић, у "
        "износу до 300.000,00 динара (словима: триста хиљада динара и 00/100).",
        "Поступак се обавља у клиници: Пробна клиника, Београд. Редни број одобрења за овај пар: 1.",
        "Износ се исплаћује клиници, по рачуну број 114/26. У сврси уплате стоји само број овог решења.",
        "Средства се користе најкасније у року од месеци: 6, од дана доношења овог решења. Коначни рачун се доставља "
        "најкасније у року од дана: 30, по истеку тог рока. Ко не достави коначни рачун, враћа примљени износ.",
    ]
    assert "О њој одлучује градско веће" in text["remedy"] and "измишљена, за пробу" in text["legal_basis"]


@pytest.mark.parametrize(("outcome", "begins", "says"), [
    ("waiting", "СТАВЉА СЕ на листу чекања", "нису довољна"),
    ("refusal", "ОДБИЈА СЕ захтев", "Комисија није предложила"),
    ("dismissal", "ОДБАЦУЈЕ СЕ захтев", "Поднето је касно."),
    ("refund", "НАЛАЖЕ СЕ повраћај износа од 300.000,00 динара", "1.1.2026 и коначни рачун није достављен"),
    ("discontinuance", "ОБУСТАВЉА СЕ поступак", "одустали од захтева"),
])  # fmt: skip
def test_every_other_outcome_says_what_it_is(case: Case, outcome: str, begins: str, says: str) -> None:
    text = composed(case, outcome)["text"]
    assert text["operative"][0].startswith(begins) and says in " ".join(text["reasoning"])


def test_a_refusal_names_every_condition_that_is_not_met(case: Case, clerk: User) -> None:
    payload = {"homes": [], "citizen": True}
    actions.enter_evidence(
        case=case, source="residence-woman", purpose="услови", payload=payload, note="увид", by=clerk
    )
    outcome = services.get(SLUG).outcome("refusal")
    reasons = decisions.compose(case, outcome, {"ground": "conditions", "reason": ""})["text"]["reasoning"]
    assert "Пребивалиште жене: на дан 20.3.2026 није у овој општини." in reasons


# -- rules in words ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("row", rule_sets.known_decisions(), ids=lambda row: row["slug"])
@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_each_known_decision_can_be_read_aloud(row: Any, language: str) -> None:
    with translation.override(language):
        said = rule_words.in_words(rule_sets.rules_of(row))
    assert len(said) >= 4 and not re.search(r"%\(|None|  ", " ".join(said))


def test_known_decisions_are_loaded_once(db: None) -> None:
    place = municipality("zajecar")
    with municipality_scope(place.pk):
        assert rule_sets.load_known(place) == 1 and rule_sets.load_known(place) == 0
        found = rule_sets.in_force(place, TODAY)
        assert found is not None and found.read().cap == 300_000 and not found.confirmed


def test_an_invoice_changed_by_a_completion_is_compared_again(
    case: Case, ready: Municipality, clerk: User, filed_by: Files
) -> None:
    """The second couple names the first couple's invoice only after filing."""
    nadic = demo.answers(demo.COUPLES["nadic"], number="7/26", today=TODAY)
    by = User.objects.create_user("mirjana@primer.example", None, first_name="Мирјана", last_name="Надић")
    other = filed_by(by, nadic)
    samples.give_evidence(other, clerk)
    assert REUSED not in calculated(other).warnings
    answers = answers_of(other)
    answers["invoice"]["number"] = "114/26"
    other.answers = hide(other.data_key, answers, "answers")
    other.save(update_fields=["answers"])
    assert REUSED in calculated(other).warnings


# -- words about health ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("text", "found"), [
    ("Утврђена ДИЈАГНОЗА N97.1", ["ДИЈАГНОЗА", "N97"]), ("zbog bolesti i lečenja", ["bolesti", "lečenja"]),
    ("Услови су испуњени.", []), ("Јајнић Милица", []), ("клиника Генетски центар", []),
])  # fmt: skip
def test_words_about_health_are_found_in_either_script(text: str, found: list[str]) -> None:
    assert health_words(text, besides=["Јајнић", "Генетски центар"]) == found


def test_an_official_cannot_write_about_health_into_a_decision(case: Case, clerk: User) -> None:
    actions.take(case=case, by=clerk)
    outcome = services.get(SLUG).outcome("refusal")
    given = {"ground": "commission", "reason": "Због дијагнозе из налаза."}
    with pytest.raises(services.CannotDecide, match="Уклоните речи: дијагнозе"):
        actions.propose(case=case, outcome="refusal", content=decisions.compose(case, outcome, given), by=clerk)
    case.refresh_from_db()
    assert case.state == "in_review"
