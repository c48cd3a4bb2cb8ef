"""What a municipality still has to set up before its services can be trusted (листа за увођење), item by item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from eservices.cases import service as services
from eservices.cases.actions.intake import GENERAL_PARAMETERS
from eservices.cases.desk.health import Finding, registers, seal
from eservices.dashboards.definitions import Kind
from eservices.dashboards.screens.page import Page, Section, name_of
from eservices.dashboards.tables import Column, Row, Table
from municipalities.accounts.models import Membership
from municipalities.models import Municipality, OfferedService, Office, Parameter

Codes = frozenset[str]
NEEDED_ROLES = ("clerk", "approver", "archivist", "administrator")


@dataclass(frozen=True)
class Setup:
    """What is set up in one municipality: offered services, roles filled, codes of parameters in force and confirmed."""

    place: Municipality
    offered: Codes
    roles: Codes
    in_force: Codes
    confirmed: Codes
    has_office: bool

    @property
    def needed(self) -> Codes:
        """Codes of the legal values that its services work with."""
        codes = set(GENERAL_PARAMETERS)
        for service in services.all_services():
            if service.slug in self.offered:
                codes |= {*service.parameters, service.term_parameter}
        return frozenset(codes)

    def parts(self) -> Sequence[tuple[int, int]]:
        """Done and needed of each item, in the order of `HEADINGS`."""
        needed = self.needed
        return (
            (min(1, len(self.offered)), 1),
            (len(needed & self.in_force), len(needed)),
            (len(needed & self.confirmed), len(needed)),
            (len(self.roles.intersection(NEEDED_ROLES)), len(NEEDED_ROLES)),
            (int(self.has_office), 1),
            (int(self.place.population_confirmed), 1),
        )


HEADINGS: tuple[Callable[[], str], ...] = (
    lambda: _("Нуди бар једну услугу"),
    lambda: _("Параметри унети"),
    lambda: _("Параметри потврђени"),
    lambda: _("Улоге попуњене"),
    lambda: _("Главни шалтер потврђен"),
    lambda: _("Број становника потврђен"),
)


def onboarding(places: Sequence[Municipality], today: date) -> Page:
    """A line for each municipality, the least ready first, and the state of what all share."""
    columns = [
        Column(_("Општина или град")),
        Column(_("Спремно"), Kind.SHARE),
        *(Column(label()) for label in HEADINGS),
    ]
    rows = sorted((_row(setup) for setup in setups(places, today)), key=lambda row: (row.values[1], row.values[0]))
    note = _(
        "Улоге: службеник, руководилац, архивар и администратор општине. Параметри: законске вредности услуга које се нуде."
    )
    return Page(
        title=_("Листа за увођење"),
        sections=[
            Section(Table("uvodjenje", _("По општинама"), columns, rows), note=note),
            Section(_shared([*seal(), *registers()])),
        ],
    )


def _row(setup: Setup) -> Row:
    parts = setup.parts()
    ready = sum(done == needed for done, needed in parts) / len(parts)
    return Row([name_of(setup.place), ready, *(_says(done, needed) for done, needed in parts)])


def _says(done: int, needed: int) -> str:
    if needed == 1:
        return _("да") if done else _("не")
    return _("%(done)s од %(needed)s") % {"done": done, "needed": needed}


def _shared(findings: Iterable[Finding]) -> Table:
    """Seal and registers serve every municipality."""
    columns = [Column(_("Шта")), Column(_("Стање"))]
    rows = [Row([finding.subject, finding.says]) for finding in findings]
    return Table("zajednicko", _("Заједничко свима: печат и регистри"), columns, rows)


def setups(places: Sequence[Municipality], today: date) -> list[Setup]:
    """What is set up in each, in as many questions for one as for all."""
    ids = [place.pk for place in places]
    offers = OfferedService.objects.filter(municipality__in=ids, enabled=True, since__lte=today)
    offered = _sets(offers.values_list("municipality", "service"))
    working = Membership.objects.filter(municipality__in=ids, user__is_active=True, since__lte=today)
    roles = _sets(working.filter(Q(until=None) | Q(until__gte=today)).values_list("municipality", "role"))
    offices = set(
        Office.objects.filter(municipality__in=ids, is_main=True, confirmed=True).values_list("municipality", flat=True)
    )
    own, general = _parameters(ids, today)
    return [
        Setup(
            place=place,
            offered=offered.get(place.pk, frozenset()),
            roles=roles.get(place.pk, frozenset()),
            in_force=frozenset(general) | frozenset(own.get(place.pk, {})),
            confirmed=_confirmed({**general, **own.get(place.pk, {})}),
            has_office=place.pk in offices,
        )
        for place in places
    ]


def _sets(pairs: Iterable[tuple[int | None, str]]) -> dict[int, Codes]:
    found: dict[int, set[str]] = defaultdict(set)
    for place, value in pairs:
        if place is not None:
            found[place].add(value)
    return {place: frozenset(values) for place, values in found.items()}


def _parameters(ids: Collection[int], today: date) -> tuple[dict[int, dict[str, bool]], dict[str, bool]]:
    """Codes in force today with whether the value is confirmed: of each municipality, and those that hold everywhere."""
    own: dict[int, dict[str, bool]] = defaultdict(dict)
    general: dict[str, bool] = {}
    rows = Parameter.objects.filter(Q(municipality=None) | Q(municipality__in=ids), valid_from__lte=today)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=today)).order_by("valid_from")
    for place, code, confirmed in rows.values_list("municipality", "code", "confirmed"):
        (general if place is None else own[place])[code] = confirmed
    return own, general


def _confirmed(values: Mapping[str, bool]) -> Codes:
    return frozenset(code for code, confirmed in values.items() if confirmed)
