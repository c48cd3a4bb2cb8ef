"""What happens at the desk before an inspection: taking, asking, assigning, another category, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from eservices.cases.keys import hide
from inspections import clock, routing, rules
from inspections.actions.engine import Change, Conflict, MissingText, alert, carry_out, check, lock, perform, refresh
from inspections.actions.filing import put_at
from inspections.actions.protecting import NamesTheSender
from inspections.lifecycle import Actor, NotAllowed
from inspections.models import Category, InfoRequest, Photo, Report, ReportEvent
from municipalities.accounts.access import may
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.calendars import calendar_of


class CannotInspect(ValueError):
    """The person is no inspector of this inspectorate here."""


def take(*, report: Report, actor: Actor, expected_version: int | None = None, by: User) -> ReportEvent:
    """Begin triage (разврставање)."""
    return perform("take", report=report, actor=actor, expected_version=expected_version, by=by)


@transaction.atomic
def assign(
    *, report: Report, to: User, actor: Actor, expected_version: int | None = None, by: User | None
) -> ReportEvent:  # fmt: skip
    """Give the report to an inspector of its inspectorate; one who took over an inspection is a `reassign`.

    Raises :class:`CannotInspect`.
    """
    locked = lock(report, expected_version=expected_version)
    if not may_inspect(to, locked):
        raise CannotInspect(to.pk)
    locked.assignee = to
    event = carry_out("assign", locked, actor=actor, change=Change(data={"to": to.pk}), by=by)
    refresh(report, locked)
    return event


@transaction.atomic
def reassign(
    *, report: Report, to: User, reason: str, actor: Actor, expected_version: int | None = None, by: User
) -> ReportEvent:  # fmt: skip
    """Give an inspection under way to another inspector, with the reason for the file."""
    locked = lock(report, expected_version=expected_version)
    if not may_inspect(to, locked):
        raise CannotInspect(to.pk)
    locked.assignee = to
    change = Change(internal_text=reason, data={"to": to.pk})
    event = carry_out("reassign", locked, actor=actor, change=change, by=by)
    refresh(report, locked)
    return event


def may_inspect(user: User, report: Report) -> bool:
    """Whether the person is an inspector of the report's inspectorate there."""
    kind = report.inspectorate.slug
    return user.is_active and may(user, Permission.INSPECT, municipality_id=report.municipality_id, service=kind)


@transaction.atomic
def set_priority(
    *, report: Report, priority: int, actor: Actor, expected_version: int | None = None, by: User
) -> ReportEvent:  # fmt: skip
    """Change how urgent the report is; who has to act is told of a report that becomes urgent."""
    locked = lock(report, expected_version=expected_version)
    becomes_urgent = Report.Priority.URGENT == priority != locked.priority
    locked.priority = Report.Priority(priority)
    change = Change(data={"priority": locked.priority}, public=False)
    event = carry_out("set_priority", locked, actor=actor, change=change, by=by)
    if becomes_urgent:
        alert(locked)
    refresh(report, locked)
    return event


@transaction.atomic
def change_category(
    *,
    report: Report,
    category: Category,
    public_text: str,
    actor: Actor,
    expected_version: int | None = None,
    by: User,
) -> ReportEvent:
    """Put the report into another category: routed anew, triage term from today, place rounded anew, sender told why."""
    locked = lock(report, expected_version=expected_version)
    change = Change(public_text=public_text, data={"from": locked.category.code, "to": category.code})
    check("change_category", locked, actor=actor, change=change)
    offered = routing.offer(locked.municipality, category)
    destination = routing.route(
        locked.municipality, category, at=locked.filed_at, address=locked.address, place=locked.place
    )
    locked.category, locked.inspectorate, locked.assignee = category, destination.inspectorate, None
    locked.is_public = locked.is_public and offered.public
    becomes_urgent = category.urgent and locked.priority != Report.Priority.URGENT
    if category.urgent:
        locked.priority = Report.Priority.URGENT
    put_at(locked, locked.place)
    restart_triage(locked)
    event = carry_out("change_category", locked, actor=actor, change=change, by=by)
    if becomes_urgent:
        alert(locked)
    if destination.officer is not None:
        locked.assignee = destination.officer
        carry_out("assign", locked, actor=Actor.SYSTEM, change=Change(data={"to": destination.officer.pk}), by=None)
    refresh(report, locked)
    return event


def restart_triage(locked: Report) -> None:
    """Let the local target for triage run from today; the caller saves."""
    locked.triage_due = rules.triage_until(
        timezone.localdate(), clock.terms_of(locked), calendar_of(locked.municipality)
    )  # fmt: skip


@transaction.atomic
def request_info(
    *, report: Report, question: str, actor: Actor, expected_version: int | None = None, by: User
) -> InfoRequest:  # fmt: skip
    """Ask the sender to complete the report; the answer term stands until then (ЗИН, члан 18)."""
    locked = lock(report, expected_version=expected_version)
    due_on = calendar_of(locked.municipality).term_end(timezone.localdate(), clock.terms_of(locked).completion_days)
    change = Change(public_text=question, until=due_on, data={"due_on": due_on.isoformat()})
    check("request_info", locked, actor=actor, change=change)
    asked = InfoRequest.objects.create(
        municipality_id=locked.municipality_id,
        report=locked,
        due_on=due_on,
        question=hide(locked.data_key, question, "question"),
    )
    carry_out("request_info", locked, actor=actor, change=change, by=by)
    refresh(report, locked)
    return asked


@transaction.atomic
def lapse_info(*, report: Report, by: None = None) -> ReportEvent | None:
    """Count a report as withdrawn whose sender did not answer in time; None when somebody did meanwhile."""
    locked = lock(report)
    asked = locked.info_requests.filter(answered_at=None, lapsed=False, due_on__lt=timezone.localdate()).first()
    if asked is None:
        return None
    asked.lapsed = True
    asked.save(update_fields=["lapsed"])
    event = carry_out("lapse_info", locked, actor=Actor.SYSTEM, by=None)
    refresh(report, locked)
    return event


def note(*, report: Report, text: str, actor: Actor, by: User) -> ReportEvent:
    """Write a note that officials alone read (белешка)."""
    return perform("note", report=report, actor=actor, change=Change(internal_text=text, public=False), by=by)


@transaction.atomic
def publish(
    *, report: Report, public_text: str, public_outcome: str, photos: Iterable[Photo], actor: Actor,
    expected_version: int | None = None, by: User,
) -> ReportEvent:  # fmt: skip
    """Clear texts and photographs for everybody: they hold no personal data, says the official who signs.

    ``appeared`` in the event says that nobody could see the report before; followers of the area then hear of it.
    """
    locked = lock(report, expected_version=expected_version)
    appeared = not locked.is_public and not locked.events.filter(action__in=["publish", "hide"]).exists()
    locked.is_public, locked.cleared_at = True, timezone.now()
    locked.public_text, locked.public_outcome = public_text.strip(), public_outcome.strip()
    chosen = [photo.pk for photo in photos]
    locked.photos.exclude(pk__in=chosen).update(cleared=False)
    locked.photos.filter(pk__in=chosen).update(cleared=True)
    change = Change(data={"photos": chosen, "appeared": appeared}, public=False)
    event = carry_out("publish", locked, actor=actor, change=change, by=by)
    refresh(report, locked)
    return event


@transaction.atomic
def hide_report(
    *, report: Report, reason: str, actor: Actor, expected_version: int | None = None, by: User
) -> ReportEvent:  # fmt: skip
    """Take the report off the public map and list, with the reason for the file."""
    locked = lock(report, expected_version=expected_version)
    locked.is_public = False
    locked.photos.update(cleared=False)
    event = carry_out("hide", locked, actor=actor, change=Change(internal_text=reason, public=False), by=by)
    refresh(report, locked)
    return event


@dataclass(frozen=True)
class BulkResult:
    """What became of many at once: those done, and those that could not be done with the reason's class."""

    done: tuple[Report, ...]
    refused: tuple[tuple[Report, Exception], ...]


def bulk(*, reports: Iterable[Report], act: Callable[[Report], object]) -> BulkResult:
    """Do the same with many reports, each on its own: one that cannot be done does not hold up the others.

    ``act`` is an action with everything but the report filled in, for example
    ``lambda report: reject(report=report, public_text=text, actor=actor_of(user, report), by=user)``.
    """
    done, refused = [], []
    for report in reports:
        try:
            with transaction.atomic():
                act(report)
        except (NotAllowed, MissingText, Conflict, CannotInspect, NamesTheSender) as refusal:
            refused.append((report, refusal))
        else:
            done.append(report)
    return BulkResult(tuple(done), tuple(refused))
