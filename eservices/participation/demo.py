"""Invented processes in three towns, each at another point of its road. They go through the same actions as real ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from eservices.participation import actions
from eservices.participation.models import Comment, Meeting, Period, Process
from eservices.participation.phases import Kind, Part, Standing
from eservices.participation.samples import opened
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

ZONE = (
    "У улицама око Примерне школе уводи се зона у којој се вози највише 30 km/h.",
    "Паркирање у зони је бесплатно за станаре, а за остале најдуже два сата.",
    "На раскрсницама се постављају издигнути пешачки прелази.",
    "Надзор врши комунална милиција, а прве две недеље се само опомиње.",
)
PLAN = (
    "План обухвата подручје Измишљеног поља, површине 12 хектара.",
    "Највећа дозвољена спратност је приземље и два спрата.",
    "Уз поток се чува зелени појас ширине 20 метара.",
)
SQUARE = (
    "Предлажемо да Огледни трг постане пешачка зона.",
    "Возила доставе улазе од 6 до 9 часова.",
    "Трг добија дрворед.",
)
REMARKS = (
    ("Зона је потребна, деца ту прелазе улицу сваког јутра.", Comment.Side.FOR),
    ("Два сата паркирања је мало за оне који долазе у дом здравља.", Comment.Side.AGAINST),
    ("Може ли прелаз да се постави и код вртића Пример?", Comment.Side.NEITHER),
)


def load_demo(municipalities: Sequence[str]) -> int:
    """Processes of participation in the three demo towns; returns how many were made.

    Does nothing where a process exists already, or where nobody of the town runs participation.
    """
    makers = (_first_town, _second_town, _third_town)
    return sum(_load(slug, make) for slug, make in zip(municipalities, makers, strict=False))


def _load(slug: str, make: object) -> int:
    place = Municipality.objects.filter(slug=slug).first()
    if place is None:
        return 0
    head = User.objects.filter(is_demo=True, memberships__municipality=place, memberships__role="approver").first()
    people = list(User.objects.filter(is_demo=True, is_staff=False).order_by("pk"))
    with municipality_scope(place.pk):
        if head is None or len(people) < 2 or Process.objects.filter(municipality=place).exists():
            return 0
        make(place, head, people)  # type: ignore[operator]
        return Process.objects.filter(municipality=place).count()


def _say(process: Process, by: User, text: str, side: str = "neither", **more: object) -> Comment:
    said = actions.Said(text=text, signed=by.get_full_name(), side=side, **more)  # type: ignore[arg-type]
    return actions.comment(process=process, said=said, standing=Standing.VERIFIED, by=by)


def _talk(process: Process, people: Sequence[User], head: User) -> Comment:
    """Remarks on paragraphs, a reply, and an official answer; returns the last remark."""
    version = process.versions.last()
    keys = [row.key for row in version.paragraphs.all()] if version else [""]
    rows = [
        _say(process, people[number % len(people)], text, side, paragraph=keys[number % len(keys)])
        for number, (text, side) in enumerate(REMARKS)
    ]
    _say(process, people[0], "Код вртића већ постоји знак, али га возачи не виде од дрвета.", thread=rows[-1])
    answer = "Прихвата се: станари и пацијенти ће паркирати до четири сата."
    actions.answer(comment=rows[1], stance="accepted", text=answer, by=head)
    return rows[-1]


def _first_town(place: Municipality, head: User, people: Sequence[User]) -> None:
    """An open debate whose text has changed once, a hearing to come, an initiative that collects signatures."""
    debate = opened(
        place, head, title="Мирније улице око Примерне школе", text=ZONE[:3], days=45,
        summary="Шта мислите о зони спорог саобраћаја? Текст је полазна основа, мења се према вашим предлозима.",
    )  # fmt: skip
    _talk(debate, people, head)
    changed = (ZONE[0], ZONE[1].replace("два сата", "четири сата"), *ZONE[2:])
    actions.publish_text(process=debate, paragraphs=changed, note="Дуже паркирање и прелазни период", by=head)
    _hearing(place, head, starts_in=10)
    _initiative(place, head, people)


def _hearing(place: Municipality, head: User, *, starts_in: int) -> Process:
    process = opened(
        place, head, Kind.HEARING, title="План детаљне регулације Измишљено поље", text=PLAN, days=21, starts_in=starts_in,
        identity="registered", summary="Нацрт плана за подручје Измишљеног поља. На сваку примедбу стиже одговор.",
        programme="Представљање нацрта, па питања и примедбе грађана. Писане примедбе се примају на овој страни.",
        legal_basis="Закон о планирању и изградњи, Сл. гласник РС 72/2009 и даље",
    )  # fmt: skip
    day = timezone.localdate() + timedelta(days=starts_in + 7)
    at = timezone.make_aware(datetime.combine(day, time(18, 0)))
    Meeting.objects.create(municipality=place, process=process, at=at, place="Велика сала, Измишљени трг 1")
    return process


def _initiative(place: Municipality, head: User, people: Sequence[User]) -> None:
    draft = actions.Draft("Огледни трг без аутомобила", "Тражимо да трг постане пешачка зона.", "act", SQUARE)
    process = actions.start(municipality=place, draft=draft, name=people[0].get_full_name(), by=people[0])
    others = [*people[1:], head][:2]
    for person in others:
        actions.join(process=process, name=person.get_full_name(), by=person)
    actions.move_on(process=process, step="hand_in", part=Part.COMMITTEE, by=people[0])
    actions.open_collecting(process=process, threshold=4200, by=head)
    elector = actions.Elector(people[0].get_full_name(), "1205992665011", "Измишљена 14")
    actions.sign(process=process, elector=elector, standing=Standing.VERIFIED, by=people[0])


def _second_town(place: Municipality, head: User, people: Sequence[User]) -> None:
    """An open hearing with remarks, and a debate that ended with its report waiting to be written."""
    _talk(_hearing(place, head, starts_in=0), people, head)
    debate = opened(
        place, head, title="Радно време Примерне библиотеке", days=20, text=("Библиотека ради радним данима до 20 часова.",),
        summary="Треба ли библиотека да ради и суботом?",
    )  # fmt: skip
    _say(debate, people[0], "Субота пре подне би помогла онима који раде.", "for")
    today = timezone.localdate()
    Period.objects.filter(process=debate).update(first=today - timedelta(days=24), last=today - timedelta(days=4))
    actions.refresh(process=debate, by=head)


def _third_town(place: Municipality, head: User, people: Sequence[User]) -> None:
    """A participatory budget that takes proposals, and a poll."""
    budget = opened(
        place, head, Kind.BUDGET, title="Твој крај, твој предлог", days=30, budget=Decimal("3000000"),
        summary="Три милиона динара за уређење делова града. Предложите шта и где.",
    )  # fmt: skip
    ideas = (
        ("Клупе и чесма у Пробном парку", "Шест клупа и једна чесма поред игралишта.", 420_000),
        ("Осветљење стазе поред реке", "Дванаест стубова од моста до Огледне улице.", 1_900_000),
    )
    for by, (title, text, cost) in zip(people, ideas, strict=False):
        project = actions.Project(title, text, Decimal(cost), by.get_full_name())
        actions.propose(process=budget, project=project, standing=Standing.REGISTERED, by=by)
    opened(
        place, head, Kind.POLL, title="Када да буде Дан отворених врата", days=14,
        choices=("У суботу", "У недељу", "Радног дана"), summary="Изаберите дан који вам највише одговара.",
    )  # fmt: skip
