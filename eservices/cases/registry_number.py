"""Case numbers of the registry (број предмета): written by a pattern, read from any spelling. Pure.

Made of classification (класификациона ознака, main group first: 553), running number within class and year (редни број),
year and mark of the organ (ознака органа, mostly a Roman number): ``553-24/16-IV`` as Svilajnac writes it; an act within
the case adds its sub-number: ``553-24/26-IV-3``. Source: Упутство о канцеларијском пословању (Сл. гласник РС 20/2022).
Numbers are handed out without gaps elsewhere, under a lock of the database.
"""

import re
from dataclasses import dataclass, replace
from string import Formatter

DEFAULT_PATTERN = "{class}-{seq}/{yy}-{organ}"
PLACEHOLDERS = frozenset({"class", "seq", "yy", "yyyy", "organ"})
# Two-digit years from this value on are of the 1900s: the oldest files still searched for are from the 1980s.
FIRST_SHORT_YEAR_OF_1900S = 80

_CLASSIFICATION = re.compile(r"\d{2,4}", re.ASCII)
_ORGAN = re.compile(r"[0-9A-ZА-ШЂЈЉЊЋЏ]{0,8}")
# Cyrillic capitals that people type for the Roman digits of the organ; В stands for V on a Serbian keyboard.
_ROMAN = str.maketrans(
    {
        "І": "I",
        "И": "I",
        "В": "V",
        "Х": "X",
        "Л": "L",
        "Ц": "C",
        "С": "C",
        "Д": "D",
        "М": "M",
    }
)
_PREFIX = re.compile(r"^(?:ПРЕДМЕТ\s+)?(?:БРОЈ|БР|BROJ|BR|№|#)?\s*[.:]?\s*")
_SEPARATOR = r"\s*[-/.\s\u2010-\u2015\u2212]\s*"
_NUMBER = re.compile(
    rf"(?P<classification>\d{{2,4}}){_SEPARATOR}(?P<sequence>\d{{1,7}})"
    rf"(?:{_SEPARATOR}(?P<year>\d{{4}}|\d{{2}})"
    rf"(?:{_SEPARATOR}(?P<organ>[A-ZА-ШЂЈЉЊЋЏ]{{1,8}}|0\d{{1,3}}))?"
    rf"(?:{_SEPARATOR}(?P<sub_number>\d{{1,5}}))?)?",
    re.ASCII,
)

# The same with the organ in front, as some municipalities write it: 04-350-1/2026, IV-279-1/17-5.
_ORGAN_FIRST = re.compile(
    rf"(?P<organ>[A-ZА-ШЂЈЉЊЋЏ]{{1,8}}|0\d{{1,3}}){_SEPARATOR}(?P<classification>\d{{2,4}}){_SEPARATOR}(?P<sequence>\d{{1,7}})"
    rf"(?:{_SEPARATOR}(?P<year>\d{{4}}|\d{{2}})(?:{_SEPARATOR}(?P<sub_number>\d{{1,5}}))?)?",
    re.ASCII,
)


class InvalidRegistryNumber(ValueError):
    """A number or a pattern that cannot exist. ``code`` is stable: ``classification``, ``sequence``, ``year``, ``organ``,
    ``sub-number``, ``pattern-placeholder`` (unknown one) or ``pattern-incomplete`` (class, number or year missing)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, order=True)
class RegistryNumber:
    """One case (``sub_number`` None) or one act of it. ``year`` has four digits; ``organ`` may be empty."""

    classification: str
    sequence: int
    year: int
    organ: str = ""
    sub_number: int | None = None

    def __post_init__(self) -> None:
        for right, code in (
            (_CLASSIFICATION.fullmatch(self.classification), "classification"),
            (self.sequence >= 1, "sequence"),
            (1980 <= self.year <= 9999, "year"),
            (_ORGAN.fullmatch(self.organ), "organ"),
            (self.sub_number is None or self.sub_number >= 1, "sub-number"),
        ):
            if not right:
                raise InvalidRegistryNumber(code)

    def format(self, pattern: str = DEFAULT_PATTERN) -> str:
        """The number as this municipality writes it; separators around an empty organ disappear."""
        check_pattern(pattern)
        text = pattern.format_map(
            {
                "class": self.classification,
                "seq": self.sequence,
                "yy": f"{self.year % 100:02}",
                "yyyy": self.year,
                "organ": self.organ,
            }
        )
        if not self.organ:
            text = text.strip("-/. ")
        return text if self.sub_number is None else f"{text}-{self.sub_number}"

    def __str__(self) -> str:
        return self.format()


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """What somebody typed into the search: the year, organ and sub-number may be missing (None)."""

    classification: str
    sequence: int
    year: int | None = None
    organ: str | None = None
    sub_number: int | None = None

    def matches(self, number: RegistryNumber) -> bool:
        """Whether everything that was typed agrees with ``number``; a missing part agrees with any."""
        return (
            (self.classification, self.sequence) == (number.classification, number.sequence)
            and self.year in (None, number.year)
            and self.organ in (None, number.organ)
            and self.sub_number in (None, number.sub_number)
        )


def check_pattern(pattern: str) -> None:
    """Raise InvalidRegistryNumber unless ``pattern`` has class, seq and a year, and no unknown or decorated placeholder."""
    try:
        fields = [
            (name, spec, conversion) for _, name, spec, conversion in Formatter().parse(pattern) if name is not None
        ]
    except ValueError:
        raise InvalidRegistryNumber("pattern-placeholder") from None
    names = {name for name, _, _ in fields}
    if not names <= PLACEHOLDERS or any(spec or conversion for _, spec, conversion in fields):
        raise InvalidRegistryNumber("pattern-placeholder")
    if not {"class", "seq"} <= names or not names & {"yy", "yyyy"}:
        raise InvalidRegistryNumber("pattern-incomplete")


def parse_any(text: str) -> ParsedNumber | None:
    """The case number in ``text``, or None when it is not one: ``351-12/2026``, ``351 12 2026``, ``бр. 351-12/26-IV``.

    A two-digit year is of this century up to 79. After the year comes the organ (letters, or digits with a leading zero)
    and then the sub-number; Cyrillic letters typed for Roman digits are understood.
    """
    found = _NUMBER.fullmatch(_PREFIX.sub("", text.strip().upper()))
    return None if found is None else _parsed(found)


def readings_of(text: str) -> tuple[ParsedNumber, ...]:
    """Every way in which ``text`` can be a case number, for searching; empty when it is none.

    ``04-350-1/2026`` is act 2026 of case 350 in class 04, or case 1 in class 350 of organ 04: a search tries both. A class
    mark written with leading zeros (``0350``) is also read without them.
    """
    bare = _PREFIX.sub("", text.strip().upper())
    found = [_parsed(match) for match in (_NUMBER.fullmatch(bare), _ORGAN_FIRST.fullmatch(bare)) if match]
    plain = [replace(one, classification=one.classification.lstrip("0")) for one in found]
    return tuple(dict.fromkeys([*found, *(one for one in plain if _CLASSIFICATION.fullmatch(one.classification))]))


def _parsed(found: re.Match[str]) -> ParsedNumber:
    year, organ, sub_number = found["year"], found["organ"], found["sub_number"]
    return ParsedNumber(
        classification=found["classification"],
        sequence=int(found["sequence"]),
        year=None if year is None else _whole_year(year),
        organ=None if organ is None else organ.translate(_ROMAN),
        sub_number=None if sub_number is None else int(sub_number),
    )


def _whole_year(text: str) -> int:
    if len(text) == 4:
        return int(text)
    return int(text) + (1900 if int(text) >= FIRST_SHORT_YEAR_OF_1900S else 2000)
