"""Publishing the preliminary and the final list."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from eservices.services.e_kindergarten import facts, rules
from eservices.services.e_kindergarten.actions.engine import (
    NotNow,
    Outcome,
    advance,
    lock_competition,
    tell,
)
from eservices.services.e_kindergarten.models import Application, Competition, Objection, Publication, Ranking
from eservices.services.e_kindergarten.phases import Moment
from eservices.services.e_kindergarten.verify_ranking import canonical, digest, publish
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of


@transaction.atomic
def publish_list(*, competition: Competition, stage: str, by: User) -> Publication:
    """Publish the latest ranking. The preliminary list starts the term for objections; the final one gives the places.

    Raises NotInThisPhase or NotNow (no ranking, somebody else has to publish, term running, objections undecided).
    """
    locked = lock_competition(competition)
    ranking = locked.rankings.filter(state=Ranking.State.DONE).first()
    if ranking is None:
        raise NotNow("not-ranked")
    if ranking.asked_by_id == by.pk:
        raise NotNow("same-person")
    if digest(facts.freeze(locked).inputs) != ranking.inputs_sha256:
        raise NotNow("changed-since")
    if stage == Publication.Stage.FINAL:
        _require_objections_settled(locked)
    publication = _publication(locked, ranking, stage, by)
    until = calendar_of(locked.municipality).term_end(timezone.localdate(), locked.objection_days)
    step = f"publish_{stage}"
    if stage == Publication.Stage.FINAL:
        advance(locked, step, by)
        _give_places(locked, ranking)
    else:
        advance(locked, step, by, objections_until=until)
    _after_publication(locked, stage, by)
    return publication


def _require_objections_settled(competition: Competition) -> None:
    if competition.moment(timezone.now()) is Moment.OBJECTIONS:
        raise NotNow("term-runs")
    if Objection.objects.filter(application__competition=competition, state=Objection.State.FILED).exists():
        raise NotNow("objections-open")


def _publication(competition: Competition, ranking: Ranking, stage: str, by: User) -> Publication:
    """The public file without priority and protected children, and the codes of those admitted before ranking."""
    protected = set(competition.applications.filter(protected=True).values_list("code", flat=True))
    public = rules.for_public(ranking.inputs, ranking.lines, protected)
    content = canonical(publish(f"{competition.municipality.slug}/{competition.slug}", stage, public))
    groups = {child["code"]: child["group"] for child in ranking.inputs["children"]}
    prior = [
        line["code"]
        for line in ranking.lines
        if line["place"] and groups[line["code"]] < rules.RANKED and line["code"] not in protected
    ]
    return Publication.objects.create(
        municipality_id=competition.municipality_id,
        competition=competition,
        ranking=ranking,
        stage=stage,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        prior=sorted(prior),
        published_by=by,
    )


def _give_places(competition: Competition, ranking: Ranking) -> None:
    quotas = {quota.code: quota for quota in competition.quotas.all()}
    groups = {child["code"]: child["group"] for child in ranking.inputs["children"]}
    lines = {line["code"]: line for line in ranking.lines}
    rows = list(competition.applications.filter(code__in=lines))
    for row in rows:
        line = lines[row.code]
        row.group, row.rank, row.points = groups[row.code], line["rank"], line["points"]
        row.place = quotas.get(line["place"])
        row.outcome = Outcome.PLACED if row.place else Outcome.WAITING
    Application.objects.bulk_update(rows, ["group", "rank", "points", "place", "outcome"], batch_size=500)


def _after_publication(competition: Competition, stage: str, by: User) -> None:
    """Keep the points of this list for the explanation and tell every applicant."""
    rows = list(facts.live_applications(competition))
    for row in rows:
        kept = facts.kept_scores(row)
        facts.keep_scores(row, kept | {stage: kept["latest"]})
    Application.objects.bulk_update(rows, ["scores"], batch_size=500)
    for row in rows:
        tell(row, f"kindergarten_{stage}", by)
