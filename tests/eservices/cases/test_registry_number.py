"""Case numbers: patterns of municipalities and every spelling in a search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases.registry_number import (
    DEFAULT_PATTERN,
    InvalidRegistryNumber,
    ParsedNumber,
    RegistryNumber,
    check_pattern,
    parse_any,
    readings_of,
)


def test_numbers_as_svilajnac_writes_them() -> None:
    assert RegistryNumber("553", 24, 2016, "IV").format() == "553-24/16-IV"
    assert str(RegistryNumber("345", 7, 2014, "IV")) == "345-7/14-IV"
    assert RegistryNumber("553", 24, 2026, "IV", 3).format() == "553-24/26-IV-3"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("{class}-{seq}/{yyyy}", "279-1/2017-5"),
        ("{organ}-{class}-{seq}/{yy}", "IV-279-1/17-5"),
        ("{class}-{seq}/{yyyy}-{organ}", "279-1/2017-IV-5"),
    ],
)
def test_other_patterns(pattern: str, text: str) -> None:
    assert RegistryNumber("279", 1, 2017, "IV", 5).format(pattern) == text


def test_an_empty_organ_leaves_no_separator() -> None:
    assert RegistryNumber("279", 1, 2017).format() == "279-1/17"
    assert RegistryNumber("279", 1, 2017).format("{organ}-{class}-{seq}/{yy}") == "279-1/17"


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ("{class}-{seq}", "pattern-incomplete"),
        ("{seq}/{yy}", "pattern-incomplete"),
        ("{class}-{seq}/{year}", "pattern-placeholder"),
        ("{class}-{seq}/{yy", "pattern-placeholder"),
        ("{class.__class__}-{seq}/{yy}", "pattern-placeholder"),
        ("{class!r}-{seq}/{yy}", "pattern-placeholder"),
        ("{class}-{seq:09}/{yy}", "pattern-placeholder"),
    ],
)
def test_patterns_that_would_lose_or_leak_something(pattern: str, code: str) -> None:
    with pytest.raises(InvalidRegistryNumber, match=code):
        check_pattern(pattern)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (("5A3", 1, 2026), "classification"),
        (("553", 0, 2026), "sequence"),
        (("553", 1, 26), "year"),
        (("553", 1, 2026, "iv-2"), "organ"),
        (("553", 1, 2026, "IV", 0), "sub-number"),
    ],
)
def test_impossible_numbers(values: tuple[str, int, int], code: str) -> None:
    with pytest.raises(InvalidRegistryNumber, match=code):
        RegistryNumber(*values)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("351-12/2026", ParsedNumber("351", 12, 2026)),
        ("351 12 2026", ParsedNumber("351", 12, 2026)),
        ("351-12/26-IV", ParsedNumber("351", 12, 2026, "IV")),
        (" бр. 351 – 12 / 26 – iv ", ParsedNumber("351", 12, 2026, "IV")),
        ("Предмет број: 351-12/26-ИВ", ParsedNumber("351", 12, 2026, "IV")),
        ("351-12/26-Х", ParsedNumber("351", 12, 2026, "X")),
        ("351.12.2026.IV.3", ParsedNumber("351", 12, 2026, "IV", 3)),
        ("351-12/26-3", ParsedNumber("351", 12, 2026, None, 3)),
        ("351-12/2026-04-3", ParsedNumber("351", 12, 2026, "04", 3)),
        ("351-12/93", ParsedNumber("351", 12, 1993)),
        ("351-12", ParsedNumber("351", 12)),
        ("06-1/26", ParsedNumber("06", 1, 2026)),
    ],
)
def test_every_spelling_is_found(text: str, parsed: ParsedNumber) -> None:
    assert parse_any(text) == parsed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "351",
        "Петровић",
        "351-",
        "351-12/2",
        "351/12/26/IV/3/4",
        "٣٥١-١٢",
        "3511212026",
    ],
)
def test_other_texts_are_not_numbers(text: str) -> None:
    assert parse_any(text) is None


def test_what_was_not_typed_matches_everything() -> None:
    number = RegistryNumber("351", 12, 2026, "IV")
    for text in ("351-12", "351-12/26", "351 12 2026 IV"):
        parsed = parse_any(text)
        assert parsed is not None and parsed.matches(number)
    for text in ("351-13", "351-12/25", "351-12/26-III", "352-12/26"):
        parsed = parse_any(text)
        assert parsed is not None and not parsed.matches(number)


@given(
    st.from_regex(r"[0-9]{3}", fullmatch=True),
    st.integers(1, 999_999),
    st.integers(2000, 2079),
    st.sampled_from(["", "I", "II", "III", "IV", "V", "XII"]),
    st.none() | st.integers(1, 999),
    st.sampled_from([DEFAULT_PATTERN, "{class}-{seq}/{yyyy}-{organ}"]),
)
def test_what_is_written_is_found(
    classification: str,
    sequence: int,
    year: int,
    organ: str,
    sub_number: int | None,
    pattern: str,
) -> None:
    number = RegistryNumber(classification, sequence, year, organ, sub_number)
    parsed = parse_any(number.format(pattern))
    assert parsed is not None and parsed.matches(number)
    assert (parsed.organ or "", parsed.year, parsed.sub_number) == (
        organ,
        year,
        sub_number,
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("04-350-1/2026", ParsedNumber("350", 1, 2026, "04")),
        ("ИВ 350/1/26-3", ParsedNumber("350", 1, 2026, "IV", 3)),
        ("0350-001/26", ParsedNumber("350", 1, 2026)),
        ("350 1 2026 4", ParsedNumber("350", 1, 2026, None, 4)),
    ],
)
def test_a_search_tries_every_reading(text: str, wanted: ParsedNumber) -> None:
    assert wanted in readings_of(text)


def test_a_name_has_no_reading() -> None:
    assert readings_of("Петровић") == ()
