"""Periods of whole months."""

from __future__ import annotations

from datetime import date

import pytest

from eservices.dashboards.periods import choices, read

TODAY = date(2026, 2, 10)


@pytest.mark.parametrize(
    ("slug", "first", "last", "before"),
    [
        ("12m", date(2025, 3, 1), date(2026, 2, 1), date(2024, 3, 1)),
        ("2025", date(2025, 1, 1), date(2025, 12, 1), date(2024, 1, 1)),
        ("2026-k1", date(2026, 1, 1), date(2026, 3, 1), date(2025, 10, 1)),
        ("2027", date(2025, 3, 1), date(2026, 2, 1), date(2024, 3, 1)),
        ("<script>", date(2025, 3, 1), date(2026, 2, 1), date(2024, 3, 1)),
    ],
)
def test_a_period_and_the_one_before(slug: str, first: date, last: date, before: date) -> None:
    period = read(slug, TODAY)
    assert (period.first, period.last, period.previous.first) == (first, last, before)


def test_a_short_period_is_drawn_with_the_months_before_it() -> None:
    drawn = read("2026-k1", TODAY).reaching(12)
    assert (drawn.first, len(drawn.months), drawn.last) == (date(2025, 4, 1), 12, date(2026, 3, 1))


def test_the_picker_offers_what_there_are_figures_of() -> None:
    offered = [period.slug for period in choices(date(2025, 8, 1), TODAY)]
    assert offered == ["12m", "2026", "2026-k1", "2025", "2025-k4", "2025-k3"]
