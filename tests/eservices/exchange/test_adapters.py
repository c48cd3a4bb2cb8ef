"""Each register: what its answers mean, and which answers are refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from eservices.exchange import sources
from eservices.exchange.adapters.business_register import BUSINESS_REGISTER, BusinessRequest
from eservices.exchange.adapters.cadastre import CADASTRE, ParcelRequest
from eservices.exchange.adapters.civil_registry import CHILD, CIVIL_REGISTRY, BirthsRequest
from eservices.exchange.adapters.contributions import CONTRIBUTIONS, ContributionsRequest, Insurance
from eservices.exchange.adapters.guardianship import GUARDIANSHIP, GuardianshipRequest
from eservices.exchange.adapters.residence import RESIDENCE, Address, Residence, ResidenceRequest
from eservices.exchange.adapters.tax import TAX, TaxRequest
from eservices.exchange.errors import RegisterWrongAnswer
from eservices.exchange.simulator.people import PARENTS
from eservices.exchange.simulator.records import ANSWERS
from eservices.exchange.sources import Source

JELENA = "1205992665011"
LEAVE_START = date(2026, 3, 10)


def answer(source: Source[Any, Any], request: Any, corrected: tuple[str, ...] = ()) -> Any:
    """What the simulator would say, read and checked by the adapter."""
    data = source.parse(ANSWERS[source.name](request.payload(), corrected))
    source.validate(data, request)
    return data


def insurances(jmbg: str, leave_start: date = LEAVE_START, corrected: tuple[str, ...] = ()) -> tuple[Insurance, ...]:
    found: tuple[Insurance, ...]
    found = answer(CONTRIBUTIONS, ContributionsRequest.before(jmbg, leave_start), corrected).insurances
    return found


def test_every_known_register_has_a_simulated_one() -> None:
    assert {source.name for source in sources.known()} == set(ANSWERS)


@pytest.mark.parametrize("source", sources.known(), ids=lambda source: source.name)
def test_a_register_says_what_it_holds_and_by_what_right(source: Source[Any, Any]) -> None:
    assert str(source.label) and str(source.holds)
    assert "чл." in source.legal_basis and len(source.legal_basis) <= 300


def test_two_registers_cannot_have_one_name() -> None:
    with pytest.raises(ValueError, match="already known"):
        sources.register(type(TAX)())


def test_the_18_months_of_example_a() -> None:
    request = ContributionsRequest.before(JELENA, LEAVE_START)
    assert (request.first_month, request.last_month) == (date(2024, 9, 1), date(2026, 2, 1))
    [insurance] = insurances(JELENA)
    assert [base.base for base in insurance.months] == [Decimal("95000.00")] * 9 + [Decimal("104000.00")] * 9
    assert insurance.paid_total == Decimal("1791000.00")


@pytest.mark.parametrize(
    ("jmbg", "totals"),
    [
        (JELENA, ["1791000.00"]),
        ("2303990665028", ["420000.00"]),
        ("0711994665018", ["923400.00"]),
        ("1908988665016", ["615600.00"]),
        ("3001993665018", ["1320000.00"]),
        ("1506991665018", ["1080000.00", "810000.00"]),
        ("2612989665017", ["17100000.00"]),
        ("0910996665018", []),
        ("1703987665011", ["827100.00"]),
        ("2805992665012", ["720000.00"]),
        ("0508990665013", ["1260000.00", "630000.00"]),
        ("1411991665017", ["1080000.00"]),
        ("2101986665011", ["1377009.00"]),
    ],
)
def test_the_situations_hold_for_any_start_of_leave(jmbg: str, totals: list[str]) -> None:
    for leave_start in (LEAVE_START, date(2026, 11, 16), date(2027, 1, 1), date(2031, 7, 31)):
        assert [insurance.paid_total for insurance in insurances(jmbg, leave_start)] == list(map(Decimal, totals))


def test_unpaid_months_are_named_until_the_correction() -> None:
    [before], [after] = insurances("3001993665018"), insurances("3001993665018", corrected=("3001993665018",))
    assert before.unpaid_months == (date(2024, 12, 1), date(2025, 6, 1), date(2025, 12, 1))
    assert (after.unpaid_months, after.paid_total) == ((), Decimal("1584000.00"))


def test_two_employers_are_told_apart_by_number() -> None:
    data = answer(CONTRIBUTIONS, ContributionsRequest.before("1506991665018", LEAVE_START))
    found = data.with_payer("99900007")
    assert found is not None and found.payer_name == "Продавница Узорак д.о.о."
    assert data.with_payer("11111111") is None
    assert len(data.of_kind("employment")) == 2


def test_months_of_an_empty_span_are_not_asked_for() -> None:
    with pytest.raises(ValueError, match="before the first"):
        ContributionsRequest(JELENA, date(2026, 3, 1), date(2026, 2, 1))


def spoilt(month: dict[str, Any]) -> None:
    request = ContributionsRequest.before(JELENA, LEAVE_START)
    payload = ANSWERS["contributions"](request.payload(), ())
    assert payload is not None
    payload["insurances"][0]["months"][0].update(month)
    CONTRIBUTIONS.validate(CONTRIBUTIONS.parse(payload), request)


@pytest.mark.parametrize(
    "month",
    [
        {"base": "95000"}, {"base": "95.000,00"}, {"base": "NaN"}, {"base": "1e5"}, {"base": None},
        {"month": "2024-13"}, {"month": "0000-01"}, {"paid": "да"}, {"paid": 1}, {"paid_on": "30.9.2024."}, {"paid_on": None},
        {"paid_on": "2024-08-31"}, {"insured": False}, {"paid": False},
    ],
)  # fmt: skip
def test_a_month_that_cannot_be_is_refused(month: dict[str, Any]) -> None:
    with pytest.raises(RegisterWrongAnswer):
        spoilt(month)


def test_births_of_a_mother_in_order() -> None:
    births = answer(CIVIL_REGISTRY, BirthsRequest("2101986665011"))
    assert [birth.given_name for birth in births.entries] == ["Лука", "Теа", "Дуња"]
    assert births.of_child("1402026665013").born_on == date(2026, 2, 14)


def test_a_child_leads_to_its_parents_also_when_there_is_one() -> None:
    [birth] = answer(CIVIL_REGISTRY, BirthsRequest("2611022660019", CHILD)).entries
    assert (birth.mother_jmbg, birth.father_jmbg) == ("3001993665018", "")


def test_a_birth_of_somebody_else_is_refused() -> None:
    payload = ANSWERS["civil_registry"](BirthsRequest("2101986665011").payload(), ())
    assert payload is not None
    payload["births"][0]["mother_jmbg"] = payload["births"][0]["father_jmbg"] = JELENA
    with pytest.raises(RegisterWrongAnswer, match="about somebody else"):
        CIVIL_REGISTRY.validate(CIVIL_REGISTRY.parse(payload), BirthsRequest("2101986665011"))


def test_a_role_that_does_not_exist_is_not_asked_about() -> None:
    with pytest.raises(ValueError, match="parent or as a child"):
        BirthsRequest(JELENA, "aunt")


def test_residence_of_exactly_a_year_before_the_birth() -> None:
    residence = answer(RESIDENCE, ResidenceRequest("2101986665011"))
    birth = date(2026, 2, 14)
    assert residence.on(birth).municipality_name == "Свилајнац"
    assert residence.unbroken_since("71056", birth) == date(2025, 2, 14)
    assert residence.unbroken_since("71242", birth) is None
    assert residence.unbroken_since("71242", date(2025, 2, 13)) == date(1986, 2, 1)


@pytest.mark.parametrize(("gap_days", "since"), [(0, date(2020, 1, 1)), (1, date(2024, 6, 2))])
def test_a_move_inside_the_municipality_is_no_break_and_a_day_without_residence_is(gap_days: int, since: date) -> None:
    first = Address("71056", "Свилајнац", "Свилајнац", "Прва 1", date(2020, 1, 1), date(2024, 5, 31))
    second = Address("71056", "Свилајнац", "Свилајнац", "Друга 2", date(2024, 6, 1 + gap_days), None)
    residence = Residence(JELENA, "Јелена", "Примеровић", "SRB", (first, second))
    assert residence.unbroken_since("71056", date(2026, 1, 1)) == since


def test_two_residences_on_one_day_are_refused() -> None:
    payload = ANSWERS["residence"]({"jmbg": JELENA}, ())
    assert payload is not None
    payload["addresses"][0]["until"] = None
    with pytest.raises(RegisterWrongAnswer, match="two residences"):
        RESIDENCE.validate(RESIDENCE.parse(payload), ResidenceRequest(JELENA))


def test_income_of_a_year_and_property() -> None:
    record = answer(TAX, TaxRequest("0508990665013", 2025))
    assert {income.kind: income.gross for income in record.incomes} == {
        "wage": Decimal("840000.00"), "self_employment": Decimal("420000.00"),
    }  # fmt: skip
    assert record.gross_total == Decimal("1260000.00")
    assert answer(TAX, TaxRequest(JELENA, 2025)).properties[0].area == Decimal("61.00")


def test_the_answer_for_another_year_is_refused() -> None:
    data = TAX.parse(ANSWERS["tax"](TaxRequest(JELENA, 2024).payload(), ()))
    with pytest.raises(RegisterWrongAnswer, match="another year"):
        TAX.validate(data, TaxRequest(JELENA, 2025))


def test_a_business_and_a_deleted_one() -> None:
    textile = answer(BUSINESS_REGISTER, BusinessRequest("99900001"))
    assert (textile.pib, textile.is_active, textile.deleted_on) == ("999000017", True, None)
    closed = answer(BUSINESS_REGISTER, BusinessRequest("99900011"))
    assert (closed.is_active, closed.deleted_on) == (False, date(2024, 9, 30))


def test_the_same_parcel_number_in_two_places() -> None:
    here, there = (answer(CADASTRE, ParcelRequest(code, "1234/5")) for code in ("799001", "799002"))
    assert (here.municipality_code, here.area, len(here.outline)) == ("70645", Decimal("640.00"), 4)
    assert (there.municipality_code, there.area) == ("71242", Decimal("905.00"))


def test_a_renumbered_parcel_names_its_successors() -> None:
    parcel = answer(CADASTRE, ParcelRequest("799001", "88"))
    assert (parcel.status, parcel.replaced_by) == ("deleted", ("88/1", "88/2"))


@pytest.mark.parametrize("number", ["123-4", "123/4/1", "", "1234567", "12/12345", "а12"])
def test_a_parcel_number_in_another_form_is_not_asked_for(number: str) -> None:
    with pytest.raises(ValueError, match="up to six digits"):
        ParcelRequest("799001", number)


def test_guardianship_is_clear_for_most_and_not_for_one() -> None:
    assert answer(GUARDIANSHIP, GuardianshipRequest(JELENA)).is_clear
    measure = answer(GUARDIANSHIP, GuardianshipRequest("1411991665017"))
    assert (measure.is_clear, measure.children[0].right) == (False, "deprived")


@pytest.mark.parametrize("payload", [None, [], "текст", {}, {"jmbg": 1205992665011}, {"jmbg": "12059926650１1"}])
@pytest.mark.parametrize("source", sources.known(), ids=lambda source: source.name)
def test_an_answer_of_another_shape_is_refused(source: Source[Any, Any], payload: Any) -> None:
    with pytest.raises(RegisterWrongAnswer):
        source.parse(payload)


@pytest.mark.parametrize("parent", PARENTS, ids=lambda parent: parent.given_name)
def test_everybody_invented_is_in_every_register_about_people(parent: Any) -> None:
    for source, request in (
        (CONTRIBUTIONS, ContributionsRequest.before(parent.jmbg, LEAVE_START)),
        (CIVIL_REGISTRY, BirthsRequest(parent.jmbg)),
        (RESIDENCE, ResidenceRequest(parent.jmbg)),
        (TAX, TaxRequest(parent.jmbg, 2025)),
        (GUARDIANSHIP, GuardianshipRequest(parent.jmbg)),
    ):
        assert answer(source, request).jmbg == parent.jmbg
