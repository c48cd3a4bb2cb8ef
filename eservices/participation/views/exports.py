"""The whole discussion as CSV, JSON and PDF: what everybody can read on the pages, and nothing more."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from eservices.cases.paper.documents import Letterhead
from eservices.cases.paper.rendering import render_pdf
from eservices.cases.views.shared import sorry
from eservices.participation import access, presentation
from eservices.participation.figures import figures_of
from eservices.participation.models import Answer, Comment, Process
from eservices.participation.reports import remarks_of
from eservices.participation.views.shared import Text, VisitorThrottle, around

COLUMNS = (
    "id", "thread", "paragraph", "text_version", "side", "text", "signed", "at", "hidden", "rule", "replies",
    "official_answer", "official_text", "official_at",
)  # fmt: skip
CHUNK = 500
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class ExportThrottle(VisitorThrottle):
    """A printed discussion costs seconds of work."""

    scope = "participation-export"
    rate = "12/hour"


def rows_of(process: Process) -> Iterator[dict[str, Any]]:
    """Every comment in the order in which they came; a hidden one without its words, with the rule that it broke."""
    answers: dict[int, Answer] = {}
    for answer in Answer.objects.filter(comment__process=process).order_by("id"):
        answers[answer.comment_id] = answer
    comments = Comment.objects.filter(process=process).order_by("id").prefetch_related("moderations")
    for row in comments.iterator(CHUNK):
        given = answers.get(row.pk)
        moderation = next(iter(row.moderations.all()), None) if row.hidden else None
        yield {
            "id": row.pk, "thread": row.thread_id, "paragraph": row.paragraph, "text_version": row.version or None,
            "side": row.side, "text": row.text, "signed": "" if row.hidden else row.signed, "at": row.at.isoformat(),
            "hidden": row.hidden, "rule": moderation.rule if moderation else None, "replies": row.answers,
            "official_answer": given.stance if given else None, "official_text": given.text if given else None,
            "official_at": given.at.isoformat() if given else None,
        }  # fmt: skip


def _cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def _csv_lines(process: Process) -> Iterator[str]:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    yield "\ufeff" + target.getvalue()
    for row in rows_of(process):
        target.seek(0)
        target.truncate()
        writer.writerow([_cell(row[name]) for name in COLUMNS])
        yield target.getvalue()


@never_cache
@require_safe
def export(request: HttpRequest, municipality: str, code: str, form: str) -> HttpResponseBase:
    """The discussion in one of the three forms."""
    process = access.public_process(municipality, code)
    makers = {"csv": _as_csv, "json": _as_json, "pdf": _as_pdf}
    if form not in makers:
        raise Http404
    if form == "pdf" and not ExportThrottle().allow_request(request, None):  # type: ignore[arg-type]
        body: list[Text] = [
            gettext("Са ваше адресе је за кратко време затражено много докумената. Покушајте поново за сат.")
        ]
        title = gettext("Сачекајте мало, па покушајте поново")
        return sorry(request, around(process.municipality, process), title=title, body=body, status=429)
    response = makers[form](process)
    response.headers["Content-Disposition"] = f'attachment; filename="rasprava-{process.code}.{form}"'
    return response


def _as_csv(process: Process) -> HttpResponseBase:
    # Read within the transaction of the request: its rights are gone when a stream is sent.
    lines = list(_csv_lines(process))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")


def _as_json(process: Process) -> HttpResponseBase:
    version = process.versions.last()
    content = {
        "code": process.code, "kind": process.kind, "title": process.title, "phase": process.phase_now().value,
        "municipality": process.municipality.slug, "exported_at": timezone.now(),
        "text": {
            "version": version.number, "sha256": version.sha256,
            "paragraphs": [{"key": row.key, "text": row.text} for row in version.paragraphs.all()],
        } if version else None,
        "comments": list(rows_of(process)),
    }  # fmt: skip
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _as_pdf(process: Process) -> HttpResponseBase:
    place = process.municipality
    address = settings.SITE_ADDRESS + reverse("participation:process", args=[place.slug, process.code])
    paper = Letterhead(
        municipality=place.official_name,
        organ=place.administration_name.rpartition(" – ")[2],
        number=process.code,
        date=timezone.localdate(),
        place=place.name,
        code=process.code,
        check_page=address.partition("://")[2],
        check_address=address,
        seal_holder="",
        worthless=False,
    )
    tables = presentation.figure_tables(process, figures_of(process))
    context = {"paper": paper, "process": process, "tables": tables, "remarks": remarks_of(process)}
    pdf = render_pdf(
        render_to_string("participation/paper/discussion.html", context),
        language=get_language() or "sr",
        title=process.title,
        identifier=uuid.uuid5(uuid.NAMESPACE_OID, f"participation-discussion:{process.pk}").bytes,
        created=timezone.now(),
    )
    return HttpResponse(pdf, content_type="application/pdf")
