"""Files of open data on their way in: larger than papers of a request, still never larger than the limit."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest


class LimitedDataHandler(TemporaryFileUploadHandler):
    """Writes at most the limit and one chunk; the rest is read and let go, so that the page can answer in words."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk that begins within the limit; later ones only count for the size."""
        if start <= settings.OPENDATA_FILE_LIMIT_BYTES:
            super().receive_data_chunk(raw_data, start)


def take_large_files(request: HttpRequest) -> None:
    """Before anything reads the body: let this request bring a file of open data."""
    request.upload_handlers = [MemoryFileUploadHandler(request), LimitedDataHandler(request)]
