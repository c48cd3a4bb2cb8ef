"""What others made is exactly what VENDOR.json names, and nothing of it reaches outside the portal."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = json.loads((ROOT / "static/vendor/VENDOR.json").read_text(encoding="utf-8"))
NAMED = {name: digest for part in PARTS for name, digest in part["files"].items()}


@pytest.mark.parametrize("name", NAMED)
def test_vendored_file_is_the_one_that_was_named(name: str) -> None:
    assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == NAMED[name]


def test_every_vendored_file_is_named_with_its_licence() -> None:
    folders = ("static/vendor", "static/fonts", "tests/vendor")
    found = {str(path.relative_to(ROOT)) for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()}
    assert found - {"static/vendor/VENDOR.json"} == set(NAMED)
    assert all(part["version"] and part["licence"] for part in PARTS)


def addresses(path: Path) -> list[str]:
    """What a style sheet or one of our own scripts loads."""
    text = path.read_text(encoding="utf-8")
    pattern = r"""url\(["']?([^"')]+)""" if path.suffix == ".css" else r"""^import .* from ["']([^"']+)"""
    return [address for address in re.findall(pattern, text, re.MULTILINE) if not address.startswith(("data:", "#"))]


def test_styles_and_scripts_load_only_files_of_the_portal() -> None:
    files = [*(ROOT / "static").rglob("*.css"), *(ROOT / "static/portal").rglob("*.js")]
    missing = [(path.name, asked) for path in files for asked in addresses(path) if not (path.parent / asked).is_file()]
    assert files
    assert missing == []


def test_no_map_of_sources_is_asked_for_that_is_not_shipped() -> None:
    files = [*(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    assert [path.name for path in files if "sourceMappingURL" in path.read_text(encoding="utf-8")] == []
