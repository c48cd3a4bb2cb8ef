"""Texts in three languages: collects them, generates Latin, compiles, and says what English still lacks."""

from __future__ import annotations

import io
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract_python
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

from municipalities.script import to_latin

# What marks a text, and which argument is the text (ours carry no plural forms and rarely a context).
FUNCTIONS: dict[str, Any] = dict.fromkeys(
    ("_", "translate", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "pgettext_lazy")
)
CONTEXT_FUNCTIONS = frozenset({"pgettext", "pgettext_lazy"})
SKIPPED_FOLDERS = frozenset({"migrations", "tests", "management", "__pycache__", "static", "locale", "vendor"})
Key = tuple[str | None, str]
Found = dict[Key, list[tuple[str, str]]]


def rooms() -> dict[Path, Path]:
    """Folder of texts -> folder of its catalogues: each app its own, the shell pages the root's."""
    base = Path(settings.BASE_DIR)
    apps = [
        path.parent for path in base.glob("*/**/apps.py") if ".venv" not in path.parts and "config" not in path.parts
    ]
    return {folder: folder / "locale" for folder in apps} | {base / "templates": base / "locale"}


def _nearest(path: Path, folders: list[Path]) -> Path | None:
    """The innermost room that a file belongs to."""
    return next((folder for folder in sorted(folders, key=lambda f: -len(f.parts)) if folder in path.parents), None)


def _texts(path: Path) -> Iterator[tuple[int, Key]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # In brackets the indentation of a template's lines means nothing to Python's tokenizer.
        source = f"({templatize(source, origin=str(path))})"
    for line, function, arguments, _comments in extract_python(
        io.BytesIO(source.encode()), FUNCTIONS, [], {"encoding": "utf-8"}
    ):
        given: Any = arguments
        parts = (given,) if isinstance(given, str) else tuple(given or ())
        if function in CONTEXT_FUNCTIONS and len(parts) >= 2 and parts[0] and parts[1]:
            yield line, (parts[0], parts[1])
        elif parts and parts[0]:
            yield line, (None, parts[0])


def collect(folder: Path, others: list[Path]) -> Found:
    """Every text of one room with the places where it stands."""
    found: Found = {}
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.txt")]):
        inside = path.relative_to(folder).parts
        ours = _nearest(path, others) == folder
        if not ours or SKIPPED_FOLDERS & set(inside) or path.name.startswith("test"):
            continue
        place = str(path.relative_to(settings.BASE_DIR))
        for _line, key in _texts(path):
            found.setdefault(key, []).append((place, ""))
    return {key: list(dict.fromkeys(places)) for key, places in found.items()}


def _known_english(locale: Path) -> dict[Key, str]:
    """Translations at hand: the catalogue itself and fragments beside it."""
    known: dict[Key, str] = {}
    for path in sorted((locale / "en" / "LC_MESSAGES").glob("*.po")):
        for entry in polib.pofile(str(path)):
            if entry.msgstr:
                known.setdefault((entry.msgctxt, entry.msgid), entry.msgstr)
    return known


def _catalogue(language: str, found: Found, translations: dict[Key, str]) -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=120)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
    }
    for key in sorted(found, key=lambda item: (item[1], item[0] or "")):
        catalogue.append(
            polib.POEntry(
                msgctxt=key[0],
                msgid=key[1],
                msgstr=translations.get(key, ""),
                occurrences=found[key],
                flags=["python-format"] if "%(" in key[1] else [],
            )
        )
    return catalogue


class Command(BaseCommand):
    """``catalogue`` writes the catalogues; ``catalogue --check`` only says whether they are whole and fresh."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing, fail when something is missing or stale"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folders = rooms()
        everywhere: dict[Key, str] = {}
        for locale in folders.values():
            everywhere |= {key: text for key, text in _known_english(locale).items() if key not in everywhere}
        faults: list[str] = []
        for folder, locale in sorted(folders.items()):
            found = collect(folder, list(folders))
            faults += self._room(locale, found, _known_english(locale), everywhere, check=options["check"])
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(
                f"{len(faults)} faults in the catalogues. Run manage.py catalogue and translate what it names."
            )
        sys.stdout.write("All texts stand in three languages.\n")

    def _room(
        self, locale: Path, found: Found, known: dict[Key, str], everywhere: dict[Key, str], *, check: bool
    ) -> list[str]:
        english = {key: known.get(key) or everywhere.get(key, "") for key in found}
        wanted = {
            "en": _catalogue("en", found, english),
            "sr_Latn": _catalogue("sr_Latn", found, {key: to_latin(key[1]) for key in found}),
        }
        place = locale.relative_to(settings.BASE_DIR)
        faults = [f"{place}: no English for: {key[1]}" for key, text in english.items() if not text]
        faults += [
            f"{place}: placeholders differ in English of: {key[1]}"
            for key, text in english.items()
            if text and _placeholders(text) != _placeholders(key[1])
        ]
        for language, catalogue in wanted.items():
            target = locale / language / "LC_MESSAGES" / "django.po"
            if check:
                faults += _staleness(target, catalogue)
            elif found:
                _write(target, catalogue)
        if not check and not faults:
            for fragment in (locale / "en" / "LC_MESSAGES").glob("*_fragment.po"):
                fragment.unlink()
        return faults


def _placeholders(text: str) -> set[str]:
    return {part.split(")")[0] for part in text.split("%(")[1:]}


def _staleness(target: Path, wanted: polib.POFile) -> list[str]:
    if not len(wanted):
        return []
    if not target.exists() or str(polib.pofile(str(target), wrapwidth=120)) != str(wanted):
        return [f"{target.relative_to(settings.BASE_DIR)} is stale."]
    compiled = target.with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != wanted.to_binary():
        return [f"{compiled.relative_to(settings.BASE_DIR)} is stale."]
    return []


def _write(target: Path, catalogue: polib.POFile) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(target))
    target.with_suffix(".mo").write_bytes(catalogue.to_binary())
