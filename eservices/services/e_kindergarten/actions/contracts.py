"""Contracts, and places that go down the list when one is not concluded."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from eservices.services.e_kindergarten import rules
from eservices.services.e_kindergarten.actions.engine import (
    NotNow,
    Outcome,
    advance,
    lock_competition,
    tell,
)
from eservices.services.e_kindergarten.models import Application, Competition, Quota
from eservices.services.e_kindergarten.phases import Phase
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of


@transaction.atomic
def start_contracts(*, competition: Competition, by: User) -> None:
    """Call the parents of admitted children to conclude contracts within the term."""
    locked = lock_competition(competition)
    until = _contract_term(locked)
    advance(locked, "start_contracts", by, contracts_until=until)
    placed = list(locked.applications.filter(outcome=Outcome.PLACED).select_related("case"))
    Application.objects.filter(pk__in=[row.pk for row in placed]).update(sign_until=until)
    for row in placed:
        tell(row, "kindergarten_contract_offered", by, contract_until=until.isoformat())


def _contract_term(competition: Competition) -> date:
    return calendar_of(competition.municipality).term_end(timezone.localdate(), competition.contract_days)


def _locked_application(application: Application) -> Application:
    """The application, locked after its competition. Raises NotNow outside the phase of contracts."""
    competition = lock_competition(application.competition)
    if Phase(competition.phase) is not Phase.CONTRACTS:
        raise NotNow("no-contracts-now")
    row = Application.objects.select_for_update(of=("self",)).select_related("case", "place").get(pk=application.pk)
    row.competition = competition
    return row


@transaction.atomic
def sign_contract(*, application: Application, by: User) -> None:
    """Note that the contract was concluded. Raises NotNow when the child holds no place, or the place is taken."""
    row = _locked_application(application)
    if row.outcome != Outcome.PLACED or row.place_id is None:
        raise NotNow("no-place")
    quota = Quota.objects.select_for_update().get(pk=row.place_id)
    if quota.holders.filter(outcome=Outcome.SIGNED).count() >= quota.places:
        raise NotNow("place-taken")
    _set_outcome(row, Outcome.SIGNED)
    tell(row, "kindergarten_contract_signed", by)


@transaction.atomic
def lapse_contract(*, application: Application, by: User | None) -> list[rules.Move]:
    """The contract was not concluded in time, or the parents gave the place up: it goes down the list.

    Raises NotNow when the child holds no unsigned place.
    """
    row = _locked_application(application)
    if row.outcome != Outcome.PLACED or row.place is None:
        raise NotNow("no-place")
    freed = row.place.code
    row.place, row.sign_until = None, None
    _set_outcome(row, Outcome.LAPSED)
    tell(row, "kindergarten_contract_lapsed", by)
    return _refill(row.competition, freed, by)


def _set_outcome(row: Application, outcome: str) -> None:
    row.outcome = outcome
    row.save(update_fields=["outcome", "place", "sign_until"])


def _refill(competition: Competition, freed: str, by: User | None) -> list[rules.Move]:
    """Give a freed place to the first on the list who prefers it, and so on."""
    rows = {row.code: row for row in competition.applications.filter(
        outcome__in=[Outcome.PLACED, Outcome.WAITING]).select_related("place", "case")}  # fmt: skip
    standings = [
        rules.Standing(
            row.code, (row.group or 0, row.rank or 0), tuple(row.wishes), row.place.code if row.place else ""
        )
        for row in rows.values()
    ]
    quotas = {quota.code: quota for quota in competition.quotas.all()}
    moves = rules.refill(freed, standings)
    until = _contract_term(competition)
    for move in moves:
        row = rows[move.code]
        row.place, row.sign_until = quotas[move.place], until
        _set_outcome(row, Outcome.PLACED)
        tell(row, "kindergarten_place_offered", by, contract_until=until.isoformat())
    return moves


@transaction.atomic
def lapse_overdue(*, competition: Competition, by: User | None) -> int:
    """Let the places go whose term for a contract has passed; returns how many."""
    locked = lock_competition(competition)
    overdue = locked.applications.filter(outcome=Outcome.PLACED, sign_until__lt=timezone.localdate())
    rows = list(overdue.select_related("competition", "case"))
    for row in rows:
        lapse_contract(application=row, by=by)
    return len(rows)


@transaction.atomic
def finish(*, competition: Competition, by: User) -> None:
    """End the competition: who still waits was not admitted. Raises NotNow while contracts are open."""
    locked = lock_competition(competition)
    if locked.applications.filter(outcome=Outcome.PLACED).exists():
        raise NotNow("contracts-open")
    advance(locked, "finish", by)
    locked.applications.filter(outcome=Outcome.WAITING).update(outcome=Outcome.NOT_ADMITTED)
