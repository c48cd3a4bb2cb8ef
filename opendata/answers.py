"""How data answer: for any origin, with an ETag that changes when the rows do, HEAD without asking the database for rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

from opendata import exporting, limits, ranges, wording
from opendata.access import RowsInForce
from opendata.exporting import Format
from opendata.models import Version
from opendata.querying.faults import BadQuery
from opendata.querying.question import Question, read_question
from opendata.ranges import Pieces

View = Callable[..., HttpResponseBase]


def open_to_all(view: View) -> View:
    """GET, HEAD and the browser's question before it, from any origin; a bad question is answered by 400 with the reason."""
    return _open(view, ("GET", "HEAD"))


def open_to_questions(view: View) -> View:
    """The same for an interface whose clients send questions by POST as well. Nothing is changed by them, so no page's token
    is asked for."""
    return csrf_exempt(_open(view, ("GET", "HEAD", "POST")))


def _open(view: View, methods: tuple[str, ...]) -> View:
    allowed = ", ".join([*methods, "OPTIONS"])

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            response.headers["Access-Control-Allow-Headers"] = (
                "Content-Type, If-None-Match, If-Modified-Since, If-Range, Range, X-API-Key"
            )
            response.headers["Access-Control-Max-Age"] = "86400"
        elif request.method not in methods:
            response = HttpResponse(status=405, headers={"Allow": allowed})
        else:
            response = _asked(view, request, *args, **kwargs)
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = allowed
        response.headers["Access-Control-Expose-Headers"] = (
            "ETag, Link, Content-Disposition, Content-Range, Accept-Ranges, Retry-After"
        )
        return response

    return answer


def _asked(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        limits.count(request)
        return view(request, *args, **kwargs)
    except BadQuery as bad:
        return problem(400, bad.code, bad.detail)
    except limits.TooOften as often:
        response = problem(429, "too-often", "")
        response.headers["Retry-After"] = str(often.seconds)
        return response


def problem(status: int, code: str, detail: str) -> HttpResponse:
    """A refusal by RFC 9457, in the reader's language."""
    body = {
        "type": "about:blank",
        "status": status,
        "code": code,
        "title": wording.query_sentence(code),
        "detail": detail,
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json; charset=utf-8"
    )


def question_of(request: HttpRequest, version: Version | RowsInForce) -> Question:
    """The question of an address. Raises BadQuery."""
    return read_pairs([(name, value) for name, values in request.GET.lists() for value in values], version)


def read_pairs(pairs: list[tuple[str, str]], version: Version | RowsInForce) -> Question:
    """The question of some parameters. Raises BadQuery."""
    return read_question(pairs, version.schema)


def etag_of(version: Version | RowsInForce, *parts: object) -> str:
    """Of the rows and of what was asked of them. A version never changes, so neither does the mark of its files."""
    text = "|".join(map(str, (version.etag, exporting.REVISION, *parts)))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def etag_of_data(data: Any) -> str:
    """Of an answer that is small enough to be made each time."""
    return f'"{hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, etag: str, moment: datetime | None = None) -> HttpResponseBase | None:
    """304 when the reader has this answer already, 412 when they hold to another one."""
    response = HttpResponse(headers={"ETag": etag})
    seconds = int(moment.timestamp()) if moment else None
    found = get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
    return found if found is not response else None


def json_answer(request: HttpRequest, data: Any, etag: str) -> HttpResponseBase:
    """JSON in UTF-8; asked for again each time and sent only when it changed."""
    if answer := unchanged(request, etag):
        return answer
    response = HttpResponse(json.dumps(data, ensure_ascii=False), content_type="application/json; charset=utf-8")
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def file_answer(request: HttpRequest, version: Version, format_name: str, *, permanent: bool) -> HttpResponseBase:
    """A file of rows, streamed. ``permanent`` is the address of one version: it may be kept for ever and asked for in parts."""
    found = exporting.FORMATS[format_name]
    question = question_of(request, version)
    options = {"excel": request.GET.get("excel") in ("1", "true")}
    etag = etag_of(version, found.name, question, options)
    # What is in force may also have gone back to an older version, so its own moment counts.
    moment = version.moment if permanent else version.dataset.modified_at
    if answer := unchanged(request, etag, moment):
        return answer
    exporting.refuse_too_many(found, version, question)
    make = partial(_pieces, found, version, question, options)
    response = _whole_or_part(request, make, etag) if permanent and question == Question() else _whole(request, make())
    response.headers["Content-Type"] = _content_type(found)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(moment.timestamp())
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if permanent else "public, no-cache"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(version, found, question)}"'
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _whole(request: HttpRequest, pieces: Pieces) -> StreamingHttpResponse:
    return StreamingHttpResponse(() if request.method == "HEAD" else begun(pieces))


def _whole_or_part(request: HttpRequest, make: Callable[[], Pieces], etag: str) -> HttpResponseBase:
    """A file that never changes: as much of it as is asked for, with its length where that is known."""
    if ranges.is_asked(request, etag):
        part = ranges.part_of(request, ranges.length_of(etag, make))
        if not part.is_there:
            return HttpResponse(status=416, headers={"Content-Range": part.header})
        response = StreamingHttpResponse(begun(ranges.cut(make(), part)), status=206)
        response.headers["Content-Range"] = part.header
        response.headers["Content-Length"] = str(part.last - part.first + 1)
    else:
        response = _whole(request, ranges.counted(make(), etag))
        if (length := ranges.known_length(etag)) is not None:
            response.headers["Content-Length"] = str(length)
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _pieces(found: Format, version: Version, question: Question, options: dict[str, Any]) -> Pieces:
    yield from found.write(version, question, options)


def begun(pieces: Pieces) -> Iterator[bytes]:
    """The same pieces, with the first one already made: what cannot be answered is refused before anything is sent."""
    first = next(pieces, b"")

    def whole() -> Iterator[bytes]:
        try:
            yield first
            yield from pieces
        finally:
            pieces.close()

    return whole()


def _content_type(found: Format) -> str:
    textual = found.media_type.startswith("text/") or found.name in ("json", "ndjson", "xml", "geojson")
    return f"{found.media_type}; charset=utf-8" if textual else found.media_type


def file_name(version: Version, found: Format, question: Question) -> str:
    """Name of a file to keep: the data set, the version, and whether it is only a part."""
    part = "-izbor" if question.filters or question.sums or question.limit is not None else ""
    return f"{version.dataset.slug}-v{version.number}{part}.{found.name}"
