"""Doors of the campaign: each fetches and authorises in one step, or answers 404."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from campaign.models import (
    Competition,
    DrawEntry,
    NewsItem,
    Post,
    PressKit,
    PrizeDraw,
    Promotion,
    Reckoning,
    Registration,
    Standing,
    Subscriber,
)
from eservices.cases import access as cases
from eservices.cases.models import Case
from municipalities.accounts.access import grants_of, may, municipality_for
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.current import enter
from municipalities.models import Municipality


# -- everybody ---------------------------------------------------------------------------------------------------------
def published_news() -> QuerySet[NewsItem]:
    """News that everybody may read, the newest first."""
    return NewsItem.objects.filter(published_on__lte=timezone.localdate())


def public_news(slug: str) -> NewsItem:
    """A published piece of news."""
    found = published_news().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def public_promotions() -> QuerySet[Promotion]:
    """Promotions that everybody may read about, in the order of days."""
    return Promotion.objects.exclude(state=Promotion.State.PLANNED).select_related("town")


def public_promotion(code: str) -> Promotion:
    """An announced promotion; the page may then write sign-ups of its town."""
    found = public_promotions().filter(code=code).first()
    if found is None:
        raise Http404
    enter(municipality=found.town_id)
    return found


def ticket(code: str) -> Registration:
    """The sign-up whose secret code was presented."""
    enter(code=code)
    found = Registration.objects.select_related("promotion__town").filter(code=code).first()
    if found is None:
        raise Http404
    enter(municipality=found.municipality_id)
    return found


def begun_competitions() -> QuerySet[Competition]:
    """Competitions that have begun, the newest first."""
    return Competition.objects.filter(first__lte=timezone.localdate()).select_related("rules")


def competition_of(slug: str) -> Competition:
    """A competition that has begun."""
    found = begun_competitions().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def latest_reckoning(competition: Competition) -> Reckoning:
    """What was counted last; 404 before the first night."""
    found = competition.reckonings.select_related("competition__rules").first()
    if found is None:
        raise Http404
    return found


def standing_of(reckoning: Reckoning, town: str) -> Standing:
    """Where a town stands; 404 for one that is not compared."""
    found = reckoning.standings.select_related("town").filter(town__slug=town).first()
    if found is None:
        raise Http404
    return found


def case_of_reader(user: User | None, typed: str) -> Case | None:
    """The case whose tracking code or number somebody typed: with the code anybody's, by number the own or one of the desk.

    Its municipality is then in sight. None for everything else, without saying what exists.
    """
    code, number = typed.replace("-", "").lower(), "".join(typed.split())
    try:
        return cases.case_by_code(code)
    except Http404:
        pass
    if user is None:
        return None
    own = cases.cases_visible_to(user).filter(number=number).first()
    if own is not None:
        enter(municipality=own.municipality_id)
        return own
    return next(
        (case for grant in grants_of(user) if (case := _at_the_desk(user, grant.municipality_id, number))), None
    )


def _at_the_desk(user: User, municipality_id: int | None, number: str) -> Case | None:
    if municipality_id is None or not may(user, Permission.PROCESS_CASES, municipality_id=municipality_id):
        return None
    enter(municipality=municipality_id)
    return cases.Desk(user, municipality_id).cases(Permission.PROCESS_CASES).filter(number=number).first()


def begun_draws() -> QuerySet[PrizeDraw]:
    """Prize draws that are or were open, the newest first."""
    return PrizeDraw.objects.filter(first__lte=timezone.localdate())


def draw_of(slug: str) -> PrizeDraw:
    """A prize draw that is or was open."""
    found = begun_draws().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def own_entry(user: User, draw: PrizeDraw) -> DrawEntry | None:
    """The person's own entry."""
    rows = DrawEntry.objects.select_related("code").filter(draw=draw)
    return rows.filter(person=user).first() if user.is_authenticated else None


def town_of_reader(slug: str) -> Municipality:
    """The town whose news a reader wants; the request may then write the reader there."""
    town = municipality_for(slug)
    enter(municipality=town.pk)
    return town


def reader(code: str) -> Subscriber:
    """The reader of the newsletter whose secret code was presented."""
    enter(code=code)
    found = Subscriber.objects.select_related("municipality").filter(code=code).first()
    if found is None:
        raise Http404
    enter(municipality=found.municipality_id)
    return found


def press_kit() -> PressKit:
    """The latest press kit; 404 before the first night."""
    found = PressKit.objects.first()
    if found is None:
        raise Http404
    return found


def post_of(code: str) -> Post:
    """A post by its short address."""
    found = Post.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


# -- those who run it --------------------------------------------------------------------------------------------------
def runs_campaign(user: User) -> bool:
    """Whether this person runs the campaign for all municipalities."""
    return may(user, Permission.RUN_CAMPAIGN)


def organiser(request: HttpRequest) -> User:
    """Somebody who runs the campaign, or 404."""
    user = cast(User, request.user)
    if not runs_campaign(user):
        raise Http404
    return user


def promotion_of(user: User, pk: int) -> Promotion:
    """A promotion for who runs the campaign, or for a clerk of the town where it is held; its rows are then in sight."""
    found = Promotion.objects.select_related("town").filter(pk=pk).first()
    if found is None or not (runs_campaign(user) or may(user, Permission.PROCESS_CASES, municipality_id=found.town_id)):
        raise Http404
    enter(municipality=found.town_id)
    return found


def visitor_of(user: User, code: str) -> Registration:
    """The sign-up behind a ticket that somebody shows at the square, for who receives visitors there."""
    found = ticket(code)
    promotion_of(user, found.promotion_id)
    return found
