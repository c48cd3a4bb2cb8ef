"""The post list: acts that go by post, and what became of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.access import Desk
from eservices.cases.actions.intake import answers_of
from eservices.cases.desk import people
from eservices.cases.desk.action_views import READ_AND_SEND, case_frame
from eservices.cases.desk.forms import DeliveryForm
from eservices.cases.desk.refusals import CONFLICT, MISTAKES
from eservices.cases.keys import reveal_text
from eservices.cases.lifecycle import Actor, NotAllowed
from eservices.cases.models import Delivery
from municipalities.accounts.roles import Permission


def address_of(delivery: Delivery) -> str:
    """Name and postal address of the recipient; those of the applicant stand in the answers."""
    case = delivery.case
    written = reveal_text(case.data_key, delivery.address, "delivery")
    if written or delivery.recipient != Delivery.Recipient.APPLICANT:
        return written
    applicant = services.get(case.service).applicant(answers_of(case))
    return ", ".join(part for part in (applicant.name, applicant.address) if part)


@require_http_methods(READ_AND_SEND)
def show(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """One act on its way: where it goes, what was tried, and a form for what happened to it."""
    desk, case = people.case_of(request, delivery.case_id, Permission.PROCESS_CASES)
    delivery.case = case
    form = DeliveryForm(request.POST if request.method == "POST" else None, delivery=delivery)
    status = 200
    if request.method == "POST":
        status = MISTAKES
        if form.is_valid():
            if _note(desk, delivery, form.cleaned_data):
                messages.success(request, _("Забележено."))
                return redirect("admin:cases_case_change", case.pk)
            status = CONFLICT
            form.add_error(None, _("Колега је у међувремену забележио нешто друго. Погледајте стање доставе."))
            delivery.refresh_from_db(fields=["status", "delivered_on", "proof"])
    return render(request, "admin/desk/delivery.html", _context(request, delivery, form), status=status)


def _note(desk: Desk, delivery: Delivery, given: dict[str, Any]) -> bool:
    """Carry out what the official noted; False when a colleague was faster."""
    if given["what"] == DeliveryForm.DELIVERED:
        try:
            return actions.confirm_delivery(
                delivery=delivery, proof=given["proof"], on=given["on"], actor=Actor.CLERK, by=desk.user
            )
        except NotAllowed:
            return False
    act = actions.mark_posted if given["what"] == DeliveryForm.POSTED else actions.mark_returned
    return act(delivery=delivery, on=given["on"], proof=given["proof"], by=desk.user)


def _context(request: HttpRequest, delivery: Delivery, form: DeliveryForm) -> dict[str, Any]:
    return case_frame(
        request,
        delivery.case,
        _("Достава"),
        delivery=delivery,
        address=address_of(delivery),
        attempts=delivery.attempts.all(),
        form=form if delivery.status != Delivery.Status.DELIVERED else None,
    )
