"""How long a case is kept: confirmed years, for good, or not known yet."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases.models import Case
from eservices.cases.retention import UNKNOWN, Retention, last_day, retention_of, settle
from municipalities.models import Municipality, Parameter
from tests.eservices.cases.archive.scene import confirm

CLOSED = date(2026, 3, 20)


@given(closed_on=st.dates(date(2000, 1, 1), date(2100, 12, 31)), years=st.integers(1, 100))
def test_a_term_ends_with_a_year_and_is_never_shorter_than_promised(closed_on: date, years: int) -> None:
    last = last_day(closed_on, years)
    assert (last.month, last.day) == (12, 31) and last.year - closed_on.year == years


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (10, Retention(date(2036, 12, 31), "destroy")), ("5", Retention(date(2031, 12, 31), "destroy")),
        ("permanent", Retention(date(2056, 12, 31), "hand_over")), (0, UNKNOWN), ("off", UNKNOWN), ("2.5", UNKNOWN),
    ],
)  # fmt: skip
def test_the_confirmed_value_decides(at_home: Municipality, value: object, expected: Retention) -> None:
    assert retention_of("maternity-pay", municipality=at_home, closed_on=CLOSED) == UNKNOWN
    confirm("maternity-pay", value)
    assert retention_of("maternity-pay", municipality=at_home, closed_on=CLOSED) == expected
    assert retention_of("nobody", municipality=at_home, closed_on=CLOSED) == UNKNOWN


def test_what_is_kept_for_good_is_never_destroyed_while_the_day_of_handover_is_not_known(at_home: Municipality) -> None:
    confirm("maternity-pay", "permanent")
    Parameter.objects.filter(code="archive.handover_years").update(confirmed=False)
    assert retention_of("maternity-pay", municipality=at_home, closed_on=CLOSED) == Retention(None, "hand_over")


def test_a_term_that_is_confirmed_later_reaches_closed_cases(old: Case) -> None:
    Case.objects.filter(pk=old.pk).update(retain_until=None, disposal="", closed_on=date(2019, 5, 4))
    assert settle(old.municipality) == 0
    confirm("maternity-pay", 10)
    assert settle(old.municipality) == 1 and settle(old.municipality) == 0
    kept = Case.objects.get(pk=old.pk)
    assert (kept.retain_until, kept.disposal) == (date(2029, 12, 31), "destroy")
    confirm("maternity-pay", 3)
    assert settle(old.municipality) == 0
