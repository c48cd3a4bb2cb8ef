"""Every change of a disposal list and of a hold. Keyword-only, ``by`` last, one transaction each, the event row inside."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from eservices.cases import audit, outbox
from eservices.cases.actions.engine import Change, MissingReason, SamePerson, lock, write_event
from eservices.cases.archive import drawing_up
from eservices.cases.archive.steps import Kind, Part, Stage, may_sign, step
from eservices.cases.keys import hide, new_key
from eservices.cases.lifecycle import Actor, State
from eservices.cases.models import ArchiveFile, Case, DisposalEvent, DisposalItem, DisposalList, LegalHold
from municipalities.accounts.models import User
from municipalities.models import Municipality


class ListChanged(Exception):
    """A colleague was faster: the list is no longer at the version that the person saw. ``events`` tell what happened."""

    def __init__(self, disposal: DisposalList, events: list[DisposalEvent]) -> None:
        super().__init__(f"disposal list {disposal.pk} is at version {disposal.version}")
        self.disposal, self.events = disposal, events


class Destroyed(Exception):
    """The case has been destroyed; nothing can be done with it any more."""


class NotArchived(Exception):
    """Only a case that has been put into the archive can be packed."""


class NotPacked(Exception):
    """The package that is handed over has not been made yet."""


class NothingListed(Exception):
    """The list holds no case, so there is nothing to decide about."""


# -- lists -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def draw_up(*, municipality: Municipality, kind: Kind, on: date | None = None, by: User | None) -> DisposalList | None:
    """A list of the cases that are due (предлог листе), or None when nothing is; ``by`` is None for the calendar."""
    # The lock on the municipality makes two at once wait for each other.
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    today = on or timezone.localdate()
    cases = drawing_up.take_due(municipality, kind, on=today)
    if not cases:
        return None
    disposal = DisposalList.objects.create(
        municipality=municipality,
        kind=kind,
        year=today.year,
        sequence=drawing_up.next_sequence(municipality, kind, today.year),
        data_key=new_key(municipality),
        version=0,
    )
    DisposalItem.objects.bulk_create(
        DisposalItem(municipality=municipality, list=disposal, position=position, case_id=pk)
        for position, pk in enumerate(cases, start=1)
    )
    _note(disposal, "draw_up", {"cases": len(cases)}, by=by)
    return disposal


def draw_up_yearly(*, municipality: Municipality, kind: Kind, by: None = None) -> DisposalList | None:
    """What the calendar proposes: nothing while the last list of that kind is still being worked on."""
    unfinished = DisposalList.objects.filter(municipality=municipality, kind=kind).exclude(stage=Stage.DONE)
    return None if unfinished.exists() else draw_up(municipality=municipality, kind=kind, by=by)


@transaction.atomic
def submit_list(*, disposal: DisposalList, expected_version: int | None = None, by: User) -> None:
    """The author stands for the list and gives it to be reviewed. Raises NothingListed for an empty one."""
    _take_step("submit", disposal, expected_version, by=by)


@transaction.atomic
def review_list(*, disposal: DisposalList, expected_version: int | None = None, by: User) -> None:
    """A second person has looked at every entry. Raises SamePerson for the author."""
    _take_step("review", disposal, expected_version, by=by)


@transaction.atomic
def send_back_list(*, disposal: DisposalList, reason: str, expected_version: int | None = None, by: User) -> None:
    """Give the list back to be drawn up again; author and reviewer sign anew."""
    _take_step("send_back", disposal, expected_version, reason=reason, by=by)


@transaction.atomic
def approve_list(*, disposal: DisposalList, consent: str, expected_version: int | None = None, by: User) -> None:
    """The archivist, a third person, approves; ``consent`` is number and date of the public archive's consent.

    A destruction then runs by itself; of a handover the package for the public archive is made.
    """
    if not consent.strip():
        raise MissingReason("approve")
    locked = _take_step("approve", disposal, expected_version, by=by, consent=consent.strip())
    if locked.destroys:
        outbox.promise("disposal", key=f"{locked.pk}:0", municipality_id=locked.municipality_id,
                       payload={"list_id": locked.pk})  # fmt: skip
    else:
        ask_for_list_package(disposal=locked, by=by)


@transaction.atomic
def hand_over_list(*, disposal: DisposalList, proof: str, expected_version: int | None = None, by: User) -> bool:
    """The public archive has taken the cases over; ``proof`` is number and date of its record (записник о примопредаји).

    A case that was held after the package had been made stays: then nothing is handed over yet, another package is made
    and the answer is False. Raises NotPacked while there is no package.
    """
    if not proof.strip():
        raise MissingReason("hand_over")
    locked = _lock(disposal, expected_version)
    step("hand_over", locked.stage, locked.kind)
    if not locked.files.filter(kind=ArchiveFile.Kind.PACKAGE).exclude(made_at=None).exists():
        raise NotPacked
    if keep_held(locked):
        ask_for_list_package(disposal=disposal, by=by)
        return False
    locked = _take_step("hand_over", disposal, None, by=by, proof=proof.strip(), done_at=timezone.now())
    listed = locked.items.filter(state=DisposalItem.State.LISTED)
    for item in listed.select_related("case"):
        case = lock(item.case)
        _tell_the_case(case, "handed_over", {"list": str(locked)}, by=by)
        Case.objects.filter(pk=case.pk).update(disposed_on=timezone.localdate())
    listed.update(state=DisposalItem.State.DONE, done_at=timezone.now())
    promise_record(locked)
    return True


@transaction.atomic
def leave_out(*, item: DisposalItem, reason: str, expected_version: int | None = None, by: User) -> None:
    """Take a case off a list that is not submitted yet, with everything that its conversation filed."""
    if not reason.strip():
        raise MissingReason("leave_out")
    locked = _lock(item.list, expected_version)
    step("leave_out", locked.stage, locked.kind)
    same = locked.items.filter(case__data_key_id=item.case.data_key_id, state=DisposalItem.State.LISTED)
    positions = list(same.values_list("position", flat=True))
    locked.items.filter(position__in=positions).update(state=DisposalItem.State.LEFT_OUT)
    _note(locked, "leave_out", {"positions": positions}, reason=reason, by=by)
    _refresh(item.list, locked)


def finish_destruction(*, disposal: DisposalList, by: None = None) -> None:
    """Nothing is left to do on an approved list: it is done, and its record is printed."""
    with transaction.atomic():
        locked = _lock(disposal, None)
        if locked.stage != Stage.APPROVED:
            return
        locked.stage, locked.done_at = Stage.DONE, timezone.now()
        _note(locked, "finish", _counts(locked), by=by)
        promise_record(locked)


def keep_held(disposal: DisposalList) -> int:
    """Cases of a locked list on which a hold came meanwhile stay, with their whole conversation; how many these are."""
    held = list(drawing_up.held_cases(disposal).values_list("pk", flat=True))
    return disposal.items.filter(case_id__in=held).update(state=DisposalItem.State.HELD)


def promise_record(disposal: DisposalList) -> None:
    """The sealed record of a list that was carried out."""
    outbox.promise("disposal-record", key=str(disposal.pk), municipality_id=disposal.municipality_id,
                   payload={"list_id": disposal.pk})  # fmt: skip


def _counts(disposal: DisposalList) -> dict[str, int]:
    states = list(disposal.items.values_list("state", flat=True))
    return {state.value: states.count(state) for state in DisposalItem.State if state in states}


def _take_step(
    action: str, disposal: DisposalList, expected_version: int | None, *, reason: str = "", by: User, **fields: Any
) -> DisposalList:
    """Carry out one row of the table on a list and return it, locked.

    Raises NotThisStep, ListChanged, SamePerson or MissingReason; then nothing has changed.
    """
    locked = _lock(disposal, expected_version)
    rule = step(action, locked.stage, locked.kind)
    if rule.asks == "reason" and not reason.strip():
        raise MissingReason(action)
    if action == "submit" and not locked.items.filter(state=DisposalItem.State.LISTED).exists():
        raise NothingListed
    if rule.signs is not None:
        _sign(locked, rule.signs, by)
    elif rule.target is Stage.DRAWN_UP:
        locked.author = locked.reviewer = None
    if rule.target is Stage.APPROVED:
        locked.approved_at = timezone.now()
    locked.stage = rule.target
    for name, value in fields.items():
        setattr(locked, name, value)
    _note(locked, action, fields={name: fields[name] for name in ("consent", "proof") if name in fields},
          reason=reason, by=by)  # fmt: skip
    _refresh(disposal, locked)
    return locked


def _sign(locked: DisposalList, part: Part, by: User) -> None:
    signed = [(other, getattr(locked, f"{other}_id")) for other in Part]
    if not may_sign(part, by.pk, signed):
        raise SamePerson(part)
    setattr(locked, part, by)


def _lock(disposal: DisposalList, expected_version: int | None) -> DisposalList:
    locked = (
        DisposalList.objects.select_for_update(of=("self",))
        .select_related("municipality", "data_key")
        .get(pk=disposal.pk)
    )
    if expected_version is not None and locked.version != expected_version:
        since = locked.events.filter(position__gt=expected_version).select_related("actor")
        raise ListChanged(locked, list(since))
    return locked


def _note(
    disposal: DisposalList,
    action: str,
    fields: dict[str, Any] | None = None,
    *,
    reason: str = "",
    by: User | None,
) -> None:
    """Write the next line of a locked list's story, save the list and add to the audit trail."""
    last = disposal.events.aggregate(last=Max("position"))["last"] or 0
    disposal.version = last + 1
    disposal.save()
    DisposalEvent.objects.create(
        municipality_id=disposal.municipality_id,
        list=disposal,
        position=last + 1,
        action=action,
        actor=by,
        data=fields or {},
        reason=hide(disposal.data_key, reason.strip(), "reason") if reason.strip() else b"",
    )
    audit.record(
        f"list_{action}",
        municipality_id=disposal.municipality_id,
        data={"list": disposal.pk, "event": last + 1},
        actor_kind=Actor.CLERK if by else Actor.SYSTEM,
        by=by,
    )


def _refresh(disposal: DisposalList, locked: DisposalList) -> None:
    """Give the caller's object what the transaction wrote."""
    for field in DisposalList._meta.concrete_fields:
        setattr(disposal, field.attname, getattr(locked, field.attname))


# -- holds -------------------------------------------------------------------------------------------------------------
@transaction.atomic
def place_hold(*, case: Case, reason: str, expected_version: int | None = None, by: User) -> LegalHold:
    """Forbid the disposal of a case until the hold is lifted (забрана излучивања). Raises Destroyed or MissingReason."""
    if not reason.strip():
        raise MissingReason("legal_hold")
    locked = lock(case, expected_version=expected_version)
    if locked.is_destroyed:
        raise Destroyed
    hold = LegalHold.objects.create(
        municipality_id=locked.municipality_id,
        case=locked,
        reason=hide(locked.data_key, reason.strip(), "hold"),
        placed_by=by,
    )
    _tell_the_case(locked, "legal_hold", {"hold": hold.pk}, by=by)
    case.version = locked.version
    return hold


@transaction.atomic
def lift_hold(*, hold: LegalHold, reason: str, expected_version: int | None = None, by: User) -> bool:
    """Lift a hold; False when that was done already. Raises MissingReason."""
    if not reason.strip():
        raise MissingReason("hold_lifted")
    locked = lock(hold.case, expected_version=expected_version)
    found = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if not found.stands:
        return False
    found.lifted_by, found.lifted_at = by, timezone.now()
    found.lift_reason = hide(locked.data_key, reason.strip(), "hold")
    found.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    _tell_the_case(locked, "hold_lifted", {"hold": hold.pk}, by=by)
    hold.case.version = locked.version
    return True


def _tell_the_case(case: Case, action: str, data: dict[str, Any], *, by: User | None) -> None:
    """A line in the story of a locked case that changes no state; only who keeps the archive reads of holds."""
    actor = Actor.CLERK if by else Actor.SYSTEM
    public = action in ("destroyed", "handed_over")
    write_event(case, action, actor=actor, from_state=case.state, change=Change(data=data, public=public), by=by)
    case.save(update_fields=["version"])
    audit.record(action, municipality_id=case.municipality_id, case=case, data=data, actor_kind=actor, by=by)


def tell_destroyed(case: Case, disposal: DisposalList) -> None:
    """The last line in the story of a locked case."""
    _tell_the_case(case, "destroyed", {"list": str(disposal)}, by=None)


# -- packages ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_for_case_package(*, case: Case, reason: str, by: User) -> ArchiveFile:
    """Have the package of an archived case made; why it is needed is kept in the story of the case.

    Raises NotArchived, Destroyed or MissingReason.
    """
    if not reason.strip():
        raise MissingReason("archive_package")
    locked = lock(case)
    if locked.is_destroyed:
        raise Destroyed
    if locked.state != State.ARCHIVED:
        raise NotArchived
    file = ArchiveFile.objects.create(
        municipality_id=locked.municipality_id, kind=ArchiveFile.Kind.PACKAGE, case=locked,
        filename=f"paket-{locked.number.replace('/', '-')}.zip", asked_by=by,
    )  # fmt: skip
    write_event(locked, "archive_package", actor=Actor.CLERK, from_state=locked.state,
                change=Change(reason=reason.strip(), data={"file": file.pk}, public=False), by=by)  # fmt: skip
    locked.save(update_fields=["version"])
    audit.record("archive_package", municipality_id=locked.municipality_id, case=locked, data={"file": file.pk},
                 actor_kind=Actor.CLERK, by=by)  # fmt: skip
    _promise_package(file)
    case.version = locked.version
    return file


@transaction.atomic
def ask_for_list_package(*, disposal: DisposalList, by: User) -> ArchiveFile:
    """Have the package of an approved handover list made; one that is being made already is returned."""
    locked = _lock(disposal, None)
    waiting = locked.files.filter(kind=ArchiveFile.Kind.PACKAGE, made_at=None).first()
    if waiting is not None:
        return waiting
    file = ArchiveFile.objects.create(
        municipality_id=locked.municipality_id, kind=ArchiveFile.Kind.PACKAGE, list=locked,
        filename=f"primopredaja-{locked.sequence}-{locked.year}.zip", asked_by=by,
    )  # fmt: skip
    _note(locked, "package", {"file": file.pk}, by=by)
    _refresh(disposal, locked)
    _promise_package(file)
    return file


def _promise_package(file: ArchiveFile) -> None:
    outbox.promise("archive-package", key=str(file.pk), municipality_id=file.municipality_id,
                   payload={"file_id": file.pk})  # fmt: skip
