"""Promotions for visitors: what is planned, signing up, the ticket with its QR code, the file for calendars."""

from __future__ import annotations

from base64 import b64encode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign import access, actions
from campaign.calendar_file import CALENDAR_TYPE, Happening, calendar_of
from campaign.forms import SignUpForm
from campaign.models import Promotion, Registration
from campaign.squares import map_of
from campaign.structured import event_of, script_of
from campaign.views.shared import READ_AND_SEND, LetterThrottle, crumbs, pages, promotion_card, standing_of
from eservices.cases.paper.qr import qr_svg
from eservices.cases.views.shared import rendered_in_other_script, say, too_often
from municipalities.templatetags.pismo import pismo

PROMOTIONS_A_PAGE = 20
CLOSED = _("Пријава за ову промоцију више није отворена.")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Promotions to come, and those that were held, the last first."""
    now = timezone.now()
    rows = access.public_promotions()
    page = Paginator(rows.filter(ends_at__lte=now).order_by("-starts_at"), PROMOTIONS_A_PAGE).get_page(
        request.GET.get("strana")
    )
    coming = list(rows.filter(ends_at__gt=now))
    context = {
        "coming": [promotion_card(row) for row in coming],
        "map": map_of(coming) if coming else None,
        "held": [promotion_card(row) for row in page],
        **pages(page),
        **crumbs(_("Промоције")),
    }
    return render(request, "campaign/promotions.html", context)


@never_cache
@require_http_methods(READ_AND_SEND)
def promotion(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a promotion, with the sign-up while places or the waiting list are open."""
    found = access.public_promotion(code)
    form = SignUpForm(request.POST if request.method == "POST" else None)
    context = _context(found) | {"form": form}
    if "language" in request.POST:
        form.initial = {name: request.POST.get(name, "") for name in form.fields}
        form.is_bound = False
        return rendered_in_other_script(request, "campaign/promotion.html", context)
    if form.is_valid() and _asked(request, found, form):
        return redirect("campaign:asked", found.code)
    return render(request, "campaign/promotion.html", context)


def _context(found: Promotion) -> dict[str, object]:
    status, tone = standing_of(found)
    return {
        "promotion": found, "status": status, "tone": tone, "municipality": found.town,
        "event": script_of(event_of(found)),
        "map": map_of([found]),
        **crumbs(found.said_title, (_("Промоције"), reverse("campaign:promotions"))),
    }  # fmt: skip


def _asked(request: HttpRequest, found: Promotion, form: SignUpForm) -> bool:
    """Take the sign-up; a refusal becomes an error of the form, so that nothing typed is lost."""
    if too_often(request, LetterThrottle):
        form.add_error(None, str(_("Са ваше адресе је стигло много пријава у једном сату. Покушајте поново за сат.")))
        return False
    given = form.cleaned_data
    try:
        actions.ask(promotion=found, name=given["name"], email=given["email"], language=get_language() or "sr", by=None)
    except actions.NotOpen:
        form.add_error(None, str(CLOSED))
        return False
    return True


@require_safe
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """What happens now: a letter is under way."""
    found = access.public_promotion(code)
    context = {"promotion": found, **crumbs(found.said_title, (_("Промоције"), reverse("campaign:promotions")))}
    return render(request, "campaign/asked.html", context)


@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The promotion as a file for calendars."""
    found = access.public_promotion(code)
    happening = Happening(
        uid=f"{found.code}@{settings.SITE_ADDRESS.partition('//')[2].partition('/')[0].partition(':')[0]}",
        title=found.said_title,
        text=found.said_text,
        place=f"{pismo(found.place)}, {found.town.postal_code} {pismo(found.town.name)}",
        address=settings.SITE_ADDRESS + found.get_absolute_url(),
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        revision=found.revision,
        is_cancelled=found.state == Promotion.State.CANCELLED,
        position=found.position,
    )
    response = HttpResponse(calendar_of(happening, now=timezone.now()), content_type=CALENDAR_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="promocija-{found.code}.ics"'
    return response


# -- the ticket --------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """The sign-up behind a secret address: confirm it, show the QR code at the square, give it up."""
    row = access.ticket(code)
    context = {
        "registration": row, "promotion": row.promotion, "municipality": row.promotion.town,
        "qr": qr_of(row) if row.state in ("confirmed", "waiting") else "",
        "back_url": row.promotion.get_absolute_url(),
    }  # fmt: skip
    response = render(request, "campaign/ticket.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def qr_of(row: Registration) -> str:
    """Data address of the QR code of a ticket; it opens the page on which an official receives the visitor."""
    address = settings.SITE_ADDRESS + reverse("admin:campaign_promotion_visitor", args=[row.code])
    drawing = qr_svg(address, description=gettext("QR код улазнице"))
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"


@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """The button in the page of the letter."""
    row = access.ticket(code)
    try:
        done = actions.confirm(registration=row, by=None)
    except actions.NotOpen:
        say(request, CLOSED, warning=True)
    else:
        text = _("Пријава је потврђена.") if done.holds_place else _("Сва места су заузета. На листи сте чекања.")
        say(request, text)
    return redirect("campaign:ticket", code)


@require_POST
def give_up(request: HttpRequest, code: str) -> HttpResponse:
    """Give the place up."""
    row = access.ticket(code)
    actions.give_up(registration=row, by=None)
    say(request, _("Пријава је отказана. Хвала што сте место оставили другоме."))
    return redirect("campaign:ticket", code)
