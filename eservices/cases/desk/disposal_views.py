"""Lists of the archive at the desk: drawing one up, reading it, and the steps of its three people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.access import Desk
from eservices.cases.actions import MissingReason, SamePerson
from eservices.cases.archive import actions
from eservices.cases.archive.steps import Kind, NotThisStep, Part, Stage, Step, may_sign, steps_at
from eservices.cases.desk import archive_files, people, words
from eservices.cases.desk.action_views import READ_AND_SEND
from eservices.cases.desk.archive_forms import FORMS, DrawUpForm, ListForm
from eservices.cases.desk.archive_words import EVENTS, ITEM_TONES, STAGE_TONES, words_of
from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import CONFLICT, FORBIDDEN, MISTAKES, Refusal
from eservices.cases.keys import reveal_text
from eservices.cases.models import DisposalEvent, DisposalItem, DisposalList
from municipalities.accounts.roles import Permission

PAGE = 100
RUN: dict[str, Callable[..., Any]] = {
    "submit": actions.submit_list,
    "review": actions.review_list,
    "send_back": actions.send_back_list,
    "approve": actions.approve_list,
    "hand_over": actions.hand_over_list,
}


def holds_here(desk: Desk, permission: Permission) -> bool:
    """Whether the right holds for every service of the municipality, as a list has cases of all of them."""
    return desk.services(permission) is None


def list_of(request: HttpRequest, pk: int, *rights: Permission) -> tuple[Desk, DisposalList]:
    """Desk and list of an address for somebody who keeps the register and has one of ``rights``, if named; else 404."""
    desk = people.desk_of(request)
    if not people.holds(desk, Permission.VIEW_REGISTRY) or (
        rights and not any(holds_here(desk, one) for one in rights)
    ):
        raise Http404
    rows = DisposalList.objects.select_related("municipality", "data_key", "author", "reviewer", "archivist")
    return desk, get_object_or_404(rows, pk=pk, municipality_id=desk.municipality_id)


# -- a new list --------------------------------------------------------------------------------------------------------
@require_http_methods(READ_AND_SEND)
def draw_up(request: HttpRequest) -> HttpResponse:
    """Put the cases that are due onto a new list."""
    desk = people.desk_of(request)
    if not holds_here(desk, Permission.PREPARE_DISPOSAL):
        raise Http404
    form = DrawUpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        kind = Kind(form.cleaned_data["kind"])
        made = actions.draw_up(municipality=people.municipality_of(desk), kind=kind, by=desk.user)
        if made is not None:
            messages.success(request, _("Листа је састављена. Прегледајте је и поднесите."))
            return redirect("admin:cases_disposallist_change", made.pk)
        form.add_error(
            None, _("Сада нема таквих предмета: рок чувања није истекао, или су на другој листи, или су задржани.")
        )
    context = frame(request, _("Саставите листу архиве"), form=form)
    return render(request, "admin/desk/disposal_new.html", context, status=MISTAKES if form.errors else 200)


# -- one list ----------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A list with its cases, its people, its story and what this person may do with it."""
    desk, disposal = list_of(request, pk)
    page = Paginator(disposal.items.select_related("case"), PAGE).get_page(request.GET.get("strana"))
    offered = [row for row in steps_at(disposal.stage, disposal.kind) if holds_here(desk, row.permission)]
    context = _frame(
        request,
        disposal,
        page=page,
        rows=[_row(item) for item in page],
        buttons=[
            _button(disposal, row)
            for row in offered
            if row.action != "leave_out" and not _other_part(row, disposal, desk)
        ],
        other_part=any(_other_part(row, disposal, desk) for row in offered),
        may_leave_out=any(row.action == "leave_out" for row in offered),
        may_pack=holds_here(desk, Permission.ARCHIVE) and not disposal.destroys and disposal.stage == Stage.APPROVED,
        may_take_packages=holds_here(desk, Permission.ARCHIVE),
        story=[_told(event, disposal) for event in disposal.events.select_related("actor")],
        files=disposal.files.all(),
    )
    return render(request, "admin/desk/disposal.html", context)


def _frame(request: HttpRequest, disposal: DisposalList, **more: Any) -> dict[str, Any]:
    named = f"{str(disposal.get_kind_display()).capitalize()} {disposal}"
    title = f"{more['said'].label}: {named}" if "said" in more else named
    return frame(request, title, disposal=disposal, stage_tone=STAGE_TONES[disposal.stage], **more)  # type: ignore[index]


def _row(item: DisposalItem) -> dict[str, Any]:
    return {
        "item": item,
        "case": item.case,
        "service": words.service_name(item.case.service),
        "tone": ITEM_TONES[item.state],  # type: ignore[index]
        "listed": item.state == DisposalItem.State.LISTED,
    }


def _button(disposal: DisposalList, row: Step) -> dict[str, Any]:
    said = words_of(row.action, disposal.kind)
    url = reverse("admin:cases_disposallist_step", args=[disposal.pk, row.action])
    return {"label": said.label, "tone": said.tone, "url": url}


def _other_part(row: Step, disposal: DisposalList, desk: Desk) -> bool:
    """Whether the person would sign in a second part, which nobody may."""
    signed = [(part, getattr(disposal, f"{part}_id")) for part in Part]
    return row.signs is not None and not may_sign(row.signs, desk.user.pk, signed)


def _told(event: DisposalEvent, disposal: DisposalList) -> dict[str, Any]:
    given = [str(event.data[name]) for name in ("consent", "proof") if event.data.get(name)]
    reason = reveal_text(disposal.data_key, event.reason, "reason")
    numbers = ", ".join(str(number) for number in event.data.get("positions", ()))
    if numbers:
        given.append(_("Редни бројеви: %(numbers)s") % {"numbers": numbers})
    return {
        "title": EVENTS.get(event.action, event.action),
        "event": event,
        "text": "\n".join([*given, reason]).strip(),
    }


# -- steps -------------------------------------------------------------------------------------------------------------
@require_http_methods(READ_AND_SEND)
def step(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """The page of one step of a list."""
    if action not in RUN:
        raise Http404
    desk, disposal = _list_for_step(request, pk, action)
    row = next((one for one in steps_at(disposal.stage, disposal.kind) if one.action == action), None)
    if row is None:
        return _refused(request, disposal, action, not_now(disposal))
    form = FORMS[row.asks](request.POST if request.method == "POST" else None, disposal=disposal)
    refusal = None
    if form.is_valid():
        refusal = _attempt(disposal, action, form, desk)
        if refusal is None:
            messages.success(request, str(words_of(action, disposal.kind).done))
            return redirect("admin:cases_disposallist_change", disposal.pk)
    status = refusal.status if refusal else MISTAKES if form.is_bound else 200
    said = words_of(action, disposal.kind)
    context = _frame(request, disposal, said=said, form=form, refusal=refusal)
    return render(request, "admin/desk/disposal_step.html", context, status=status)


def _list_for_step(request: HttpRequest, pk: int, action: str) -> tuple[Desk, DisposalList]:
    """The list, for whoever may take the step at its stage; at another stage for whoever may take it at all."""
    _desk, disposal = list_of(request, pk)
    kinds = [row for stage in Stage for row in steps_at(stage, disposal.kind) if row.action == action]
    now = [row.permission for row in kinds if row.source == disposal.stage]
    rights = now or [row.permission for row in kinds]
    if not rights:
        raise Http404
    return list_of(request, pk, *rights)


def _attempt(disposal: DisposalList, action: str, form: ListForm, desk: Desk) -> Refusal | None:
    """Carry the step out; None when it was done."""
    try:
        done = RUN[action](disposal=disposal, expected_version=form.cleaned_data["version"], by=desk.user, **form.given)
    except actions.ListChanged as changed:
        form.refresh_version(changed.disposal.version)
        lines = [f"{EVENTS.get(event.action, event.action)}: {event.actor or _('систем')}" for event in changed.events]
        return Refusal(_("Колега је био бржи. Ништа што сте унели није изгубљено."), lines)
    except SamePerson:
        text = _("На овој листи сте већ потписани. Састављач, прегледач и архивар су три различите особе.")
        return Refusal(_("Потребна је друга особа."), [text], FORBIDDEN)
    except NotThisStep:
        disposal.refresh_from_db()
        return not_now(disposal)
    except actions.NothingListed:
        return Refusal(
            _("На листи нема ниједног предмета."), [_("Саставите нову листу кад неком предмету истекне рок.")]
        )
    except actions.NotPacked:
        return Refusal(
            _("Архивски пакет још није направљен."), [_("Сачекајте да се направи, предајте га, па забележите.")]
        )
    except MissingReason:
        return Refusal(_("Нешто недостаје."), [_("Попуните поље, па покушајте поново.")], MISTAKES)
    if done is False:
        text = _("Прави се нов пакет без тих предмета. Предајте њега, па забележите примопредају.")
        return Refusal(_("Неки предмети су у међувремену задржани."), [text])
    return None


def not_now(disposal: DisposalList) -> Refusal:
    """The list stands at a stage that does not know the step."""
    text = _("Листа је сада у стању „%(stage)s“, у коме то није могуће.")
    return Refusal(_("Ова радња сада није могућа."), [text % {"stage": disposal.get_stage_display()}])


def _refused(request: HttpRequest, disposal: DisposalList, action: str, refusal: Refusal) -> HttpResponse:
    context = _frame(request, disposal, said=words_of(action, disposal.kind), refusal=refusal)
    return render(request, "admin/desk/disposal_step.html", context, status=CONFLICT)


@require_http_methods(READ_AND_SEND)
def leave_out(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take one case off a list that is not submitted yet."""
    desk, disposal = list_of(request, pk, Permission.PREPARE_DISPOSAL)
    found = get_object_or_404(disposal.items.select_related("case", "list"), pk=item)
    if disposal.stage != Stage.DRAWN_UP or found.state != DisposalItem.State.LISTED:
        return _refused(request, disposal, "leave_out", not_now(disposal))
    form = FORMS["reason"](request.POST if request.method == "POST" else None, disposal=disposal)
    refusal = None
    if form.is_valid():
        try:
            actions.leave_out(item=found, expected_version=form.cleaned_data["version"], by=desk.user, **form.given)
        except actions.ListChanged as changed:
            form.refresh_version(changed.disposal.version)
            refusal = Refusal(_("Колега је био бржи. Ништа што сте унели није изгубљено."))
        else:
            messages.success(request, str(words_of("leave_out", disposal.kind).done))
            return redirect("admin:cases_disposallist_change", disposal.pk)
    status = refusal.status if refusal else MISTAKES if form.is_bound else 200
    context = _frame(
        request, disposal, said=words_of("leave_out", disposal.kind), form=form, refusal=refusal, about=found.case
    )
    return render(request, "admin/desk/disposal_step.html", context, status=status)


# -- files -------------------------------------------------------------------------------------------------------------
@require_POST
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the package of an approved handover list made anew."""
    desk, disposal = list_of(request, pk, Permission.ARCHIVE)
    if disposal.destroys or disposal.stage != Stage.APPROVED:
        raise Http404
    actions.ask_for_list_package(disposal=disposal, by=desk.user)
    messages.success(request, _("Архивски пакет се прави. Освежите страну за који тренутак."))
    return redirect("admin:cases_disposallist_change", disposal.pk)


@never_cache
@require_safe
def file(request: HttpRequest, pk: int, file: UUID) -> HttpResponseBase:
    """The record, for everybody who keeps the register; a package, which holds whole cases, for the archivist."""
    desk, disposal = list_of(request, pk)
    found = get_object_or_404(disposal.files, code=file)
    if found.kind == found.Kind.PACKAGE and not holds_here(desk, Permission.ARCHIVE):
        raise Http404
    return archive_files.send(found, disposal, desk=desk)
