"""Files on their way in: what is over the limit is let go by while it arrives, so that no request fills the disk.

The rest of the request is still read, so the page can answer in words instead of a broken connection.
"""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class LimitedFileHandler(TemporaryFileUploadHandler):
    """Writes at most ``settings.UPLOAD_LIMIT_BYTES`` and one chunk of each file, which still knows its true size."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk that begins within the limit; later ones only count for the size."""
        if start <= settings.UPLOAD_LIMIT_BYTES:
            super().receive_data_chunk(raw_data, start)
