"""A promotion as a file for calendars (iCalendar, RFC 5545). Pure: times are aware, texts arrive translated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

CALENDAR_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75
"""Octets of a line; longer ones are folded (RFC 5545, section 3.1)."""


@dataclass(frozen=True)
class Happening:
    """What a calendar shows. ``revision`` grows with every change, so that the calendar takes it over."""

    uid: str
    title: str
    text: str
    place: str
    address: str
    starts_at: datetime
    ends_at: datetime
    revision: int
    is_cancelled: bool
    position: tuple[Decimal, Decimal] | None = None
    """Latitude and longitude in degrees."""


def calendar_of(happening: Happening, *, now: datetime) -> str:
    """The whole file, lines ending as the format wants them."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Portal//Campaign//SR", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:{happening.uid}",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(happening.starts_at)}",
        f"DTEND:{_moment(happening.ends_at)}",
        f"SEQUENCE:{happening.revision}",
        f"STATUS:{'CANCELLED' if happening.is_cancelled else 'CONFIRMED'}",
        f"SUMMARY:{escaped(happening.title)}",
        f"DESCRIPTION:{escaped(happening.text)}",
        f"LOCATION:{escaped(happening.place)}",
        *([f"GEO:{happening.position[0]};{happening.position[1]}"] if happening.position else []),
        f"URL:{happening.address}",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _moment(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A text value: backslash, comma, semicolon and ends of lines written as the format asks (section 3.3.11)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    return plain.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> list[str]:
    """The line in pieces of at most 75 octets, each further one beginning with a space; no letter is cut."""
    pieces, current, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST_LINE:
            pieces.append(current)
            current, size = " ", 1
        current, size = current + letter, size + width
    return [*pieces, current]
