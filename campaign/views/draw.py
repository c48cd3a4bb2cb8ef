"""The prize draw for citizens: rules, taking part, result, the file and program by which anybody checks it."""

from __future__ import annotations

import json
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaign import access, actions, verify_draw
from campaign.views.competition import source_of
from campaign.views.shared import Text, crumbs
from eservices.cases.views.shared import say, signed_in
from municipalities.accounts.models import User

REFUSALS: dict[type[Exception], Text] = {
    actions.NotYet: _("Учешће тренутно није отворено."),
    actions.NotForOfficials: _("Запослени у општинама и СКГО не учествују."),
    actions.NoRequest: _("Учествује ко је у данима извлачења поднео бар један захтев преко портала."),
}


@never_cache
@require_safe
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be won, how it is drawn, and the own code."""
    found = access.draw_of(slug)
    winners = list(found.codes.exclude(place=None).order_by("place").values_list("place", "code"))
    context = {
        "draw": found, "entry": access.own_entry(cast(User, request.user), found), "winners": winners,
        "taking_part": found.codes.count() if found.drawn_at else None,
        **crumbs(found.said_title, (_("Такмичење"), reverse("campaign:competitions"))),
    }  # fmt: skip
    return render(request, "campaign/draw.html", context)


@require_POST
@signed_in
def enter(request: HttpRequest, slug: str) -> HttpResponse:
    """Take part."""
    found = access.draw_of(slug)
    try:
        actions.enter(draw=found, by=cast(User, request.user))
    except tuple(REFUSALS) as refused:
        say(request, REFUSALS[type(refused)], warning=True)
    else:
        say(request, _("Учествујете. Ваша шифра је на овој страни."))
    return redirect("campaign:draw", slug)


@require_safe
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything by which the draw can be repeated; 404 before it was drawn."""
    found = access.draw_of(slug)
    if found.drawn_at is None:
        raise Http404
    winners = found.codes.exclude(place=None).order_by("place").values_list("code", flat=True)
    content = {
        "draw": found.slug, "commitment": found.commitment, "secret": found.secret, "outside": found.outside,
        "entries_sha256": found.entries_sha256, "entries": list(found.codes.values_list("code", flat=True)),
        "winners": list(winners),
    }  # fmt: skip
    response = HttpResponse(json.dumps(content, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="izvlacenje-{slug}.json"'
    return response


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The program that repeats the draw."""
    return source_of(verify_draw.__file__)
