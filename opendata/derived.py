"""Data sets that the portal makes of its own rows (изведени скупови): one for each publishable thing and municipality.

Nobody edits them: they are made, refreshed every night and published without a second person, because their owners
hide small counts (`municipalities.publishing`). A refresh that changes no row makes no version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.utils import timezone

from municipalities import publishing
from municipalities.current import municipality_scope
from municipalities.models import Municipality, OfferedService, Office
from municipalities.publishing import ColumnType, Publishable
from municipalities.script import to_latin
from opendata import actions
from opendata.models import Dataset
from opendata.tabular.faults import FileRefused
from opendata.tabular.schema import Column, TableSchema
from opendata.tabular.table import Row, Table

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
LANGUAGES = {"sr": "sr", "sr-latn": "sr-Latn", "en": "en"}


def labels(text: publishing.Text) -> dict[str, str]:
    """A translatable text by the language codes of table schemas."""
    return {LANGUAGES[code]: words for code, words in publishing.in_languages(text).items()}


def schema_of(publishable: Publishable) -> TableSchema:
    """The table schema of a publishable thing."""
    columns = tuple(
        Column(
            column.name,
            "string" if column.type is ColumnType.MONTH else column.type.value,
            labels(column.label),
            required=column.name in publishable.key,
            pattern=MONTH if column.type is ColumnType.MONTH else None,
        )
        for column in publishable.columns
    )
    return TableSchema(
        publishable.slug, columns, publishable.key, labels(publishable.title), labels(publishable.description),
        publishable.theme.value, publishable.frequency.value,
    )  # fmt: skip


def table_of(dataset: Dataset) -> tuple[TableSchema, Table]:
    """Schema and rows of a derived data set, inside the scope of its municipality. Raises FileRefused (``no-source``)."""
    try:
        publishable = publishing.get(dataset.derived_from)
    except LookupError:
        raise FileRefused("no-source") from None
    # Read to the end first: the rows come over the connection that COPY will need for itself.
    rows = list(publishable.rows(dataset.municipality))
    return schema_of(publishable), Table(list(publishable.names), _numbered(rows), note=publishable.slug)


def _numbered(rows: Iterable[publishing.Row]) -> Iterator[Row]:
    for number, cells in enumerate(rows, 2):
        yield number, list(cells)


def refresh_all() -> int:
    """Make missing data sets and start a refresh of each; returns how many were started."""
    started = 0
    for publishable in publishing.registered():
        for place in publishable.municipalities():
            with municipality_scope(place.pk):
                dataset = _dataset(publishable, place)
                try:
                    actions.start_refresh(dataset=dataset, by=None)
                except actions.NotNow:
                    continue
                started += 1
    return started


def _dataset(publishable: Publishable, place: Municipality) -> Dataset:
    found = Dataset.objects.filter(municipality=place, derived_from=publishable.slug).first()
    if found is not None:
        return found
    title, description = publishing.in_languages(publishable.title), publishing.in_languages(publishable.description)
    office = Office.objects.filter(municipality=place, is_main=True).first()
    dataset = Dataset(
        municipality=place, title=f"{title['sr']}: {place.official_name}", title_en=f"{title['en']}: {to_latin(place.name)}",
        description=description["sr"], description_en=description["en"], theme=publishable.theme.value,
        keywords=[publishing.in_languages(word)["sr"] for word in publishable.keywords],
        frequency=publishable.frequency.value, temporal_start=_since(place), derived_from=publishable.slug,
        own_schema=schema_of(publishable).as_json(), contact_name=place.administration_name,
        contact_email=(office.email if office else "") or settings.DEFAULT_FROM_EMAIL,
    )  # fmt: skip
    actions.create_dataset(dataset=dataset, by=None)
    return dataset


def _since(place: Municipality) -> date:
    """The day from which the municipality has offered anything at the portal."""
    first = OfferedService.objects.filter(municipality=place).order_by("since").values_list("since", flat=True).first()
    return first or timezone.localdate()
