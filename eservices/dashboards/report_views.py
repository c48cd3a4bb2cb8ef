"""Printed reports: ask for one, watch it being made, take the file."""

from __future__ import annotations

from typing import cast

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from eservices.cases.views.shared import signed_in
from eservices.dashboards import access, periods
from eservices.dashboards.actions.reporting import request_report
from eservices.dashboards.models import Report
from eservices.dashboards.wording import period_label
from municipalities.accounts.models import User

LOOK_AGAIN_SECONDS = 3


@require_POST
@signed_in
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Promise a report of the chosen quarter and go to where it will appear."""
    user = cast(User, request.user)
    place = access.figures_of(user, slug)
    period = periods.read(request.POST.get("period", ""), timezone.localdate())
    if period.quarter is None:
        return redirect("dashboards:municipality", slug)
    report = request_report(place=place, period=period, language=get_language() or "sr", by=user)
    return redirect("dashboards:report", slug, report.pk)


@require_safe
@signed_in
def progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far the report is; the page looks again by itself until it is ready, also without scripts."""
    report = access.report_of(cast(User, request.user), slug, pk)
    period = periods.read(report.period, timezone.localdate())
    is_made = report.state in (Report.State.WAITING, Report.State.MAKING)
    context = {"report": report, "period": period_label(period), "is_made": is_made}
    response = render(request, "dashboards/report_progress.html", context)
    if is_made:
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


@require_safe
@signed_in
def file(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The finished PDF."""
    report = access.report_of(cast(User, request.user), slug, pk)
    if report.state != Report.State.DONE:
        raise Http404
    name = f"izvestaj-{slug}-{report.period}.pdf"
    return FileResponse(
        default_storage.open(report.path), as_attachment=True, filename=name, content_type="application/pdf"
    )
