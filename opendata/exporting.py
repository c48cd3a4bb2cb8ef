"""Whole tables, or the rows of a question, as files: CSV, TSV, JSON, NDJSON, GeoJSON, XML, XLSX, ODS, Parquet.

The database writes each row as text of the format; here only heads, tails and ZIP are put around. So a million rows cost
this process little time and no memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, cast
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from psycopg2 import sql

from opendata import parquet, streaming
from opendata.models import Version
from opendata.querying import compose
from opendata.querying.faults import BadQuery
from opendata.querying.question import Question
from opendata.reading_role import rows_of
from opendata.tabular.schema import Column, TableSchema

# Lines that hold no sign of these two are given as they are; JSON and our XML escape control signs.
PLAIN_LINES = "FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02'"
MOST_SHEET_ROWS = 1_048_575
SHEETS = frozenset({"xlsx", "ods"})
# Part of every ETag: raised when files of the same rows come out otherwise than before; a migration then empties
# ``file_sums`` of all versions, so that they are measured anew.
REVISION = 2
SPREADSHEET_NUMBERS = frozenset({"integer", "number", "year"})


@dataclass(frozen=True)
class Format:
    """A format of files: its media type, code of the EU vocabulary, and how it is made."""

    name: str
    media_type: str
    eu_code: str
    write: Callable[[Version, Question, dict[str, Any]], Iterator[bytes]]


def rows_sql(version: Version, question: Question) -> sql.Composed:
    """The SELECT of a whole export."""
    return compose.select_sql(version.table_name, question, version.schema, most=question.limit)


def columns_of(version: Version, question: Question) -> list[Column]:
    """Columns of an export with their types; sums are numbers."""
    schema = version.schema
    return [
        schema.column(item.column) if not item.function else Column(item.name, "number", {"sr": item.name})
        for item in compose.items_of(question, schema)
    ]


def cell_sql(column: Column) -> sql.Composable:
    """A cell as files of text have it: moments by ISO 8601 in UTC, truth as a word; all else as it is."""
    name = sql.Identifier(column.name)
    if column.type == "datetime":
        return sql.SQL('to_char({}, \'YYYY-MM-DD"T"HH24:MI:SS"Z"\')').format(name)
    return sql.SQL("{}::text").format(name) if column.type == "boolean" else name


# A spreadsheet set to Serbian takes 5.11 for a day in November.
_FOR_SPREADSHEETS = {
    "string": sql.SQL("CASE WHEN {0} ~ '^[-=+@\\t\\r]' THEN chr(39) || {0} ELSE {0} END AS {0}"),
    "number": sql.SQL("replace({0}::text, '.', ',') AS {0}"),
}


# -- lines of text ---------------------------------------------------------------------------------------------------------
def _text_sql(version: Version, question: Question, *, safe: bool = False) -> sql.Composable:
    """Rows for CSV; ``safe`` is for spreadsheets of people here: numbers with a comma, and an apostrophe before a text that
    would be taken for a formula."""
    columns = columns_of(version, question)
    if not safe and not any(column.type in ("datetime", "boolean") for column in columns):
        return rows_sql(version, question)
    changed = _FOR_SPREADSHEETS if safe else {}
    shown = [
        changed[column.type].format(sql.Identifier(column.name))
        if column.type in changed
        else sql.SQL("{} AS {}").format(cell_sql(column), sql.Identifier(column.name))
        for column in columns
    ]
    return sql.SQL("SELECT {} FROM ({}) AS _shown").format(sql.SQL(", ").join(shown), rows_sql(version, question))


def write_csv(version: Version, question: Question, options: dict[str, Any]) -> Iterator[bytes]:
    """CSV by RFC 4180 in UTF-8; ``excel`` adds the mark, semicolons, decimal commas, and disarms formulas."""
    if not options.get("excel"):
        yield from streaming.copy_out(_text_sql(version, question), "FORMAT csv, HEADER")
        return
    yield b"\xef\xbb\xbf"
    yield from streaming.copy_out(_text_sql(version, question, safe=True), "FORMAT csv, HEADER, DELIMITER ';'")


def write_tsv(version: Version, question: Question, options: dict[str, Any]) -> Iterator[bytes]:
    """Values separated by tabs."""
    yield from streaming.copy_out(_text_sql(version, question), "FORMAT csv, HEADER, DELIMITER E'\\t'")


def write_ndjson(version: Version, question: Question, options: dict[str, Any]) -> Iterator[bytes]:
    """One JSON object a line."""
    statement = sql.SQL("SELECT row_to_json(_shown)::text FROM ({}) AS _shown").format(rows_sql(version, question))
    yield from streaming.copy_out(statement, PLAIN_LINES)


def write_json(version: Version, question: Question, options: dict[str, Any]) -> Iterator[bytes]:
    """One JSON array."""
    yield from _array(b"[\n", write_ndjson(version, question, options), b"\n]\n")


def write_geojson(version: Version, question: Question, options: dict[str, Any]) -> Iterator[bytes]:
    """A collection of features (RFC 7946). Raises BadQuery (``no-geometry``)."""
    schema = version.schema
    place = geometry_sql(schema, {column.name for column in columns_of(version, question)})
    others = [column.name for column in columns_of(version, question) if column.name != schema.geometry]
    statement = sql.SQL(
        "SELECT json_build_object('type', 'Feature', 'geometry', {place}, 'properties',"
        " (SELECT row_to_json(_other) FROM (SELECT {others}) AS _other))::text FROM ({rows}) AS _shown"
    ).format(
        place=place, rows=rows_sql(version, question),
        others=sql.SQL(", ").join(sql.Identifier("_shown", name) for name in others),
    )  # fmt: skip
    head = b'{"type": "FeatureCollection", "features": [\n'
    yield from _array(head, streaming.copy_out(statement, PLAIN_LINES), b"\n]}\n")


def geometry_sql(schema: TableSchema, shown: set[str]) -> sql.Composable:
    """The GeoJSON of a row of ``_shown``, from its geometry or its two degrees. Raises BadQuery (``no-geometry``)."""
    if schema.geometry and schema.geometry in shown:
        return sql.SQL("{}::json").format(sql.Identifier("_shown", schema.geometry))
    if schema.point and set(schema.point) <= shown:
        lon, lat = (sql.Identifier("_shown", name) for name in schema.point)
        return sql.SQL(
            "CASE WHEN {0} IS NULL OR {1} IS NULL THEN NULL"
            " ELSE json_build_object('type', 'Point', 'coordinates', json_build_array({0}, {1})) END"
        ).format(lon, lat)
    raise BadQuery("no-geometry")


def _array(head: bytes, lines: Iterator[bytes], tail: bytes) -> Iterator[bytes]:
    """Lines with commas between them; every piece is of whole lines."""
    yield head
    between = b""
    for chunk in lines:
        yield between + chunk[:-1].replace(b"\n", b",\n")
        between = b",\n"
    yield tail


def write_xml(version: Version, question: Question, options: dict[str, Any]) -> Iterator[bytes]:
    """Rows as elements named after their columns; empty cells are left out."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<redovi skup={quoteattr(version.dataset.slug)}>\n'.encode()
    cells = [
        sql.SQL("coalesce('<{name}>' || {text} || '</{name}>', '')").format(
            name=sql.SQL(column.name), text=_xml_text(cell_sql(column))
        )
        for column in columns_of(version, question)
    ]
    yield from _xml_lines(version, question, "<red>", cells, "</red>")
    yield b"</redovi>\n"


def _xml_lines(
    version: Version, question: Question, head: str, cells: list[sql.Composed], tail: str
) -> Iterator[bytes]:
    """One element a row, each in one line."""
    statement = sql.SQL("SELECT {head} || {cells} || {tail} FROM ({rows}) AS _shown").format(
        head=sql.Literal(head),
        cells=sql.SQL(" || ").join(cells),
        tail=sql.Literal(tail),
        rows=rows_sql(version, question),
    )
    yield from streaming.copy_out(statement, PLAIN_LINES)


def _xml_text(name: sql.Composable) -> sql.Composed:
    """Text that may stand in an element: signs escaped, breaks as references, control signs left out."""
    return sql.SQL(
        "replace(replace(replace(replace(replace(regexp_replace({}::text,"
        " '[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\uFFFE\\uFFFF]', '', 'g'),"
        " '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), E'\\n', '&#10;'), E'\\r', '&#13;')"
    ).format(name)


# -- for programs that count ------------------------------------------------------------------------------------------------
def write_parquet(version: Version, question: Question, options: dict[str, Any]) -> Iterator[bytes]:
    """Parquet with the types of the columns; numbers are of double precision, shapes are texts (GeoJSON)."""
    lines = streaming.copy_out(_text_sql(version, question), "FORMAT csv, HEADER")
    dataset = version.dataset
    about = {
        "title": dataset.title, "source": f"{settings.SITE_ADDRESS}{version.get_absolute_url()}",
        "publisher": dataset.municipality.official_name, "published": version.moment.date().isoformat(),
        "license": dataset.licence_address,
    }  # fmt: skip
    yield from parquet.written(lines, columns_of(version, question), about)


# -- spreadsheets ----------------------------------------------------------------------------------------------------------
def write_xlsx(version: Version, question: Question, options: dict[str, Any]) -> Iterator[bytes]:
    """A workbook of one sheet; `refuse_too_many` has been asked whether the rows fit."""
    columns = columns_of(version, question)
    titles = "".join(f'<c t="inlineStr"><is><t>{escape(column.name)}</t></is></c>' for column in columns)
    cells = [_xlsx_cell(column) for column in columns]
    rows = _xml_lines(version, question, "<row>", cells, "</row>")
    head = f'{_XML}<worksheet xmlns="{_SHEET}"><sheetData><row>{titles}</row>\n'.encode()
    parts = {name: content.encode() for name, content in _XLSX_PARTS.items()}
    yield from _zipped(parts, "xl/worksheets/sheet1.xml", head, rows, b"</sheetData></worksheet>")


def _xlsx_cell(column: Column) -> sql.Composed:
    name = sql.Identifier(column.name)
    if column.type in SPREADSHEET_NUMBERS:
        return sql.SQL("coalesce('<c><v>' || {}::text || '</v></c>', '<c/>')").format(name)
    if column.type == "date":
        days = sql.SQL("({} - date '1899-12-30')").format(name)
        return sql.SQL("coalesce('<c s=\"1\"><v>' || {}::text || '</v></c>', '<c/>')").format(days)
    if column.type == "boolean":
        return sql.SQL("coalesce('<c t=\"b\"><v>' || {}::int::text || '</v></c>', '<c/>')").format(name)
    return sql.SQL(
        "coalesce('<c t=\"inlineStr\"><is><t xml:space=\"preserve\">' || left({}, 32767) || '</t></is></c>', '<c/>')"
    ).format(_xml_text(cell_sql(column)))


def write_ods(version: Version, question: Question, options: dict[str, Any]) -> Iterator[bytes]:
    """An OpenDocument sheet; `refuse_too_many` has been asked whether the rows fit."""
    columns = columns_of(version, question)
    titles = "".join(_ods_title(column) for column in columns)
    rows = _xml_lines(
        version, question, "<table:table-row>", [_ods_cell(column) for column in columns], "</table:table-row>"
    )
    head = f"{_XML}{_ODS_HEAD}<table:table-row>{titles}</table:table-row>\n".encode()
    parts = {"mimetype": _ODS_TYPE.encode(), "META-INF/manifest.xml": _ODS_MANIFEST.encode()}
    yield from _zipped(parts, "content.xml", head, rows, _ODS_TAIL.encode())


def _ods_title(column: Column) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{escape(column.name)}</text:p></table:table-cell>'


def _ods_cell(column: Column) -> sql.Composed:
    name = sql.Identifier(column.name)
    kinds = {"date": "date", "boolean": "boolean"} | dict.fromkeys(SPREADSHEET_NUMBERS, "float")
    if kind := kinds.get(column.type):
        attribute = "value" if kind == "float" else f"{kind}-value"
        return sql.SQL(
            "coalesce('<table:table-cell office:value-type=\"{kind}\" office:{attribute}=\"' || {name}::text || '\"/>',"
            " '<table:table-cell/>')"
        ).format(kind=sql.SQL(kind), attribute=sql.SQL(attribute), name=name)
    return sql.SQL(
        "coalesce('<table:table-cell office:value-type=\"string\"><text:p>' || {} || '</text:p></table:table-cell>',"
        " '<table:table-cell/>')"
    ).format(_xml_text(cell_sql(column)))


def _zipped(parts: dict[str, bytes], name: str, head: bytes, rows: Iterator[bytes], tail: bytes) -> Iterator[bytes]:
    """A ZIP file written as it is read: small parts first, then the large one."""
    sink = _Sink()
    target_file = cast("IO[bytes]", sink)  # a file that is only written to
    with zipfile.ZipFile(target_file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part, content in parts.items():
            kind = zipfile.ZIP_STORED if part == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(part), content, kind)  # without the time of day: the same bytes each time
        with archive.open(name, "w", force_zip64=True) as target:
            target.write(head)
            for chunk in rows:
                target.write(chunk)
                yield sink.take()
            target.write(tail)
    yield sink.take()


class _Sink:
    """A file that cannot be sought in: takes bytes and hands them on."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def take(self) -> bytes:
        """Everything written since the last time."""
        whole, self._parts = b"".join(self._parts), []
        return whole


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XLSX_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="podaci" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_XML}<styleSheet xmlns="{_SHEET}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_MANIFEST = (
    f'{_XML}<manifest:manifest xmlns:manifest="{_SPACE}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
_ODS_HEAD = (
    f'<office:document-content xmlns:office="{_SPACE}:office:1.0" xmlns:table="{_SPACE}:table:1.0"'
    f' xmlns:text="{_SPACE}:text:1.0" office:version="1.3"><office:body><office:spreadsheet>'
    '<table:table table:name="podaci">'
)
_ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"

FORMATS: dict[str, Format] = {
    found.name: found
    for found in (
        Format("csv", "text/csv", "CSV", write_csv),
        Format("tsv", "text/tab-separated-values", "TSV", write_tsv),
        Format("json", "application/json", "JSON", write_json),
        Format("ndjson", "application/x-ndjson", "JSON", write_ndjson),
        Format("geojson", "application/geo+json", "GEOJSON", write_geojson),
        Format("xml", "application/xml", "XML", write_xml),
        Format("ods", _ODS_TYPE, "ODS", write_ods),
        Format("xlsx", f"{_TYPES}.sheet", "XLSX", write_xlsx),
        Format("parquet", "application/vnd.apache.parquet", "PARQUET", write_parquet),
    )
}


def offered() -> dict[str, Format]:
    """Formats by name that can be written here: Parquet only where its library is installed."""
    return {name: found for name, found in FORMATS.items() if name != "parquet" or parquet.is_installed()}


def formats_of(version: Version) -> list[Format]:
    """Formats in which a whole version is offered: sheets only while they can hold its rows."""
    fits = version.rows <= MOST_SHEET_ROWS
    return [found for found in formats_for(version.schema) if fits or found.name not in SHEETS]


def refuse_too_many(found: Format, version: Version, question: Question) -> None:
    """Look whether a sheet can hold the rows of a question, before anything is sent. Raises BadQuery (``too-many-rows``)."""
    limit = version.rows if question.limit is None else question.limit
    if found.name not in SHEETS or min(limit, version.rows) <= MOST_SHEET_ROWS:
        return
    most = sql.Literal(MOST_SHEET_ROWS + 1)
    counted = sql.SQL("SELECT count(*) FROM (SELECT 1 FROM ({}) AS _all LIMIT {}) AS _some")
    if rows_of(counted.format(rows_sql(version, question), most))[0][0] > MOST_SHEET_ROWS:
        raise BadQuery("too-many-rows", str(MOST_SHEET_ROWS))


def formats_for(schema: TableSchema) -> list[Format]:
    """Formats in which a table of that schema is offered."""
    placed = bool(schema.geometry or schema.point)
    return [found for found in offered().values() if placed or found.name != "geojson"]
