"""The index measured: values of all municipalities from the use of the portal and from confirmed answers, then points.

The nightly task measures the quarter of the day before, so that its last measurement sees the whole quarter. Rates of
use look back twelve months, else every quarter would begin with nothing. A quarter that is over is not measured again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from allauth.mfa.models import Authenticator
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from eservices.cases import service as services
from eservices.cases.paper.certificates import SealNotUsable, seal_material
from eservices.dashboards.index.method import CURRENT, Method, score
from eservices.dashboards.measures import Measures, share
from eservices.dashboards.models import IndexAnswer, IndexScore
from eservices.dashboards.periods import MONTHS_OF_YEAR, Period, quarter_of
from eservices.dashboards.reading import ALL_SERVICES, read_figures
from eservices.participation.models import Process
from eservices.participation.phases import Phase
from inspections.lifecycle import State
from inspections.models import Report
from municipalities.accounts.models import Membership
from municipalities.current import system_scope
from municipalities.models import Municipality, OfferedService
from municipalities.suppression import SMALLEST_SHOWN

Number = Decimal | float | int | None
Values = dict[str, Decimal | None]
ANSWERS_HOLD = timedelta(days=365)
"""An answer that was given longer ago says nothing of today; the question counts as not answered."""
STEP = Decimal("0.0001")
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def measure_yesterday() -> int:
    """Measure the quarter in which yesterday lies; returns for how many municipalities."""
    return measure(timezone.localdate() - timedelta(days=1))


def measure(on: date) -> int:
    """Keep the index of every municipality for the quarter of ``on``, as it stands at the end of that day.

    The same day measured again gives the same rows.
    """
    with system_scope():
        places = list(Municipality.objects.all())
        values = values_of(places, on, CURRENT)
        IndexScore.objects.bulk_create(
            [_row(place.pk, values[place.pk], on) for place in places],
            update_conflicts=True,
            update_fields=["values", "reached", "known", "measured_on"],
            unique_fields=["municipality", "quarter", "method"],
        )
    return len(places)


def _row(place: int, values: Values, on: date) -> IndexScore:
    whole = score(CURRENT, values).whole
    return IndexScore(
        municipality_id=place, quarter=quarter_of(on).slug, method=CURRENT.version, values=values,
        reached=whole.reached, known=whole.known, measured_on=on,
    )  # fmt: skip


def values_of(places: Iterable[Municipality], on: date, method: Method) -> dict[int, Values]:
    """Values of the indicators of these municipalities at the end of ``on``, in as many questions for one as for all."""
    window = quarter_of(on).reaching(MONTHS_OF_YEAR)
    figures = read_figures(window.first, window.last, service=ALL_SERVICES)
    offered, protected = _offered(on), _second_factor(on)
    reports, processes = _reports(window, on), _processes(window, on)
    answers, seal = _answers(on, method), _seal(on)
    return {
        place.pk: {
            **dict.fromkeys((one.slug for one in method.indicators), None),
            **_of_figures(figures.measures([place.pk], ALL_SERVICES, window.months), place),
            "offered": _number(offered.get(place.pk, Decimal(0))),
            "seal": _number(seal),
            "second-factor": _number(protected.get(place.pk)),
            "reports": _number(reports.get(place.pk)),
            "processes": _number(processes.get(place.pk)),
            **answers.get(place.pk, {}),
        }
        for place in places
    }


def _number(value: Number) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(STEP, ROUND_HALF_UP)


def _of_figures(measures: Measures, place: Municipality) -> Values:
    people = place.population_2022 if place.population_confirmed else None
    return {
        "registers": _number(measures.availability),
        "online": _number(measures.digital_share),
        "on-time": _number(measures.on_time_share),
        "satisfaction": _number(measures.satisfaction),
        "use": _number(measures.per_thousand(people)),
    }


def _offered(on: date) -> Mapping[int, Number]:
    """Share of the services of the catalogue that each municipality offers; who offers none is not in it."""
    installed = {one.slug for one in services.all_services() if one.listed}
    rows = OfferedService.objects.filter(enabled=True, since__lte=on, service__in=installed).order_by()
    counts = rows.values("municipality").annotate(offered=Count("service", distinct=True))
    return {row["municipality"]: share(row["offered"], len(installed)) for row in counts}


def _seal(on: date) -> int:
    """1 where the seal may be used on that day; a seal for development is none."""
    try:
        material = seal_material()
    except SealNotUsable:
        return 0
    day = material.certificate
    valid = day.not_valid_before_utc.date() <= on <= day.not_valid_after_utc.date()
    return int(valid and not material.development)


def _second_factor(on: date) -> Mapping[int, Number]:
    """Share of people with a role in each municipality who have a second factor to sign in."""
    working = Membership.objects.filter(user__is_active=True, since__lte=on, municipality__isnull=False)
    pairs = set(working.filter(Q(until=None) | Q(until__gte=on)).order_by().values_list("municipality", "user"))
    having = set(Authenticator.objects.filter(type__in=SECOND_FACTORS).values_list("user", flat=True))
    found: dict[int, list[bool]] = {}
    for place, user in pairs:
        if place is not None:
            found.setdefault(place, []).append(user in having)
    return {place: share(sum(each), len(each)) for place, each in found.items()}


def _reports(window: Period, on: date) -> Mapping[int, Number]:
    """Share of reports to inspections that were ended by the day on which their term expired; of five and more."""
    rows = Report.objects.exclude(state__in=[State.WITHDRAWN, State.MERGED])
    counted = _in_time(rows, window, on, ended="closed_on")
    return {place: share(timely, due) for place, timely, due in counted if due >= SMALLEST_SHOWN}


def _processes(window: Period, on: date) -> Mapping[int, Number]:
    """Share of processes of participation that were answered by the day on which the answer was due."""
    rows = Process.objects.exclude(phase=Phase.WITHDRAWN)
    return {place: share(timely, due) for place, timely, due in _in_time(rows, window, on, ended="clock_stopped")}


def _in_time(
    rows: QuerySet[Report] | QuerySet[Process], window: Period, on: date, ended: str
) -> Iterable[tuple[int, int, int]]:
    """Municipality, how many ended by their due day, and how many were due from the first day of ``window`` to ``on``."""
    due = rows.filter(due_on__gte=window.first, due_on__lte=on).order_by().values("municipality")
    counted = due.annotate(due=Count("pk"), timely=Count("pk", filter=Q(**{f"{ended}__lte": F("due_on")})))
    return [(row["municipality"], row["timely"], row["due"]) for row in counted]


def _answers(on: date, method: Method) -> Mapping[int, Values]:
    """The newest answer to each question that was confirmed by the end of the day and is not older than a year."""
    until = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    rows = IndexAnswer.objects.filter(
        question__in=[one.slug for one in method.questions],
        at__gte=until - ANSWERS_HOLD, review__accepted=True, review__at__lt=until,
    )  # fmt: skip
    found: dict[int, Values] = {}
    for place, question, value in rows.order_by("pk").values_list("municipality", "question", "value"):
        found.setdefault(place, {})[question] = value
    return found
