"""docs/a-new-service.md holds: a sixth service made by its steps is whole, and a folder that lacks anything is named."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from eservices.cases import service as services
from eservices.cases.service import EvidenceNeed, Service
from tests import test_every_service as conformance
from tests.factories import rows_of

ROOT = Path(settings.BASE_DIR)
COPIED = ("municipalities", "eservices", "inspections", "opendata", "campaign", "tests", "templates", "locale",
          "fixtures", "docs")  # fmt: skip
OLD, NEW = "maternity_pay", "sixth_service"
RENAMED = {"MaternityPay": "SixthService", "maternitypay": "sixthservice", OLD: NEW, "maternity-pay": "sixth-service"}
SLUG = RENAMED["maternity-pay"]


# -- by the steps of the document --------------------------------------------------------------------------------------
def renamed(text: str) -> str:
    for old, new in RENAMED.items():
        text = text.replace(old, new)
    return text


def copy_the_folder(house: Path) -> None:
    folder = house / "eservices" / "services" / NEW
    shutil.copytree(ROOT / "eservices" / "services" / OLD, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*folder.rglob("*.py"), *folder.rglob("*.po")]:
        path.write_text(renamed(path.read_text(encoding="utf-8")), encoding="utf-8")
    declaration = folder / "service.py"
    text = re.sub(r'classification = "\d+"', 'classification = "999"', declaration.read_text(encoding="utf-8"))
    declaration.write_text(text, encoding="utf-8")


def enter_parameters(house: Path) -> None:
    own = ("maternity-pay.", "retention.maternity-pay")
    rows = [row for row in conformance.ROWS if row["code"].startswith(own)]
    write_rows(house, "parameters", rows)


def write_rows(house: Path, kind: str, rows: list[dict[str, Any]]) -> None:
    text = renamed(json.dumps({"rows": rows}, ensure_ascii=False))
    (house / "fixtures" / f"{kind}.{SLUG}.json").write_text(text, encoding="utf-8")


def holds(*names: str) -> Callable[[Path], None]:
    """A step whose work the copied folder brings: the files are there."""

    def look(house: Path) -> None:
        assert all((house / "eservices" / "services" / NEW / name).is_file() for name in names)

    return look


def install(house: Path) -> None:
    target = house / "eservices" / "config" / "settings.py"
    line = f'    "eservices.services.{OLD}",\n'
    text = target.read_text(encoding="utf-8")
    assert line in text
    target.write_text(text.replace(line, line + renamed(line)), encoding="utf-8")
    manage(house, "makemigrations", NEW, "--check", "--dry-run")
    migrations = house / "eservices" / "services" / NEW / "migrations"
    assert any("KeepMunicipalitiesApart" in path.read_text(encoding="utf-8") for path in migrations.glob("0*.py"))


def offer(house: Path) -> None:
    rows = [row for row in rows_of("offered_services") if row["service"] == "maternity-pay"]
    write_rows(house, "offered_services", rows[:1])


def translate(house: Path) -> None:
    manage(house, "catalogue")


STEPS: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("Copy the folder", copy_the_folder),
    ("fixtures/parameters", enter_parameters),
    ("Write the questions", holds("forms.py", "steps.py", "request.py")),
    ("Name the evidence", holds("evidence.py")),
    ("Declare the outcomes", holds("service.py", "texts.py")),
    ("INSTALLED_APPS", install),
    ("fixtures/offered_services", offer),
    ("manage.py catalogue", translate),
)
"""What each step of the document says, in its order, and how it is done here."""


def steps_of_the_document() -> list[str]:
    told = (ROOT / "docs" / "a-new-service.md").read_text(encoding="utf-8")
    section = told.split("## Steps")[1].split("\n## ")[0]
    return re.split(r"^\d+\. ", section, flags=re.MULTILINE)[1:]


def environment(house: Path) -> dict[str, str]:
    """The servers of this run; the slots of tests/servers.py are shared, so the databases are different ones."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(house)}


def run(house: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=house, env=environment(house), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def manage(house: Path, *arguments: str) -> str:
    return run(house, "manage.py", *arguments)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the portal."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.png", "vendor")
            )
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("static", "var"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def test_a_sixth_service_made_by_the_steps_of_the_document_is_whole(house: Path) -> None:
    told = steps_of_the_document()
    assert len(told) == len(STEPS), "A step of the document is not done here, or one is done that it does not name."
    for text, (words, do) in zip(told, STEPS, strict=True):
        assert words in text
        do(house)
    chosen = f"({NEW} or {SLUG} or there_is) and not latn"
    shown = run(house, "-m", "pytest", "tests/test_every_service.py", "-p", "no:cacheprovider", "-q", "-k", chosen)
    passed = re.search(r"(\d+) passed", shown)
    assert passed and int(passed[1]) > 25, shown


# -- a folder that lacks something -------------------------------------------------------------------------------------
@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a whole folder, of the same name."""
    source = ROOT / "eservices" / "services" / OLD
    return Path(shutil.copytree(source, tmp_path / OLD, ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize("name", conformance.files_of_a_service())
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    conformance.test_the_folder_is_whole(folder)
    path = folder / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(AssertionError, match=re.escape(f"{OLD} lacks {name}")):
        conformance.test_the_folder_is_whole(folder)


@pytest.mark.parametrize(
    ("file", "text", "check"),
    [
        ("steps.py", "VALUE = 1\n", conformance.test_every_file_and_public_class_says_what_it_is),
        ("rules.py", "from django.utils import timezone\n", conformance.test_the_rules_are_pure),
        ("rules.py", "from eservices.cases import clock\n", conformance.test_the_rules_are_pure),
        ("texts.py", "from eservices.services.ivf_costs import texts\n", conformance.test_the_service_does_not_know_its_siblings),
    ],
    ids=["silent", "framework", "floor", "sibling"],
)  # fmt: skip
def test_a_file_that_breaks_a_rule_is_refused(
    folder: Path, file: str, text: str, check: Callable[[Path], None]
) -> None:
    check(folder)
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError):
        check(folder)


def test_a_folder_that_is_not_registered_is_refused(folder: Path) -> None:
    with pytest.raises(AssertionError, match="INSTALLED_APPS"):
        conformance.test_the_folder_is_a_registered_service(folder.rename(folder.with_name(NEW)))


WHOLE = services.get("maternity-pay")
NEED = WHOLE.evidence[0]


def without(name: str, wanted: Callable[[Any], bool]) -> dict[str, Any]:
    """The declaration without the parts that are ``wanted``."""
    return {name: tuple(part for part in getattr(WHOLE, name) if not wanted(part))}


LACKING: dict[str, tuple[dict[str, Any], Callable[[Service], None]]] = {
    "name": ({"name": "Maternity pay"}, conformance.test_names_and_codes_are_there),
    "summary": ({"summary": ""}, conformance.test_names_and_codes_are_there),
    "classification": ({"classification": "x"}, conformance.test_names_and_codes_are_there),
    "retention": ({"retention_class": ""}, conformance.test_names_and_codes_are_there),
    "search words": ({"search_words": ""}, conformance.test_names_and_codes_are_there),
    "steps twice": ({"steps": (*WHOLE.steps, WHOLE.steps[0])},
                    conformance.test_steps_have_their_own_addresses_and_serbian_questions),
    "parameter": ({"parameters": ("maternity-pay.unknown",)}, conformance.test_legal_values_exist_and_have_a_source),
    "register": ({"evidence": (EvidenceNeed("moon", "Месец", "сврха", "закон"),)},
                 conformance.test_registers_are_known_and_purpose_and_law_are_told),
    "question": ({"evidence": (EvidenceNeed(NEED.source, NEED.label, NEED.purpose, NEED.legal_basis),)},
                 conformance.test_registers_are_known_and_purpose_and_law_are_told),
    "grant": (without("outcomes", lambda part: part.favourable),
              conformance.test_outcomes_can_end_refuse_and_discontinue_a_case),
    "refusal": (without("outcomes", lambda part: not part.favourable and not part.discontinues),
                conformance.test_outcomes_can_end_refuse_and_discontinue_a_case),
    "discontinuance": (without("outcomes", lambda part: part.discontinues),
                       conformance.test_outcomes_can_end_refuse_and_discontinue_a_case),
    "offer": ({"slug": SLUG}, conformance.test_it_is_offered_by_somebody),
}  # fmt: skip


@pytest.mark.parametrize(("lack", "check"), LACKING.values(), ids=LACKING)
def test_a_declaration_that_lacks_something_is_refused(lack: dict[str, Any], check: Callable[[Service], None]) -> None:
    check(WHOLE)
    with pytest.raises(AssertionError):
        check(type("Lacking", (type(WHOLE),), lack)())
