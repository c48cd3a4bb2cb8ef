"""What something publishable promises (изведени скуп отворених података), and the list of all such things.

An app that owns rows worth publishing subclasses :class:`Publishable` in its ``published.py`` and registers an instance
when the app is ready. ``opendata`` collects what is registered; no app imports ``opendata``.

A publishable thing promises:

* ``slug``, ``title``, ``description``, ``theme``, ``frequency``, ``keywords``; texts are translatable (msgid in Cyrillic),
  :func:`in_languages` gives the three languages at once;
* ``columns`` in order, with snake_case Latin names, a type and a label; ``key`` names the columns that tell rows apart;
* ``municipalities()``: for which municipalities there are rows at all;
* ``rows(municipality)``: an iterator of tuples in the order of the columns. It only reads, streams, and is stable: the
  same data give the same rows in the same order. It must be consumed inside ``municipality_scope(municipality.pk)``,
  because row-level security shows nothing outside. None stands for what is unknown or hidden.

Rows carry no personal data. Counts of people pass through ``municipalities.suppression``, so that none below
``suppression.SMALLEST_SHOWN`` is shown or can be computed from its neighbours.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.functional import Promise

from municipalities.models import Municipality

Text = str | Promise
Cell = str | int | Decimal | bool | date | datetime | None
Row = tuple[Cell, ...]
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SLUG = re.compile(r"[a-z][a-z0-9-]*")


class ColumnType(StrEnum):
    """Types of columns by their names in Frictionless Table Schema, with the Python type of a cell."""

    TEXT = "string"
    """``str``; Serbian texts in Cyrillic."""
    INTEGER = "integer"
    NUMBER = "number"
    """``Decimal``."""
    BOOLEAN = "boolean"
    DATE = "date"
    """``date``."""
    TIMESTAMP = "datetime"
    """An aware ``datetime``."""
    MONTH = "yearmonth"
    """``str``, for example 2026-03."""


PYTHON_TYPES: dict[ColumnType, type] = {
    ColumnType.TEXT: str, ColumnType.INTEGER: int, ColumnType.NUMBER: Decimal, ColumnType.BOOLEAN: bool,
    ColumnType.DATE: date, ColumnType.TIMESTAMP: datetime, ColumnType.MONTH: str,
}  # fmt: skip


class Theme(StrEnum):
    """Themes of the European vocabulary (publications.europa.eu, data-theme)."""

    AGRICULTURE = "AGRI"
    ECONOMY = "ECON"
    EDUCATION = "EDUC"
    ENERGY = "ENER"
    ENVIRONMENT = "ENVI"
    GOVERNMENT = "GOVE"
    HEALTH = "HEAL"
    JUSTICE = "JUST"
    REGIONS = "REGI"
    SCIENCE = "TECH"
    SOCIETY = "SOCI"
    TRANSPORT = "TRAN"


class Frequency(StrEnum):
    """How often the rows change (publications.europa.eu, frequency)."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    ANNUAL = "ANNUAL"
    IRREGULAR = "IRREG"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in files, its type, its label for readers, and what it means where the label is not enough."""

    name: str
    type: ColumnType
    label: Text
    about: Text = ""
    unit: Text = ""


class Publishable(ABC):
    """A data set that the portal makes out of its own rows; see the module docstring."""

    slug: ClassVar[str]
    title: ClassVar[Text]
    description: ClassVar[Text]
    theme: ClassVar[Theme]
    frequency: ClassVar[Frequency]
    keywords: ClassVar[tuple[Text, ...]]
    columns: ClassVar[tuple[Column, ...]]
    key: ClassVar[tuple[str, ...]]

    @abstractmethod
    def municipalities(self) -> QuerySet[Municipality]:
        """The municipalities that have such rows; readable in any scope."""

    @abstractmethod
    def rows(self, municipality: Municipality) -> Iterator[Row]:
        """The rows of one municipality in a fixed order; inside ``municipality_scope`` only."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, the header of a file."""
        return tuple(column.name for column in self.columns)


_publishable: dict[str, Publishable] = {}


def register(publishable: Publishable) -> Publishable:
    """Add a data set; called from ``AppConfig.ready`` (by importing the module that registers).

    Raises ValueError for a second one of the same slug, and for columns that no file could have.
    """
    if publishable.slug in _publishable:
        raise ValueError(f"Two data sets call themselves {publishable.slug}.")
    if not _SLUG.fullmatch(publishable.slug):
        raise ValueError(f"{publishable.slug!r} is no address of a data set: use a-z, 0-9 and hyphens.")
    names = publishable.names
    if len(set(names)) != len(names) or not all(_NAME.fullmatch(name) for name in names):
        raise ValueError(f"Columns of {publishable.slug} need different names of a-z, 0-9 and underscores.")
    if not publishable.key or not set(publishable.key) <= set(names):
        raise ValueError(f"The key of {publishable.slug} names a column that it does not have.")
    _publishable[publishable.slug] = publishable
    return publishable


def registered() -> tuple[Publishable, ...]:
    """Everything publishable, by slug."""
    return tuple(_publishable[slug] for slug in sorted(_publishable))


def get(slug: str) -> Publishable:
    """The data set of that slug; raises LookupError."""
    return _publishable[slug]


def in_languages(text: Text) -> dict[str, str]:
    """A translatable text in every language of the portal, by language code (``sr``, ``sr-latn``, ``en``)."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(text)
    return found
