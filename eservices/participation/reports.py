"""The result report (извештај о спроведеном поступку) as sealed PDF/A with its figures as a machine-readable copy."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from eservices.cases.paper.certificates import seal_material
from eservices.cases.paper.documents import Letterhead
from eservices.cases.paper.rendering import Attachment, render_pdf
from eservices.cases.paper.seal import seal
from eservices.participation import presentation
from eservices.participation.models import Answer, Comment, Process, Report
from municipalities.models import Office
from municipalities.templatetags.pismo import pismo


def sealed_report(report: Report) -> tuple[bytes, str]:
    """The sealed PDF and its hexadecimal SHA-256. Serbian Cyrillic, as every act of the municipality."""
    process = report.process
    if report.published_at is None:
        raise ValueError("Only a published report is sealed.")
    with translation.override("sr"):
        html = render_to_string(
            "participation/paper/report.html",
            {
                "paper": _letterhead(report), "report": report, "process": process, "title": title_of(process),
                "tables": presentation.figure_tables(process, report.figures), "remarks": remarks_of(process),
            },
        )  # fmt: skip
        pdf = render_pdf(
            html,
            language="sr",
            title=f"{title_of(process)}: {process.title}",
            identifier=uuid.uuid5(uuid.NAMESPACE_OID, f"participation-report:{report.pk}").bytes,
            attachments=[_figures_file(report)],
            created=report.published_at,
        )
        sealed = seal(
            pdf,
            reason=gettext("Издавање документа"),
            location=pismo(process.municipality.name),
            signed_at=timezone.now(),
        )
    return sealed, hashlib.sha256(sealed).hexdigest()


def title_of(process: Process) -> str:
    """What the paper is called."""
    if process.kind == "initiative":
        return gettext("Одговор на грађанску иницијативу")
    return gettext("Извештај о спроведеном поступку")


def remarks_of(process: Process) -> list[dict[str, Any]]:
    """Every visible remark with the answer in force, in the order in which they came."""
    rows = Comment.objects.filter(process=process, thread=None, hidden=False).order_by("id")
    answers = {row.comment_id: row for row in Answer.objects.filter(comment__process=process).order_by("id")}
    return [{"comment": row, "answer": answers.get(row.pk)} for row in rows]


def _figures_file(report: Report) -> Attachment:
    content = {
        "process": report.process.code, "kind": report.process.kind, "title": report.process.title,
        "published_at": report.published_at, "figures": report.figures,
    }  # fmt: skip
    text = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return Attachment(
        name="izvestaj.json", content=text.encode(), description=gettext("Машински читљив препис извештаја")
    )


def _letterhead(report: Report) -> Letterhead:
    process, material = report.process, seal_material()
    place = process.municipality
    office = Office.objects.filter(municipality=place).first()
    page = reverse("participation:process", args=[place.slug, process.code])
    return Letterhead(
        municipality=place.official_name,
        organ=place.administration_name.rpartition(" – ")[2],
        unit=office.name if office else "",
        number=process.code,
        date=timezone.localdate(report.published_at),
        place=place.name,
        code=process.code,
        check_page=settings.SITE_ADDRESS.partition("://")[2] + reverse("cases:verify"),
        check_address=settings.SITE_ADDRESS + page,
        seal_holder=material.holder,
        worthless=material.development,
    )
