"""Proposals of a participatory budget and the ballot of budgets and polls."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eservices.cases.views.shared import say
from eservices.participation import access, actions
from eservices.participation.forms import BallotForm, ProjectForm
from eservices.participation.models import Option
from eservices.participation.phases import Act
from eservices.participation.views.shared import (
    READ_AND_SEND,
    again_in_other_script,
    around,
    form_page,
    gate,
    home_of,
    standing_of,
    tried,
)
from municipalities.accounts.models import User


@never_cache
@require_http_methods(READ_AND_SEND)
def propose(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Propose a project."""
    process = access.public_process(municipality, code)
    if refused := gate(request, process, Act.PROPOSE):
        return refused
    user = cast(User, request.user)
    form = ProjectForm(request.POST if request.method == "POST" else None, person=user)
    context = around(process.municipality, process)
    template = "participation/propose.html"
    if other := again_in_other_script(request, template, form, context):
        return other
    if form.is_valid():
        given = form.cleaned_data
        project = actions.Project(given["title"], given["text"], given["cost"], form.name())
        if tried(
            form,
            lambda: actions.propose(process=process, project=project, standing=standing_of(request), by=user),
            Act.PROPOSE,
        ):
            say(request, _("Предлог је примљен. Кад се предлози заврше, општина проверава који могу на гласање."))
            return redirect(home_of(process))
    return form_page(request, template, form, context)


@never_cache
@require_http_methods(READ_AND_SEND)
def vote(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """The ballot."""
    process = access.public_process(municipality, code)
    if refused := gate(request, process, Act.VOTE):
        return refused
    user = cast(User, request.user)
    form = BallotForm(request.POST if request.method == "POST" else None, process=process)
    context = around(process.municipality, process) | {
        "options": list(process.options.filter(state=Option.State.ADMITTED)),
        "voted": process.turnout.filter(person=user).exists(),
    }
    template = "participation/vote.html"
    if other := again_in_other_script(request, template, form, context):
        return other
    if form.is_valid() and tried(
        form,
        lambda: actions.vote(process=process, choices=form.chosen(), standing=standing_of(request), by=user),
        Act.VOTE,
    ):
        say(request, _("Глас је примљен. Хвала."))
        return redirect(home_of(process))
    return form_page(request, template, form, context)
