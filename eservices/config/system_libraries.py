"""Shared libraries that PDF decisions need. Standard library only: it is read before anything is installed."""

from __future__ import annotations

import ctypes

PANGO_LIBRARIES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}


def missing_packages() -> list[str]:
    """Names of the Debian packages whose library cannot be loaded; an empty list means that PDF works."""
    return [package for library, package in PANGO_LIBRARIES.items() if not _loads(library)]


def remedy(packages: list[str]) -> str:
    """One sentence for the operator."""
    return "Decisions cannot be made into PDF without Pango; run: sudo apt-get install -y " + " ".join(packages)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
