"""The landing page of inspections: heaps, filters, list and map side by side, saved filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from eservices.cases.desk.frames import frame
from eservices.cases.desk.words import days_left
from inspections.access import InspectionDesk
from inspections.desk import cells, listing
from inspections.desk.filters import HEAPS, Filters, Heap, heap_named
from inspections.desk.people import desk_of, inspectors_of
from inspections.desk.signs import SIGNS, sign_of
from inspections.labels import STATE_LABELS
from inspections.models import Category, Inspectorate, Report, SavedFilter
from inspections.pictures import first_box
from inspections.wording import name_of, state_of, tone_of
from municipalities import base_map
from municipalities.models import Municipality

AFTER = "posle"
BOARD = "admin:inspections_report_changelist"
MOST_SAVED = 20


@base_map.with_tiles
@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """List and map of the reports that this official may see, narrowed by the address."""
    desk = desk_of(request)
    filters = Filters.read(request.GET.dict())
    counted = listing.counts(desk)
    heap = heap_named(filters.gomila) or _first_with_work(counted)
    rows = heap.rows(desk.reports(), desk, timezone.localdate())
    categories = Category.objects.select_related("inspectorate").in_bulk()
    mark = request.GET.get(AFTER, "")
    page = listing.page_of(filters.narrow(rows), categories, by_receipt=heap.by_receipt, after=mark)
    place = Municipality.objects.get(pk=desk.municipality_id)
    context = frame(
        request,
        _("Пријаве грађана"),
        heap=heap,
        filters=filters,
        counts=_heap_links(counted, heap),
        rows=[row_of(report) for report in page.reports],
        map=cells.picture(filters.narrow(rows, on_map=True), filters, place, filters.kept(desk, heap)),
        sliding=cells.settings_of(replace(filters, gomila=heap.slug), place),
        signs=SIGNS,
        here=filters.address(),
        saved=_saved(desk, filters),
        older_url=_after(filters, page.next_mark) if page.next_mark else "",
        first_url=filters.address() if mark else "",
        **_choices(desk, categories.values()),
    )
    return render(request, "inspections/desk/board.html", context)


@never_cache
@require_safe
def map_marks(request: HttpRequest) -> HttpResponse:
    """The reports of a heap in a rectangle, narrowed as the list is, for the sliding map; without a heap the open ones."""
    desk = desk_of(request)
    filters = Filters.read(request.GET.dict())
    heap = next(heap for heap in HEAPS if heap.slug == (filters.gomila or "otvorene"))
    place = Municipality.objects.get(pk=desk.municipality_id)
    rows = heap.rows(desk.reports(), desk, timezone.localdate())
    found = cells.marks(
        filters.narrow(rows, on_map=True), filters, filters.box or first_box(place), filters.kept(desk, heap)
    )
    return JsonResponse(found, content_type=base_map.GEOJSON)


def _first_with_work(counted: dict[str, int]) -> Heap:
    """What is late, else what is urgent, else what waits for triage, else everything open."""
    wanted = next((slug for slug in ("kasni", "hitno", "razvrstati") if counted.get(slug)), "otvorene")
    return next(heap for heap in HEAPS if heap.slug == wanted)


def _after(filters: Filters, mark: str) -> str:
    return f"?{urlencode(filters.as_query() | {AFTER: mark})}"


def _heap_links(counted: dict[str, int], current: Heap) -> list[dict[str, Any]]:
    return [
        {
            "label": heap.label,
            "url": f"?{urlencode({'gomila': heap.slug})}",
            "number": _capped(counted.get(heap.slug)),
            "tone": heap.tone if counted.get(heap.slug) else "",
            "current": heap is current,
        }
        for heap in HEAPS
    ]


def _capped(number: int | None) -> str:
    if number is None:
        return ""
    return f"{listing.MOST_COUNTED}+" if number > listing.MOST_COUNTED else str(number)


def row_of(report: Report) -> dict[str, Any]:
    """A report as a line of a list."""
    left, urgency = days_left(report.act_by, timezone.localdate()) if report.is_open else ("", "")
    return {
        "report": report,
        "url": reverse("admin:inspections_report_change", args=[report.pk]),
        "category": name_of(report.category),
        "state": state_of(report),
        "tone": tone_of(report),
        "sign": sign_of(report.state),
        "urgent": report.priority == Report.Priority.URGENT,
        "left": left,
        "urgency": urgency,
    }


def _choices(desk: InspectionDesk, categories: Iterable[Category]) -> dict[str, Any]:
    """What the filters offer."""
    permitted = desk.inspectorates()
    inspectorates = Inspectorate.objects.all()
    if permitted is not None:
        inspectorates = inspectorates.filter(slug__in=permitted)
        categories = [row for row in categories if row.inspectorate.slug in permitted]
    return {
        "inspectorates": [(row.slug, name_of(row)) for row in inspectorates],
        "categories": [(row.code, name_of(row)) for row in categories],
        "states": STATE_LABELS.items(),
        "priorities": [(str(value), label) for value, label in Report.Priority.choices],
        "inspectors": [one.user for one in inspectors_of(desk)],
    }


# -- saved filters -----------------------------------------------------------------------------------------------------
def _saved(desk: InspectionDesk, filters: Filters) -> list[dict[str, Any]]:
    rows = SavedFilter.objects.filter(owner=desk.user, municipality_id=desk.municipality_id)
    asked = urlencode(filters.as_query())
    return [{"pk": row.pk, "name": row.name, "url": f"?{row.query}", "current": row.query == asked} for row in rows]


@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the conditions of the list under a name; the same name is written over."""
    desk = desk_of(request)
    filters = Filters.read(dict(parse_qsl(request.POST.get("uslovi", "").removeprefix("?"))))
    name = request.POST.get("naziv", "").strip()[:80]
    own = SavedFilter.objects.filter(owner=desk.user, municipality_id=desk.municipality_id)
    if not name or not filters.as_query():
        messages.warning(request, _("Изаберите бар један услов и дајте филтеру назив."))
    elif own.exclude(name=name).count() >= MOST_SAVED:
        messages.warning(request, _("Највише сачуваних филтера: %(most)s. Обришите неки.") % {"most": MOST_SAVED})
    else:
        _keep(desk, name, filters)
        messages.success(request, _("Филтер је сачуван."))
    return HttpResponseRedirect(reverse(BOARD) + filters.address())


@transaction.atomic
def _keep(desk: InspectionDesk, name: str, filters: Filters) -> None:
    SavedFilter.objects.update_or_create(
        owner=desk.user, municipality_id=desk.municipality_id, name=name,
        defaults={"query": urlencode(filters.as_query())},
    )  # fmt: skip


@require_POST
def drop_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw an own saved filter away."""
    desk = desk_of(request)
    SavedFilter.objects.filter(pk=pk, owner=desk.user, municipality_id=desk.municipality_id).delete()
    messages.success(request, _("Филтер је обрисан."))
    return redirect(BOARD)
