"""GeoJSON (RFC 7946): features become rows, properties become columns, geometry one more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from opendata.tabular.faults import FileRefused
from opendata.tabular.table import MOST_COLUMNS, Row, Table

LARGEST_BYTES = 200 * 1024**2


def read(file: IO[bytes], *, point: tuple[str, str] | None = None, geometry: str = "geom") -> Table:
    """The features as rows; with ``point`` the two columns that hold longitude and latitude instead of a geometry.

    Raises FileRefused: ``empty``, ``geojson``, ``crs`` (another system of coordinates), ``large``.
    """
    features = _features(file)
    names = list(dict.fromkeys(name for feature in features for name in feature["properties"] or {}))
    placed = list(point) if point else [geometry]
    headings = [name for name in names if name not in placed] + placed
    if len(headings) > MOST_COLUMNS:
        raise FileRefused("columns", most=MOST_COLUMNS)
    return Table(headings, _rows(features, headings[: -len(placed)], point), note="GeoJSON")


def _features(file: IO[bytes]) -> list[dict[str, Any]]:
    content = file.read(LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise FileRefused("large", limit=LARGEST_BYTES // 1024**2)
    if not content.strip():
        raise FileRefused("empty")
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise FileRefused("geojson") from None
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection" or not _are_features(data.get("features")):
        raise FileRefused("geojson")
    if data.get("crs") and "CRS84" not in json.dumps(data["crs"]) and "4326" not in json.dumps(data["crs"]):
        raise FileRefused("crs")
    if not data["features"]:
        raise FileRefused("empty")
    return list(data["features"])


def _no_number(name: str) -> None:
    raise ValueError(name)


def _are_features(features: Any) -> bool:
    return isinstance(features, list) and all(
        isinstance(feature, dict)
        and feature.get("type") == "Feature"
        and isinstance(feature.get("properties"), dict | type(None))
        for feature in features
    )


def _rows(features: list[dict[str, Any]], names: list[str], point: tuple[str, str] | None) -> Iterator[Row]:
    """Numbered from 2, as the rows below a heading."""
    for number, feature in enumerate(features, 2):
        properties = feature["properties"] or {}
        cells = [_cell(properties.get(name)) for name in names]
        yield number, cells + _place(feature.get("geometry"), point)


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _place(geometry: Any, point: tuple[str, str] | None) -> list[Any]:
    if not point:
        return [geometry]
    coordinates = (
        geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    )
    if isinstance(coordinates, list) and len(coordinates) >= 2:
        return coordinates[:2]
    return [None, None] if geometry is None else [json.dumps(geometry)[:60], None]
