"""What can be wrong with a question to the interface: a status of HTTP and sentences for whoever reads the answer."""

from __future__ import annotations

from django.utils.functional import Promise

Text = str | Promise

WRONG = 400
FORBIDDEN = 403
UNKNOWN = 404
TOO_MANY = 429
BUSY = 503


class Fault(Exception):
    """The question cannot be answered. ``sentences`` are shown to people, so each says what is wrong and what to do."""

    def __init__(self, status: int, *sentences: Text) -> None:
        super().__init__(status)
        self.status, self.sentences = status, sentences
