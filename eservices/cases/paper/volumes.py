"""Long papers printed in parts and joined, so that memory does not grow with their length.

A table of 2,000 rows laid out at once took 445 MB, parts of 500 rows 176 MB however many they are. The joined file has
no tags and is no PDF/A; whoever needs the rows as data takes the CSV.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

from pypdf import PdfReader, PdfWriter

from eservices.cases.paper.rendering import bare_pdf


def joined(parts: Iterable[Callable[[int], str]], *, language: str, title: str) -> tuple[bytes, int]:
    """The parts as one PDF, and how many pages it has; each part makes its HTML knowing the number of its first page."""
    writer, pages = PdfWriter(), 0
    for part in parts:
        printed = PdfReader(io.BytesIO(bare_pdf(part(pages + 1), language=language)))
        writer.append(printed, import_outline=False)
        pages += len(printed.pages)
    writer.add_metadata({"/Title": title})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue(), pages
