"""Doors to figures: the analyst of the Standing Conference reads all municipalities, a head or administrator the own one.

Figures lead to a municipality and a service, never to a case or a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from eservices.dashboards.index.method import CURRENT, Indicator, Source
from eservices.dashboards.models import IndexAnswer, Report
from municipalities.accounts.access import grants_of, may, municipality_for
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.current import enter
from municipalities.models import Municipality


@dataclass(frozen=True)
class Reader:
    """Whose figures a person may read; ``own`` None means everybody's."""

    own: tuple[int, ...] | None

    @property
    def compares(self) -> bool:
        """Whether municipalities may be put side by side."""
        return self.own is None


def reader_of(user: User) -> Reader:
    """What this person may read, or 404. A transaction of an analyst is then open to published figures of all."""
    if compares(user):
        enter(figures="on")
        return Reader(None)
    own = tuple(
        grant.municipality_id
        for grant in grants_of(user)
        if Permission.VIEW_FIGURES in grant.permissions and grant.municipality_id is not None
    )
    if not own:
        raise Http404
    return Reader(own)


def compares(user: User) -> bool:
    """Whether this person may put municipalities side by side."""
    return may(user, Permission.COMPARE_MUNICIPALITIES)


def analyst(user: User) -> Reader:
    """Only somebody who may compare; 404 for everybody else."""
    reader = reader_of(user)
    if not reader.compares:
        raise Http404
    return reader


def figures_of(user: User, slug: str) -> Municipality:
    """The municipality whose figures are asked for, where this person may read them; else 404."""
    reader, place = reader_of(user), municipality_for(slug)
    if reader.own is not None:
        if place.pk not in reader.own:
            raise Http404
        enter(municipality=place.pk)
    return place


def report_of(user: User, slug: str, pk: int) -> Report:
    """A printed report of a municipality whose figures this person may read; else 404."""
    place = figures_of(user, slug)
    report = Report.objects.select_related("municipality").filter(municipality=place, pk=pk).first()
    if report is None:
        raise Http404
    return report


def question_of(user: User, slug: str, question: str) -> tuple[Municipality, Indicator]:
    """A municipality whose figures this person may read, and a question of the index; else 404."""
    place, indicator = figures_of(user, slug), CURRENT.indicator(question)
    if indicator is None or indicator.source is not Source.ANSWER:
        raise Http404
    return place, indicator


def answers_for(user: User, place: Municipality) -> bool:
    """Whether this person answers questions of the index for the municipality: its administrator."""
    return may(user, Permission.CONFIGURE, municipality_id=place.pk)


def confirms(user: User) -> bool:
    """Whether this person confirms answers of municipalities."""
    return may(user, Permission.CONFIRM_INDEX)


def answer_to_confirm(user: User, slug: str, question: str, pk: int) -> IndexAnswer:
    """An answer of a municipality, for who confirms them; else 404."""
    if not confirms(user):
        raise Http404
    place, indicator = question_of(user, slug, question)
    found = IndexAnswer.objects.filter(municipality=place, question=indicator.slug, pk=pk).first()
    if found is None:
        raise Http404
    return found
