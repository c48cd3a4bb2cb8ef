"""Every change of open data: data sets, files on their way in, publication, confirmation, going back."""

from __future__ import annotations

import logging
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import get_random_string

from eservices.cases import audit, outbox
from eservices.cases.lifecycle import Actor
from municipalities import public_pages
from municipalities.accounts.models import User
from municipalities.models import Municipality
from municipalities.script import slug as slug_of
from opendata import tables, waking
from opendata.models import (
    ApiKey,
    Dataset,
    DatasetRequest,
    PublicationJob,
    Push,
    PushAccount,
    Question,
    RemoteDataset,
    Reuse,
    Version,
)

log = logging.getLogger(__name__)
LONGEST_SLUG = 90


class NotNow(Exception):
    """The state does not allow it. ``code`` is stable; `opendata.desk.REFUSALS` says it in words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def create_dataset(*, dataset: Dataset, by: User | None) -> None:
    """Save a new data set, which is not public yet; without ``schema_name`` its schema is guessed from the first file."""
    dataset.slug = _free_slug(dataset.municipality, dataset.title)
    dataset.hvd_category = dataset.schema.hvd_category if dataset.schema else ""
    dataset.save()
    _record("create_dataset", dataset, by=by)


@transaction.atomic
def change_dataset(*, dataset: Dataset, by: User) -> None:
    """Save what is said of a data set; rows and address stay."""
    dataset.save()
    public_pages.forget()
    _record("change_dataset", dataset, by=by)


def _free_slug(municipality: Municipality, title: str) -> str:
    """Name of the municipality and of the data, with a number when it is taken; never changed afterwards."""
    base = f"{municipality.slug}-{slug_of(title)}"[:LONGEST_SLUG].rstrip("-")
    name, number = base, 1
    while Dataset.objects.filter(slug=name).exists():
        number += 1
        name = f"{base}-{number}"
    return name


@transaction.atomic
def start_upload(*, dataset: Dataset, upload: File[Any], by: User | None) -> PublicationJob:
    """Keep the file and let a worker prepare a version of it. Raises NotNow (``running``)."""
    _refuse_second_job(dataset)
    name = PurePath(upload.name or "").name[:200]
    path = default_storage.save(f"opendata/{dataset.pk}/{get_random_string(20)}", upload)
    return _start(dataset, PublicationJob.Kind.UPLOAD, by, file_name=name, file_path=path)


@transaction.atomic
def start_pull(*, dataset: Dataset, by: User | None) -> PublicationJob:
    """Let a worker fetch the file from the address of the data set. Raises NotNow (``running``)."""
    _refuse_second_job(dataset)
    Dataset.objects.filter(pk=dataset.pk).update(pulled_at=timezone.now())
    return _start(dataset, PublicationJob.Kind.PULL, by, file_name=dataset.pull_address[:200])


@transaction.atomic
def start_refresh(*, dataset: Dataset, by: User | None) -> PublicationJob:
    """Let a worker make a version of rows of the portal. Raises NotNow (``running``)."""
    _refuse_second_job(dataset)
    return _start(dataset, PublicationJob.Kind.DERIVED, by, file_name=dataset.derived_from)


def _refuse_second_job(dataset: Dataset) -> None:
    """One file at a time: the row of the data set is locked, so two clicks do not make two versions."""
    Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
    states = (PublicationJob.State.WAITING, PublicationJob.State.RUNNING)
    if dataset.jobs.filter(state__in=states).exists():
        raise NotNow("running")


def _start(dataset: Dataset, kind: str, by: User | None, **fields: Any) -> PublicationJob:
    job = PublicationJob.objects.create(
        municipality_id=dataset.municipality_id, dataset=dataset, kind=kind, created_by=by, **fields
    )
    _record("send_data", dataset, by=by, data={"job": job.pk, "kind": kind})
    waking.after_commit(job.pk)
    return job


@transaction.atomic
def note_failed_pull(*, job: PublicationJob) -> None:
    """Count the failure and let the publisher's service be told; the published version stays as it was."""
    Dataset.objects.filter(pk=job.dataset_id).update(pull_failures=F("pull_failures") + 1)
    outbox.promise(
        "open-data-pull", key=str(job.pk), municipality_id=job.municipality_id, payload={"job_id": job.pk}
    )  # fmt: skip


@transaction.atomic
def publish(*, version: Version, by: User | None) -> None:
    """Make a waiting version the one in force, at once for everybody. Raises NotNow (``not-waiting``).

    ``by`` None is the portal itself, which publishes what it derives or pulls when nothing was found in it.
    """
    version = _locked(version)
    if version.state != Version.State.WAITING:
        raise NotNow("not-waiting")
    _publish(version, by=by)


@transaction.atomic
def confirm(*, version: Version, reason: str, by: User) -> None:
    """Publish in spite of findings, by a second person who says why. Raises NotNow."""
    version = _locked(version)
    if version.state != Version.State.CONFIRMING:
        raise NotNow("not-waiting")
    if version.created_by_id == by.pk:
        raise NotNow("same-person")
    if not reason.strip():
        raise NotNow("reason")
    version.confirmed_by, version.confirmation_reason = by, reason.strip()
    version.save(update_fields=["confirmed_by", "confirmation_reason"])
    _record("confirm_findings", version.dataset, by=by, data={"version": version.number})
    _publish(version, by=by)


@transaction.atomic
def reject(*, version: Version, by: User | None) -> None:
    """Discard a version that was never published, with its rows and its file. Raises NotNow (``not-waiting``)."""
    version = _locked(version)
    if version.state not in (Version.State.WAITING, Version.State.CONFIRMING):
        raise NotNow("not-waiting")
    tables.discard(version.table_name)
    path, version.source_path, version.state = version.source_path, "", Version.State.REJECTED
    version.save(update_fields=["state", "source_path"])
    _record("reject_version", version.dataset, by=by, data={"version": version.number})
    if path:
        transaction.on_commit(lambda: default_storage.delete(path))


@transaction.atomic
def roll_back(*, version: Version, by: User) -> None:
    """Put an earlier published version in force again. Raises NotNow (``not-waiting``, ``in-force``)."""
    version = _locked(version)
    if version.state != Version.State.PUBLISHED:
        raise NotNow("not-waiting")
    if version.dataset.current_id == version.pk:
        raise NotNow("in-force")
    _put_in_force(version)
    _record("roll_back", version.dataset, by=by, data={"version": version.number})


@transaction.atomic
def withdraw(*, dataset: Dataset, by: User) -> None:
    """Take a data set off the public pages; its versions stay."""
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=dataset.pk)
    dataset.is_public = False
    dataset.save(update_fields=["is_public"])
    public_pages.forget()
    _record("withdraw_dataset", dataset, by=by)


@transaction.atomic
def note_files(*, version: Version, sizes: dict[str, int], sums: dict[str, str]) -> None:
    """Keep how many bytes the files of a version have, and their SHA-256, by format."""
    Version.objects.filter(pk=version.pk).update(file_sizes=sizes, file_sums=sums)
    version.file_sizes, version.file_sums = sizes, sums
    public_pages.forget()


@transaction.atomic
def note_quality(*, dataset: Dataset, points: int, shares: dict[str, float]) -> None:
    """Keep what a judgement of the description and the files came to."""
    Dataset.objects.filter(pk=dataset.pk).update(quality_points=points, quality=shares)
    dataset.quality_points, dataset.quality = points, shares
    public_pages.forget()


@transaction.atomic
def keep_push_account(*, account: PushAccount, by: User) -> None:
    """Save under which organisation of the national portal the municipality publishes."""
    account.save()
    _record_push("keep_push_account", account.municipality_id, by=by, data={"organisation": account.organisation})


@transaction.atomic
def start_push(*, municipality_id: int, is_dry: bool, recreate: bool, by: User | None, wake: bool = True) -> Push:
    """Let a worker compare with the national portal, and send what differs unless ``is_dry``.

    Raises NotNow (``no-account``, ``pushing``).
    """
    account = PushAccount.objects.select_for_update(of=("self",)).filter(municipality_id=municipality_id).first()
    if account is None:
        raise NotNow("no-account")
    if Push.objects.filter(municipality_id=municipality_id, state__in=["waiting", "running"]).exists():
        raise NotNow("pushing")
    push = Push.objects.create(municipality_id=municipality_id, is_dry=is_dry, recreate=recreate, created_by=by)
    _record_push("start_push", municipality_id, by=by, data={"push": push.pk, "dry": is_dry})
    if wake:
        waking.of_push_after_commit(push.pk)
    return push


@transaction.atomic
def note_remote(*, dataset: Dataset, host: str, remote_id: str, sent: dict[str, Any], seen: dict[str, Any]) -> None:
    """Keep under which identifier a data set is known on a portal, what was sent there and what became of it."""
    found = {"remote_id": remote_id, "sent": sent, "seen": seen, "sent_at": timezone.now() if sent else None}
    RemoteDataset.objects.update_or_create(
        dataset=dataset, host=host, defaults={**found, "municipality_id": dataset.municipality_id}
    )


@transaction.atomic
def note_push(*, push: Push, report: list[dict[str, Any]]) -> None:
    """Keep how far a push has come."""
    Push.objects.filter(pk=push.pk).update(report=report)


@transaction.atomic
def finish_push(*, push: Push, report: list[dict[str, Any]], fault: str, params: dict[str, Any]) -> None:
    """Keep what a push came to; with a ``fault`` it was stopped."""
    push.state = Push.State.STOPPED if fault else Push.State.DONE
    push.report, push.fault, push.fault_params, push.finished_at = report, fault, params, timezone.now()
    push.save(update_fields=["state", "report", "fault", "fault_params", "finished_at"])
    data = {"push": push.pk, "dry": push.is_dry, "fault": fault, "entries": len(report)}
    _record_push("finish_push", push.municipality_id, by=None, data=data)


def _record_push(action: str, municipality_id: int, *, by: User | None, data: dict[str, Any]) -> None:
    kind = Actor.CLERK if by else Actor.SYSTEM
    audit.record(action, municipality_id=municipality_id, data=data, actor_kind=kind, by=by)


@transaction.atomic
def write_in(*, letter: Question | DatasetRequest | Reuse, by: User | None) -> None:
    """Keep what somebody wrote; nobody else sees it before the publisher has looked at it. ``by`` None is a stranger."""
    letter.save()
    _record_letter("write_in", letter, by=by)


@transaction.atomic
def answer(*, letter: Question | DatasetRequest | Reuse, by: User) -> None:
    """Save what the publisher decided of a letter, and promise its writer the answer when there is a new one."""
    before = type(letter).objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if isinstance(letter, Question) and letter.answer and letter.answered_at is None:
        letter.answered_at, letter.answered_by = timezone.now(), by
    letter.save()
    public_pages.forget()
    if letter.email and letter.reply and letter.reply != before.reply:
        outbox.promise(
            "open-data-answer", key=f"{letter.kind}:{letter.pk}:{get_random_string(8)}",
            municipality_id=letter.municipality_id, payload={"kind": letter.kind, "letter_id": letter.pk},
        )  # fmt: skip
    _record_letter("answer_letter", letter, by=by)


def _record_letter(action: str, letter: Question | DatasetRequest | Reuse, *, by: User | None) -> None:
    kind = Actor.SYSTEM if by is None else Actor.CLERK if action == "answer_letter" else Actor.APPLICANT
    data = {"kind": letter.kind, "letter": letter.pk}
    audit.record(action, municipality_id=letter.municipality_id, data=data, actor_kind=kind, by=by)


@transaction.atomic
def issue_key(*, key: ApiKey, by: User) -> str:
    """Save a new key for a program and give its secret, which is shown once and kept nowhere."""
    secret = get_random_string(40)
    key.prefix, key.key_hash = secret[:8], ApiKey.digest(secret)
    key.save()
    log.info("open data key issued", extra={"prefix": key.prefix, "by": by.pk})
    return secret


def _locked(version: Version) -> Version:
    """The version as it is now, with the data set locked first, so that two acts on one data set wait for each other."""
    dataset = Dataset.objects.select_for_update(of=("self",)).get(pk=version.dataset_id)
    found = Version.objects.get(pk=version.pk)
    found.dataset = dataset
    return found


def _publish(version: Version, *, by: User | None) -> None:
    tables.publish(version.table_name)
    version.state, version.published_at = Version.State.PUBLISHED, timezone.now()
    version.save(update_fields=["state", "published_at"])
    _put_in_force(version)
    _record("publish_data", version.dataset, by=by, data={"version": version.number})


def _put_in_force(version: Version) -> None:
    dataset, now = version.dataset, timezone.now()
    dataset.current, dataset.is_public, dataset.modified_at = version, True, now
    dataset.published_at = dataset.published_at or now
    if not dataset.schema_name:
        dataset.own_schema = version.schema_data
    dataset.save(update_fields=["current", "is_public", "modified_at", "published_at", "own_schema"])
    public_pages.forget()


def _record(action: str, dataset: Dataset, *, by: User | None, data: dict[str, Any] | None = None) -> None:
    """The event in the municipality's chain of records; last in each act, because it locks the end of the chain."""
    audit.record(
        action,
        municipality_id=dataset.municipality_id,
        data={"dataset": dataset.slug, **(data or {})},
        actor_kind=Actor.CLERK if by else Actor.SYSTEM,
        by=by,
    )
