"""Effective-dated parameters: which value of an amount, cap or term holds for a municipality on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from municipalities.models import Municipality, Parameter


class ParameterMissing(LookupError):
    """No value of a parameter holds on the asked day; a municipality or the portal's administrator must enter it."""

    def __init__(self, code: str, on: date) -> None:
        super().__init__(f"No value of {code} is valid on {on:%d.%m.%Y.}. Enter it in the admin under Parameters.")
        self.code, self.on = code, on


@dataclass(frozen=True)
class Value:
    """A parameter's value with what makes it explainable."""

    code: str
    value: Any
    unit: str
    valid_from: date
    legal_source: str
    confirmed: bool

    @property
    def number(self) -> Decimal:
        return Decimal(str(self.value))

    @property
    def days(self) -> int:
        return int(self.value)


def _to_value(row: Parameter) -> Value:
    return Value(row.code, row.value, row.unit, row.valid_from, row.legal_source, row.confirmed)


def values(codes: Iterable[str], *, municipality: Municipality | None, on: date) -> dict[str, Value]:
    """The values of ``codes`` on the day, in one query; the municipality's own value goes before the general one."""
    wanted = Q(municipality=None) if municipality is None else Q(municipality=None) | Q(municipality=municipality)
    rows = Parameter.objects.filter(wanted, code__in=list(codes), valid_from__lte=on).filter(
        Q(valid_to=None) | Q(valid_to__gte=on)
    )
    ordered = sorted(rows, key=lambda row: (row.municipality_id is not None, row.valid_from))
    return {row.code: _to_value(row) for row in ordered}


def value(code: str, *, municipality: Municipality | None, on: date) -> Value:
    """The value of one parameter.

    Raises :class:`ParameterMissing` when none is valid on the day.
    """
    found = values([code], municipality=municipality, on=on)
    if code not in found:
        raise ParameterMissing(code, on)
    return found[code]
