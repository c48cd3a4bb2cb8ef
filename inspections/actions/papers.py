"""Entering a record into the file of a report, and the notice to the petitioner that an answer becomes.

Whoever moves a report (``engine.carry_out``) asks :func:`notice_with` whether the table demands a sealed notice with the
step; so none of the ways to answer can forget it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as translate

from eservices.cases import outbox
from eservices.cases.keys import hide
from eservices.cases.registry_number import RegistryNumber
from inspections import clock
from inspections.lifecycle import Notice, Transition
from inspections.models import InspectionRecord, Report
from inspections.record_labels import BASES, KIND_LABELS, REJECTION_BASIS
from inspections.record_rules import Kind
from municipalities.accounts.models import User

REOPENED_LATER = frozenset({"close", "reject"})
"""Answers after which the petitioner may ask that the report be opened again."""


def enter(
    locked: Report, *, kind: Kind, content: dict[str, Any], language: str, by: User, **columns: Any
) -> InspectionRecord:  # fmt: skip
    """Write a record under the next sub-number into the file of a locked report and promise its sealed paper.

    ``columns``: what else the row holds. The caller saves the report.
    """
    locked.last_act += 1
    record = InspectionRecord.objects.create(
        municipality_id=locked.municipality_id,
        report=locked,
        kind=kind,
        sub_number=locked.last_act,
        number=number_of(locked),
        language=language,
        content=hide(locked.data_key, content, "record"),
        made_by=by,
        **columns,
    )
    outbox.promise(
        "inspection-record",
        key=str(record.pk),
        municipality_id=locked.municipality_id,
        payload={"record_id": record.pk},
    )
    return record


def number_of(report: Report) -> str:
    """The number of the last act of a report: that of the report with the sub-number (подброј)."""
    whole = RegistryNumber(report.classification, report.sequence or 0, report.year or 0, report.organ)
    return replace(whole, sub_number=report.last_act).format(report.municipality.number_pattern)


def paper_language(reader: str) -> str:
    """Papers are Serbian: in Latin letters for whoever reads them so, else in Cyrillic."""
    return "sr-latn" if reader == "sr-latn" else "sr"


# -- Notice to the petitioner ------------------------------------------------------------------------------------------
def notice_with(locked: Report, rule: Transition, text: str, *, by: User) -> InspectionRecord | None:
    """The notice that the table demands with a step of a locked report; None when a plain text will do.

    An anonymous sender gets none: there is nobody to address it to, and the answer stands on the tracking page.
    """
    if rule.notice is Notice.NONE or locked.identity == Report.Identity.ANONYMOUS:
        return None
    if rule.notice is Notice.AFTER_RECORDS and not locked.records.exclude(kind=Kind.ANSWER).exists():
        return None
    language = paper_language(locked.language)
    with translation.override(language):
        content = notice_content(locked, rule.action, text)
    return enter(locked, kind=Kind.ANSWER, content=content, language=language, by=by)


def notice_content(report: Report, action: str, text: str) -> dict[str, Any]:
    """What the notice of an answer says (see ``records.composing.compose``), in the language now active.

    It names the number of the report and never the petitioner.
    """
    rejected = action == "reject"
    return {
        "kind": Kind.ANSWER,
        "title": str(KIND_LABELS[Kind.ANSWER]),
        "basis": str(REJECTION_BASIS if rejected else BASES[Kind.ANSWER]),
        "facts": [],
        "sections": [[translate("Разлог") if rejected else translate("Шта је предузето"), text.splitlines()]],
        "tables": [],
        "remedy": _remedy(report) if action in REOPENED_LATER else [],
        "photos": [],
        "values": {"text": text},
    }


def _remedy(report: Report) -> list[str]:
    text = translate("На страни за праћење пријаве можете тражити да се поново отвори (рок у данима: %(days)s).")
    return [text % {"days": clock.terms_of(report).reopen_days}]
