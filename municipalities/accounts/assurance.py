"""How surely the portal knows who signed in: the assurance level (ниво поузданости) of a sign-in and of its session.

The three levels are those of the law on electronic identification (Закон о електронском документу, електронској
идентификацији и услугама од поверења у електронском пословању): basic (основни), substantial (средњи) and high
(високи). A password alone is basic; a password with a second factor, or a passkey, is substantial; the national eID
states its own level.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import total_ordering, wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from municipalities.accounts.models import SignIn, User

SESSION_KEY = "assurance_level"
# Where a person was when a stronger sign-in was asked for.
RETURN_SESSION_KEY = "return_after_step_up"
Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]


@total_ordering
class Level(Enum):
    """Assurance levels, comparable: ``Level.BASIC < Level.SUBSTANTIAL < Level.HIGH``."""

    BASIC = "basic"
    SUBSTANTIAL = "substantial"
    HIGH = "high"

    def __lt__(self, other: Level) -> bool:
        order = list(Level)
        return order.index(self) < order.index(other)

    @property
    def label(self) -> str | Promise:
        """Name of the level in the nominative, for people."""
        return {
            Level.BASIC: _("основни ниво"),
            Level.SUBSTANTIAL: _("средњи ниво"),
            Level.HIGH: _("високи ниво"),
        }[self]


def level_from_claims(claims: dict[str, Any]) -> Level:
    """Level that the national eID states in its answer; basic when it states none that settings.EID_LEVELS knows.

    ``claims`` is what allauth keeps of the answer: the identity token and the user information, each a mapping.
    """
    stated = [
        part[settings.EID_LEVEL_CLAIM]
        for part in (claims.get("id_token"), claims.get("userinfo"), claims)
        if isinstance(part, dict) and settings.EID_LEVEL_CLAIM in part
    ]
    known = settings.EID_LEVELS.get(str(stated[0])) if stated else None
    return Level(known) if known else Level.BASIC


def level_of(request: HttpRequest) -> Level:
    """Level of this session; basic for somebody who has not signed in."""
    if not request.user.is_authenticated:
        return Level.BASIC
    return Level(request.session.get(SESSION_KEY, Level.BASIC.value))


def remember(request: HttpRequest, *, user: User, level: Level, method: str, provider: str = "") -> None:
    """Keep the level in the session and a row of the sign-in for the person to see."""
    request.session[SESSION_KEY] = level.value
    SignIn.objects.create(user=user, method=method, level=level.value, provider=provider)


def step_up_address(request: HttpRequest, needed: Level, *, service: str = "") -> str:
    """Address of the page that says which level is needed and how to reach it; it leads back to this request."""
    back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    query = {"level": needed.value, "next": back} | ({"service": service} if service else {})
    return f"{reverse('account_step_up')}?{urlencode(query)}"


def ask_for(request: HttpRequest, needed: Level, *, service: str = "") -> HttpResponse | None:
    """None when the session reaches ``needed``, else a redirect: to sign-in for a stranger, to the step-up page."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if level_of(request) >= needed:
        return None
    return HttpResponseRedirect(step_up_address(request, needed, service=service))


def require(needed: Level) -> Callable[[View[Parameters]], View[Parameters]]:
    """Let only sessions of at least ``needed`` into a view."""

    def decorate(view: View[Parameters]) -> View[Parameters]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
            return ask_for(request, needed) or view(request, *args, **kwargs)

        return guarded

    return decorate


def official_needs_second_factor(request: HttpRequest) -> bool:
    """Whether this official has to sign in more surely before the desk opens (settings.SECOND_FACTOR_FOR_OFFICIALS).

    Demo officials of a local portal are let in with the password that the portal itself prints.
    """
    user = request.user
    if not settings.SECOND_FACTOR_FOR_OFFICIALS or not user.is_authenticated:
        return False
    if settings.DEMO_LOGINS and user.is_demo:
        return False
    return level_of(request) < Level.SUBSTANTIAL
