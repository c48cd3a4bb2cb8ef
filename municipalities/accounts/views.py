"""The account of a person: contact data, sign-ins, own data, and the page that asks for a stronger sign-in."""

from __future__ import annotations

from typing import cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from municipalities import catalogue
from municipalities.accounts.assurance import RETURN_SESSION_KEY, Level, level_of
from municipalities.accounts.forms import ProfileForm
from municipalities.accounts.models import User
from municipalities.accounts.personal_data import export_of
from municipalities.safety import remember_language, safe_next
from municipalities.sessions import renew

SIGN_INS_SHOWN = 10


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Contact data and language of the signed-in person, the last sign-ins and what else can be done here."""
    user = cast(User, request.user)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        return _saved(request, user)
    sign_ins = [(row, Level(row.level).label) for row in user.sign_ins.order_by("-at")[:SIGN_INS_SHOWN]]
    page = {"form": form, "sign_ins": sign_ins, "level": level_of(request)}
    return render(request, "accounts/account.html", page)


def _saved(request: HttpRequest, user: User) -> HttpResponse:
    response = redirect("account")
    remember_language(response, user.language)
    with translation.override(user.language):
        messages.success(request, _("Ваши подаци су сачувани."))
    return response


@never_cache
@login_required
@require_GET
def own_data(request: HttpRequest) -> HttpResponse:
    """Everything that the portal keeps about the signed-in person, as a JSON file."""
    response = JsonResponse(export_of(cast(User, request.user)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="moji-podaci.json"'
    return response


@never_cache
@login_required
@require_GET
def step_up(request: HttpRequest) -> HttpResponse:
    """Which level is needed and why, the ways to reach it, and back to where the person was."""
    back = safe_next(request, default=reverse("account"))
    needed = _needed_level(request)
    if level_of(request) >= needed:
        request.session.pop(RETURN_SESSION_KEY, None)
        return HttpResponseRedirect(back)
    request.session[RETURN_SESSION_KEY] = back
    entry = catalogue.find(request.GET.get("service", ""))
    factors = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    page = {
        "needed": needed,
        "level": level_of(request),
        "entry": entry,
        "ways": _ways(needed, factors, back),
        "eid_url": _eid_address(back),
        "back": back,
    }
    return render(request, "accounts/step_up.html", page, status=403)


def _needed_level(request: HttpRequest) -> Level:
    try:
        return Level(request.GET.get("level", ""))
    except ValueError:
        return Level.SUBSTANTIAL


def _ways(needed: Level, factors: set[str], back: str) -> list[tuple[str, str]]:
    """Links with their texts, the quickest first; none when only the national eID reaches the level."""
    if needed > Level.SUBSTANTIAL:
        return []
    after = f"?{urlencode({'next': back})}"
    ways = []
    if Authenticator.Type.TOTP in factors:
        ways.append((reverse("mfa_reauthenticate") + after, _("Унесите код из апликације на телефону")))
    if Authenticator.Type.WEBAUTHN in factors:
        ways.append((reverse("mfa_reauthenticate_webauthn") + after, _("Потврдите безбедносним кључем")))
    if not ways:
        ways.append((reverse("mfa_activate_totp") + after, _("Укључите потврду кодом са телефона")))
        ways.append((reverse("mfa_add_webauthn") + after, _("Додајте безбедносни кључ или отисак прста")))
    return ways


def _eid_address(back: str) -> str:
    """Where sign-in by the national eID starts; empty while the portal is not connected to it."""
    if not settings.EID_SERVER_URL:
        return ""
    return f"{reverse('openid_connect_login', kwargs={'provider_id': 'eid'})}?{urlencode({'next': back})}"


@never_cache
@require_POST
def renew_session(request: HttpRequest) -> HttpResponse:
    """Prolong the session of somebody who is still there; 403 when it has already ended."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    renew(request)
    return HttpResponse(status=204)
