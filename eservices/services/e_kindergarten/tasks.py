"""Promised work of competitions: the ranking, the letters to everybody, and places whose term for a contract has passed."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from eservices.cases import outbox
from eservices.services.e_kindergarten import actions
from eservices.services.e_kindergarten.models import Competition, LetterRun, Ranking
from eservices.services.e_kindergarten.phases import Phase
from municipalities.current import municipality_scope
from municipalities.models import Municipality


@outbox.handler("kindergarten-ranking")
def rank_competition(*, municipality_id: int, ranking_id: int) -> None:
    """Rank a competition, once; while it runs its row says so."""
    with municipality_scope(municipality_id):
        ranking = Ranking.objects.select_related("competition__municipality").get(pk=ranking_id)
        if ranking.finished_at is not None:
            return
        ranking.state, ranking.started_at = Ranking.State.RUNNING, timezone.now()
        ranking.save(update_fields=["state", "started_at"])
    with municipality_scope(municipality_id):
        actions.run_ranking(ranking=ranking, by=None)


LETTERS_AT_ONCE = 50
"""Letters of one promise: far fewer than a worker writes within its lease."""


@outbox.handler("kindergarten-letters")
def write_letters(*, municipality_id: int, run_id: int) -> None:
    """Write the next letters of a run, each in a transaction of its own, and promise those that remain."""
    with municipality_scope(municipality_id):
        run = LetterRun.objects.get(pk=run_id)
    for _letter in range(LETTERS_AT_ONCE):
        with municipality_scope(municipality_id):
            if not actions.write_next_letter(run=run):
                return
    with municipality_scope(municipality_id):
        actions.promise_letters(run=run)


@shared_task(name="e_kindergarten.lapse")
def lapse_contracts() -> int:
    """Every night: places whose contract was not concluded in time go down the list."""
    done = 0
    for municipality in Municipality.objects.all():
        with municipality_scope(municipality.pk):
            for competition in Competition.objects.filter(municipality=municipality, phase=Phase.CONTRACTS):
                done += actions.lapse_overdue(competition=competition, by=None)
    return done
