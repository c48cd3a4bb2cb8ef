"""Locked versions: `python -m eservices.config.lock` chooses them anew, `--check` compares them without network."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from eservices.config.bootstrap import BASE, REQUIREMENTS, UV_REQUIREMENTS, VENV, uv_environment

PYPROJECT = BASE / "pyproject.toml"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", re.MULTILINE)
COMPILE = [
    str(VENV / "bin" / "uv"), "pip", "compile", "--quiet", "--python-version", "3.11", "--extra", "dev",
    "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--index-strategy", "unsafe-best-match",
    "--output-file", "requirements.txt", "pyproject.toml",
]  # fmt: skip


def main(arguments: list[str]) -> None:
    """Compile, or compare and end with one line per difference."""
    if "--check" not in arguments:
        sys.exit(subprocess.call(COMPILE, cwd=BASE, env=uv_environment()))
    faults = differences(PYPROJECT.read_text(), REQUIREMENTS.read_text()) + addresses(REQUIREMENTS, UV_REQUIREMENTS)
    if faults:
        sys.exit("\n".join([*faults, "requirements.txt is not up to date; run: make lock"]))


def differences(project: str, locked: str) -> list[str]:
    """What pyproject.toml asks for and requirements.txt does not give: one sentence each."""
    table = tomllib.loads(project)["project"]
    extras = [text for group in table.get("optional-dependencies", {}).values() for text in group]
    pins = {canonicalize_name(name): version for name, version in PIN.findall(locked)}
    faults = []
    for wanted in map(Requirement, [*table["dependencies"], *extras]):
        version = pins.get(canonicalize_name(wanted.name))
        if version is None:
            faults.append(f"{wanted.name} is in pyproject.toml and not locked.")
        elif not wanted.specifier.contains(version, prereleases=True):
            faults.append(f"{wanted.name} is locked at {version}, outside {wanted.specifier}.")
    return faults


def addresses(*files: Path) -> list[str]:
    """Files that name a place to download from; each machine has its own."""
    return [f"{file.name} names an address of packages." for file in files if "://" in file.read_text()]


if __name__ == "__main__":
    main(sys.argv[1:])
