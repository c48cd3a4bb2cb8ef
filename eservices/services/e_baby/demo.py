"""Invented families for trying the portal out; JMBGs of the unused region 66. The same families serve the tests."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.actions.intake import Holder
from eservices.cases.actions.processing import Fact
from eservices.cases.models import Case, Evidence
from eservices.services.e_baby.values import AID, ALLOWANCE
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.identifiers import jmbg_check_digit
from municipalities.models import Municipality

CONVERSATION = "e-baby"
BORN = date(2026, 2, 14)
LAST_DAY = datetime(2026, 5, 14, 9, tzinfo=UTC)
"""Last day for the aid of Svilajnac for a child born on `BORN`."""
FAMILY: dict[str, dict[str, Any]] = {
    "residence": {"who": "both"},
    "event": {"event": "born"},
    "role": {"role": "mother"},
    "mother": {
        "first_name": "Зорица", "last_name": "Трећић", "citizenship": "srb", "jmbg": "2101986665011",
        "foreigner_number": "",
    },
    "father-known": {"known": "yes"},
    "father": {
        "first_name": "Драган", "last_name": "Трећић", "citizenship": "srb", "jmbg": "1903985660011",
        "foreigner_number": "",
    },
    "union": {"union": "married", "paternity": "", "paternity_reference": ""},
    "address": {"street": "Школска 9", "place": "Свилајнац", "postal_code": "35210", "phone": ""},
    "same-address": {"same": "yes"},
    "children": {
        "birth_place": "Свилајнац",
        "children": [
            {
                "given_name": "Дуња", "surname": "Трећић", "short_name": "", "jmbg": "1402026665013",
                "birth_date": "2026-02-14", "birth_time": "09:20", "sex": "F",
            }
        ],
    },
    "has-others": {"others": "yes"},
    "others": {
        "others": [
            {"given_name": "Лука", "surname": "Трећић", "jmbg": "1503019660015", "same_father": "yes"},
            {"given_name": "Теа", "surname": "Трећић", "jmbg": "0810021665012", "same_father": "yes"},
        ]
    },
    "rights": {"rights": [ALLOWANCE, AID]},
    "account": {"account": "160123456789012312", "own": "yes"},
    "statements": {
        "care": True, "no_deprivation": True, "vaccination": True, "registers": "yes", "electronic": True, "truth": True,
    },
}  # fmt: skip


def family(**changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers of a family whose third child was born on 14.02.2026; ``changes`` replace fields of a step."""
    answers = {step: dict(fields) for step, fields in FAMILY.items()}
    for step, fields in changes.items():
        answers.setdefault(step.replace("_", "-"), {}).update(fields)
    return answers


def invented_jmbg(born: date, *, female: bool, serial: int = 1) -> str:
    """A valid number of nobody, of region 66; ``serial`` (1-400) tells apart who was born on the same day."""
    for number in range(serial, 500):
        first = f"{born:%d%m}{born.year % 1000:03}66{number + (500 if female else 0):03}"
        digit = jmbg_check_digit(first)
        if digit is not None:
            return first + digit
    raise ValueError("no number is left for that day")


def newborn(name: str, surname: str, born: date, at: time, *, female: bool, serial: int = 1) -> dict[str, Any]:
    """The row of one child."""
    return {
        "given_name": name, "surname": surname, "short_name": "",
        "jmbg": invented_jmbg(born, female=female, serial=serial), "birth_date": born.isoformat(),
        "birth_time": f"{at:%H:%M}", "sex": "F" if female else "M",
    }  # fmt: skip


def twins() -> list[dict[str, Any]]:
    """A girl, and a boy who was born before her."""
    return [
        newborn("Ива", "Трећић", BORN, time(9, 30), female=True, serial=21),
        newborn("Сава", "Трећић", BORN, time(9, 5), female=False, serial=31),
    ]


# -- requests for trying out -------------------------------------------------------------------------------------------
def load_demo(municipalities: tuple[str, ...]) -> int:
    """File conversations at different points of the road; returns how many cases were made, none the second time."""
    return sum(_load(Municipality.objects.get(slug=slug)) for slug in municipalities)


def _load(place: Municipality) -> int:
    citizen = User.objects.filter(is_demo=True, is_staff=False).order_by("pk").first()
    officials = User.objects.filter(is_demo=True, memberships__municipality=place)
    clerk = officials.filter(memberships__role="clerk").first()
    approver = officials.filter(memberships__role="approver").first()
    if citizen is None or clerk is None or approver is None:
        return 0
    with municipality_scope(place.pk):
        if Case.objects.filter(municipality=place, service__in=(ALLOWANCE, AID)).exists():
            return 0
        today = timezone.localdate()
        fresh = _file(
            place, citizen, [newborn("Ирина", "Пробојевић", today - timedelta(days=9), time(6, 40), female=True)]
        )
        born = today - timedelta(days=20)
        twins = [
            newborn("Матија", "Пробојевић", born, time(23, 5), female=False),
            newborn("Мина", "Пробојевић", born, time(23, 17), female=True),
        ]
        for case in _file(place, citizen, twins):
            _decide(case, clerk, approver, born)
        return 2 * len(fresh)


def _file(place: Municipality, citizen: User, children: list[dict[str, Any]]) -> list[Case]:
    answers = family(
        mother={"first_name": "Невена", "last_name": "Пробојевић", "jmbg": invented_jmbg(date(1994, 6, 3), female=True)},
        father={"first_name": "Урош", "last_name": "Пробојевић", "jmbg": invented_jmbg(date(1991, 2, 8), female=False)},
        address={"street": "Замишљена 11", "place": place.name, "postal_code": place.postal_code},
        children={"birth_place": place.name, "children": children},
        has_others={"others": "no"},
        rights={"rights": [ALLOWANCE, AID], "vulnerable": "no"},
    )  # fmt: skip
    service = services.get(CONVERSATION)
    draft = actions.start_draft(service=service, municipality=place, by=citizen)
    for step in [step.slug for step in service.path(answers)]:
        actions.save_step(draft=draft, step=step, given=answers[step], by=citizen)
    for kind in service.documents_asked(service.counted(answers)):
        upload = SimpleUploadedFile(f"{kind.slug}.png", _page(), "image/png")
        actions.add_document(holder=Holder(draft=draft), kind=kind.slug, upload=upload, limit=10_000_000, by=citizen)
    actions.submit(draft=draft, assurance="substantial", language="sr", by=citizen)
    return list(Case.objects.filter(data_key=draft.data_key).select_related("municipality", "data_key").order_by("pk"))


def _page() -> bytes:
    """A picture of an empty page, as a telephone would send it."""
    target = io.BytesIO()
    Image.new("RGB", (620, 877), "white").save(target, "PNG")
    return target.getvalue()


def _decide(case: Case, clerk: User, approver: User, born: date) -> None:
    """What the registers would say, entered without waiting for them, and the decision on it."""
    actions.take(case=case, by=clerk)
    since = born.replace(year=born.year - 6, day=1)
    home = {"citizenship": "SRB", "here_since": since.isoformat(), "stays": []}
    facts: dict[str, Any] = {
        "births": {"role": "manual", "older": 0, "entries": []},
        "guardianship": {"clear": True, "children": 0},
        **dict.fromkeys(("residence", "residence-mother", "residence-father"), home),
    }
    service = services.get(case.service)
    for need in service.evidence:
        fact = Fact(Evidence.Outcome.OBTAINED, facts[need.source], as_of=timezone.now())
        actions.record_evidence(case=case, source=need.source, purpose=str(need.purpose), fact=fact, by=clerk)
    details = {"start": born.replace(day=1)} if case.service == ALLOWANCE else {}
    content = decisions.compose(case, service.outcome("grant"), details)
    proposal = actions.propose(case=case, outcome="grant", content=content, by=clerk)
    if case.service == ALLOWANCE:
        actions.issue(decision=proposal, by=approver)
