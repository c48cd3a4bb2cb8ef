"""What a field shows, it takes back."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases.forms import DateField


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
@given(day=st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_a_date_is_taken_back_as_it_is_shown(language: str, day: date) -> None:
    field = DateField()
    with translation.override(language):
        assert field.clean(field.prepare_value(day)) == field.clean(field.prepare_value(day.isoformat())) == day
