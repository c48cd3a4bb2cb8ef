"""Invented businesses. Registration numbers begin with 999, tax numbers (ПИБ) have a right check digit."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Firm:
    """One row of the business register."""

    number: str
    pib: str
    name: str
    municipality_code: str
    address: str
    form: str = "company"
    activity_code: str = "6201"
    representative: str = ""
    status: str = "active"
    founded_on: date = date(2012, 4, 2)
    deleted_on: date | None = None


TEXTILE = Firm(
    "99900001", "999000017", "Пример Текстил д.о.о.", "70645", "Измишљена улица 1, Крагујевац", activity_code="1413"
)
SEASON = Firm("99900002", "999000025", "Пробна Берба д.о.о.", "71242", "Огледна 12, Чачак", activity_code="0113")
STUDIO = Firm(
    "99900003", "999000033", "Ана Самосталић пр Студио Узорак", "70645", "Замишљена 3, Крагујевац",
    form="entrepreneur", activity_code="7410", representative="Ана Самосталић",
)  # fmt: skip
TAILOR = Firm(
    "99900004", "999000041", "Весна Паузић пр Кројачница Мустра", "71056", "Пробна 8, Свилајнац",
    form="entrepreneur", activity_code="1413", representative="Весна Паузић",
)  # fmt: skip
BAKERY = Firm(
    "99900005", "999000050", "Пекара Замишљено д.о.о.", "70645", "Огледна 5, Крагујевац", activity_code="1071"
)
OFFICE = Firm("99900006", "999000068", "Примерна Књига д.о.о.", "71242", "Измишљена 6, Чачак", activity_code="6920")
SHOP = Firm("99900007", "999000076", "Продавница Узорак д.о.о.", "71242", "Пробна 7, Чачак", activity_code="4711")
BANK = Firm("99900008", "999000084", "Замишљена банка а.д.", "70645", "Трг примера 8, Крагујевац", activity_code="6419")
SCHOOL = Firm(
    "99900009", "999000092", "Основна школа Пример", "71056", "Школска 9, Свилајнац",
    form="institution", activity_code="8520",
)  # fmt: skip
HAIR = Firm(
    "99900010", "999000105", "Наташа Обојић пр Фризер Шара", "71242", "Огледна 10, Чачак",
    form="entrepreneur", activity_code="9602", representative="Наташа Обојић",
)  # fmt: skip
CLOSED = Firm(
    "99900011", "999000113", "Угашени Пример д.о.о.", "71056", "Некадашња 11, Свилајнац",
    status="deleted", deleted_on=date(2024, 9, 30),
)  # fmt: skip
BUILDER = Firm("99900012", "999000121", "Градња Проба д.о.о.", "70645", "Нова 12, Крагујевац", activity_code="4120")

FIRMS = {
    firm.number: firm
    for firm in (TEXTILE, SEASON, STUDIO, TAILOR, BAKERY, OFFICE, SHOP, BANK, SCHOOL, HAIR, CLOSED, BUILDER)
}
