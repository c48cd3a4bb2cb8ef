"""Rows that are added, taken away, judged and kept; no JavaScript takes part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string

from eservices.cases.forms import StepForm, in_words
from eservices.cases.repeated import RowForm, RowsField


class PlaceForm(RowForm):
    place = forms.CharField(label="Место", error_messages={"required": "Унесите место."})
    number = forms.IntegerField(label="Број", error_messages={"required": "Унесите број."})

    def __init__(self, *args: Any, shout: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shout = shout

    @classmethod
    def in_words(cls, row: Mapping[str, Any]) -> str:
        return f"{row['place']} {row['number']}"


class PlacesForm(StepForm):
    places = RowsField(PlaceForm, label="Места", row_label="Место", add_label="Додајте место", most=3)


def sent(*rows: tuple[str, str], prefix: str = "places", **buttons: str) -> QueryDict:
    """What a browser sends for these rows."""
    data = QueryDict(mutable=True)
    for position, (place, number) in enumerate(rows):
        data.update(
            {
                f"{prefix}-{position}-row": "1",
                f"{prefix}-{position}-place": place,
                f"{prefix}-{position}-number": number,
            }
        )
    data.update({f"{prefix}-{name}": value for name, value in buttons.items()})
    return data


def test_rows_are_kept_as_a_list_and_empty_ones_are_left_out() -> None:
    form = PlacesForm(sent(("Рача", "1"), ("", ""), ("Кнић", "2")))
    assert form.is_valid()
    assert form.answers() == {"places": [{"place": "Рача", "number": 1}, {"place": "Кнић", "number": 2}]}


def test_kept_rows_are_data_again_when_a_request_is_checked_before_filing() -> None:
    kept = {"places": [{"place": "Рача", "number": 1}]}
    form = PlacesForm(PlacesForm.kept_data(kept))
    assert form.is_valid() and form.answers() == kept


def test_the_page_shows_one_empty_row_at_first_and_the_kept_ones_later() -> None:
    assert len(PlacesForm()["places"].rows) == 1  # type: ignore[attr-defined]
    later = PlacesForm(initial={"places": [{"place": "Рача", "number": 1}, {"place": "Кнић", "number": 2}]})
    page = str(later)
    assert 'value="Рача"' in page and 'name="places-1-place"' in page and 'id="id_places-1-number"' in page


def test_a_button_adds_a_row_and_keeps_what_was_typed() -> None:
    form = PlacesForm(sent(("Рача", "није број"), add="1"))
    assert form.rearranged() == "id_places-1-place"
    assert form["places"].data == [{"place": "Рача", "number": "није број"}, {}]


def test_a_button_takes_a_row_away() -> None:
    form = PlacesForm(sent(("Рача", "1"), ("Кнић", "2"), remove="0"))
    assert form.rearranged() == "id_places"
    assert form["places"].data == [{"place": "Кнић", "number": "2"}]


def test_a_removal_that_names_no_row_changes_nothing() -> None:
    assert PlacesForm(sent(("Рача", "1"), remove="7"))["places"].data == [{"place": "Рача", "number": "1"}]
    assert PlacesForm(sent(("Рача", "1"), remove="-1"))["places"].data == [{"place": "Рача", "number": "1"}]


def test_nothing_was_pressed() -> None:
    assert PlacesForm(sent(("Рача", "1"))).rearranged() == ""
    assert PlacesForm().rearranged() == ""


def test_a_mistake_stands_at_its_row_and_in_the_summary_with_the_same_words() -> None:
    form = PlacesForm(sent(("Рача", "1"), ("Кнић", "")))
    assert not form.is_valid()
    assert form.errors["places"] == ["Место 2: Унесите број."]
    assert form["places"].row_errors == [  # type: ignore[attr-defined]
        {"text": "Место 2: Унесите број.", "target": "id_places-1-number"}
    ]
    assert form["places"].list_errors == []  # type: ignore[attr-defined]
    assert str(form).count("Место 2: Унесите број.") == 1
    summary = render_to_string("components/error_summary.html", {"form": form})
    assert '<a href="#id_places-1-number">Место 2: Унесите број.</a>' in summary


def test_a_single_row_is_not_named_in_its_mistakes() -> None:
    form = PlacesForm(sent(("", "")))
    assert form.errors["places"] == ["Унесите место.", "Унесите број."]


def test_more_rows_than_are_taken_are_refused_once() -> None:
    form = PlacesForm(sent(*[("Рача", str(number)) for number in range(1, 6)]))
    assert form.errors["places"] == ["Највише редова: 3."]
    assert form["places"].list_errors == ["Највише редова: 3."]  # type: ignore[attr-defined]


def test_nothing_sent_at_all_is_a_mistake_too() -> None:
    assert PlacesForm(QueryDict("x=1")).errors["places"] == ["Унесите бар један ред."]


def test_a_prefix_keeps_the_rows_of_two_forms_apart() -> None:
    form = PlacesForm(sent(("Рача", "1"), prefix="one-places"), prefix="one")
    assert form.is_valid() and 'name="one-places-0-place"' in str(form)


def test_a_flood_of_rows_is_not_read_to_its_end() -> None:
    form = PlacesForm(sent(*[("Рача", "1")] * 5000))
    assert len(form["places"].data) == 200


def test_the_forms_of_the_rows_get_what_only_the_page_knows() -> None:
    form = PlacesForm()
    form.fields["places"].row_options = {"shout": True}  # type: ignore[attr-defined]
    assert form["places"].rows[0].shout  # type: ignore[attr-defined]
    assert not PlacesForm()["places"].rows[0].shout  # type: ignore[attr-defined]


def test_kept_rows_are_read_one_a_line() -> None:
    kept = [{"place": "Рача", "number": 1}, {"place": "Кнић", "number": 2}]
    assert in_words(PlacesForm.base_fields["places"], kept) == "Рача 1\nКнић 2"
