"""What the pages of participation share: who is asking, whether they may, what came of an act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from eservices.cases.views.shared import Throttle, rendered_in_other_script, say
from eservices.participation import access, actions, labels
from eservices.participation.models import Process
from eservices.participation.phases import Act, Identity, Kind, NotNow, Standing, check, needed_standing
from municipalities.accounts.assurance import Level, ask_for
from municipalities.models import Municipality, Office
from municipalities.templatetags.pismo import pismo

READ_AND_SEND = ["GET", "HEAD", "POST"]
Text = labels.Text
REFUSALS: dict[type[Exception], Text] = {
    actions.AlreadySigned: _("Овај потпис већ постоји: сваки бирач потписује једном."),
    actions.AlreadyMember: _("Већ сте члан овог одбора."),
    actions.AlreadyVoted: _("Већ сте гласали. Глас је тајан и не може се мењати."),
    actions.AlreadyDone: _("То је већ учињено."),
    actions.SaidBefore: _("Исти коментар сте већ оставили."),
    actions.NoSuchPlace: _("Тај део разговора више није отворен. Отворите страну поново."),
}
CHOICES: dict[str, Text] = {
    "none": _("Изаберите бар једну могућност."),
    "unknown": _("Тај избор није на гласању. Отворите страну поново."),
    "many": _("Изабрали сте више него што је дозвољено."),
    "dear": _("Изабрано кошта више од расположивог новца."),
}


class VisitorThrottle(Throttle):
    """What somebody without an account may write in an hour."""

    scope = "participation"
    rate = "10/hour"


def standing_of(request: HttpRequest) -> Standing:
    """How surely the reader is known."""
    if not request.user.is_authenticated:
        return Standing.VISITOR
    return Standing.VERIFIED if access.knows_verified(request) else Standing.REGISTERED


def around(municipality: Municipality, process: Process | None = None) -> dict[str, Any]:
    """What every page shows around its content: the municipality, its counter, the way back."""
    context: dict[str, Any] = {
        "municipality": municipality,
        "office": Office.objects.filter(municipality=municipality).first(),
        "back_url": reverse("participation:place", args=[municipality.slug]),
    }
    if process is not None:
        context |= {"process": process, "back_url": home_of(process)}
    return context


def home_of(process: Process) -> str:
    """Address of the page of a process."""
    return reverse("participation:process", args=[process.municipality.slug, process.code])


def gate(request: HttpRequest, process: Process, act: Act) -> HttpResponse | None:
    """None when the reader may do it now, else the page that says why not or how to be known better."""
    try:
        check(Kind(process.kind), process.phase_now(), act, standing_of(request), Identity(process.identity))
    except NotNow as refused:
        if refused.code != "identity":
            say(request, labels.PHASE_REFUSALS[act], warning=True)
            return redirect(home_of(process))
        needed = needed_standing(act, Identity(process.identity))
        return ask_for(request, Level.SUBSTANTIAL if needed is Standing.VERIFIED else Level.BASIC)
    return None


def refusal(error: Exception, act: Act | None = None) -> Text:
    """Why an action was refused, in words that say what to do."""
    match error:
        case NotNow():
            return labels.PHASE_REFUSALS[act] if act else _("То у овој фази није могуће.")
        case actions.NeedMissing():
            return labels.NEEDS[error.need]
        case actions.WrongChoice():
            return CHOICES[error.code]
        case actions.TooMany():
            text = _("Највише коментара у једном сату: %(limit)s. Следећи можете послати у %(time)s.")
            return text % {"limit": error.limit, "time": time_format(localtime(error.again_at), "H:i")}
        case _:
            return REFUSALS[type(error)]


EXPECTED: tuple[type[Exception], ...] = (NotNow, actions.NeedMissing, actions.WrongChoice, actions.TooMany, *REFUSALS)


def attempt(request: HttpRequest, act: Callable[[], Any], done: Text, kind: Act | None = None) -> bool:
    """Carry out an act without typed words and say what came of it."""
    try:
        act()
    except EXPECTED as error:
        say(request, refusal(error, kind), warning=True)
        return False
    say(request, done)
    return True


def tried(form: forms.Form, act: Callable[[], Any], kind: Act | None = None) -> bool:
    """Carry out an act with what was typed; a refusal becomes an error of the form, so that nothing typed is lost."""
    try:
        act()
    except EXPECTED as error:
        form.add_error(None, str(refusal(error, kind)))
        return False
    return True


def again_in_other_script(
    request: HttpRequest, template: str, form: forms.Form, context: dict[str, Any]
) -> HttpResponse | None:
    """The half-typed page in the script whose button was pressed; None when another button was."""
    if "language" not in request.POST:
        return None
    for name in form.fields:
        typed = request.POST.getlist(name)
        form.initial[name] = typed if len(typed) > 1 else "".join(typed)
    form.is_bound = False
    return rendered_in_other_script(request, template, context | {"form": form})


def form_page(request: HttpRequest, template: str, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    """The page of a form, as typed."""
    return render(request, template, context | {"form": form})


def too_fast(request: HttpRequest, form: forms.Form) -> bool:
    """Whether a visitor without an account writes too often; the form then says so."""
    if request.user.is_authenticated or VisitorThrottle().allow_request(request, None):  # type: ignore[arg-type]
        return False
    form.add_error(None, str(_("Са ваше адресе је стигло много порука у једном сату. Пријавите се или сачекајте сат.")))
    return True


def title_of(process: Process) -> str:
    """The title in the reader's script."""
    return pismo(process.title)
