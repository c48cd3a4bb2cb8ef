"""Invented institutions, competitions and requests for the local portal: obviously not real.

Requests go through the same actions as real ones; only the closing of a competition is moved back in time, because a
demonstration cannot wait for it. JMBGs are of the unused region 66.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from eservices.cases import actions as case_actions
from eservices.cases import service as services
from eservices.cases.actions.intake import Holder
from eservices.cases.actions.processing import Fact
from eservices.cases.models import Case, Evidence
from eservices.services.e_kindergarten import actions
from eservices.services.e_kindergarten.models import (
    Application,
    Competition,
    Institution,
    Kindergarten,
    Publication,
    Quota,
    Ranking,
)
from eservices.services.e_kindergarten.phases import Phase
from municipalities.accounts.models import Membership, User
from municipalities.current import municipality_scope
from municipalities.identifiers import JMBG_WEIGHTS
from municipalities.models import Municipality

SCHEMES = Path(__file__).parent / "schemes"
KINDERGARTENS = (
    ("pcelica", "Пчелица", "Измишљена 1"),
    ("zvoncici", "Звончићи", "Пробна 22"),
    ("bubamara", "Бубамара", "Огледна 7"),
)
CHILDREN = ("Вук", "Уна", "Лука", "Теа", "Огњен", "Нина", "Страхиња", "Дуња", "Реља", "Софија", "Михајло", "Лена")
SURNAMES = ("Примерић", "Пробић", "Огледић", "Замишљић", "Узорић", "Вежбић")
PLACES = 3
TERMS = ("max_preferences", "remedy", "objection_days", "answer_days", "contract_days")


def load_demo(municipalities: Sequence[str]) -> int:
    """Competitions at three points of the road, one per municipality; returns how many requests were made.

    The first municipality has an open competition and a preliminary list, the second concludes contracts, the third has
    announced. Does nothing where a competition exists or where nobody of the commission does.
    """
    made = 0
    places = {place.slug: place for place in Municipality.objects.filter(slug__in=municipalities)}
    for position, slug in enumerate(municipalities):
        place = places[slug]
        with municipality_scope(place.pk):
            people = _commission(place)
            if people is None or Competition.objects.filter(municipality=place).exists():
                continue
            made += _STORIES[position % len(_STORIES)](place, *people)
    return made


def _commission(place: Municipality) -> tuple[User, User] | None:
    """A clerk and an approver of the municipality."""
    found = [
        Membership.objects.filter(municipality=place, role=role).select_related("user").order_by("pk").first()
        for role in ("clerk", "approver")
    ]
    return (found[0].user, found[1].user) if found[0] and found[1] else None


def _open_and_preliminary(place: Municipality, clerk: User, approver: User) -> int:
    house = institution(place)
    competition(house, "upis", "Редован упис", scheme="kragujevac-2022", opens=-10, closes=20)
    earlier = competition(house, "dopunski", "Допунски упис", scheme="kragujevac-2022", opens=-40, closes=20)
    made = _file_all(earlier, clerk)
    _rank_and_publish(earlier, clerk, approver)
    return made


def _contracts(place: Municipality, clerk: User, approver: User) -> int:
    row = competition(institution(place), "upis", "Редован упис", scheme="kikinda-2018", opens=-60, closes=20)
    made = _file_all(row, clerk)
    _rank_and_publish(row, clerk, approver)
    Competition.objects.filter(pk=row.pk).update(objections_until=timezone.localdate() - timedelta(days=1))
    row.refresh_from_db()
    actions.publish_list(competition=row, stage=Publication.Stage.FINAL, by=approver)
    actions.start_contracts(competition=row, by=approver)
    first = row.applications.filter(outcome=Application.Outcome.PLACED).select_related("competition", "case").first()
    if first is not None:
        actions.sign_contract(application=first, by=clerk)
    return made


def _announced(place: Municipality, clerk: User, approver: User) -> int:
    competition(institution(place), "upis", "Редован упис", scheme="kikinda-2018", opens=30, closes=60)
    return 0


_STORIES = (_open_and_preliminary, _contracts, _announced)


def institution(place: Municipality) -> Institution:
    """An invented institution with three kindergartens."""
    house = Institution.objects.create(
        municipality=place, name=f"Предшколска установа „Пример“ {place.name}", address="Измишљена 1"
    )
    for code, name, address in KINDERGARTENS:
        Kindergarten.objects.create(
            municipality=place, institution=house, code=code, name=f"Вртић {name}", address=address
        )
    return house


def competition(
    institution: Institution, slug: str, title: str, *, scheme: str, opens: int, closes: int, places: int = PLACES
) -> Competition:
    """An announced competition with ``places`` in every kindergarten and age group; days are counted from today."""
    row = unsaved_competition(scheme)
    start, today = row.school_year_start, timezone.localdate()
    row.municipality, row.institution, row.slug = institution.municipality, institution, f"{slug}-{start.year}"
    row.title = f"{title} за школску {start.year}/{start.year + 1 - 2000:02d}. годину"
    row.opens_at = _moment(today + timedelta(days=opens), time(8))
    row.closes_at = _moment(today + timedelta(days=closes), time(23, 59, 59))
    row.save()
    for kindergarten in Kindergarten.objects.filter(institution=institution):
        for group in row.age_groups:
            Quota.objects.create(competition=row, kindergarten=kindergarten, age_group=group.slug, places=places)
    return row


def unsaved_competition(scheme: str) -> Competition:
    """A competition for the coming school year by one of the ready schemes; not in the database."""
    today = timezone.localdate()
    rules = json.loads((SCHEMES / f"{scheme}.json").read_text(encoding="utf-8"))
    terms = {name: rules[name] for name in TERMS}
    start = date(today.year + (today.month >= 9), 9, 1)
    return Competition(school_year_start=start, phase=Phase.ANNOUNCED, scheme=rules, **terms)


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def jmbg(born: date, serial: int, *, female: bool = False) -> str:
    """A valid personal number of the unused region 66; the serial number moves on where no check digit exists."""
    for number in range(serial, 500):
        body = f"{born:%d%m}{born.year % 1000:03d}66{number + (500 if female else 0):03d}"
        rest = sum(int(digit) * weight for digit, weight in zip(body, JMBG_WEIGHTS, strict=True)) % 11
        if rest != 1:
            return f"{body}{(11 - rest) % 11}"
    raise ValueError("no serial number with a check digit")


def answers(competition: Competition, number: int) -> dict[str, dict[str, Any]]:
    """Complete answers of the ``number``-th invented family of a competition."""
    surname, single = SURNAMES[number % len(SURNAMES)], number % 5 == 4
    born = competition.school_year_start - relativedelta(months=38 + number * 2)
    group = next(group.slug for group in competition.age_groups if group.first <= 38 + number * 2 < group.end)
    order = [KINDERGARTENS[(number + step) % 3][0] for step in range(3 if number % 3 else 1)]
    wishes = {f"wish{place}": f"{code}.{group}.full-day.sr" for place, code in enumerate(order, start=1)}
    parent = date(1990 + number % 8, 1 + number % 12, 1 + number)
    found: dict[str, dict[str, Any]] = {
        "competition": {"competition": str(competition.pk or 0)},
        "residence": {"here": "yes"},
        "child": {"first_name": CHILDREN[number % 12], "last_name": surname, "jmbg": jmbg(born, 10 + number)},
        "address": {"street": f"Измишљена {number + 1}", "place": "Пример", "postal_code": "34000"},
        "parent": {
            "first_name": "Ивана", "last_name": surname, "jmbg": jmbg(parent, 20 + number, female=True),
            "relation": "mother", "phone": "",
        },
        "other-parent": {"other": "single" if single else "yes"},
        "work": {"own": "employed"} | ({} if single else {"other": "employed" if number % 2 else "unemployed"}),
        "programme": {"programme": "full-day", "work_language": "sr"},
        "wishes": wishes,
        "family": {
            "birth_order": 1 + number % 3, "attended": "no", "sibling": "yes" if number % 4 == 3 else "no",
            "sibling_name": f"Петар {surname}" if number % 4 == 3 else "",
        },
        "claims": {"claims": ["single-parent"] if single else []},
        "health": {"note": ""},
        "consent": {"registers": "yes", "electronic": True, "truth": True},
    }  # fmt: skip
    if not single:
        father = jmbg(parent.replace(year=parent.year - 2), 30 + number)
        found["second-parent"] = {"first_name": "Марко", "last_name": surname, "jmbg": father}
    return found


def file_one(competition: Competition, number: int, by: User, given: dict[str, Any] | None = None) -> Case:
    """File the request of one invented family, with the papers that its claims need."""
    draft = case_actions.start_draft(service=services.get(actions.SLUG), municipality=competition.municipality, by=by)
    given = given or answers(competition, number)
    for step, fields in given.items():
        case_actions.save_step(draft=draft, step=step, given=fields, by=by)
    for kind in services.get(actions.SLUG).documents_asked(given):
        upload = SimpleUploadedFile(f"{kind.slug}.png", _page(), "image/png")
        case_actions.add_document(
            holder=Holder(draft=draft),
            kind=kind.slug,
            upload=upload,
            limit=1_000_000,
            restricted=kind.restricted,
            by=by,
        )
    return case_actions.submit(draft=draft, assurance="basic", language="sr", by=by)


def _page() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (620, 877), "white").save(target, "PNG")
    return target.getvalue()


def _file_all(row: Competition, clerk: User) -> int:
    """Twelve families file; registers have answered and the commission has looked at every claim."""
    for number in range(len(CHILDREN)):
        case = file_one(row, number, _parent(row, number))
        answer_of_registers(case, clerk)
        application = Application.objects.select_related("competition", "case__data_key").get(case=case)
        checked = {"claims": {"single-parent": True}} if number % 5 == 4 else {"claims": {}}
        actions.check_application(application=application, established=checked, by=clerk)
    return len(CHILDREN)


def _parent(row: Competition, number: int) -> User:
    email = f"roditelj{number + 1}.{row.municipality.slug}@primer.example"
    known = User.objects.filter(email=email).first()
    surname = SURNAMES[number % len(SURNAMES)]
    return known or User.objects.create_user(email, None, first_name="Ивана", last_name=surname, is_demo=True)


def answer_of_registers(case: Case, by: User | None) -> None:
    """What the registers would say, without waiting for them."""
    home = {"municipality_code": case.municipality.sors_code, "municipality": case.municipality.name}
    kept = {
        "civil_registry": {"holds": True, "found": True}, "residence": home,
        "contributions": {"holds": True}, "contributions-second": {"holds": True},
    }  # fmt: skip
    for source, payload in kept.items():
        fact = Fact(Evidence.Outcome.OBTAINED, payload, as_of=timezone.now())
        case_actions.record_evidence(case=case, source=source, purpose="упис детета у вртић", fact=fact, by=by)


def _rank_and_publish(row: Competition, clerk: User, approver: User) -> None:
    """Close the competition as of yesterday, rank and publish the preliminary list."""
    closed = _moment(timezone.localdate() - timedelta(days=1), time(23, 59, 59))
    Competition.objects.filter(pk=row.pk).update(closes_at=closed)
    row.refresh_from_db()
    ranking = Ranking.objects.create(municipality_id=row.municipality_id, competition=row, asked_by=clerk)
    actions.run_ranking(ranking=ranking, by=clerk)
    row.refresh_from_db()
    actions.publish_list(competition=row, stage=Publication.Stage.PRELIMINARY, by=approver)
