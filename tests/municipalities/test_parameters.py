"""Which legal value holds where and when."""

from datetime import date
from decimal import Decimal

import pytest

from municipalities.models import Municipality, Parameter
from municipalities.parameters import ParameterMissing, value, values

pytestmark = pytest.mark.django_db


def put(amount: object, start: date, place: Municipality | None = None, end: date | None = None) -> None:
    Parameter.objects.create(
        code="x", label="x", value=amount, valid_from=start, valid_to=end, municipality=place, legal_source="x"
    )


@pytest.mark.parametrize(
    ("on", "amount"), [(date(2021, 12, 31), 3), (date(2022, 1, 1), 5), (date(2026, 2, 24), 5), (date(2026, 2, 25), 6)]
)
def test_the_value_of_the_day_holds(on: date, amount: int) -> None:
    put(3, date(2018, 7, 1), end=date(2021, 12, 31))
    put(5, date(2022, 1, 1))
    put(6, date(2026, 2, 25))
    assert value("x", municipality=None, on=on).number == amount


def test_the_own_value_of_a_municipality_goes_before_the_general_one(
    kragujevac: Municipality, cacak: Municipality
) -> None:
    put("1.5", date(2020, 1, 1), kragujevac)
    put(2, date(2025, 1, 1))
    on = date(2026, 1, 1)
    assert value("x", municipality=kragujevac, on=on).number == Decimal("1.5")
    assert value("x", municipality=cacak, on=on).number == value("x", municipality=None, on=on).number == 2


def test_a_missing_value_names_itself_and_the_day() -> None:
    put(3, date(2018, 7, 1), end=date(2021, 12, 31))
    with pytest.raises(ParameterMissing, match=r"x is valid on 01\.01\.2022"):
        value("x", municipality=None, on=date(2022, 1, 1))
    assert values(["x", "y"], municipality=None, on=date(2022, 1, 1)) == {}


@pytest.mark.usefixtures("reference_data")
def test_maternity_pay_can_be_calculated_from_the_reference_data() -> None:
    on = date(2026, 3, 10)
    known = values(["maternity-pay.cap_factor", "maternity-pay.average_wage"], municipality=None, on=on)
    assert known["maternity-pay.cap_factor"].number * known["maternity-pay.average_wage"].number == 849605
