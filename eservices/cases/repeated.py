"""A question with several answers of the same kind, for example parcels: rows that can be added and taken away.

Works without JavaScript: the buttons that add and remove send the page, which comes back with everything typed and
one row more or less. Nothing is judged until the page is continued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

MOST_ROWS_READ = 200
"""Rows that are read from a browser at most; a field usually takes far fewer and says so."""
REMOVE = _("Уклоните")
Row = dict[str, Any]


class RowForm(forms.Form):
    """The questions of one row. ``in_words`` says a kept row as a reader should see it."""

    use_required_attribute = False

    @classmethod
    def in_words(cls, row: Mapping[str, Any]) -> str:
        """A kept row in one line, in the language now active."""
        raise NotImplementedError

    def row(self) -> Row:
        """The cleaned row as JSON can keep it."""
        return {
            name: value if isinstance(value, bool | int) else str(value) for name, value in self.cleaned_data.items()
        }


class RowsWidget(forms.Widget):
    """Reads rows out of what a browser sent: ``parcels-0-number``, ``parcels-1-number`` and the pressed button."""

    use_fieldset = True

    def __init__(self, names: Sequence[str] = ()) -> None:
        super().__init__()
        self.names = tuple(names)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Row]:
        """Rows as they were typed, after the pressed button took effect; kept answers come back as they are."""
        kept = data.get(name)
        if isinstance(kept, list):
            return [dict(row) for row in kept]
        rows: list[Row] = []
        while len(rows) < MOST_ROWS_READ and f"{name}-{len(rows)}-row" in data:
            prefix = f"{name}-{len(rows)}"
            rows.append({field: data.get(f"{prefix}-{field}", "") for field in self.names})
        removed = data.get(f"{name}-remove", "")
        if removed.isdecimal() and int(removed) < len(rows):
            del rows[int(removed)]
        if f"{name}-add" in data:
            rows.append({})
        return rows

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-0-row" not in data


class RowsBoundField(BoundField):
    """The field on a page: its rows as forms, and errors told apart into those of the list and those of a row."""

    field: RowsField

    @property
    def rows(self) -> list[RowForm]:
        """One form for each row, at least one; after a mistake they carry their errors."""
        given = self.value() or [{}]
        if not self.form.is_bound:
            return [self.field.row(row, self._prefix(number)) for number, row in enumerate(given)]
        return self.field.checked(given, self.html_name)

    def _prefix(self, number: int) -> str:
        return f"{self.html_name}-{number}"

    @property
    def list_errors(self) -> list[str]:
        """What is wrong with the list as a whole."""
        found = self.form.errors.as_data().get(self.name, [])
        return [message for error in found if error.code != RowsField.ROWS for message in error.messages]

    @property
    def row_errors(self) -> list[dict[str, str]]:
        """What is wrong in single rows, with the place where it is mended, for the summary of errors."""
        return [
            {"text": str(text), "target": bound.id_for_label or bound.auto_id}
            for form in self.rows
            if form.is_bound
            for bound in form
            for text in bound.errors
        ]

    @property
    def may_add(self) -> bool:
        return len(self.value() or [{}]) < self.field.most

    @property
    def may_remove(self) -> bool:
        return len(self.value() or []) > 1

    @property
    def rearranged(self) -> str:
        """Anchor of the place that changed when a row was added or taken away; empty when no such button was pressed."""
        data = self.form.data
        if f"{self.html_name}-add" in data:
            first = next(iter(self.field.row_form.base_fields))
            return f"id_{self._prefix(len(self.data) - 1)}-{first}"
        return f"id_{self.html_name}" if f"{self.html_name}-remove" in data else ""


class RowsField(forms.Field):
    """Several rows of one form, kept as a list of objects. Empty rows are left out.

    ``row_label`` names a row (with its number), ``add_label`` is the button. ``row_options`` are passed to every row's
    form, for example the choices that only the page knows.
    """

    ROWS = "rows"
    default_error_messages = {
        "required": _("Унесите бар један ред."),
        "most": _("Највише редова: %(most)s."),
    }

    def __init__(
        self, row_form: type[RowForm], *, row_label: Any, add_label: Any, remove_label: Any = REMOVE, most: int = 20,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(widget=RowsWidget(tuple(row_form.base_fields)), template_name="cases/rows.html", **kwargs)
        self.row_form, self.row_label, self.add_label, self.remove_label = row_form, row_label, add_label, remove_label
        self.most = most
        self.row_options: dict[str, Any] = {}

    def get_bound_field(self, form: Any, field_name: str) -> RowsBoundField:
        return RowsBoundField(form, self, field_name)

    def row(self, given: Row, prefix: str, *, bound: bool = False) -> RowForm:
        """The form of one row."""
        if not bound:
            return self.row_form(initial=given, prefix=prefix, **self.row_options)
        return self.row_form(
            {f"{prefix}-{name}": value for name, value in given.items()}, prefix=prefix, **self.row_options
        )

    def checked(self, given: Sequence[Row], name: str) -> list[RowForm]:
        """The rows as forms that were looked at; empty ones beside others are not judged."""
        nothing = all(map(_is_empty, given))
        forms_of_rows = [
            self.row(row, f"{name}-{number}", bound=not _is_empty(row) or (nothing and number == 0))
            for number, row in enumerate(given)
        ]
        filled = [form for form in forms_of_rows if form.is_bound]
        for number, form in enumerate(forms_of_rows, start=1):
            if form.is_bound and form.errors and len(filled) > 1:
                self._name_row(form, number)
        return forms_of_rows

    def _name_row(self, form: RowForm, number: int) -> None:
        """Put the row's name before its errors, so that a summary tells which row is meant."""
        for name, errors in form.errors.items():
            form.errors[name] = form.error_class(
                [f"{self.row_label} {number}: {text}" for text in errors], renderer=form.renderer
            )

    def clean(self, value: Sequence[Row] | None) -> list[Row]:
        given = list(value or [])
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len([row for row in given if not _is_empty(row)]) > self.most:
            raise forms.ValidationError(self.error_messages["most"], code="most", params={"most": self.most})
        rows = [form for form in self.checked(given, "row") if form.is_bound]
        wrong = [text for form in rows for errors in form.errors.values() for text in errors]
        if wrong:
            raise forms.ValidationError([forms.ValidationError(text, code=self.ROWS) for text in wrong])
        return [form.row() for form in rows]

    def in_words(self, value: Sequence[Row]) -> str:
        """Kept rows, one a line."""
        return "\n".join(self.row_form.in_words(row) for row in value)


def _is_empty(row: Row) -> bool:
    return not any(str(value).strip() for value in row.values())
