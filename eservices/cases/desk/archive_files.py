"""Files of the archive at the desk: records and packages, streamed decrypted and logged."""

from __future__ import annotations

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header

from eservices.cases import audit
from eservices.cases.access import Desk
from eservices.cases.keys import plain_key
from eservices.cases.lifecycle import Actor
from eservices.cases.models import ArchiveFile, Case, DisposalList
from eservices.cases.uploads import storage


def send(file: ArchiveFile, holder: Case | DisposalList, *, desk: Desk) -> StreamingHttpResponse:
    """The file as a download; 404 while it is being made or after it was deleted."""
    if file.made_at is None:
        raise Http404
    try:
        chunks = storage.open_plain(file.path, data_key=plain_key(holder.data_key), context=file.context)
    except FileNotFoundError as missing:
        raise Http404 from missing
    is_record = file.kind == ArchiveFile.Kind.RECORD
    response = StreamingHttpResponse(chunks, content_type="application/pdf" if is_record else "application/zip")
    response["Content-Disposition"] = content_disposition_header(True, file.filename) or "attachment"
    response["Content-Length"] = str(file.size)
    audit.record(
        "open_archive_file",
        municipality_id=desk.municipality_id,
        case=holder if isinstance(holder, Case) else None,
        data={"file": file.pk, "kind": file.kind},
        actor_kind=Actor.CLERK,
        by=desk.user,
    )
    return response
