"""What a file is tied to, in words: where it was handed over, with which it was joined, from which it was split off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from eservices.cases.lifecycle import State
from eservices.cases.models import Case, CaseLink, CaseTransfer
from municipalities.templatetags.pismo import pismo

# By the act of an official, or by a ruling against which an appeal may still come.
MAYBE_ELSEWHERE = (State.TRANSFERRED, State.ISSUED, State.DELIVERED, State.APPEALED, State.FINAL, State.ARCHIVED)


@dataclass(frozen=True)
class Tie:
    """One sentence about a file, with the file at the other end when there is one; ``link`` can be separated."""

    sentence: str
    on: date
    other: Case | None = None
    link: CaseLink | None = None


def ties_of(cases: Sequence[Case]) -> dict[int, list[Tie]]:
    """The ties of these files by their ids: one query, and another when some may have been handed over."""
    found: dict[int, list[Tie]] = {case.pk: [] for case in cases}
    gone = [case.pk for case in cases if case.state in MAYBE_ELSEWHERE]
    for moved in CaseTransfer.objects.filter(case__in=gone) if gone else ():
        found[moved.case_id].append(Tie(_moved(moved), moved.on))
    links = CaseLink.objects.filter(Q(case__in=found) | Q(other__in=found)).select_related("case", "other")
    for link in links.defer("case__answers", "other__answers"):
        day = timezone.localdate(link.made_at)
        separable = link if link.kind == CaseLink.Kind.JOINED and link.ended_at is None else None
        for own, other, first in ((link.case, link.other, True), (link.other, link.case, False)):
            if own.pk in found:
                found[own.pk].append(Tie(_linked(link, other, first=first), day, other, separable))
    return found


def _moved(moved: CaseTransfer) -> str:
    return _("Уступљен: %(receiver)s, %(day)s") % {"receiver": pismo(moved.receiver), "day": _day(moved.on)}


def _linked(link: CaseLink, other: Case, *, first: bool) -> str:
    if link.kind == CaseLink.Kind.SPLIT:
        words = _("Из њега је издвојен предмет %(number)s") if first else _("Издвојен је из предмета %(number)s")
    else:
        words = _("Припојен му је предмет %(number)s") if first else _("Припојен је предмету %(number)s")
    text = words % {"number": other.number}
    if link.ended_at is None:
        return text
    return _("%(what)s; раздвојени %(day)s") % {"what": text, "day": _day(timezone.localdate(link.ended_at))}


def _day(day: date) -> str:
    return str(formats.date_format(day, "SHORT_DATE_FORMAT"))
