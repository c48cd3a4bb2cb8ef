"""Reports that belong together: merging into a lead, separating again, splitting one that names several problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from eservices.cases.keys import reveal
from inspections.actions.engine import (
    Change,
    carry_out,
    check,
    lock,
    one_at_a_time,
    refresh,
    tell,
    write_event,
)
from inspections.actions.filing import Filing, file
from inspections.actions.triage import restart_triage
from inspections.lifecycle import ENDED, Actor, NotAllowed, State
from inspections.models import Category, Report, ReportEvent
from municipalities.accounts.models import User

MOST_PARTS = 10


class WrongLead(ValueError):
    """The chosen report cannot lead; ``code``: self, ended, merged (then ``lead`` leads already) or elsewhere."""

    def __init__(self, code: str, lead: Report | None = None) -> None:
        super().__init__(code)
        self.code, self.lead = code, lead


@transaction.atomic
def merge(
    *, report: Report, lead: Report, actor: Actor, expected_version: int | None = None, by: User
) -> ReportEvent:  # fmt: skip
    """Merge a report into a lead that is about the same (спајање); both senders are told, followers go along.

    Reports merged into ``report`` earlier follow the new lead too. Raises :class:`WrongLead`.
    """
    one_at_a_time(report.municipality_id)
    locked, leading = _lock_both(report, lead, expected_version)
    _check_lead(locked, leading)
    check("merge", locked, actor=actor)
    locked.info_requests.filter(answered_at=None, lapsed=False).update(lapsed=True)
    leading.supporters += 1 + locked.supporters
    locked.supporters -= _hand_over_merged(locked, leading)
    locked.lead = leading
    event = carry_out("merge", locked, actor=actor, change=Change(data={"lead": leading.pk}), by=by)
    told = write_event(
        leading, "merged_here", actor=actor, from_state=leading.state, change=Change(data={"report": locked.pk}), by=by
    )
    leading.save(update_fields=["supporters", "version"])
    tell(leading, told)
    refresh(report, locked)
    refresh(lead, leading)
    return event


def _hand_over_merged(report: Report, lead: Report) -> int:
    """Let what was merged into ``report`` follow ``lead``; how many people those reports stand for."""
    merged = Report.objects.filter(lead=report)
    people = sum(1 + supporters for supporters in merged.values_list("supporters", flat=True))
    merged.update(lead=lead)
    return people


@transaction.atomic
def separate(
    *, report: Report, public_text: str, actor: Actor, expected_version: int | None = None, by: User
) -> ReportEvent:  # fmt: skip
    """Undo a merging: the report is led on its own again, and its whole term runs from today."""
    one_at_a_time(report.municipality_id)
    locked = lock(report, expected_version=expected_version)
    change = Change(public_text=public_text, data={"lead": locked.lead_id})
    check("separate", locked, actor=actor, change=change)
    if locked.lead_id is None:
        raise NotAllowed(State(locked.state), "separate", actor)
    Report.objects.filter(pk=locked.lead_id).update(supporters=F("supporters") - 1 - locked.supporters)
    locked.lead = None
    restart_triage(locked)
    event = carry_out("separate", locked, actor=actor, change=change, by=by)
    refresh(report, locked)
    return event


@dataclass(frozen=True)
class Part:
    """A problem that becomes a report of its own."""

    category: Category
    description: str


class WrongParts(ValueError):
    """No part, more than ten, or a part of a part."""


@transaction.atomic
def split(
    *, report: Report, parts: Sequence[Part], public_text: str, actor: Actor, expected_version: int | None = None,
    by: User,
) -> list[Report]:  # fmt: skip
    """Make reports of their own of some problems in a report (издвајање); the first report goes on with the rest.

    Each part has its own number, code, route and clock; sender, place and language are those of the report. Raises
    :class:`WrongParts`.
    """
    one_at_a_time(report.municipality_id)
    locked = lock(report, expected_version=expected_version)
    if not 0 < len(parts) + locked.parts.count() <= MOST_PARTS or not parts or locked.split_from_id is not None:
        raise WrongParts
    check("split", locked, actor=actor, change=Change(public_text=public_text))
    made = [_part(locked, part) for part in parts]
    change = Change(public_text=public_text, data={"parts": [part.pk for part in made]})
    carry_out("split", locked, actor=actor, change=change, by=by)
    refresh(report, locked)
    return made


def _part(whole: Report, part: Part) -> Report:
    reporter = dict(reveal(whole.data_key, whole.reporter, "reporter")) if whole.reporter else {}
    filing = Filing(
        municipality=whole.municipality, category=part.category, identity=whole.identity,
        description=part.description, address=whole.address, place=whole.place, reporter=reporter,
        language=whole.language, channel=whole.channel,
    )  # fmt: skip
    made = file(filing=filing, by=None)
    made.split_from, made.person_id = whole, whole.person_id
    made.save(update_fields=["split_from", "person"])
    return made


def _lock_both(report: Report, lead: Report, expected_version: int | None) -> tuple[Report, Report]:
    """Both locked, the older one first, so that two mergings never wait for each other."""
    if report.pk == lead.pk:
        raise WrongLead("self")
    if report.pk < lead.pk:
        first = lock(report, expected_version=expected_version)
        return first, lock(lead)
    first = lock(lead)
    return lock(report, expected_version=expected_version), first


def _check_lead(report: Report, lead: Report) -> None:
    if lead.municipality_id != report.municipality_id:
        raise WrongLead("elsewhere")
    if lead.lead_id is not None:
        raise WrongLead("merged", lead.lead)
    if lead.state in ENDED:
        raise WrongLead("ended")
