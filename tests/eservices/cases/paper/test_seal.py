"""The seal holds, says who put it there, and shows every change."""

import asyncio
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.sign.general import SigningError

from eservices.cases.paper.benchmark import MOMENT, sample_html, sealed_pdf
from eservices.cases.paper.certificates import DEVELOPMENT_NAME, development_material, seal_material
from eservices.cases.paper.rendering import render_pdf
from eservices.cases.paper.seal import seal
from eservices.cases.paper.verification import main, verify

PAGE = "<h1>Решење</h1><p>Текст</p>"
PLACES = st.floats(0, 1, exclude_max=True)


@pytest.fixture(scope="module")
def sealed_page() -> bytes:
    """The smallest sealed file."""
    return sealed_pdf(PAGE)


def root_of(pdf: bytes) -> Any:
    return pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def unsealed() -> bytes:
    return render_pdf(PAGE, language="sr", title="Решење", identifier=b"1", created=MOMENT)


def test_sealed_decision_verifies(sealed: bytes) -> None:
    report = verify(sealed)
    assert report.good
    assert report.signer == DEVELOPMENT_NAME
    assert report.signed_at == MOMENT
    assert report.problem is None


def test_seal_is_a_certification_that_allows_no_change(sealed: bytes) -> None:
    signature = root_of(sealed)["/Perms"]["/DocMDP"]
    assert signature["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature["/Reference"][0]["/TransformParams"]["/P"] == 1
    assert not {"/DigestMethod", "/DigestValue", "/DigestLocation"} & set(signature["/Reference"][0])
    assert (signature["/Reason"], signature["/Location"]) == ("Издавање решења", "Крагујевац")


def test_seal_leaves_the_printed_file_as_it_is_in_front(sealed: bytes) -> None:
    assert verify(sealed).covers_whole_file
    printed = unsealed()
    assert seal(printed, reason="Издавање", location="Чачак", signed_at=MOMENT).startswith(printed)


def test_widget_of_the_seal_fits_pdf_a(sealed: bytes) -> None:
    widget = root_of(sealed)["/AcroForm"]["/Fields"][0].get_object()
    assert list(widget["/Rect"]) == [0, 0, 0, 0]
    assert widget["/F"] & 0b100
    assert not widget["/F"] & 0b100011
    assert widget["/TU"] == "Електронски печат"


@settings(max_examples=60, deadline=None)
@given(where=PLACES, change=st.integers(1, 255))
def test_any_changed_byte_is_seen(sealed_page: bytes, where: float, change: int) -> None:
    changed = bytearray(sealed_page)
    changed[int(where * len(changed))] ^= change
    assert not verify(bytes(changed)).intact


@settings(max_examples=60, deadline=None)
@given(where=PLACES, value=st.sampled_from(b"0123456789abcdefABCDEF<> "))
def test_any_changed_byte_of_the_seal_itself_is_seen(sealed_page: bytes, where: float, value: int) -> None:
    """No digest covers this part of the file, and a lenient reader would let a changed padding or case pass."""
    start = sealed_page.index(b"/Contents <")
    changed = bytearray(sealed_page)
    changed[start + int(where * (len(changed) - start))] = value
    assert bytes(changed) == sealed_page or not verify(bytes(changed)).intact


def test_appended_bytes_are_seen(sealed: bytes) -> None:
    report = verify(sealed + b"\n% more\n")
    assert not report.covers_whole_file
    assert not report.good
    assert report.problem


def test_appended_revision_is_seen(sealed: bytes) -> None:
    writer = pypdf.PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_metadata({"/Title": "Друго решење"})
    output = io.BytesIO()
    writer.write(output)
    assert not verify(output.getvalue()).good


def test_truncated_file_is_seen(sealed: bytes) -> None:
    for length in (10, len(sealed) // 2, len(sealed) - 1):
        assert not verify(sealed[:length]).good


def test_file_without_a_seal_is_called_so() -> None:
    report = verify(unsealed())
    assert not report.sealed
    assert report.problem == "Документ нема електронски печат."


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_get_an_answer(content: bytes, looks_like_pdf: bool) -> None:
    report = verify(b"%PDF-1.7\n" + content if looks_like_pdf else content)
    assert not report.sealed
    assert report.problem


def test_problem_is_told_in_the_language_of_the_reader() -> None:
    with translation.override("sr"):
        assert verify(b"x").problem == "Ово није PDF документ. Изаберите PDF који сте добили од органа."


def test_seal_of_somebody_else_is_intact_but_not_trusted(sealed: bytes, tmp_path: Path) -> None:
    report = verify(sealed, roots=development_material(tmp_path / "seal").roots)
    assert report.intact
    assert not report.trusted
    assert not report.good
    assert report.problem


def test_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        seal(unsealed(), reason="а", location="б", signed_at=datetime(2026, 11, 3))  # noqa: DTZ001


def test_second_seal_is_refused(sealed: bytes) -> None:
    with pytest.raises(SigningError):
        seal(sealed, reason="а", location="б", signed_at=datetime(2026, 11, 4, tzinfo=UTC))


def test_seal_works_where_an_event_loop_runs() -> None:
    async def both() -> bool:
        return verify(sealed_pdf(PAGE)).good

    assert asyncio.run(both())


def test_command_line_needs_no_database(sealed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, file = tmp_path / "root.pem", tmp_path / "decision.pdf"
    root.write_bytes(seal_material().roots[0].public_bytes(Encoding.PEM))
    file.write_bytes(sealed)
    assert main([str(file), "--root", str(root)]) == 0
    assert DEVELOPMENT_NAME in capsys.readouterr().out
    file.write_bytes(sealed.replace(b"/Reason", b"/Raeson"))
    assert main([str(file), "--root", str(root)]) == 1
    assert main([str(tmp_path / "missing.pdf"), "--root", str(root)]) == 1


def test_sample_in_latin_verifies_too() -> None:
    assert verify(sealed_pdf(sample_html("sr-latn"))).good
