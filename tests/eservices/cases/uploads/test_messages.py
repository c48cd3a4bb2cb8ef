"""Each refusal has a sentence of its own."""

from string import Formatter

import pytest
from django.utils import translation

from eservices.cases.uploads.messages import SENTENCES, message
from eservices.cases.uploads.refusals import CODES, RefusalCode, Refused

VALUES: dict[str, int | str] = {"limit": 10, "pages": 201, "width": 1, "height": 65535, "name": "Eicar-Test"}


def test_every_code_has_its_own_sentence() -> None:
    assert set(SENTENCES) == set(CODES)
    assert len({str(sentence) for sentence in SENTENCES.values()}) == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_sentence_is_filled_in(code: RefusalCode) -> None:
    with translation.override("sr"):
        text = str(message(Refused(code, **VALUES)))
    assert text.endswith(".")
    assert not any(field for _, field, _, _ in Formatter().parse(text) if field)
    assert "%(" not in text


def test_the_sentence_for_a_large_file_names_the_limit_and_the_way_out() -> None:
    with translation.override("sr"):
        assert str(message(Refused("too_large", limit=10))) == (
            "Датотека је већа од 10 МБ. Сликајте страницу мањом резолуцијом или пошаљите више мањих датотека."
        )
