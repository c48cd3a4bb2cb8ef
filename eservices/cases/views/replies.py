"""What an applicant may still do in a filed case: withdraw, appeal, rate. Completion has a file of its own."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from eservices.cases import actions
from eservices.cases.facts import last_decision_of
from eservices.cases.forms import LongTextField
from eservices.cases.lifecycle import Actor, NotAllowed, State, allowed
from eservices.cases.models import Case
from eservices.cases.views.case_page import own_case
from eservices.cases.views.shared import about, rendered_in_other_script, say, service_of, signed_in
from municipalities.accounts.models import User

READ_AND_SEND = ["GET", "HEAD", "POST"]


def surroundings(found: Case) -> dict[str, Any]:
    """What the pages of replies show around their question."""
    return about(found, service_of(found)) | {"case": found, "back_url": reverse("cases:case", args=[found.code])}


def is_allowed(found: Case, action: str) -> bool:
    """Whether the applicant may do this in the case's present state."""
    return any(row.action == action for row in allowed(State(found.state), Actor.APPLICANT))


def not_now(request: HttpRequest, found: Case) -> HttpResponse:
    """Back to the case, saying that the moment for this has passed or not come."""
    say(request, translate("То у овом тренутку није могуће. На овој страни стоји шта можете да урадите."), warning=True)
    return redirect("cases:case", found.code)


@require_http_methods(READ_AND_SEND)
@signed_in
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Give the request up, after being asked."""
    found = own_case(request, code)
    if not is_allowed(found, "withdraw"):
        return not_now(request, found)
    if request.method != "POST":
        return render(request, "cases/withdraw.html", surroundings(found))
    try:
        actions.withdraw(case=found, by=cast(User, request.user))
    except NotAllowed:
        return not_now(request, found)
    say(request, _("Одустали сте од захтева. Општина ће обуставити поступак и послати вам закључак."))
    return redirect("cases:case", code)


# -- appeal ------------------------------------------------------------------------------------------------------------
class AppealForm(forms.Form):
    """The appeal in the applicant's own words."""

    use_required_attribute = False
    text = LongTextField(
        label=_("Са чиме се у одлуци не слажете и шта тражите?"),
        help_text=_("Наведите шта је по вашем мишљењу погрешно. Није потребан правни речник."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Напишите са чиме се у одлуци не слажете.")},
    )


@require_http_methods(READ_AND_SEND)
@signed_in
def appeal(request: HttpRequest, code: str) -> HttpResponse:
    """Appeal against the decision while the term runs (жалба, ЗУП)."""
    found = own_case(request, code)
    if not is_allowed(found, "lodge_appeal"):
        return not_now(request, found)
    context = surroundings(found) | {"decision": last_decision_of(found)}
    if "language" in request.POST:
        form = AppealForm(initial={"text": request.POST.get("text", "")})
        return rendered_in_other_script(request, "cases/appeal.html", context | {"form": form})
    form = AppealForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "cases/appeal.html", context | {"form": form})
    try:
        actions.lodge_appeal(case=found, text=form.cleaned_data["text"], by=cast(User, request.user))
    except NotAllowed:
        return not_now(request, found)
    except ValueError:
        form.add_error(None, _("Рок за жалбу је истекао. За друге могућности обратите се општини."))
        return render(request, "cases/appeal.html", context | {"form": form}, status=409)
    say(request, _("Жалба је примљена. О њој одлучује другостепени орган."))
    return redirect("cases:case", code)


# -- rating ------------------------------------------------------------------------------------------------------------
class RatingForm(forms.Form):
    """The one question, and a word if somebody wants to add it."""

    use_required_attribute = False
    rating = forms.TypedChoiceField(
        label=_("Колико вам је било лако да обавите овај посао?"),
        choices=[
            (5, _("Врло лако")),
            (4, _("Лако")),
            (3, _("Ни лако ни тешко")),
            (2, _("Тешко")),
            (1, _("Врло тешко")),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите једну оцену.")},
    )
    comment = LongTextField(
        label=_("Шта бисмо могли да урадимо боље?"),
        help_text=_("Не уносите личне податке."),
        required=False,
        max_length=1000,
    )


@require_http_methods(READ_AND_SEND)
@signed_in
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the rating; it never stands in the way of anything."""
    found = own_case(request, code)
    context = surroundings(found)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "cases/rate.html", context | {"form": form})
    given = form.cleaned_data
    actions.rate(case=found, score=given["rating"], comment=given["comment"], by=cast(User, request.user))
    say(request, _("Хвала на оцени."))
    return HttpResponseRedirect(reverse("cases:case", args=[code]))
