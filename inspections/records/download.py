"""Sealed PDFs as answers."""

from __future__ import annotations

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from eservices.cases.keys import plain_key
from eservices.cases.models import DataKey
from eservices.cases.uploads import storage
from inspections.models import InspectionRecord, YearPaper


def pdf_of(row: InspectionRecord) -> HttpResponseBase:
    """The PDF of a record; the caller has checked who asks and that it is there."""
    return sealed_answer(row, row.report.data_key, f"{row.kind}-{row.number.replace('/', '-')}.pdf")


def sealed_answer(row: InspectionRecord | YearPaper, key: DataKey, name: str) -> HttpResponseBase:
    """The sealed file of a row, decrypted while it is sent."""
    body = storage.open_plain(row.path, data_key=plain_key(key), context=row.context)
    response = StreamingHttpResponse(body, content_type="application/pdf")
    response.headers["Content-Length"] = str(row.size)
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
