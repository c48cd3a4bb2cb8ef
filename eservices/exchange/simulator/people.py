"""The invented people: parents with their situation, and their children. Nobody here exists."""

from dataclasses import dataclass
from datetime import date

from eservices.exchange.simulator import firms, insurance
from eservices.exchange.simulator.firms import Firm
from eservices.exchange.simulator.insurance import Rule

KRAGUJEVAC = ("70645", "Крагујевац")
CACAK = ("71242", "Чачак")
SVILAJNAC = ("71056", "Свилајнац")


@dataclass(frozen=True)
class Home:
    """A registered address; `until` is the last day there."""

    municipality: tuple[str, str]
    street: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Insured:
    """Insurance with one payer; a farmer pays for herself and has no firm."""

    kind: str
    firm: Firm | None
    rule: Rule


@dataclass(frozen=True)
class Parent:
    """One grown-up with a `situation`, a sentence for people who look for a suitable one."""

    jmbg: str
    given_name: str
    surname: str
    situation: str
    homes: tuple[Home, ...]
    insured: tuple[Insured, ...] = ()
    flat_area: str = ""


@dataclass(frozen=True)
class Child:
    """One child in the register of births; `care` is empty unless the guardianship authority has a record."""

    jmbg: str
    given_name: str
    surname: str
    sex: str
    born_on: date
    mother: str
    father: str = ""
    care: str = ""
    right: str = ""


def employed(firm: Firm, rule: Rule) -> Insured:
    """Insured by an employer."""
    return Insured("employment", firm, rule)


def self_employed(firm: Firm, rule: Rule) -> Insured:
    """Insured as an entrepreneur."""
    return Insured("self_employment", firm, rule)


PARENTS = (
    Parent(
        "1205992665011", "Јелена", "Примеровић", "Пример А: девет основица 95.000 и девет 104.000, просек 99.500",
        (Home(CACAK, "Пробна 2", date(1992, 5, 20), date(2019, 8, 31)),
         Home(KRAGUJEVAC, "Измишљена 14", date(2019, 9, 1))),
        (employed(firms.TEXTILE, insurance.nine_and_nine("95000.00", "104000.00")),), "61.00",
    ),
    Parent(
        "2303990665028", "Милица", "Пробнић", "Пример Б: само 6 од 18 месеци, по 70.000",
        (Home(CACAK, "Огледна 3", date(1990, 4, 1)),),
        (employed(firms.SEASON, insurance.one_month_in(3, "70000.00")),),
    ),
    Parent(
        "0711994665018", "Ана", "Самосталић", "Пример В: предузетница, 18 пута 51.300",
        (Home(KRAGUJEVAC, "Замишљена 3", date(1994, 11, 20)),),
        (self_employed(firms.STUDIO, insurance.steady("51300.00")),), "48.50",
    ),
    Parent(
        "1908988665016", "Весна", "Паузић", "предузетница 51.300, сваки трећи месец неплаћен: 12 плаћених од 18",
        (Home(SVILAJNAC, "Пробна 8", date(2010, 3, 15)),),
        (self_employed(firms.TAILOR, insurance.unpaid_one_month_in(3, "51300.00")),),
    ),
    Parent(
        "3001993665018", "Сања", "Касновић", "запослена 88.000, три месеца неплаћена док се исправка не укључи",
        (Home(KRAGUJEVAC, "Огледна 21", date(2015, 6, 1)),),
        (employed(firms.BAKERY, insurance.unpaid_one_month_in(6, "88000.00", late=True)),),
    ),
    Parent(
        "1506991665018", "Ивана", "Двојић", "два послодавца истовремено: 60.000 и 45.000",
        (Home(CACAK, "Измишљена 30", date(1991, 7, 1)),),
        (employed(firms.OFFICE, insurance.steady("60000.00")), employed(firms.SHOP, insurance.steady("45000.00"))),
    ),
    Parent(
        "0204995665012", "Тамара", "Менић", "мења послодавца сваких пола године: 80.000 и 92.000",
        (Home(KRAGUJEVAC, "Пробна 17", date(2018, 2, 1)),),
        (employed(firms.BAKERY, insurance.half_a_year("80000.00", second=False)),
         employed(firms.BUILDER, insurance.half_a_year("92000.00", second=True))),
    ),
    Parent(
        "2612989665017", "Драгана", "Високић", "основица 950.000, изнад највише (пет просечних зарада)",
        (Home(KRAGUJEVAC, "Трг примера 8", date(2012, 9, 1)),),
        (employed(firms.BANK, insurance.steady("950000.00")),), "112.00",
    ),
    Parent(
        "0910996665018", "Марија", "Безрадић", "без осигурања: регистар је зна, нема ниједне основице",
        (Home(SVILAJNAC, "Измишљена 4", date(1996, 10, 15)),),
    ),
    Parent(
        "1703987665011", "Гордана", "Минимић", "основица 45.950, испод најниже зараде",
        (Home(CACAK, "Замишљена 9", date(2011, 1, 10)),),
        (employed(firms.SHOP, insurance.steady("45950.00")),),
    ),
    Parent(
        "2805992665012", "Љиљана", "Пољић", "пољопривредница, 18 пута 40.000, без фирме",
        (Home(SVILAJNAC, "Сеоска 5", date(1992, 6, 10)),),
        (Insured("farmer", None, insurance.steady("40000.00")),), "140.00",
    ),
    Parent(
        "0508990665013", "Наташа", "Обојић", "истовремено запослена 70.000 и предузетница 35.000",
        (Home(CACAK, "Огледна 10", date(1990, 8, 20)),),
        (employed(firms.OFFICE, insurance.steady("70000.00")),
         self_employed(firms.HAIR, insurance.steady("35000.00"))),
    ),
    Parent(
        "1411991665017", "Катарина", "Прекидић", "неплаћено одсуство сваког другог месеца: 9 основица по 120.000",
        (Home(KRAGUJEVAC, "Измишљена 40", date(2014, 5, 5)),),
        (employed(firms.BUILDER, insurance.leave_without_pay_every_second_month("120000.00")),),
    ),
    Parent(
        "2101986665011", "Зорица", "Трећић", "треће дете, основица са парама 76.500,50",
        (Home(CACAK, "Школска 2", date(1986, 2, 1), date(2025, 2, 13)),
         Home(SVILAJNAC, "Школска 9", date(2025, 2, 14))),
        (employed(firms.SCHOOL, insurance.steady("76500.50")),), "75.25",
    ),
    Parent(
        "0309989660013", "Марко", "Примеровић", "отац, запослен 120.000",
        (Home(KRAGUJEVAC, "Измишљена 14", date(2019, 9, 1)),),
        (employed(firms.BUILDER, insurance.steady("120000.00")),),
    ),
    Parent(
        "1205992660060", "Петар", "Пробнић", "отац, без осигурања",
        (Home(CACAK, "Огледна 3", date(2020, 1, 15)),),
    ),
    Parent(
        "1903985660011", "Драган", "Трећић", "отац, без осигурања откад је његова фирма угашена",
        (Home(SVILAJNAC, "Школска 9", date(2025, 2, 14)),),
    ),
    Parent(
        "1403986665022", "Мирјана", "Надић", "пар без деце, обоје дуго у истом граду",
        (Home(KRAGUJEVAC, "Замишљена 18", date(2010, 3, 1)),),
    ),
    Parent("0211984660031", "Стефан", "Надић", "супруг Мирјане", (Home(KRAGUJEVAC, "Замишљена 18", date(2010, 3, 1)),)),
    Parent(
        "2106983665039", "Оливера", "Чекић", "пар без деце, супруг се скоро доселио",
        (Home(KRAGUJEVAC, "Огледна 33", date(1999, 5, 10)),),
    ),
    Parent(
        "0801985660045", "Дејан", "Чекић", "супруг Оливере, доселио се 2026.",
        (Home(CACAK, "Пробна 44", date(1990, 1, 1), date(2026, 1, 14)),
         Home(KRAGUJEVAC, "Огледна 33", date(2026, 1, 15))),
    ),
    Parent(
        "3009981665048", "Тања", "Редић", "пар без деце, старија жена на јавном позиву",
        (Home(CACAK, "Огледна 51", date(2012, 6, 1)),),
    ),
    Parent("1702980660050", "Бојан", "Редић", "супруг Тање", (Home(CACAK, "Огледна 51", date(2012, 6, 1)),)),
    Parent(
        "0505985665057", "Јована", "Рангић", "пар без деце, млађа жена на јавном позиву",
        (Home(CACAK, "Измишљена 62", date(2016, 9, 1)),),
    ),
    Parent("1212986660063", "Никола", "Рангић", "супруг Јоване", (Home(CACAK, "Измишљена 62", date(2016, 9, 1)),)),
)  # fmt: skip

NOT_IN_ANY_REGISTER = "0606993665016"
"""A valid JMBG of nobody: every register answers that it holds nothing."""

CHILDREN = (
    Child("2004026665011", "Нина", "Примеровић", "female", date(2026, 4, 20), "1205992665011", "0309989660013"),
    Child("1107023665010", "Уна", "Пробнић", "female", date(2023, 7, 11), "2303990665028", "1205992660060"),
    Child("2611022660019", "Вук", "Касновић", "male", date(2022, 11, 26), "3001993665018"),
    Child("0109025665017", "Софија", "Двојић", "female", date(2025, 9, 1), "1506991665018"),
    Child("1503019660015", "Лука", "Трећић", "male", date(2019, 3, 15), "2101986665011", "1903985660011"),
    Child("0810021665012", "Теа", "Трећић", "female", date(2021, 10, 8), "2101986665011", "1903985660011"),
    Child("1402026665013", "Дуња", "Трећић", "female", date(2026, 2, 14), "2101986665011", "1903985660011"),
    Child(
        "0102018660013", "Огњен", "Прекидић", "male", date(2018, 2, 1), "1411991665017", care="foster_family",
        right="deprived",
    ),
)  # fmt: skip

PARENTS_BY_JMBG = {parent.jmbg: parent for parent in PARENTS}
CHILDREN_BY_JMBG = {child.jmbg: child for child in CHILDREN}
