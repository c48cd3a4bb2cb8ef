"""Pages of the editor and the head: the board of a process, its text, remarks, moderation, signatures, report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.access import Desk
from eservices.cases.desk.frames import frame
from eservices.cases.uploads.messages import message
from eservices.cases.uploads.refusals import Refused
from eservices.participation import access, actions, desk_forms, labels, presentation
from eservices.participation.figures import figures_of
from eservices.participation.forms import paragraphs_in
from eservices.participation.models import Comment, Moderation, Option, Process, Report, Signature
from eservices.participation.phases import Act, Kind, Need, NotNow, Part, Phase, Step, acts, steps
from eservices.participation.views.shared import refusal
from municipalities.accounts.roles import Permission

READ_AND_SEND = ["GET", "HEAD", "POST"]
ROWS_A_PAGE = 50
REPORTS = frozenset({"publish_report", "answer_initiative"})
REFUSED = (NotNow, actions.NeedMissing, actions.WrongChoice, actions.AlreadyDone)
SAME_PERSON = _("О овоме одлучује друга особа, а не она која је то написала или сакрила (четири ока).")


def address(process: Process) -> str:
    """Address of the board."""
    return reverse("admin:participation_process_board", args=[process.pk])


def _opened(
    request: HttpRequest, pk: int, permission: Permission = Permission.RUN_PARTICIPATION
) -> tuple[Desk, Process]:
    desk = access.desk(request, permission)
    return desk, access.process_at(desk, pk)


def _attempt(request: HttpRequest, act: Callable[[], Any], done: labels.Text) -> bool:
    """Carry out an act and say what came of it."""
    try:
        act()
    except actions.SamePerson:
        messages.warning(request, str(SAME_PERSON))
    except REFUSED as error:
        messages.warning(request, str(refusal(error)))
    else:
        messages.success(request, str(done))
        return True
    return False


def _form_page(request: HttpRequest, process: Process, title: str, form: forms.Form, **more: Any) -> HttpResponse:
    context = frame(request, title, process=process, form=form, board_url=address(process), **more)
    return render(request, "admin/participation/form.html", context)


# -- the board ---------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """The process on one screen: phase, next steps, what waits for somebody, figures, story."""
    desk, process = _opened(request, pk)
    phase = process.phase_now()
    appeals = Moderation.objects.filter(comment__process=process, appealed_at__isnull=False, upheld=None)
    context = frame(
        request, process.title, process=process, phase=labels.PHASES[phase], tone=labels.PHASE_TONES.get(phase, ""),
        public_url=reverse("participation:process", args=[process.municipality.slug, process.code]),
        is_public=phase not in (Phase.DRAFT, Phase.CHECKED), buttons=_buttons(desk, process, phase),
        can_edit=Act.EDIT in acts(Kind(process.kind), phase) and process.has_text and process.initiator_id is None,
        can_enclose=Act.EDIT in acts(Kind(process.kind), phase) and process.initiator_id is None,
        enclosures=list(process.enclosures.all()),
        can_change=phase in (Phase.DRAFT, Phase.ANNOUNCED) and process.initiator_id is None,
        can_report=phase in (Phase.REPORTING, Phase.AGENDA), report=Report.objects.filter(process=process).first(),
        clock=presentation.clock_panel(process), story=presentation.story(process),
        tables=presentation.figure_tables(process, figures_of(process)), versions=list(process.versions.all()),
        unanswered=_unanswered(process).count(), reports=list(access.open_reports(process)[:ROWS_A_PAGE]),
        appeals=list(appeals.select_related("comment")[:ROWS_A_PAGE]), kind=process.kind_name,
        proposals=list(process.options.filter(state=Option.State.PROPOSED)), committee=list(process.committee.all()),
        unchecked=process.signed.filter(check_state=Signature.Check.WAITING).count() if phase is Phase.COUNTED else 0,
        can_admit=phase is Phase.ADMITTING, paragraphs=_latest_text(process),
    )  # fmt: skip
    return render(request, "admin/participation/board.html", context)


def _latest_text(process: Process) -> list[str]:
    version = process.versions.last()
    return [row.text for row in version.paragraphs.all()] if version else []


def _unanswered(process: Process) -> Any:
    return Comment.objects.filter(process=process, thread=None, hidden=False, official_answers=None)


def _buttons(desk: Desk, process: Process, phase: Phase) -> list[dict[str, Any]]:
    """Every step that the official may take now, with what it still lacks."""
    rows = steps(Kind(process.kind), phase, access.parts_at(desk))
    return [_button(process, row) for row in rows]


def _button(process: Process, row: Step) -> dict[str, Any]:
    missing = None if _asks(row) is not None and Need.DATES in row.needs else actions.facts_missing(process, row)
    return {
        "name": row.name, "label": labels.STEPS[row.name], "lacks": labels.NEEDS[missing] if missing else "",
        "asks": _asks(row) is not None, "bad": row.target in (Phase.REFUSED, Phase.WITHDRAWN),
    }  # fmt: skip


def _asks(row: Step) -> type[forms.Form] | None:
    """The form that goes before a step, if any."""
    if row.name == "open_collecting":
        return desk_forms.ThresholdForm
    if row.name == "open_voting":
        return desk_forms.LastDayForm
    return desk_forms.ReasonForm if Need.REASON in row.needs else None


@never_cache
@require_http_methods(READ_AND_SEND)
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a step, after its question if it has one."""
    desk, process = _opened(request, pk)
    rows = steps(Kind(process.kind), process.phase_now(), access.parts_at(desk))
    row = next((one for one in rows if one.name == name), None)
    if row is None:
        raise Http404
    asked = _asks(row)
    if asked is None:
        if request.method != "POST":
            return redirect(address(process))
        _attempt(request, lambda: _take(desk, process, row, {}), labels.STORY[name])
        return redirect(address(process))
    initial = {"threshold": actions.suggested_threshold(process)} if name == "open_collecting" else {}
    form = asked(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        if _attempt(request, lambda: _take(desk, process, row, given), labels.STORY[name]):
            return redirect(address(process))
    return _form_page(request, process, str(labels.STEPS[name]), form, button=labels.STEPS[name])


def _take(desk: Desk, process: Process, row: Step, given: dict[str, Any]) -> None:
    part = Part.EDITOR if Part.EDITOR in row.parts else Part.HEAD
    reason = given.get("reason", "")
    if row.name == "open_collecting":
        actions.open_collecting(process=process, threshold=given["threshold"], by=desk.user)
    elif row.name == "open_voting":
        actions.open_voting(process=process, last=given["last"], by=desk.user)
    elif row.name in ("put_on_agenda", "too_few"):
        actions.close_check(process=process, step=row.name, reason=reason, part=part, by=desk.user)
    elif row.name in REPORTS:
        actions.publish_report(process=process, by=desk.user)
    else:
        actions.move_on(process=process, step=row.name, reason=reason, part=part, by=desk.user)


# -- text and report ---------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(READ_AND_SEND)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the next version of the text."""
    desk, process = _opened(request, pk)
    if process.initiator_id is not None or not process.has_text:
        raise Http404
    form = desk_forms.TextForm(
        request.POST if request.method == "POST" else None, initial={"text": "\n\n".join(_latest_text(process))}
    )
    if form.is_valid():
        given = form.cleaned_data
        if _attempt(
            request,
            lambda: actions.publish_text(
                process=process, paragraphs=paragraphs_in(given["text"]), note=given["note"], by=desk.user
            ),
            labels.STORY["text_published"],
        ):
            return redirect(address(process))
    return _form_page(request, process, translate("Нова верзија текста"), form, button=_("Објави верзију"))


@never_cache
@require_http_methods(READ_AND_SEND)
def enclose(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a document that everybody may read."""
    desk, process = _opened(request, pk)
    if process.initiator_id is not None:
        raise Http404
    sent = request.method == "POST"
    form = desk_forms.EnclosureForm(request.POST if sent else None, request.FILES if sent else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if _attempt(
                request,
                lambda: actions.enclose(process=process, title=given["title"], upload=given["file"], by=desk.user),
                labels.STORY["enclosed"],
            ):
                return redirect(address(process))
        except Refused as refused:
            form.add_error("file", str(message(refused)))
        except actions.TooManyEnclosures:
            form.add_error(
                None, translate("Поступак већ има највећи број докумената. Спојите више листова у један PDF.")
            )
    return _form_page(request, process, translate("Нов документ"), form, button=_("Приложи"))


@never_cache
@require_http_methods(READ_AND_SEND)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the report or the answer; another person publishes it."""
    desk, process = _opened(request, pk)
    written = Report.objects.filter(process=process).first()
    form = desk_forms.ReportForm(
        request.POST if request.method == "POST" else None, initial={"text": written.text if written else ""}
    )
    if form.is_valid():
        words = form.cleaned_data["text"]
        if _attempt(
            request,
            lambda: actions.write_report(process=process, text=words, by=desk.user),
            labels.STORY["report_written"],
        ):
            return redirect(address(process))
    return _form_page(request, process, translate("Извештај"), form, button=_("Сачувај"))


# -- remarks -----------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def remarks(request: HttpRequest, pk: int) -> HttpResponse:
    """Remarks, those without an answer first in the order in which they came."""
    _desk, process = _opened(request, pk)
    everything = "sve" in request.GET
    rows = Comment.objects.filter(process=process, hidden=False).order_by("id") if everything else _unanswered(process)
    rows = rows.order_by("id").prefetch_related("official_answers")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("strana"))
    context = frame(
        request, translate("Примедбе"), process=process, page=page, board_url=address(process), everything=everything,
        can_answer=Act.ANSWER in acts(Kind(process.kind), process.phase_now()),
    )  # fmt: skip
    return render(request, "admin/participation/remarks.html", context)


@never_cache
@require_http_methods(READ_AND_SEND)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a remark."""
    desk = access.desk(request)
    comment = access.comment_at(desk, pk)
    form = desk_forms.AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        if _attempt(
            request,
            lambda: actions.answer(comment=comment, stance=given["stance"], text=given["text"], by=desk.user),
            labels.STORY["answered"],
        ):
            return redirect("admin:participation_process_remarks", comment.process_id)
    title = translate("Одговор на примедбу")
    return _form_page(request, comment.process, title, form, button=_("Објави одговор"), quoted=comment)


@never_cache
@require_http_methods(READ_AND_SEND)
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a comment out of sight."""
    desk = access.desk(request)
    comment = access.comment_at(desk, pk)
    form = desk_forms.HideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        if _attempt(
            request,
            lambda: actions.hide(comment=comment, rule=given["rule"], reason=given["reason"], by=desk.user),
            labels.STORY["moderated"],
        ):
            return redirect(address(comment.process))
    title = translate("Сакривање коментара")
    return _form_page(request, comment.process, title, form, button=_("Сакриј коментар"), quoted=comment)


@never_cache
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The reported comment breaks no rule."""
    desk = access.desk(request)
    comment = access.comment_at(desk, pk)
    _attempt(request, lambda: actions.settle_reports(comment=comment, by=desk.user), _("Пријава је решена."))
    return redirect(address(comment.process))


@never_cache
@require_http_methods(READ_AND_SEND)
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide an objection to moderation."""
    desk = access.desk(request, Permission.DECIDE_PARTICIPATION)
    moderation = access.moderation_at(desk, pk)
    process = moderation.comment.process
    form = desk_forms.AppealDecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        if _attempt(
            request,
            lambda: actions.decide_appeal(
                moderation=moderation, upheld=given["upheld"] == "yes", reason=given["reason"], by=desk.user
            ),
            _("О приговору је одлучено."),
        ):
            return redirect(address(process))
    title = translate("Приговор на модерацију")
    return _form_page(request, process, title, form, button=_("Одлучи"), moderation=moderation)


# -- proposals and signatures ------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(READ_AND_SEND)
def option(request: HttpRequest, pk: int) -> HttpResponse:
    """Examine a proposal."""
    desk = access.desk(request)
    row = access.option_at(desk, pk)
    form = desk_forms.ExamineForm(request.POST if request.method == "POST" else None, initial={"cost": row.cost})
    if form.is_valid():
        given = form.cleaned_data
        admitted = given["admitted"] == "yes"
        if _attempt(
            request,
            lambda: actions.examine(
                option=row, admitted=admitted, cost=given["cost"], reason=given["reason"], by=desk.user
            ),
            labels.STORY["admitted" if admitted else "not_admitted"],
        ):
            return redirect(address(row.process))
    return _form_page(request, row.process, translate("Провера предлога"), form, button=_("Сачувај"), proposal=row)


@never_cache
@require_safe
def signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """Signatures that wait for the comparison with the electoral roll, in an order that says nothing."""
    _desk, process = _opened(request, pk)
    if process.phase_now() is not Phase.COUNTED:
        raise Http404
    rows = process.signed.filter(check_state=Signature.Check.WAITING).order_by("id")
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("strana"))
    context = frame(request, translate("Провера потписа"), process=process, page=page, board_url=address(process))
    return render(request, "admin/participation/signatures.html", context)


@never_cache
@require_http_methods(READ_AND_SEND)
def check_signature(request: HttpRequest, pk: str) -> HttpResponse:
    """One signature beside the electoral roll; its data are shown on this page alone."""
    desk = access.desk(request)
    signature = access.signature_at(desk, pk)
    process = signature.process
    if process.phase_now() is not Phase.COUNTED:
        raise Http404
    form = desk_forms.CheckForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        if _attempt(
            request,
            lambda: actions.check_signature(signature=signature, outcome=outcome, by=desk.user),
            _("Провера је забележена."),
        ):
            return redirect("admin:participation_process_signatures", process.pk)
    elector = actions.open_signature(signature=signature, by=desk.user)
    return _form_page(request, process, translate("Провера потписа"), form, button=_("Забележи"), elector=elector)
