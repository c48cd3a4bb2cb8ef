"""Maternity pay: what people type wrong, what does not fit together, what is kept of registers, what decisions say."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from eservices.cases import decisions
from eservices.cases import service as services
from eservices.cases.forms import StepForm
from eservices.cases.models import Case
from eservices.exchange.adapters.contributions import Contributions, Insurance, MonthlyBase
from eservices.exchange.adapters.residence import Address, Residence
from eservices.services.maternity_pay import forms, request, rules
from eservices.services.maternity_pay.evidence import EVIDENCE, ManualBasesForm, ManualResidenceForm, month_bases
from eservices.services.maternity_pay.request import Request
from eservices.services.maternity_pay.service import BASES_PROBLEMS
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.answers import maternity
from tests.factories import EXAMPLE_A, WINDOW, fill, give_bases, submit

TODAY = date(2026, 3, 20)
FORMS = {
    "applicant": forms.ApplicantForm, "address": forms.AddressForm, "birth": forms.BirthForm, "leave": forms.LeaveForm,
    "expected-birth": forms.ExpectedBirthForm, "loss": forms.LossForm, "employer": forms.EmployerForm,
    "account": forms.AccountForm, "sick-note": forms.SickNoteForm, "consent": forms.ConsentForm,
    "role-reason": forms.RoleReasonForm, "right": forms.RightForm,
}  # fmt: skip
GOOD: dict[str, dict[str, Any]] = {
    **maternity(),
    "leave": {"leave_start": "10.3.2026", "decision_number": "12/2026", "decision_date": "5.3.2026", "sick_leave_from": ""},
    "expected-birth": {"expected_birth": "20.4.2026.", "birth_order": "1"},
    "birth": {"birth_date": "15.3.2026", "birth_order": "1"}, "loss": {"birth_date": "15.3.2026"},
    "role-reason": {"reason": "agreement"},
}  # fmt: skip


def form(step: str, **changes: Any) -> StepForm:
    return FORMS[step](GOOD[step] | changes, today=TODAY)


@pytest.mark.parametrize("step", FORMS)
def test_good_answers_are_taken(step: str) -> None:
    assert form(step).errors == {}


BAD = [
    ("applicant", "jmbg", "", "Унесите ЈМБГ, 13 цифара"),
    ("applicant", "jmbg", "12059926650", "тачно 13 цифара"),
    ("applicant", "jmbg", "12059926650A1", "само цифре"),
    ("applicant", "jmbg", "1205992665012", "последња цифра се не слаже"),
    ("applicant", "jmbg", "3102992665011", "не чине датум"),
    ("applicant", "first_name", "", "Унесите име."),
    ("applicant", "first_name", "Ј" * 5000, "највише 80 знакова"),
    ("applicant", "last_name", "Прим\x00ер", "не може да се сачува"),
    ("applicant", "jmbg", "1205992665\x00011", "не може да се сачува"),
    ("sick-note", "sick_note", "А\x07123", "не може да се сачува"),
    ("address", "postal_code", "3400", "5 цифара"),
    ("address", "phone", "064", "са позивним бројем"),
    ("employer", "employer_number", "9990001", "8 цифара"),
    ("employer", "employer_number", "", "матични број послодавца"),
    ("employer", "employer_pib", "999000018", "последња цифра се не слаже"),
    ("employer", "employer_pib", "99900001", "9 цифара"),
    ("employer", "other_employer", "", "код другог послодавца"),
    ("leave", "leave_start", "21.3.2026", "најраније првог дана одсуства"),
    ("leave", "leave_start", "31.2.2026", "дан, месец и годину"),
    ("leave", "leave_start", "", "Унесите датум"),
    ("leave", "sick_leave_from", "10.3.2026", "пре првог дана одсуства"),
    ("leave", "decision_date", "21.3.2026", "после данас"),
    ("expected-birth", "expected_birth", "20.9.2026", "највише четири месеца"),
    ("expected-birth", "birth_order", "0", "Најмањи број је 1."),
    ("expected-birth", "birth_order", "21", "највише 20"),
    ("expected-birth", "birth_order", "треће", "Унесите број"),
    ("birth", "birth_date", "21.3.2026", "после данашњег дана"),
    ("birth", "birth_date", "1.1.2020", "више од три године"),
    ("loss", "birth_date", "21.3.2026", "после данашњег дана"),
    ("account", "account", "160123456789012313", "последње две цифре"),
    ("account", "account", "160-1234567890123-1X", "само цифре и цртице"),
    ("account", "own", "no", "рачун који гласи на ваше име"),
    ("sick-note", "sick_note", "", "Унесите број дознаке"),
    ("consent", "truth", "", "Потврдите да су подаци тачни"),
    ("right", "right", "nešto", ""),
]


@pytest.mark.parametrize(("step", "field", "value", "says"), BAD, ids=lambda value: str(value)[:24])
def test_wrong_input_gets_its_own_sentence_beside_its_field(step: str, field: str, value: str, says: str) -> None:
    with translation.override("sr"):
        errors = form(step, **{field: value}).errors
    assert list(errors) == [field]
    said = f"{errors[field][0]}"
    assert says.lower() in said.lower() and re.search(r"[а-шђјљњћџ]", said)


def test_the_sentences_differ_from_each_other() -> None:
    with translation.override("sr"):
        said = [
            form(step, **{field: value}).errors[field][0]
            for step, field, value, _ in BAD
            if step in ("leave", "account")
        ]
    assert len(said) - len(set(said)) == 0


def test_what_was_typed_stays_in_the_form() -> None:
    wrong = form("leave", leave_start="31.2.2026")
    assert 'value="31.2.2026"' in str(wrong["leave_start"]) and 'value="12/2026"' in str(wrong["decision_number"])


# -- between the steps -------------------------------------------------------------------------------------------------
def problems(**changes: dict[str, Any]) -> list[tuple[str, str, str]]:
    with translation.override("sr"):
        found = request.problems(maternity(**changes), today=TODAY)
        return [(problem.step, problem.field, str(problem.message)) for problem in found]


def born(day: str) -> dict[str, dict[str, Any]]:
    return {"child": {"child": "born"}, "birth": {"birth_date": day, "birth_order": 1}}


def test_example_a_fits_together() -> None:
    assert problems() == []


def test_a_leave_that_starts_too_early_names_the_first_possible_day() -> None:
    [(step, field, says)] = problems(expected_birth={"expected_birth": "2026-05-20"})
    assert (step, field) == ("leave", "leave_start") and "45 дана" in says and "5.4.2026." in says


def test_a_leave_after_the_birth_is_noticed() -> None:
    [(step, _, says)] = problems(**born("2026-03-09"))
    assert step == "leave" and "не може почети после рођења" in says
    assert problems(**born("2026-03-10")) == []


def test_a_birth_long_after_the_leave_is_noticed() -> None:
    [(_, _, says)] = problems(leave={"leave_start": "2025-12-30"}, **born("2026-03-19"))
    assert "више од два и по месеца" in says


def test_a_late_request_is_told_its_last_day() -> None:
    [(step, _, says)] = problems(leave={"leave_start": "2025-03-10"}, **born("2025-04-01"))
    assert step == "leave" and "9.3.2026." in says and "писарници" in says


def test_the_third_child_gives_two_years() -> None:
    third = maternity(expected_birth={"birth_order": 3})
    assert Request.read(third).last_day == date(2028, 3, 9)
    assert Request.read(maternity()).last_day == date(2027, 3, 9)


def test_the_periods_of_example_a() -> None:
    periods = Request.read(maternity()).periods()
    assert periods is not None
    assert (periods.maternity.first, periods.maternity.last) == (date(2026, 3, 10), date(2026, 7, 20))
    assert (periods.child_care.first, periods.child_care.last) == (date(2026, 7, 21), date(2027, 3, 9))


# -- bases entered by an official --------------------------------------------------------------------------------------
def typed(*lines: str) -> ManualBasesForm:
    return ManualBasesForm({"bases": "\n".join(lines)})


def kept(*lines: str) -> list[dict[str, Any]]:
    filled = typed(*lines)
    assert filled.is_valid(), filled.errors
    return list(filled.payload()["bases"])


def test_lines_are_read_as_people_write_them() -> None:
    rows = kept("02.2026 99.500,00", "1/2026. 99500", "", "2025-12  99.500,5 РСД неплаћено")
    assert rows == [
        {"month": "2026-02-01", "base": "99500.00", "paid": True},
        {"month": "2026-01-01", "base": "99500.00", "paid": True},
        {"month": "2025-12-01", "base": "99500.50", "paid": False},
    ]


@pytest.mark.parametrize(
    "line", ["02.2026 99,500.00", "02.2026 -5,00", "13.2026 5,00", "фебруар 5,00", "02.2026", "02.2026 99.500,00 можда"]
)
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with translation.override("sr"):
        errors = typed("01.2026 99.500,00", line).errors["bases"]
    assert errors == ["2. ред није јасан. Упишите месец и износ, на пример: 02.2026 99.500,00."]


def test_residence_is_confirmed_and_dated() -> None:
    assert ManualResidenceForm({"here": "on", "since": "1.9.2019"}).is_valid()
    assert list(ManualResidenceForm({"since": "1.9.2019"}).errors) == ["here"]


def calculated(case: Case, by: User, bases: list[dict[str, Any]]) -> services.Calculation:
    give_bases(case, by, bases)
    with translation.override("sr"):
        result = decisions.calculation_for(case)
    assert result is not None
    return result


def test_a_missing_month_counts_as_zero_and_is_named(filed: Case, jelena: User) -> None:
    result = calculated(filed, jelena, EXAMPLE_A[1:])
    assert result.values["missing"] == ["2024-09-01"]
    assert "09.2024." in " ".join(result.warnings)
    assert result.values["total"] == Decimal("1696000.00")


@pytest.mark.parametrize(
    ("bases", "says"),
    [
        ([*EXAMPLE_A, {"month": "2026-03-01", "base": "1.00", "paid": True}], "Број месеци није 18"),
        ([*EXAMPLE_A, EXAMPLE_A[3]], "Месец 12.2024. је унет два пута."),
        ([*EXAMPLE_A[1:], {"month": "2024-08-01", "base": "1.00", "paid": True}], "Број месеци није 18"),
        ([EXAMPLE_A[0] | {"base": "-5.00"}, *EXAMPLE_A[1:]], "Основица за 09.2024. је мања од нуле."),
    ],
    ids=["19 months", "twice", "outside", "negative"],
)
def test_wrong_months_are_refused_with_a_sentence(filed: Case, jelena: User, bases: list[Any], says: str) -> None:
    with pytest.raises(services.CannotCalculate) as refused:
        calculated(filed, jelena, bases)
    assert says in str(refused.value)


# -- what is kept of the registers -------------------------------------------------------------------------------------
def insurance(payer: str, base: str, kind: str = "employment", *, paid: bool = True, months: int = 18) -> Insurance:
    rows = tuple(
        MonthlyBase(month=month, insured=True, base=Decimal(base), paid=paid, paid_on=None) for month in WINDOW[:months]
    )
    return Insurance(payer_number=payer, payer_pib="", payer_name="Неко", kind=kind, months=rows)


CONTRIBUTIONS, RESIDENCE = EVIDENCE


def keep(answers: dict[str, dict[str, Any]], *insurances: Insurance) -> Any:
    return CONTRIBUTIONS.keep(Contributions(jmbg="1205992665011", insurances=insurances), answers)


def test_only_the_employer_of_the_request_is_kept() -> None:
    found = keep(maternity(), insurance("99900001", "95000.00"), insurance("99900002", "45000.00"))
    assert found["payer_known"] and {row["base"] for row in found["bases"]} == {"95000.00"}
    assert set(found["bases"][0]) == {"month", "base", "paid"} and "1205992665011" not in str(found)


def test_an_unknown_employer_is_said_and_counts_as_nothing() -> None:
    assert keep(maternity(), insurance("99900002", "45000.00")) == {"bases": [], "payer_known": False}


def test_other_compensation_adds_up_what_is_no_employment() -> None:
    other = maternity(right={"right": forms.OTHER})
    found = keep(
        other,
        insurance("1", "10000.00", "self_employment"),
        insurance("2", "5000.00", "farmer"),
        insurance("3", "1.00"),
    )
    assert {row["base"] for row in found["bases"]} == {"15000.00"}


def test_an_unpaid_month_keeps_its_base_and_counts_as_zero() -> None:
    found = keep(maternity(), insurance("99900001", "95000.00", paid=False))
    rows = month_bases(found, Request.read(maternity()), 18)
    assert [row.amount for row in rows] == [Decimal("95000.00")] * 18 and sum(row.counted for row in rows) == 0


def test_of_residence_only_the_address_in_force_is_kept_without_street() -> None:
    homes = (
        Address("71242", "Чачак", "Чачак", "Тајна 1", date(1992, 5, 20), date(2019, 8, 31)),
        Address("70645", "Крагујевац", "Крагујевац", "Тајна 2", date(2019, 9, 1), None),
    )
    found = RESIDENCE.keep(Residence("1205992665011", "Јелена", "Примеровић", "SRB", homes), maternity())
    assert found == {"municipality_code": "70645", "municipality": "Крагујевац", "since": "2019-09-01"}


# -- what decisions say ------------------------------------------------------------------------------------------------
DETAILS = {
    "provisional_grant": {"monthly": "50000.00", "until": "2026-06-09"},
    "refusal": {"reason": "Услов није испуњен."},
    "dismissal": {"reason": "Поднето је касно.", "ground": "late"},
    "end": {"reason": "Повратак на рад.", "on": "2026-08-01"},
}


def composed(place: Municipality, by: User, clerk: User, outcome: str, language: str = "sr") -> dict[str, Any]:
    case = submit(fill(place, by), by, language=language)
    give_bases(case, clerk)
    return decisions.compose(case, services.get("maternity-pay").outcome(outcome), DETAILS.get(outcome, {}))["text"]


GRANT = [
    "ПРИЗНАЈЕ СЕ право на накнаду зараде за време одсуства, подносилац: Јелена Примеровић, од 10.3.2026. до 9.3.2027.",
    "За породиљско одсуство од 10.3.2026. до 20.7.2026. месечно се исплаћује 73.171,60 динара (словима: седамдесет три "
    "хиљаде сто седамдесет један динар и 60/100), нето.",
    "За одсуство ради неге детета од 21.7.2026. до 9.3.2027. месечно се исплаћује 73.171,60 динара (словима: седамдесет "
    "три хиљаде сто седамдесет један динар и 60/100), нето.",
]


def test_the_grant_of_example_a_word_by_word(at_home: Municipality, milica: User, jelena: User) -> None:
    text = composed(at_home, milica, jelena, "final_grant")
    assert text["operative"][:3] == GRANT
    assert "у року од 15 дана" in text["remedy"] and "члана 13. и члана 38." in text["legal_basis"]
    assert any("1.791.000,00 динара" in line for line in text["reasoning"])


def test_the_grant_in_latin_says_the_same(at_home: Municipality, milica: User, jelena: User) -> None:
    text = composed(at_home, milica, jelena, "final_grant", "sr-latn")
    assert text["operative"][0] == (
        "PRIZNAJE SE pravo na naknadu zarade za vreme odsustva, podnosilac: Јелена Примеровић, od 10.3.2026. do 9.3.2027."
    )
    assert "sedamdeset tri hiljade sto sedamdeset jedan dinar i 60/100" in text["operative"][1]


@pytest.mark.parametrize(
    ("outcome", "begins", "says"),
    [
        ("provisional_grant", "ПРИВРЕМЕНО СЕ ПРИЗНАЈЕ", "50.000,00 динара (словима: педесет хиљада динара и 00/100)"),
        ("correction", "МЕЊА СЕ раније донето решење", "73.171,60"),
        ("refusal", "ОДБИЈА СЕ захтев", "Услов није испуњен."),
        ("dismissal", "ОДБАЦУЈЕ СЕ захтев", "9.3.2027."),
        ("discontinuance", "ОБУСТАВЉА СЕ поступак", "одустао од захтева"),
        ("end", "ПРЕСТАЈЕ право", "закључно са 1.8.2026."),
    ],
)
def test_other_outcomes_say_what_they_are(
    at_home: Municipality, milica: User, jelena: User, outcome: str, begins: str, says: str
) -> None:
    text = composed(at_home, milica, jelena, outcome)
    everything = " ".join([*text["operative"], *text["reasoning"]])
    assert text["operative"][0].startswith(begins) and says in everything
    assert ("овог закључка" in text["remedy"]) == (outcome in ("dismissal", "discontinuance"))


def test_every_base_problem_has_its_sentence() -> None:
    assert {kind.code for kind in rules.BasesError.__subclasses__()} == set(BASES_PROBLEMS)


def test_a_representative_is_recorded_and_brings_a_power_of_attorney() -> None:
    answers = maternity(applicant={"proxy": True})
    service = services.get("maternity-pay")
    assert service.applicant(answers).acting_as == "Јелена Примеровић"
    assert "power-of-attorney" in {kind.slug for kind in service.documents_asked(answers)}
    assert service.applicant(maternity()).acting_as == ""


@pytest.mark.parametrize(("agreed", "way"), [(True, "portal"), (False, "post")])
def test_acts_go_by_post_to_who_did_not_agree_to_electronic_delivery(agreed: bool, way: str) -> None:
    assert services.get("maternity-pay").delivery_way(maternity(consent={"electronic": agreed})) == way
