"""Files as municipalities really write them, and as they should not: read, judged, told row by row."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from opendata.tabular import reading
from opendata.tabular.checking import Checker
from opendata.tabular.faults import FileRefused, WrongValue
from opendata.tabular.geometry import read_geometry
from opendata.tabular.guessing import column_names, guess_schema
from opendata.tabular.personal import Detective, kinds_in
from opendata.tabular.readers import archives
from opendata.tabular.schema import (
    LATITUDES,
    LONGITUDES,
    TYPES,
    Column,
    TableSchema,
    in_scripts,
    municipal_schemas,
    read_schema,
)
from opendata.tabular.sniffing import sniff
from opendata.tabular.values import parser

KINDERGARTENS = municipal_schemas()["vrtici"]


def check(content: bytes, schema: TableSchema = KINDERGARTENS) -> tuple[list[list[Any]], list[tuple[int, str, str]]]:
    """Values of the good rows and (row, column, code) of the faults."""
    _kind, table = reading.read(io.BytesIO(content), schema)
    checker = Checker(schema, table)
    rows = [values for _number, values in checker.values()]
    return rows, [(fault.row, fault.column, fault.code) for fault in checker.faults]


def zipped(**parts: str | bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_txt", ".txt").replace("_xml", ".xml"), content)
    return target.getvalue()


def workbook(rows: list[list[Any]]) -> bytes:
    book, target = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(target)
    return target.getvalue()


def ods(rows: str) -> bytes:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    return zipped(
        content_xml=f"<office:document-content{spaces}><table:table>{rows}</table:table></office:document-content>"
    )


@pytest.mark.parametrize("schema", municipal_schemas().values(), ids=lambda schema: schema.name)
def test_a_shipped_schema_is_complete_in_both_scripts_and_english(schema: TableSchema) -> None:
    assert schema.key and set(schema.key) <= set(schema.names) and len(set(schema.names)) == len(schema.names)
    for texts in [schema.titles, schema.descriptions, *(column.titles for column in schema.columns)]:
        assert set(texts) == {"sr", "sr-Latn", "en"} and all(texts.values())
    assert read_schema(schema.as_json()) == schema


def test_there_are_28_municipal_schemas() -> None:
    assert len(municipal_schemas()) == 28


@pytest.mark.parametrize(
    ("encoding", "said", "delimiter"),
    [("utf-8", "utf-8", ","), ("utf-8-sig", "utf-8-sig", ";"), ("cp1250", "cp1250", ";"), ("cp1251", "cp1251", "\t"),
     ("utf-16", "utf-16", ";")],
)  # fmt: skip
def test_encoding_delimiter_and_decimal_comma_are_found(encoding: str, said: str, delimiter: str) -> None:
    name = "Ђурђево, тест" if encoding == "cp1251" else "Đurđevo, čćžš"
    text = f'sifra{delimiter}naziv{delimiter}iznos\n1{delimiter}"{name}"{delimiter}"1.234,50"\n'
    dialect = sniff(text.encode(encoding))
    assert (dialect.encoding, dialect.delimiter, dialect.decimal_comma) == (said, delimiter, True)


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("number", "1.234.567,89", Decimal("1234567.89")), ("integer", "1.234", 1234), ("number", "-0,5", Decimal("-0.5")),
        ("number", 0.1, Decimal("0.1")), ("integer", 3.0, 3), ("date", "3.11.2026.", date(2026, 11, 3)),
        ("date", "03. 11. 2026", date(2026, 11, 3)), ("date", "2026-11-03", date(2026, 11, 3)),
        ("datetime", "2026-01-01T10:00:00Z", datetime(2026, 1, 1, 10, tzinfo=UTC)),
        ("datetime", "1.7.2026. 12:30", datetime(2026, 7, 1, 10, 30, tzinfo=UTC)), ("time", "7.30", time(7, 30)),
        ("boolean", "да", True), ("boolean", "NE", False), ("year", "2026.", 2026), ("string", 34000.0, "34000"),
    ],
)  # fmt: skip
def test_cells_are_read_as_people_here_write_them(kind: str, cell: Any, value: Any) -> None:
    assert parser(Column("c", kind, in_scripts("ц")), decimal_comma=True)(cell) == value


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        ("date", "31.2.2026.", "no-such-day"), ("date", "2026-02-30", "no-such-day"), ("date", "сутра", "date"),
        ("number", "NaN", "number"), ("number", "1,5", "number"), ("number", "Infinity", "number"), ("integer", "1.5", "integer"),
        ("number", "1e99", "large"), ("integer", "9" * 30, "large"), ("boolean", "можда", "boolean"), ("time", "25:00", "time"),
        ("year", "26", "year"), ("string", "a\x00b", "control"), ("geojson", "{", "geometry"), ("datetime", "подне", "datetime"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_by_name(kind: str, cell: str, code: str) -> None:
    with pytest.raises(WrongValue) as wrong:
        parser(Column("c", kind, in_scripts("ц")))(cell)
    assert wrong.value.code == code


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TYPES), st.text() | st.floats() | st.integers() | st.booleans(), st.booleans())
def test_no_cell_whatever_breaks_the_reader(kind: str, cell: Any, comma: bool) -> None:
    try:
        parser(Column("c", kind, in_scripts("ц")), decimal_comma=comma)(cell)
    except WrongValue:
        return


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_file_whatever_breaks_the_reader(content: bytes) -> None:
    try:
        check(content)
    except FileRefused:
        return


def test_headings_may_be_names_or_labels_in_any_script() -> None:
    rows, faults = check("Шифра објекта;NAZIV;kapacitet\n7;Пчелица;120\n".encode("utf-8-sig"))
    assert not faults and rows[0][0] == "7" and rows[0][KINDERGARTENS.names.index("kapacitet")] == 120


def test_wrong_headings_stop_before_any_row() -> None:
    rows, faults = check(b"naziv,naziv,boja\nA,B,C\n")
    assert rows == []
    assert faults == [
        (1, "objekat_id", "heading-missing"),
        (1, "naziv", "heading-twice"),
        (1, "boja", "heading-unknown"),
    ]


def test_each_wrong_cell_is_told_and_good_rows_go_on() -> None:
    rows, faults = check(b"objekat_id,lon,lat,kapacitet\n1,20.9,44.0,10\n2,44.0,20.9,x\n3,15.0,44.0,-1\n,20.9,44.0,1\n")
    assert len(rows) == 1
    assert faults == [
        (3, "lon", "swapped"), (3, "lat", "swapped"), (3, "kapacitet", "integer"),
        (4, "lon", "outside-serbia"), (4, "kapacitet", "minimum"), (5, "objekat_id", "required"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"), (b"\xef\xbb\xbf \n", "empty"), (b"objekat_id\n", "no-rows"), (b"\xd0\xcf\x11\xe0aaaa", "old-excel"),
        (b"%PDF-1.7", "pdf"), (b"PK\x03\x04rubbish", "archive"), (b"a,b\n\x001,2\n", "binary"),
        (b'{"type": "Feature"}', "geojson"),
        (b'{"type": "FeatureCollection", "features": []}', "empty"), (zipped(readme_txt="x"), "archive"),
        (zipped(stops_txt="stop_id\n1\n"), "gtfs"), (b"objekat_id\n" + b"1" * 300_000 + b"\n\xff", "encoding"),
        (zipped(content_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "archive"),
        (zipped(content_xml="<a/>", Basic__module_xml="x"), "macros"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_a_reason(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        check(content)
    assert refused.value.code == code


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "SMALL_ENOUGH", 1024)
    with pytest.raises(FileRefused, match="bomb"):
        check(zipped(content_xml="<a>" + " " * 3_000_000 + "</a>"))


def test_a_spreadsheet_is_read_and_its_formulas_are_told() -> None:
    rows, faults = check(workbook([["objekat_id", "kapacitet"], [1, 10], [2, "=A2*5"]]))
    assert len(rows) == 1 and faults == [(3, "kapacitet", "formula")]


def test_an_opendocument_sheet_is_read_with_repeated_cells() -> None:
    cell = '<table:table-cell office:value-type="float" office:value="{}"/>'
    text = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows, faults = check(ods(
        f"<table:table-row>{text.format('objekat_id')}{text.format('kapacitet')}</table:table-row>"
        f"<table:table-row>{cell.format(1)}{cell.format(20)}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16000"/>'
        "</table:table-row>"
        f'<table:table-row>{cell.format(2)}<table:table-cell table:formula="of:=1+1"/></table:table-row>'
    ))  # fmt: skip
    assert [row[0] for row in rows] == ["1"] and faults == [(1048003, "kapacitet", "formula")]


def test_geojson_features_become_rows() -> None:
    feature = {
        "type": "Feature",
        "properties": {"objekat_id": "1"},
        "geometry": {"type": "Point", "coordinates": [20.9, 44.0]},
    }
    rows, faults = check(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())
    assert not faults and KINDERGARTENS.point == (LONGITUDES[0], LATITUDES[0])
    assert rows[0][KINDERGARTENS.names.index("lon")] == Decimal("20.9")


def test_a_timetable_becomes_its_stops_with_their_lines() -> None:
    rows, faults = check(zipped(
        agency_txt="agency_id\n1\n", stops_txt="stop_id,stop_name,stop_lat,stop_lon\ns1,Трг,44.0,20.9\n",
        routes_txt="route_id,route_short_name\nr,7\n", trips_txt="route_id,trip_id\nr,t\n",
        stop_times_txt="trip_id,stop_id\nt,s1\n", calendar_txt="service_id\n1\n",
    ), municipal_schemas()["autobuske-linije"])  # fmt: skip
    assert not faults and rows == [["s1", "Трг", Decimal("20.9"), Decimal("44.0"), "7", None]]


def test_rings_are_closed_and_turned_the_right_way() -> None:
    ring = [[20.0, 44.0], [20.0, 44.1], [20.1, 44.1], [20.0, 44.0]]
    assert read_geometry({"type": "Polygon", "coordinates": [ring]})["coordinates"] == [ring[::-1]]
    with pytest.raises(WrongValue, match="ring"):
        read_geometry({"type": "Polygon", "coordinates": [ring[:3]]})
    with pytest.raises(WrongValue, match="swapped"):
        read_geometry({"type": "Point", "coordinates": [44.0, 20.0]})


def test_a_schema_is_guessed_from_headings_and_cells() -> None:
    lines = (
        "Шифра;Датум;Износ;Пошта;Да ли;Кад;Поноћ",
        "а1;1.1.2026.;5,5;011;да;2026-01-01 00:00;2026-01-01 00:00:00",
        "а2;2.1.2026.;6;034;не;2026-01-02 09:30;2026-01-02 00:00:00",
    )
    _kind, table = reading.read(io.BytesIO("\n".join(lines).encode()))
    schema = guess_schema(table, "proba")
    assert [(column.name, column.type) for column in schema.columns] == [
        ("sifra", "string"), ("datum", "date"), ("iznos", "number"), ("posta", "string"), ("da_li", "boolean"),
        ("kad", "datetime"), ("ponoc", "date"),
    ]  # fmt: skip
    assert schema.key == ("sifra",)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=20))
def test_guessed_names_are_always_possible_names(headings: list[str]) -> None:
    names = column_names(headings)
    assert len(set(names)) == len(headings)
    for name in names:
        Column(name, "string", in_scripts(name))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("JMBG 1205992665011", "jmbg"), ("pera@primer.example", "email"), ("+381 64 123-4567", "phone"), ("034/335-123", "phone"),
     ("840-742221843-57", "account"), ("840000074222184357", "account")],
)  # fmt: skip
def test_personal_data_are_found(text: str, kind: str) -> None:
    assert kind in kinds_in(text)


@pytest.mark.parametrize(
    "text", ["1205992665012", "45233120-6", "2026-11-23", "840-742221843-58", "123456789", "ул. 12/3", "20.91167, 44.0"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert kinds_in(text) == set()


def test_findings_name_rows_and_never_the_value() -> None:
    detective = Detective(KINDERGARTENS)
    values: list[Any] = [None] * len(KINDERGARTENS.columns)
    values[2], values[KINDERGARTENS.names.index("lista_cekanja")] = "1205992665011", 3
    for row in range(2, 12):
        detective.look(row, values)
    assert {finding.kind: (finding.count, finding.rows) for finding in detective.findings} == {
        "jmbg": (10, [2, 3, 4, 5, 6]), "small-cell": (10, [2, 3, 4, 5, 6]),
    }  # fmt: skip
    assert "1205992665011" not in json.dumps([finding.as_json() for finding in detective.findings])
