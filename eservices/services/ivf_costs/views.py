"""Public page of the municipality's rules, money and awards by code; the couple's final invoice."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases import access
from eservices.cases import service as services
from eservices.cases.models import Case
from eservices.cases.views.shared import around, say, signed_in
from eservices.services.ivf_costs import budget, rule_sets, rule_words
from eservices.services.ivf_costs import final_invoice as finals
from eservices.services.ivf_costs.forms import FinalInvoiceForm
from eservices.services.ivf_costs.labels import COUNTS_AS_GRANTED, Standing
from eservices.services.ivf_costs.models import IvfRequest, PublicCall
from municipalities.accounts.access import municipality_for
from municipalities.accounts.models import User
from municipalities.models import Municipality

SLUG = "ivf-costs"
READ_AND_SEND = ["GET", "HEAD", "POST"]
TONES = {Standing.GRANTED: "good", Standing.CLOSED: "good", Standing.WAITING: "wait"}


def surroundings(municipality: Municipality) -> dict[str, Any]:
    """What every page of the service shows around its content."""
    return around(municipality, services.get(SLUG))


def place_of(slug: str) -> Municipality:
    """The municipality of an address; its rows are in scope from now on."""
    place = municipality_for(slug)
    access.enter_to_begin(place)
    return place


@require_safe
def awards(request: HttpRequest, municipality: str) -> HttpResponse:
    """Rules, the money of the year, and the requests granted or waiting, by code only."""
    place, today = place_of(municipality), timezone.localdate()
    rule_set = rule_sets.in_force(place, today)
    money = budget.budget_of(place, today.year)
    rows = IvfRequest.objects.filter(
        municipality=place, year=today.year, standing__in=[*COUNTS_AS_GRANTED - {Standing.REFUND}, Standing.WAITING]
    ).order_by("list_code")
    listed = [
        {"code": row.list_code, "standing": row.get_standing_display(), "tone": TONES[Standing(row.standing)],
         "amount": row.awarded or None}
        for row in rows
    ]  # fmt: skip
    context = surroundings(place) | {
        "rule_set": rule_set,
        "rules": rule_words.in_words(rule_set.read()) if rule_set else [],
        "calls": PublicCall.objects.filter(municipality=place).order_by("-opens_on")[:5],
        "money": money,
        "listed": listed,
        "year": today.year,
        "back_url": reverse("cases:start", args=[municipality, SLUG]),
    }
    return render(request, "ivf-costs/awards.html", context)


# -- final invoice -----------------------------------------------------------------------------------------------------
@require_http_methods(READ_AND_SEND)
@signed_in
def final_invoice(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Send the final invoice of the clinic, after which nothing more is asked for."""
    case = _own(request, municipality, code)
    row = IvfRequest.objects.filter(case=case).first()
    if row is None or row.standing != Standing.GRANTED or row.final_invoice_id is not None:
        say(request, _("Коначни рачун се доставља једном, после одобрења. Погледајте предмет."), warning=True)
        return redirect("cases:case", code)
    form = FinalInvoiceForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid() and finals.receive(row=row, form=form, by=cast(User, request.user)):
        say(request, _("Коначни рачун је примљен. Ако износ буде мањи од исплаћеног, општина ће вам писати."))
        return redirect("cases:case", code)
    context = surroundings(case.municipality) | {
        "case": case, "row": row, "form": form, "back_url": reverse("cases:case", args=[code]),
    }  # fmt: skip
    return render(request, "ivf-costs/final_invoice.html", context)


def _own(request: HttpRequest, municipality: str, code: str) -> Case:
    """The reader's own case of this service, or 404."""
    case = access.case_for(cast(User, request.user), code)
    if case.service != SLUG or case.municipality.slug != municipality:
        raise Http404
    return case
