"""Prepares ``.venv`` and the libraries of a fresh machine: ``python3 -m eservices.config.bootstrap [--browser]``.

Standard library only, and readable by any Python since 3.7: an old one must be able to say that it is too old. Packages
come from wherever pip of this machine is told to look; uv, which is much faster, is told the same; pip is the way back.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from eservices.config.system_libraries import missing_packages, remedy

BASE = Path(__file__).resolve().parents[2]
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"
REQUIREMENTS = BASE / "requirements.txt"
UV_REQUIREMENTS = BASE / ".ci" / "uv.txt"
OLDEST = (3, 11)
# Compiled at once: seven processes start together, and each would otherwise compile on a machine that keeps no bytecode.
UV_INSTALL = ["pip", "install", "--quiet", "--compile-bytecode", "--index-strategy", "unsafe-best-match"]
# The shell draws the same pages without windows and menus, at two thirds of the cost.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# pip's option -> uv's variable; uv does not read pip's configuration by itself.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "trusted-host": "UV_INSECURE_HOST",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "proxy": "ALL_PROXY",
    "cert": "SSL_CERT_FILE",
}


def main(arguments: list[str]) -> None:
    """Prepare everything, or end with one sentence that holds the remedy."""
    if "--runtime-into" in arguments:
        sys.exit(install_runtime(Path(arguments[-1])))
    check_python()
    ensure_virtual_environment()
    ensure_packages()
    ensure_libraries()
    if "--browser" in arguments:
        ensure_browser()


def check_python() -> None:
    """End when this Python is too old."""
    if sys.version_info[:2] < OLDEST:
        sys.exit(
            f"Python 3.11 or newer is needed and this is {sys.version_info[0]}.{sys.version_info[1]}; install one and "
            "name it, for example: make run PYTHON=python3.11"
        )


def ensure_virtual_environment() -> None:
    """Make ``.venv`` with plain python3; one whose Python is gone or too old is made again."""
    if PYTHON.exists() and succeeds([str(PYTHON), "-c", "import sys; sys.exit(sys.version_info[:2] < (3, 11))"]):
        return
    if not succeeds([sys.executable, "-c", "import ensurepip, venv"]) and not apt_install(["python3-venv"]):
        sys.exit("Python's module venv is missing; run: sudo apt-get install -y python3-venv")
    print("Making .venv ...", flush=True)
    if not succeeds([sys.executable, "-m", "venv", "--clear", str(VENV)]):
        sys.exit(f"The folder .venv cannot be made in {BASE}; check the rights and the free space of that disk.")


def ensure_packages() -> None:
    """Install the locked packages when requirements.txt differs from what was installed last."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes() + UV_REQUIREMENTS.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == digest:
        return
    print("Installing the locked packages ...", flush=True)
    environment = uv_environment()
    if not (install_with_uv(environment) or install_with_pip()):
        sys.exit(
            "The packages of requirements.txt cannot be installed; see the message above, and tell pip where to look "
            "(pip config, PIP_INDEX_URL, HTTPS_PROXY) if this machine has no direct way out."
        )
    STAMP.write_text(digest)


def install_with_uv(environment: dict[str, str]) -> bool:
    """Install uv with pip and everything else with uv. Hashes make it safe to take a file from any index."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes"]
    uv = [str(VENV / "bin" / "uv"), *UV_INSTALL, "--python", str(PYTHON), "--require-hashes"]
    return (
        subprocess.call([*pip, "-r", str(UV_REQUIREMENTS)]) == 0
        and subprocess.call([*uv, "-r", str(REQUIREMENTS)], env=environment, cwd=str(BASE)) == 0
    )


def install_runtime(venv: Path) -> int:
    """For the container image: only what the portal needs to run, at the locked versions with their hashes."""
    uv = [str(venv / "bin" / "uv"), *UV_INSTALL, "--python", str(venv / "bin" / "python")]
    locked = ["--constraint", str(REQUIREMENTS), "-r", str(BASE / "pyproject.toml")]
    return subprocess.call([*uv, *locked], env=uv_environment(venv / "bin" / "python"), cwd=str(BASE))


def install_with_pip() -> bool:
    """The slow way, for a machine that uv does not understand."""
    print("uv could not do it; trying pip, which takes some minutes ...", flush=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--require-hashes"]
    return subprocess.call([*pip, "-r", str(REQUIREMENTS)]) == 0


def uv_environment(python: Path = PYTHON) -> dict[str, str]:
    """The environment with pip's configuration said in uv's words; what is already said to uv stays."""
    listed = subprocess.run(
        [str(python), "-m", "pip", "--disable-pip-version-check", "config", "list"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False,
    ).stdout  # fmt: skip
    return {**uv_settings(listed.splitlines()), **os.environ}


def uv_settings(lines: list[str]) -> dict[str, str]:
    """Translate lines such as ``global.index-url='...'``; a later line (environment) replaces an earlier one."""
    settings = {}
    for line in lines:
        name, equals, value = line.partition("=")
        variable = UV_NAMES.get(name.rsplit(".", 1)[-1])
        if equals and variable:
            settings[variable] = " ".join(" ".join(shlex.split(value)).split())
    if "UV_FIND_LINKS" in settings:
        settings["UV_FIND_LINKS"] = ",".join(settings["UV_FIND_LINKS"].split())
    return settings


def ensure_libraries() -> None:
    """Have Pango, by apt when root; otherwise say it, for `serve` refuses without it."""
    missing = missing_packages()
    if missing and not (apt_install(missing) and not missing_packages()):
        sys.exit(remedy(missing))


def ensure_browser() -> None:
    """Have Chromium for the browser tests, by apt when root; without it those tests are skipped and say so."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return
    if not any(apt_install([name]) and shutil.which(name) for name in BROWSERS[:3]):
        print("No Chromium here: browser tests are skipped; run: sudo apt-get install -y chromium", flush=True)


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages when this is root on a machine with apt; False when it is not, or fails."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    print(f"Installing {' '.join(packages)} ...", flush=True)
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if succeeds(install, quiet):
        return True
    return succeeds(["apt-get", "update", "-qq"], quiet) and succeeds(install, quiet)


def succeeds(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Run a command silently and say whether it ended well."""
    try:
        return subprocess.call(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


if __name__ == "__main__":
    main(sys.argv[1:])
