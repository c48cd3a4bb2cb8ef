"""Pages of those who hold a promotion: its board, receiving visitors, the help counter, the report."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign import access, actions
from campaign.forms import ReportForm, TicketForm
from campaign.letters import full_address
from campaign.models import HelpVisit, Promotion, Registration
from eservices.cases import service as services
from eservices.cases.desk.frames import frame
from eservices.cases.paper.qr import qr_svg
from municipalities.accounts.models import User
from municipalities.models import OfferedService

READ_AND_SEND = ["GET", "HEAD", "POST"]
NOT_NOW = _("То сада није могуће: погледајте у ком је стању промоција.")


def address(promotion: Promotion) -> str:
    """Address of the board."""
    return reverse("admin:campaign_promotion_board", args=[promotion.pk])


def _opened(request: HttpRequest, pk: int) -> tuple[User, Promotion]:
    user = cast(User, request.user)
    return user, access.promotion_of(user, pk)


@never_cache
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The promotion on one screen: places, who came, help given, the next step."""
    user, promotion = _opened(request, pk)
    return _board(request, user, promotion, TicketForm())


def _board(request: HttpRequest, user: User, promotion: Promotion, form: TicketForm) -> HttpResponse:
    counted = dict(promotion.registrations.order_by().values_list("state").annotate(Count("id")))
    context = frame(
        request, str(promotion), promotion=promotion, form=form, leads=access.runs_campaign(user),
        counts=[(label, counted.get(state, 0)) for state, label in Registration.State.choices],
        services=_services(promotion), help=_help(promotion), is_open=promotion.takes_visitors,
        can_report=promotion.is_over and promotion.state in ("announced", "reported"),
    )  # fmt: skip
    return render(request, "admin/campaign/board.html", context)


def _services(promotion: Promotion) -> list[services.Service]:
    """Services that the town offers, for the counter."""
    offered = set(OfferedService.objects.filter(municipality=promotion.town).values_list("service", flat=True))
    return [one for one in services.all_services() if one.slug in offered]


def _help(promotion: Promotion) -> list[dict[str, Any]]:
    """How many requests were begun at the counter, by service, and how many of them were filed since."""
    rows = HelpVisit.objects.filter(promotion=promotion).order_by().values("service")
    counted = rows.annotate(begun=Count("id"), filed=Count("draft__case"))
    names = {one.slug: one.name for one in services.all_services()}
    return [{**row, "name": names.get(row["service"], row["service"])} for row in counted]


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Announce a plan or call a promotion off; organisers only."""
    user = access.organiser(request)
    promotion = access.promotion_of(user, pk)
    steps = {"najavi": (actions.announce, _("Промоција је најављена.")),
             "otkazi": (actions.call_off, _("Промоција је отказана. Пријављенима шаљемо писмо."))}  # fmt: skip
    if name not in steps:
        raise Http404
    act, done = steps[name]
    try:
        act(promotion=promotion, by=user)
    except actions.NotOpen:
        messages.warning(request, str(NOT_NOW))
    else:
        messages.success(request, str(done))
    return redirect(address(promotion))


# -- visitors ----------------------------------------------------------------------------------------------------------
@require_POST
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """From a typed code to the visitor's page."""
    user, promotion = _opened(request, pk)
    form = TicketForm(request.POST)
    if form.is_valid():
        found = promotion.registrations.filter(code=form.cleaned_data["code"]).first()
        if found is not None:
            return redirect("admin:campaign_promotion_visitor", found.code)
        form.add_error("code", str(_("Таква улазница за ову промоцију не постоји. Проверите шифру.")))
    return _board(request, user, promotion, form)


@never_cache
@require_http_methods(READ_AND_SEND)
def visitor(request: HttpRequest, code: str) -> HttpResponse:
    """What the QR code opens: how the sign-up stands, and the button that lets the visitor in."""
    user = cast(User, request.user)
    row = access.visitor_of(user, code)
    if request.method == "POST":
        try:
            actions.check_in(registration=row, by=user)
        except actions.AlreadyCame:
            messages.warning(request, gettext("Ова улазница је већ искоришћена или отказана."))
        except actions.NotOpen:
            messages.warning(request, gettext("Нема слободног места, или промоција није отворена."))
        else:
            messages.success(request, gettext("Добро дошли: место је заузето."))
        return redirect("admin:campaign_promotion_visitor", code)
    context = frame(
        request, gettext("Улазница"), registration=row, promotion=row.promotion, board_url=address(row.promotion),
        good=row.state in ("asked", "confirmed", "waiting"),
    )  # fmt: skip
    return render(request, "admin/campaign/visitor.html", context)


# -- the counter and the report ----------------------------------------------------------------------------------------
@require_POST
def assist(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a request with the citizen present, and show the link by which the citizen goes on."""
    user, promotion = _opened(request, pk)
    offered = {one.slug: one for one in _services(promotion)}
    chosen = offered.get(request.POST.get("service", ""))
    if chosen is None:
        messages.warning(request, gettext("Изаберите услугу коју ова општина нуди."))
        return redirect(address(promotion))
    try:
        draft = actions.help_visitor(promotion=promotion, service=chosen, by=user)
    except actions.NotOpen:
        messages.warning(request, str(NOT_NOW))
        return redirect(address(promotion))
    link = full_address("cases:resume", draft.code)
    drawing = qr_svg(link, description=gettext("QR код започетог захтева"))
    context = frame(
        request, gettext("Захтев је започет"), promotion=promotion, board_url=address(promotion), link=link,
        service=chosen, qr=f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}",
    )  # fmt: skip
    return render(request, "admin/campaign/assist.html", context)


@never_cache
@require_http_methods(READ_AND_SEND)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of a promotion that has ended; organisers only."""
    user = access.organiser(request)
    promotion = access.promotion_of(user, pk)
    known = {"visitors": promotion.visitors, "text": promotion.report, "text_en": promotion.report_en}
    form = ReportForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid() and _reported(form, promotion, user):
        messages.success(request, gettext("Извештај је објављен."))
        return redirect(address(promotion))
    context = frame(
        request, gettext("Извештај о промоцији"), promotion=promotion, form=form, board_url=address(promotion)
    )
    return render(request, "admin/campaign/report.html", context)


def _reported(form: forms.Form, promotion: Promotion, user: User) -> bool:
    given = form.cleaned_data
    try:
        actions.publish_report(
            promotion=promotion, visitors=given["visitors"], text=given["text"], text_en=given["text_en"], by=user
        )
    except actions.NotOpen:
        form.add_error(None, str(_("Извештај се пише кад се промоција заврши.")))
        return False
    return True
