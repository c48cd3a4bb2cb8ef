"""What happened in municipalities that the portal itself knows: notes, legal values, services begun, people who came.

What other floors know (promotions of the campaign) they tell by `sources.register_occurrences`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from eservices.cases import service as services
from eservices.dashboards import sources
from eservices.dashboards.models import Note
from eservices.dashboards.sources import Occurrence
from eservices.dashboards.tables import in_script
from municipalities.accounts.models import Membership
from municipalities.models import OfferedService, Parameter

AT_WORK = ("clerk", "approver")
"""Roles of those who process cases."""


def occurrences(places: Collection[int], first: date, last: date) -> list[Occurrence]:
    """Everything that is known of these days, the latest first; in as many questions for one place as for all."""
    known = (_notes, _values, _begun, _people, sources.occurrences)
    found = [one for tell in known for one in tell(places, first, last)]
    return sorted(found, key=lambda one: (one.on, one.kind, one.what), reverse=True)


def _notes(places: Collection[int], first: date, last: date) -> Iterator[Occurrence]:
    for row in Note.objects.filter(municipality__in=places, on__gte=first, on__lte=last):
        kind = str(Note.Kind(row.kind).label)
        yield Occurrence(
            row.municipality_id, row.on, _("белешка: %(kind)s") % {"kind": kind}, in_script(row.text), row.service
        )


def _values(places: Collection[int], first: date, last: date) -> Iterator[Occurrence]:
    """Legal values that began to hold, those of one service and day together; first ones of a code are no change."""
    rows = Parameter.objects.filter(Q(municipality=None) | Q(municipality__in=places), valid_from__lte=last)
    seen: set[tuple[int | None, str]] = set()
    changed: dict[tuple[int | None, date, str], list[str]] = defaultdict(list)
    of_service = {code: one.slug for one in services.all_services() for code in (*one.parameters, one.term_parameter)}
    for place, code, label, since in rows.order_by("valid_from").values_list(
        "municipality", "code", "label", "valid_from"
    ):
        if since >= first and ((place, code) in seen or (None, code) in seen):
            changed[place, since, of_service.get(code, "")].append(label)
        seen.add((place, code))
    for (own, since, service), labels in changed.items():
        what = _("Нова вредност: %(labels)s") % {"labels": "; ".join(in_script(label) for label in labels)}
        for place in places if own is None else [own]:
            yield Occurrence(place, since, _("параметар"), what, service, general=own is None)


def _begun(places: Collection[int], first: date, last: date) -> Iterator[Occurrence]:
    rows = OfferedService.objects.filter(municipality__in=places, enabled=True, since__gte=first, since__lte=last)
    names = {one.slug: one for one in services.all_services()}
    for place, slug, since in rows.values_list("municipality", "service", "since"):
        if slug in names:
            what = _("Услуга је почела: %(name)s") % {"name": names[slug].name}
            yield Occurrence(place, since, _("услуга"), what, slug)


def _people(places: Collection[int], first: date, last: date) -> Iterator[Occurrence]:
    """How many people began and stopped working on cases, by day; names do not leave the municipality."""
    rows = Membership.objects.filter(municipality__in=places, role__in=AT_WORK)
    within = rows.filter(Q(since__range=(first, last)) | Q(until__range=(first, last)))
    came, left = defaultdict[tuple[int, date], set[int]](set), defaultdict[tuple[int, date], set[int]](set)
    for place, since, until, person in within.values_list("municipality", "since", "until", "user"):
        for day, people in ((since, came), (until, left)):
            if place is not None and day is not None and first <= day <= last:
                people[place, day].add(person)
    for people, text in ((came, _("Почело да ради на предметима људи: %(count)s")),
                         (left, _("Престало да ради на предметима људи: %(count)s"))):  # fmt: skip
        for (place, day), of_day in people.items():
            yield Occurrence(place, day, _("људи"), text % {"count": len(of_day)})
