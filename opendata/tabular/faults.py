"""What can be wrong with a file, by stable code; `opendata.wording` turns a code into a sentence and a remedy."""

from __future__ import annotations

from dataclasses import dataclass, field

LONGEST_SHOWN_VALUE = 120


class FileRefused(Exception):
    """The file as a whole cannot be read. ``code`` is stable; ``params`` fill the sentence."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class WrongValue(ValueError):
    """One cell cannot be taken. ``code`` is stable; ``params`` fill the sentence."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class RowFault:
    """One cell that cannot be taken: the row as a spreadsheet counts it (heading is row 1), column, value, reason."""

    row: int
    column: str
    value: str
    code: str
    params: dict[str, str] = field(default_factory=dict)


def shown(value: object) -> str:
    """A value as a report shows it, never longer than a line or two."""
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_SHOWN_VALUE else text[: LONGEST_SHOWN_VALUE - 1] + "…"
