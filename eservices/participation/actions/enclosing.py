"""Documents that belong to a process: added by the editor until people take part, read by everybody."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from eservices.cases.keys import plain_key
from eservices.cases.uploads.keeping import Kept, keep
from eservices.participation.actions.engine import Change, lock, official_may, write_event
from eservices.participation.models import Enclosure, Process
from eservices.participation.phases import Act, Part
from municipalities.accounts.models import User

MOST = 20


class TooManyEnclosures(Exception):
    """The process has as many documents as it may have."""


def enclose(*, process: Process, title: str, upload: UploadedFile, by: User) -> Enclosure:
    """Check, clean, encrypt and keep a document, with its line in the story.

    Raises ``phases.NotNow`` when the process cannot be changed any more, :class:`TooManyEnclosures`, ``uploads.Refused`` or
    ``storage.StorageFull``; then nothing is left behind.
    """
    official_may(process, Act.EDIT)
    row = Enclosure(municipality_id=process.municipality_id, process=process, title=title, code=uuid.uuid4(), by=by)

    def write(kept: Kept) -> Enclosure:
        locked = lock(process)
        official_may(locked, Act.EDIT)
        if locked.enclosures.count() >= MOST:
            raise TooManyEnclosures
        row.name, row.content_type, row.size = kept.accepted.name, kept.accepted.media_type, kept.accepted.size
        row.sha256, row.path = kept.stored.sha256, str(kept.stored.path)
        row.save(force_insert=True)
        write_event(locked, "enclosed", part=Part.EDITOR, change=Change(data={"enclosure": row.pk}), by=by)
        return row

    return keep(
        upload,
        limit=settings.UPLOAD_LIMIT_BYTES,
        data_key=plain_key(process.data_key),
        context=row.context,
        write=write,
    )
