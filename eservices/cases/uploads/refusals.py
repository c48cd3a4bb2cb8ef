"""Why a file is refused. Pure Python, because the sandboxed decoder uses it too."""

from typing import Final, Literal, get_args

RefusalCode = Literal[
    "empty",
    "too_large",
    "type_not_allowed",
    "office_document",
    "content_mismatch",
    "polyglot",
    "image_damaged",
    "image_too_large",
    "image_shape",
    "pdf_damaged",
    "pdf_encrypted",
    "pdf_active",
    "pdf_attachment",
    "pdf_too_many_pages",
    "too_complex",
    "infected",
    "storage_full",
]
"""Stable names: they stand in logs, in the programming interface and in tests."""

CODES: Final[tuple[RefusalCode, ...]] = get_args(RefusalCode)


class Refused(Exception):
    """A file is not accepted. ``code`` says why, ``values`` fill the sentence of `messages.message`."""

    def __init__(self, code: RefusalCode, **values: int | str) -> None:
        super().__init__(code)
        self.code: RefusalCode = code
        self.values = values
