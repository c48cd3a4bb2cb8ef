"""Invented applicants: the name and the JMBG (of the unused region 66) follow from a number, so nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from municipalities.identifiers import JMBG_WEIGHTS
from municipalities.script import fold, sort_key

FIRST_NAMES = (
    "Јелена", "Милица", "Ана", "Марија", "Ивана", "Јована", "Тамара", "Маја", "Сања", "Драгана", "Наташа", "Тијана",
    "Катарина", "Биљана", "Сандра", "Невена", "Теодора", "Љиљана", "Ђурђица", "Џенана", "Њежана", "Вања", "Снежана",
    "Оливера", "Зорица", "Славица", "Гордана", "Мирјана", "Светлана", "Александра",
)  # fmt: skip
ROOTS = (
    "Пример", "Проб", "Измишљен", "Замишљен", "Пробн", "Узор", "Обрасц", "Нацрт", "Оглед", "Модел", "Вежб", "Шаблон",
    "Мустр", "Претпоставк", "Скиц", "Макет", "Џамбас", "Чигр", "Ћурк", "Ђубрав", "Жбун", "Шипраж", "Љутић", "Њивск",
)  # fmt: skip
ENDINGS = ("овић", "ић", "евић", "ински", "ац", "аревић", "ичић", "ковић")
LAST_NAMES = tuple(root + ending for root in ROOTS for ending in ENDINGS)
FIRST_BIRTHDAY = date(1978, 1, 1)
BIRTHDAYS = 9_500  # days, up to the beginning of 2004
WOMEN = range(500, 1000)  # the last three digits before the check digit, of women
MOST = BIRTHDAYS * len(WOMEN)


@dataclass(frozen=True, slots=True)
class Person:
    """An applicant who does not exist."""

    first_name: str
    last_name: str
    jmbg: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def person(number: int) -> Person:
    """The invented person of that number, always the same one; all numbers below MOST differ in the JMBG."""
    day, serial = number % BIRTHDAYS, number // BIRTHDAYS % len(WOMEN)
    first = FIRST_NAMES[(number * 7 + number // 31) % len(FIRST_NAMES)]
    last = LAST_NAMES[(number * 11 + number // 17) % len(LAST_NAMES)]
    return Person(first, last, jmbg(FIRST_BIRTHDAY + timedelta(days=day), WOMEN[serial]))


def jmbg(born: date, serial: int) -> str:
    """The number with its check digit; a serial that would have none is moved to the next that has one."""
    digits = f"{born:%d%m}{born.year % 1000:03}66{serial:03}"
    check = 11 - sum(weight * int(digit) for weight, digit in zip(JMBG_WEIGHTS, digits, strict=True)) % 11
    if check == 10:
        return jmbg(born, WOMEN[(serial - WOMEN[0] + 1) % len(WOMEN)])
    return digits + str(0 if check == 11 else check)


@cache
def keys_of(name: str) -> tuple[str, str]:
    """Search key and sort key of a name."""
    return fold(name)[:240], sort_key(name)[:400]
