"""The prize draw: who may take part, taking part, drawing."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from campaign.actions.competition import NotYet, promise_in_town
from campaign.models import DrawCode, DrawEntry, PrizeDraw
from campaign.verify_draw import drawn, entries_digest
from eservices.cases.models import Case
from municipalities.accounts.models import User


class NoRequest(Exception):
    """Only who has filed a request through the portal in these days takes part."""


class NotForOfficials(Exception):
    """Officials do not take part."""


def request_of(draw: PrizeDraw, person: User) -> Case | None:
    """The person's first request that gives the right to take part."""
    zone = timezone.get_default_timezone()
    begins = datetime.combine(draw.first, time.min, zone)
    ends = datetime.combine(draw.last + timedelta(days=1), time.min, zone)
    rows = Case.objects.filter(person=person, channel=Case.Channel.ONLINE, filed_at__gte=begins, filed_at__lt=ends)
    return rows.order_by("filed_at", "id").first()


@transaction.atomic
def enter(*, draw: PrizeDraw, by: User) -> DrawEntry:
    """Take part, by choice; a second time changes nothing.

    Raises ``NotYet`` outside the days of the draw, :class:`NotForOfficials` and :class:`NoRequest`.
    """
    row = PrizeDraw.objects.select_for_update().get(pk=draw.pk)
    known = DrawEntry.objects.filter(draw=row, person=by).first()
    if known is not None:
        return known
    if not row.is_open:
        raise NotYet
    if by.is_staff:
        raise NotForOfficials
    case = request_of(row, by)
    if case is None:
        raise NoRequest
    code = DrawCode.objects.create(draw=row, town_id=case.municipality_id)
    return DrawEntry.objects.create(municipality_id=case.municipality_id, draw=row, person=by, code=code)


@transaction.atomic
def draw_winners(*, draw: PrizeDraw, outside: str, by: User) -> PrizeDraw:
    """Draw after the last day with the number from outside; winners get a letter. Raises ``NotYet``."""
    row = PrizeDraw.objects.select_for_update().get(pk=draw.pk)
    if row.drawn_at is not None or timezone.localdate() <= row.last:
        raise NotYet
    codes = list(row.codes.values_list("code", flat=True))
    row.outside, row.entries_sha256 = outside, entries_digest(codes)
    row.drawn_at, row.drawn_by = timezone.now(), by
    row.save(update_fields=["outside", "entries_sha256", "drawn_at", "drawn_by"])
    for place, code in enumerate(drawn(row.secret, codes, outside, row.winners), 1):
        DrawCode.objects.filter(draw=row, code=code).update(place=place)
    for pk, town in row.codes.exclude(place=None).values_list("pk", "town_id"):
        promise_in_town("campaign-prize", town, key=str(pk), payload={"code_id": pk})
    return row
