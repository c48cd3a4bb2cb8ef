"""Newsletter, short addresses of posts, pictures for sharing, impact, press kit."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaign import access, actions, sources
from campaign.forms import NewsletterForm
from campaign.models import PressKit, Promotion
from campaign.share import picture
from campaign.views.shared import READ_AND_SEND, LetterThrottle, crumbs
from eservices.cases.views.shared import rendered_in_other_script, say, too_often
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

PICTURE_SECONDS = 3600
PHASES = ("before", "around", "after")


# -- the newsletter ----------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(READ_AND_SEND)
def newsletter(request: HttpRequest) -> HttpResponse:
    """Ask for the newsletter."""
    form = NewsletterForm(request.POST if request.method == "POST" else None)
    context = {"form": form, **crumbs(_("Билтен"))}
    if "language" in request.POST:
        form.initial = {name: request.POST.get(name, "") for name in form.fields}
        form.is_bound = False
        return rendered_in_other_script(request, "campaign/newsletter.html", context)
    if form.is_valid():
        if not too_often(request, LetterThrottle):
            town = access.town_of_reader(form.cleaned_data["town"])
            email, language = form.cleaned_data["email"], get_language() or "sr"
            actions.ask_newsletter(town=town, email=email, language=language, by=None)
            say(request, _("Послали смо писмо на вашу адресу. Билтен стиже кад у њему потврдите пријаву."))
            return redirect("campaign:newsletter")
        form.add_error(None, str(_("Са ваше адресе је стигло много пријава у једном сату. Покушајте поново за сат.")))
    return render(request, "campaign/newsletter.html", context)


@never_cache
@require_http_methods(READ_AND_SEND)
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """The page behind the letter, and its button."""
    reader = access.reader(code)
    if request.method == "POST":
        actions.confirm_newsletter(subscriber=reader, by=None)
        say(request, _("Билтен вам стиже на адресу е-поште."))
        return redirect("campaign:index")
    return render(request, "campaign/newsletter_confirm.html", {"reader": reader, **crumbs(_("Билтен"))})


@csrf_exempt
@never_cache
@require_http_methods(READ_AND_SEND)
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Leave the newsletter: by the button, or by a mail program in one click (RFC 8058), which holds no security token."""
    reader = access.reader(code)
    if request.method == "POST":
        actions.leave_newsletter(subscriber=reader, by=None)
        say(request, _("Одјављени сте. Ваша адреса је обрисана."))
        return redirect("campaign:index")
    return render(request, "campaign/newsletter_leave.html", {"reader": reader, **crumbs(_("Билтен"))})


# -- posts and pictures ------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def post(request: HttpRequest, code: str) -> HttpResponse:
    """The short address in a post: counts the visit and goes to the page."""
    found = access.post_of(code)
    if request.method == "GET":
        actions.count_visit(post=found, by=None)
    return redirect(found.marked_target)


@require_safe
def share_picture(request: HttpRequest, kind: str, slug: str, language: str) -> HttpResponse:
    """The picture of a piece of news or a promotion in one language."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with translation.override(language):
        title, below = _words(kind, slug)
        brand = str(_("Да кликнемо заједно"))
    key = "campaign:share:" + sha256("\n".join((brand, title, below)).encode()).hexdigest()
    drawn = cache.get(key)
    if drawn is None:
        drawn = picture(brand, title, below)
        cache.set(key, drawn, PICTURE_SECONDS)
    response = HttpResponse(drawn, content_type="image/png")
    patch_cache_control(response, public=True, max_age=PICTURE_SECONDS)
    return response


def _words(kind: str, slug: str) -> tuple[str, str]:
    if kind == "vest":
        item = access.public_news(slug)
        return item.said_title, date_format(item.published_on, "DATE_FORMAT") if item.published_on else ""
    if kind == "promocija":
        found = access.public_promotion(slug)
        day = date_format(localtime(found.starts_at), "DATE_FORMAT")
        return found.said_title, f"{pismo(found.town.name)}, {day}"
    raise Http404


# -- impact and press --------------------------------------------------------------------------------------------------
@require_safe
def impact(request: HttpRequest) -> HttpResponse:
    """Use before, around and after each promotion."""
    rows = [_impact_row(row) for row in access.public_promotions().exclude(impact=[]).order_by("-starts_at")[:100]]
    columns = [
        {"label": _("Промоција")}, {"label": _("28 дана пре"), "numeric": True},
        {"label": _("7 дана од промоције"), "numeric": True}, {"label": _("28 дана после тога"), "numeric": True},
    ]  # fmt: skip
    return render(request, "campaign/impact.html", {"rows": rows, "columns": columns, **crumbs(_("Учинак"))})


def _impact_row(row: Promotion) -> list[Any]:
    """Requests through the portal in each phase, and by week, so that phases of different length can be compared."""
    known = {line["phase"]: line for line in row.impact}
    label = f"{pismo(row.town.name)}, {date_format(localtime(row.starts_at), 'SHORT_DATE_FORMAT')}"
    return [
        {"text": label, "url": row.get_absolute_url()},
        *({"text": _cell(known.get(one)), "numeric": True} for one in PHASES),
    ]


def _cell(line: dict[str, Any] | None) -> str:
    if line is None:
        return str(_("још траје"))
    if line["online"] is None:
        return str(_("мање од 5"))
    weekly = one_decimal(line["online"] * 7 / line["days"])
    return str(_("%(number)s (недељно %(weekly)s)") % {"number": line["online"], "weekly": weekly})


def one_decimal(number: float) -> str:
    """A number with one decimal in the reader's way of writing."""
    return f"{number:.1f}".replace(".", "." if get_language() == "en" else ",")


@require_safe
def press(request: HttpRequest) -> HttpResponse:
    """Texts, pictures and numbers for journalists."""
    places = Municipality.objects.all()
    context = {
        "towns": places.count(), "promotions": access.public_promotions().count(),
        "data_sets": sources.open_data_count(), "news": access.published_news()[:5], "kit": PressKit.objects.first(),
        **crumbs(_("За медије")),
    }  # fmt: skip
    return render(request, "campaign/press.html", context)


@require_safe
def press_kit(request: HttpRequest) -> HttpResponseBase:
    """The latest kit as a ZIP; 404 before the first night."""
    found = access.press_kit()
    return FileResponse(
        default_storage.open(found.path), as_attachment=True, filename=f"komplet-za-medije-{found.made_on}.zip",
        content_type="application/zip",
    )  # fmt: skip
