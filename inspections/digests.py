"""One letter a day to those who follow an area or a category: what has appeared in public the day before.

The nightly task promises the letters; the key of a promise holds follower and day, so that each is sent once, and days
on which the task did not run are made up for.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from eservices.cases import outbox
from eservices.cases.keys import reveal
from inspections import access, grid
from inspections.actions import stop_following
from inspections.models import Follower, Report, ReportEvent
from inspections.notifications import address_of, compose, post
from municipalities.current import municipality_scope
from municipalities.models import Municipality

DAYS_MADE_UP_FOR = 3
MOST_IN_A_LETTER = 50
UNCONFIRMED_FOR = timedelta(days=7)


def appeared_on(place: Municipality, day: date) -> QuerySet[Report]:
    """Public reports that were filed on a day, or that an official let appear on it."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    let_appear = ReportEvent.objects.filter(
        report=OuterRef("pk"), action="publish", data__appeared=True, at__gte=start, at__lt=end
    )
    rows = access.public_reports(place).select_related("category")
    return rows.filter(Q(filed_at__gte=start, filed_at__lt=end) | Exists(let_appear))


def promise_digests(place: Municipality) -> int:
    """Promise the letters of the last days; returns how many there are, promised before or not."""
    today, promised = timezone.localdate(), 0
    for day in (today - timedelta(days=back) for back in range(1, DAYS_MADE_UP_FOR + 1)):
        reports = list(appeared_on(place, day))
        followers = [one for one in _followers(place, day) if reports and concerning(one, reports)]
        outbox.promise_all(
            outbox.Promise(
                "report-digest", f"{one.pk}:{day}", place.pk, {"follower_id": one.pk, "day": day.isoformat()}
            )
            for one in followers
        )
        promised += len(followers)
    return promised


def _followers(place: Municipality, day: date) -> QuerySet[Follower]:
    """Those who had confirmed by the end of the day."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return Follower.objects.filter(municipality=place, report=None, stopped_at=None, confirmed_at__lt=end)


def concerning(follower: Follower, reports: Iterable[Report]) -> list[Report]:
    """Reports of the category and area that somebody follows.

    Measured from the rounded place, so that nobody finds the exact one by drawing circles.
    """
    return [report for report in reports if _concerns(follower, report)]


def _concerns(follower: Follower, report: Report) -> bool:
    if follower.category_id is not None and follower.category_id != report.category_id:
        return False
    if follower.centre_lat is None or follower.centre_lon is None or follower.radius_metres is None:
        return True
    place = report.public_place
    centre = grid.Point(follower.centre_lat, follower.centre_lon)
    return place is not None and grid.distance(centre, place) <= follower.radius_metres


@outbox.handler("report-digest")
def send_digest(*, municipality_id: int, follower_id: int, day: str) -> None:
    """One letter with the reports of one day, as far as they are still public."""
    on = parse_date(day)
    with municipality_scope(municipality_id):
        follower = Follower.objects.select_related("municipality", "data_key").get(pk=follower_id)
        if on is None or follower.stopped_at is not None:
            return
        place = follower.municipality
        reports = concerning(follower, appeared_on(place, on))
        if not reports:
            return
        context = {
            "municipality": place,
            "day": on,
            "lines": [
                (report.category, address_of("inspections:public-report", place.slug, report.pk))
                for report in reports[:MOST_IN_A_LETTER]
            ],
            "all": address_of("inspections:public-list", place.slug) if len(reports) > MOST_IN_A_LETTER else "",
            "stop": address_of("inspections:following", follower.code),
        }
        letter = compose(
            f"digest:{follower.pk}:{day}", str(reveal(follower.data_key, follower.email, "email")), follower.language,
            "digest", context, "Нове пријаве које пратите",
            stop=address_of("inspections:stop-following", follower.code),
        )  # fmt: skip
    post(letter)


def forget_unconfirmed(place: Municipality) -> int:
    """Followers who did not confirm within a week: the address is deleted. Returns how many."""
    rows = Follower.objects.filter(
        municipality=place, confirmed_at=None, stopped_at=None, created_at__lt=timezone.now() - UNCONFIRMED_FOR
    ).select_related("data_key")
    return sum(_forget(follower) for follower in rows)


def _forget(follower: Follower) -> int:
    stop_following(follower=follower)
    return 1
