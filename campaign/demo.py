"""Invented promotions, news and contests for trying the portal out; a second run changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random

from django.utils import timezone

from campaign import actions
from campaign.counting import Row, Window, digest_of
from campaign.models import Competition, NewsItem, Post, Promotion
from campaign.samples import a_competition, a_draw, announced
from municipalities.accounts.models import Membership, User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

POSTS = (
    (Post.Channel.FACEBOOK, "Пример: без реда, са свог телефона."),
    (Post.Channel.RADIO, "Пример: позив на промоцију на тргу."),
    (Post.Channel.VIBER, "Пример: е-Вртић, упис почиње."),
    (Post.Channel.INSTAGRAM, "Пример: е-Беба за пет минута."),
    (Post.Channel.PRESS, "Пример: резултати такмичења општина."),
    (Post.Channel.TELEVISION, "Пример: шта се променило за шест месеци."),
)
VISITORS = ("Мирјана", "Слободан", "Љубица", "Ђорђе")


def load_demo(slugs: Iterable[str]) -> int:
    """Promotions in the demo towns, one of them held, and a piece of news; returns how many promotions were made."""
    organiser = _organiser()
    if organiser is None or Promotion.objects.exists():
        return 0
    towns = {place.slug: place for place in Municipality.objects.filter(slug__in=slugs)}
    for number, town in enumerate(towns.values(), 1):
        with municipality_scope(town.pk):
            _announce(town, organiser, days=number * 9, capacity=len(VISITORS) - 1 if number == 1 else 60)
    if "kragujevac" in towns:
        with municipality_scope(towns["kragujevac"].pk):
            _held(towns["kragujevac"], organiser)
    _news()
    _contests(organiser)
    _posts()
    actions.make_press_kit()
    return len(towns) + 1


def _organiser() -> User | None:
    membership = Membership.objects.filter(role="campaign", user__is_demo=True).select_related("user").first()
    return membership.user if membership else None


def _announce(town: Municipality, organiser: User, *, days: int, capacity: int) -> None:
    """A day to come with its first visitors; the smallest is full and has a waiting list."""
    promotion = announced(town, organiser, days=days, title=f"Е-услуге на тргу: {town.name}", capacity=capacity)
    for number, name in enumerate(VISITORS):
        row = actions.ask(
            promotion=promotion, name=name, email=f"posetilac{number}@primer.example", language="sr", by=None
        )
        actions.confirm(registration=row, by=None)


def _held(town: Municipality, organiser: User) -> None:
    """A day five weeks ago. It is planned for tomorrow and then moved back, because the past cannot be announced."""
    promotion = announced(town, organiser, days=1, title="Први дан на тргу", title_en="The first day on the square")
    back = timedelta(days=36)
    Promotion.objects.filter(pk=promotion.pk).update(
        starts_at=promotion.starts_at - back, ends_at=promotion.ends_at - back
    )
    actions.publish_report(
        promotion=promotion, visitors=180,
        text="Измишљени извештај: највише питања било је о е-Вртићу. Захтеве је на лицу места започело тридесет родитеља.",
        text_en="An invented report: most questions were about e-Kindergarten. Thirty parents began a request on the spot.",
        by=organiser,
    )  # fmt: skip


def _news() -> None:
    NewsItem.objects.get_or_create(
        slug="prvi-dan-na-trgu",
        defaults={
            "published_on": timezone.localdate() - timedelta(days=33),
            "title": "Први дан на тргу (пример)",
            "summary": "Измишљена вест: сто осамдесет људи пробало је е-услуге на измишљеном тргу.",
            "body": "Ово је вест за пробу портала. Ништа се од овога није догодило.",
            "title_en": "The first day on the square (example)",
            "summary_en": "Invented news: a hundred and eighty people tried the e-services on an invented square.",
            "body_en": "This is news for trying the portal out. Nothing of it has happened.",
        },
    )


def _contests(organiser: User) -> None:
    """A competition that has ended, out of invented rows, and a prize draw that is open."""
    today = timezone.localdate()
    competition = a_competition(today - timedelta(days=60), today - timedelta(days=2))
    actions.reckon(competition, today, source=_invented_rows)
    actions.freeze(competition=competition, by=organiser)
    a_draw(today - timedelta(days=3), today + timedelta(days=27))


def _invented_rows(competition: Competition, town: Municipality, window: Window) -> Iterator[Row]:
    """Rows of a town with e-services, the same every time; no cases stand behind them."""
    if town.programme != Municipality.Programme.E_SERVICES:
        return
    random = Random(int(town.sors_code))  # noqa: S311 - invented data, no secret
    online, on_time, stars = random.uniform(0.3, 0.9), random.uniform(0.7, 0.99), random.choice((3, 4, 5))
    for number in range(random.randint(12, 60)):
        verdict = random.choices(("yes", "self_filed", "identical"), (95, 2, 3))[0]
        values = {
            "request": "online" if random.random() < online else "counter",
            "decision": "on_time" if random.random() < on_time else "late",
            "rating": str(min(5, max(1, stars + random.choice((-1, 0, 0, 1))))),
        }
        for kind, value in values.items():
            yield {"town": town.slug, "kind": kind, "row": digest_of(competition, kind, number), "value": value,
                   "counted": verdict}  # fmt: skip
        if random.random() < 0.8:
            yield {"town": town.slug, "kind": "before", "row": digest_of(competition, "before", number),
                   "value": "online", "counted": "yes"}  # fmt: skip


def _posts() -> None:
    today = timezone.localdate()
    for days, (channel, text) in enumerate(POSTS):
        Post.objects.create(planned_on=today + timedelta(days=30 * days), channel=channel, text=text)
