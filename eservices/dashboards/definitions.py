"""What each measure is called, means and counts as better: the words that stand on every page of figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eservices.dashboards.measures import Measures

Text = str | Promise
Value = int | float | None
TARGET = 0.9
"""Share of decisions in time under which a month is called late on the screens; a reading aid, not a legal value."""


class Kind(StrEnum):
    """How a number is written."""

    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    SCORE = "score"
    RATE = "rate"


class Better(StrEnum):
    """Which direction is an improvement."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


@dataclass(frozen=True)
class Measure:
    """A measure: its name in addresses, its label, what exactly is counted, how it is written."""

    slug: str
    label: Text
    definition: Text
    kind: Kind
    better: Better
    of: Callable[[Measures, int | None], Value]
    """Value from the measures and the confirmed number of inhabitants, None where that is not known."""


MEASURES: tuple[Measure, ...] = (
    Measure("primljeno", _("Примљено"),
            _("Захтеви поднети у периоду, преко портала и на шалтеру."),
            Kind.COUNT, Better.NEITHER, lambda m, _people: m.received),
    Measure("na-1000", _("Примљено на 1.000 становника"),
            _("Примљени захтеви подељени бројем становника по попису 2022, пута хиљаду. Само где је број становника потврђен."),
            Kind.RATE, Better.NEITHER, lambda m, people: m.per_thousand(people)),
    Measure("digitalno", _("Удео дигиталних"),
            _("Удео захтева који су поднети преко портала, од свих примљених."),
            Kind.SHARE, Better.HIGHER, lambda m, _people: m.digital_share),
    Measure("odluceno", _("Одлучено"),
            _("Коначне одлуке издате у периоду: решења, закључци о обустави и издати документи. Привремена решења се не броје."),
            Kind.COUNT, Better.NEITHER, lambda m, _people: m.decided),
    Measure("u-roku", _("У законском року"),
            _("Удео одлука издатих најкасније на дан када истиче законски рок предмета, са паузама и продужењима."),
            Kind.SHARE, Better.HIGHER, lambda m, _people: m.on_time_share),
    Measure("medijana", _("Дана до одлуке, медијана"),
            _("Половина одлука издата је за толико дана или брже. Броје се календарски дани од пријема у којима је рок текао: "
              "чекање на допуну и прекид поступка се не броје."),
            Kind.DAYS, Better.LOWER, lambda m, _people: m.median_days),
    Measure("p90", _("Дана до одлуке, 90. перцентил"),
            _("Девет од десет одлука издато је за толико дана или брже. Дани као код медијане; приказује се од десет одлука."),
            Kind.DAYS, Better.LOWER, lambda m, _people: m.p90_days),
    Measure("dopune", _("Позива за допуну по захтеву"),
            _("Колико пута је после пријема тражена допуна (ЗУП, члан 59), подељено бројем примљених захтева."),
            Kind.SHARE, Better.LOWER, lambda m, _people: m.calls_share),
    Measure("zalbe", _("Жалбе"),
            _("Жалбе изјављене у периоду."),
            Kind.COUNT, Better.NEITHER, lambda m, _people: m.appeals),
    Measure("uvazene-zalbe", _("Уважене жалбе"),
            _("Удео жалби после којих је одлука поништена, од свих о којима је другостепени орган одлучио у периоду."),
            Kind.SHARE, Better.LOWER, lambda m, _people: m.accepted_share),
    Measure("zadovoljstvo", _("Задовољство"),
            _("Просечна оцена од 1 до 5 коју су подносиоци дали после одлуке; броји се у месецу у ком је први пут дата."),
            Kind.SCORE, Better.HIGHER, lambda m, _people: m.satisfaction),
    Measure("registri", _("Доступност регистара"),
            _("Удео упита државним регистрима на које је регистар одговорио, и када тражених података нема."),
            Kind.SHARE, Better.HIGHER, lambda m, _people: m.availability),
    Measure("prijave", _("Одговорено на пријаве"),
            _("Пријаве и представке инспекцијама на које је подносилац у периоду добио одговор: обавештење, окончање, одбијање "
              "или уступање. Повучене и спојене се не броје."),
            Kind.COUNT, Better.NEITHER, lambda m, _people: m.reports_answered or None),
    Measure("prijave-u-roku", _("Пријаве у року"),
            _("Удео одговора инспекција датих најкасније последњег дана рока од 15 дана (ЗИН, члан 18); "
              "дани чекања на допуну се не рачунају."),
            Kind.SHARE, Better.HIGHER, lambda m, _people: m.reports_share),
    Measure("skupovi", _("Отворени скупови података"),
            _("Објављени скупови података, стање последње измерене ноћи у периоду."),
            Kind.COUNT, Better.HIGHER, lambda m, _people: m.datasets),
    Measure("kvalitet-podataka", _("Квалитет отворених података"),
            _("Бодови објављених скупова по европском мерилу квалитета метаподатака (MQA), од највише могућих; стање последње "
              "измерене ноћи у периоду."),
            Kind.SHARE, Better.HIGHER, lambda m, _people: m.quality),
    Measure("svezina-podataka", _("Свежина отворених података"),
            _("Удео објављених скупова који нису старији него што њихова обећана учесталост дозвољава; стање последње измерене "
              "ноћи у периоду."),
            Kind.SHARE, Better.HIGHER, lambda m, _people: m.freshness),
)  # fmt: skip
BY_SLUG = {measure.slug: measure for measure in MEASURES}
DEFAULT = "u-roku"
BACKLOG = _("Предмети о којима још није одлучено, по месецу пријема: без обзира на изабрани период, стање је садашње.")
AGE_LABELS: tuple[Text, ...] = (
    _("овог месеца"), _("1 до 2 месеца"), _("3 до 5 месеци"), _("6 до 11 месеци"), _("годину и више"),
)  # fmt: skip
