"""Records of inspections at the desk: the list, the file of one report, and the page on which a record is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases import audit
from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import CONFLICT, MISTAKES, Refusal
from eservices.cases.uploads import storage
from eservices.cases.uploads.messages import message
from eservices.cases.uploads.refusals import Refused
from inspections import record_rules as rules
from inspections.access import InspectionDesk, actor_of, inspection_desk
from inspections.actions import NamesTheSender
from inspections.actions.engine import Conflict
from inspections.actions.papers import paper_language as paper_language_of
from inspections.lifecycle import Actor, NotAllowed, State
from inspections.models import InspectionRecord, Report
from inspections.record_labels import KIND_LABELS, WHY_NOT
from inspections.record_rules import Kind
from inspections.records import access, actions
from inspections.records.composing import compose, draft_of
from inspections.records.download import pdf_of
from inspections.records.forms import FORMS, RecordForm
from inspections.wording import name_of, state_of, tone_of
from municipalities.accounts.access import may
from municipalities.accounts.admin_access import person
from municipalities.accounts.roles import Permission
from municipalities.middleware import desk_municipality

PAGE = 50


def desk_of(request: HttpRequest) -> InspectionDesk:
    """The desk of an inspector or of the head of inspections; 404 for everybody else."""
    place = desk_municipality(request)
    desk = inspection_desk(person(request), place)
    if not may(desk.user, Permission.INSPECT, municipality_id=desk.municipality_id):
        raise Http404
    return desk


def report_of(request: HttpRequest, pk: int) -> tuple[Report, Actor]:
    """A report of the desk with the part in which the official acts on it, or 404."""
    report = access.report_of(desk_of(request), pk)
    return report, actor_of(person(request), report)


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All records of the desk, the newest first, by kind if one is chosen."""
    rows = access.records(desk_of(request))
    kind, before = request.GET.get("vrsta", ""), request.GET.get("pre", "")
    if kind in set(Kind):
        rows = rows.filter(kind=kind)
    if before.isascii() and before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before)).order_by("-id")
    found = list(rows.order_by("-id")[: PAGE + 1])
    context = {
        "rows": found[:PAGE], "older": found[PAGE - 1].pk if len(found) > PAGE else None, "kind": kind,
        "kinds": [(one.value, label) for one, label in KIND_LABELS.items()],
    }  # fmt: skip
    return render(request, "inspections/records/list.html", frame(request, _("Акта инспекције"), **context))


@never_cache
@require_safe
def file(request: HttpRequest, report: int) -> HttpResponse:
    """The records of one report, and what can be written now."""
    found, actor = report_of(request, report)
    log("open_records", found, {}, actor, request)
    return _file(request, found, actor)


def log(action: str, report: Report, data: dict[str, Any], actor: Actor, request: HttpRequest) -> None:
    """Write down that an official read here."""
    data = {"report": report.pk, **data}
    audit.record(action, municipality_id=report.municipality_id, data=data, actor_kind=actor, by=person(request))


def _file(
    request: HttpRequest, report: Report, actor: Actor, *, refusal: Refusal | None = None
) -> HttpResponse:  # fmt: skip
    state = State(report.state)
    writable = rules.can_be_written(state, actor, actions.kinds_in(report), actions.kinds_delivered(report))
    context = about(report) | {
        "rows": report.records.select_related("made_by").prefetch_related("deliveries"), "refusal": refusal,
        "writable": [(kind.value, KIND_LABELS[kind]) for kind in writable], "may_start": state == State.ORDERED,
    }  # fmt: skip
    title = _("Акта по пријави %(number)s") % {"number": report.number}
    status = refusal.status if refusal else 200
    return render(request, "inspections/records/file.html", frame(request, title, **context), status=status)


def about(report: Report) -> dict[str, Any]:
    """What the head of every page of a report's file shows."""
    words = {"state": state_of(report), "tone": tone_of(report), "category": name_of(report.category)}
    return {"report": report, **words}


@require_POST
def start(request: HttpRequest, report: int) -> HttpResponse:
    """Begin the supervision."""
    found, actor = report_of(request, report)
    try:
        actions.start(report=found, actor=actor, by=person(request))
    except actions.NotAnnounced:
        text = _("Сачините обавештење и сачекајте најављени дан, или у белешци наведите зашто се надзор не најављује.")
        return _file(request, found, actor, refusal=Refusal(_("Надзор још не може да почне."), [text]))
    except NotAllowed:
        return _file(request, found, actor, refusal=Refusal(_("Надзор сада не може да почне.")))
    messages.success(request, _("Надзор је почео."))
    return redirect("admin:inspections_inspectionrecord_file", found.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, report: int, kind: str) -> HttpResponse:
    """The page on which a record is written; made for the phone, because a zapisnik is written on the spot.

    What was typed is kept whatever happened to the report meanwhile.
    """
    found, actor = report_of(request, report)
    if kind not in set(Kind):
        raise Http404
    chosen = Kind(kind)
    refusal = None if request.method == "POST" else _not_now(chosen, found, actor)
    if refusal is not None:
        return _file(request, found, actor, refusal=refusal)
    form = form_for(request, found, chosen)
    if form is None:
        return _choose_list(request, found)
    if request.method == "POST" and form.is_valid() and _written(request, found, chosen, form, actor):
        messages.success(request, _("Акт је заведен. Запечаћени документ је спреман за који тренутак."))
        return redirect("admin:inspections_inspectionrecord_file", found.pk)
    page = frame(request, str(KIND_LABELS[chosen]), form=form, **about(found))
    return render(request, "inspections/records/write.html", page, status=MISTAKES if form.errors else 200)


def _not_now(kind: Kind, report: Report, actor: Actor) -> Refusal | None:
    """Why a record cannot be written in the present state; None when it can."""
    try:
        rules.writing(
            kind, State(report.state), actor, actions.kinds_in(report), actions.kinds_delivered(report)
        )  # fmt: skip
    except rules.MayNotWrite as fault:
        return Refusal(_("Овај акт сада не може да се сачини."), [str(WHY_NOT[fault.code])], CONFLICT)
    return None


def form_for(request: HttpRequest, report: Report, kind: Kind) -> RecordForm | None:
    """The form of a record; None when a checklist must be chosen first."""
    more: dict[str, Any] = {"report": report, "known": access.known_values(report)}
    if kind is Kind.CHECKLIST:
        lists = access.checklists(report)
        asked = request.GET.get("lista", "")
        chosen = [row for row in lists if str(row.pk) == asked] or (lists if len(lists) == 1 else [])
        if not chosen:
            return None
        more["checklist"] = chosen[0]
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    return FORMS[kind](*given, **more)


def _choose_list(request: HttpRequest, report: Report) -> HttpResponse:
    context = about(report) | {"lists": access.checklists(report)}
    return render(request, "inspections/records/choose.html", frame(request, _("Изаберите контролну листу"), **context))


def _written(request: HttpRequest, report: Report, kind: Kind, form: RecordForm, actor: Actor) -> bool:
    """Write the record; False with the reason in the form."""
    language = paper_language(report, kind)
    uploads = form.cleaned_data.get("photos") or []
    with translation.override(language):
        draft = draft_of(kind, form, language)
        say = partial(compose, kind, form)
    attempt: Callable[[], InspectionRecord] = partial(
        actions.write_with_photos, report=report, draft=draft, uploads=uploads,
        compose=partial(_in_language, language, say), actor=actor, expected_version=form.cleaned_data["version"],
        by=person(request),
    )  # fmt: skip
    try:
        attempt()
    except NamesTheSender:
        form.add_error(None, _("У тексту је име или контакт подносиоца чији је идентитет заштићен. Уклоните га."))
    except Refused as fault:
        form.add_error("photos", message(fault))
    except storage.StorageFull:
        form.add_error(None, _("Тренутно нема места за фотографије. Покушајте поново касније; ништа није сачувано."))
    except Conflict:
        form.add_error(None, _("Пријава се у међувремену променила. Погледајте спис, па поново пошаљите."))
        form.data = {**form.data.dict(), "version": str(report.version)}  # type: ignore[attr-defined]
    except rules.MayNotWrite as fault:
        form.add_error(None, str(WHY_NOT[fault.code]))
    except NotAllowed:
        form.add_error(None, str(WHY_NOT["state"]))
    return not form.errors


def _in_language(language: str, say: Callable[[Any], dict[str, Any]], photos: Any) -> dict[str, Any]:
    with translation.override(language):
        return say(photos)


def paper_language(report: Report, kind: Kind) -> str:
    """In the letters of whoever reads it: of the petitioner for the notice, of the inspector for the other papers."""
    return paper_language_of(report.language if kind is Kind.ANSWER else get_language() or "sr")


@never_cache
@require_safe
def pdf(request: HttpRequest, record: int) -> HttpResponseBase:
    """The sealed PDF; 404 until it is there."""
    row = access.record(desk_of(request), record)
    if not row.path:
        raise Http404
    log("open_record", row.report, {"record": row.pk}, actor_of(person(request), row.report), request)
    return pdf_of(row)
