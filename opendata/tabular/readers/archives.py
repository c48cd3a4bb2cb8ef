"""ZIP files from outside (XLSX, ODS, GTFS): opened only when they are what they say and do not swell."""

from __future__ import annotations

import zipfile
from typing import IO

from opendata.tabular.faults import FileRefused

MOST_MEMBERS = 2_000
LARGEST_UNPACKED = 2 * 1024**3
LARGEST_RATIO = 200
SMALL_ENOUGH = 20 * 1024**2


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive. Raises FileRefused: ``archive`` (not a ZIP, encrypted), ``bomb`` (unpacks to far more than it is)."""
    try:
        archive = zipfile.ZipFile(file)
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise FileRefused("archive") from None
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused("archive")
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    swells = unpacked > SMALL_ENOUGH and unpacked / packed > LARGEST_RATIO
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or swells:
        raise FileRefused("bomb")
    return archive


def refuse_macros(archive: zipfile.ZipFile) -> None:
    """A spreadsheet that carries programs is refused: ``macros``."""
    for name in archive.namelist():
        if name.lower().endswith(("vbaproject.bin",)) or name.startswith(("Basic/", "Scripts/")):
            raise FileRefused("macros")
