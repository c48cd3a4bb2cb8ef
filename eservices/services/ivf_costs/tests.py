"""Costs of artificial insemination: what people type wrong, and what does not fit together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.forms import StepForm
from eservices.cases.models import Case
from eservices.services.ivf_costs import demo, forms, samples, steps
from eservices.services.ivf_costs.models import Clinic, IvfRequest, PublicCall, RuleSet
from eservices.services.ivf_costs.service import IvfCosts
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.factories import fill, submit

TODAY = date(2026, 3, 20)
SLUG = "ivf-costs"
Answers = dict[str, dict[str, Any]]


# -- one page ----------------------------------------------------------------------------------------------------------
FORMS = {step.slug: step.form_class for step in steps.STEPS}
GOOD: Answers = {
    **samples.request(),
    "invoice": {
        "kind": "proforma", "number": "114/26", "issued_on": "10.3.2026", "currency": "rsd", "amount": "320.000,00",
        "procedure_on": "19.4.2026.",
    },
    "clinic": {"clinic": "probna-klinika"},
    "household": {"joint_children": "0", "income": "52.000,00"},
}  # fmt: skip


def form(step: str, place: Municipality, **changes: Any) -> StepForm:
    return FORMS[step](GOOD[step] | changes, today=TODAY, all_answers=samples.request(), municipality=place)


@pytest.mark.parametrize("step", FORMS)
def test_good_answers_are_taken(step: str, ready: Municipality) -> None:
    assert form(step, ready).errors == {}


IN_DINARS = "Износ мора да буде у динарима. Замолите клинику за рачун или предрачун у динарима."
BAD = [
    ("residence", "here", "", "Изаберите да ли имате пребивалиште у овој општини или граду."),
    ("union", "union", "", "Изаберите да ли сте у браку или у ванбрачној заједници."),
    ("who", "who", "", "Изаберите ко попуњава захтев."),
    ("woman", "jmbg", "", "Унесите ЈМБГ, 13 цифара са личне карте."),
    ("woman", "jmbg", "1205992665012",
     "ЈМБГ није исправан: последња цифра се не слаже. Проверите да ли сте погрешили неку цифру."),
    ("woman", "jmbg", "1402026665013", "Захтев подносе пунолетне особе. Проверите ЈМБГ."),
    ("woman", "first_name", "", "Унесите име."),
    ("partner", "jmbg", "1205992665011", "Ово је ЈМБГ жене, који сте већ унели. Унесите ЈМБГ партнера."),
    ("history", "fund_attempts", "", "Унесите број поступака преко РФЗО; ако их није било, унесите 0."),
    ("history", "fund_attempts", "-1", "Најмањи број је 0."),
    ("history", "own_attempts", "21", "Проверите број: највише 20."),
    ("history", "covered_by_fund", "", "Изаберите да ли РФЗО покрива овај поступак."),
    ("household", "joint_children", "два", "Унесите број, на пример 2."),
    ("procedure", "procedure", "", "Изаберите поступак."),
    ("clinic", "clinic", "", "Изаберите клинику."),
    ("clinic", "clinic", "wien", "Изаберите клинику са списка."),
    ("invoice", "currency", "eur", IN_DINARS),
    ("invoice", "amount", "2.500,00 EUR", IN_DINARS),
    ("invoice", "amount", "2500 евра", IN_DINARS),
    ("invoice", "amount", "€ 2500", IN_DINARS),
    ("invoice", "amount", "320,000.00", "Унесите износ са зарезом испред пара, на пример 99.500,00."),
    ("invoice", "amount", "0,00", "Износ мора да буде већи од нуле."),
    ("invoice", "number", "", "Препишите број са предрачуна или рачуна."),
    ("invoice", "issued_on", "31.2.2026", "Унесите датум као дан, месец и годину, на пример 3.11.2026."),
    ("payee", "account", "160123456789012313",
     "Број рачуна није исправан: последње две цифре се не слажу. Препишите га са картона рачуна."),
    ("payee", "payee", "", "Изаберите коме да се уплати новац."),
    ("consent", "not_reimbursed", "", "Потврдите да исти трошак није надокнадио нико други."),
    ("consent", "truth", "", "Потврдите да су подаци тачни."),
]  # fmt: skip


@pytest.mark.parametrize(("step", "field", "value", "says"), BAD, ids=lambda value: str(value)[:24])
def test_wrong_input_gets_its_own_sentence(ready: Municipality, step: str, field: str, value: str, says: str) -> None:
    with translation.override("sr"):
        wrong = form(step, ready, **{field: value})
        assert [str(error) for error in wrong.errors[field]] == [says]
    assert list(wrong.errors) == [field] or field == "currency"


def test_partners_in_each_others_place_are_noticed(ready: Municipality) -> None:
    given = samples.changed(woman={"jmbg": "0309989660013"})
    swapped = forms.PartnerForm(GOOD["partner"] | {"jmbg": "1205992665011"}, today=TODAY, all_answers=given)
    with translation.override("sr"):
        assert swapped.errors["jmbg"] == [
            "Изгледа да су партнери заменили места. Прво се уносе подаци жене, па партнера."
        ]


def test_income_is_asked_only_where_the_call_ranks_by_it(ready: Municipality) -> None:
    assert "income" not in form("household", ready).fields
    RuleSet.objects.update(rules=demo.CALL)
    assert "income" in form("household", ready).fields
    with translation.override("sr"):
        wrong = form("household", ready, income="")
        assert wrong.errors["income"] == ["Унесите месечни приход по члану домаћинства, на пример 48.500,00."]


def test_a_procedure_that_the_decision_does_not_pay_for_cannot_be_chosen(ready: Municipality) -> None:
    RuleSet.objects.update(rules=demo.STANDING | {"procedures": ["stimulated"]})
    with translation.override("sr"):
        wrong = form("procedure", ready, procedure="cryo")
        assert wrong.errors["procedure"] == [
            "Одлука ваше општине не предвиђа тај поступак. Изаберите један од понуђених."
        ]


# -- dead ends ---------------------------------------------------------------------------------------------------------
def stop_of(step: type[services.Step], given: Answers) -> str:
    with translation.override("sr"):
        found = step.stops(given)
        return " ".join([str(found.title), *map(str, found.body)]) if found else ""


def test_a_foreign_clinic_ends_the_road_with_the_reason() -> None:
    said = stop_of(steps.Clinic, samples.changed(clinic={"clinic": "other"}))
    assert said.startswith("Општина плаћа само клиникама у Србији које имају дозволу")
    assert "у иностранству" in said and stop_of(steps.Clinic, samples.request()) == ""


def test_who_lives_elsewhere_is_sent_to_the_own_municipality() -> None:
    assert "тамо где имате пребивалиште" in stop_of(steps.Residence, samples.changed(residence={"here": "none"}))
    assert stop_of(steps.Residence, samples.changed(residence={"here": "one"})) == ""


def test_a_woman_over_the_limit_is_told_before_the_effort(ready: Municipality) -> None:
    older = form("woman", ready, jmbg="1205979665029")
    assert older.is_valid(), older.errors
    assert older.answers()["too_old_from"] == 46
    assert "још није напунила 46." in stop_of(steps.Woman, samples.changed(woman=older.answers()))
    younger = form("woman", ready)
    assert younger.is_valid() and younger.answers()["too_old_from"] is None


# -- between the steps -------------------------------------------------------------------------------------------------
def problems(place: Municipality, **changes: dict[str, Any]) -> list[tuple[str, str]]:
    with translation.override("sr"):
        found = IvfCosts().problems(samples.changed(**changes), municipality=place, today=TODAY)
        return [(problem.field, str(problem.message)) for problem in found]


def test_the_example_fits_together(ready: Municipality) -> None:
    assert problems(ready) == []


@pytest.mark.parametrize(("fields", "field", "says"), [
    ({"issued_on": "2026-03-21"}, "issued_on", "Датум рачуна не може бити после данашњег дана."),
    ({"issued_on": "2025-09-19"}, "issued_on", "Рачун је старији од 6 месеци. Затражите од клинике нов."),
    ({"amount": "5000000.01"}, "amount", "Износ је већи од 5.000.000 динара. Проверите да ли сте погрешили неку цифру."),
    ({"procedure_on": None}, "procedure_on", "Унесите дан поступка: ваша општина плаћа само поступак који тек следи."),
    ({"procedure_on": "2026-03-20"}, "procedure_on",
     "Ваша општина плаћа само поступак који тек следи. Захтев се подноси пре дана поступка."),
])  # fmt: skip
def test_an_invoice_that_does_not_fit_is_named(
    ready: Municipality, fields: dict[str, Any], field: str, says: str
) -> None:
    assert problems(ready, invoice=fields) == [(field, says)]


def test_an_invoice_dated_after_the_procedure_is_refused(ready: Municipality) -> None:
    found = dict(problems(ready, invoice={"issued_on": "2026-03-10", "procedure_on": "2026-03-05"}))
    assert found["issued_on"] == "Рачун је издат после поступка. Потребан је предрачун од пре поступка."


def test_where_the_decision_does_not_mind_the_procedure_may_be_over(ready: Municipality) -> None:
    RuleSet.objects.update(rules=demo.STANDING | {"before_procedure": False})
    assert problems(ready, invoice={"procedure_on": "2026-03-05"}) == []


TWICE = "Вас двоје сте ове године већ поднели захтев. Важи и кад партнери замене места. Погледајте тај предмет."
REUSED = "Рачун са тим бројем исте клинике већ је приложен уз други захтев. Проверите број."


def test_the_same_couple_twice_in_a_year_is_found_with_partners_swapped(case: Case, ready: Municipality) -> None:
    woman, partner = samples.request()["woman"], samples.request()["partner"]
    other = {"number": "999/26"}
    assert problems(ready, invoice=other) == [("jmbg", TWICE)]
    assert problems(ready, invoice=other, woman=partner, partner=woman) == [("jmbg", TWICE)]


def test_two_requests_a_year_are_fine_where_the_decision_says_so(case: Case, ready: Municipality) -> None:
    RuleSet.objects.update(rules=demo.STANDING | {"year_grants": 2})
    assert problems(ready, invoice={"number": "999/26"}) == []


def test_a_refused_request_may_be_repeated(case: Case, ready: Municipality) -> None:
    IvfRequest.objects.update(standing="refused")
    assert problems(ready) == []


@pytest.mark.parametrize("number", ["114/26", " 114 / 26", "114-26"])
def test_the_same_invoice_number_is_found_in_any_spelling(case: Case, ready: Municipality, number: str) -> None:
    other = {"woman": {"jmbg": "2303990665028"}, "partner": {"jmbg": "1205992660060"}}
    assert problems(ready, invoice={"number": number}, **other) == [("number", REUSED)]
    assert problems(ready, invoice={"number": "115/26"}, **other) == []


def test_nobody_slips_in_between_check_and_filing(ready: Municipality, milica: User) -> None:
    """Two drafts of the same couple pass the check page; the second is stopped when it is filed."""
    drafts = [fill(ready, milica, samples.request(), SLUG) for _ in range(2)]
    for draft in drafts:
        demo.agree(draft)
    submit(drafts[0], milica)
    with pytest.raises(actions.Incomplete) as stopped:
        submit(drafts[1], milica)
    assert {problem.field for problem in stopped.value.problems} == {"jmbg", "number"}
    assert Case.objects.count() == 1


def test_a_clinic_whose_licence_ended_is_refused(ready: Municipality) -> None:
    Clinic.objects.update(licensed_until=date(2026, 3, 19))
    assert problems(ready) == [("clinic", "Клиника више није на списку клиника са дозволом. Изаберите другу.")]


def test_without_a_decision_nothing_can_be_filed(at_home: Municipality) -> None:
    assert problems(at_home) == [("here", "Општина још није унела правила за ову услугу")]


def test_a_call_takes_requests_only_while_it_is_open(ready: Municipality) -> None:
    RuleSet.objects.update(rules=demo.CALL)
    assert problems(ready) == [("here", "Јавни позив није отворен")]
    PublicCall.objects.create(municipality=ready, title="Позив", opens_on=date(2026, 3, 1), closes_on=TODAY)
    assert problems(ready) == []
    PublicCall.objects.update(opens_on=date(2026, 4, 1), closes_on=date(2026, 4, 15))
    assert problems(ready) == [("here", "Јавни позив још није отворен")]


# -- papers ------------------------------------------------------------------------------------------------------------
def test_required_papers_follow_from_the_answers(ready: Municipality, milica: User) -> None:
    def asked(**changes: dict[str, Any]) -> set[str]:
        kinds = services.get(SLUG).documents_asked(samples.changed(**changes))
        return {kind.slug for kind in kinds if kind.required}

    assert asked() == {"invoice", "medical-report", "attempts-proof"}
    assert asked(union={"union": "extramarital"}) == {"invoice", "medical-report", "attempts-proof", "union-statement"}
    assert asked(history={"fund_attempts": 0}) == {"invoice", "medical-report"}
    assert "account-card" in asked(payee={"payee": "applicant"}) and "own-proof" in asked(consent={"registers": "no"})


def test_medical_papers_are_restricted() -> None:
    kinds = {kind.slug: kind.restricted for kind in services.get(SLUG).documents}
    assert kinds["medical-report"] and kinds["attempts-proof"] and kinds["invoice"] and kinds["commission-minutes"]
