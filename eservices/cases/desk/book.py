"""The book of the register at the desk: page by page, searched, as CSV, and on paper."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from eservices.cases import actions, audit
from eservices.cases.access import Desk
from eservices.cases.books import Entry, Sight, as_csv, entries, of_cases, of_reserved
from eservices.cases.desk import people, search, words
from eservices.cases.desk.frames import frame
from eservices.cases.keys import plain_key
from eservices.cases.lifecycle import Actor, State
from eservices.cases.models import BookPrint, RegistryBook, ReservedNumber
from eservices.cases.uploads import storage
from municipalities.accounts.admin_access import person
from municipalities.accounts.roles import Permission

PAGE = 25
MOST_FOUND = 50
HIGHEST = 2**31 - 1
RESERVED_TONES = {
    ReservedNumber.State.RESERVED: "wait",
    ReservedNumber.State.USED: "good",
    ReservedNumber.State.ANNULLED: "bad",
}


def reader(request: HttpRequest) -> Desk:
    """The desk of somebody who may read the register; 404 for everybody else."""
    desk = people.desk_of(request)
    if not people.holds(desk, Permission.VIEW_REGISTRY):
        raise Http404
    return desk


def sight(desk: Desk) -> Sight:
    """Whose rows this official reads, and whose names."""
    return Sight(desk.services(Permission.VIEW_REGISTRY), desk.services(Permission.VIEW_CASES))


def book_of(desk: Desk, year: int, mark: str) -> RegistryBook:
    """A book of this desk, or 404."""
    found = RegistryBook.objects.filter(municipality_id=desk.municipality_id, classification=mark, year=year)
    book = found.select_related("municipality").first()
    if book is None:
        raise Http404
    return book


# -- the page ----------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One book, the newest number first, or what a search found in all of them."""
    desk = people.desk_or_none(request)
    if desk is None or not people.holds(desk, Permission.VIEW_REGISTRY):
        if not person(request).is_superuser:
            raise PermissionDenied
        return render(request, "admin/desk/book.html", frame(request, _("Уписник предмета")))
    kept = search.recall(request, request.GET.get("trazi", ""))
    context = _found(desk, kept) if kept else _one_book(request, desk)
    rights = {
        "may_reserve": people.holds(desk, Permission.RESERVE_NUMBERS),
        "prints": BookPrint.objects.filter(municipality_id=desk.municipality_id, asked_by=desk.user)
        .exclude(done_at__isnull=False, path="")
        .select_related("book")[:3],
    }
    return render(request, "admin/desk/book.html", frame(request, _("Уписник предмета"), **context, **rights))


def _one_book(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    books = list(RegistryBook.objects.filter(municipality_id=desk.municipality_id))
    mark, year = request.GET.get("znak", ""), request.GET.get("godina", "")
    chosen = [one for one in books if mark in ("", one.classification) and year in ("", str(one.year))]
    asked = {"znak": mark, "godina": year}
    context: dict[str, Any] = {
        "marks": sorted({one.classification for one in books}),
        "years": sorted({one.year for one in books}, reverse=True),
        "asked": asked,
    }
    if not chosen:
        return context
    book, before = chosen[0], _before(request.GET.get("pre", ""))
    found = entries(book, sight(desk), most=PAGE + 1, before=before)
    here = {"znak": book.classification, "godina": book.year}
    return context | {
        "book": book,
        "asked": here | {"godina": str(book.year)},
        "rows": [_shown(row) for row in found[:PAGE]],
        "first_url": f"?{urlencode(here)}" if before != HIGHEST else "",
        "older_url": f"?{urlencode(here | {'pre': found[PAGE - 1].sequence})}" if len(found) > PAGE else "",
    }


def _before(text: str) -> int:
    """The number of the last row of the page before; a mark that makes no sense begins anew."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else HIGHEST


def _shown(row: Entry) -> dict[str, Any]:
    if row.case is not None:
        url = reverse("admin:cases_case_change", args=[row.case.pk])
        return {"entry": row, "url": url, "tone": words.STATE_TONES[State(row.case.state)]}
    if row.reserved is None:
        raise ValueError("A row of a book is a case or a reserved number.")
    url = reverse("admin:cases_registrybook_reserved", args=[row.reserved.pk])
    return {"entry": row, "url": url, "tone": RESERVED_TONES[ReservedNumber.State(row.reserved.state)]}


# -- search ------------------------------------------------------------------------------------------------------------
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Keep the search and lead to its results; nothing personal gets into the address."""
    reader(request)
    token = search.remember(request, request.POST.get("trazi", ""))
    address = reverse("admin:cases_registrybook_changelist")
    return HttpResponseRedirect(f"{address}?{urlencode({'trazi': token})}" if token else address)


def _found(desk: Desk, kept: dict[str, Any]) -> dict[str, Any]:
    """Rows of all books that a search finds, the newest first; by name only for who may read names."""
    seen = sight(desk)
    by_name = not search.is_number(kept)
    cases = desk.cases(Permission.VIEW_CASES if by_name else Permission.VIEW_REGISTRY)
    reserved = ReservedNumber.objects.filter(municipality_id=desk.municipality_id)
    names = seen.names is None or bool(seen.names)
    reserved = search.narrow_reserved(reserved, kept, names=names)
    rows = of_cases(search.narrow(cases, kept).order_by("-filed_at", "-id")[: MOST_FOUND + 1], seen)
    rows += [of_reserved(row, seen) for row in reserved.order_by("-reserved_at", "-id")[: MOST_FOUND + 1]]
    rows.sort(key=lambda row: (row.day, row.sequence), reverse=True)
    return {
        "found": kept,
        "rows": [_shown(row) for row in rows[:MOST_FOUND]],
        "most": MOST_FOUND if len(rows) > MOST_FOUND else None,
    }


# -- out of the portal -------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def export(request: HttpRequest, year: int, mark: str) -> HttpResponseBase:
    """The book as CSV, sent while it is read; logged, because names leave the portal."""
    desk = reader(request)
    book = book_of(desk, year, mark)
    audit.record(
        "export_book",
        municipality_id=book.municipality_id,
        data={"book": book.pk},
        actor_kind=Actor.CLERK,
        by=desk.user,
    )
    rows = as_csv(book, sight(desk), language=get_language() or "sr")
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"upisnik-{mark}-{year}.csv") or ""
    return response


@require_POST
def ask_for_print(request: HttpRequest, year: int, mark: str) -> HttpResponse:
    """Promise the book on paper; a worker prints it."""
    desk = reader(request)
    row = actions.ask_for_print(
        book=book_of(desk, year, mark), sight=sight(desk), language=get_language() or "sr", by=desk.user
    )
    messages.success(
        request, _("Књига се припрема за штампу. Можете да наставите посао, ова страна сама јавља кад је готова.")
    )
    return redirect("admin:cases_registrybook_printed", row.pk)


def _print_of(request: HttpRequest, printed: int) -> BookPrint:
    """A printed book that this official asked for, or 404: it shows what that official may see."""
    desk = reader(request)
    own = BookPrint.objects.filter(municipality_id=desk.municipality_id, asked_by=desk.user, pk=printed)
    row = own.select_related("book", "data_key").first()
    if row is None:
        raise Http404
    return row


@never_cache
@require_safe
def printed(request: HttpRequest, printed: int) -> HttpResponse:
    """How far the printing is; the page looks again by itself until the file is there."""
    row = _print_of(request, printed)
    return render(request, "admin/desk/book_print.html", frame(request, _("Штампана књига"), row=row))


@never_cache
@require_safe
def file(request: HttpRequest, printed: int) -> HttpResponseBase:
    """The printed book."""
    row = _print_of(request, printed)
    if not row.path:
        raise Http404
    body = storage.open_plain(row.path, data_key=plain_key(row.data_key), context=row.context)
    response = StreamingHttpResponse(body, content_type="application/pdf")
    name = f"upisnik-{row.book.classification}-{row.book.year}.pdf"
    response.headers["Content-Disposition"] = content_disposition_header(False, name) or ""
    return response
