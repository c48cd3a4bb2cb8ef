"""The discussion: threads on a paragraph or on the whole, replies, reports of abuse, objections to moderation."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import CharField, F, Prefetch, QuerySet, Value
from django.db.models.functions import MD5, Cast, Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eservices.cases.views.shared import person, say, signed_in
from eservices.participation import access, actions
from eservices.participation.forms import AbuseForm, CommentForm, ModerationAppealForm, ReplyForm
from eservices.participation.models import Answer, Comment, Moderation, Paragraph, Process
from eservices.participation.ordering import Order, order_from, seed_from
from eservices.participation.phases import Act, Kind, acts
from eservices.participation.views.shared import (
    READ_AND_SEND,
    again_in_other_script,
    around,
    form_page,
    gate,
    home_of,
    standing_of,
    too_fast,
    tried,
)
from municipalities.accounts.models import User

THREADS_A_PAGE = 20
REPLIES_A_PAGE = 50
ORDERS = ((Order.NEWEST, _("најновији")), (Order.ANSWERED, _("највише одговора")), (Order.RANDOM, _("насумично")))


def threads(process: Process, paragraph: str, order: Order, seed: str) -> QuerySet[Comment]:
    """Threads on a paragraph (or on the whole, when none is named) in a fair order."""
    rows = Comment.objects.filter(process=process, paragraph=paragraph, thread=None)
    if order is Order.ANSWERED:
        return with_answers(rows.order_by("-answers", "-id"))
    if order is Order.RANDOM:
        drawn = MD5(Concat(Value(seed), Cast(F("pk"), CharField())))
        return with_answers(rows.annotate(drawn=drawn).order_by("drawn", "pk"))
    return with_answers(rows.order_by("-id"))


def with_answers(rows: QuerySet[Comment]) -> QuerySet[Comment]:
    """The same comments with the official answers and the moderations in two more queries."""
    return rows.prefetch_related(
        Prefetch("official_answers", Answer.objects.order_by("-id")),
        Prefetch("moderations", Moderation.objects.order_by("-id")),
    )


def _paragraph(process: Process, key: str) -> Paragraph | None:
    """The latest form of a paragraph; 404 for a key that no version has."""
    if not key:
        return None
    rows = Paragraph.objects.filter(version__process=process, key=key).select_related("version")
    found = rows.order_by("-version__number").first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_http_methods(READ_AND_SEND)
def discussion(request: HttpRequest, municipality: str, code: str, key: str = "") -> HttpResponse:
    """Threads in a fair order, and the form for another one."""
    process = access.public_process(municipality, code)
    paragraph = _paragraph(process, key)
    order = order_from(request.GET.get("red", ""))
    seed = seed_from(request.GET.get("seme", ""), code=process.code, today=timezone.localdate())
    page = Paginator(threads(process, key, order, seed), THREADS_A_PAGE).get_page(request.GET.get("strana"))
    form = CommentForm(request.POST if request.method == "POST" else None, person=person(request))
    context = around(process.municipality, process) | _around_threads(process, page, order, seed) | {
        "paragraph": paragraph, "may_comment": _open_now(process, Act.COMMENT),
        "outdated": paragraph is not None and paragraph.version != process.versions.last(),
    }  # fmt: skip
    template = "participation/discussion.html"
    if request.method != "POST":
        return render(request, template, context | {"form": form})
    if refused := gate(request, process, Act.COMMENT):
        return refused
    return again_in_other_script(request, template, form, context) or _add(request, process, key, form, context)


def _around_threads(process: Process, page: Page[Comment], order: Order, seed: str) -> dict[str, Any]:
    query = f"red={order.value}" + (f"&seme={seed}" if order is Order.RANDOM else "")
    return {
        "threads": list(page), "number": page.paginator.count, "seed": seed,
        "orders": [{"slug": one.value, "label": label, "chosen": one is order} for one, label in ORDERS],
        "newer": f"?{query}&strana={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"?{query}&strana={page.next_page_number()}" if page.has_next() else "",
        "may_report": _open_now(process, Act.REPORT_ABUSE), "may_comment": _open_now(process, Act.COMMENT),
    }  # fmt: skip


def _open_now(process: Process, act: Act) -> bool:
    return act in acts(Kind(process.kind), process.phase_now())


def _add(request: HttpRequest, process: Process, key: str, form: CommentForm, context: dict[str, Any]) -> HttpResponse:
    """Keep a valid comment; everything else comes back with its errors."""

    def keep() -> None:
        said = actions.Said(
            text=form.cleaned_data["text"], signed=form.name(), paragraph=key, side=form.cleaned_data["side"]
        )
        actions.comment(process=process, said=said, standing=standing_of(request), by=person(request))

    if form.is_valid() and not too_fast(request, form) and tried(form, keep, Act.COMMENT):
        say(request, _("Коментар је објављен."))
        return redirect(discussion_address(process, key))
    return form_page(request, "participation/discussion.html", form, context)


def discussion_address(process: Process, key: str) -> str:
    """Address of the discussion of a paragraph, or of the whole."""
    place = [process.municipality.slug, process.code]
    if key:
        return reverse("participation:paragraph", args=[*place, key])
    return reverse("participation:discussion", args=place)


@never_cache
@require_http_methods(READ_AND_SEND)
def thread(request: HttpRequest, municipality: str, code: str, pk: int) -> HttpResponse:
    """One comment with all replies, oldest first, and the form for another reply."""
    process = access.public_process(municipality, code)
    first = access.comment_of(process, pk)
    if first.thread_id is not None:
        return redirect("participation:thread", municipality, code, first.thread_id)
    replies = with_answers(Comment.objects.filter(thread=first).order_by("id"))
    page = Paginator(replies, REPLIES_A_PAGE).get_page(request.GET.get("strana"))
    form = ReplyForm(request.POST if request.method == "POST" else None, person=person(request))
    context = around(process.municipality, process) | _around_threads(process, page, Order.NEWEST, "") | {
        "comment": first, "back_url": discussion_address(process, first.paragraph),
    }  # fmt: skip
    template = "participation/thread.html"
    if request.method != "POST":
        return render(request, template, context | {"form": form})
    if refused := gate(request, process, Act.COMMENT):
        return refused
    return again_in_other_script(request, template, form, context) or _reply(request, first, form, context)


def _reply(request: HttpRequest, first: Comment, form: ReplyForm, context: dict[str, Any]) -> HttpResponse:
    process = first.process

    def keep() -> None:
        said = actions.Said(text=form.cleaned_data["text"], signed=form.name(), thread=first)
        actions.comment(process=process, said=said, standing=standing_of(request), by=person(request))

    if form.is_valid() and not too_fast(request, form) and tried(form, keep, Act.COMMENT):
        say(request, _("Одговор је објављен."))
        return redirect("participation:thread", process.municipality.slug, process.code, first.pk)
    return form_page(request, "participation/thread.html", form, context)


@never_cache
@require_http_methods(READ_AND_SEND)
def report_abuse(request: HttpRequest, municipality: str, code: str, pk: int) -> HttpResponse:
    """Point at a comment that breaks the rules."""
    process = access.public_process(municipality, code)
    comment = access.comment_of(process, pk)
    if refused := gate(request, process, Act.REPORT_ABUSE):
        return refused
    form = AbuseForm(request.POST if request.method == "POST" else None)
    context = around(process.municipality, process) | {
        "comment": comment,
        "back_url": discussion_address(process, comment.paragraph),
    }
    template = "participation/abuse.html"
    if other := again_in_other_script(request, template, form, context):
        return other

    def keep() -> None:
        given = form.cleaned_data
        actions.report_abuse(
            comment=comment, rule=given["rule"], note=given["note"], standing=standing_of(request), by=person(request)
        )

    if form.is_valid() and not too_fast(request, form) and tried(form, keep, Act.REPORT_ABUSE):
        say(request, _("Хвала. Уредник ће погледати коментар."))
        return redirect(discussion_address(process, comment.paragraph))
    return form_page(request, template, form, context)


@require_http_methods(READ_AND_SEND)
@signed_in
def appeal(request: HttpRequest, municipality: str, code: str, pk: int) -> HttpResponse:
    """The author of a hidden comment reads why, and objects once."""
    user = cast(User, request.user)
    process = access.public_process(municipality, code)
    moderation = access.moderation_of(user, process, pk)
    form = ModerationAppealForm(request.POST if request.method == "POST" else None)
    context = around(process.municipality, process) | {"moderation": moderation}
    template = "participation/appeal.html"
    if other := again_in_other_script(request, template, form, context):
        return other

    def keep() -> None:
        actions.appeal(moderation=moderation, text=form.cleaned_data["text"], standing=standing_of(request), by=user)

    if form.is_valid() and tried(form, keep, Act.APPEAL_MODERATION):
        say(request, _("Приговор је примљен. О њему одлучује друга особа, а не она која је коментар сакрила."))
        return redirect(home_of(process))
    return form_page(request, template, form, context)
