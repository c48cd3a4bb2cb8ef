"""Features out of the rows of a version: GeoJSON made by the database, page after page by the number of the row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from psycopg2 import sql

from opendata import exporting
from opendata.features.asking import Asked, Box
from opendata.models import Version
from opendata.querying import compose
from opendata.reading_role import rows_of
from opendata.rows import COUNTED_UP_TO
from opendata.tables import table
from opendata.tabular.schema import TableSchema

# Every position of a geometry, however deep it lies.
POSITIONS = """strict $.** ? (@.type() == "array" && @[0].type() == "number")"""


@dataclass(frozen=True)
class FeaturePage:
    """Features of one page and the row they end with when more follow."""

    features: list[dict[str, Any]]
    after: int | None


def page_of(version: Version, asked: Asked) -> FeaturePage:
    """One page. Raises BadQuery."""
    parts = [
        _features_sql(version),
        sql.SQL("WHERE {}").format(_where(version, asked)),
        sql.SQL("ORDER BY _row LIMIT {} OFFSET {}").format(sql.Literal(asked.limit + 1), sql.Literal(asked.offset)),
    ]
    found = rows_of(sql.SQL(" ").join(parts))
    shown = [_feature(row) for row in found[: asked.limit]]
    return FeaturePage(shown, int(found[asked.limit - 1][0]) if len(found) > asked.limit else None)


def one(version: Version, row: int) -> dict[str, Any] | None:
    """The feature of a row; None when there is no such row."""
    where = sql.SQL("WHERE _row = {}").format(sql.Literal(row))
    found = rows_of(sql.SQL(" ").join([_features_sql(version), where]))
    return _feature(found[0]) if found else None


def count(version: Version, asked: Asked) -> int | None:
    """How many features fit altogether; None when they are too many to be counted for each page."""
    first = Asked(asked.question, asked.box)
    statement = sql.SQL("SELECT count(*) FROM (SELECT 1 FROM {} AS _shown WHERE {} LIMIT {}) AS _some").format(
        table(version.table_name), _where(version, first), sql.Literal(COUNTED_UP_TO + 1)
    )
    found = int(rows_of(statement)[0][0])
    return found if found <= COUNTED_UP_TO else None


def _feature(row: tuple[Any, ...]) -> dict[str, Any]:
    number, geometry, properties = row
    return {"type": "Feature", "id": number, "geometry": _read(geometry), "properties": _read(properties)}


def _read(value: Any) -> Any:
    """JSON of the database, which may arrive read already."""
    return json.loads(value) if isinstance(value, str) else value


def _features_sql(version: Version) -> sql.Composed:
    schema = version.schema
    others = [sql.Identifier("_shown", name) for name in schema.names if name != schema.geometry]
    return sql.SQL(
        "SELECT _row, {place}::text, (SELECT row_to_json(_other)::text FROM (SELECT {others}) AS _other) FROM {rows} AS _shown"
    ).format(
        place=exporting.geometry_sql(schema, set(schema.names)), others=sql.SQL(", ").join(others),
        rows=table(version.table_name),
    )  # fmt: skip


def _where(version: Version, asked: Asked) -> sql.Composable:
    parts = [compose.where_sql(asked.question, version.schema), sql.SQL("_row > {}").format(sql.Literal(asked.after))]
    if asked.box:
        parts.append(_box_sql(version.schema, asked.box))
    return sql.SQL(" AND ").join(parts)


def _box_sql(schema: TableSchema, box: Box) -> sql.Composable:
    """Whether a point lies in the box, or the box around a geometry touches it."""
    west, south, east, north = map(sql.Literal, box)
    if not schema.geometry and schema.point:
        lon, lat = map(sql.Identifier, schema.point)
        return sql.SQL("{} BETWEEN {} AND {} AND {} BETWEEN {} AND {}").format(lon, west, east, lat, south, north)
    return sql.SQL(
        "(SELECT max((_at->>0)::float8) >= {} AND min((_at->>0)::float8) <= {} AND max((_at->>1)::float8) >= {}"
        " AND min((_at->>1)::float8) <= {} FROM jsonb_path_query({}, {}) AS _at)"
    ).format(west, east, south, north, sql.Identifier(schema.geometry), sql.Literal(POSITIONS))
