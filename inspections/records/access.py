"""Doors to inspection records: for inspectors of the inspectorate and the head of inspections, 404 for everybody else."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from eservices.cases.keys import reveal
from inspections.access import InspectionDesk
from inspections.delivery_rules import OBJECTED_TO
from inspections.models import Checklist, InspectionRecord, Report
from inspections.record_rules import Kind
from municipalities.accounts.roles import Permission
from municipalities.models import Municipality


def report_of(desk: InspectionDesk, pk: int) -> Report:
    """A report in whose file the official may read and write records, or 404."""
    return desk.report(pk, Permission.INSPECT)


def records(desk: InspectionDesk) -> QuerySet[InspectionRecord]:
    """All records that the official may read, the newest first."""
    rows = InspectionRecord.objects.filter(report__in=desk.reports(Permission.INSPECT))
    return rows.select_related("report", "made_by").prefetch_related("deliveries").order_by("-made_at", "-id")


def record(desk: InspectionDesk, pk: int) -> InspectionRecord:
    """One record, or 404."""
    related = (
        "report__data_key",
        "report__municipality",
        "report__category",
        "report__inspectorate",
        "report__assignee",
    )
    found = records(desk).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def objections_until(report: Report) -> date | None:
    """The last day for objections to the last zapisnik that was delivered; None while none was."""
    rows = report.records.filter(kind__in=OBJECTED_TO).order_by("-sub_number").prefetch_related("deliveries")
    return next((row.delivery.term_until for row in rows if row.delivery and row.delivery.term_until), None)


def notices_to_sender(report: Report) -> QuerySet[InspectionRecord]:
    """Sealed notices to the petitioner (обавештење подносиоцу) of a report that a door has opened for the sender.

    Whose report was merged reads those of the lead as well, which answer both.
    """
    rows = InspectionRecord.objects.filter(report__in=[pk for pk in (report.pk, report.lead_id) if pk])
    return rows.filter(kind=Kind.ANSWER).exclude(path="").order_by("made_at", "id")


def notice_is_being_sealed(report: Report) -> bool:
    """Whether an answer was given whose sealed paper is not ready yet."""
    rows = InspectionRecord.objects.filter(report__in=[pk for pk in (report.pk, report.lead_id) if pk])
    return rows.filter(kind=Kind.ANSWER, path="").exists()


def notice_to_sender(report: Report, code: UUID) -> InspectionRecord:
    """One of them, or 404."""
    found = notices_to_sender(report).select_related("report__data_key").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def content_of(row: InspectionRecord) -> dict[str, Any]:
    """What the record says (see ``composing.compose``), decrypted."""
    return dict(reveal(row.report.data_key, row.content, "record"))


def known_values(report: Report) -> dict[str, Any]:
    """What the records of a file said last of the supervised subject, to be offered in the next one."""
    rows = InspectionRecord.objects.filter(report=report).select_related("report__data_key").order_by("-sub_number")
    for row in rows:
        values = content_of(row)["values"]
        if values.get("subject"):
            return {"subject": values["subject"]}
    return {}


def public_checklists(municipality: Municipality) -> QuerySet[Checklist]:
    """Every version of every checklist by which a municipality has inspected, current or not, for everybody to read."""
    rows = Checklist.objects.filter(Q(municipality=None) | Q(municipality=municipality))
    begun = rows.filter(valid_from__lte=timezone.localdate()).select_related("inspectorate")
    return begun.order_by("inspectorate__position", "name", "code", "municipality", "-version")


def public_checklist(municipality: Municipality, pk: int) -> Checklist:
    """One of them, or 404."""
    found = public_checklists(municipality).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def checklists(report: Report) -> list[Checklist]:
    """The checklists in force for the inspectorate of a report: of each list its highest version."""
    rows = Checklist.objects.filter(inspectorate=report.inspectorate, is_active=True)
    rows = rows.filter(municipality=None) | rows.filter(municipality=report.municipality)
    newest: dict[tuple[int | None, str], Checklist] = {}
    for row in rows.order_by("version"):
        newest[row.municipality_id, row.code] = row
    return sorted(newest.values(), key=lambda row: row.name)
