"""What officials do with a process: open it, write its text, move it on, report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import outbox
from eservices.cases.keys import new_key
from eservices.cases.models.base import new_code
from eservices.participation.actions.engine import (
    Change,
    SamePerson,
    announce,
    lock,
    take_step,
    write_event,
)
from eservices.participation.comparing import match_keys
from eservices.participation.figures import figures_of
from eservices.participation.models import Paragraph, Process, Report, TextVersion
from eservices.participation.phases import Act, Kind, NotNow, Part, Phase, acts
from municipalities.accounts.models import User
from municipalities.models import Municipality


@transaction.atomic
def create(
    *, kind: Kind, municipality: Municipality, fields: dict[str, Any], part: Part = Part.EDITOR, by: User
) -> Process:
    """A new process in preparation; ``fields`` are columns of the process."""
    process = Process.objects.create(
        municipality=municipality,
        kind=kind,
        data_key=new_key(municipality),
        initiator=by if part is Part.COMMITTEE else None,
        **fields,
    )
    write_event(process, "created", part=part, by=by)
    return process


@transaction.atomic
def publish_text(
    *, process: Process, paragraphs: Sequence[str], note: str = "", part: Part = Part.EDITOR, by: User
) -> TextVersion:
    """The next version of the text; paragraphs that go on keep their key, and with it their comments.

    Raises ``phases.NotNow`` outside preparation (a debate may also change its text while it is open).
    """
    locked = lock(process)
    if Act.EDIT not in acts(Kind(locked.kind), Phase(locked.phase)):
        raise NotNow("phase")
    latest = locked.versions.last()
    older = [(row.key, row.text) for row in latest.paragraphs.all()] if latest else []
    keys = [key or new_code(6) for key in match_keys(older, paragraphs)]
    version = TextVersion.objects.create(
        municipality_id=locked.municipality_id,
        process=locked,
        number=latest.number + 1 if latest else 1,
        note=note,
        published_by=by,
        sha256=text_digest(paragraphs),
    )
    Paragraph.objects.bulk_create(
        Paragraph(municipality_id=locked.municipality_id, version=version, key=key, position=position, text=text)
        for position, (key, text) in enumerate(zip(keys, paragraphs, strict=True), 1)
    )
    write_event(locked, "text_published", part=part, change=Change(data={"version": version.number}), by=by)
    return version


def text_digest(paragraphs: Sequence[str]) -> str:
    """Hexadecimal SHA-256 of the paragraphs as a JSON list; anybody can compute it from the published text."""
    return hashlib.sha256(json.dumps(list(paragraphs), ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def refresh(*, process: Process, by: User) -> None:
    """Let the public list say what was changed in title, summary or dates of an announced process."""
    announce(lock(process))


@transaction.atomic
def move_on(*, process: Process, step: str, reason: str = "", part: Part, by: User) -> Process:
    """A step without anything more than a reason. Raises ``phases.NotNow`` or ``engine.NeedMissing``."""
    return take_step(step, process=process, part=part, change=Change(reason=reason), by=by)


@transaction.atomic
def write_report(*, process: Process, text: str, by: User) -> Report:
    """Write, or write anew, the report or the assembly's answer before it is published.

    Raises ``phases.NotNow`` unless the report or answer is due.
    """
    locked = lock(process)
    if Phase(locked.phase) not in (Phase.REPORTING, Phase.AGENDA):
        raise NotNow("phase")
    report, _ = Report.objects.update_or_create(
        process=locked,
        defaults={
            "municipality_id": locked.municipality_id, "text": text, "written_by": by, "written_at": timezone.now(),
            "figures": figures_of(locked),
        },
    )  # fmt: skip
    write_event(locked, "report_written", part=Part.EDITOR, by=by)
    return report


@transaction.atomic
def publish_report(*, process: Process, by: User) -> Report:
    """A second person approves the report, which is printed and sealed afterwards.

    Raises :class:`SamePerson`, ``phases.NotNow`` or ``engine.NeedMissing``.
    """
    report = Report.objects.filter(process=process).first()
    if report is not None and report.written_by_id == by.pk:
        raise SamePerson("publish_report")
    name = "answer_initiative" if process.kind == Kind.INITIATIVE else "publish_report"
    locked = take_step(name, process=process, part=Part.HEAD, by=by)
    report = Report.objects.get(process=locked)
    report.published_by, report.published_at, report.figures = by, timezone.now(), figures_of(locked)
    report.save(update_fields=["published_by", "published_at", "figures"])
    outbox.promise(
        "participation-report",
        key=str(report.pk),
        municipality_id=locked.municipality_id,
        payload={"report_id": report.pk},
    )
    return report
