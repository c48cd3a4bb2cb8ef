"""The examples and the bad input of the domain as they stand there, and properties of the rules."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.services.site_information import rules

FEES = {"a": Decimal(3000), "b": Decimal(7000), "v": Decimal(7000), "g": Decimal(15000)}


# -- parcels -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "number"), [("1234/5", "1234/5"), (" 1234 / 5 ", "1234/5"), ("310", "310"), ("0088/01", "88/1")]
)
def test_a_parcel_is_read_as_the_cadastre_writes_it(typed: str, number: str) -> None:
    assert rules.read_parcel(typed) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("123-4", "dash"),
        ("123\u20134", "dash"),
        ("123/4/1", "slashes"),
        ("12a/3", "letters"),
        ("парцела 5", "letters"),
        ("1234567", "length"),
        ("123/45678", "length"),
        ("0", "zero"),
        ("12/0", "zero"),
        ("12/", "format"),
        ("12.4", "format"),
        ("/5", "format"),
        ("١٢", "format"),
    ],
)
def test_a_wrong_parcel_number_is_refused_and_not_guessed(typed: str, code: str) -> None:
    with pytest.raises(rules.ParcelError) as refused:
        rules.read_parcel(typed)
    assert refused.value.code == code


@given(st.integers(1, 999_999), st.one_of(st.none(), st.integers(1, 9999)))
def test_every_number_of_the_cadastre_is_read_back(number: int, sub_number: int | None) -> None:
    text = f"{number}" if sub_number is None else f"{number}/{sub_number}"
    assert rules.read_parcel(text) == text


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_parcel_or_a_refusal(text: str) -> None:
    try:
        number = rules.read_parcel(text)
    except rules.ParcelError:
        return
    assert rules.read_parcel(number) == number


def test_one_to_twenty_different_parcels_are_taken() -> None:
    twenty = [("799001", str(number)) for number in range(1, 21)]
    rules.check_parcels(twenty)
    rules.check_parcels([("799001", "5"), ("799004", "5")])


@pytest.mark.parametrize(
    ("parcels", "code"),
    [
        ([], "none"),
        ([("799001", str(number)) for number in range(1, 41)], "too-many"),
        ([("799001", "5"), ("799001", "6"), ("799001", "5")], "twice"),
    ],
)
def test_no_parcel_forty_parcels_and_one_named_twice_are_refused(parcels: list[tuple[str, str]], code: str) -> None:
    with pytest.raises(rules.ParcelError) as refused:
        rules.check_parcels(parcels)
    assert refused.value.code == code


# -- fees --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("object_class", "fee"), [("a", 3000), ("b", 7000), ("v", 7000), ("g", 15000)])
def test_the_fee_follows_the_class_as_in_secanj(object_class: str, fee: int) -> None:
    assert rules.service_fee(FEES, object_class) == fee


def test_the_class_is_needed_only_where_the_fee_depends_on_it() -> None:
    with pytest.raises(rules.ClassNeeded):
        rules.service_fee(FEES, "")
    assert rules.service_fee(dict.fromkeys("abvg", Decimal(4000)), "") == 4000


# -- what may be built -------------------------------------------------------------------------------------------------
def test_coverage_of_the_worked_example() -> None:
    found = rules.coverage(Decimal(640), Decimal(40), "П+1+Пк")
    assert found.footprint == 256 and found.levels == 3 and found.gross == 768


@pytest.mark.parametrize(
    ("designation", "levels"),
    [("П", 1), ("P+1+Pk", 3), ("По+П+4+Пс", 6), ("ВП+2", 3), ("Су + П + 1", 2), ("п+10", 11)],
)
def test_storeys_are_counted_above_the_ground(designation: str, levels: int) -> None:
    assert rules.storeys(designation) == levels


@pytest.mark.parametrize(
    ("designation", "code"),
    [("", "unreadable"), ("тросп", "unreadable"), ("П+", "unreadable"), ("2+Пк", "ground"), ("П+П", "ground"),
     ("П+99", "too-many"), ("П+-1", "unreadable")],
)  # fmt: skip
def test_storeys_that_cannot_be_read_are_refused(designation: str, code: str) -> None:
    with pytest.raises(rules.StoreysError) as refused:
        rules.storeys(designation)
    assert refused.value.code == code


areas = st.decimals("0.01", "1000000", places=2)
percentages = st.decimals("0", "100", places=1)


@given(areas, percentages, percentages)
def test_nothing_larger_than_the_parcel_is_built_or_green(area: Decimal, percent: Decimal, green: Decimal) -> None:
    found = rules.coverage(area, percent, "П+2", green)
    assert 0 <= found.footprint <= area and 0 <= found.green <= area
    assert found.gross == 3 * found.footprint


@pytest.mark.parametrize(("area", "percent"), [("0", "40"), ("-1", "40"), ("640", "101"), ("640", "-1")])
def test_impossible_figures_are_refused(area: str, percent: str) -> None:
    with pytest.raises(ValueError):
        rules.coverage(Decimal(area), Decimal(percent), "П")


@given(areas, st.one_of(st.none(), areas))
def test_a_parcel_is_short_by_what_it_lacks(area: Decimal, minimum: Decimal | None) -> None:
    lacking = rules.short_by(area, minimum)
    assert lacking >= 0
    assert (lacking == 0) == (minimum is None or area >= minimum)


def test_areas_are_added_up() -> None:
    assert rules.total_area([Decimal("640.00"), Decimal("512.00")]) == Decimal("1152.00")
    assert rules.total_area([]) == 0
