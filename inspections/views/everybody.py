"""What everybody sees of a report, supports and follows; and the reply form of other bodies."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.views.shared import MailThrottle, say, too_often
from inspections import access, actions, grid, limits
from inspections.forms import FollowForm, ReplyForm
from inspections.lifecycle import NotAllowed
from inspections.models import Report
from inspections.pictures import box_text
from inspections.views.shared import READ_AND_SEND, around, too_many_letters
from inspections.views.tracking import photo_answer
from inspections.wording import public_state
from municipalities.accounts.access import municipality_for

AROUND_METRES = 600


@never_cache
@require_safe
def report(request: HttpRequest, municipality: str, pk: int) -> HttpResponse:
    """What is public of a report: kind, group of states, rounded place, month, and what an official has cleared."""
    place = municipality_for(municipality)
    found = access.public_report(place, pk)
    if found.pk != pk:
        return redirect("inspections:public-report", municipality, found.pk)
    return _page(request, found, FollowForm())


def _page(request: HttpRequest, found: Report, form: FollowForm) -> HttpResponse:
    place = found.public_place
    box = box_text(grid.around(place, AROUND_METRES)) if place else ""
    page = {
        "report": found,
        "okvir": box,
        "status": public_state(found),
        "people": 1 + found.supporters,
        "photos": found.photos.filter(cleared=True),
        "form": form,
    }
    return render(request, "inspections/public_report.html", around(found.municipality) | page)


@never_cache
@require_safe
def photo(request: HttpRequest, municipality: str, pk: int, photo: UUID) -> HttpResponseBase:
    """A photograph that an official has cleared for everybody."""
    found = access.public_report(municipality_for(municipality), pk)
    picture = access.photo_of(found, photo)
    if not picture.cleared:
        raise Http404
    return photo_answer(found, picture)


@never_cache
@require_POST
def support(request: HttpRequest, municipality: str, pk: int) -> HttpResponse:
    """It bothers me too; once from a device."""
    place = municipality_for(municipality)
    found = access.public_report(place, pk)
    if limits.first_time(request, f"support:{found.pk}"):
        people = actions.support(report=found)
        say(request, _("Забележено. Ово смета људима: %(people)s.") % {"people": people})
    else:
        say(request, _("Већ сте рекли да вам ово смета. Ако желите новости, оставите е-пошту испод."))
    response = redirect("inspections:public-report", municipality, found.pk)
    limits.remember_device(request, response)
    return response


@never_cache
@require_POST
def follow(request: HttpRequest, municipality: str, pk: int) -> HttpResponse:
    """News about a report by e-mail; a letter asks first whether the address is right."""
    place = municipality_for(municipality)
    found = access.public_report(place, pk)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    if too_often(request, MailThrottle):
        return too_many_letters(request, place)
    actions.follow(
        municipality=place, what=actions.Followed(report=found), email=form.cleaned_data["email"],
        language=get_language() or "sr",
    )  # fmt: skip
    say(request, _("Послали смо вам поруку. Отворите везу у њој да потврдите да желите новости."))
    return redirect("inspections:public-report", municipality, found.pk)


@never_cache
@require_http_methods(READ_AND_SEND)
def following(request: HttpRequest, code: str) -> HttpResponse:
    """The page of the link in the letters: confirm, or stop with one press. Opening alone does neither."""
    follower = access.follower_by_code(code)
    if request.method == "POST":
        if "stop" in request.POST:
            actions.stop_following(follower=follower)
            say(request, _("Више вам ништа неће стизати, и адреса је обрисана."))
        elif follower.stopped_at is None:
            actions.confirm_following(follower=follower)
            say(request, _("Потврђено. Новости ће стизати на вашу е-пошту."))
        return redirect("inspections:following", code)
    context = around(follower.municipality) | {"follower": follower, "report": follower.report}
    return render(request, "inspections/following.html", context)


@never_cache
@require_http_methods(READ_AND_SEND)
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """The reply form of a utility or authority; without signing in, by the code of the letter."""
    forwarding = access.forwarding_by_code(code)
    found = forwarding.report
    context = around(found.municipality) | {"forwarding": forwarding, "report": found}
    if not forwarding.is_awaited:
        return render(request, "inspections/replied.html", context)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.reply_of_body(
                forwarding=forwarding, outcome=form.cleaned_data["outcome"], text=form.cleaned_data["text"], by=None
            )
        except (actions.AlreadyAnswered, NotAllowed):
            say(request, _("Одговор је већ примљен или је пријава повучена."), warning=True)
        return redirect("inspections:reply", code)
    shown = {
        "form": form,
        "description": access.description_of(found),
        "message": access.text_of(found, forwarding.message, "message"),
        "sender": access.sender_of(found) if forwarding.with_contact else {},
        "photos": found.photos.filter(by_official=False),
    }
    return render(request, "inspections/reply.html", context | shown)


@never_cache
@require_safe
def reply_photo(request: HttpRequest, code: str, photo: UUID) -> HttpResponseBase:
    """A photograph of the sender, for the body whose answer is awaited; not for longer."""
    forwarding = access.forwarding_by_code(code)
    picture = access.photo_of(forwarding.report, photo)
    if picture.by_official or not forwarding.is_awaited:
        raise Http404
    return photo_answer(forwarding.report, picture)
