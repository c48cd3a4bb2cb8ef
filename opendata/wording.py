"""Codes of wrong files and cells as sentences: what is wrong and what to do, in the reader's script."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from municipalities.templatetags.pismo import pismo

Text = str | Promise
LONGEST_CELL = 300

FILES: dict[str, Text] = {
    "empty": _("Датотека је празна. Пошаљите датотеку која има наслове колона и бар један ред."),
    "no-rows": _("Датотека има наслове колона, а нема ниједан ред података."),
    "binary": _("Ово није текстуална табела. Сачувајте је као CSV, XLSX, ODS или GeoJSON и пошаљите поново."),
    "encoding": _(
        "Око реда %(row)s има знакова који не одговарају кодном распореду %(encoding)s. Сачувајте датотеку као „CSV UTF-8“."
    ),
    "torn": _(
        "Ред %(row)s се не може прочитати: наводници нису затворени или је ћелија предугачка. Исправите тај ред."
    ),
    "columns": _("Табела има више од %(most)s колона. Оставите само колоне са подацима."),
    "archive": _("Датотека је оштећена, закључана лозинком или није табела. Отворите је, сачувајте поново и пошаљите."),
    "bomb": _("Датотека се распакује у несразмерно велику. Из предострожности није отворена."),
    "macros": _("Табела садржи макрое. Сачувајте је без њих, као XLSX или ODS."),
    "old-excel": _("Стари облик XLS није отворен. У програму Excel изаберите „Сачувај као“, па XLSX или CSV UTF-8."),
    "pdf": _(
        "PDF није отворен податак: из њега се табела не може поуздано прочитати. Пошаљите табелу из које је настао."
    ),
    "geojson": _("Ово није исправан GeoJSON. Потребна је збирка FeatureCollection са својствима и геометријом."),
    "crs": _("Координате нису у систему WGS 84. Извезите GeoJSON поново, у систему EPSG:4326."),
    "gtfs": _("Возни ред није цео, недостаје: %(missing)s. Пошаљите целу архиву GTFS."),
    "large": _("Датотека је већа од %(limit)s MB. Поделите је, или наведите адресу са које се преузима."),
    "too-many": _("Превише је грешака да би читање имало смисла. Испод су прве; вероватно је изабрана погрешна шема."),
    "rows-wrong": _("Неки редови имају грешке. Ништа није објављено; исправите их и пошаљите датотеку поново."),
    "address": _("Адреса није исправна. Треба да почиње са https:// и да води право на датотеку."),
    "private-address": _("Адреса води у унутрашњу мрежу, па се са ње не преузима."),
    "unreachable": _("Са адресе није стигла датотека. Проверите да ли се отвара у прегледачу."),
    "status": _("Сервер са адресе је одговорио кодом %(status)s. Проверите адресу."),
    "slow": _("Преузимање је трајало предуго и прекинуто је. Покушаће се поново."),
    "no-source": _("Подаци портала из којих скуп настаје више нису доступни."),
    "unexpected": _(
        "Дошло је до грешке на нашој страни. Ништа није објављено; администратор портала је види у дневнику."
    ),
}

CELLS: dict[str, Text] = {
    "heading-missing": _("Недостаје обавезна колона „%(label)s“. Додајте је или исправите њен наслов."),
    "heading-unknown": _("Колона не постоји у шеми. Обришите је или исправите наслов; очекују се: %(expected)s."),
    "heading-twice": _("Два наслова значе исту колону. Оставите један."),
    "row-long": _("У реду има више ћелија него наслова. Проверите да ли је сепаратор у тексту без наводника."),
    "required": _("Ова ћелија не сме бити празна. Упишите вредност."),
    "integer": _("Очекује се цео број, на пример 1250."),
    "number": _("Очекује се број, на пример 1250,50. Уклоните јединице и речи."),
    "large": _("Број је превелик. Проверите да ли је цифра вишка."),
    "long": _("Текст је предугачак."),
    "control": _("У тексту је недозвољен знак. Препишите ћелију."),
    "year": _("Очекује се година са четири цифре, на пример 2026."),
    "date": _("Очекује се датум, на пример 3.11.2026. или 2026-11-03."),
    "no-such-day": _("Такав дан не постоји у календару. Исправите датум."),
    "datetime": _("Очекују се датум и време, на пример 3.11.2026. 14:30 или 2026-11-03T14:30."),
    "time": _("Очекује се време, на пример 7:30."),
    "boolean": _("Очекује се да или не."),
    "geometry": _("Геометрија није исправан GeoJSON (тачка, линија или полигон)."),
    "ring": _("Граница полигона није затворена: прва и последња тачка треба да буду исте, а тачака најмање четири."),
    "swapped": _("Дужина и ширина су замењене. У Србији је дужина (lon) од 18 до 23, а ширина (lat) од 41 до 46."),
    "outside-serbia": _("Тачка је ван Србије. Проверите да ли су координате у степенима WGS 84."),
    "minimum": _("Вредност је мања од %(limit)s."),
    "maximum": _("Вредност је већа од %(limit)s."),
    "pattern": _("Вредност није у прописаном облику (%(pattern)s)."),
    "enum": _("Дозвољено је само: %(allowed)s."),
    "uri": _("Очекује се веб-адреса која почиње са https://."),
    "formula": _("У ћелији је формула. Копирајте колону и налепите је као вредности."),
    "duplicate": _("Исти кључ има и ред %(first)s. Кључ разликује редове, па се не сме поновити."),
}

PATTERNS: dict[str, Text] = {
    r"^\d{4}-(0[1-9]|1[0-2])$": _("Очекује се месец у облику 2026-03."),
    r"^\d{8}-\d$": _("Очекује се ознака из речника CPV, на пример 45233120-6."),
}
_DIGITS = re.compile(r"\^\\d\{(\d+)\}\$")

FINDINGS: dict[str, Text] = {
    "jmbg": _("матични број грађанина (ЈМБГ)"),
    "email": _("адреса е-поште"),
    "phone": _("број телефона"),
    "account": _("број рачуна"),
    "small-cell": _("број мањи од пет, по коме се може препознати особа"),
}

QUERIES: dict[str, Text] = {
    "too-long": _("Упит је предугачак. Скратите услов."),
    "too-deep": _("Упит има превише заграда једну у другој."),
    "list-too-long": _("Списак вредности је предугачак. Дозвољено је највише 200."),
    "too-many-words": _("Претрага има превише речи."),
    "too-many-columns": _("Наведено је превише колона одједном."),
    "too-many-rows": _("Табела има више редова него што лист може да прими. Преузмите CSV."),
    "too-slow": _("Упит траје предуго и прекинут је. Сузите услов или преузмите целу датотеку."),
    "out-of-range": _("Вредност у услову је ван опсега колоне."),
    "sign": _("У упиту је знак који не постоји у језику упита."),
    "unfinished": _("Упит није довршен."),
    "unexpected": _("После краја упита има још нечега."),
    "expected": _("На овом месту се очекује друго."),
    "expected-comparison": _("После имена колоне очекује се поређење."),
    "expected-column": _("Очекује се име колоне."),
    "expected-value": _("Очекује се вредност: број, или текст под апострофима."),
    "expected-select": _("Уз груписање наведите шта се приказује ($select)."),
    "no-such-column": _("Такве колоне нема у овом скупу."),
    "no-such-filter": _("Такав услов не постоји."),
    "no-order": _("По овој колони се не може уређивати."),
    "no-comparison": _("Ова колона се не може поредити."),
    "no-geometry": _("У овом избору нема места, па се не може дати као GeoJSON."),
    "not-installed": _("Овај портал не даје податке у том формату. Изаберите CSV, JSON или други са стране скупа."),
    "not-a-number": _("Сабирају се само бројеви."),
    "not-a-text": _("Овај услов важи само за текст."),
    "not-grouped": _("Колона која се приказује мора бити и у груписању ($group)."),
    "not-of-type": _("Вредност у услову није врсте коју колона има."),
    "number": _("Очекује се цео број у дозвољеним границама."),
    "moment": _("Очекује се датум или тренутак, на пример 2026-11-03 или 2026-11-03T14:30:00+01:00."),
    "choice": _("Та вредност није дозвољена. Језик је sr, sr-Latn или en, а профил dcat-ap или udata3."),
    "box": _("Очекују се четири броја: запад, југ, исток, север, на пример 20.3,43.8,20.5,44.0."),
    "choice-crs": _("Координате се дају само у степенима WGS 84 (CRS84)."),
    "filters": _("Такав услов се не може прочитати."),
    "action": _("Таква радња не постоји."),
    "not-found": _("Такав скуп не постоји."),
    "twice": _("Исто је наведено два пута."),
    "after": _("Ознака следеће стране није исправна. Узмите је из претходног одговора."),
    "too-often": _("Превише упита у кратком времену. Сачекајте минут, или затражите кључ за програме."),
    "after-with-offset": _("Ознака следеће стране иде само уз уређење по једној колони."),
}

TYPES: dict[str, Text] = {
    "string": _("текст"), "integer": _("цео број"), "number": _("број"), "year": _("година"), "date": _("датум"),
    "datetime": _("датум и време"), "time": _("време"), "boolean": _("да или не"), "geojson": _("геометрија"),
}  # fmt: skip


def file_sentence(code: str, params: dict[str, Any]) -> str:
    """Why a file as a whole was refused, and what to do."""
    return str(FILES.get(code, FILES["unexpected"])) % params


def cell_sentence(code: str, params: dict[str, Any]) -> str:
    """Why a cell was refused, and what to do; words of the schema in the reader's script."""
    if code == "pattern":
        return _pattern_sentence(str(params["pattern"]))
    return str(CELLS[code]) % {name: pismo(value) for name, value in params.items()}


def _pattern_sentence(pattern: str) -> str:
    """What a prescribed form means to somebody who does not read patterns."""
    if digits := _DIGITS.fullmatch(pattern):
        return translate("Очекују се цифре без размака и знакова, укупно: %(digits)s.") % {"digits": digits[1]}
    return str(PATTERNS.get(pattern, CELLS["pattern"])) % {"pattern": pattern}


def query_sentence(code: str) -> str:
    """Why a question to the rows was refused."""
    return str(QUERIES[code])


def cell_text(value: Any) -> str:
    """A value as a page shows it: days and numbers as people here write them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return translate("да") if value else translate("не")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Decimal):
        return number_format(value.normalize() if value != value.to_integral_value() else value.quantize(Decimal(1)))
    return str(value)[:LONGEST_CELL]


def finding_label(kind: str) -> str:
    """What kind of personal data was found."""
    return str(FINDINGS[kind])
