"""Filing a report, one question a page. Everything is saved at every page and nothing is lost by a mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.uploads.messages import message
from eservices.cases.uploads.refusals import Refused
from eservices.cases.uploads.storage import StorageFull
from eservices.cases.views.shared import in_other_script, person
from inspections import access, actions, limits, routing, rules, sliding
from inspections.forms import (
    ContactForm,
    DescriptionForm,
    IdentityForm,
    PageForm,
    PhotosForm,
    PlaceForm,
    QuestionsForm,
    in_words,
)
from inspections.grid import MILLION
from inspections.models import ExternalBody, Inspectorate, Report, ReportDraft
from inspections.views.journey import (
    CATEGORY,
    CHECK,
    CONTACT,
    DESCRIPTION,
    IDENTITY,
    NEARBY,
    PHOTOS,
    PLACE,
    QUESTIONS,
    Journey,
)
from inspections.views.shared import READ_AND_SEND, around, held, hold, is_offered, not_offered, too_many
from inspections.wording import name_of
from municipalities import base_map
from municipalities.accounts.access import municipality_for
from municipalities.models import Municipality

Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Journey, Parameters], HttpResponse]


def on_journey(view: View[Parameters]) -> Callable[..., HttpResponseBase]:
    """The unfinished report of the address, if this browser began it; a filed one leads to its confirmation."""

    @never_cache
    def opened(request: HttpRequest, code: str, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponse:
        draft = access.draft_by_code(code, held=held(request))
        if draft.report_id is not None:
            return redirect("inspections:filed", code)
        response = view(request, Journey(draft), *args, **kwargs)
        limits.remember_device(request, response)
        return response

    return opened


# -- Before the report -------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def start(request: HttpRequest, municipality: str) -> HttpResponse:
    """What can be reported, how, and what happens then."""
    place = municipality_for(municipality)
    if not is_offered(place):
        return not_offered(request, place)
    public = access.public_reports(place).select_related("category", "inspectorate")[:10]
    page = {
        "inspectorates": Inspectorate.objects.all(),
        "recent": public,
        "terms": rules_of_the_day(place),
        "back_url": reverse("municipality", args=[place.slug]),
    }
    return render(request, "inspections/start.html", around(place) | page)


def rules_of_the_day(place: Municipality) -> dict[str, int]:
    """Terms in days, as the start page tells them."""
    pinned = actions.pinned_terms(place)
    return {code.partition(".")[2]: int(value["value"]) for code, value in pinned.items()}


@never_cache
@require_POST
def begin(request: HttpRequest, municipality: str) -> HttpResponse:
    """Open an empty report."""
    place = municipality_for(municipality)
    if not is_offered(place):
        return not_offered(request, place)
    limit = limits.exceeded(request, place)
    if limit is not None:
        return too_many(request, place, limit)
    access.enter_to_begin(place)
    draft = actions.start_draft(municipality=place, by=person(request))
    hold(request, draft.code)
    response = redirect("inspections:page", draft.code, PHOTOS)
    limits.remember_device(request, response)
    return response


# -- Pages -------------------------------------------------------------------------------------------------------------
@base_map.with_tiles
@require_http_methods(READ_AND_SEND)
@on_journey
def page(request: HttpRequest, journey: Journey, page: str) -> HttpResponse:
    """One page of the report."""
    if page not in journey.path:
        known = page in (QUESTIONS, NEARBY, CONTACT)
        if not known:
            raise Http404
        return HttpResponseRedirect(journey.address(journey.obstacle(CHECK) or CHECK))
    obstacle = journey.obstacle(page)
    if obstacle is not None:
        return HttpResponseRedirect(journey.address(obstacle))
    return PAGES[page](request, journey)


def _show(request: HttpRequest, journey: Journey, page: str, more: dict[str, Any], status: int = 200) -> HttpResponse:
    changing = "promena" in request.GET
    context = around(journey.municipality) | {
        "journey": journey,
        "page": page,
        "progress": journey.progress(page),
        "back_url": journey.address(CHECK) if changing else journey.before(page),
        **more,
    }
    return render(request, f"inspections/filing/{page}.html", context, status=status)


def _keep(request: HttpRequest, journey: Journey, page: str, given: dict[str, Any]) -> HttpResponse:
    actions.save_page(draft=journey.draft, page=page, given=given, by=None)
    answered = Journey(journey.draft)
    return HttpResponseRedirect(answered.after(page, changing="promena" in request.GET))


def _form_page(
    request: HttpRequest, journey: Journey, page: str, form: PageForm, more: dict[str, Any] | None = None
) -> HttpResponse:  # fmt: skip
    """Show a page with a form, or keep what it was given."""
    if "language" in request.POST:
        typed = {name: request.POST.get(name, "") for name in form.fields if name in request.POST}
        request.session[f"typed:{journey.draft.code}"] = {"page": page, "typed": typed}
        return in_other_script(request, request.get_full_path())
    if form.is_bound and form.is_valid():
        return _keep(request, journey, page, form.kept())
    return _show(request, journey, page, {"form": form, **(more or {})})


def _initial(request: HttpRequest, journey: Journey, page: str) -> dict[str, Any]:
    """What was typed before the script was changed, else what was kept."""
    typed = request.session.pop(f"typed:{journey.draft.code}", None) if request.method != "POST" else None
    return dict(typed["typed"]) if typed and typed["page"] == page else journey.answers.get(page, {})


def _photos(request: HttpRequest, journey: Journey) -> HttpResponse:
    if request.method != "POST":
        return _show(request, journey, PHOTOS, {"form": PhotosForm()})
    form = PhotosForm(request.POST, request.FILES)
    if "language" in request.POST:
        return in_other_script(request, request.get_full_path())
    if "remove" in request.POST:
        actions.remove_photo(draft=journey.draft, code=request.POST["remove"], by=None)
        return HttpResponseRedirect(request.get_full_path())
    form.is_valid()
    place = _take_photos(request, journey, form)
    kept = journey.answers.get(PHOTOS, {}) | ({"place": [place.lat, place.lon]} if place else {})
    if form.errors:
        actions.save_page(draft=journey.draft, page=PHOTOS, given=kept, by=None)
        return _show(request, Journey(journey.draft), PHOTOS, {"form": form})
    return _keep(request, journey, PHOTOS, kept)


def _take_photos(request: HttpRequest, journey: Journey, form: PhotosForm) -> Any:
    """Keep what was chosen; a refused file leaves an error and costs nothing but itself. Where one was taken, if told."""
    place = None
    for upload in form.cleaned_data.get("photos") or []:
        try:
            taken = actions.keep_photo(upload=upload, limit=settings.UPLOAD_LIMIT_BYTES, draft=journey.draft, by=None)
        except Refused as refusal:
            form.add_error("photos", f"{(upload.name or '')[:60]}: {message(refusal)}")
        except StorageFull:
            form.add_error("photos", f"{(upload.name or '')[:60]}: {message(Refused('storage_full'))}")
        except actions.TooManyPhotos:
            form.add_error("photos", _("Највише слика: %(most)s.") % {"most": actions.MOST_PHOTOS})
            break
        else:
            place = place or taken.place
    return place


def _category(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Choosing is one press: every category is a button. The search narrows the list, without any script."""
    offers = routing.offers(journey.municipality)
    chosen = request.POST.get("category", "")
    if request.method == "POST" and chosen in {offer.category.code for offer in offers}:
        return _keep(request, journey, CATEGORY, {"category": chosen})
    if "language" in request.POST:
        return in_other_script(request, request.get_full_path())
    asked = request.GET.get("q", "").strip()[:80]
    described = [
        rules.Described(offer.category.code, offer.category.search_key, offer.category.search_words) for offer in offers
    ]
    order = {code: number for number, code in enumerate(rules.search(described, asked))}
    found = sorted((o.category for o in offers if o.category.code in order), key=lambda c: order[c.code])
    more = {"groups": _grouped(found), "asked": asked, "found": found, "missing": request.method == "POST"}
    return _show(request, journey, CATEGORY, more)


def _grouped(categories: list[Any]) -> list[tuple[Inspectorate, list[Any]]]:
    """Categories under their inspectorates, in the order in which those come first."""
    groups: dict[int, tuple[Inspectorate, list[Any]]] = {}
    for category in categories:
        groups.setdefault(category.inspectorate_id, (category.inspectorate, []))[1].append(category)
    return list(groups.values())


def _questions(request: HttpRequest, journey: Journey) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = QuestionsForm(journey.questions, data, initial=_initial(request, journey, QUESTIONS))
    if form.is_bound and "language" not in request.POST and form.is_valid():
        kept = form.kept()
        stop = rules.stop_for(journey.questions, kept)
        if stop is not None:
            actions.save_page(draft=journey.draft, page=QUESTIONS, given=kept, by=None)
            return redirect("inspections:stop", journey.draft.code)
    return _form_page(request, journey, QUESTIONS, form)


@require_safe
@on_journey
def stop(request: HttpRequest, journey: Journey) -> HttpResponse:
    """The inspection is not the right address: who is, and how to reach them."""
    found = journey.stop
    if found is None:
        return HttpResponseRedirect(journey.address(journey.obstacle(CHECK) or CHECK))
    own = ExternalBody.objects.filter(code=found.body, municipality=journey.municipality)
    body = own.first() or ExternalBody.objects.filter(code=found.body, municipality=None).first()
    more = {
        "heading": in_words(found.title), "text": in_words(found.text), "phone": found.phone, "body": body,
        "back_url": journey.address(QUESTIONS),
    }  # fmt: skip
    return render(request, "inspections/filing/stop.html", around(journey.municipality) | more)


def _place(request: HttpRequest, journey: Journey) -> HttpResponse:
    initial = dict(_initial(request, journey, PLACE))
    suggested = journey.suggested_place
    from_photo = not initial and suggested is not None
    if from_photo and suggested is not None:
        initial["position"] = f"{suggested.lat / MILLION:.6f} {suggested.lon / MILLION:.6f}"
    data = request.POST if request.method == "POST" else None
    form = PlaceForm(journey.municipality, data, initial=initial)
    return _form_page(
        request, journey, PLACE, form, {"from_photo": from_photo, "sliding": sliding.settings_of(journey.municipality)}
    )


def _nearby(request: HttpRequest, journey: Journey) -> HttpResponse:
    if request.method != "POST":
        pictures = access.cleared_pictures(near.report for near in journey.nearby)
        offered = [{"near": near, "picture": pictures.get(near.report.pk)} for near in journey.nearby]
        return _show(request, journey, NEARBY, {"offered": offered})
    if "language" in request.POST:
        return in_other_script(request, request.get_full_path())
    return _keep(request, journey, NEARBY, {"seen": [near.report.pk for near in journey.nearby]})


def _description(request: HttpRequest, journey: Journey) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = DescriptionForm(data, initial=_initial(request, journey, DESCRIPTION))
    return _form_page(request, journey, DESCRIPTION, form)


def _identity(request: HttpRequest, journey: Journey) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    anonymous = journey.offer is not None and journey.offer.anonymous
    form = IdentityForm(data, anonymous=anonymous, initial=_initial(request, journey, IDENTITY))
    return _form_page(request, journey, IDENTITY, form)


def _contact(request: HttpRequest, journey: Journey) -> HttpResponse:
    initial = _initial(request, journey, CONTACT)
    user = person(request)
    if not initial and user is not None:
        initial = {"name": user.get_full_name(), "email": user.email, "phone": str(user.phone)}
    data = request.POST if request.method == "POST" else None
    form = ContactForm(data, initial=initial)
    return _form_page(request, journey, CONTACT, form)


# -- Check and send ----------------------------------------------------------------------------------------------------
def _check(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Everything once more; the button sends it."""
    if "language" in request.POST:
        return in_other_script(request, request.get_full_path())
    if request.method == "POST":
        return _send(request, journey)
    return _show(request, journey, CHECK, {"rows": _rows(journey)})


def _send(request: HttpRequest, journey: Journey) -> HttpResponse:
    limit = limits.exceeded(request, journey.municipality)
    if limit is not None:
        return too_many(request, journey.municipality, limit)
    actions.file(filing=_filing(journey), draft=journey.draft, by=person(request))
    limits.count(request, journey.municipality)
    return redirect("inspections:filed", journey.draft.code)


def _filing(journey: Journey) -> actions.Filing:
    if journey.category is None:
        raise Http404
    anonymous = journey.identity == Report.Identity.ANONYMOUS
    return actions.Filing(
        municipality=journey.municipality,
        category=journey.category,
        identity=journey.identity,
        description=journey.answers[DESCRIPTION]["description"],
        address=journey.answers[PLACE].get("address", "").strip(),
        place=journey.place,
        answers=journey.given,
        reporter={} if anonymous else journey.answers[CONTACT],
        language=get_language() or settings.LANGUAGE_CODE,
        submission_key=journey.draft.submission_key,
    )


def _rows(journey: Journey) -> list[dict[str, str]]:
    """The answers for ``components/summary_list.html``."""
    place = journey.answers[PLACE]
    contact = journey.answers.get(CONTACT, {}) if CONTACT in journey.path else {}
    return [
        _row(journey, CATEGORY, _("Врста"), name_of(journey.category) if journey.category else ""),
        *(
            _row(journey, QUESTIONS, in_words(question.label), shown_answer(question, journey.given[question.code]))
            for question in journey.questions
            if question.code in journey.given
        ),
        _row(journey, PLACE, _("Где је"), "\n".join(filter(None, [place.get("address"), place.get("position")]))),
        _row(journey, DESCRIPTION, _("Шта се догађа"), journey.answers[DESCRIPTION]["description"]),
        _row(journey, PHOTOS, _("Слика"), str(len(journey.photos)) if journey.photos else ""),
        _row(journey, IDENTITY, _("Ко пријављује"), str(Report.Identity(journey.identity).label)),
        *(
            [_row(journey, CONTACT, _("Контакт"), "\n".join(filter(None, (contact[n] for n in ("name", "email", "phone")))))]
            if contact
            else []
        ),
    ]  # fmt: skip


def _row(journey: Journey, page: str, label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value, "change_url": f"{journey.address(page)}?promena=1", "change_hidden": label}


def shown_answer(question: rules.Question, given: Any) -> str:
    """An answer to an extra question in words."""
    keys = given if isinstance(given, list) else [given]
    chosen = [question.choice(str(key)) for key in keys]
    return ", ".join(in_words(one.label) if one else str(key) for key, one in zip(keys, chosen, strict=True))


@never_cache
@require_safe
def filed(request: HttpRequest, code: str) -> HttpResponse:
    """The confirmation: number, receipt code, what follows and by when. Reloading files nothing."""
    draft: ReportDraft = access.draft_by_code(code, held=held(request))
    if draft.report is None:
        return redirect("inspections:page", code, PHOTOS)
    report = access.report_by_code(draft.report.code)
    tracking = request.build_absolute_uri(reverse("inspections:track", args=[report.code]))
    return render(
        request, "inspections/filed.html", around(report.municipality) | {"report": report, "tracking": tracking}
    )


PAGES: dict[str, Callable[[HttpRequest, Journey], HttpResponse]] = {
    PHOTOS: _photos,
    CATEGORY: _category,
    QUESTIONS: _questions,
    PLACE: _place,
    NEARBY: _nearby,
    DESCRIPTION: _description,
    IDENTITY: _identity,
    CONTACT: _contact,
    CHECK: _check,
}
