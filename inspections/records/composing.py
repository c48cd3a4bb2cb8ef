"""From a filled form to what the paper says: data, kept with the record and attached to the PDF."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as translate

from inspections import record_rules as rules
from inspections.actions.papers import notice_content
from inspections.models import Photo
from inspections.record_labels import BASES, DEGREE_LABELS, EXEMPTION_BASIS, EXEMPTION_TITLE, KIND_LABELS, REPLY_LABELS
from inspections.record_rules import Kind, Score
from inspections.records import terms
from inspections.records.actions import Draft
from inspections.records.forms import AnswerForm, ChecklistForm, FieldRecordForm, NoticeForm, RecordForm
from municipalities.templatetags.pismo import pismo

Content = dict[str, Any]


def compose(kind: Kind, form: RecordForm, photos: list[Photo]) -> Content:
    """What a record says, in the language now active. Nothing of the report's sender goes into it.

    ``facts``: question and short answer; ``sections``: question and long answer; ``tables``: as in other papers;
    ``remedy``: what the reader can do; ``values``: the bare answers, from which the next record is filled in.
    """
    if isinstance(form, AnswerForm):
        return notice_content(form.report, "inform" if form.values["closes"] == "no" else "close", form.values["text"])
    printed, result = form.printed(), _result(form) if isinstance(form, ChecklistForm) else []
    exempt = isinstance(form, NoticeForm) and bool(form.values["exemption"])
    content = {
        "kind": kind,
        "title": str(EXEMPTION_TITLE if exempt else KIND_LABELS[kind]),
        "basis": str(EXEMPTION_BASIS if exempt else BASES[kind]),
        "facts": [[label, text] for label, text, is_long in printed if not is_long] + result,
        "sections": [[label, text.splitlines()] for label, text, is_long in printed if is_long],
        "tables": [_replies(form)] if isinstance(form, ChecklistForm) else [],
        "remedy": _remedy(kind, form),
        "photos": [{"code": str(photo.code), "sha256": photo.sha256} for photo in photos],
        "values": form.values,
    }
    plain: Content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return plain


def draft_of(kind: Kind, form: RecordForm, language: str) -> Draft:
    """The record that a valid form asks for; its content follows, once the photographs are kept."""
    answer = form.values if isinstance(form, AnswerForm) else {}
    return Draft(
        kind=kind,
        content={},
        language=language,
        ends_on=form.ends_on,
        degree=degree_of(form),
        checklist=form.checklist if isinstance(form, ChecklistForm) else None,
        counted_as=form.counted_as,
        public_text=answer.get("text", ""),
        then=isinstance(form, FieldRecordForm) and form.values["breach"] == "no",
        instead=answer.get("closes") == "no",
    )


def score_of(form: ChecklistForm) -> Score:
    """What the answers of a checklist are worth."""
    return rules.score(form.checklist.questions(), form.replies)


def degree_of(form: RecordForm) -> rules.Degree | None:
    """The degree of risk, when the record is a checklist in which something applied."""
    if not isinstance(form, ChecklistForm):
        return None
    return rules.degree_of(score_of(form), terms.thresholds(form.report.municipality))


def _replies(form: ChecklistForm) -> Content:
    rows = [
        [str(number), pismo(question.text), str(REPLY_LABELS[form.replies[question.code]]), str(question.points)]
        for number, question in enumerate(form.checklist.questions(), start=1)
    ]
    head = [translate("Бр."), translate("Питање"), translate("Одговор"), translate("Бодови")]
    return {"caption": pismo(form.checklist.name), "head": head, "rows": rows}


def _result(form: ChecklistForm) -> list[list[str]]:
    found, degree = score_of(form), degree_of(form)
    rows = [[translate("Верзија контролне листе"), str(form.checklist.version)]]
    if found.percent is not None and degree is not None:
        points = f"{number_format(found.reached.normalize())} / {found.possible} ({number_format(found.percent)} %)"
        rows += [[translate("Остварено бодова"), points], [translate("Степен ризика"), str(DEGREE_LABELS[degree])]]
    return rows


def _remedy(kind: Kind, form: RecordForm) -> list[str]:
    """What the reader can do about the paper, and until when."""
    if kind is Kind.FIELD_RECORD:
        days = terms.term(form.report.municipality, terms.OBJECTIONS)
        count = translate("радних дана: %(days)s") if days.working else translate("дана: %(days)s")
        text = translate("На записник се могу изјавити примедбе у року од пријема (%(term)s).")
        return [text % {"term": count % {"days": days.days}}]
    if kind is Kind.DECISION:
        days = terms.term(form.report.municipality, terms.APPEAL)
        text = translate("Против решења може се изјавити жалба у року од пријема (дана: %(days)s).")
        return [text % {"days": days.days}]
    if kind is Kind.MEASURE and form.ends_on is not None:
        text = translate("После %(day)s врши се контролни надзор. Ако мере нису извршене, изриче се казна.")
        return [text % {"day": date_format(form.ends_on, "SHORT_DATE_FORMAT")}]
    return []
