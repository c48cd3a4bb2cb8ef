"""The right reader for a file, by what is in it rather than by its name."""

from __future__ import annotations

import zipfile
from typing import IO

from opendata.tabular.faults import FileRefused
from opendata.tabular.readers import delimited, geojson, gtfs, spreadsheets
from opendata.tabular.schema import TableSchema
from opendata.tabular.table import Table

OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def kind_of(file: IO[bytes]) -> str:
    """``csv``, ``xlsx``, ``ods``, ``geojson`` or ``gtfs``. Raises FileRefused: ``empty``, ``old-excel``, ``archive``."""
    start = file.read(4096)
    file.seek(0)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefused("empty")
    if start.startswith(OLD_EXCEL):
        raise FileRefused("old-excel")
    if start.startswith(b"%PDF"):
        raise FileRefused("pdf")
    if start.startswith(b"PK"):
        return _kind_of_archive(file)
    return "geojson" if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"


def _kind_of_archive(file: IO[bytes]) -> str:
    try:
        names = set(zipfile.ZipFile(file).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise FileRefused("archive") from None
    finally:
        file.seek(0)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if "stops.txt" in names or "routes.txt" in names:
        return "gtfs"
    raise FileRefused("archive")


def read(file: IO[bytes], schema: TableSchema | None = None) -> tuple[str, Table]:
    """Kind and table of a file; the schema tells where a geometry goes. Raises FileRefused."""
    kind = kind_of(file)
    if kind == "geojson":
        point = schema.point if schema else None
        return kind, geojson.read(file, point=point, geometry=(schema.geometry if schema else "") or "geom")
    readers = {"csv": delimited.read, "xlsx": spreadsheets.read_xlsx, "ods": spreadsheets.read_ods, "gtfs": gtfs.read}
    return kind, readers[kind](file)
