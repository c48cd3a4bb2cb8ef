"""Start page, questions one at a time, dead ends, save for later, and the way back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases import access, actions
from eservices.cases import service as services
from eservices.cases.forms import StepForm
from eservices.cases.models import Draft
from eservices.cases.service import Service, Step
from eservices.cases.views.journey import Journey, frame, on_journey, typed_before
from eservices.cases.views.shared import (
    MailThrottle,
    Throttle,
    around,
    hold,
    in_other_script,
    person,
    say,
    sorry,
    too_often,
)
from municipalities.accounts.access import municipality_for
from municipalities.models import Municipality, OfferedService
from municipalities.public_pages import public_page

READ_AND_SEND = ["GET", "HEAD", "POST"]


# -- before the request ------------------------------------------------------------------------------------------------
@require_safe
@public_page
def start(request: HttpRequest, municipality: str, service: str) -> HttpResponse:
    """What to know before starting: for whom, cost, time, documents, what is fetched, other ways."""
    place, chosen, offer = _offered(municipality, service)
    context = around(place, chosen) | {"offer": offer, "page": asdict(chosen.start)}
    if offer is None:
        return _not_offered(request, context)
    more = {"begun": _begun(request, place, chosen), "links": chosen.links(place)}
    return render(request, "cases/start.html", context | more)


@never_cache
@require_http_methods(READ_AND_SEND)
def begin(request: HttpRequest, municipality: str, service: str) -> HttpResponse:
    """With an account or without; then an empty request is opened."""
    place, chosen, offer = _offered(municipality, service)
    context = around(place, chosen)
    if offer is None:
        return _not_offered(request, context)
    access.enter_to_begin(place)
    closed = chosen.closed(place, now=timezone.now())
    if closed is not None:
        return sorry(request, context, title=closed.title, body=list(closed.body), status=409)
    form = BeginForm(request.POST if request.method == "POST" else None)
    if person(request) is None and not form.is_valid():
        back = reverse("cases:start", args=[municipality, service])
        return render(request, "cases/begin.html", context | {"form": form, "back_url": back})
    if person(request) is None and form.cleaned_data["way"] == BeginForm.ACCOUNT:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    if request.method != "POST":
        return render(
            request, "cases/begin.html", context | {"back_url": reverse("cases:start", args=[municipality, service])}
        )
    if too_often(request, Throttle):
        return _too_many(request, context)
    draft = actions.start_draft(service=chosen, municipality=place, by=person(request))
    hold(request, draft.code)
    return redirect("cases:step", draft.code, next(chosen.path({})).slug)


class BeginForm(forms.Form):
    """Whether somebody wants to sign in before the first question or only at the end."""

    ACCOUNT, WITHOUT = "account", "without"
    one_question = True
    use_required_attribute = False
    way = forms.ChoiceField(
        label=_("Како желите да попуните захтев?"),
        choices=[
            (ACCOUNT, _("Са налогом: одговори се чувају, наставићете и са другог уређаја")),
            (WITHOUT, _("Без налога: пријавићете се тек када будете слали захтев")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите како желите да попуните захтев.")},
    )


def _offered(municipality: str, service: str) -> tuple[Municipality, Service, OfferedService | None]:
    """The municipality, the service, and the offer in force; 404 when the portal knows one of them not at all."""
    place = municipality_for(municipality)
    try:
        chosen = services.get(service)
    except LookupError as missing:
        raise Http404 from missing
    offer = OfferedService.objects.filter(
        municipality=place, service=service, enabled=True, since__lte=timezone.localdate()
    ).first()
    return place, chosen, offer


def _not_offered(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return sorry(
        request,
        context,
        title=translate("Ова услуга овде још није доступна преко портала"),
        body=[translate("Захтев можете да поднесете на шалтеру. Подаци за контакт су на дну стране.")],
        status=404,
    )


def _too_many(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return sorry(
        request,
        context,
        title=translate("Сачекајте мало, па покушајте поново"),
        body=[
            translate("Са ваше адресе је стигло много захтева за кратко време. Покушајте поново за неколико минута.")
        ],
        status=429,
    )


def _begun(request: HttpRequest, place: Municipality, service: Service) -> Draft | None:
    """A request for this that the reader began and can go on with; strangers without a session are not asked."""
    by = person(request)
    if by is None:
        return None
    return access.drafts_of(by).filter(municipality=place, service=service.slug).first()


# -- questions ---------------------------------------------------------------------------------------------------------
@require_http_methods(READ_AND_SEND)
@on_journey
def step(request: HttpRequest, journey: Journey, step: str) -> HttpResponse:
    """One question. Saved at every POST; whatever was typed is shown again."""
    asked = journey.find(step)
    if request.method == "POST":
        return _answered(request, journey, asked)
    if asked not in journey.path:
        return HttpResponseRedirect(journey.where_left())
    obstacle = journey.obstacle(before=asked)
    if obstacle is not None:
        return HttpResponseRedirect(obstacle)
    form = journey.kept_form(asked, typed_before(request, journey, asked))
    return _question(request, journey, asked, form)


def _answered(request: HttpRequest, journey: Journey, asked: type[Step]) -> HttpResponse:
    form = journey.form(asked, request.POST)
    try:
        if "language" in request.POST:
            journey.keep(asked, form)
            return in_other_script(request, request.get_full_path())
        if "later" in request.POST:
            journey.keep(asked, form)
            return HttpResponseRedirect(journey.later_address)
        if changed := form.rearranged():
            journey.keep_typed(asked, form)
            return HttpResponseRedirect(f"{request.get_full_path()}#{changed}")
        if not form.is_valid():
            return _question(request, journey, asked, form)
        if _is_stale(request, journey, asked, form):
            return _question(request, journey, asked, form, stale=_saved_meanwhile(journey, asked), status=409)
        journey.save(asked, form)
    except Draft.DoesNotExist:
        # Submitted or deleted in another window a moment ago; the same address now says so.
        return HttpResponseRedirect(request.path)
    return HttpResponseRedirect(journey.after(asked))


def _is_stale(request: HttpRequest, journey: Journey, asked: type[Step], form: StepForm) -> bool:
    """Whether the answer was changed elsewhere since this page was shown, to something else than is sent now."""
    seen = request.POST.get("seen", "")
    changed = seen and seen != journey.seen(asked)
    return bool(changed) and form.answers() != journey.answers.get(asked.slug)


def _saved_meanwhile(journey: Journey, asked: type[Step]) -> list[tuple[str, str]]:
    """What the other window saved, in words."""
    given = journey.answers.get(asked.slug, {})
    fields = asked.form_class.base_fields
    return [
        (
            str(asked.title if asked.form_class.one_question else fields[name].label),
            asked.form_class.shown(name, value),
        )
        for name, value in given.items()
        if name in fields
    ]


def _question(
    request: HttpRequest,
    journey: Journey,
    asked: type[Step],
    form: StepForm,
    *,
    stale: list[tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = frame(journey) | {
        "step": asked,
        "form": form,
        "seen": journey.seen(asked),
        "stale": stale,
        "back_url": journey.before(asked) if asked in journey.path else journey.where_left(),
        "progress": journey.progress(asked) if asked in journey.path else None,
        "new_version": journey.draft.service_version != journey.service.version,
    }
    return render(request, asked.template, context, status=status)


@require_safe
@on_journey
def stop(request: HttpRequest, journey: Journey, step: str) -> HttpResponse:
    """A dead end: why this cannot go on here, and where to go instead."""
    asked = journey.find(step)
    found = journey.stop_at(asked) if asked in journey.path else None
    if found is None:
        return HttpResponseRedirect(journey.where_left())
    return render(
        request, "cases/intake/stop.html", frame(journey) | {"stop": found, "back_url": journey.address(asked)}
    )


# -- leaving and coming back -------------------------------------------------------------------------------------------
class LaterForm(forms.Form):
    """Where to send the link to continue."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("Ваша адреса е-поште"),
        help_text=_("Послаћемо само везу за наставак, без ваших одговора."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Унесите адресу е-поште, на пример ime@primer.rs."),
            "invalid": _("Адреса е-поште није исправна. Проверите да ли има знак @, на пример ime@primer.rs."),
        },
    )


@require_http_methods(READ_AND_SEND)
@on_journey
def later(request: HttpRequest, journey: Journey) -> HttpResponse:
    """The request is saved: how to come back to it, with an account or by a link in an e-mail."""
    form = LaterForm(request.POST if request.method == "POST" else None)
    context = frame(journey) | {"form": form, "continue_url": journey.where_left()}
    if request.method != "POST":
        return render(request, "cases/intake/later.html", context)
    if not form.is_valid():
        return render(request, "cases/intake/later.html", context)
    if too_often(request, MailThrottle):
        return _too_many(request, context)
    actions.remember_email(draft=journey.draft, email=form.cleaned_data["email"], by=journey.by)
    return render(request, "cases/intake/later_sent.html", context)


@never_cache
@require_safe
def resume(request: HttpRequest, code: str) -> HttpResponse:
    """The link of the e-mail: this browser may open the request, and goes on where it was left."""
    hold(request, code)
    return redirect("cases:continue", code)


@require_safe
@on_journey
def go_on(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Go on with a request where it was left."""
    return HttpResponseRedirect(journey.where_left())


@require_http_methods(READ_AND_SEND)
@on_journey
def delete(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Throw an unfinished request away, after asking."""
    if request.method != "POST":
        context = frame(journey) | {"back_url": journey.where_left()}
        return render(request, "cases/intake/delete.html", context)
    start_address = journey.start_address
    actions.delete_draft(draft=journey.draft, by=journey.by)
    say(request, _("Започети захтев је обрисан, са свим одговорима и документима."))
    return redirect("cases:mine") if journey.by else HttpResponseRedirect(start_address)
