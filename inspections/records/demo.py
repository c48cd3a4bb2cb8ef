"""Invented records and risk assessments for trying the portal out; records go through the same forms as real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone, translation

from inspections.access import actor_of
from inspections.delivery_rules import Step
from inspections.models import Inspectorate, Report, RiskAssessment
from inspections.record_rules import Kind
from inspections.records import access, actions, delivering
from inspections.records.composing import compose, draft_of
from inspections.records.forms import FORMS
from municipalities.accounts.models import User
from municipalities.models import Municipality

LANGUAGE = "sr"
MEASURE_TERM = timedelta(days=8)
ASSESSED = (
    ("komunalna", "Пример башта д.о.о.", "Заузеће јавне површине", 3, 4),
    ("komunalna", "Огледно светло д.о.о.", "Јавно осветљење", 2, 2),
    ("saobracajna", "Пробни такси", "Такси превоз", 4, 3),
    ("saobracajna", "Замишљени путеви д.о.о.", "Радови на улицама", 4, 5),
    ("zivotna-sredina", "Кафић Измишљотина", "Бука из локала", 3, 2),
    ("zivotna-sredina", "Пример паркинг", "Отпадне воде", 1, 2),
)
"""Inspectorate, subject, field, severity, likelihood."""


def assess(place: Municipality) -> None:
    """Risk assessments of which the plan of the year is made."""
    inspectorates = {row.slug: row for row in Inspectorate.objects.all()}
    for slug, subject, area, severity, likelihood in ASSESSED:
        RiskAssessment.objects.get_or_create(
            municipality=place, subject=subject, area=area,
            defaults={"inspectorate": inspectorates[slug], "severity": severity, "likelihood": likelihood},
        )  # fmt: skip


def announce(report: Report, subject: str, by: User) -> None:
    """The order of a supervision, and the note why it is not announced."""
    today, who = timezone.localdate(), {"subject": subject}
    _write(
        report, Kind.ORDER, by, **who, supervision="extraordinary", manner="field", begins=_day(today),
        ends=_day(today + MEASURE_TERM), scope="ДЕМО: наводи из пријаве, по одлуци о комуналном реду.",
    )  # fmt: skip
    _write(report, Kind.NOTICE, by, **who, visit_on=_day(today), exemption="ДЕМО: најава би осујетила надзор.")


def supervise(report: Report, subject: str, by: User) -> None:
    """A whole supervision of an assigned report: order, note instead of the notice, checklist, zapisnik."""
    announce(report, subject, by)
    actions.start(report=report, actor=actor_of(by, report), by=by)
    _check(report, subject, by)
    _write(
        report, Kind.FIELD_RECORD, by, subject=subject, day=_day(timezone.localdate()), began="9.30", ended="10.15",
        place=report.address or "Огледни трг 1", facts="ДЕМО: затечено је стање описано у пријави.",
        evidence="ДЕМО: увид на лицу места.", breach="yes", signed="refused", signatory="ДЕМО: не слаже се са налазом.",
    )  # fmt: skip
    _hand_over(report, by)


def _hand_over(report: Report, by: User) -> None:
    """The zapisnik is handed over on the spot, so that the term for objections runs."""
    record = report.records.filter(kind=Kind.FIELD_RECORD).latest("sub_number")
    delivering.deliver(
        record=record, step=Step.RECEIVED, way="hand", on=timezone.localdate(), remark="ДЕМО: примио пословођа.",
        actor=actor_of(by, report), by=by,
    )  # fmt: skip
    report.refresh_from_db()


def order_measure(report: Report, subject: str, by: User) -> None:
    """A measure with its term."""
    _write(
        report, Kind.MEASURE, by, subject=subject, breached="ДЕМО: одлука о комуналном реду, члан 5.",
        measure="ДЕМО: ускладити рад са одлуком.", term_on=_day(timezone.localdate() + MEASURE_TERM),
    )  # fmt: skip


def answer(report: Report, text: str, by: User) -> None:
    """The notice to the petitioner that ends the report."""
    _write(report, Kind.ANSWER, by, text=text, closes="yes")


def _check(report: Report, subject: str, by: User) -> None:
    """The first checklist of the inspectorate: every second answer partly, the rest yes."""
    checklist = access.checklists(report)[0]
    replies = {row.code: "partly" if at % 2 else "yes" for at, row in enumerate(checklist.questions())}
    _write(report, Kind.CHECKLIST, by, {"checklist": checklist}, subject=subject, **replies)


def _write(report: Report, kind: Kind, by: User, more: dict[str, Any] | None = None, /, **answers: str) -> None:
    """Write one record. Raises ``ValueError`` when the form refuses the answers."""
    with translation.override(LANGUAGE):
        form = FORMS[kind]({"version": report.version, **answers}, report=report, **(more or {}))
        if not form.is_valid():
            raise ValueError(form.errors.as_json())
        draft = replace(draft_of(kind, form, LANGUAGE), content=compose(kind, form, []))
    actions.write(report=report, draft=draft, actor=actor_of(by, report), by=by)


def _day(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}."
