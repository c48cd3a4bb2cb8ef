"""Pages of organisers for competitions and draws: freeze, audit, draw."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign import access, actions
from campaign.forms import OutsideForm
from campaign.models import Competition, PrizeDraw
from campaign.stand import READ_AND_SEND
from eservices.cases.desk.frames import frame

REFUSALS = {
    actions.NotYet: _("Још не: такмичење траје, последња ноћ није обрачуната, или је корак већ учињен."),
    actions.SamePerson: _("Проверу ради друга особа, а не она која је такмичење замрзла (четири ока)."),
    actions.Unequal: _(
        "Датотека или бодови се не слажу са обрачуном. Не објављујте ништа; позовите одржаваоца портала."
    ),
}


@never_cache
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """A competition: the last reckoning, the next step."""
    access.organiser(request)
    row = get_object_or_404(Competition.objects.select_related("rules", "frozen_by", "audited_by"), pk=pk)
    reckoning = row.reckonings.first()
    context = frame(
        request, row.title, competition=row, reckoning=reckoning,
        standings=list(reckoning.standings.select_related("town")[:20]) if reckoning else [],
        can_freeze=bool(reckoning and row.frozen_at is None and reckoning.day > row.last),
        can_audit=row.frozen_at is not None and row.audited_at is None,
    )  # fmt: skip
    return render(request, "admin/campaign/competition.html", context)


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Freeze or audit."""
    user = access.organiser(request)
    row = get_object_or_404(Competition, pk=pk)
    steps = {"zamrzni": (actions.freeze, _("Такмичење је замрзнуто. Сада га проверава друга особа.")),
             "proveri": (actions.audit, _("Резултат је проверен. Признања се штампају."))}  # fmt: skip
    if name not in steps:
        raise Http404
    act, done = steps[name]
    try:
        act(competition=row, by=user)
    except tuple(REFUSALS) as refused:
        messages.warning(request, str(REFUSALS[type(refused)]))
    else:
        messages.success(request, str(done))
    return redirect("admin:campaign_competition_board", pk)


@never_cache
@require_http_methods(READ_AND_SEND)
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the number from outside and draw."""
    user = access.organiser(request)
    row = get_object_or_404(PrizeDraw, pk=pk)
    form = OutsideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.draw_winners(draw=row, outside=form.cleaned_data["outside"], by=user)
        except actions.NotYet:
            form.add_error(None, gettext("Извлачи се једном, после последњег дана."))
        else:
            messages.success(request, gettext("Извучено је. Добитницима шаљемо писмо."))
            return redirect("admin:campaign_prizedraw_draw", pk)
    context = frame(
        request, row.title, draw=row, form=form, codes=row.codes.count(),
        winners=list(row.codes.exclude(place=None).order_by("place").values_list("place", "code")),
        can_draw=row.drawn_at is None and timezone.localdate() > row.last,
        public_url=reverse("campaign:draw", args=[row.slug]),
    )  # fmt: skip
    return render(request, "admin/campaign/draw.html", context)
