"""The year of the inspections at the desk of their head."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from eservices.cases.desk.frames import frame
from inspections.access import InspectionDesk, inspection_desk
from inspections.models import YearPaper
from inspections.records.download import sealed_answer
from inspections.yearly import actions
from inspections.yearly.tables import as_csv, report
from municipalities.accounts.admin_access import person
from municipalities.middleware import desk_municipality
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing

FIRST_YEAR, LAST_YEAR = 2020, 2100
PAGE = "admin:inspections_yearpaper_changelist"


def desk_of(request: HttpRequest) -> InspectionDesk:
    """The desk of the head of inspections; 404 for everybody else."""
    desk = inspection_desk(person(request), desk_municipality(request))
    if not desk.leads:
        raise Http404
    return desk


def _year_of(text: str) -> int:
    """The year that was asked for; the running one when none was."""
    if not text:
        return timezone.localdate().year
    if not (text.isascii() and text.isdecimal() and len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise Http404
    return int(text)


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Plan and report of a year as they stand now, and the papers that were adopted."""
    desk, year = desk_of(request), _year_of(request.GET.get("godina", ""))
    place = Municipality.objects.get(pk=desk.municipality_id)
    sections = []
    for kind, make in actions.TABLES.items():
        try:
            table, lacks = make(place, year), ""
        except ParameterMissing as missing:
            table, lacks = None, missing.code
        sections.append({"kind": kind.value, "label": kind.label, "table": table, "lacks": lacks})
    papers = YearPaper.objects.filter(municipality=place, year=year).select_related("made_by")
    context = {"year": year, "before": year - 1, "after": year + 1, "sections": sections, "papers": papers}
    title = _("Година инспекција: %(year)s") % {"year": year}
    return render(request, "inspections/yearly/year.html", frame(request, title, **context))


@require_POST
def adopt(request: HttpRequest, kind: str, year: int) -> HttpResponse:
    """Adopt the plan or the report of a year."""
    desk, chosen = desk_of(request), _year_of(str(year))
    if kind not in YearPaper.Kind.values:
        raise Http404
    language = "sr-latn" if get_language() == "sr-latn" else "sr"
    place = Municipality.objects.get(pk=desk.municipality_id)
    try:
        actions.adopt(municipality=place, kind=YearPaper.Kind(kind), year=chosen, language=language, by=desk.user)
    except ParameterMissing as missing:
        messages.error(request, _("Недостаје вредност: %(code)s. Уноси је администратор.") % {"code": missing.code})
    else:
        messages.success(request, _("Усвојено. Запечаћени документ је спреман за који тренутак."))
    return redirect(f"{reverse(PAGE)}?godina={chosen}")


@never_cache
@require_safe
def table(request: HttpRequest, year: int) -> HttpResponseBase:
    """The figures of a year for spreadsheets."""
    desk, chosen = desk_of(request), _year_of(str(year))
    rows = as_csv(report(Municipality.objects.get(pk=desk.municipality_id), chosen))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"inspekcije-{chosen}.csv") or ""
    return response


@never_cache
@require_safe
def pdf(request: HttpRequest, paper: int) -> HttpResponseBase:
    """The sealed paper; 404 until it is there."""
    own = YearPaper.objects.filter(municipality_id=desk_of(request).municipality_id, pk=paper).exclude(path="")
    row = own.select_related("data_key").first()
    if row is None:
        raise Http404
    return sealed_answer(row, row.data_key, f"inspekcije-{row.kind}-{row.year}-{row.version}.pdf")
