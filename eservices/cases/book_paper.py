"""The book of the register on paper: promised by the desk, printed by a worker, kept encrypted, read at the desk."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from eservices.cases import outbox
from eservices.cases.books import Entry, Sight, whole
from eservices.cases.keys import plain_key
from eservices.cases.models import BookPrint
from eservices.cases.paper.rendering import LANGUAGE_TAGS
from eservices.cases.paper.volumes import joined
from eservices.cases.uploads import storage
from municipalities.current import municipality_scope


def sight_of(row: BookPrint) -> Sight:
    """What the official who asked may see."""
    return Sight(*(None if slugs is None else frozenset(slugs) for slugs in (row.services, row.names)))


@dataclass
class _Course:
    """How far the printing has come."""

    last: int = 0


@outbox.handler("book")
def print_book(*, municipality_id: int, print_id: int) -> None:
    """Print a book once. Rows are read in pieces and laid out between the transactions, so nothing stays locked."""
    with municipality_scope(municipality_id):
        row = BookPrint.objects.select_related("book__municipality", "data_key").get(pk=print_id)
    if row.done_at is not None:
        return
    course = _Course()
    with translation.override(row.language):
        title = f"{_('Уписник предмета')} {row.book}"
        pdf, pages = joined(_parts(row, course), language=row.language, title=title)
    stored = storage.store(io.BytesIO(pdf), data_key=plain_key(row.data_key), context=row.context)
    with municipality_scope(municipality_id):
        kept = BookPrint.objects.filter(pk=row.pk, done_at=None).update(
            done_at=timezone.now(), path=stored.path, pages=pages, last_sequence=course.last
        )
    if not kept:  # another worker was faster
        storage.shred(stored.path)


def _parts(row: BookPrint, course: _Course) -> Iterator[Callable[[int], str]]:
    """One part for each piece of the book; a piece is held back until it is known whether it is the last one."""
    pieces = whole(row.book, sight_of(row), language=row.language)
    piece, begins, day = next(pieces, []), True, timezone.localdate()
    while True:
        following = next(pieces, None)
        course.last = piece[-1].sequence if piece else 0
        yield partial(_html, row, piece, day, begins=begins, ends=following is None)
        if following is None:
            return
        piece, begins = following, False


def _html(row: BookPrint, rows: list[Entry], day: date, first_page: int, *, begins: bool, ends: bool) -> str:
    return render_to_string(
        "paper/book.html",
        {
            "book": row.book,
            "municipality": row.book.municipality,
            "rows": rows,
            "day": day,
            "first_page": first_page,
            "begins": begins,
            "ends": ends,
            "last": rows[-1].sequence if rows else 0,
            "language_tag": LANGUAGE_TAGS[row.language],
        },
    )
