"""Whatever a registered data set promises about itself. What it says about its rows is tested where the rows are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db.models import QuerySet

from municipalities import publishing
from municipalities.models import Municipality
from municipalities.publishing import Column, ColumnType, Frequency, Publishable, Row, Text, Theme, in_languages
from tests.published import read
from tests.test_every_text import CYRILLIC

each_data_set = pytest.mark.parametrize("data_set", publishing.registered(), ids=lambda data_set: data_set.slug)


def test_there_are_data_sets() -> None:
    assert {"e-usluge-statistika", "vrtici-mesta", "vrtici-rang-liste"} <= {row.slug for row in publishing.registered()}


def texts_of(data_set: Publishable) -> Iterator[Text]:
    yield from (data_set.title, data_set.description, *data_set.keywords)
    for column in data_set.columns:
        yield from (text for text in (column.label, column.about, column.unit) if text)


@each_data_set
def test_every_text_stands_in_three_languages(data_set: Publishable) -> None:
    for text in texts_of(data_set):
        found = in_languages(text)
        assert CYRILLIC.search(found["sr"]), text
        assert not CYRILLIC.search(found["sr-latn"] + found["en"]), text
        assert found["en"].strip() and found["en"] != found["sr-latn"], text


@each_data_set
def test_the_description_is_long_enough_to_be_useful(data_set: Publishable) -> None:
    """European catalogues count a description of more than 100 characters."""
    assert all(len(text) > 100 for text in in_languages(data_set.description).values())
    assert data_set.keywords and data_set.columns and data_set.rows.__doc__


@each_data_set
def test_an_empty_municipality_has_no_rows(data_set: Publishable, cacak: Municipality) -> None:
    assert read(data_set, cacak) == []
    assert isinstance(data_set.municipalities(), QuerySet)


class Sample(Publishable):
    """A data set that could be registered, were it not for one fault."""

    slug, title, description, keywords = "proba", "Проба", "Проба", ("проба",)
    theme, frequency = Theme.GOVERNMENT, Frequency.ANNUAL
    columns = (Column("godina", ColumnType.INTEGER, "Година"),)
    key = ("godina",)

    def municipalities(self) -> QuerySet[Municipality]:
        return Municipality.objects.none()

    def rows(self, municipality: Municipality) -> Iterator[Row]:
        yield (2026,)


@pytest.mark.parametrize(
    "fault",
    [
        {"slug": "e-usluge-statistika"},
        {"slug": "Проба"},
        {"columns": (*Sample.columns, *Sample.columns)},
        {"columns": (Column("Година", ColumnType.INTEGER, "Година"),), "key": ("Година",)},
        {"key": ("mesec",)},
        {"key": ()},
    ],
    ids=["taken", "address", "twice", "name", "foreign-key", "no-key"],
)
def test_a_data_set_that_no_file_could_hold_is_refused(fault: dict[str, object]) -> None:
    wrong = type("Wrong", (Sample,), fault)()
    with pytest.raises(ValueError):
        publishing.register(wrong)
    assert wrong not in publishing.registered()
