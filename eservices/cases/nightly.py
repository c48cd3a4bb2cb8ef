"""What the calendar brings every night, for every municipality; each piece is idempotent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db.models import Model
from django.utils import timezone

from eservices.cases import actions, clock, outbox
from eservices.cases.archive import actions as archive
from eservices.cases.archive.package import drop_expired
from eservices.cases.archive.steps import Kind
from eservices.cases.evidence import ask_again
from eservices.cases.lifecycle import State
from eservices.cases.models import Amendment, ArchiveFile, BookPrint, Case, Delivery, Document, Draft
from eservices.cases.retention import settle
from eservices.cases.uploads import storage
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality

Piece = Callable[[Municipality], int]
REMIND_BEFORE = timedelta(days=3)
PRINTS_LIVE = timedelta(days=30)


def lapse_amendments(municipality: Municipality) -> int:
    """Calls to complete whose term has passed without an answer."""
    today = timezone.localdate()
    open_calls = Amendment.objects.filter(
        municipality=municipality, answered_at=None, lapsed=False, due_on__lt=today
    ).select_related("case")
    return sum(actions.lapse_amendment(case=call.case) for call in open_calls)


def remind_of_amendments(municipality: Municipality) -> int:
    """Three days before the term of a call ends, remind the applicant once."""
    day = timezone.localdate() + REMIND_BEFORE
    calls = Amendment.objects.filter(municipality=municipality, answered_at=None, lapsed=False, due_on=day)
    for call in calls:
        outbox.promise(
            "notification",
            key=f"{call.case_id}:reminder:{call.pk}",
            municipality_id=municipality.pk,
            payload={"case_id": call.case_id, "topic": "reminder", "position": call.pk},
        )
    return len(calls)


def make_final(municipality: Municipality) -> int:
    """Delivered decisions whose appeal term has passed."""
    cases = Case.objects.filter(
        municipality=municipality,
        state=State.DELIVERED,
        act_by__lt=timezone.localdate(),
    ).select_related("municipality")
    return sum(actions.become_final(case=case) for case in cases)


def fall_back_to_post(municipality: Municipality) -> int:
    """Decisions that were not fetched from the portal in time go by post."""
    return Delivery.objects.filter(
        municipality=municipality,
        status=Delivery.Status.NOTIFIED,
        post_after__lt=timezone.localdate(),
    ).update(status=Delivery.Status.TO_POST)


def expire_drafts(municipality: Municipality) -> int:
    """Unfinished requests that nobody touched for 30 days."""
    drafts = Draft.objects.filter(municipality=municipality, case=None, expires_at__lt=timezone.now())
    gone = 0
    for draft in drafts.select_related("data_key"):
        actions.delete_draft(draft=draft, by=None)
        gone += 1
    return gone


def expire_prints(municipality: Municipality) -> int:
    """Books of the register that were printed 30 days ago; whoever needs one prints it anew."""
    old = BookPrint.objects.filter(municipality=municipality, done_at__lt=timezone.now() - PRINTS_LIVE).exclude(path="")
    gone = 0
    for row in old.select_related("data_key"):
        actions.forget_print(row=row, by=None)
        gone += 1
    return gone


def recompute_clocks(municipality: Municipality) -> int:
    """Derive the dates of open cases anew from the ledger; a difference (a new local holiday) is mended and counted."""
    changed = 0
    for case in Case.objects.filter(municipality=municipality, state__in=OPEN).select_related("municipality"):
        before = (case.due_on, case.act_by)
        clock.derive(case, today=timezone.localdate())
        if (case.due_on, case.act_by) != before:
            Case.objects.filter(pk=case.pk).update(due_on=case.due_on, act_by=case.act_by)
            changed += 1
    return changed


OPEN = [
    State.SUBMITTED,
    State.IN_REVIEW,
    State.AMENDMENT_REQUESTED,
    State.STAYED,
    State.PROPOSED,
    State.WITHDRAWN,
]
PIECES: tuple[Piece, ...] = (
    lapse_amendments,
    remind_of_amendments,
    make_final,
    fall_back_to_post,
    expire_drafts,
    expire_prints,
    ask_again,
    recompute_clocks,
    settle,
    drop_expired,
)


FILES: list[type[Model]] = [Document, BookPrint, ArchiveFile]
"""Tables whose ``path`` names a stored file."""


def keep_files_of(table: type[Model]) -> None:
    """A table of an upper floor keeps files too; the nightly sweep leaves them alone."""
    if table not in FILES:
        FILES.append(table)


def sweep_files() -> int:
    """Files that no row knows: what a killed worker or a rolled-back upload left behind."""
    with system_scope():
        known = {path for table in FILES for path in table._default_manager.values_list("path", flat=True)}
    gone = 0
    for path in storage.orphans(known, older_than=timedelta(days=1)):
        storage.shred(path)
        gone += 1
    return gone


def run() -> dict[str, int]:
    """Run every piece for every municipality; returns how much each did."""
    done = dict.fromkeys((piece.__name__ for piece in PIECES), 0)
    for municipality in Municipality.objects.all():
        for piece in PIECES:
            with municipality_scope(municipality.pk):
                done[piece.__name__] += piece(municipality)
    done["sweep_files"] = sweep_files()
    done["prune"] = outbox.prune()
    return done


def propose_disposals() -> int:
    """Once a year: for every municipality a list of what is due, where the last one of its kind is done with."""
    drawn_up = 0
    for municipality in Municipality.objects.all():
        for kind in Kind:
            with municipality_scope(municipality.pk):
                drawn_up += archive.draw_up_yearly(municipality=municipality, kind=kind) is not None
    return drawn_up
