"""Short ways to closed cases and to lists at each stage, through the same actions as people take."""

from __future__ import annotations

from datetime import date

from eservices.cases import actions as case_actions
from eservices.cases.archive import actions
from eservices.cases.archive.steps import Kind
from eservices.cases.models import Case, DisposalList
from municipalities.accounts.models import User
from municipalities.models import Municipality, Parameter
from tests.factories import decide, relay_all

CONSENT = "сагласност 12/2026 од 2.3.2026."
PROOF = "записник 7/2026 од 15.3.2026."
PAST = date(2025, 12, 31)


def confirm(category: str, value: object) -> None:
    """Somebody compared the retention term of a category with its source."""
    Parameter.objects.filter(code=f"retention.{category}").update(value=value, confirmed=True)
    Parameter.objects.filter(code="archive.handover_years").update(confirmed=True)


def close(case: Case, clerk: User, approver: User, *, disposal: str = "destroy", until: date = PAST) -> Case:
    """A decided case in the archive whose term ended on ``until``."""
    decide(case, clerk, approver)
    Case.objects.filter(pk=case.pk).update(state="final")
    case_actions.archive(case=fresh(case), by=clerk)
    Case.objects.filter(pk=case.pk).update(closed_on=date(until.year - 10, 6, 1), retain_until=until, disposal=disposal)
    return fresh(case)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("municipality", "data_key").get(pk=case.pk)


def drawn_up(place: Municipality, kind: Kind = Kind.DESTRUCTION, by: User | None = None) -> DisposalList:
    """A list of what is due."""
    disposal = actions.draw_up(municipality=place, kind=kind, by=by)
    assert disposal is not None
    return disposal


def approved(disposal: DisposalList, author: User, reviewer: User, archivist: User) -> DisposalList:
    """The list after its three people have signed."""
    actions.submit_list(disposal=disposal, by=author)
    actions.review_list(disposal=disposal, by=reviewer)
    actions.approve_list(disposal=disposal, consent=CONSENT, by=archivist)
    return disposal


def destroyed(case: Case, author: User, reviewer: User, archivist: User) -> DisposalList:
    """The list by which everything that is due was destroyed, its record printed."""
    disposal = approved(drawn_up(case.municipality), author, reviewer, archivist)
    relay_all()
    disposal.refresh_from_db()
    return disposal
