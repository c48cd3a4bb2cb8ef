"""Why a question cannot be asked."""

from __future__ import annotations


class BadQuery(ValueError):
    """A question that is refused. ``code`` is stable, ``detail`` names the part that is wrong; both go to the asker."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail[:200]
