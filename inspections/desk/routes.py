"""Trying the routing table on a report: every rule with its finding, without changing anything."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from eservices.cases.desk.frames import frame
from inspections import routing
from inspections.desk.people import desk_of
from inspections.labels import Text
from inspections.models import Report
from inspections.wording import name_of

FINDINGS: dict[str, tuple[Text, str]] = {
    "match": (gettext_lazy("одлучује"), "good"),
    "later": (gettext_lazy("одговара, али је правило испред њега одлучило"), "info"),
    "category": (gettext_lazy("друга категорија"), ""),
    "area": (gettext_lazy("ван подручја"), ""),
    "settlement": (gettext_lazy("речи нема у адреси"), ""),
    "weekday": (gettext_lazy("други дан у седмици"), ""),
    "hour": (gettext_lazy("друго доба дана"), ""),
}
"""What is said of each rule, and the tone of the badge."""


@never_cache
@require_safe
def try_rules(request: HttpRequest) -> HttpResponse:
    """The ordered table tried on the report whose number is asked for."""
    desk = desk_of(request)
    number = request.GET.get("broj", "").strip()[:60]
    related = ("category__inspectorate", "municipality", "inspectorate")
    report = desk.reports().select_related(*related).filter(number=number).first() if number else None
    context = frame(request, _("Проба правила упућивања"), number=number, report=report, **_findings(report))
    return render(request, "inspections/desk/rules.html", context)


def _findings(report: Report | None) -> dict[str, object]:
    if report is None:
        return {"rules": []}
    destination = routing.route(
        report.municipality, report.category, at=report.filed_at, address=report.address, place=report.place
    )
    lines = [
        {"rule": rule, "label": FINDINGS[finding][0], "tone": FINDINGS[finding][1]}
        for rule, finding in routing.try_out(report)
    ]
    return {
        "rules": lines,
        "inspectorate": name_of(destination.inspectorate),
        "officer": destination.officer,
        "body": name_of(destination.body) if destination.body else "",
        "by_rule": destination.rule,
        "category": name_of(report.category),
    }
