"""What the citizen's pages share: who is asking, which drafts this browser holds, the counter to turn to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from rest_framework.throttling import SimpleRateThrottle

from eservices.cases import access
from eservices.cases import service as services
from eservices.cases.clock_words import on
from eservices.cases.models import Case, Draft
from eservices.cases.service import Service, Text
from municipalities.accounts.models import User
from municipalities.models import Municipality
from municipalities.safety import remember_language

View = Callable[..., HttpResponseBase]
HELD_KEY = "held_drafts"
MOST_HELD = 20


def person(request: HttpRequest) -> User | None:
    """The signed-in person, or None."""
    return request.user if request.user.is_authenticated else None


def held_codes(request: HttpRequest) -> frozenset[str]:
    """Codes of the requests that this browser began, or opened by their link, without an account."""
    return frozenset(request.session.get(HELD_KEY, ()))


def hold(request: HttpRequest, code: str) -> None:
    """Remember in the session that this browser may open the request of that code."""
    others = [kept for kept in request.session.get(HELD_KEY, ()) if kept != code]
    request.session[HELD_KEY] = [*others, code][-MOST_HELD:]


def signed_in(view: View) -> View:
    """A page of a signed-in person, which no browser or proxy keeps."""
    return never_cache(login_required(view))


def service_of(case: Case) -> Service:
    """The service of a case; 404 when it is no longer installed."""
    try:
        return services.get(case.service)
    except LookupError as missing:
        raise Http404 from missing


def service_name(slug: str) -> Text:
    """Name of a service for a list; its slug when the service is no longer installed."""
    try:
        return services.get(slug).name
    except LookupError:
        return slug


def about(holder: Draft | Case, service: Service) -> dict[str, Any]:
    """What every page of a draft or case shows around its content."""
    return around(holder.municipality, service)


def around(municipality: Municipality, service: Service) -> dict[str, Any]:
    """Municipality, its counter for this service, and the service."""
    return {
        "municipality": municipality,
        "office": municipality.counter_for(service.slug),
        "service": service,
    }


def sorry(request: HttpRequest, context: dict[str, Any], *, title: Text, body: list[Text], status: int) -> HttpResponse:
    """A page that says in words what cannot be done and where to turn."""
    return render(request, "cases/sorry.html", context | {"heading": title, "body": body}, status=status)


def destroyed(request: HttpRequest, case: Case) -> HttpResponse:
    """The retention term of the case has passed: what that means for who still holds its code (410)."""
    return sorry(
        request,
        {"municipality": case.municipality},
        title=_("Овај предмет више не чувамо"),
        body=[
            _("Предмет %(number)s је завршен, а рок у коме га општина чува истекао је %(day)s") % {
                "number": case.number, "day": on(case.retain_until),
            },
            _("Зато смо га уништили, као што пропис налаже: код нас више нема ни захтева, ни докумената, ни ваших података."),
            _("Одлука коју сте добили и даље важи. Чувајте свој примерак: код нас је остао само њен број у уписнику."),
        ],
        status=410,
    )  # fmt: skip


def not_set_up(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The municipality offers the service but has not entered a value it needs; nothing was filed."""
    return sorry(
        request,
        context,
        title=_("Општина још није завршила припреме за ову услугу"),
        body=[
            _("Недостаје податак који уноси општина, па захтев сада не можемо да примимо. Грешка није ваша."),
            _("Све што сте унели је сачувано. Обавестите општину или покушајте поново сутра."),
        ],
        status=409,
    )


def in_other_script(request: HttpRequest, address: str) -> HttpResponse:
    """Back to ``address`` in the script or language whose button was pressed."""
    response = HttpResponseRedirect(address)
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        remember_language(response, wanted)
    return response


def rendered_in_other_script(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page again, as it was typed, in the script or language whose button was pressed.

    For pages whose content is sent at once and kept nowhere before.
    """
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        translation.activate(wanted)
    response = render(request, template, context)
    remember_language(response, translation.get_language())
    return response


def say(request: HttpRequest, text: Text, *, warning: bool = False) -> None:
    """Tell the reader on the next page that something was done, or could not be."""
    (messages.warning if warning else messages.success)(request, str(text))


class Throttle(SimpleRateThrottle):
    """How often one address may ask for something costly or guessable; ``scope`` names a rate of the settings."""

    scope = "anonymous"

    def get_cache_key(self, request: HttpRequest, view: object) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}  # type: ignore[arg-type]


class VerifyThrottle(Throttle):
    """Guesses of codes and files to be verified."""

    scope = "verify"


class MailThrottle(Throttle):
    """Mails to an address that nobody has confirmed."""

    scope = "mail"
    rate = "6/hour"


def too_often(request: HttpRequest, throttle: type[Throttle]) -> bool:
    """Whether this address has asked too often; counts this time."""
    return not throttle().allow_request(request, None)  # type: ignore[arg-type]


def siblings(case: Case) -> list[tuple[str, Case]]:
    """The other cases of the same conversation with the names of their services; only for the applicant's own pages."""
    return [(str(services.get(one.service).name), one) for one in access.siblings_of(case).order_by("pk")]
