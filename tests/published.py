"""Reading a data set as open data does, and checking what it promises about every row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from municipalities.current import municipality_scope
from municipalities.models import Municipality
from municipalities.publishing import PYTHON_TYPES, Publishable


def read(data_set: Publishable, place: Municipality) -> list[dict[str, Any]]:
    """The rows of a municipality by column name; each has the promised types, and the key tells rows apart."""
    with municipality_scope(place.pk):
        rows = [dict(zip(data_set.names, row, strict=True)) for row in data_set.rows(place)]
    for row in rows:
        for column in data_set.columns:
            cell = row[column.name]
            assert cell is None or type(cell) is PYTHON_TYPES[column.type], (column.name, cell)
            assert not isinstance(cell, datetime) or cell.tzinfo is not None, column.name
    keys = [tuple(row[name] for name in data_set.key) for row in rows]
    assert len(set(keys)) == len(keys) and not any(None in key for key in keys)
    return rows
