"""Ranks the children of a competition, and checks a published list. Needs nothing but Python 3.9 or newer.

The portal ranks with this very file. Anybody can do the same with the published one:

    python3 verify_ranking.py rang-lista.json

It ranks the published inputs again, compares every line with the published list and both digests (SHA-256), and ends
with 0 when everything agrees, with 1 when something differs, with 2 when the file cannot be read.

How places are given. Within each list (age group) children stand in order: those admitted before ranking first (lower
"group" first), then more points, then the tie-breaks of the competition one after the other (the smaller number is
first), at last the code, which was drawn at random. Going down the order, each child gets the first of its wishes that
still has a place; a child whose wishes are all full waits. So nobody can prefer a place that somebody further down got.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from decimal import Decimal
from typing import Any

FORMAT = "e-kindergarten-ranking/1"
PLACED, WAITING = "placed", "waiting"
_POINTS = re.compile(r"\d{1,3}\.\d{4}")


class BrokenFile(ValueError):
    """The file is not a published ranking, or its inputs contradict themselves; the message says where."""


def canonical(value: Any) -> bytes:
    """The one way to write ``value`` as bytes: UTF-8 JSON, keys in order, no spaces; numbers are whole or texts."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def order_key(child: dict[str, Any]) -> tuple[Any, ...]:
    """Who stands first: group, points from the most, tie-breaks from the smallest, code."""
    return (child["group"], -Decimal(child["points"]), *child["ties"], child["code"])


def check(inputs: dict[str, Any]) -> None:
    """Raise BrokenFile unless codes are unique, points have four decimals, ties are equally many, wishes are known."""
    places, ties = inputs["places"], None
    seen: set[str] = set()
    for code, free in places.items():
        if type(free) is not int or free < 0:
            raise BrokenFile(f"Place {code} has no whole number of places.")
    for child in inputs["children"]:
        code, wishes = child["code"], child["wishes"]
        if code in seen:
            raise BrokenFile(f"Code {code} stands twice.")
        seen.add(code)
        if not _POINTS.fullmatch(child["points"]):
            raise BrokenFile(f"Points of {code} are not written with four decimals.")
        if len(set(wishes)) != len(wishes) or any(wish not in places for wish in wishes):
            raise BrokenFile(f"Wishes of {code} are repeated or unknown.")
        ties = len(child["ties"]) if ties is None else ties
        if len(child["ties"]) != ties:
            raise BrokenFile(f"Tie-breaks of {code} are not as many as those of the others.")


def rank(inputs: dict[str, Any]) -> list[dict[str, Any]]:
    """The list that follows from ``inputs``; the order in which children are given does not matter.

    ``inputs``: ``places`` (place code to number of places) and ``children`` (``code``, ``list``, ``group``, ``points``,
    ``ties``, ``wishes``). Each line of the result has ``list``, ``rank`` within it, ``code``, ``points``, ``outcome``,
    ``place`` (empty while waiting) and ``wish``, which of the wishes it is (0 while waiting).
    """
    check(inputs)
    free = dict(inputs["places"])
    reached: dict[str, int] = {}
    lines = []
    for child in sorted(inputs["children"], key=order_key):
        name = child["list"]
        reached[name] = reached.get(name, 0) + 1
        place, wish = first_free(child["wishes"], free)
        if place:
            free[place] -= 1
        lines.append({
            "list": name, "rank": reached[name], "code": child["code"], "points": child["points"],
            "outcome": PLACED if place else WAITING, "place": place, "wish": wish,
        })  # fmt: skip
    lines.sort(key=lambda line: (line["list"], line["rank"]))
    return lines


def first_free(wishes: list[str], free: dict[str, int]) -> tuple[str, int]:
    """The first wish that still has a place and which of the wishes it is; ("", 0) when all are full."""
    for position, place in enumerate(wishes, start=1):
        if free[place] > 0:
            return place, position
    return "", 0


def publish(competition: str, stage: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """The file that is published: inputs, list, and the digest of each."""
    lines = rank(inputs)
    return {
        "format": FORMAT, "competition": competition, "stage": stage, "inputs": inputs, "list": lines,
        "inputs_sha256": digest(inputs), "list_sha256": digest(lines),
    }  # fmt: skip


def differences(document: dict[str, Any]) -> list[str]:
    """Sentences about everything in a published file that does not follow from its inputs; none when it is right."""
    if document.get("format") != FORMAT:
        raise BrokenFile(f"This is not a file of the format {FORMAT}.")
    found = []
    lines = rank(document["inputs"])
    if digest(document["inputs"]) != document["inputs_sha256"]:
        found.append("The digest of the inputs differs.")
    if digest(lines) != document["list_sha256"]:
        found.append("The digest of the list differs.")
    published = {line["code"]: line for line in document["list"]}
    for line in lines:
        if published.pop(line["code"], None) != line:
            found.append(f"{line['code']}: should be {canonical(line).decode('utf-8')}")
    found += [f"{code}: is not among the inputs" for code in sorted(published)]
    return found


def main(arguments: list[str]) -> int:
    """Check the file named on the command line; prints what was found."""
    if len(arguments) != 1:
        print("Usage: python3 verify_ranking.py rang-lista.json")
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:  # noqa: PTH123 - as plain as can be
            document = json.load(file)
        found = differences(document)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        print(f"The file cannot be checked: {fault}")
        return 2
    for sentence in found:
        print(sentence)
    if not found:
        print(f"The list of {len(document['list'])} children follows from the published inputs.")
        print(f"inputs SHA-256 {document['inputs_sha256']}")
        print(f"list   SHA-256 {document['list_sha256']}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
