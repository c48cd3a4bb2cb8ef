"""The one tree of answers, from which check-answers, receipt, case page, decision and export are made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as translate

from eservices.cases.forms import JmbgField
from eservices.cases.models import Document
from eservices.cases.service import Answers, Service
from municipalities.identifiers import mask_jmbg

PAYMENT_PROOF = "payment-proof"
"""Kind of the documents by which applicants show that they have paid."""


class Mode(StrEnum):
    """For whom the tree is made. Identity numbers are masked everywhere but on the applicant's own check page."""

    CHECK = "check"
    APPLICANT = "applicant"
    OFFICIAL = "official"
    PAPER = "paper"
    EXPORT = "export"


NOT_FOR_OFFICIALS = frozenset({Mode.OFFICIAL, Mode.PAPER, Mode.EXPORT})
"""Where restricted answers stay masked."""


@dataclass(frozen=True)
class Row:
    """One answered question."""

    label: str
    value: str
    step: str
    field: str
    masked: bool = False


@dataclass(frozen=True)
class Group:
    """The rows of one section."""

    title: str
    rows: list[Row] = field(default_factory=list)


def answer_tree(service: Service, answers: Answers, mode: Mode) -> list[Group]:
    """Every answer on the path of these answers, grouped by section, in the language now active."""
    groups: dict[str, Group] = {}
    for step in service.path(answers):
        given = answers.get(step.slug)
        if given is None:
            continue
        group = groups.setdefault(str(step.section), Group(str(step.section)))
        for name, form_field in step.form_class.base_fields.items():
            if name not in given:
                continue
            hide = mode is not Mode.CHECK and bool(given[name]) and isinstance(form_field, JmbgField)
            text = mask_jmbg(str(given[name])) if hide else step.form_class.shown(name, given[name])
            if name in step.form_class.restricted and mode in NOT_FOR_OFFICIALS and given[name]:
                hide, text = True, translate("Заштићен податак")
            label = str(step.title if step.form_class.one_question else form_field.label)
            group.rows.append(Row(label, text, step.slug, name, masked=hide))
    return [group for group in groups.values() if group.rows]


@dataclass(frozen=True)
class DocumentLine:
    """A document as people see it in a list."""

    label: str
    document: Document


def document_lines(service: Service, documents: Iterable[Document]) -> list[DocumentLine]:
    """Documents with the names of their kinds."""
    labels = {PAYMENT_PROOF: translate("Доказ о уплати")} | {kind.slug: str(kind.label) for kind in service.documents}
    return [DocumentLine(labels.get(document.kind, document.filename), document) for document in documents]
