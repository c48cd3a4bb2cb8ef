"""Announcing, checking requests, ranking."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit, outbox
from eservices.cases.keys import hide
from eservices.cases.lifecycle import Actor, State
from eservices.services.e_kindergarten import facts
from eservices.services.e_kindergarten.actions.engine import (
    NotNow,
    advance,
    lock_competition,
)
from eservices.services.e_kindergarten.models import Application, Competition, Ranking
from eservices.services.e_kindergarten.phases import Moment, Phase, after
from eservices.services.e_kindergarten.verify_ranking import digest, rank
from municipalities.accounts.models import User


@transaction.atomic
def announce(*, competition: Competition, by: User) -> None:
    """Announce the competition; from now on its rules and dates do not change. Raises NotNow without any places, or
    with places for an age group that its rules do not know.
    """
    locked = lock_competition(competition)
    if not locked.quotas.filter(places__gt=0).exists():
        raise NotNow("no-places")
    if locked.quotas.exclude(age_group__in=[group.slug for group in locked.age_groups]).exists():
        raise NotNow("unknown-age-group")
    advance(locked, "announce", by)


@transaction.atomic
def check_application(*, application: Application, established: facts.Established, by: User) -> None:
    """Keep what the commission established about a request. Raises NotNow once the list is final."""
    competition = lock_competition(application.competition)
    if Phase(competition.phase) not in (Phase.ANNOUNCED, Phase.RANKED, Phase.PRELIMINARY):
        raise NotNow("list-is-final")
    hidden = hide(application.case.data_key, dict(established), "kindergarten-checked")
    Application.objects.filter(pk=application.pk).update(checked=hidden)
    application.checked = hidden
    audit.record(
        "kindergarten_checked", municipality_id=application.municipality_id, case=application.case,
        actor_kind=Actor.CLERK, by=by,
    )  # fmt: skip


@transaction.atomic
def ask_ranking(*, competition: Competition, by: User) -> Ranking:
    """Promise a ranking; its row shows how far it is. Raises NotNow while requests are received or one is running."""
    locked = lock_competition(competition)
    after("rank", Phase(locked.phase))
    if locked.moment(timezone.now()) in (Moment.ANNOUNCED, Moment.OPEN):
        raise NotNow("still-open")
    if locked.rankings.filter(state__in=[Ranking.State.WAITING, Ranking.State.RUNNING]).exists():
        raise NotNow("running")
    ranking = Ranking.objects.create(municipality_id=locked.municipality_id, competition=locked, asked_by=by)
    outbox.promise(
        "kindergarten-ranking", key=str(ranking.pk), municipality_id=locked.municipality_id,
        payload={"ranking_id": ranking.pk},
    )  # fmt: skip
    audit.record(
        "kindergarten_ranking", municipality_id=locked.municipality_id, data={"ranking": ranking.pk},
        actor_kind=Actor.CLERK, by=by,
    )  # fmt: skip
    return ranking


@transaction.atomic
def run_ranking(*, ranking: Ranking, by: User | None) -> None:
    """Freeze the inputs, rank, keep both with their digests. Obstacles are kept instead, when there are any."""
    competition = lock_competition(ranking.competition)
    ranking.obstacles = list(obstacles(competition))
    ranking.state = Ranking.State.REFUSED if ranking.obstacles else Ranking.State.DONE
    if not ranking.obstacles:
        frozen = facts.freeze(competition)
        ranking.inputs, ranking.lines = frozen.inputs, rank(frozen.inputs)
        ranking.inputs_sha256, ranking.list_sha256 = digest(ranking.inputs), digest(ranking.lines)
        _keep_points(competition, frozen)
        competition.phase = after("rank", Phase(competition.phase))
        competition.save(update_fields=["phase"])
    ranking.finished_at = timezone.now()
    ranking.save()


def obstacles(competition: Competition) -> Iterable[dict[str, Any]]:
    """What must be settled before ranking: two requests for one child, and requests that wait for completion."""
    for rows in facts.duplicates(competition):
        yield {"code": "duplicate", "numbers": [row.case.number for row in rows]}
    waiting = facts.live_applications(competition).filter(case__state=State.AMENDMENT_REQUESTED)
    if numbers := list(waiting.values_list("case__number", flat=True)):
        yield {"code": "amendment", "numbers": numbers}


def _keep_points(competition: Competition, frozen: facts.Frozen) -> None:
    """Points line by line, and wishes and age group as the answers now are (a completion may have changed them)."""
    rows = list(facts.live_applications(competition))
    lists = {child["code"]: child["list"] for child in frozen.inputs["children"]}
    for row in rows:
        request = frozen.requests[row.code]
        row.wishes, row.age_group, row.protected = list(request.wishes), lists[row.code], request.protected
        facts.keep_scores(row, facts.kept_scores(row) | {"latest": facts.lines_of(frozen.scores[row.code])})
    Application.objects.bulk_update(rows, ["wishes", "age_group", "protected", "scores"], batch_size=500)
