"""HTML to PDF/A-3a: tagged, with its own letters and a machine-readable copy inside.

PDF/A-3a (ISO 19005-3, level A) is the form that archives accept and readers of screens can follow; the attached copy
lets another office take the decision over without typing. Equal input gives equal bytes, so a file can be made again
and compared.
"""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pydyf
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

ROOT: Final = Path(__file__).resolve().parents[3]
STATIC: Final = ROOT / "static"
STYLE_SHEET: Final = ROOT / "templates" / "paper" / "paper.css"
ALLOWED_FOLDERS: Final = (STATIC / "fonts", STATIC / "images")
ALLOWED_KINDS: Final = {".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}
LANGUAGE_TAGS: Final = {"sr": "sr-Cyrl", "sr-latn": "sr-Latn", "en": "en"}
VARIANT: Final = "pdf/a-3a"
LOOSE: Final = re.compile(
    r"\b\d{1,2}\. \d{1,2}\. \d{4}\.|\b\d[\d.]*,\d\d (?=динара|dinara|RSD)|\b(?:члана?|člana?) (?=\d)"
)

# Pango's font map is not safe for two threads, and one map for the whole process is what keeps memory flat.
_one_at_a_time = threading.Lock()


class RefusedResource(ValueError):
    """The page asked for a picture, style or file that is not one of the portal's own."""


@dataclass(frozen=True)
class Attachment:
    """A file carried inside the PDF; ``relationship`` is the AFRelationship of ISO 19005-3 (Source: made from it)."""

    name: str
    content: bytes
    description: str
    relationship: str = "Source"


class OwnFilesOnly(URLFetcher):
    """Gives out fonts and pictures of the folder ``static`` and nothing else: no network, no other file, no data URL.

    ``refusals`` remembers what was asked for in vain, because a picture inside an SVG drawing fails without a word.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"file"}, allow_redirects=False, fail_on_errors=True)
        self.refusals: list[RefusedResource] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        try:
            path = _own_file(url)
        except RefusedResource as refusal:
            self.refusals.append(refusal)
            raise
        return URLFetcherResponse(path.as_uri(), path.read_bytes(), {"Content-Type": ALLOWED_KINDS[path.suffix]})


def _own_file(url: str) -> Path:
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc:
        raise RefusedResource(f"Not a file of the portal: {url}")
    path = Path(unquote(parts.path)).resolve()
    if path.suffix not in ALLOWED_KINDS or not any(path.is_relative_to(folder) for folder in ALLOWED_FOLDERS):
        raise RefusedResource(f"Not a file of the portal: {url}")
    return path


@dataclass(frozen=True)
class _Press:
    """What is built once for a process: fonts, the style sheet that uses them, and the fetcher."""

    fonts: FontConfiguration
    style: weasyprint.CSS
    fetcher: OwnFilesOnly


@cache
def _press() -> _Press:
    fonts, fetcher = FontConfiguration(), OwnFilesOnly()
    style = weasyprint.CSS(
        string=STYLE_SHEET.read_text(encoding="utf-8"), base_url=_base_url(), url_fetcher=fetcher, font_config=fonts
    )
    return _Press(fonts, style, fetcher)


def _base_url() -> str:
    return f"{STATIC.as_uri()}/"


def render_pdf(
    html: str,
    *,
    language: str,
    title: str,
    identifier: bytes,
    attachments: Sequence[Attachment] = (),
    created: datetime,
) -> bytes:
    """``html`` as a PDF/A-3a file.

    ``language`` is the portal's code (``sr``, ``sr-latn``, ``en``) and becomes the language of the document;
    ``identifier`` is the first half of the file identifier, 16 bytes by custom, the same for the same document;
    ``created`` is an aware moment and the only time written into the file. Pictures are named relative to ``static/``.

    Raises ``RefusedResource`` when the page asks for anything outside the portal's own fonts and pictures, and
    ``ValueError`` for an unknown language or a moment without a time zone.
    """
    if created.tzinfo is None:
        raise ValueError("The moment of creation needs a time zone.")
    if language not in LANGUAGE_TAGS:
        raise ValueError(f"No paper is printed in language {language!r}.")
    with _one_at_a_time:
        refusals = _press().fetcher.refusals
        refusals.clear()
        try:
            document = _laid_out(html, LANGUAGE_TAGS[language])
            _describe(document.metadata, title, created)
            pdf = document.write_pdf(
                finisher=_list_attachments_once,
                pdf_variant=VARIANT,
                pdf_identifier=identifier,
                attachments=[_to_weasyprint(attachment, created) for attachment in attachments],
            )
        except FatalURLFetchingError as error:
            raise RefusedResource(str(error.__cause__ or error)) from error
        if refusals:
            raise refusals[0]
        return pdf


def bare_pdf(html: str, *, language: str) -> bytes:
    """The same page without archive form, tags and attachments: the measure for ``benchmark``, and the parts of ``volumes``."""
    with _one_at_a_time:
        return _laid_out(html, LANGUAGE_TAGS[language], variant=None).write_pdf()


def _kept_together(html: str) -> str:
    """A date or an amount with its currency never breaks over two lines."""
    return LOOSE.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), html)


def _laid_out(html: str, language_tag: str, variant: str | None = VARIANT) -> weasyprint.Document:
    press = _press()
    page = weasyprint.HTML(string=_kept_together(html), base_url=_base_url(), url_fetcher=press.fetcher)
    # The letters of Serbian italics depend on the language of the element, not only on that of the file.
    page.etree_element.set("lang", language_tag)
    document = page.render(font_config=press.fonts, stylesheets=[press.style], pdf_variant=variant)
    document.metadata.lang = language_tag
    return document


def _describe(metadata: weasyprint.document.DocumentMetadata, title: str, created: datetime) -> None:
    metadata.title = title
    metadata.created = metadata.modified = created.isoformat(timespec="seconds")


def _to_weasyprint(attachment: Attachment, created: datetime) -> weasyprint.Attachment:
    moment = created.astimezone(UTC)
    return weasyprint.Attachment(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description,
        relationship=attachment.relationship,
        created=moment,
        modified=moment,
    )


def _list_attachments_once(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """WeasyPrint names each attachment twice in /AF; the list of associated files should hold it once."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
