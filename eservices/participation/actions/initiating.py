"""The civic initiative: draft, committee, check, signatures, comparison with the electoral roll, agenda."""

from __future__ import annotations

import json
import math
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from eservices.cases import audit, vault
from eservices.cases.keys import hide as encrypt
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import Actor
from eservices.participation.actions.engine import (
    Change,
    citizen_may,
    lock,
    official_may,
    required,
    take_step,
    write_event,
)
from eservices.participation.actions.running import create, publish_text
from eservices.participation.models import CommitteeMember, Period, Process, Signature, SignatureList
from eservices.participation.phases import Act, Kind, NotNow, Part, Phase, Standing
from eservices.participation.verify_signatures import commitment, list_digest
from municipalities import parameters
from municipalities.accounts.models import User
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing

PURPOSE = "participation-signature"


class AlreadySigned(Exception):
    """This person, or somebody with this JMBG, has signed already."""


class AlreadyMember(Exception):
    """The person sits in the committee already."""


@dataclass(frozen=True)
class Draft:
    """What the committee writes: name, what it is about, what is asked, the text in paragraphs."""

    title: str
    summary: str
    aim: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Elector:
    """Who signs, as the electoral roll knows people."""

    name: str
    jmbg: str
    address: str


# -- the committee -----------------------------------------------------------------------------------------------------
@transaction.atomic
def start(*, municipality: Municipality, draft: Draft, name: str, by: User) -> Process:
    """Begin an initiative; who begins is the first member of its committee."""
    fields = {"title": draft.title, "summary": draft.summary, "aim": draft.aim, "identity": "verified"}
    process = create(kind=Kind.INITIATIVE, municipality=municipality, fields=fields, part=Part.COMMITTEE, by=by)
    _join(process, name, by)
    publish_text(process=process, paragraphs=draft.paragraphs, part=Part.COMMITTEE, by=by)
    return process


@transaction.atomic
def edit(*, process: Process, draft: Draft, by: User) -> None:
    """Change the draft; the text gets a new version only when it differs. Raises ``phases.NotNow``."""
    locked = lock(process)
    if Phase(locked.phase) is not Phase.DRAFT:
        raise NotNow("phase")
    locked.title, locked.summary, locked.aim = draft.title, draft.summary, draft.aim
    locked.save(update_fields=["title", "summary", "aim"])
    latest = locked.versions.last()
    if latest is None or tuple(row.text for row in latest.paragraphs.all()) != draft.paragraphs:
        publish_text(process=locked, paragraphs=draft.paragraphs, part=Part.COMMITTEE, by=by)


@transaction.atomic
def join(*, process: Process, name: str, by: User) -> CommitteeMember:
    """Join the committee by its invitation. Raises ``phases.NotNow`` or :class:`AlreadyMember`."""
    locked = lock(process)
    if Phase(locked.phase) is not Phase.DRAFT:
        raise NotNow("phase")
    if locked.committee.filter(person=by).exists():
        raise AlreadyMember
    return _join(locked, name, by)


def _join(process: Process, name: str, by: User) -> CommitteeMember:
    write_event(process, "joined", part=Part.COMMITTEE, by=by)
    return CommitteeMember.objects.create(
        municipality_id=process.municipality_id, process=process, person=by, name=name
    )


# -- check of name and competence --------------------------------------------------------------------------------------
def suggested_threshold(process: Process) -> int | None:
    """How many signatures the statute asks; None when the number of electors of the municipality is not entered."""
    if process.aim == Process.Aim.HEARING:
        return required(process, "participation.hearing_proposal_signatures")
    today, codes = timezone.localdate(), ("participation.electors", "participation.initiative_share")
    try:
        electors, share = (parameters.value(code, municipality=process.municipality, on=today).number for code in codes)
    except ParameterMissing:
        return None
    return math.ceil(electors * share / 100)


@transaction.atomic
def open_collecting(*, process: Process, threshold: int, by: User) -> Process:
    """Name and competence are in order: signatures are collected from today. Raises ``phases.NotNow``."""
    locked = lock(process)
    if Phase(locked.phase) is not Phase.CHECKED:
        raise NotNow("phase")
    today = timezone.localdate()
    last = today + timedelta(days=required(locked, "participation.collecting_days") - 1)
    Period.objects.update_or_create(
        process=locked, phase=Phase.COLLECTING,
        defaults={"municipality_id": locked.municipality_id, "first": today, "last": last},
    )  # fmt: skip
    locked.threshold = threshold
    locked.save(update_fields=["threshold"])
    return take_step("open_collecting", process=process, part=Part.EDITOR, by=by)


# -- signatures --------------------------------------------------------------------------------------------------------
@transaction.atomic
def sign(*, process: Process, elector: Elector, standing: Standing, by: User) -> Signature:
    """Sign once. Raises ``phases.NotNow`` or :class:`AlreadySigned`."""
    locked = citizen_may(process, Act.SIGN, standing)
    index = vault.blind_index(elector.jmbg, purpose=f"{PURPOSE}:{locked.pk}")
    signed = Signature.objects.filter(process=locked)
    if signed.filter(person=by).exists() or signed.filter(elector_hash=index).exists():
        raise AlreadySigned
    secret = secrets.token_hex(32)
    own = commitment(secret, locked.code, signed_text(locked), elector.jmbg)
    row = Signature.objects.create(
        municipality_id=locked.municipality_id,
        process=locked,
        person=by,
        elector_hash=index,
        sealed=encrypt(locked.data_key, asdict(elector) | {"secret": secret}, PURPOSE),
        commitment_hash=bytes.fromhex(own),
    )
    Process.objects.filter(pk=locked.pk).update(signatures=F("signatures") + 1)
    return row


@transaction.atomic
def take_back(*, process: Process, standing: Standing, by: User) -> None:
    """Take the own signature back while signatures are collected; nothing of it remains. Raises ``phases.NotNow``."""
    locked = citizen_may(process, Act.SIGN, standing)
    gone, _ = Signature.objects.filter(process=locked, person=by).delete()
    if gone:
        Process.objects.filter(pk=locked.pk).update(signatures=F("signatures") - 1)


def signed_text(process: Process) -> str:
    """Digest of the text that people sign: the last version, which cannot change while they sign."""
    version = process.versions.last()
    return version.sha256 if version else ""


def opened(signature: Signature) -> dict[str, str]:
    """Name, JMBG, address and secret of a signature, decrypted."""
    return dict(reveal(signature.process.data_key, signature.sealed, PURPOSE))


@transaction.atomic
def open_signature(*, signature: Signature, by: User) -> dict[str, str]:
    """Who signed, for the comparison with the electoral roll; the opening is recorded in the audit trail."""
    audit.record(
        "reveal_identity",
        municipality_id=signature.municipality_id,
        data={"signature": str(signature.pk), "process": signature.process.code},
        actor_kind=Actor.CLERK,
        by=by,
    )
    return opened(signature)


def receipt_of(signature: Signature) -> dict[str, str]:
    """What the signer keeps to find the own signature in the published list; not the JMBG."""
    return {
        "process": signature.process.code,
        "text_sha256": signed_text(signature.process),
        "secret": opened(signature)["secret"],
        "commitment": bytes(signature.commitment_hash).hex(),
    }


@transaction.atomic
def hand_over(*, process: Process, by: User) -> Process:
    """The committee hands the signatures over; from now on everybody can read the list of commitments.

    Raises ``phases.NotNow`` or ``engine.NeedMissing``.
    """
    locked = take_step("hand_over", process=process, part=Part.COMMITTEE, by=by)
    _publish(locked, SignatureList.Stage.HANDED_OVER)
    return locked


def _publish(process: Process, stage: str) -> SignatureList:
    rows = list(process.signed.values_list("commitment_hash", "check_state"))
    commitments = sorted(bytes(own).hex() for own, _ in rows)
    content: dict[str, Any] = {
        "process": process.code, "title": process.title, "stage": stage, "text_sha256": signed_text(process),
        "number": len(commitments), "digest": list_digest(commitments), "commitments": commitments,
    }  # fmt: skip
    if stage == SignatureList.Stage.CHECKED:
        content["not_counted"] = sorted(bytes(own).hex() for own, state in rows if state != Signature.Check.COUNTED)
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return SignatureList.objects.create(
        municipality_id=process.municipality_id, process=process, stage=stage, content=text, sha256=content["digest"]
    )


# -- comparison with the roll and the agenda ---------------------------------------------------------------------------
@transaction.atomic
def check_signature(*, signature: Signature, outcome: str, by: User) -> None:
    """What the electoral roll says of one signature; may be put right until the list is closed. Raises ``NotNow``."""
    official_may(signature.process, Act.CHECK_SIGNATURES)
    Signature.objects.filter(pk=signature.pk).update(check_state=outcome, checked_by=by, checked_at=timezone.now())


@transaction.atomic
def close_check(*, process: Process, step: str, reason: str = "", part: Part, by: User) -> Process:
    """After the last check: onto the agenda, or too few; the checked list is published.

    ``step`` is ``put_on_agenda`` (the 60 days begin) or ``too_few``. Raises ``phases.NotNow`` or ``engine.NeedMissing``.
    """
    if step not in ("put_on_agenda", "too_few"):
        raise NotNow("phase")
    locked = take_step(step, process=process, part=part, change=Change(reason=reason), by=by)
    _publish(locked, SignatureList.Stage.CHECKED)
    return locked
