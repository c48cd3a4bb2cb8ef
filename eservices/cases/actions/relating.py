"""Files and other files: handed over to a competent organ, joined, separated again, split."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit, clock, outbox, registry
from eservices.cases import service as services
from eservices.cases.actions.engine import STORY, Change, MissingReason, lock, notify, perform, write_event
from eservices.cases.actions.intake import answers_of, questions
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import Actor, NotAllowed, State
from eservices.cases.models import Case, CaseEvent, CaseLink, CaseTransfer, Decision
from municipalities.accounts.models import User
from municipalities.models import Municipality
from municipalities.script import to_latin


class CannotRelate(ValueError):
    """The two files cannot be tied. ``code``: ``itself``, ``elsewhere`` (another municipality), ``over`` (one of them is
    decided), ``joined`` (already joined), ``whole`` (cases of this service cannot be split)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# -- handing over ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Receiver:
    """To whom a case is handed over: the name of the organ, and the municipality when it is one of the portal's."""

    name: str
    municipality: Municipality | None = None


@transaction.atomic
def transfer(*, case: Case, receiver: Receiver, reason: str, expected_version: int | None = None, by: User) -> None:
    """Hand the case over to the competent organ (уступање због ненадлежности); here it is over and its clock stops."""
    if not receiver.name.strip():
        raise MissingReason("transfer")
    event = perform(
        "transfer", case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(reason=reason, data={"receiver": receiver.name.strip()}), by=by,
    )  # fmt: skip
    _note_transfer(event, receiver)


def hand_over_by_decision(decision: Decision, event: CaseEvent) -> None:
    """Note in the book that the ruling issued by ``event`` hands the file over; other outcomes leave it where it is.

    A ruling takes the place of the one that it replaces, so the file is never handed over twice.
    """
    if decision.replaces:
        take_back(decision.replaces)
    kind = _hands_over_to(decision)
    if kind:
        details = reveal(decision.case.data_key, decision.content, "decision")["details"]
        addressees = services.get(decision.case.service).addressees(answers_of(decision.case), details)
        _note_transfer(event, _receiver_called(addressees[kind]))


def take_back(decision: Decision) -> None:
    """The decision holds no more: a file that it had handed over is here again."""
    if _hands_over_to(decision):
        CaseTransfer.objects.filter(case_id=decision.case_id).delete()


def _hands_over_to(decision: Decision) -> str:
    return services.get(decision.case.service).outcome(decision.outcome).hands_over_to


def _receiver_called(name: str) -> Receiver:
    """One of the portal's municipalities, called so in either script; else an organ known by its name only."""
    for municipality in Municipality.objects.all():
        if name in (municipality.official_name, to_latin(municipality.official_name)):
            return Receiver(municipality.official_name, municipality)
    return Receiver(name)


def _note_transfer(event: CaseEvent, receiver: Receiver) -> None:
    CaseTransfer.objects.create(
        municipality_id=event.municipality_id,
        case_id=event.case_id,
        event=event,
        receiver=receiver.name.strip(),
        to_municipality=receiver.municipality,
        on=timezone.localdate(event.at),
    )


# -- joining -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def join_cases(*, case: Case, other: Case, reason: str, expected_version: int | None = None, by: User) -> CaseLink:
    """Lead ``other`` together with ``case`` from now on (спајање); each keeps its number, its term and its decision.

    Raises :class:`CannotRelate`, :class:`MissingReason` or ``Conflict``.
    """
    _refuse_empty(reason, "join_cases")
    main, joined = _lock_both(case, other, expected_version)
    if CaseLink.objects.filter(kind=CaseLink.Kind.JOINED, ended_at=None, other__in=[main, joined]).exists():
        raise CannotRelate("joined")
    link = _tie(CaseLink.Kind.JOINED, main, joined, by)
    _tell(main, "join_cases", joined, reason, by)
    _tell(joined, "joined_to", main, reason, by)
    return link


@transaction.atomic
def separate_cases(*, link: CaseLink, reason: str, by: User) -> bool:
    """Separate a joined file again (раздвајање); False when a colleague did it meanwhile."""
    _refuse_empty(reason, "separate_cases")
    main, joined = _lock_in_order(link.case, link.other)
    ended = CaseLink.objects.filter(pk=link.pk, kind=CaseLink.Kind.JOINED, ended_at=None).update(
        ended_at=timezone.now()
    )
    if not ended:
        return False
    _tell(main, "separate_cases", joined, reason, by)
    _tell(joined, "separated_from", main, reason, by)
    return True


def _lock_both(case: Case, other: Case, expected_version: int | None) -> tuple[Case, Case]:
    if case.pk == other.pk:
        raise CannotRelate("itself")
    if case.municipality_id != other.municipality_id:
        raise CannotRelate("elsewhere")
    main, joined = _lock_in_order(case, other, expected_version)
    if not (main.is_open and joined.is_open):
        raise CannotRelate("over")
    return main, joined


def _lock_in_order(case: Case, other: Case, expected_version: int | None = None) -> tuple[Case, Case]:
    """Both locked, the older row first, so that two officials never wait for each other."""
    versions = {case.pk: expected_version}
    locked = {
        one.pk: lock(one, expected_version=versions.get(one.pk)) for one in sorted((case, other), key=lambda c: c.pk)
    }
    return locked[case.pk], locked[other.pk]


# -- splitting ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def split_case(*, case: Case, reason: str, expected_version: int | None = None, by: User) -> Case:
    """Make a file of its own of a part of the request (издвајање); ``reason`` says which part.

    The new file gets its own number and decision. It shares answers, incoming documents and key with the first one, and
    its clock has run as long. Registers are asked anew for it; fees stay with the first file. Raises ``NotAllowed``
    unless the case is being examined, :class:`CannotRelate` when the service does not allow it.
    """
    _refuse_empty(reason, "split_case")
    source = lock(case, expected_version=expected_version)
    service = services.get(source.service)
    if not service.divisible:
        raise CannotRelate("whole")
    if source.state != State.IN_REVIEW:
        raise NotAllowed(State(source.state), "split_case", Actor.CLERK)
    part = _new_file(source)
    answers = answers_of(source)
    service.file(part, answers)
    _tie(CaseLink.Kind.SPLIT, source, part, by)
    _tell(source, "split_case", part, reason, by)
    event = write_event(part, "split_off", actor=Actor.CLERK, from_state="", change=_change(source, reason), by=by)
    for entry in clock.entries_of(source):
        clock.write(
            part, event, entry.kind, on=entry.on, article=entry.article, reason=entry.reason, days=entry.days,
            until=entry.until,
        )  # fmt: skip
    clock.derive(part, today=timezone.localdate())
    part.save(update_fields=[*STORY, "due_on", "act_by"])
    outbox.promise_all(questions(service, part, answers))
    audit.record("split_off", municipality_id=part.municipality_id, case=part, actor_kind=Actor.CLERK, by=by)
    case.version = source.version
    return part


def _new_file(source: Case) -> Case:
    """A copy of the case under the next number of this year's book; it stands for no second request for the same right."""
    today = timezone.localdate()
    number = registry.next_number(registry.Place(source.municipality, source.classification, today.year, source.organ))
    copied = (
        "municipality", "service", "service_version", "classification", "organ", "person", "applicant_name",
        "identity_index", "acting_as", "assurance", "language", "channel", "filed_at", "assignee", "data_key", "answers",
        "pinned", "state",
    )  # fmt: skip
    return Case.objects.create(
        **{name: getattr(source, name) for name in copied},
        version=0,
        year=number.year,
        sequence=number.sequence,
        number=number.format(source.municipality.number_pattern),
        submission_key=uuid.uuid5(source.submission_key, f"split:{source.version}"),
    )


# -- both sides --------------------------------------------------------------------------------------------------------
def _refuse_empty(reason: str, action: str) -> None:
    if not reason.strip():
        raise MissingReason(action)


def _tie(kind: str, case: Case, other: Case, by: User) -> CaseLink:
    return CaseLink.objects.create(municipality_id=case.municipality_id, kind=kind, case=case, other=other, made_by=by)


def _change(other: Case, reason: str) -> Change:
    data: dict[str, Any] = {"case": other.number}
    return Change(reason=reason.strip(), data=data)


def _tell(case: Case, action: str, other: Case, reason: str, by: User) -> None:
    """The line in the story of a locked case, the message to its applicant and the audit record."""
    event = write_event(case, action, actor=Actor.CLERK, from_state=case.state, change=_change(other, reason), by=by)
    case.save(update_fields=STORY)
    notify(case, action, event)
    audit.record(
        action,
        municipality_id=case.municipality_id,
        case=case,
        data={"case": other.pk},
        actor_kind=Actor.CLERK,
        by=by,
    )
