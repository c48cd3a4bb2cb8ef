"""Counted numbers of a process, for its page, its report and its exports; a handful of queries, no personal data."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from eservices.participation.models import Answer, Comment, Option, Process, Signature
from eservices.participation.phases import Kind


def figures_of(process: Process) -> dict[str, Any]:
    """Numbers by name: comments by side, answers by outcome, signatures by check, votes by option."""
    found: dict[str, Any] = {"comments": _comments(process), "answers": _answers(process)}
    if process.kind == Kind.INITIATIVE:
        found["signatures"] = _signatures(process)
    if process.kind in (Kind.BUDGET, Kind.POLL):
        found |= {"ballots": process.ballots, "options": _options(process)}
    return found


def _comments(process: Process) -> dict[str, int]:
    visible = Q(hidden=False)
    return Comment.objects.filter(process=process).aggregate(
        all=Count("id", filter=visible),
        threads=Count("id", filter=visible & Q(thread=None)),
        authors=Count("author", filter=visible, distinct=True),
        moderated=Count("id", filter=Q(hidden=True)),
        **{side: Count("id", filter=visible & Q(side=side)) for side in ("for", "against", "neither")},
    )


def _answers(process: Process) -> dict[str, int]:
    """The outcome in force of every answered remark."""
    latest = Answer.objects.filter(comment__process=process).order_by("comment_id", "-id").distinct("comment_id")
    counts = dict.fromkeys(Answer.Stance.values, 0)
    for stance in latest.values_list("stance", flat=True):
        counts[stance] += 1
    return counts


def _signatures(process: Process) -> dict[str, int]:
    counts = dict(Signature.objects.filter(process=process).order_by().values_list("check_state").annotate(Count("id")))
    return {"all": sum(counts.values()), **{state: counts.get(state, 0) for state in Signature.Check.values}}


def _options(process: Process) -> list[dict[str, Any]]:
    """Options that were voted on, most votes first; for a budget also which ones the money suffices for."""
    rows = list(process.options.filter(state=Option.State.ADMITTED).order_by("-votes", "id"))
    left, found = process.budget, []
    for row in rows:
        chosen = left is not None and row.cost is not None and row.votes > 0 and row.cost <= left
        if chosen and left is not None and row.cost is not None:
            left -= row.cost
        found.append(
            {
                "id": row.pk, "title": row.title, "votes": row.votes, "cost": str(row.cost) if row.cost else None,
                "chosen": chosen if process.kind == Kind.BUDGET else None,
            }
        )  # fmt: skip
    return found
