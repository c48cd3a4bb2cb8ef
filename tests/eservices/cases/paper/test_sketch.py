"""The sketch of parcels: right way up, to scale, safe to put into a page."""

import re
from xml.etree import ElementTree as ET

import pytest

from eservices.cases.paper.sketch import Outline, sketch_svg

SQUARE = ((44.0161, 20.9161), (44.0161, 20.9164), (44.0158, 20.9164), (44.0158, 20.9161))


def corners(svg: str) -> list[tuple[float, float]]:
    points = re.findall(r'points="([^"]+)"', svg)[0]
    return [tuple(map(float, pair.split(","))) for pair in points.split()]  # type: ignore[misc]


def test_north_is_up_and_the_drawing_stays_in_its_frame() -> None:
    northwest, northeast, southeast, southwest = corners(sketch_svg([Outline("1234/5", SQUARE)], title="Скица"))
    assert northwest[1] == northeast[1] < southeast[1] == southwest[1]
    assert northwest[0] == southwest[0] < northeast[0]
    assert all(0 <= x <= 400 and 0 <= y <= 300 for x, y in (northwest, northeast, southeast, southwest))


def test_metres_are_the_same_in_both_directions() -> None:
    northwest, northeast, _southeast, southwest = corners(sketch_svg([Outline("1", SQUARE)], title="Скица"))
    ratio = (southwest[1] - northwest[1]) / (northeast[0] - northwest[0])
    assert ratio == pytest.approx(33.4 / 24.0, rel=0.01)  # 0.0003 degrees north and east at 44 degrees


def test_the_drawing_is_whole_xml_without_style_and_with_escaped_words() -> None:
    svg = sketch_svg([Outline('<b>"1"&</b>', SQUARE)], title="Скица <парцеле>")
    tree = ET.fromstring(svg)
    assert tree.find("{http://www.w3.org/2000/svg}title").text == "Скица <парцеле>"  # type: ignore[union-attr]
    assert "style=" not in svg and "<b>" not in svg
    assert tree.get("role") == "img"


def test_a_point_without_outline_is_not_drawn() -> None:
    with pytest.raises(ValueError):
        sketch_svg([Outline("1", SQUARE[:2])], title="Скица")
    assert sketch_svg([Outline("1", SQUARE), Outline("2", ())], title="Скица").count("<polygon") == 1


def test_an_outline_that_encloses_nothing_does_not_break_the_drawing() -> None:
    line = ((44.0, 20.0), (44.0, 20.0), (44.0, 20.0))
    assert "<polygon" in sketch_svg([Outline("1", line)], title="Скица")


def test_a_picture_brings_its_own_font() -> None:
    assert 'font-family="sans-serif"' in sketch_svg([Outline("1", SQUARE)], title="Скица", font="sans-serif")
    assert "font-family" not in sketch_svg([Outline("1", SQUARE)], title="Скица")
