"""What an archive package tells of a case, in plain Serbian words; nothing is masked, because this is the whole case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from django.utils import timezone

from eservices.cases import access
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of
from eservices.cases.keys import reveal, reveal_text
from eservices.cases.labels import STATE_LABELS
from eservices.cases.lifecycle import State
from eservices.cases.models import Case, Document
from eservices.cases.presentation import Mode, answer_tree, document_lines
from eservices.cases.timeline import whole_story
from eservices.exchange import sources

SAFE_ENDING = re.compile(r"\.[a-z0-9]{1,5}")


def folder_of(case: Case) -> str:
    """Folder of a case inside the package; the id keeps numbers apart that differ only in their signs."""
    number = re.sub(r"[^0-9A-Za-z]+", "-", case.number).strip("-") or "predmet"
    return f"predmeti/{number}_{case.pk}"


def case_words(case: Case) -> dict[str, Any]:
    """What the register says of the case."""
    service = services.get(case.service)
    return {
        "број предмета": case.number,
        "класификациони знак": case.classification,
        "услуга": str(service.name),
        "стање": str(STATE_LABELS[State(case.state)]),
        "подносилац": case.applicant_name,
        "примљено": timezone.localtime(case.filed_at),
        "затворен": case.closed_on,
        "категорија чувања": case.retention_class,
        "чува се до": case.retain_until,
        "после рока": case.get_disposal_display() if case.disposal else "",
        "одлуке": [
            {
                "број": decision.number,
                "исход": str(service.outcome(decision.outcome).label),
                "донета": decision.issued_at,
                "уручена": decision.delivered_on,
            }
            for decision in case.decisions.exclude(issued_at=None)
        ],
    }


def story_words(case: Case) -> list[dict[str, Any]]:
    """Every line of the story, with names and reasons."""
    lines = whole_story(case, case.events.select_related("actor"))
    return [{"када": line.when, "шта": line.title, "ко": line.actor, "појединости": line.text} for line in lines]


def answer_words(case: Case) -> list[dict[str, Any]]:
    """The answers of the applicant as they were asked."""
    groups = answer_tree(services.get(case.service), answers_of(case), Mode.CHECK)
    return [
        {"део": group.title, "одговори": [{"питање": row.label, "одговор": row.value} for row in group.rows]}
        for group in groups
    ]


def evidence_words(case: Case) -> list[dict[str, Any]]:
    """What was obtained ex officio, also what was replaced later."""
    names = dict(sources.choices())
    labels = {need.source: str(need.label) for need in services.get(case.service).evidence}
    return [
        {
            "податак": labels.get(row.source, row.source),
            "регистар": str(names.get(row.source, row.source)),
            "сврха": row.purpose,
            "исход": row.get_outcome_display(),
            "прибављено": timezone.localtime(row.obtained_at),
            "важи": row.is_current,
            "садржај": reveal(case.data_key, row.payload, "evidence") if row.payload else None,
            "белешка": reveal_text(case.data_key, row.note, "evidence-note"),
        }
        for row in case.evidence.order_by("obtained_at", "pk")
    ]


def documents_in(case: Case, folder: str) -> Iterator[tuple[Document, str, str]]:
    """Every document with its place in the package and what it is; names people gave do not become file names."""
    documents = access.documents_of(case).order_by("created_at", "id")
    for number, line in enumerate(document_lines(services.get(case.service), documents), start=1):
        ending = PurePath(line.document.filename).suffix.lower()
        safe = ending if SAFE_ENDING.fullmatch(ending) else ""
        yield line.document, f"{folder}/dokumenti/{number:03d}-{line.document.kind}{safe}", line.label
