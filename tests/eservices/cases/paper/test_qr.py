"""QR codes are read back from the printed page as a telephone would read them."""

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from eservices.cases.paper.benchmark import MOMENT, sample_letterhead
from eservices.cases.paper.qr import qr_svg
from eservices.cases.paper.rendering import render_pdf


def read_back(pdf: bytes) -> list[str]:
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(len(document)):
            page = document[number]
            bitmap = page.render(scale=3)
            found += [code.text for code in zxingcpp.read_barcodes(bitmap.to_pil())]
            bitmap.close()
            page.close()
    return found


def test_sealed_decision_leads_to_its_check(sealed: bytes) -> None:
    assert read_back(sealed) == [sample_letterhead().check_address]


def test_cyrillic_is_read_back_as_written() -> None:
    text = "K:PR|V:01|C:1|R:840000000000000000|N:Град Крагујевац|I:RSD1200,00|S:Такса за информацију о локацији"
    page = f"<style>.qr {{ width: 40mm }}</style>{qr_svg(text)}"
    pdf = render_pdf(page, language="sr", title="Налог", identifier=b"1", created=MOMENT)
    assert read_back(pdf) == [text]


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=60))
def test_any_text_can_be_drawn(text: str) -> None:
    assert qr_svg(text).startswith('<svg role="img" ')


def test_drawing_passes_a_strict_policy_and_is_described() -> None:
    drawing = qr_svg("https://portal.example/", description="Слика <за> проверу")
    assert "style=" not in drawing
    assert "<script" not in drawing
    assert "<title>Слика &lt;за&gt; проверу</title>" in drawing


def test_empty_text_is_refused() -> None:
    with pytest.raises(ValueError, match="text"):
        qr_svg("")
