"""Who won the prize draw? Answers from the published file alone; only Python itself is needed.

    python verify_draw.py izvlacenje.json

Before the first entry the portal publishes a commitment: the SHA-256 of a secret. After the last one it publishes the
secret, the codes of all entries, and a number from outside that was named beforehand and that nobody could know while
entries were taken (for example the numbers of a lottery drawn later). The order of winning is the order of

    SHA-256(secret | digest of the codes | number from outside | code)

so it follows from what was published, and none of those who gave a part of it could choose who wins.
The portal itself draws with the functions of this file.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def commitment(secret: str) -> str:
    """What is published beforehand, as 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def entries_digest(codes: Iterable[str]) -> str:
    """Digest of the entries: the codes in alphabetical order, one a line."""
    return hashlib.sha256("".join(f"{code}\n" for code in sorted(codes)).encode()).hexdigest()


def drawn(secret: str, codes: Sequence[str], outside: str, winners: int) -> list[str]:
    """The codes that win, the first prize first."""
    seed = f"{secret}|{entries_digest(codes)}|{outside}|"
    return sorted(codes, key=lambda code: hashlib.sha256(f"{seed}{code}".encode()).hexdigest())[:winners]


def faults_of(published: dict[str, Any]) -> list[str]:
    """What is wrong with a published draw; nothing when it is right."""
    codes, faults = published["entries"], []
    if commitment(published["secret"]) != published["commitment"]:
        faults.append("the secret is not the one that was committed to")
    if len(set(codes)) != len(codes):
        faults.append("a code stands in the list twice")
    if entries_digest(codes) != published["entries_sha256"]:
        faults.append("the digest does not belong to the entries")
    if drawn(published["secret"], codes, published["outside"], len(published["winners"])) != published["winners"]:
        faults.append("these are not the winners")
    return faults


def main(arguments: Sequence[str]) -> int:
    """0 when the draw is right."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    published = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    faults = faults_of(published)
    print("\n".join(faults) or f"The draw is right. Winners: {', '.join(published['winners'])}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
