"""Invented figures of the months before the demo began, so that charts show something: counts only, no cases stand behind.

The index of past quarters is measured from them, and a town answers the questionnaire of the index.

`manage.py recount` counts real cases and so takes them away again. Loading again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from eservices.cases import service as services
from eservices.dashboards import counting
from eservices.dashboards.actions import folding, indexing, measuring, noting, recording
from eservices.dashboards.counting import Fact
from eservices.dashboards.models import CountsOfMonth, Note
from eservices.dashboards.periods import MONTHS_OF_QUARTER, add_months, quarter_of
from inspections.models import Inspectorate
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality

MONTHS = 20
QUARTERS = 5
ANSWERS = (
    ("workplaces", "0.94", "Измишљен попис опреме бр. 1 од 1. априла.", True, ""),
    ("backup", "1", "Измишљен записник о провери бр. 2.", True, ""),
    ("it-staff", "1", "Измишљен акт о систематизацији бр. 3.", True, ""),
    ("trained", "0.4", "Измишљен списак полазника.", False, "Списак нема датум обуке. Пошаљите га са датумом."),
    ("drafts", "1", "Измишљена страна са нацртима.", None, ""),
)
"""Question, answer, evidence, what the analyst found (nothing yet), and why."""
REQUESTS_PER_MONTH_AND_10000 = 6
SEASONS = (0.8, 0.9, 1.1, 1.15, 1.1, 1.0, 0.75, 0.7, 1.2, 1.2, 1.05, 0.85)
TERM = 30


@dataclass(frozen=True)
class Habit:
    """How a town works: share of late decisions, usual days, and from which month before now something changed to what."""

    late: float
    days: float
    changed: int = 0
    late_after: float = 0.0


HABITS = {
    "kragujevac": Habit(0.16, 21, 9, 0.04),
    "cacak": Habit(0.07, 17),
    "svilajnac": Habit(0.05, 14, 6, 0.27),
}


NOTED = 0.05
"""A town whose share of late decisions changes by so much has a note about it."""
BETTER, WORSE = "Измишљено: службеник више на пријему захтева.", "Измишљено: дуго одсуство у малој служби."


def load_demo(slugs: Iterable[str]) -> int:
    """Figures of these towns and of the others with e-services; returns for how many towns they were made."""
    today, chosen = timezone.localdate(), set(slugs)
    with system_scope():
        if CountsOfMonth.objects.filter(month__lt=add_months(today.replace(day=1), -1)).exists():
            return 0
    places = [
        place
        for place in Municipality.objects.all()
        if place.slug in chosen or place.programme == Municipality.Programme.E_SERVICES
    ]
    for place in places:
        with municipality_scope(place.pk):
            recording.write(place.pk, facts_of_town(place, today))
    folding.fold_all()
    note_what_happened(today)
    answer_questions("kragujevac")
    measure_quarters(today)
    return len(places)


def note_what_happened(today: date) -> None:
    """Notes in the months in which the habits of towns change much."""
    writing = User.objects.filter(memberships__role="sctm").first()
    for place in Municipality.objects.filter(programme=Municipality.Programme.E_SERVICES):
        habit = habit_of(place, Random(int(place.sors_code)))  # noqa: S311 - invented data, no secret
        change = habit.late_after - habit.late
        if writing is None or not 0 < habit.changed < MONTHS or abs(change) < NOTED:
            continue
        with municipality_scope(place.pk):
            on = add_months(today.replace(day=1), -habit.changed)
            noting.note(place=place, on=on, kind=Note.Kind.STAFF, text=WORSE if change > 0 else BETTER, by=writing)


def answer_questions(slug: str) -> None:
    """One town answers: three answers are confirmed, one is not, one waits, one question is left open."""
    place = Municipality.objects.filter(slug=slug).first()
    answering = User.objects.filter(memberships__municipality=place, memberships__role="administrator").first()
    confirming = User.objects.filter(memberships__role="sctm").first()
    if place is None or answering is None or confirming is None:
        return
    with municipality_scope(place.pk):
        for question, value, evidence, accepted, note in ANSWERS:
            answer = indexing.answer_question(
                place=place, question=question, value=Decimal(value), evidence=evidence, by=answering
            )
            if accepted is not None:
                indexing.review_answer(answer=answer, accepted=accepted, note=note, by=confirming)


def measure_quarters(today: date) -> None:
    """The index at the end of each past quarter with figures, and as it stands today."""
    present = quarter_of(today)
    for back in range(QUARTERS, 0, -1):
        following = add_months(present.first, (1 - back) * MONTHS_OF_QUARTER)
        measuring.measure(following - timedelta(days=1))
    measuring.measure(today)


def facts_of_town(place: Municipality, today: date) -> Iterator[Fact]:
    """What would have been counted in the town; the same every time."""
    random = Random(int(place.sors_code))  # noqa: S311 - invented data, no secret
    habit = habit_of(place, random)
    people = place.population_2022 or 20_000
    # A conversation that files cases of other services (e-Baby) has none of its own.
    for service in (one for one in services.all_services() if one.slug in one.files({})):
        share = random.uniform(0.5, 1.3)
        for back in range(MONTHS, 0, -1):
            month = add_months(today.replace(day=1), -back)
            expected = people / 10_000 * REQUESTS_PER_MONTH_AND_10000 * share * SEASONS[month.month - 1]
            received = round(expected * (1 + (MONTHS - back) / MONTHS) * random.uniform(0.8, 1.2) / 2)
            late = habit.late_after if back <= habit.changed else habit.late
            yield from _month(service.slug, month, received, back, late, habit.days, random)
    yield from _registers(today, people, random)
    yield from _inspections(today, people, random)


def habit_of(place: Municipality, random: Random) -> Habit:
    """How the town works; asked first of a random source that is seeded by the town, it is always the same."""
    return HABITS.get(place.slug) or _habit(random)


def _habit(random: Random) -> Habit:
    late, late_after = random.uniform(0.02, 0.2), random.uniform(0.02, 0.2)
    return Habit(late, random.uniform(11, 26), random.randrange(MONTHS), late_after)


def _month(
    service: str, month: date, received: int, back: int, late: float, days: float, random: Random
) -> Iterator[Fact]:
    online = 0.35 + 0.5 * (MONTHS - back) / MONTHS
    for _ in range(received):
        at_home = random.random() < online
        yield Fact(service, month, counting.RECEIVED_ONLINE if at_home else counting.RECEIVED_COUNTER)
        if random.random() < 0.12:
            yield Fact(service, month, counting.CALLS)
        if random.random() < (0.9 if back == 1 else 0.25 if back == 2 else 0.01):
            yield Fact(service, month, counting.OPEN)
        else:
            yield from _decision(service, month, random.random() < late, days, random)


def _decision(service: str, month: date, is_late: bool, days: float, random: Random) -> Iterator[Fact]:
    taken = random.triangular(TERM + 1, TERM * 2.5, TERM + 5) if is_late else random.triangular(2, TERM, days)
    yield Fact(service, month, counting.DECIDED_LATE if is_late else counting.DECIDED_ON_TIME)
    yield Fact(service, month, counting.days_name(round(taken)))
    if random.random() < 0.03:
        yield Fact(service, month, counting.APPEALS)
        if random.random() < 0.8:
            yield Fact(service, month, random.choice([counting.APPEALS_REJECTED] * 3 + [counting.APPEALS_ACCEPTED]))
    if random.random() < 0.3:
        score = random.choices([1, 2, 3, 4, 5], [4, 3, 1, 1, 1] if is_late else [1, 1, 3, 8, 12])[0]
        yield Fact(service, month, counting.score_name(score))


def _inspections(today: date, people: int, random: Random) -> Iterator[Fact]:
    for inspectorate in Inspectorate.objects.all():
        timely = random.uniform(0.7, 0.97)
        for back in range(MONTHS, 0, -1):
            month = add_months(today.replace(day=1), -back)
            for _ in range(round(people / 10_000 * random.uniform(2, 5))):
                due = month if random.random() < timely else month - timedelta(days=1)
                yield from counting.answer_facts(inspectorate.slug, month, due)


def _registers(today: date, people: int, random: Random) -> Iterator[Fact]:
    for back in range(MONTHS, 0, -1):
        month = add_months(today.replace(day=1), -back)
        asked = round(people / 10_000 * random.uniform(30, 60))
        failed = round(asked * random.choice([0.01, 0.02, 0.03, 0.12]))
        yield Fact("", month, counting.REGISTER_ANSWERED, asked - failed)
        yield Fact("", month, counting.REGISTER_FAILED, failed)
