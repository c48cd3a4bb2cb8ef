"""The entrance as a whole, through the sandboxed process."""

import signal
import subprocess
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases.uploads import sandbox
from eservices.cases.uploads.inspection import Accepted, clean_filename, inspect
from eservices.cases.uploads.refusals import Refused
from tests.eservices.cases.uploads import samples


def accepted(content: bytes, filename: str) -> Accepted:
    return inspect(BytesIO(content), filename=filename, limit_bytes=samples.LIMIT)


def refusal(content: bytes, filename: str = "документ.pdf") -> Refused:
    with pytest.raises(Refused) as caught:
        accepted(content, filename)
    return caught.value


def test_a_pdf_is_kept_byte_for_byte() -> None:
    content = samples.pdf(2)
    found = accepted(content, "Решење о одсуству.pdf")
    assert (found.name, found.media_type, found.pages, found.size) == (
        "Решење о одсуству.pdf",
        "application/pdf",
        2,
        len(content),
    )
    assert found.content == content


@pytest.mark.parametrize(
    ("image_format", "filename", "name"),
    [
        ("JPEG", "слика.JPG", "слика.JPG"),
        ("JPEG", "слика.png", "слика.jpg"),
        ("PNG", "снимак екрана", "снимак екрана.png"),
        ("HEIF", "IMG_0001.HEIC", "IMG_0001.jpg"),
        ("WEBP", "слика.jpg.webp", "слика.jpg"),
    ],
)
def test_a_picture_is_named_after_what_it_became(image_format: str, filename: str, name: str) -> None:
    found = accepted(samples.encoded(samples.picture(), image_format), filename)
    assert (found.name, found.width, found.height, found.pages) == (name, 120, 80, None)


def test_a_disguised_suffix_is_replaced() -> None:
    assert accepted(samples.pdf(), "рачун.pdf.exe").name == "рачун.pdf"


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        (b"", "празно.pdf", "empty"),
        (b"MZ" + bytes(500), "рачун.pdf", "content_mismatch"),
        (b"\x7fELF" + bytes(500), "слика.jpg", "content_mismatch"),
        (b"MZ" + bytes(500), "програм.exe", "type_not_allowed"),
        (b"GIF89a/*<script>alert(1)</script>", "слика.gif", "type_not_allowed"),
        (b"GIF89a/*<script>alert(1)</script>", "слика.png", "content_mismatch"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "слика.svg", "type_not_allowed"),
        (b"\x00", "слика.png", "content_mismatch"),
        (samples.archive(), "изјава.docx", "office_document"),
        (samples.archive(), "све.zip", "type_not_allowed"),
        (samples.pdf() + samples.archive(), "изјава.pdf", "polyglot"),
        (samples.pdf()[:300], "изјава.pdf", "pdf_damaged"),
        (samples.encoded(samples.picture(), "JPEG")[:400], "слика.jpg", "image_damaged"),
    ],
)
def test_what_is_refused_and_why(content: bytes, filename: str, code: str) -> None:
    assert refusal(content, filename).code == code


class Endless:
    """Thirty megabytes and more, counting what was read."""

    def __init__(self, size: int | None) -> None:
        self.taken = 0
        if size is not None:
            self.size = size

    def read(self, size: int, /) -> bytes:
        self.taken += size
        return bytes(size)


@pytest.mark.parametrize(
    ("declared", "most_read"), [(30_000_000, 0), (None, samples.LIMIT + 1), (5, samples.LIMIT + 1)]
)
def test_a_file_over_the_limit_is_not_read_whole(declared: int | None, most_read: int) -> None:
    upload = Endless(declared)
    with pytest.raises(Refused) as caught:
        inspect(upload, filename="слика.jpg", limit_bytes=samples.LIMIT)
    assert (caught.value.code, caught.value.values) == ("too_large", {"limit": 10})
    assert upload.taken <= most_read


def test_a_file_of_exactly_the_limit_is_read() -> None:
    content = samples.pdf()
    upload = SimpleUploadedFile("x.pdf", content)
    assert inspect(upload, filename="x.pdf", limit_bytes=len(content)).content == content


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("../../x.pdf", "x.pdf"),
        ("..\\..\\Windows\\x.pdf", "x.pdf"),
        ("/etc/passwd", "passwd"),
        ("извод\x00.pdf", "извод.pdf"),
        ("извод\u202efdp.exe", "изводfdp.exe"),
        ("  ред\r\nдруги .pdf", "реддруги.pdf"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        (".htaccess", "htaccess"),
        ("..", "документ"),
        ("", "документ"),
        ("Ђорђе Ћирић – решење.pdf", "Ђорђе Ћирић – решење.pdf"),
        ("c\u030cekic.pdf", "čekic.pdf"),
    ],
)
def test_names_are_cleaned(given_name: str, name: str) -> None:
    assert clean_filename(given_name) == name


def test_a_name_of_5000_letters_keeps_its_suffix() -> None:
    name = clean_filename("ш" * 5000 + ".pdf")
    assert (len(name), name[-5:]) == (120, "ш.pdf")


@given(st.text())
def test_every_name_comes_out_harmless(given_name: str) -> None:
    name = clean_filename(given_name)
    assert 0 < len(name) <= 120
    assert not set(name) & set('/\\\0\r\n"')
    assert not name.startswith(".")
    assert clean_filename(name) == name
    name.encode()


def test_a_decoder_that_exhausts_its_limits_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def finished(*args: Any, **kwargs: Any) -> Any:
        return subprocess.CompletedProcess(args, outcome)

    monkeypatch.setattr(subprocess, "run", finished)
    codes = {}
    for outcome in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGSEGV):
        codes[outcome] = refusal(samples.pdf()).code
    assert list(codes.values()) == ["too_complex", "too_complex", "pdf_damaged"]
    outcome = 1
    with pytest.raises(sandbox.DecoderUnavailable):
        accepted(samples.pdf(), "x.pdf")


def test_a_decoder_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.001)
    assert refusal(samples.pdf()).code == "too_complex"


def test_the_decoder_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTER_KEYS", "secret")
    seen: dict[str, Any] = {}
    real = subprocess.run

    def noted(*args: Any, **kwargs: Any) -> Any:
        seen.update(kwargs["env"])
        return real(*args, **kwargs)

    monkeypatch.setattr(subprocess, "run", noted)
    accepted(samples.pdf(), "x.pdf")
    assert set(seen) <= {"PATH", "LD_LIBRARY_PATH", "LANG"}
