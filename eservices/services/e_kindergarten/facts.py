"""From requests, register answers and what the commission established to the facts that the rules count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from eservices.cases.actions.intake import answers_of
from eservices.cases.keys import hide, reveal
from eservices.cases.lifecycle import NOT_DECIDED_HERE
from eservices.cases.models import Decision, Evidence
from eservices.services.e_kindergarten import rules
from eservices.services.e_kindergarten.forms import WORKING
from eservices.services.e_kindergarten.models import Application, Competition
from eservices.services.e_kindergarten.request import Request
from eservices.services.e_kindergarten.verify_ranking import digest, rank

Established = Mapping[str, Any]
ENDED = ("dismissal", "discontinuance")
WORK_SOURCES = ("contributions", "contributions-second")


def established(application: Application) -> dict[str, Any]:
    """What the commission has established so far; empty before its first look."""
    if not application.checked:
        return {}
    return dict(reveal(application.case.data_key, application.checked, "kindergarten-checked"))


def facts(request: Request, found: Established, payloads: Mapping[str, Any], filed: int) -> rules.Facts:
    """Facts of one child. A claim counts once the commission accepted its proof; work when a register or a document
    shows it; the rest as the institution's own records say, until then as declared.
    """
    claims, work = found.get("claims", {}), found.get("work", {})
    return rules.Facts(
        born=request.born,
        works=tuple(
            _works(status, work.get(str(number)), payloads.get(source))
            for number, (status, source) in enumerate(zip(request.works, WORK_SOURCES, strict=False), start=1)
        ),
        birth_order=int(found.get("birth_order", request.birth_order)),
        sibling=bool(found.get("sibling", request.sibling)),
        attended=bool(found.get("attended", request.attended)),
        priorities=frozenset(slug for slug in request.claims if claims.get(slug)),
        filed=filed,
    )


def _works(status: str, verdict: bool | None, payload: Any) -> bool:
    """The commission's word goes before the register's; a student is known by a document only."""
    if status not in WORKING:
        return False
    if verdict is not None:
        return verdict
    return status != "student" and bool(payload and payload["holds"])


def live_applications(competition: Competition) -> QuerySet[Application]:
    """Requests that are ranked: not withdrawn and not dismissed by an issued ruling."""
    ended = Decision.objects.filter(
        municipality_id=competition.municipality_id, outcome__in=ENDED, issued_at__isnull=False, revoked_at=None
    )
    rows = Application.objects.filter(competition=competition).exclude(case__state__in=NOT_DECIDED_HERE)
    return rows.exclude(case__in=ended.values("case")).select_related("case__data_key", "competition").order_by("pk")


@dataclass(frozen=True)
class Frozen:
    """Everything a ranking rests on: the inputs, and the points of each code line by line."""

    inputs: dict[str, Any]
    scores: dict[str, rules.Score]
    requests: dict[str, Request]


def freeze(competition: Competition, instead: Mapping[int, Established] | None = None) -> Frozen:
    """The inputs of the ranking as they stand now; ``instead`` replaces what is established for some applications.

    Codes stand for children; days of birth and moments of filing are only positions.
    """
    rows = list(live_applications(competition))
    payloads = _payloads(rows)
    requests = {row.code: Request.read(answers_of(row.case)) for row in rows}
    known = {
        row.code: facts(
            requests[row.code],
            (instead or {}).get(row.pk, established(row)),
            payloads[row.case_id],
            int(row.case.filed_at.timestamp() * 1_000_000),
        )
        for row in rows
    }
    scores = {
        code: rules.score(competition.point_rules, fact, competition.school_year_start) for code, fact in known.items()
    }
    ties = rules.tie_numbers(competition.point_rules, known)
    children = [_child(competition, code, requests[code], scores[code], ties[code]) for code in sorted(requests)]
    places = dict(competition.quotas.values_list("code", "places"))
    return Frozen({"places": places, "children": children}, scores, requests)


def _child(
    competition: Competition, code: str, request: Request, score: rules.Score, ties: list[int]
) -> dict[str, Any]:
    group = rules.age_group(competition.age_groups, request.born, competition.school_year_start)
    return {
        "code": code, "list": group.slug, "group": score.group, "points": str(score.points), "ties": ties,
        "wishes": list(request.wishes),
    }  # fmt: skip


def _payloads(rows: Iterable[Application]) -> dict[int, dict[str, Any]]:
    """Register answers of all cases in one query."""
    keys = {row.case_id: row.case.data_key for row in rows}
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for evidence in Evidence.objects.filter(case__in=keys, is_current=True, source__in=WORK_SOURCES):
        if evidence.payload:
            found[evidence.case_id][evidence.source] = reveal(keys[evidence.case_id], evidence.payload, "evidence")
    return found


def duplicates(competition: Competition) -> list[list[Application]]:
    """Live requests for the same child, the earlier one first; all but one must be dismissed before ranking."""
    by_child: dict[bytes, list[Application]] = defaultdict(list)
    for row in live_applications(competition):
        by_child[bytes(row.child_index)].append(row)
    return [rows for rows in by_child.values() if len(rows) > 1]


# -- points kept with a list -------------------------------------------------------------------------------------------
def lines_of(score: rules.Score) -> list[dict[str, str]]:
    """Points line by line as they are kept: what, how much, by which source. Texts are Cyrillic."""
    lines = [
        {"label": line.criterion.label, "points": str(line.given), "source": line.criterion.source}
        for line in score.lines
    ]
    if score.priority:
        lines.insert(0, {"label": score.priority.label, "points": "", "source": score.priority.source})
    return lines


def kept_scores(application: Application) -> dict[str, list[dict[str, str]]]:
    """Points line by line of the lists so far: ``latest``, ``preliminary``, ``final``."""
    if not application.scores:
        return {}
    return dict(reveal(application.case.data_key, application.scores, "kindergarten-scores"))


def keep_scores(application: Application, scores: Mapping[str, Any]) -> None:
    """Encrypt the lines into the application; the caller saves."""
    application.scores = hide(application.case.data_key, dict(scores), "kindergarten-scores")


# -- what an objection would change ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Effect:
    """What accepting would change: the child's own line before and after, and how many others get another place."""

    before: dict[str, Any]
    after: dict[str, Any]
    better: int
    worse: int
    list_sha256: str

    @property
    def changes(self) -> bool:
        return self.before != self.after


def simulate(application: Application, instead: Established) -> Effect:
    """Rank with ``instead`` established for this child and everything else as it stands now; nothing is written."""
    competition = application.competition
    now = {line["code"]: line for line in rank(freeze(competition).inputs)}
    lines = rank(freeze(competition, {application.pk: instead}).inputs)
    then = {line["code"]: line for line in lines}
    worth = {code: ((now[code]["wish"] or 99), (then[code]["wish"] or 99)) for code in now if code != application.code}
    return Effect(
        before=now[application.code],
        after=then[application.code],
        better=sum(after < before for before, after in worth.values()),
        worse=sum(after > before for before, after in worth.values()),
        list_sha256=digest(lines),
    )
