"""Amounts of money and dates in Serbian: read, written with digits and written with words. Pure, no locale needed.

Own wording of numbers: the num2words package writes Latin, calls a milliard a billion and has no agreement for dinars.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
# The largest amount that is read or worded is below this many dinars (хиљаду милијарди).
LIMIT = Decimal(10) ** 12

UNITS = ("нула", "један", "два", "три", "четири", "пет", "шест", "седам", "осам", "девет", "десет",
         "једанаест", "дванаест", "тринаест", "четрнаест", "петнаест", "шеснаест", "седамнаест", "осамнаест",
         "деветнаест")  # fmt: skip
TENS = (
    "",
    "",
    "двадесет",
    "тридесет",
    "четрдесет",
    "педесет",
    "шездесет",
    "седамдесет",
    "осамдесет",
    "деведесет",
)
HUNDREDS = (
    "",
    "сто",
    "двеста",
    "триста",
    "четиристо",
    "петсто",
    "шестсто",
    "седамсто",
    "осамсто",
    "деветсто",
)
FEMININE = {1: "једна", 2: "две"}
# value, forms after 1 / after 2-4 / after the rest, whether the noun is feminine
SCALES = (
    (10**9, ("милијарда", "милијарде", "милијарди"), True),
    (10**6, ("милион", "милиона", "милиона"), False),
    (10**3, ("хиљада", "хиљаде", "хиљада"), True),
)
DINAR = ("динар", "динара", "динара")
MONTHS_GENITIVE = ("јануара", "фебруара", "марта", "априла", "маја", "јуна", "јула", "августа", "септембра", "октобра",
                   "новембра", "децембра")  # fmt: skip

_PLAIN = re.compile(r"\d+(?:,\d{1,2})?", re.ASCII)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,2})?", re.ASCII)
_ENGLISH = re.compile(r"\d+(?:,\d{3})*\.\d{1,2}|\d{1,3}(?:,\d{3}){2,}|\d+(?:,\d{3})+\.\d+", re.ASCII)
_MANY_DECIMALS = re.compile(r"[\d.]*\d,\d{3,}", re.ASCII)


class InvalidAmount(ValueError):
    """A text that is not an amount in Serbian format. ``code`` is stable, for example ``amount-english``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_amount(text: str) -> Decimal:
    """Dinars in ``text``: ``99.500,00``, ``99500`` and ``99500,5``; the result has two decimals.

    Only the Serbian format, because guessing between 1.234 and 1,234 would change the amount a thousand times.
    Raises InvalidAmount: ``amount-empty``, ``amount-negative``, ``amount-english`` (``99,500.00``, ``99500.00``),
    ``amount-decimals`` (more than two), ``amount-size`` (a thousand milliards or more), ``amount-format`` (the rest).
    """
    text = text.strip()
    if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
        raise InvalidAmount(_fault(text))
    amount = Decimal(text.replace(".", "").replace(",", "."))
    if amount >= LIMIT:
        raise InvalidAmount("amount-size")
    return amount.quantize(CENT)


def _fault(text: str) -> str:
    if not text:
        return "amount-empty"
    if text[0] in "-\u2212" and text[1:].strip()[:1].isdigit():
        return "amount-negative"
    if _ENGLISH.fullmatch(text):
        return "amount-english"
    return "amount-decimals" if _MANY_DECIMALS.fullmatch(text) else "amount-format"


def round_half_up(amount: Decimal) -> Decimal:
    """To the para (0.01), halves upwards, as in Serbian accounting; Python alone would round halves to even."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def format_amount(amount: Decimal) -> str:
    """``Decimal("99500")`` as ``99.500,00``; a negative amount gets a minus sign in front."""
    # Adding zero takes the sign off a rounded "-0,00".
    return f"{round_half_up(amount) + 0:,.2f}".translate(str.maketrans(",.", ".,"))


def amount_in_words(amount: Decimal) -> str:
    """Serbian Cyrillic for a decision or a payment slip (словима): ``деведесет девет хиљада петсто динара и 00/100``.

    Raises ValueError for a negative amount and for a thousand milliards or more. Latin: `script.to_latin` of it.
    """
    amount = round_half_up(amount)
    if not 0 <= amount < LIMIT:
        raise ValueError("the amount cannot be worded: negative or too large")
    dinars, paras = divmod(int(amount * 100), 100)
    return f"{number_in_words(dinars)} {_agree(dinars, DINAR)} и {paras:02}/100"


def number_in_words(number: int, *, feminine: bool = False) -> str:
    """``number`` (0 to 999 999 999 999) in Serbian Cyrillic; ``feminine`` for једна and две as the last word."""
    if not 0 <= number < LIMIT:
        raise ValueError("the number cannot be worded: negative or too large")
    words: list[str] = []
    for value, forms, feminine_noun in SCALES:
        count, number = divmod(number, value)
        if count:
            words += [*_below_thousand(count, feminine_noun), _agree(count, forms)]
    return " ".join([*words, *_below_thousand(number, feminine)]) or UNITS[0]


def _below_thousand(number: int, feminine: bool) -> list[str]:
    """Words of 0 to 999; nothing for 0."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10) if rest >= 20 else (0, rest)
    last = FEMININE.get(units, UNITS[units]) if feminine else UNITS[units]
    return [word for word in (HUNDREDS[hundreds], TENS[tens], last if units else "") if word]


def _agree(count: int, forms: tuple[str, str, str]) -> str:
    """Form of a noun after ``count``: 1, 21 and 101 take the first, 2-4 and 22-24 the second, 5-20 and 11-14 the third."""
    if 11 <= count % 100 <= 14:
        return forms[2]
    last = count % 10
    return forms[0] if last == 1 else forms[1] if 2 <= last <= 4 else forms[2]


def format_date(day: date) -> str:
    """``3. 11. 2026.``: with spaces and final full stop, as the orthography (Правопис) writes ordinal numbers."""
    return f"{day.day}. {day.month}. {day.year}."


def date_in_words(day: date) -> str:
    """The month as a word, in the genitive as running text needs it: ``3. новембра 2026. године``."""
    return f"{day.day}. {MONTHS_GENITIVE[day.month - 1]} {day.year}. године"
