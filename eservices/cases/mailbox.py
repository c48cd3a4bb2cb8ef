"""The default mail backend: one file a message, however often the message is sent."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileOncePerMessage(BaseEmailBackend):
    """Writes each message to ``EMAIL_FILE_PATH/<Message-ID>.eml``.

    The file appears whole or not at all, and a message sent again under the same Message-ID replaces itself.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._write(folder, message)
        return len(email_messages)

    def _write(self, folder: Path, message: EmailMessage) -> None:
        content = message.message()
        name = re.sub(r"[^A-Za-z0-9.@-]", "", str(content["Message-ID"]))[:120]
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as file:
            file.write(content.as_bytes())
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(folder / f"{name}.eml")
