"""Every text stands in three languages: Cyrillic is the source, Latin is made from it, English is translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from eservices.config.management.commands.catalogue import collect, rooms
from municipalities.script import to_latin

BASE = Path(settings.BASE_DIR)
ROOMS = rooms()
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN_WORD = re.compile(r"[A-Za-zČĆŽŠĐčćžšđ]{2,}")
# Latin words that stand in Serbian Cyrillic texts as they are: names of things, formats, file kinds, roman numbers.
KEPT = re.compile(
    r"%\([a-z_]+\)[sd]|\{[a-z_]*\}|<[^>]+>|https?://\S+|[\w.]+@[\w.]+|\b[IVXLCDM]+\b|"
    r"\b(PDF|PDFA?|JPE?G|PNG|HEIC|QR|RSD|IBAN|TOTP|API|DCAT|CSV|XLSX?|XML|JSON|eID|SMS|PIN|URL|OpenID|Connect|HTTPS?|"
    r"Chrome|Firefox|Safari|Edge|Open311|GeoJSON|WCAG|SHA|ms|km|odluka|json|SwissPRO|Alt|Tab|Esc|Enter|GitHub|ePUAP|"
    r"Google|Authenticator|Microsoft|FreeOTP|Aegis|slug|class|seq|yyyy|yy|organ)\b"
)


def texts() -> Iterator[tuple[str, str]]:
    """Every marked text of ours with the place where it stands."""
    for folder in ROOMS:
        for (_, text), places in collect(folder, list(ROOMS)).items():
            yield places[0][0], text


TEXTS = sorted(set(texts()))


def test_there_are_texts() -> None:
    assert len(TEXTS) > 500


def test_every_source_text_is_serbian_cyrillic() -> None:
    latin = [
        f"{place}: {text}"
        for place, text in TEXTS
        if LATIN_WORD.search(KEPT.sub("", text)) and not CYRILLIC.search(text)
    ]
    assert latin == [], "Write the msgid in Serbian Cyrillic."


def test_no_word_mixes_two_alphabets() -> None:
    mixed = [f"{place}: {word}" for place, text in TEXTS for word in re.findall(r"\w+", KEPT.sub(" ", text))
             if CYRILLIC.search(word) and re.search(r"[A-Za-z]", word)]  # fmt: skip
    assert mixed == [], "A Latin letter hides among Cyrillic ones."


def test_latin_made_from_cyrillic_has_no_cyrillic_letter() -> None:
    assert [text for _, text in TEXTS if CYRILLIC.search(to_latin(text))] == []


def test_no_text_asks_for_grammatical_number() -> None:
    """``ngettext`` is avoided: numbers stand after a colon."""
    files = [
        path
        for folder in ROOMS
        for path in [*folder.rglob("*.py"), *folder.rglob("*.html")]
        if "tests" not in path.parts
    ]
    marks = re.compile(r"\bn(?:p)?gettext(?:_lazy)?\(|{%\s*plural\s*%}")
    assert [str(path) for path in files if marks.search(path.read_text(encoding="utf-8"))] == []


def test_the_catalogues_are_whole_and_fresh() -> None:
    """The same check as ``manage.py catalogue --check``: every text has English, and Latin is up to date."""
    call_command("catalogue", check=True)


CATALOGUES = sorted(path for locale in ROOMS.values() for path in locale.glob("*/LC_MESSAGES/django.po"))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(BASE)))
def test_a_translation_keeps_alphabet_placeholders_and_ends(path: Path) -> None:
    for entry in polib.pofile(str(path)):
        if entry.obsolete or not entry.msgstr:
            continue
        # An example of what to type stays as it is typed.
        kept = set(re.findall(r"[\u0400-\u04ff]+", entry.msgstr))
        example = len(kept) == 1 or "на пример" in entry.msgid.lower()
        typed = example and kept <= set(re.findall(r"[\u0400-\u04ff]+", entry.msgid))
        assert not kept or typed or "ирилиц" in entry.msgid, f"{path}: {entry.msgid}"
        assert set(re.findall(r"%\(\w+\)s|\{\w*\}", entry.msgid)) == set(
            re.findall(r"%\(\w+\)s|\{\w*\}", entry.msgstr)
        ), entry.msgid
        assert not entry.fuzzy, entry.msgid


def test_english_is_a_translation_and_not_latin() -> None:
    with translation.override("en"):
        left = [text for _, text in TEXTS if CYRILLIC.search(text) and str(translation.gettext(text)) == to_latin(text)
                and len(text.split()) > 2]  # fmt: skip
    assert left == []


def test_templates_write_no_serbian_outside_of_marks() -> None:
    """Cyrillic in a template that is not marked would stay Cyrillic for a reader of Latin."""
    bare = []
    for path in [*(BASE / "templates").rglob("*.html"), *BASE.glob("*/**/templates/**/*.html")]:
        if ".venv" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"{%\s*comment.*?{%\s*endcomment\s*%}|{#.*?#}", "", text, flags=re.S)
        text = re.sub(r"{%\s*blocktrans(?:late)?.*?{%\s*endblocktrans(?:late)?\s*%}", "", text, flags=re.S)
        text = re.sub(r"{%\s*(?:translate|trans)\s.*?%}|_\(\"[^\"]*\"\)|_\('[^']*'\)", "", text, flags=re.S)
        text = re.sub(r'{{\s*"[^"]*"\|pismo\s*}}', "", text)  # follows the script of the reader
        if found := CYRILLIC.search(text):
            bare.append(f"{path.relative_to(BASE)}: {text[found.start() - 10 : found.start() + 30]!r}")
    assert bare == []


def test_every_decision_record_has_the_next_number_and_bears_it() -> None:
    records = sorted((BASE / "docs" / "records").glob("*.md"))
    for number, path in enumerate(records, 1):
        assert path.name.startswith(f"{number:04}-") and path.read_text(encoding="utf-8").startswith(f"# {number:04} ")
