"""The floors of the house hold, and the guard that says so really refuses a wrong import."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = ("municipalities", "eservices", "inspections", "opendata", "campaign")
PURE = (
    "eservices/cases/lifecycle.py", "eservices/cases/deadlines.py", "municipalities/working_days.py",
    "inspections/lifecycle.py", "inspections/rules.py", "inspections/grid.py",
)  # fmt: skip
GUARD = Path(sys.executable).with_name("lint-imports")


def guard(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(GUARD), "--no-cache", "--config", str(folder / "pyproject.toml")],
        cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder), "PATH": ""}, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of the house without its furniture."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name in OURS:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "locale", "*.html")
            )
    return folder


def test_the_floors_hold() -> None:
    done = guard(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("municipalities/calendars.py", "from eservices.cases import lifecycle"),
        ("eservices/exchange/journal.py", "import eservices.cases.registry"),
        ("eservices/cases/registry.py", "from eservices.services.maternity_pay import rules"),
        ("eservices/cases/clock.py", "from eservices.config import settings"),
        ("eservices/services/maternity_pay/rules.py", "from django.utils import timezone"),
        ("eservices/cases/lifecycle.py", "import celery"),
        ("inspections/lifecycle.py", "from django.utils import timezone"),
        ("eservices/cases/registry.py", "from inspections import rules"),
    ],
)
def test_a_wrong_import_is_refused(copy: Path, file: str, line: str) -> None:
    target = copy / file
    original = target.read_text(encoding="utf-8")
    target.write_text(f"{original}\n{line}\n", encoding="utf-8")
    try:
        done = guard(copy)
    finally:
        target.write_text(original, encoding="utf-8")
    assert done.returncode == 1 and "BROKEN" in done.stdout, done.stdout + done.stderr


def test_a_service_that_knows_its_sibling_is_refused(copy: Path) -> None:
    sibling = copy / "eservices" / "services" / "sibling"
    sibling.mkdir()
    (sibling / "__init__.py").write_text("from eservices.services.maternity_pay import rules\n", encoding="utf-8")
    try:
        done = guard(copy)
    finally:
        shutil.rmtree(sibling)
    assert done.returncode == 1 and "BROKEN" in done.stdout, done.stdout + done.stderr


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for name in OURS:
        for path in sorted((ROOT / name).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def inner_imports(tree: ast.Module) -> Iterator[tuple[str, ast.Import | ast.ImportFrom]]:
    """Imports inside functions, with the function's name."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield function.name, node


def test_our_own_code_is_imported_at_the_top_only() -> None:
    """Except in ``AppConfig.ready``; an import hidden in a function would pass the guard's eye at a later hour."""
    hidden = []
    for path, tree in sources():
        for name, node in inner_imports(tree):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            if name != "ready" and any(module.split(".")[0] in OURS for module in modules):
                hidden.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert hidden == []


def test_pure_files_name_no_framework() -> None:
    """The guard sees imports; this sees also a framework that is loaded by name."""
    files = [ROOT / name for name in PURE] + sorted((ROOT / "eservices" / "services").glob("*/rules.py"))
    assert len(files) > len(PURE)
    for file in files:
        names = {
            node.value
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Constant)
        }
        assert not {"django", "celery", "rest_framework"} & {name for name in names if isinstance(name, str)}, file


def test_no_top_level_package_was_added() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages <= {*OURS, "tests"}
