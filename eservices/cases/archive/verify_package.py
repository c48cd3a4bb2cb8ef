"""Checks an archive package (архивски пакет). Needs nothing but Python 3.9 or newer, no portal and no network.

    python3 verify_package.py paket-553-24-26-IV.zip

Every file of the package is compared with the manifest: whether it is there, how long it is and its SHA-256. It ends with
0 when everything agrees, with 1 when something differs (each file is named), with 2 when there is no package to check.
The SHA-256 of the whole package is printed, to be compared with what stands in the portal or in the record of the
handover: a manifest that was changed together with the files shows only there, or by its seal:

    openssl cms -verify -binary -inform DER -in manifest.json.p7s -content manifest.json -CAfile root.pem -out /dev/null

What the package holds is described in docs/archive-package.md.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zipfile
import zlib
from typing import IO, Any

FORMAT = "eservices-archive-package/1"
MANIFEST = "manifest.json"
SEAL = "manifest.json.p7s"
CHUNK = 1024 * 1024


class BrokenPackage(ValueError):
    """There is nothing that could be checked; the message says why."""


def digest_of(stream: IO[bytes]) -> tuple[str, int]:
    """SHA-256 (64 hexadecimal digits) and number of bytes of what is left in the stream."""
    found, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        found.update(chunk)
        size += len(chunk)
    return found.hexdigest(), size


def read_manifest(package: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest. Raises BrokenPackage when there is none, or it is of another format."""
    try:
        manifest = json.loads(package.read(MANIFEST).decode("utf-8"))
    except KeyError:
        raise BrokenPackage(f"The package has no {MANIFEST}.") from None
    except (ValueError, zipfile.BadZipFile, zlib.error) as fault:
        raise BrokenPackage(f"{MANIFEST} cannot be read: {fault}") from None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise BrokenPackage(f"{MANIFEST} is not of the format {FORMAT}.")
    return manifest


def differences(package: zipfile.ZipFile) -> list[str]:
    """Sentences about every file that is not as the manifest says; none when the package is whole."""
    listed = {entry["path"]: entry for entry in read_manifest(package)["files"]}
    inside = [entry.filename for entry in package.infolist()]
    found = [f"{name}: stands in the package more than once." for name in sorted(set(inside)) if inside.count(name) > 1]
    for name in sorted(set(inside) - set(listed) - {MANIFEST, SEAL}):
        found.append(f"{name}: is not in the manifest.")
    for name, entry in sorted(listed.items()):
        fault = "is missing." if name not in inside else fault_of(package, name, entry)
        if fault:
            found.append(f"{name}: {fault}")
    if SEAL not in inside:
        found.append(f"{SEAL}: is missing.")
    return found


def fault_of(package: zipfile.ZipFile, name: str, entry: dict[str, Any]) -> str:
    """What is wrong with one file, or empty text."""
    try:
        with package.open(name) as stream:
            digest, size = digest_of(stream)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:
        return f"cannot be read ({fault})."
    if size != entry["size"]:
        return f"has {size} bytes instead of {entry['size']}."
    return "" if digest == entry["sha256"] else "has another content: its SHA-256 is not that of the manifest."


def main(arguments: list[str]) -> int:
    """Check the package named on the command line; prints what was found."""
    if len(arguments) != 1:
        print("Usage: python3 verify_package.py package.zip")
        return 2
    try:
        with open(arguments[0], "rb") as file:  # noqa: PTH123 - as plain as can be
            whole, _size = digest_of(file)
            with zipfile.ZipFile(file) as package:
                found, manifest = differences(package), read_manifest(package)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as fault:
        print(f"The package cannot be checked: {fault}")
        return 2
    for sentence in found:
        print(sentence)
    if not found:
        print(f"All {len(manifest['files'])} files are as the manifest says.")
        print(f"package SHA-256 {whole}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
