"""Invented reports for trying the portal out, at different points of the road. Loading again changes nothing.

They go through the same actions as real ones. Places lie around the seats of three towns; people and words are invented.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from inspections import access, actions
from inspections.actions import Filing
from inspections.grid import MILLION, Point
from inspections.lifecycle import Actor
from inspections.models import Category, ExternalBody, Report, ResponseTemplate, RoutingRule
from inspections.records import demo
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

SENDERS = (
    {"name": "Јелена Примеровић", "email": "jelena@primer.example", "phone": "+381640000001"},
    {"name": "Марко Измишљенић", "email": "marko.prijava@primer.example", "phone": ""},
    {"name": "Нада Пробић", "email": "", "phone": "+381640000002"},
)


@dataclass(frozen=True)
class Sample:
    """One invented report: category, address, words, who sends it, and how far it has come."""

    category: str
    address: str
    words: str
    identity: str = "known"
    reaches: str = "registered"


SAMPLES = (
    Sample("sao-rupa", "Измишљена 14", "Рупа на коловозу, дубока као цигла, код пешачког прелаза.", reaches="assigned"),
    Sample("sao-rupa", "Измишљена 16", "Иста рупа, аутомобили је заобилазе преко тротоара.", "anonymous", "merged"),
    Sample("kom-rasveta", "Пробна 3", "Три светиљке не раде већ недељу дана.", reaches="forwarded"),
    Sample("kom-otpad-javna", "Огледни трг 1", "Разбацане кесе поред клупе, свако јутро.", reaches="closed"),
    Sample("kom-saht", "Измишљена 2", "Шахт без поклопца на тротоару испред школе.", "protected"),
    Sample("eko-divlja-deponija", "Пут за Огледно поље бб", "Камион истовара шут поред потока.", "protected", "info"),
    Sample("eko-buka-lokal", "Пробна 11", "Музика до три ујутро, викендом.", reaches="measures"),
    Sample("kom-napusteno-vozilo", "Замишљена 8", "Ауто без таблица, пробушених гума, стоји од зиме.", "anonymous"),
    Sample("sao-linija-red", "Стајалиште Пример", "Полазак у 7.15 изостао је три пута ове недеље.", reaches="rejected"),
    Sample("kom-zivotinje", "Парк Пример", "Чопор паса код игралишта.", "anonymous", "ceded"),
    Sample("eko-ambrozija", "Замишљена 22", "Плац зарастао у амброзију.", reaches="triage"),
    Sample("kom-kontejneri", "Огледна 5", "Контејнер прелива данима.", reaches="published"),
)
ANSWERS = {
    "sao-rupa": {"road": "municipal"}, "kom-rasveta": {"lamps": "several"}, "kom-saht": {"hurt": "no"},
    "eko-divlja-deponija": {"volume": "truck"}, "sao-linija-red": {"line": "7"}, "kom-zivotinje": {"attack": "no"},
}  # fmt: skip


def load_demo(slugs: Iterable[str]) -> int:
    """Reports with records, assessments, a rule and ready answers for these municipalities; how many reports were filed."""
    filed = 0
    for place in Municipality.objects.filter(slug__in=list(slugs)):
        with municipality_scope(place.pk):
            if not Report.objects.filter(municipality=place).exists() and _head(place) is not None:
                _arrange(place)
                demo.assess(place)
                filed += _load_reports(place)
    return filed


def _head(place: Municipality) -> User | None:
    heads = User.objects.filter(is_demo=True, memberships__municipality=place, memberships__role="head-of-inspections")
    return heads.first()


def _arrange(place: Municipality) -> None:
    """A utility with an address, a rule that leads to it, two ready answers."""
    utility, _made = ExternalBody.objects.get_or_create(
        code="javna-rasveta", municipality=place,
        defaults={
            "kind": ExternalBody.Kind.UTILITY, "name": f"Пример светло {place.name}", "name_en": "Example Light",
            "email": f"svetlo.{place.slug}@primer.example", "phone": "000 000 000",
        },
    )  # fmt: skip
    rule, made = RoutingRule.objects.get_or_create(
        municipality=place, position=1, defaults={"name": "Осветљење иде предузећу", "body": utility}
    )
    if made:
        rule.categories.set(Category.objects.filter(code="kom-rasveta"))
    for action, title, text in (
        ("close", "Очишћено", "Изашли смо на терен. Површина је очишћена, а предузеће опоменуто."),
        ("reject", "Поновљена пријава", "О истом је већ поступљено по ранијој пријави, па се ова одбацује."),
    ):
        ResponseTemplate.objects.get_or_create(municipality=place, action=action, title=title, defaults={"text": text})


def _load_reports(place: Municipality) -> int:
    made: dict[str, Report] = {}
    head = _head(place)
    for number, sample in enumerate(SAMPLES):
        report = _file(place, sample, number)
        if head is not None:
            _lead_on(report, sample, made, head)
        made[f"{sample.category}:{sample.reaches}"] = report
    return len(SAMPLES)


def _file(place: Municipality, sample: Sample, number: int) -> Report:
    """Reports lie on a spiral around the seat; the second lies beside the first, because it is about the same."""
    step = max(number, 1) - 1 if number < 2 else number
    turn, away = step * 1.9, 250 + 170 * step + 12 * (number == 1)
    lat = float(place.seat_latitude) + away * math.cos(turn) / 111_195
    lon = float(place.seat_longitude) + away * math.sin(turn) / 79_800
    filing = Filing(
        municipality=place,
        category=Category.objects.select_related("inspectorate").get(code=sample.category),
        identity=sample.identity,
        description=f"ДЕМО: {sample.words}",
        address=sample.address,
        place=Point(round(lat * MILLION), round(lon * MILLION)),
        answers=ANSWERS.get(sample.category, {}),
        reporter={} if sample.identity == Report.Identity.ANONYMOUS else SENDERS[number % len(SENDERS)],
    )
    return actions.file(filing=filing, by=None)


def _lead_on(report: Report, sample: Sample, made: dict[str, Report], head: User) -> None:
    """Take the report as far as the sample says."""
    actor = access.actor_of(head, report)
    if sample.reaches == "triage":
        actions.take(report=report, actor=actor, by=head)
    elif sample.reaches == "info":
        actions.request_info(
            report=report, question="Да ли сте видели ознаку камиона или предузећа?", actor=actor, by=head
        )  # fmt: skip
    elif sample.reaches == "merged":
        actions.merge(report=report, lead=made["sao-rupa:assigned"], actor=actor, by=head)
    elif sample.reaches in ("forwarded", "ceded"):
        _send_on(report, sample, actor, head)
    elif sample.reaches == "rejected":
        text = "Превозник је доставио податке са ГПС уређаја: поласци су извршени."
        actions.reject(report=report, public_text=text, actor=actor, by=head)
    elif sample.reaches == "published":
        actions.publish(
            report=report, public_text="Контејнер прелива данима.", public_outcome="", photos=[], actor=actor, by=head
        )
    elif sample.reaches in ("assigned", "measures", "closed"):
        _inspect(report, sample, actor, head)


def _send_on(report: Report, sample: Sample, actor: Actor, head: User) -> None:
    code = "javna-rasveta" if sample.reaches == "forwarded" else "zoohigijena"
    bodies = ExternalBody.objects.filter(code=code)
    body = bodies.filter(municipality=report.municipality).first() or bodies.get(municipality=None)
    actions.forward(
        report=report, body=body, public_text="Пријаву смо послали ономе ко то одржава.", message="Молимо поступање.",
        awaits_reply=sample.reaches == "forwarded", actor=actor, by=head,
    )  # fmt: skip


def _inspect(report: Report, sample: Sample, actor: Actor, head: User) -> None:
    actions.assign(report=report, to=head, actor=actor, by=head)
    if sample.reaches == "assigned":
        return
    subject = f"Пример локал {report.municipality.name}"
    demo.supervise(report, subject, head)
    if sample.reaches == "measures":
        demo.order_measure(report, subject, head)
        return
    demo.answer(report, "Изашли смо на терен. Површина је очишћена, а предузеће опоменуто.", head)
