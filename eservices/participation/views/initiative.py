"""Civic initiative: drafting, the committee, handing in, signing, the own signature, the published lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.views.shared import say, signed_in
from eservices.participation import access, actions, verify_signatures
from eservices.participation.forms import DraftForm, JoinForm, NamedDraftForm, SignForm, paragraphs_in
from eservices.participation.phases import Act, Part, Phase
from eservices.participation.views.shared import (
    READ_AND_SEND,
    again_in_other_script,
    around,
    attempt,
    form_page,
    gate,
    home_of,
    standing_of,
    tried,
)
from municipalities.accounts.assurance import Level, require
from municipalities.accounts.models import User

SCRIPT = Path(verify_signatures.__file__)


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _draft(given: dict[str, Any]) -> actions.Draft:
    return actions.Draft(given["title"], given["summary"], given["aim"], paragraphs_in(given["text"]))


# -- the committee -----------------------------------------------------------------------------------------------------
@never_cache
@require(Level.SUBSTANTIAL)
@require_http_methods(READ_AND_SEND)
def new(request: HttpRequest, municipality: str) -> HttpResponse:
    """Begin an initiative."""
    town = access.place_of(municipality)
    user = _user(request)
    form = NamedDraftForm(request.POST if request.method == "POST" else None, initial={"name": user.get_full_name()})
    context = around(town)
    template = "participation/draft.html"
    if other := again_in_other_script(request, template, form, context):
        return other
    if not form.is_valid():
        return form_page(request, template, form, context)
    given = form.cleaned_data
    process = actions.start(municipality=town, draft=_draft(given), name=given["name"], by=user)
    say(request, _("Нацрт је сачуван. Позовите чланове одбора и предајте га на проверу."))
    return redirect(home_of(process))


@never_cache
@require(Level.SUBSTANTIAL)
@require_http_methods(READ_AND_SEND)
def edit(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Change the draft."""
    process = access.committee_process(_user(request), municipality, code)
    if Phase(process.phase) is not Phase.DRAFT:
        raise Http404
    version = process.versions.last()
    text = "\n\n".join(row.text for row in version.paragraphs.all()) if version else ""
    initial = {"title": process.title, "summary": process.summary, "aim": process.aim, "text": text}
    form = DraftForm(request.POST if request.method == "POST" else None, initial=initial)
    context = around(process.municipality, process)
    template = "participation/draft.html"
    if other := again_in_other_script(request, template, form, context):
        return other
    if form.is_valid():
        draft = _draft(form.cleaned_data)
        if tried(form, lambda: actions.edit(process=process, draft=draft, by=_user(request))):
            say(request, _("Нацрт је сачуван."))
            return redirect(home_of(process))
    return form_page(request, template, form, context)


@never_cache
@require(Level.SUBSTANTIAL)
@require_http_methods(READ_AND_SEND)
def join(request: HttpRequest, municipality: str, code: str, invitation: str) -> HttpResponse:
    """Join the committee by the link that a member sent."""
    process = access.invited_process(municipality, code, invitation)
    form = JoinForm(
        request.POST if request.method == "POST" else None, initial={"name": _user(request).get_full_name()}
    )
    context = around(process.municipality) | {"process": process, "version": process.versions.last()}
    template = "participation/join.html"
    if other := again_in_other_script(request, template, form, context):
        return other
    if form.is_valid():
        name = form.cleaned_data["name"]
        if tried(form, lambda: actions.join(process=process, name=name, by=_user(request))):
            say(request, _("Сада сте члан иницијативног одбора."))
            return redirect(home_of(process))
    return form_page(request, template, form, context)


@never_cache
@require(Level.SUBSTANTIAL)
@require_POST
def move(request: HttpRequest, municipality: str, code: str, step: str) -> HttpResponse:
    """A step of the committee: hand the draft in, hand the signatures over, withdraw."""
    process = access.committee_process(_user(request), municipality, code)
    user = _user(request)
    steps = {
        "predaj": (lambda: actions.move_on(process=process, step="hand_in", part=Part.COMMITTEE, by=user),
                   _("Иницијатива је предата на проверу назива и надлежности.")),
        "potpisi": (lambda: actions.hand_over(process=process, by=user), _("Потписи су предати на проверу.")),
        "odustani": (lambda: actions.move_on(
            process=process, step="withdraw", reason=str(_("Иницијативни одбор је одустао.")), part=Part.COMMITTEE, by=user),
            _("Поступак је обустављен.")),
    }  # fmt: skip
    if step not in steps:
        raise Http404
    act, done = steps[step]
    attempt(request, act, done)
    public = Phase(process.phase) is not Phase.WITHDRAWN or bool(process.periods.exists())
    return redirect(home_of(process) if public else reverse("participation:place", args=[municipality]))


# -- signing -----------------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(READ_AND_SEND)
def sign(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Read the text and sign it."""
    process = access.public_process(municipality, code)
    if refused := gate(request, process, Act.SIGN):
        return refused
    user = _user(request)
    if access.own_signature(user, process) is not None:
        return redirect("participation:own-signature", municipality, code)
    form = SignForm(request.POST if request.method == "POST" else None, initial={"name": user.get_full_name()})
    version = process.versions.last()
    context = around(process.municipality, process) | {"version": version}
    template = "participation/sign.html"
    if other := again_in_other_script(request, template, form, context):
        return other
    if form.is_valid():
        given = form.cleaned_data
        elector = actions.Elector(given["name"], given["jmbg"], given["address"])
        if tried(
            form,
            lambda: actions.sign(process=process, elector=elector, standing=standing_of(request), by=user),
            Act.SIGN,
        ):
            say(request, _("Потпис је примљен."))
            return redirect("participation:own-signature", municipality, code)
    return form_page(request, template, form, context)


@require_http_methods(READ_AND_SEND)
@signed_in
def own_signature(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """The own signature: receipt, what became of it, and taking it back."""
    process = access.public_process(municipality, code)
    signature = access.own_signature(_user(request), process)
    if signature is None:
        raise Http404
    if request.method == "POST":
        attempt(
            request,
            lambda: actions.take_back(process=process, standing=standing_of(request), by=_user(request)),
            _("Потпис је повучен и обрисан."),
            Act.SIGN,
        )
        return redirect(home_of(process))
    context = around(process.municipality, process) | {
        "signature": signature, "receipt": actions.receipt_of(signature),
        "collecting": process.phase_now() is Phase.COLLECTING, "lists": list(process.signature_lists.all()),
    }  # fmt: skip
    return render(request, "participation/own_signature.html", context)


@require_safe
@signed_in
def receipt(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """The receipt as a file for the checking program."""
    process = access.public_process(municipality, code)
    signature = access.own_signature(_user(request), process)
    if signature is None:
        raise Http404
    response = HttpResponse(json.dumps(actions.receipt_of(signature), indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="potvrda.json"'
    return response


@never_cache
@require_safe
def signature_list(request: HttpRequest, municipality: str, code: str, stage: str) -> HttpResponse:
    """A published list of commitments, byte by byte."""
    process = access.public_process(municipality, code)
    row = process.signature_lists.filter(stage=stage).first()
    if row is None:
        raise Http404
    response = HttpResponse(row.content, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="spisak-{process.code}-{stage}.json"'
    return response


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The program that finds a signature in a published list; the portal itself makes its lists with it."""
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify_signatures.py"'
    return response
