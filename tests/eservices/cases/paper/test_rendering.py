"""The printed file: archive form, letters, attachments, sameness, and what it refuses to load."""

import hashlib
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from eservices.cases.paper.benchmark import sample_html
from eservices.cases.paper.rendering import LANGUAGE_TAGS, STYLE_SHEET, Attachment, RefusedResource, render_pdf

MOMENT = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
COPY = Attachment("odluka.json", '{"одлука": "измишљена"}'.encode(), "Машински читљив препис")


def printed(html: str, language: str = "sr") -> bytes:
    return render_pdf(
        html, language=language, title="Решење 1", identifier=b"0123456789abcdef", attachments=[COPY], created=MOMENT
    )


def catalog(pdf: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def words(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def structure(element: Any) -> Iterator[Any]:
    """Every element of the tag tree."""
    yield element
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object()
        if hasattr(child, "get") and "/S" in child:
            yield from structure(child)


def test_file_claims_pdf_a_3a_and_keeps_the_claim_under_the_seal(sealed: bytes) -> None:
    for pdf in (printed(sample_html()), sealed):
        root = catalog(pdf)
        claim = root["/Metadata"].get_data().decode()
        assert re.search(r'pdfaid:part="3"', claim)
        assert re.search(r'pdfaid:conformance="A"', claim)
        assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
        assert root["/OutputIntents"][0]["/DestOutputProfile"].get_data()
        assert root["/MarkInfo"]["/Marked"]
        assert pdf.startswith(b"%PDF-1.7")
        assert "/Version" not in root


def test_tags_name_headings_tables_and_the_drawing_in_words(sealed: bytes) -> None:
    tags = list(structure(catalog(sealed)["/StructTreeRoot"]["/K"][0]))
    kinds = {tag["/S"] for tag in tags}
    assert {"/H1", "/H2", "/P", "/L", "/Table", "/TH", "/TD", "/Figure"} <= kinds
    assert [tag["/Alt"] for tag in tags if tag["/S"] == "/Figure"] == ["QR код за проверу документа"]


@pytest.mark.parametrize(("language", "tag"), LANGUAGE_TAGS.items())
def test_language_and_script_of_the_file_are_stated(language: str, tag: str) -> None:
    assert catalog(printed("<p>Текст</p>", language))["/Lang"] == tag


def test_every_font_is_our_own_and_embedded() -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()
        for page in catalog(printed(sample_html()))["/Pages"]["/Kids"]
        for font in page.get_object()["/Resources"]["/Font"].values()
    }
    assert fonts
    for name, font in fonts.items():
        assert "Paper-Sans" in name or "Noto-Sans" in name or "NotoSans" in name
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)
        assert "/ToUnicode" in font


def test_serbian_italics_take_their_own_letters() -> None:
    serbian, english = (printed("<p><i>бгдпт</i></p>", language) for language in ("sr", "en"))
    glyphs = [pypdf.PdfReader(io.BytesIO(pdf)).pages[0].get_contents() for pdf in (serbian, english)]
    assert glyphs[0] is not None
    assert glyphs[1] is not None
    assert glyphs[0].get_data() != glyphs[1].get_data()


def test_text_can_be_copied_in_both_scripts() -> None:
    cyrillic = words(printed("<h1>Решење</h1><p>Ђурђица Љубишић Њежић Џомбић, 99.500,00 динара</p>"))
    latin = words(printed("<p>Đurđica Ljubišić Nježić Džombić, čćžš</p>", "sr-latn"))
    assert "Решење Ђурђица Љубишић Њежић Џомбић, 99.500,00 динара" in cyrillic
    assert "Đurđica Ljubišić Nježić Džombić, čćžš" in latin


def test_decision_has_all_its_parts_in_order() -> None:
    text = words(printed(sample_html()))
    parts = ["РЕПУБЛИКА СРБИЈА", "184-17/2026-04", "доноси", "РЕШЕЊЕ", "1. Ђурђици", "2. Месечна", "Образложење"]
    parts += ["1.791.000,00", "Поука о правном средству", "НАЧЕЛНИК", "Љиљана", "Доставити", "Провера документа"]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_margins_repeat_number_page_and_code_without_hidden_text() -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed(sample_html()))).pages]
    assert len(pages) == 2
    assert "страна 2 / 2" in pages[1]
    assert all("код K7QF-3MZP-9XTD" in page for page in pages)
    assert "Број: 184-17/2026-04" in pages[1]
    assert pages[0].count("184-17/2026-04") == 1


def test_dates_and_amounts_do_not_break_over_lines() -> None:
    pdf = printed("<div style='width: 22mm'><p>Рођен 20. 4. 2026. године, износ 99.500,00 динара</p></div>")
    lines = [re.sub(r"\s", " ", line) for line in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split("\n")]
    assert any("20. 4. 2026." in line for line in lines)
    assert any("99.500,00 динара" in line for line in lines)


def test_attachment_is_the_source_named_once_and_survives_the_seal(sealed: bytes) -> None:
    for pdf, name in ((printed("<p>Текст</p>"), "odluka.json"), (sealed, "decision.json")):
        files = catalog(pdf)["/AF"]
        assert len(files) == 1
        file = files[0].get_object()
        assert (file["/UF"], file["/AFRelationship"]) == (name, "/Source")
        assert file["/EF"]["/F"]["/Subtype"] == "/application/json"
    assert pypdf.PdfReader(io.BytesIO(printed("<p>Текст</p>"))).attachments["odluka.json"] == [COPY.content]


def test_equal_input_gives_equal_bytes() -> None:
    first, second = (hashlib.sha256(printed(sample_html())).hexdigest() for _ in range(2))
    assert first == second


def test_only_the_given_moment_is_written_into_the_file() -> None:
    information = pypdf.PdfReader(io.BytesIO(printed("<p>Текст</p>"))).metadata
    assert information is not None
    assert information.creation_date == information.modification_date == MOMENT
    assert information.title == "Решење 1"


@pytest.mark.parametrize(
    "html",
    [
        "<img src='http://127.0.0.1:9/a.png' alt=''>",
        "<img src='https://example.org/a.svg' alt=''>",
        "<img src='file:///etc/passwd' alt=''>",
        "<img src='file://localhost/etc/passwd' alt=''>",
        "<img src='fonts/../../pyproject.toml' alt=''>",
        "<img src='images/%2e%2e/%2e%2e/manage.py' alt=''>",
        "<img src='data:image/png;base64,AAAA' alt=''>",
        "<link rel='stylesheet' href='https://example.org/a.css'>",
        "<link rel='attachment' href='file:///etc/hostname'>",
        "<style>@import url('https://example.org/a.css');</style>",
        "<style>body { background: url('file:///etc/passwd') }</style>",
        "<base href='https://example.org/'><img src='a.png' alt=''>",
        "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd' width='9' height='9'/></svg>",
        "<object data='file:///etc/passwd'></object>",
    ],
)
def test_hostile_page_is_refused(html: str) -> None:
    with pytest.raises(RefusedResource):
        printed(f"<html><body>{html}<p>Текст</p></body></html>")


def test_naive_moment_and_unknown_language_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        render_pdf("<p>а</p>", language="sr", title="а", identifier=b"1", created=datetime(2026, 11, 3))  # noqa: DTZ001
    with pytest.raises(ValueError, match="language"):
        printed("<p>а</p>", "de")


def test_style_sheet_avoids_what_loses_memory() -> None:
    """Pango's lists of font features are not freed by the layout engine: 20 kB a page."""
    assert "font-variant-numeric:" not in STYLE_SHEET.read_text(encoding="utf-8")
