"""Costs of artificial insemination: what people type wrong, what does not fit, what decisions say and never say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of
from eservices.cases.forms import StepForm
from eservices.cases.keys import hide
from eservices.cases.models import Case
from eservices.exchange.adapters.civil_registry import Birth, Births
from eservices.exchange.adapters.residence import Address, Residence
from eservices.services.ivf_costs import demo, explanation, forms, rule_sets, rule_words, rules, samples, steps
from eservices.services.ivf_costs.evidence import EVIDENCE, ManualChildrenForm, ManualResidenceForm, resident_since
from eservices.services.ivf_costs.models import Clinic, IvfRequest, PublicCall, RuleSet
from eservices.services.ivf_costs.service import IvfCosts
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from municipalities.script import fold
from tests.cast import municipality, official
from tests.factories import fill, on, submit

TODAY = date(2026, 3, 20)
SLUG = "ivf-costs"
Answers = dict[str, dict[str, Any]]


@pytest.fixture
def clerk(kragujevac: Municipality) -> User:
    return official("snezana", "Снежана", "Бројић", "clerk", kragujevac, [SLUG])


@pytest.fixture
def head(kragujevac: Municipality) -> User:
    return official("milan", "Милан", "Оверић", "approver", kragujevac)


@pytest.fixture
def ready(at_home: Municipality, head: User) -> Municipality:
    """Kragujevac with a decision in force, a clinic and 1.100.000 dinars."""
    demo.prepare(at_home, demo.STANDING, money=Decimal(1_100_000), by=head)
    return at_home


def changed(**changes: dict[str, Any]) -> Answers:
    given = samples.request()
    for step, fields in changes.items():
        given[step.replace("_", "-")].update(fields)
    return given


def filed_by(place: Municipality, by: User, given: Answers | None = None, **more: Any) -> Case:
    draft = fill(place, by, given or samples.request(), SLUG)
    demo.agree(draft)
    return submit(draft, by, **more)


@pytest.fixture
def case(ready: Municipality, milica: User, clerk: User) -> Case:
    """A filed request whose register answers are there."""
    made = filed_by(ready, milica)
    samples.give_evidence(made, clerk)
    return made


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
    given = changed(woman={"jmbg": "0309989660013"})
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
    said = stop_of(steps.Clinic, changed(clinic={"clinic": "other"}))
    assert said.startswith("Општина плаћа само клиникама у Србији које имају дозволу")
    assert "у иностранству" in said and stop_of(steps.Clinic, samples.request()) == ""


def test_who_lives_elsewhere_is_sent_to_the_own_municipality() -> None:
    assert "тамо где имате пребивалиште" in stop_of(steps.Residence, changed(residence={"here": "none"}))
    assert stop_of(steps.Residence, changed(residence={"here": "one"})) == ""


def test_a_woman_over_the_limit_is_told_before_the_effort(ready: Municipality) -> None:
    older = form("woman", ready, jmbg="1205979665029")
    assert older.is_valid(), older.errors
    assert older.answers()["too_old_from"] == 46
    assert "још није напунила 46." in stop_of(steps.Woman, changed(woman=older.answers()))
    younger = form("woman", ready)
    assert younger.is_valid() and younger.answers()["too_old_from"] is None


# -- between the steps -------------------------------------------------------------------------------------------------
def problems(place: Municipality, **changes: dict[str, Any]) -> list[tuple[str, str]]:
    with translation.override("sr"):
        found = IvfCosts().problems(changed(**changes), municipality=place, today=TODAY)
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


# -- reference days and conditions -------------------------------------------------------------------------------------
def test_the_reference_days_are_kept_with_the_request(ready: Municipality, milica: User) -> None:
    RuleSet.objects.update(rules=demo.CALL | {"age_reference": "commission"})
    PublicCall.objects.create(municipality=ready, title="Позив", opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 31))
    row = IvfRequest.objects.get(case=filed_by(ready, milica))
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


def test_a_woman_who_turns_45_between_filing_and_session(ready: Municipality, milica: User, clerk: User) -> None:
    RuleSet.objects.update(rules=demo.STANDING | {"routes": [{"age_below": 45}], "age_reference": "commission"})
    made = filed_by(ready, milica, changed(woman={"jmbg": "1004981665006"}))
    samples.give_evidence(made, clerk)
    assert calculated(made).values["unknown"] == ["Старост жене"]
    with on(date(2026, 4, 15)):
        actions.take(case=made, by=clerk)
        demo.hold_session(made, clerk)
        assert IvfRequest.objects.get(case=made).age_day == date(2026, 4, 15)
        assert calculated(made).values["unmet"] == [
            "Навршене године жене на дан 15.4.2026: 45; по одлуци: није навршено година: 45."
        ]


def test_missing_register_data_stop_the_calculation(ready: Municipality, milica: User) -> None:
    with (
        pytest.raises(services.CannotCalculate, match="Недостају подаци о пребивалишту или деци"),
        translation.override("sr"),
    ):
        decisions.calculation_for(filed_by(ready, milica))


def test_the_cap_of_two_average_wages(ready: Municipality, milica: User, clerk: User) -> None:
    RuleSet.objects.update(rules={"kind": "standing", "routes": [{}], "cap_wages": "2"})
    made = filed_by(ready, milica)
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
FORBIDDEN = (
    "дијагноз", "неплодн", "стерилитет", "инфертил", "азоосперм", "сперм", "ендометри", "јајник", "јајн", "ембрион", "замет",
    "хормон", "болес", "терапи", "лечењ", "дарован", "донир", "генет", "поремећ", "побачај", "трудноћ", "N97", "МКБ",
)  # fmt: skip
"""Beginnings of words about health that no decision, message or public page may carry."""
SCRIPTS = [(language, outcome.slug) for language in ("sr", "sr-latn") for outcome in IvfCosts.outcomes]


def health_words(text: str) -> list[str]:
    return [word for word in FORBIDDEN if fold(word) in fold(text)]


def composed(made: Case, outcome: str) -> dict[str, Any]:
    chosen = services.get(SLUG).outcome(outcome)
    samples.bring_to(made, chosen)
    return decisions.compose(made, chosen, samples.DETAILS.get(outcome, {}))


@pytest.mark.parametrize(("language", "outcome"), SCRIPTS)
def test_no_decision_carries_a_word_about_health(
    ready: Municipality, milica: User, clerk: User, language: str, outcome: str
) -> None:
    made = filed_by(ready, milica, changed(procedure={"procedure": "donated"}), language=language)
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


def test_required_papers_follow_from_the_answers(ready: Municipality, milica: User) -> None:
    def asked(**changes: dict[str, Any]) -> set[str]:
        kinds = services.get(SLUG).documents_asked(changed(**changes))
        return {kind.slug for kind in kinds if kind.required}

    assert asked() == {"invoice", "medical-report", "attempts-proof"}
    assert asked(union={"union": "extramarital"}) == {"invoice", "medical-report", "attempts-proof", "union-statement"}
    assert asked(history={"fund_attempts": 0}) == {"invoice", "medical-report"}
    assert "account-card" in asked(payee={"payee": "applicant"}) and "own-proof" in asked(consent={"registers": "no"})


def test_medical_papers_are_restricted() -> None:
    kinds = {kind.slug: kind.restricted for kind in services.get(SLUG).documents}
    assert kinds["medical-report"] and kinds["attempts-proof"] and kinds["invoice"] and kinds["commission-minutes"]


@pytest.fixture(autouse=True)
def serbian() -> Iterator[None]:
    with translation.override("sr"):
        yield


def test_an_invoice_changed_by_a_completion_is_compared_again(case: Case, ready: Municipality, clerk: User) -> None:
    """The second couple names the first couple's invoice only after filing."""
    nadic = demo.answers(demo.COUPLES["nadic"], number="7/26", today=TODAY)
    by = User.objects.create_user("mirjana@primer.example", None, first_name="Мирјана", last_name="Надић")
    other = filed_by(ready, by, nadic)
    samples.give_evidence(other, clerk)
    assert REUSED not in calculated(other).warnings
    answers = answers_of(other)
    answers["invoice"]["number"] = "114/26"
    other.answers = hide(other.data_key, answers, "answers")
    other.save(update_fields=["answers"])
    assert REUSED in calculated(other).warnings
