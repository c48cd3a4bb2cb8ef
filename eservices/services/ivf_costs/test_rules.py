"""Conditions, awards and ranking: the worked examples, the decisions of ten places, and what must hold for all of them."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from eservices.services.ivf_costs import awards, rule_sets, rules
from eservices.services.ivf_costs.awards import Award, Entrant, Invoice, Limit, award, distribute
from eservices.services.ivf_costs.rules import (
    Couple,
    Days,
    Grants,
    Order,
    Person,
    Procedure,
    Route,
    RuleSet,
    Who,
    examine,
)

FILED = date(2026, 3, 20)
WOMAN = Person(date(1985, 5, 12), date(2015, 1, 1), citizen=True)
PARTNER = Person(date(1983, 9, 3), date(2015, 1, 1), citizen=True)
COUPLE = Couple(WOMAN, PARTNER)
PLAIN = RuleSet(rules.Kind.STANDING, (Route(age_below=45),))
CAP = Decimal(300_000)
NO_GRANTS = Grants()
ROWS = {row["slug"]: row for row in rule_sets.known_decisions()}


def dinars(*amounts: int) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def unmet(rule_set: RuleSet, couple: Couple = COUPLE, grants: Grants = NO_GRANTS, **days: Any) -> list[str]:
    return [condition.code for condition in examine(rule_set, couple, Days(FILED, **days), grants).unmet]


# -- worked examples ---------------------------------------------------------------------------------------------------
def test_the_last_couple_gets_the_rest_where_partial_awards_are_allowed() -> None:
    given = distribute(dinars(280_000, 320_000, 300_000, 250_000), CAP, Decimal(1_100_000), partial=True)
    assert [one.amount for one in given] == dinars(280_000, 300_000, 300_000, 220_000)
    assert [one.limit for one in given] == [Limit.INVOICE, Limit.CAP, Limit.INVOICE, Limit.BUDGET]


def test_without_partial_awards_the_last_couple_waits() -> None:
    given = distribute(dinars(280_000, 320_000, 300_000, 250_000), CAP, Decimal(1_100_000), partial=False)
    assert [one.amount for one in given] == dinars(280_000, 300_000, 300_000, 0)
    assert given[3] == Award(Decimal("0.00"), Decimal(250_000), Limit.BUDGET) and given[3].waits


def test_nobody_overtakes_a_couple_that_waits() -> None:
    given = distribute(dinars(280_000, 250_000, 100_000), CAP, Decimal(400_000), partial=False)
    assert [one.amount for one in given] == dinars(280_000, 0, 0)


def test_two_average_wages_are_the_cap() -> None:
    rule_set = replace(PLAIN, cap_wages=Decimal(2))
    assert awards.cap_of(rule_set, Decimal(95_000)) == Decimal("190000.00")
    assert awards.cap_of(replace(rule_set, cap=CAP), Decimal(95_000)) == Decimal("190000.00")
    assert awards.cap_of(replace(rule_set, cap=Decimal(150_000)), Decimal(95_000)) == Decimal(150_000)
    assert awards.cap_of(PLAIN, Decimal(95_000)) is None


def test_a_share_of_the_costs_is_taken_before_the_cap() -> None:
    given = award(Decimal(500_000), CAP, Decimal(1_000_000), share=Decimal(50), partial=False)
    assert given.amount == Decimal(250_000) and given.limit is Limit.INVOICE


@pytest.mark.parametrize(("invoice", "left"), [(0, 100), (-1, 100), (100, -1)])
def test_money_that_cannot_be_is_refused(invoice: int, left: int) -> None:
    with pytest.raises(ValueError):
        award(Decimal(invoice), None, Decimal(left), partial=True)


def entrant(code: str, birth: date, income: int = 50_000, hour: int = 8) -> Entrant:
    return Entrant(code, birth, Decimal(income), datetime(2026, 3, 1, hour, tzinfo=UTC))


def test_the_older_woman_goes_first_then_the_lower_income() -> None:
    older, poorer, richer = (
        entrant("A", date(1982, 1, 1), 90_000), entrant("B", date(1984, 1, 1), 20_000), entrant("C", date(1984, 1, 1), 80_000)
    )  # fmt: skip
    assert awards.ranked([richer, poorer, older], Order.AGE_AND_INCOME) == [older, poorer, richer]


def test_a_standing_right_goes_by_filing() -> None:
    early, late = entrant("A", date(1990, 1, 1), hour=8), entrant("B", date(1980, 1, 1), hour=9)
    assert awards.ranked([late, early], Order.FILING) == [early, late]


# -- conditions and their reference days -------------------------------------------------------------------------------
def test_a_woman_who_turns_45_between_filing_and_session_is_judged_on_the_day_of_the_decision() -> None:
    woman = replace(WOMAN, birth=date(1981, 4, 10))
    couple, session = replace(COUPLE, woman=woman), date(2026, 4, 15)
    by_session = replace(PLAIN, age_reference=rules.Reference.COMMISSION)
    assert unmet(PLAIN, couple, commission=session) == []
    assert unmet(by_session, couple, commission=session) == ["age"]
    assert unmet(by_session, couple, commission=date(2026, 4, 9)) == []
    [unknown] = examine(by_session, couple, Days(FILED), Grants()).unknown
    assert unknown.code == "age" and unknown.met is None


def test_a_partner_resident_for_eleven_months_misses_one_year() -> None:
    couple = replace(COUPLE, partner=replace(PARTNER, resident_since=date(2025, 4, 20)))
    [condition] = examine(replace(PLAIN, residence_months=12), couple, Days(FILED), Grants()).unmet
    assert (condition.code, condition.wanted, condition.found, condition.on) == ("residence-partner", 12, 11, FILED)


def test_residence_of_exactly_the_asked_months_is_enough() -> None:
    couple = replace(COUPLE, partner=replace(PARTNER, resident_since=date(2025, 3, 20)))
    assert unmet(replace(PLAIN, residence_months=12), couple) == []


@pytest.mark.parametrize(("who", "missing"), [
    (Who.BOTH, ["residence-partner"]), (Who.WOMAN, []), (Who.EITHER, []), (Who.NOBODY, []),
])  # fmt: skip
def test_whose_residence_counts_is_a_rule(who: Who, missing: list[str]) -> None:
    couple = replace(COUPLE, partner=replace(PARTNER, resident_since=None))
    assert unmet(replace(PLAIN, residence_who=who, residence_months=12), couple) == missing


@pytest.mark.parametrize(
    ("who", "missing"), [(Who.BOTH, ["citizenship"]), (Who.WOMAN, []), (Who.EITHER, []), (Who.NOBODY, [])]
)
def test_whose_citizenship_counts_is_a_rule(who: Who, missing: list[str]) -> None:
    couple = replace(COUPLE, partner=replace(PARTNER, citizen=False))
    assert unmet(replace(PLAIN, citizenship_who=who), couple) == missing


@pytest.mark.parametrize(("birth", "day", "years"), [
    (date(1981, 3, 20), date(2026, 3, 19), 44), (date(1981, 3, 20), date(2026, 3, 20), 45),
    (date(2000, 2, 29), date(2025, 2, 27), 24), (date(2000, 2, 29), date(2025, 2, 28), 25),
])  # fmt: skip
def test_years_are_completed_on_the_birthday(birth: date, day: date, years: int) -> None:
    assert rules.completed_years(birth, day) == years


def test_the_couple_may_have_one_grant_a_year_in_either_order() -> None:
    assert unmet(PLAIN, grants=Grants(this_year=1, ever=1)) == ["year-grants"]
    assert unmet(replace(PLAIN, year_grants=2), grants=Grants(1, 1)) == []
    assert unmet(replace(PLAIN, ever_grants=1), grants=Grants(0, 1)) == ["ever-grants"]


# -- decisions of ten places -------------------------------------------------------------------------------------------
def test_the_ten_decisions_are_there_and_unconfirmed() -> None:
    assert len(ROWS) == 10
    for row in ROWS.values():
        assert row["legal_source"] and row["valid_from"] and row["confirmed"] is False
        assert rule_sets.rules_of(row).routes


def of(slug: str) -> RuleSet:
    return rule_sets.rules_of(ROWS[slug])


def aged(years: int, **changes: Any) -> Couple:
    """A couple whose woman completed that many years half a year ago."""
    return replace(COUPLE, woman=replace(WOMAN, birth=date(2025 - years, 9, 20)), **changes)


CALL = {"call_opened": date(2026, 3, 1), "call_closed": date(2026, 3, 31), "commission": date(2026, 4, 10)}


@pytest.mark.parametrize(("slug", "couple", "missing"), [
    ("vrnjacka-banja-2025", aged(50), []), ("vrnjacka-banja-2025", aged(51), ["age"]),
    ("vrnjacka-banja-2025", aged(30, covered_by_fund=True), ["coverage"]),
    ("babusnica-2015", aged(44), []), ("babusnica-2015", aged(45), ["age"]),
    ("pozega-2020", aged(60), []),
    ("lucani-2021", aged(43), []), ("lucani-2021", aged(45), ["age"]),
    ("lucani-2021", aged(40, procedure=Procedure.DONATED, fund_attempts=3), []),
    ("lucani-2021", aged(40, procedure=Procedure.DONATED, fund_attempts=2), ["history"]),
    ("lucani-2021", aged(43, joint_children=1), ["children"]),
    ("uzice-2020", aged(41), []),
    ("zajecar-2021", aged(44), []), ("zajecar-2021", aged(46), ["age"]),
    ("beograd-2019", aged(44, fund_attempts=3), []), ("beograd-2019", aged(44, fund_attempts=2), ["history"]),
    ("beograd-2019", aged(44, fund_attempts=3, joint_children=1), ["children"]),
    ("novi-sad-2022", aged(41, fund_attempts=3, province_attempts=1), []), ("novi-sad-2022", aged(43), []),
    ("novi-sad-2022", aged(38, joint_children=1), []), ("novi-sad-2022", aged(38), ["history"]),
    ("vojvodina-2022", aged(44), []), ("vojvodina-2022", aged(45), ["age"]),
    ("smederevska-palanka-2016", aged(40, fund_attempts=2), []),
    ("smederevska-palanka-2016", aged(40, refused_by_commission=True), []),
    ("smederevska-palanka-2016", aged(40, fund_attempts=1), ["history"]),
])  # fmt: skip
def test_what_each_decision_asks(slug: str, couple: Couple, missing: list[str]) -> None:
    assert unmet(of(slug), couple, NO_GRANTS, **CALL) == missing


def test_what_differs_in_money_and_form() -> None:
    assert of("vrnjacka-banja-2025").cap_wages == 2 and of("vrnjacka-banja-2025").before_procedure
    assert of("babusnica-2015").year_grants == 2 and awards.cap_of(of("babusnica-2015"), Decimal(95_000)) is None
    assert {slug for slug in ROWS if of(slug).kind is rules.Kind.CALL} == {
        "pozega-2020", "lucani-2021", "uzice-2020", "zajecar-2021", "beograd-2019"
    }  # fmt: skip
    assert of("uzice-2020").order is Order.AGE_AND_INCOME and of("uzice-2020").ever_grants == 1
    assert (
        of("uzice-2020").residence_months == 24 and of("uzice-2020").residence_reference is rules.Reference.CALL_OPENED
    )
    assert of("pozega-2020").cap == of("lucani-2021").cap == of("zajecar-2021").cap == Decimal(300_000)


def test_a_decision_that_says_nothing_sensible_is_refused() -> None:
    for data in (
        {"kind": "standing", "routes": []},
        {"kind": "sometimes", "routes": [{}]},
        {"kind": "call", "routes": [{}], "x": 1},
    ):
        with pytest.raises(ValueError):
            RuleSet.read(data)


# -- after the award ---------------------------------------------------------------------------------------------------
USE = awards.use_of(date(2026, 4, 20), PLAIN)


def test_the_terms_of_use() -> None:
    assert awards.Use(date(2026, 10, 20), date(2026, 11, 19)) == USE


@pytest.mark.parametrize(("final", "today", "returned"), [
    (None, date(2026, 11, 19), 0), (None, date(2026, 11, 20), 200_000), (150_000, date(2026, 10, 1), 50_000),
    (250_000, date(2026, 10, 1), 0),
])  # fmt: skip
def test_what_was_not_used_is_returned(final: int | None, today: date, returned: int) -> None:
    amount = Decimal(final) if final is not None else None
    assert awards.to_refund(Decimal(200_000), amount, USE, today) == returned


# -- invoice -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("invoice", "codes"), [
    (Invoice(date(2026, 3, 10), Decimal(280_000), date(2026, 4, 10)), ()),
    (Invoice(date(2026, 3, 21), Decimal(280_000)), ("future",)),
    (Invoice(date(2025, 9, 19), Decimal(280_000)), ("old",)),
    (Invoice(date(2025, 9, 20), Decimal(280_000)), ()),
    (Invoice(date(2026, 3, 10), Decimal("5000000.01")), ("amount-most",)),
    (Invoice(date(2026, 3, 10), Decimal(1), date(2026, 3, 20)), ("procedure-passed",)),
    (Invoice(date(2026, 3, 10), Decimal(1), date(2026, 3, 5)), ("procedure-passed", "after-procedure")),
])  # fmt: skip
def test_an_invoice_is_looked_at(invoice: Invoice, codes: tuple[str, ...]) -> None:
    before = replace(PLAIN, before_procedure=True)
    assert awards.invoice_faults(invoice, before, today=FILED, months=6, most=Decimal(5_000_000)) == codes


# -- what holds for everything -----------------------------------------------------------------------------------------
money = some.decimals(min_value=1, max_value=5_000_000, places=2)
caps = some.none() | money


@given(
    some.lists(money, max_size=30), caps, some.decimals(0, 10_000_000, places=2), some.integers(1, 100), some.booleans()
)
def test_the_budget_is_never_overspent(
    invoices: list[Decimal], cap: Decimal | None, budget: Decimal, share: int, partial: bool
) -> None:
    given_out = distribute(invoices, cap, budget, share=Decimal(share), partial=partial)
    assert sum(one.amount for one in given_out) <= budget
    for invoice, one in zip(invoices, given_out, strict=True):
        assert 0 <= one.amount <= one.wanted <= invoice and (cap is None or one.amount <= cap)
        assert partial or one.amount in (0, one.wanted)
    waiting = [one.limit is Limit.BUDGET for one in given_out]
    assert waiting == sorted(waiting), "nobody after a couple that waits gets money"


births = some.dates(date(1970, 1, 1), date(1974, 1, 1))
entrants = some.lists(
    some.builds(
        Entrant, code=some.text("ABC", min_size=8, max_size=8), woman_birth=births, income=some.sampled_from(dinars(1, 2, 3)),
        filed_at=some.integers(0, 5).map(lambda hour: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hour)),
    ), max_size=12, unique_by=lambda one: one.code,
)  # fmt: skip


@given(entrants, some.randoms(use_true_random=False))
def test_the_rank_does_not_depend_on_the_order_of_the_requests(people: list[Entrant], chance: Any) -> None:
    mixed = people[:]
    chance.shuffle(mixed)
    for order in Order:
        assert awards.ranked(people, order) == awards.ranked(mixed, order)


@given(entrants)
def test_no_younger_woman_and_no_higher_income_goes_first(people: list[Entrant]) -> None:
    order = awards.ranked(people, Order.AGE_AND_INCOME)
    for before, after in itertools.pairwise(order):
        assert (before.woman_birth, before.income) <= (after.woman_birth, after.income)


@given(some.dates(date(1970, 1, 1), date(2000, 1, 1)), some.integers(0, 6000))
def test_who_is_too_old_stays_too_old(birth: date, days_later: int) -> None:
    couple = replace(COUPLE, woman=replace(WOMAN, birth=birth))
    first = examine(PLAIN, couple, Days(FILED), Grants()).eligible
    later = examine(PLAIN, couple, Days(FILED + timedelta(days=days_later)), Grants()).eligible
    assert first or not later
