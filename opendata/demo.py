"""Invented data sets, an opening plan and the data that the portal makes of its own rows, for trying the portal out.

Numbers of streets and settlements begin with 799, which is not in use; everything goes through the same acts as real data.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from django.core.files.base import File
from django.db.models import Q
from django.utils import timezone

from municipalities.accounts.models import Membership, User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from opendata import actions, derived, preparing
from opendata.models import Dataset, OpeningDuty, PublicationJob, Version
from opendata.quality import grading
from opendata.tabular.schema import municipal_schemas

TOWN = "kragujevac"
KINDERGARTENS = ("Пчелица", "Лептир", "Бубамара", "Наша радост", "Цврчак", "Сунце", "Полетарац", "Звончић")
FRACTIONS = ("мешани", "папир", "пластика", "стакло")
Content = Callable[[Municipality], str]


def load_demo(slugs: Iterable[str]) -> int:
    """Data sets of Kragujevac and derived ones of all; returns how many were published. A second run changes nothing."""
    if TOWN not in slugs:
        return 0
    place = Municipality.objects.get(slug=TOWN)
    with municipality_scope(place.pk):
        if Dataset.objects.filter(municipality=place).exists():
            return 0
        editor = _editor(place)
        made = sum(_publish(place, schema, content, editor) for schema, content in CONTENTS.items())
        _plan(place)
    derived.refresh_all()
    with system_scope():
        waiting = list(PublicationJob.objects.filter(state="waiting").values_list("pk", flat=True))
    for job_id in waiting:
        preparing.prepare(job_id)
    grading.measure_files()
    return made


def _editor(place: Municipality) -> User | None:
    """A demo person who publishes data there."""
    roles = Q(role="data-editor") | Q(role="administrator")
    membership = Membership.objects.filter(roles, municipality=place, user__is_demo=True).order_by("-role").first()
    return membership.user if membership else None


def _publish(place: Municipality, schema_name: str, content: Content, editor: User | None) -> int:
    schema = municipal_schemas()[schema_name]
    dataset = Dataset(
        municipality=place, schema_name=schema_name, title=f"{schema.titles['sr']} – пример, {place.name}",
        title_en=f"{schema.titles['en']} – example, Kragujevac", theme=schema.theme, frequency=schema.frequency,
        description=f"{schema.descriptions['sr']} Сви редови су измишљени.", keywords=[schema.titles["sr"].lower(), "пример"],
        description_en=f"{schema.descriptions['en']} All rows are invented.", temporal_start=date(2026, 1, 1),
        contact_name=place.administration_name, contact_email="podaci@primer.example",
    )  # fmt: skip
    actions.create_dataset(dataset=dataset, by=editor)
    file = File(io.BytesIO(content(place).encode("utf-8-sig")), name=f"{schema_name}.csv")
    job = actions.start_upload(dataset=dataset, upload=file, by=editor)
    preparing.prepare(job.pk)
    version = Version.objects.get(dataset=dataset)
    if version.state == Version.State.WAITING:  # without an editor the portal has published it already
        actions.publish(version=version, by=editor)
    return 1


def _plan(place: Municipality) -> None:
    today = timezone.localdate()
    kindergartens = Dataset.objects.get(municipality=place, schema_name="vrtici")
    for title, holder, due, dataset in (
        ("Вртићи", "Градска управа за друштвене делатности", today - timedelta(days=40), kindergartens),
        ("Паркиралишта и цене", "ЈКП „Паркинг Пример“", today - timedelta(days=10), None),
        ("Квалитет воде", "ЈКП „Водовод Пример“", today + timedelta(days=60), None),
    ):
        OpeningDuty.objects.create(
            municipality=place,
            title=title,
            holder=holder,
            due=due,
            dataset=dataset,
            source="измишљена одлука бр. 1/2026",
        )


def _place(place: Municipality, dice: random.Random) -> tuple[str, str]:
    """A point near the seat, with the decimal comma of a file from an office."""
    lon = float(place.seat_longitude) + dice.uniform(-0.04, 0.04)
    lat = float(place.seat_latitude) + dice.uniform(-0.03, 0.03)
    return f"{lon:.5f}".replace(".", ","), f"{lat:.5f}".replace(".", ",")


def _table(headings: str, rows: Iterable[Iterable[Any]]) -> str:
    return "\n".join([headings, *(";".join(map(str, row)) for row in rows)]) + "\n"


def _kindergartens(place: Municipality) -> str:
    dice = random.Random(1)  # noqa: S311 - invented rows that are the same each time
    rows = (
        (f"В{n:02}", "ПУ „Пример“", name, *_place(place, dice), places := dice.randrange(60, 240, 10),
         places - dice.randrange(0, 12), dice.randrange(5, 30), places // 24, "српски", "да" if n % 3 else "не")
        for n, name in enumerate(KINDERGARTENS, 1)
    )  # fmt: skip
    return _table("objekat_id;ustanova;naziv;lon;lat;kapacitet;upisano;lista_cekanja;grupe;jezik;pristupacnost", rows)


def _containers(place: Municipality) -> str:
    dice = random.Random(2)  # noqa: S311 - invented rows that are the same each time
    rows = (
        (f"К{n:04}", dice.choice(("контејнер", "полуукопани", "звоно")), dice.choice((1100, 3000, 5000)),
         dice.choice(FRACTIONS), f"799{n % 40:09}", *_place(place, dice), dice.choice(("понедељак", "четвртак")),
         "ЈКП „Чистоћа Пример“")
        for n in range(1, 401)
    )  # fmt: skip
    return _table("kontejner_id;vrsta;zapremina_l;frakcija;ulica_mb;lon;lat;dan_odnosenja;preduzece", rows)


def _budget(place: Municipality) -> str:
    dice = random.Random(3)  # noqa: S311 - invented rows that are the same each time
    rows = []
    for month in range(1, 10):
        for code, name in (("411111", "Плате"), ("421211", "Струја"), ("425112", "Поправке"), ("511321", "Путеви")):
            plan = dice.randrange(5, 90) * 1_000_000
            done = plan * month // 12 - dice.randrange(0, 900_000)
            rows.append((2026, month, 1, "1.01", "0602", "0602-0001", 130, "01", code, name, plan, plan, done))
    return _table(
        "godina;mesec;razdeo;glava;program;programska_aktivnost;funkcija;izvor;ekonomska_klasifikacija;naziv;plan;rebalans;izvrsenje",
        rows,
    )


CONTENTS: dict[str, Content] = {
    "vrtici": _kindergartens, "kontejneri-i-reciklaza": _containers, "budzet-plan-izvrsenje": _budget,
}  # fmt: skip
