"""The map of a data set: its places, or its geometries, among the rows that are chosen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from psycopg2 import sql

from opendata.models import Version
from opendata.querying import compose
from opendata.querying.question import Question
from opendata.showing.drawing import Box, Map, draw_shapes, draw_spots
from opendata.tables import table

MOST_SPOTS = 1_500
CELLS_ACROSS = 36
MOST_SHAPES = 300
LONGEST_SHAPE = 20_000  # bytes of GeoJSON; a page is no place for larger ones


def statement_of(version: Version, question: Question) -> sql.Composed | None:
    """The SELECT of what the map shows; None when the data have no places."""
    schema, where = version.schema, compose.where_sql(question, version.schema)
    if schema.point and (box := box_of(version)):
        return _spots_sql(version, where, box)
    if schema.geometry:
        return sql.SQL(
            "SELECT {place}::text FROM {table} WHERE {where} AND {place} IS NOT NULL"
            " AND octet_length({place}::text) <= {longest} ORDER BY _row LIMIT {most}"
        ).format(
            place=sql.Identifier(schema.geometry), table=table(version.table_name), where=where,
            longest=sql.Literal(LONGEST_SHAPE), most=sql.Literal(MOST_SHAPES),
        )  # fmt: skip
    return None


def box_of(version: Version) -> Box | None:
    """All places of a version, by its profile: the map stays the same whatever is chosen."""
    if version.schema.point is None:
        return None
    lon, lat = (version.profile.get(name, {}) for name in version.schema.point)
    if not (lon.get("min") and lat.get("min")):
        return None
    return Box(float(lon["min"]), float(lat["min"]), float(lon["max"]), float(lat["max"]))


def _spots_sql(version: Version, where: sql.Composable, box: Box) -> sql.Composed:
    """Every place of a small table; of a large one the cells of a grid, so that the drawing stays small."""
    lon, lat = (sql.Identifier(name) for name in version.schema.point or ())
    if version.rows <= MOST_SPOTS:
        x, y = sql.SQL("{}::float").format(lon), sql.SQL("{}::float").format(lat)
    else:
        wide = box.widened()
        step = max(wide.east - wide.west, wide.north - wide.south) / CELLS_ACROSS
        x, y = _cell(lon, box.west, step), _cell(lat, box.south, step)
    return sql.SQL(
        "SELECT {x}, {y}, count(*) FROM {table} WHERE {where} AND {lon} IS NOT NULL AND {lat} IS NOT NULL GROUP BY 1, 2"
    ).format(x=x, y=y, table=table(version.table_name), where=where, lon=lon, lat=lat)


def _cell(name: sql.Identifier, begin: float, step: float) -> sql.Composed:
    """The middle of the cell that a coordinate lies in."""
    return sql.SQL("{begin} + (floor(({name}::float - {begin}) / {step}) + 0.5) * {step}").format(
        name=name, begin=sql.Literal(begin), step=sql.Literal(step)
    )


def draw(version: Version, found: Sequence[tuple[Any, ...]]) -> Map | None:
    """The map of what was found, with the seat of the municipality; None of nothing."""
    if not found:
        return None
    town = version.dataset.municipality
    seat = (float(town.seat_longitude), float(town.seat_latitude))
    if len(found[0]) == 1:
        return draw_shapes([json.loads(text) for (text,) in found], seat)
    box = box_of(version)
    return draw_spots([(float(x), float(y), int(count)) for x, y, count in found], box, seat) if box else None
