"""The report on one screen: what was reported, by whom, what lies nearby, the clock, the story, what can be done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases import audit
from eservices.cases.desk.forms import NoteForm
from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import MISTAKES
from inspections import access, actions, grid, nearby, rules
from inspections.access import InspectionDesk
from inspections.clock_words import panel_of
from inspections.desk.acts import ACTS, acts_for, allowed_to
from inspections.desk.board import row_of
from inspections.desk.people import desk_of, part_in
from inspections.desk.refusals import attempt, not_now
from inspections.lifecycle import INSPECTORS
from inspections.models import Category, Report
from inspections.pictures import box_text
from inspections.views.shared import READ_AND_SEND
from inspections.views.tracking import photo_answer
from inspections.wording import name_of, state_of, tone_of, whole_story
from municipalities.accounts.roles import Permission

PAGE = "admin:inspections_report_change"
AROUND_METRES = 400


def report_frame(request: HttpRequest, report: Report, title: Any, **more: Any) -> dict[str, Any]:
    """Frame of a page about one report."""
    return frame(
        request, title, report=report, report_state=state_of(report), report_tone=tone_of(report),
        report_category=name_of(report.category), report_inspectorate=name_of(report.inspectorate), **more,
    )  # fmt: skip


@never_cache
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The report page; that it was opened is logged."""
    desk = desk_of(request)
    report = desk.report(pk)
    context = report_frame(
        request, report, str(report), **_matter(desk, report), **_around(desk, report), **_course(desk, report)
    )
    response = render(request, "inspections/desk/report.html", context)
    part = part_in(desk, report) or "reader"
    audit.record(
        "open_report", municipality_id=report.municipality_id, data={"report": report.pk}, actor_kind=part, by=desk.user
    )
    return response


def _matter(desk: InspectionDesk, report: Report) -> dict[str, Any]:
    """What was reported and by whom."""
    description = access.description_of(report)
    seen = access.sees_sender(desk.user, report)
    return {
        "description": description,
        "answers": _answers(report),
        "photos": list(report.photos.all()),
        "sees_sender": seen,
        "sender": access.sender_of(report) if seen else {},
        "suggestions": _suggestions(report, description),
    }


def _answers(report: Report) -> list[tuple[str, str]]:
    """Extra questions with their answers, in Serbian as the category asks them."""
    given = access.answers_of(report)
    found = []
    for question in report.category.parsed_questions():
        value = given.get(question.code)
        if value in (None, "", []):
            continue
        keys = value if isinstance(value, list) else [value]
        words = [choice.label["sr"] if (choice := question.choice(str(key))) else str(key) for key in keys]
        found.append((question.label["sr"], ", ".join(words)))
    return found


def _suggestions(report: Report, description: str) -> list[str]:
    """Names of other categories whose words the description uses more than those of its own."""
    known = {row.code: row for row in Category.objects.all()}
    described = [rules.Described(row.code, row.search_key, row.search_words) for row in known.values()]
    codes = rules.suggest(described, description)
    before = codes[: codes.index(report.category.code)] if report.category.code in codes else codes
    return [name_of(known[code]) for code in before]


def _around(desk: InspectionDesk, report: Report) -> dict[str, Any]:
    """Reports that may be about the same, and what was reported at this address before."""
    rows = desk.reports().select_related("category", "assignee")
    near = nearby.duplicates_of(rows, report)
    box = grid.around(report.place, AROUND_METRES) if report.place else None
    return {
        "near": [row_of(one.report) | {"metres": one.metres} for one in near],
        "at_address": [row_of(other) for other in nearby.at_address(rows, report, most=10)],
        "merged": [row_of(other) for other in rows.filter(lead=report).order_by("pk")[:50]],
        "parts": [row_of(other) for other in rows.filter(split_from=report).order_by("pk")],
        "okvir": box_text(box) if box else "",
    }


def _course(desk: InspectionDesk, report: Report) -> dict[str, Any]:
    """The clock, the story, whom it went to and what can be done now."""
    return {
        "clock": panel_of(report, today=timezone.localdate()),
        "story": whole_story(report, report.events.select_related("actor")),
        "forwardings": [
            {"row": row, "body": name_of(row.body), "reply": access.text_of(report, row.reply, "reply")}
            for row in report.forwardings.select_related("body")
        ],
        "acts": acts_for(desk, report),
        "may_note": any(row.action == "note" for row in allowed_to(desk, report)),
        "note_form": NoteForm(),
        "keeps_records": part_in(desk, report) in INSPECTORS,
    }


@never_cache
@require_safe
def photo(request: HttpRequest, pk: int, photo: Any) -> HttpResponseBase:
    """A photograph of the report."""
    report = desk_of(request).report(pk)
    return photo_answer(report, access.photo_of(report, photo))


# -- Acts --------------------------------------------------------------------------------------------------------------
@require_http_methods(READ_AND_SEND)
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """The page of one act: what it does, the rule it follows, and what it asks."""
    if action not in ACTS:
        raise Http404
    desk = desk_of(request)
    report = desk.report(pk, Permission.TRIAGE_REPORTS)
    actor = access.actor_of(desk.user, report)
    chosen, row = ACTS[action], next((one for one in allowed_to(desk, report) if one.action == action), None)
    form = chosen.form(
        request.POST if request.method == "POST" else None, report=report, desk=desk, action=action,
        **_asked(request, report),
    )  # fmt: skip
    refusal, status = (None, 200) if row else (not_now(report), 409)
    if request.method == "POST" and form.is_valid():
        refusal = attempt(lambda: chosen.run(report, form, actor, desk.user), report=report, form=form)
        if refusal is None:
            messages.success(request, _("Урађено: %(what)s.") % {"what": str(chosen.label).lower()})
            return redirect(PAGE, report.pk)
        status = refusal.status
    elif request.method == "POST":
        status = MISTAKES
    context = report_frame(
        request, report, chosen.label, act=chosen, form=form, refusal=refusal, rule=row.legal_basis if row else ""
    )
    return render(request, "inspections/desk/act.html", context, status=status)


def _asked(request: HttpRequest, report: Report) -> dict[str, Any]:
    """What the link has filled in: the lead of a merging."""
    lead = request.GET.get("vodeci", "")[:60]
    return {"initial": {"version": report.version, "lead": lead}} if lead else {}


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note for colleagues."""
    desk = desk_of(request)
    report = desk.report(pk, Permission.TRIAGE_REPORTS)
    form = NoteForm(request.POST)
    if form.is_valid():
        actor = access.actor_of(desk.user, report)
        actions.note(report=report, text=form.cleaned_data["text"].strip(), actor=actor, by=desk.user)
        messages.success(request, _("Белешка је сачувана."))
        return redirect(PAGE, report.pk)
    context = report_frame(request, report, _("Нова белешка"), form=form)
    return render(request, "inspections/desk/act.html", context, status=MISTAKES)
