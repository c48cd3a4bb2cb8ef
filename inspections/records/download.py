"""The sealed PDF of a record as an answer."""

from __future__ import annotations

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from eservices.cases.keys import plain_key
from eservices.cases.uploads import storage
from inspections.models import InspectionRecord


def pdf_of(row: InspectionRecord) -> HttpResponseBase:
    """The file, decrypted while it is sent; the caller has checked who asks and that it is there."""
    body = storage.open_plain(row.path, data_key=plain_key(row.report.data_key), context=row.context)
    response = StreamingHttpResponse(body, content_type="application/pdf")
    response.headers["Content-Length"] = str(row.size)
    name = f"{row.kind}-{row.number.replace('/', '-')}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or ""
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
