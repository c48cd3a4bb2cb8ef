"""What the commission and parents do in a competition. Keyword-only, ``by`` last, one transaction each.

Whoever changes places or decides on the list locks the competition first, so that of two who want the last place, or
decide on the effect of an objection, the second sees what the first has done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import actions as case_actions
from eservices.cases import audit, decisions, outbox
from eservices.cases import service as services
from eservices.cases.actions.engine import Change, lock, notify, write_event
from eservices.cases.facts import proposal_of
from eservices.cases.keys import hide
from eservices.cases.lifecycle import Actor, State
from eservices.cases.models import Case
from eservices.services.e_kindergarten import facts, rules
from eservices.services.e_kindergarten.models import Application, Competition, Objection, Publication, Quota, Ranking
from eservices.services.e_kindergarten.phases import Moment, NotInThisPhase, Phase, after
from eservices.services.e_kindergarten.verify_ranking import canonical, digest, publish, rank
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of

SLUG = "e-kindergarten"
Outcome = Application.Outcome


class NotNow(Exception):
    """The step cannot be taken; ``code`` says why (see ``refusals``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Outdated(NotNow):
    """What the official saw is no longer so: somebody else decided meanwhile."""

    def __init__(self) -> None:
        super().__init__("outdated")


def lock_competition(competition: Competition) -> Competition:
    """The competition, locked until the transaction ends."""
    return Competition.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=competition.pk)


def _advance(competition: Competition, step: str, by: User, **dates: date | None) -> None:
    """Move a locked competition to the phase after ``step`` and note it. Raises NotInThisPhase."""
    competition.phase = after(step, Phase(competition.phase))
    for name, day in dates.items():
        setattr(competition, name, day)
    competition.save(update_fields=["phase", *dates])
    audit.record(
        f"kindergarten_{step}", municipality_id=competition.municipality_id, data={"competition": competition.pk},
        actor_kind=Actor.CLERK, by=by,
    )  # fmt: skip


def _tell(application: Application, action: str, by: User | None, *, reason: str = "", **data: Any) -> None:
    """Add a line to the story of the case and promise its applicant a neutral message."""
    case = lock(application.case)
    actor = Actor.CLERK if by else Actor.SYSTEM
    event = write_event(
        case, action, actor=actor, from_state=case.state, change=Change(reason=reason, data=data), by=by
    )
    case.save(update_fields=["version"])
    notify(case, action, event)
    audit.record(action, municipality_id=case.municipality_id, case=case, data=data, actor_kind=actor, by=by)


# -- before ranking ----------------------------------------------------------------------------------------------------
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
    _advance(locked, "announce", by)


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


# -- lists -------------------------------------------------------------------------------------------------------------
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
        _advance(locked, step, by)
        _give_places(locked, ranking)
    else:
        _advance(locked, step, by, objections_until=until)
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
        _tell(row, f"kindergarten_{stage}", by)


# -- objections --------------------------------------------------------------------------------------------------------
@transaction.atomic
def file_objection(*, application: Application, text: str, by: User) -> Objection:
    """Object to the preliminary list (приговор). Raises NotNow outside the term or for a second objection."""
    competition = lock_competition(application.competition)
    if competition.moment(timezone.now()) is not Moment.OBJECTIONS:
        raise NotNow("no-objection-now")
    if Objection.objects.filter(application=application).exists():
        raise NotNow("already-objected")
    due = calendar_of(competition.municipality).term_end(timezone.localdate(), competition.answer_days)
    objection = Objection.objects.create(
        municipality_id=application.municipality_id,
        application=application,
        due_on=due,
        text=hide(application.case.data_key, text, "kindergarten-objection"),
    )
    case = lock(application.case)
    event = write_event(case, "kindergarten_objection", actor=Actor.APPLICANT, from_state=case.state, by=by)
    case.save(update_fields=["version"])
    notify(case, "kindergarten_objection", event)
    audit.record(
        "kindergarten_objection", municipality_id=case.municipality_id, case=case, actor_kind=Actor.APPLICANT, by=by
    )
    return objection


@transaction.atomic
def decide_objection(
    *, objection: Objection, verdict: str, reason: str, instead: facts.Established, seen: str, by: User
) -> facts.Effect:
    """Decide on an objection whose effect the official has seen (``seen``: digest of the simulated list).

    Accepting establishes ``instead`` for the child; the list follows with the next ranking. Raises Outdated when another
    decision has changed the effect meanwhile, NotNow when this one was decided already.
    """
    lock_competition(objection.application.competition)
    row = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if row.state != Objection.State.FILED:
        raise NotNow("already-decided")
    application = Application.objects.select_related("competition__municipality", "case__data_key").get(
        pk=row.application_id
    )
    effect = facts.simulate(application, instead)
    if effect.list_sha256 != seen:
        raise Outdated
    key = application.case.data_key
    if verdict == Objection.State.ACCEPTED:
        check_application(application=application, established=instead, by=by)
        row.change = hide(key, dict(instead), "kindergarten-change")
    row.state, row.seen, row.reason = verdict, seen, hide(key, reason, "kindergarten-reason")
    row.decided_at, row.decided_by = timezone.now(), by
    row.save()
    _tell(application, f"kindergarten_objection_{verdict}", by, reason=reason)
    return effect


# -- contracts ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_contracts(*, competition: Competition, by: User) -> None:
    """Call the parents of admitted children to conclude contracts within the term."""
    locked = lock_competition(competition)
    until = _contract_term(locked)
    _advance(locked, "start_contracts", by, contracts_until=until)
    placed = list(locked.applications.filter(outcome=Outcome.PLACED).select_related("case"))
    Application.objects.filter(pk__in=[row.pk for row in placed]).update(sign_until=until)
    for row in placed:
        _tell(row, "kindergarten_contract_offered", by, contract_until=until.isoformat())


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
    _tell(row, "kindergarten_contract_signed", by)


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
    _tell(row, "kindergarten_contract_lapsed", by)
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
        _tell(row, "kindergarten_place_offered", by, contract_until=until.isoformat())
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
    _advance(locked, "finish", by)
    locked.applications.filter(outcome=Outcome.WAITING).update(outcome=Outcome.NOT_ADMITTED)


# -- letters -----------------------------------------------------------------------------------------------------------
def propose_letters(*, competition: Competition, by: User) -> int:
    """Propose a notice for every ranked request that has none: admission, or refusal (одбијеница) with number and seal.

    A second person issues them. Returns how many were proposed.
    """
    done = 0
    waiting = facts.live_applications(competition).filter(case__state__in=[State.SUBMITTED, State.IN_REVIEW])
    for row in waiting.exclude(outcome=Outcome.FILED).select_related("case__municipality"):
        with transaction.atomic():
            if row.case.state == State.SUBMITTED:
                case_actions.take(case=row.case, by=by)
            outcome = "admission" if row.outcome in (Outcome.PLACED, Outcome.SIGNED) else "refusal"
            content = decisions.compose(row.case, services.get(SLUG).outcome(outcome), {})
            case_actions.propose(case=row.case, outcome=outcome, content=content, by=by)
            done += 1
    return done


def issue_letters(*, competition: Competition, by: User) -> int:
    """Issue the proposed notices that somebody else proposed; numbers, seals and delivery follow. Returns how many."""
    done = 0
    for case in Case.objects.filter(kindergarten__competition=competition, state=State.PROPOSED):
        proposal = proposal_of(case)
        if proposal and proposal.outcome in ("admission", "refusal") and proposal.proposed_by_id != by.pk:
            proposal.case = Case.objects.select_related("municipality", "data_key").get(pk=case.pk)
            case_actions.issue(decision=proposal, by=by)
            done += 1
    return done


__all__ = [
    "NotInThisPhase", "NotNow", "Outdated", "announce", "ask_ranking", "check_application", "decide_objection",
    "file_objection", "finish", "issue_letters", "lapse_contract", "lapse_overdue", "propose_letters", "publish_list",
    "run_ranking", "sign_contract", "start_contracts",
]  # fmt: skip
