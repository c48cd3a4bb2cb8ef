"""Is my signature among those that were handed over? Answers without the portal; only Python itself is needed.

    python verify_signatures.py spisak.json potvrda.json

``spisak.json`` is the published list, ``potvrda.json`` the receipt that the portal gave the signer. The personal number is
asked for and kept nowhere. Without a receipt only the digest of the list is checked.

A commitment is HMAC-SHA256 over the JSON list ``[process, text digest, personal number]`` under the secret of the receipt.
Without that secret nobody can tell whose commitment it is; with it, the portal cannot show one commitment to two people.
The portal itself makes commitments and lists with the functions of this file.
"""

from __future__ import annotations

import getpass
import hashlib
import hmac
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def commitment(secret: str, process: str, text_sha256: str, personal_number: str) -> str:
    """The commitment of one signature as 64 hexadecimal digits; ``secret`` is hexadecimal too."""
    message = json.dumps([process, text_sha256, personal_number], ensure_ascii=True).encode()
    return hmac.new(bytes.fromhex(secret), message, hashlib.sha256).hexdigest()


def list_digest(commitments: Iterable[str]) -> str:
    """Digest of a list: the commitments in alphabetical order, one a line."""
    return hashlib.sha256("".join(f"{one}\n" for one in sorted(commitments)).encode()).hexdigest()


def faults_of(published: dict[str, Any]) -> list[str]:
    """What is wrong with a published list by itself; nothing when it is whole."""
    rows = published["commitments"]
    faults = []
    if len(set(rows)) != len(rows):
        faults.append("a commitment stands in the list twice")
    if published["number"] != len(rows):
        faults.append("the list does not have as many commitments as it says")
    if published["digest"] != list_digest(rows):
        faults.append("the digest does not belong to the list")
    if not set(published.get("not_counted", [])) <= set(rows):
        faults.append("something was not counted that is not in the list")
    return faults


def finding(published: dict[str, Any], receipt: dict[str, Any], personal_number: str) -> str:
    """What became of the signature of a receipt: ``counted``, ``listed``, ``not counted``, ``missing`` or ``foreign``."""
    if receipt["process"] != published["process"]:
        return "foreign"
    own = commitment(receipt["secret"], receipt["process"], receipt["text_sha256"], personal_number)
    if own not in published["commitments"]:
        return "missing"
    if published["stage"] != "checked":
        return "listed"
    return "not counted" if own in published["not_counted"] else "counted"


def main(arguments: Sequence[str]) -> int:
    """0 when the list is whole and the signature is in it."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    published = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    faults = faults_of(published)
    print("\n".join(faults) or f"The list is whole: {published['number']} signatures, digest {published['digest']}.")
    if len(arguments) == 1 or faults:
        return 1 if faults else 0
    receipt = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    number = getpass.getpass("Personal number (JMBG): ") if sys.stdin.isatty() else sys.stdin.readline().strip()
    found = finding(published, receipt, number)
    print(f"Your signature: {found}.")
    return 0 if found in ("counted", "listed") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
