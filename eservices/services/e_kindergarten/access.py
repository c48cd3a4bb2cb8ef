"""Doors to competitions and applications: each fetches and authorises in one step, or answers 404."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from eservices.cases.access import Desk, case_for
from eservices.cases.desk import people
from eservices.services.e_kindergarten.models import Application, Competition, Objection, Publication
from eservices.services.e_kindergarten.phases import Phase
from municipalities.accounts.access import may, municipality_for
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.current import enter
from municipalities.models import Municipality

SLUG = "e-kindergarten"


def place_of(slug: str) -> Municipality:
    """The municipality of a public page; the page may then read its competitions and published lists."""
    municipality = municipality_for(slug)
    enter(municipality=municipality.pk)
    return municipality


def announced(municipality: Municipality) -> QuerySet[Competition]:
    """Competitions that everybody may see."""
    rows = Competition.objects.filter(municipality=municipality).exclude(phase=Phase.DRAFT)
    return rows.select_related("institution", "municipality")


def public_competition(municipality: Municipality, slug: str) -> Competition:
    """An announced competition by its address."""
    found = announced(municipality).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def publication_of(competition: Competition, stage: str) -> Publication:
    """A published list."""
    found = Publication.objects.filter(competition=competition, stage=stage).first()
    if found is None:
        raise Http404
    return found


def own_application(user: User, municipality: str, code: str) -> Application:
    """The application of the signed-in person's own case, by the code of the case."""
    case = case_for(user, code)
    found = (
        Application.objects.filter(case=case, municipality__slug=municipality)
        .select_related("case__data_key", "case__municipality", "competition__institution", "place__kindergarten")
        .select_related("competition__municipality")
        .first()
    )
    if found is None:
        raise Http404
    return found


# -- the commission ----------------------------------------------------------------------------------------------------
def is_member(user: User, municipality_id: int, permission: Permission = Permission.PROCESS_CASES) -> bool:
    """Whether the official belongs to the commission of this municipality."""
    return may(user, permission, municipality_id=municipality_id, service=SLUG)


def commission(request: HttpRequest, permission: Permission = Permission.PROCESS_CASES) -> Desk:
    """The desk of a member of the commission, or 404."""
    desk = people.desk_of(request)
    if not is_member(desk.user, desk.municipality_id, permission):
        raise Http404
    return desk


def competition_at(desk: Desk, pk: int) -> Competition:
    """A competition of the desk's municipality."""
    rows = Competition.objects.filter(municipality_id=desk.municipality_id, pk=pk)
    found = rows.select_related("institution", "municipality").first()
    if found is None:
        raise Http404
    return found


def application_at(desk: Desk, pk: int) -> Application:
    """An application of the desk's municipality."""
    rows = Application.objects.filter(municipality_id=desk.municipality_id, pk=pk)
    found = rows.select_related("case__data_key", "case__municipality", "competition__municipality", "place").first()
    if found is None:
        raise Http404
    return found


def objection_at(desk: Desk, pk: int) -> Objection:
    """An objection of the desk's municipality."""
    rows = Objection.objects.filter(municipality_id=desk.municipality_id, pk=pk)
    found = rows.select_related("application__case__data_key", "application__competition__municipality").first()
    if found is None:
        raise Http404
    return found
