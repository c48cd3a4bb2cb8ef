"""A PDF is whole, passive and alone, or refused."""

import zlib

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    EncodedStreamObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from eservices.cases.uploads.pdfs import open_pdf
from eservices.cases.uploads.refusals import Refused
from tests.eservices.cases.uploads import samples


def refusal(content: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        open_pdf(content)
    return caught.value


def pdf_with(value: DictionaryObject) -> bytes:
    """A PDF with one more object, to which the catalogue refers."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.root_object[NameObject("/Extra")] = writer._add_object(value)
    return samples.written(writer)


def action(name: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(name), NameObject("/F"): TextStringObject("x")})


def flate_stream(content: bytes, **entries: int) -> EncodedStreamObject:
    stream = EncodedStreamObject()
    stream._data = zlib.compress(content, 9)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    stream[NameObject("/Subtype")] = NameObject("/Image")
    for name, number in entries.items():
        stream[NameObject(f"/{name}")] = NumberObject(number)
    return stream


def test_pages_are_counted() -> None:
    assert open_pdf(samples.pdf(3)).pages == 3


def test_a_pdf_cut_anywhere_is_refused() -> None:
    whole = samples.pdf(2).rstrip()
    for length in range(0, len(whole), 13):
        assert refusal(whole[:length]).code == "pdf_damaged"


def test_a_pdf_without_pages_is_refused() -> None:
    assert refusal(samples.pdf(0)).code == "pdf_damaged"


@pytest.mark.parametrize("password", ["тајна", ""])
def test_a_locked_pdf_is_refused(password: str) -> None:
    assert refusal(samples.pdf(password=password)).code == "pdf_encrypted"


def test_a_pdf_with_a_program_is_refused() -> None:
    program = DictionaryObject({NameObject("/JS"): TextStringObject("app.alert(1)")})
    assert refusal(pdf_with(program)).code == "pdf_active"


@pytest.mark.parametrize(
    "name", ["/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/JavaScript", "/RichMediaExecute"]
)
def test_an_action_on_opening_is_refused(name: str) -> None:
    assert refusal(pdf_with(DictionaryObject({NameObject("/A"): ArrayObject([action(name)])}))).code == "pdf_active"


def test_a_disguised_name_is_read_as_the_viewer_reads_it() -> None:
    assert refusal(pdf_with(action("/Launch")).replace(b"/Launch", b"/L#61unch")).code == "pdf_active"


def test_a_dynamic_form_is_refused() -> None:
    assert refusal(pdf_with(DictionaryObject({NameObject("/XFA"): ArrayObject()}))).code == "pdf_active"


def test_a_link_to_a_site_is_no_danger() -> None:
    assert open_pdf(pdf_with(action("/URI"))).pages == 1


def test_a_hidden_file_is_refused() -> None:
    assert refusal(samples.pdf_with_attachment("virus.exe", b"MZ\x90\x00")).code == "pdf_attachment"
    assert refusal(samples.pdf_with_attachment("podaci.xml", b"MZ\x90\x00")).code == "pdf_attachment"
    assert refusal(samples.pdf_with_attachment("podaci.txt", b" <script>alert(1)</script>")).code == "pdf_attachment"


def test_the_machine_readable_copy_of_a_decision_is_welcome() -> None:
    assert open_pdf(samples.pdf_with_attachment("odluka.json", '{"износ": "1500.00"}'.encode())).pages == 1


def test_a_pdf_that_is_an_archive_too_is_refused() -> None:
    assert refusal(samples.pdf() + samples.archive()).code == "polyglot"


def test_something_before_or_after_the_pdf_is_refused() -> None:
    assert refusal(b"GIF89a" + samples.pdf()).code == "pdf_damaged"
    assert refusal(samples.pdf() + b"<script>").code == "pdf_damaged"


def test_too_many_pages_are_refused() -> None:
    refused = refusal(samples.pdf(201))
    assert (refused.code, refused.values) == ("pdf_too_many_pages", {"pages": 201, "limit": 200})


def test_a_picture_bomb_inside_is_refused() -> None:
    assert refusal(pdf_with(flate_stream(b"", Width=65_535, Height=65_535))).code == "image_too_large"


def test_streams_that_swell_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eservices.cases.uploads.pdfs.INFLATED_LIMIT", 5_000_000)
    assert refusal(pdf_with(flate_stream(bytes(6_000_000)))).code == "too_complex"
    assert open_pdf(pdf_with(flate_stream(bytes(4_000_000)))).pages == 1


def test_too_many_objects_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eservices.cases.uploads.pdfs.OBJECTS_LIMIT", 5)
    assert refusal(samples.pdf(9)).code == "too_complex"


def test_no_damage_raises_anything_but_a_refusal() -> None:
    for whole in (samples.pdf(2), samples.pdf_with_attachment("a.json", b"{}"), samples.pdf(password="x")):
        for content in samples.damaged(whole, times=150, seed=2):
            try:
                assert open_pdf(content).pages
            except Refused:
                continue


@hypothesis_settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_noise_between_header_and_end_raises_anything_but_a_refusal(noise: bytes) -> None:
    assert refusal(b"%PDF-1.7\n" + noise + b"\nstartxref\n9\n%%EOF").code
