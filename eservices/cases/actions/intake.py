"""What applicants do: drafts, documents, submitting, answering a call to complete, withdrawing, rating."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from eservices.cases import audit, clock, happenings, outbox, passages, registry, vault
from eservices.cases import service as services
from eservices.cases.actions.engine import (
    NOTHING,
    STORY,
    Change,
    lock,
    message,
    perform,
    write_event,
)
from eservices.cases.actions.paying import open_payments
from eservices.cases.deadlines import ClockKind
from eservices.cases.keys import hide, new_key, plain_key, reveal
from eservices.cases.lifecycle import NOT_DECIDED_HERE, Actor, NotAllowed, State
from eservices.cases.models import Amendment, Case, Document, Draft, Evidence, Rating
from eservices.cases.models.draft import draft_expiry
from eservices.cases.service import Answers, EvidenceNeed, Problem, Service
from eservices.cases.uploads import storage
from eservices.cases.uploads.keeping import Kept, keep
from municipalities.accounts.models import User
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing, Value, values

GENERAL_PARAMETERS = (
    "general.appeal_days",
    "general.completeness_call_working_days",
    "general.amendment_min_days",
    "general.post_fallback_days",
)


class Incomplete(Exception):
    """The request cannot be filed yet; ``problems`` say what is wrong and where to mend it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


class AlreadyFiled(Exception):
    """A request about the same right was filed before; ``earlier`` is that case, ``own`` whether by the same person."""

    def __init__(self, earlier: Case, *, own: bool) -> None:
        super().__init__("already filed")
        self.earlier, self.own = earlier, own


# -- drafts ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_draft(*, service: Service, municipality: Municipality, by: User | None) -> Draft:
    """Open an empty request."""
    key = new_key(municipality)
    return Draft.objects.create(
        municipality=municipality,
        service=service.slug,
        service_version=service.version,
        owner=by,
        data_key=key,
        answers=hide(key, {}, "answers"),
    )


def answers_of(holder: Draft | Case) -> dict[str, dict[str, Any]]:
    """The answers of a draft or case, decrypted."""
    return dict(reveal(holder.data_key, holder.answers, "answers"))


@transaction.atomic
def save_step(*, draft: Draft, step: str, given: dict[str, Any], by: User | None) -> Answers:
    """Keep the answers of one step; the draft lives 30 days from now."""
    locked = Draft.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=draft.pk, case=None)
    answers = answers_of(locked) | {step: given}
    locked.answers = hide(locked.data_key, answers, "answers")
    locked.updated_at, locked.expires_at = timezone.now(), draft_expiry()
    locked.service_version = services.get(locked.service).version
    locked.typed = b""
    if by is not None and locked.owner_id is None:
        locked.owner = by
    locked.save()
    draft.answers, draft.owner_id = locked.answers, locked.owner_id
    draft.typed, draft.service_version = locked.typed, locked.service_version
    return answers


@transaction.atomic
def keep_typed(*, draft: Draft, step: str, data: Mapping[str, Sequence[str]], by: User | None) -> None:
    """Keep what stood on the page of a step that cannot be saved as an answer yet (later, another script)."""
    draft.typed = hide(
        draft.data_key, {"step": step, "data": {name: list(values) for name, values in data.items()}}, "typed"
    )
    Draft.objects.filter(pk=draft.pk, case=None).update(
        typed=draft.typed, updated_at=timezone.now(), expires_at=draft_expiry()
    )


def typed_of(draft: Draft, step: str) -> dict[str, list[str]]:
    """What was typed on the page of this step and not saved as an answer; empty when nothing was."""
    kept = reveal(draft.data_key, draft.typed, "typed") if draft.typed else {}
    return dict(kept["data"]) if kept.get("step") == step else {}


@transaction.atomic
def adopt_draft(*, draft: Draft, by: User) -> None:
    """A request begun without an account becomes that of the person who signed in holding its code."""
    Draft.objects.filter(pk=draft.pk, owner=None).update(owner=by)
    draft.owner_id = by.pk


@transaction.atomic
def remember_email(*, draft: Draft, email: str, by: User | None) -> None:
    """Send the link to continue later to the address the person gave."""
    Draft.objects.filter(pk=draft.pk).update(email=email)
    outbox.promise(
        "resume-link",
        key=f"{draft.pk}:{uuid.uuid4()}",
        municipality_id=draft.municipality_id,
        payload={"draft_id": draft.pk},
    )


@transaction.atomic
def delete_draft(*, draft: Draft, by: User | None) -> None:
    """Throw an unfinished request away: its key first, so that nothing of it can be read any more."""
    key = draft.data_key
    paths = list(draft.documents.filter(case=None).values_list("path", flat=True))
    draft.documents.filter(case=None).delete()
    draft.delete()
    key.wrapped, key.destroyed_at = b"", timezone.now()
    key.save(update_fields=["wrapped", "destroyed_at"])
    transaction.on_commit(partial(_shred_all, paths), robust=True)


def _shred_all(paths: Sequence[str]) -> None:
    for path in paths:
        storage.shred(path)


# -- documents ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Holder:
    """Where a document goes: a draft, or a case that waits for the applicant."""

    draft: Draft | None = None
    case: Case | None = None

    @property
    def row(self) -> Draft | Case:
        return self.draft or self.case  # type: ignore[return-value]


def add_document(
    *,
    holder: Holder,
    kind: str,
    upload: UploadedFile,
    limit: int,
    restricted: bool = False,
    by: User | None,
) -> Document:
    """Check, clean, encrypt and keep a file.

    Raises ``uploads.Refused`` (wrong, dangerous, infected) or ``storage.StorageFull``; then nothing is left behind.
    """
    code = uuid.uuid4()

    def write(kept: Kept) -> Document:
        return Document.objects.create(
            code=code,
            municipality_id=holder.row.municipality_id,
            draft=holder.draft,
            case=holder.case,
            kind=kind,
            access=Document.Access.RESTRICTED if restricted else Document.Access.ORDINARY,
            filename=kept.accepted.name,
            content_type=kept.accepted.media_type,
            size=kept.stored.size,
            sha256=kept.stored.sha256,
            path=kept.stored.path,
            scan=Document.Scan.CLEAN if kept.is_scanned else Document.Scan.NOT_SCANNED,
            uploaded_by=by,
        )

    context = f"document:{code}".encode()
    return keep(upload, limit=limit, data_key=plain_key(holder.row.data_key), context=context, write=write)


@transaction.atomic
def remove_document(*, draft: Draft, document: Document, by: User | None) -> None:
    """Take a file back before submitting."""
    path = document.path
    Document.objects.filter(pk=document.pk, draft=draft, case=None).delete()
    transaction.on_commit(lambda: storage.shred(path), robust=True)


# -- submitting --------------------------------------------------------------------------------------------------------
def problems_of(draft: Draft, answers: Answers) -> list[Problem]:
    """Everything that keeps this draft from being filed: unanswered steps, answers that no longer hold, documents."""
    service = services.get(draft.service)
    today = timezone.localdate()
    answers = service.counted(answers)
    found: list[Problem] = []
    for step in service.path(answers):
        if stop := step.stops(answers):
            return [Problem(step.slug, "", stop.title)]
        form = step.form_class(
            step.form_class.kept_data(answers.get(step.slug)),
            today=today,
            all_answers=answers,
            municipality=draft.municipality,
        )
        if not form.is_valid():
            name, errors = next(iter(form.errors.items()))
            found.append(Problem(step.slug, name, str(errors[0])))
    present = set(draft.documents.values_list("kind", flat=True))
    for kind in service.documents_asked(answers):
        if kind.required and kind.slug not in present:
            found.append(Problem("documents", kind.slug, services.missing_document(kind)))
    return found or [
        *service.problems(answers, municipality=draft.municipality, today=today),
        *service.draft_problems(draft, answers),
    ]


def pin(values_by_code: dict[str, Value]) -> dict[str, Any]:
    """Parameter values as a case keeps them."""
    return {
        code: {
            "value": value.value,
            "unit": value.unit,
            "valid_from": value.valid_from.isoformat(),
            "source": value.legal_source,
            "confirmed": value.confirmed,
        }
        for code, value in values_by_code.items()
    }


def submit(
    *,
    draft: Draft,
    assurance: str,
    language: str,
    channel: str = Case.Channel.ONLINE,
    confirm_duplicate: bool = False,
    by: User,
) -> Case:
    """File the request: case, number, first event, clock, documents, details and promised work in one transaction.

    A conversation that files several cases (``Service.files``) writes them all, or none; they share the answers, the
    documents and the key, and each is decided on its own. Returns the first of them.

    A repeated call for the same draft returns the case that was filed first. Raises :class:`Incomplete`,
    :class:`AlreadyFiled` or ``ParameterMissing``.
    """
    try:
        return _submit(
            draft=draft,
            assurance=assurance,
            language=language,
            channel=channel,
            confirm_duplicate=confirm_duplicate,
            by=by,
        )
    except IntegrityError:
        filed = Case.objects.filter(submission_key=draft.submission_key).select_related("municipality").first()
        if filed is None:
            raise
        return filed


@transaction.atomic
def _submit(
    *,
    draft: Draft,
    assurance: str,
    language: str,
    channel: str,
    confirm_duplicate: bool,
    by: User,
) -> Case:
    locked = Draft.objects.select_for_update(of=("self",)).select_related("data_key", "municipality").get(pk=draft.pk)
    if locked.case_id is not None:
        return Case.objects.select_related("municipality", "data_key").get(pk=locked.case_id)
    conversation = services.get(locked.service)
    answers = conversation.counted(answers_of(locked))
    problems = problems_of(locked, answers)
    if problems:
        raise Incomplete(problems)
    locked.answers = hide(locked.data_key, answers, "answers")
    given = _Filing(locked, answers, assurance, language, channel, by)
    filed_services = [services.get(slug) for slug in conversation.files(answers)]
    if not confirm_duplicate:
        for service in filed_services:
            _refuse_second_request(service, locked.municipality, service.subject(answers), by)
    cases = [_file(service, given, first=service is filed_services[0]) for service in filed_services]
    _hand_over_documents(conversation, locked, cases[0], answers)
    Draft.objects.filter(pk=locked.pk).update(case=cases[0], owner=by)
    for case in cases:
        audit.record("submit", municipality_id=case.municipality_id, case=case, actor_kind=Actor.APPLICANT, by=by)
    return cases[0]


@dataclass(frozen=True)
class _Filing:
    """What the cases of one conversation have in common."""

    draft: Draft
    answers: Answers
    assurance: str
    language: str
    channel: str
    by: User


def _file(service: Service, given: _Filing, *, first: bool) -> Case:
    """One case of the conversation: number, details, first event, clock and promised work."""
    case = _new_case(service, given, first=first)
    service.file(case, given.answers)
    open_payments(case=case, fees=service.fees(case, given.answers))
    event = write_event(case, "submit", actor=Actor.APPLICANT, from_state="", by=given.by)
    article = clock.term_of(case).source
    clock.write(case, event, ClockKind.START, on=timezone.localdate(), article=article, reason="submit")
    clock.derive(case, today=timezone.localdate())
    case.save(update_fields=[*STORY, "due_on", "act_by"])
    _promise_first_work(service, case, event, given.answers)
    return case


def _hand_over_documents(service: Service, draft: Draft, case: Case, answers: Answers) -> None:
    """The case gets the documents that these answers ask for; others were sent for answers given earlier and go."""
    asked = [kind.slug for kind in service.documents_asked(answers)]
    waiting = Document.objects.filter(draft=draft, case=None)
    if superfluous := list(waiting.exclude(kind__in=asked).values_list("path", flat=True)):
        waiting.exclude(kind__in=asked).delete()
        transaction.on_commit(partial(_shred_all, superfluous), robust=True)
    waiting.update(case=case)


def _refuse_second_request(service: Service, municipality: Municipality, subject: str, by: User) -> None:
    if not subject:
        return
    index = vault.blind_index(subject, purpose=f"subject:{service.slug}")
    with connection.cursor() as cursor:  # two people who file about the same right at one moment wait for each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{municipality.pk}:{index.hex()}"])
    earlier = (
        Case.objects.filter(municipality=municipality, service=service.slug, subject_index=index)
        .exclude(state__in=NOT_DECIDED_HERE)
        .order_by("-filed_at")
        .first()
    )
    if earlier is not None:
        raise AlreadyFiled(earlier, own=earlier.person_id == by.pk)


def _new_case(service: Service, given: _Filing, *, first: bool) -> Case:
    draft, today = given.draft, timezone.localdate()
    applicant, subject = service.applicant(given.answers), service.subject(given.answers)
    pinned = _pinned(service, draft.municipality, given.answers, today)
    pinned |= passages.pin(draft.municipality, service.slug)
    organ = registry.organ_for(draft.municipality, service.slug)
    number = registry.next_number(registry.Place(draft.municipality, service.classification, today.year, organ))
    return Case.objects.create(
        municipality=draft.municipality,
        service=service.slug,
        service_version=service.version,
        version=0,  # the first line of the story makes it 1
        classification=number.classification,
        year=number.year,
        sequence=number.sequence,
        organ=organ,
        number=number.format(draft.municipality.number_pattern),
        person=given.by,
        applicant_name=applicant.name,
        identity_index=vault.blind_index(applicant.identity, purpose="identity") if applicant.identity else b"",
        subject_index=vault.blind_index(subject, purpose=f"subject:{service.slug}") if subject else b"",
        acting_as=applicant.acting_as,
        assurance=given.assurance,
        language=given.language,
        channel=given.channel,
        data_key=draft.data_key,
        answers=draft.answers,
        pinned=pinned,
        submission_key=draft.submission_key if first else uuid.uuid5(draft.submission_key, service.slug),
    )


def _pinned(service: Service, municipality: Municipality, answers: Answers, today: date) -> dict[str, Any]:
    """Every parameter the case will need; raises ``ParameterMissing`` rather than filing what cannot be decided."""
    day = service.parameters_on(answers, today=today)
    wanted = dict.fromkeys(service.parameters, day) | dict.fromkeys(
        (*GENERAL_PARAMETERS, service.term_parameter), today
    )
    found: dict[str, Value] = {}
    for on in {day, today}:
        found |= values([code for code, when in wanted.items() if when == on], municipality=municipality, on=on)
    for code, on in wanted.items():
        if code not in found:
            raise ParameterMissing(code, on)
    return pin(found)


def _promise_first_work(service: Service, case: Case, event: Any, answers: Answers) -> None:
    outbox.promise_all([message(case, "submit", event), *questions(service, case, answers)])


def questions(service: Service, case: Case, answers: Answers) -> list[outbox.Promise]:
    """The register queries of a new case, as far as its applicant consents."""
    return [
        outbox.Promise(
            "evidence",
            key=f"{case.pk}:{need.source}:1",
            municipality_id=case.municipality_id,
            payload={"case_id": case.pk, "source": need.source, "officer_id": None, "ask": "filed"},
        )
        for need in service.evidence
        if _consented(need, answers) and need.applies(answers)
    ]


def _consented(need: EvidenceNeed, answers: Answers) -> bool:
    return need.consent is None or answers.get(need.consent[0], {}).get(need.consent[1]) in (True, "yes")


# -- after submitting --------------------------------------------------------------------------------------------------
@transaction.atomic
def answer_amendment(*, case: Case, text: str, corrections: dict[str, dict[str, Any]], by: User) -> None:
    """Send what the municipality asked for; the term runs from now (ЗУП чл. 59).

    ``corrections`` are new answers by step. Documents were added before with :func:`add_document`.
    """
    locked = lock(case)
    amendment = Amendment.objects.select_for_update().filter(case=locked, answered_at=None, lapsed=False).first()
    if amendment is None:
        raise NotAllowed(State(locked.state), "answer_amendment", Actor.APPLICANT)
    if corrections:
        locked.answers = hide(locked.data_key, answers_of(locked) | corrections, "answers")
        locked.save(update_fields=["answers"])
    amendment.answered_at = timezone.now()
    amendment.answer = hide(locked.data_key, text, "amendment-answer") if text else b""
    amendment.save(update_fields=["answered_at", "answer"])
    data = {"changed": sorted(corrections)}
    perform(
        "answer_amendment",
        case=case,
        actor=Actor.APPLICANT,
        change=Change(data=data),
        by=by,
    )


@transaction.atomic
def withdraw(*, case: Case, by: User) -> None:
    """Give the request up; the municipality then issues a ruling on discontinuance (закључак о обустави)."""
    Amendment.objects.filter(case=case, answered_at=None, lapsed=False).update(lapsed=True)
    perform("withdraw", case=case, actor=Actor.APPLICANT, change=NOTHING, by=by)


@transaction.atomic
def rate(*, case: Case, score: int, comment: str = "", by: User | None) -> None:
    """Keep the one-question rating; a second answer replaces the first."""
    hidden = hide(case.data_key, comment, "rating") if comment else b""
    before = Rating.objects.select_for_update(of=("self",)).filter(case=case).first()
    rating, _ = Rating.objects.update_or_create(
        case=case,
        defaults={
            "municipality_id": case.municipality_id,
            "score": score,
            "comment": hidden,
        },
    )
    happenings.tell_rating(rating, before.score if before else None)


def evidence_of(case: Case) -> dict[str, Evidence]:
    """Register answers of the case that are in force, by source."""
    return {row.source: row for row in Evidence.objects.filter(case=case, is_current=True)}
