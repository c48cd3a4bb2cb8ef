"""The sender's own page by the receipt code: every step, who has the report, the term, and what the sender can do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.keys import plain_key
from eservices.cases.uploads import storage
from eservices.cases.uploads.messages import message
from eservices.cases.uploads.refusals import Refused
from eservices.cases.views.public import TrackForm
from eservices.cases.views.shared import Throttle, say, too_often
from inspections import access, actions, clock, rules
from inspections.clock_words import panel_of
from inspections.forms import AnswerForm, JudgeForm, PhotosForm, RemarkForm
from inspections.lifecycle import Actor, NotAllowed, State, allowed
from inspections.models import Feedback, Photo, Report
from inspections.offer import SERVICE
from inspections.records import access as records
from inspections.records.download import pdf_of
from inspections.views.shared import READ_AND_SEND, around, sorry
from inspections.wording import own_story, state_of, story_of_lead, tone_of
from municipalities.models import Municipality


class CodeThrottle(Throttle):
    """Guesses of receipt codes."""

    scope = "report-code"
    rate = "30/min"


class RemarkThrottle(Throttle):
    """Words added to reports, each of which is a letter to an inspector."""

    scope = "report-remark"
    rate = "6/hour"


class ReportCodeForm(TrackForm):
    """The receipt code of a report."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("Добили сте је кад сте послали пријаву, на пример k7m2p9x4t8w3z6.")


@never_cache
@require_http_methods(READ_AND_SEND)
def enter(request: HttpRequest) -> HttpResponse:
    """Where a receipt code is typed, and where a municipality is chosen for a new report."""
    form = ReportCodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        return redirect("inspections:track", form.cleaned_data["code"])
    offering = Municipality.objects.filter(offered__service=SERVICE, offered__enabled=True).distinct()
    return render(request, "inspections/enter.html", {"form": form, "places": offering})


@never_cache
@require_safe
def track(request: HttpRequest, code: str) -> HttpResponse:
    """The own report; who has the code sees what the sender sees."""
    if too_often(request, CodeThrottle):
        return sorry(
            request, {}, title=_("Сачекајте мало, па покушајте поново"),
            body=[_("Са ваше адресе је стигло много упита за кратко време. Покушајте поново за један минут.")], status=429,
        )  # fmt: skip
    try:
        report = access.report_by_code(code)
    except Http404:
        return sorry(
            request, {}, title=_("Ту шифру не познајемо"),
            body=[_("Проверите да ли сте је тачно преписали. Разликују се цифре и слова која личе.")], status=404,
        )  # fmt: skip
    return _page(request, report)


def _page(
    request: HttpRequest, report: Report, *, forms: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    doable = {row.action for row in allowed(State(report.state), Actor.REPORTER)}
    question = report.info_requests.filter(answered_at=None, lapsed=False).first()
    page = {
        "report": report,
        "status": state_of(report),
        "tone": tone_of(report),
        "clock": panel_of(report, today=timezone.localdate()),
        "story": own_story(report, report.events.all()),
        "description": access.description_of(report),
        "photos": report.photos.filter(by_official=False),
        "doable": doable,
        "question": access.text_of(report, question.question, "question") if question else "",
        "question_due": question.due_on if question else None,
        "judged": _is_judged(report),
        "may_reopen": _may_reopen(report),
        "parts": report.parts.all(),
        "notices": records.notices_to_sender(report),
        "notice_waits": records.notice_is_being_sealed(report),
        "story_of_lead": story_of_lead(report),
        "answer_form": AnswerForm(),
        "photos_form": PhotosForm(),
        "judge_form": JudgeForm(),
        "remark_form": RemarkForm(),
        "may_remark": report.is_open and question is None,
        **(forms or {}),
    }
    return render(request, "inspections/track.html", around(report.municipality) | page, status=status)


def _is_judged(report: Report) -> bool:
    """Whether the last ending was judged already."""
    ending = report.events.filter(to_state=report.state).exclude(from_state=report.state).order_by("-position").first()
    return ending is not None and Feedback.objects.filter(ending=ending).exists()


def _may_reopen(report: Report) -> bool:
    terms = clock.terms_of(report)
    return report.closed_on is not None and rules.may_ask_to_reopen(report.closed_on, timezone.localdate(), terms)


@never_cache
@require_POST
def complete(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to the question of the inspection."""
    report = access.report_by_code(code)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, report, forms={"answer_form": form, "form": form})
    try:
        actions.complete(report=report, answer=form.cleaned_data["answer"])
    except NotAllowed:
        say(request, _("На ово питање се више не одговара: пријава је у међувремену отишла даље."), warning=True)
    else:
        say(request, _("Допуна је примљена. Рок инспекције од сада поново тече."))
    return redirect("inspections:track", code)


@never_cache
@require_POST
def add_photos(request: HttpRequest, code: str) -> HttpResponse:
    """Further photographs of an open report."""
    report = access.report_by_code(code)
    form = PhotosForm(request.POST, request.FILES)
    form.is_valid()
    chosen = form.cleaned_data.get("photos") or []
    if not chosen:
        form.add_error("photos", _("Изаберите бар једну слику."))
    for upload in chosen:
        try:
            taken = actions.keep_photo(upload=upload, limit=settings.UPLOAD_LIMIT_BYTES, report=report, by=None)
            actions.add_photo(report=report, photo=taken.photo, by=None)
        except Refused as refusal:
            form.add_error("photos", f"{(upload.name or '')[:60]}: {message(refusal)}")
        except storage.StorageFull:
            form.add_error("photos", f"{(upload.name or '')[:60]}: {message(Refused('storage_full'))}")
        except actions.TooManyPhotos:
            form.add_error("photos", _("Највише слика: %(most)s.") % {"most": actions.MOST_PHOTOS})
            break
    if form.errors:
        return _page(request, report, forms={"photos_form": form, "form": form})
    say(request, _("Слика је додата."))
    return redirect("inspections:track", code)


@never_cache
@require_POST
def add_remark(request: HttpRequest, code: str) -> HttpResponse:
    """Words that the sender adds to an open report; whoever leads it is told."""
    report = access.report_by_code(code)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _page(request, report, forms={"remark_form": form, "form": form})
    if not report.is_open:
        say(request, _("Пријава је у међувремену окончана, па се више не допуњује."), warning=True)
    elif too_often(request, RemarkThrottle):
        form.add_error(
            "words", _("Са ваше адресе је стигло много допуна за кратко време. Покушајте поново за један сат.")
        )
        return _page(request, report, forms={"remark_form": form, "form": form}, status=429)
    else:
        actions.remark(report=report, text=form.cleaned_data["words"])
        say(request, _("Додато је. Инспекција ће прочитати."))
    return redirect("inspections:track", code)


@never_cache
@require_POST
def judge(request: HttpRequest, code: str) -> HttpResponse:
    """Satisfied or not, and the wish to have the report opened again."""
    report = access.report_by_code(code)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        return _page(request, report, forms={"judge_form": form, "form": form})
    wish = form.cleaned_data["satisfied"]
    try:
        actions.judge(
            report=report, satisfied=wish == "yes", comment=form.cleaned_data["comment"], reopen=wish == "reopen"
        )
    except (actions.AlreadyJudged, actions.TooLate, NotAllowed):
        say(request, _("Ово се више не може: о исходу сте се већ изјаснили или је рок прошао."), warning=True)
    else:
        say(request, _("Хвала. Ваш одговор је забележен."))
    return redirect("inspections:track", code)


@never_cache
@require_http_methods(READ_AND_SEND)
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Give the report up, after asking."""
    report = access.report_by_code(code)
    if request.method != "POST":
        if "withdraw" not in {row.action for row in allowed(State(report.state), Actor.REPORTER)}:
            return redirect("inspections:track", code)
        return render(request, "inspections/withdraw.html", around(report.municipality) | {"report": report})
    try:
        actions.withdraw(report=report)
    except NotAllowed:
        say(request, _("Од ове пријаве се више не може одустати, јер је надзор почео или је окончана."), warning=True)
    else:
        say(request, _("Одустали сте од пријаве. Инспекција може да поступи и сама, ако процени да треба."))
    return redirect("inspections:track", code)


@never_cache
@require_safe
def photo(request: HttpRequest, code: str, photo: UUID) -> HttpResponseBase:
    """A photograph of the own report."""
    report = access.report_by_code(code)
    return photo_answer(report, access.photo_of(report, photo))


@never_cache
@require_safe
def notice(request: HttpRequest, code: str, notice: UUID) -> HttpResponseBase:
    """The sealed notice on what was done about the own report."""
    return pdf_of(records.notice_to_sender(access.report_by_code(code), notice))


def photo_answer(report: Report, photo: Photo) -> HttpResponseBase:
    """The picture itself, decrypted while it is sent; the caller has checked who asks."""
    chunks = storage.open_plain(photo.path, data_key=plain_key(report.data_key), context=photo.context)
    response = StreamingHttpResponse(chunks, content_type=photo.content_type)
    response.headers["Content-Length"] = str(photo.size)
    response.headers["Content-Disposition"] = "inline"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
