"""Pages of the local e-government index: all municipalities, one of them, one question with its answers."""

from __future__ import annotations

from typing import cast

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.views.shared import rendered_in_other_script, say, signed_in
from eservices.dashboards import access
from eservices.dashboards.actions import indexing
from eservices.dashboards.definitions import Text
from eservices.dashboards.index.method import Indicator
from eservices.dashboards.index.wording import INDICATORS, value_text
from eservices.dashboards.index_forms import YES, AnswerForm, ReviewForm
from eservices.dashboards.models import IndexAnswer, IndexScore
from eservices.dashboards.reading import freshness
from eservices.dashboards.screens import index as screens
from eservices.dashboards.screens.page import Page, name_of
from eservices.dashboards.views import FILES, all_places, framed, table_file
from municipalities.accounts.models import User
from municipalities.models import Municipality

REFUSALS: dict[str, Text] = {
    "superseded": _("Општина је у међувремену послала новији одговор. Прегледајте њега."),
    "reviewed": _("Одговор је већ прегледан."),
    "own": _("Одговор потврђује неко други, а не ко га је послао."),
    "reason": _("Напишите зашто се одговор не прихвата и шта да општина учини."),
}


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """All municipalities; who may read only the own one is taken there."""
    reader = access.reader_of(_user(request))
    if reader.own is not None:
        return redirect("dashboards:index-municipality", Municipality.objects.filter(pk__in=reader.own)[0].slug)
    quarter, offered = _quarter(request)
    page = screens.overview(all_places(), screens.scores_of(quarter))
    return _answer(request, page, reverse("dashboards:index"), quarter, offered)


@require_safe
@signed_in
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """One municipality, explained to the row."""
    place = access.figures_of(_user(request), slug)
    quarter, offered = _quarter(request)
    latest = {row.quarter: row for row in IndexScore.objects.filter(municipality=place).order_by("quarter", "method")}
    page = screens.municipality(place, list(latest.values()), quarter)
    return _answer(request, page, reverse("dashboards:index-municipality", args=[slug]), quarter, offered)


def _quarter(request: HttpRequest) -> tuple[str, list[str]]:
    """The quarter that was asked for, else the latest; and all there are."""
    offered, asked = screens.quarters(), request.GET.get("kvartal", "")
    return (asked if asked in offered else next(iter(offered), "")), offered


def _answer(request: HttpRequest, page: Page, address: str, quarter: str, offered: list[str]) -> HttpResponse:
    """The page in the frame of the figures, or one of its tables as a file."""
    kind = request.GET.get("oblik", "")
    if kind in FILES:
        return table_file(page, request.GET.get("tabela", ""), kind, quarter)
    context = {
        "page": page,
        "picker": {"address": address},
        "query": f"kvartal={quarter}" if quarter else "",
        "quarters": [(one, screens.label_of(one)) for one in offered],
        "quarter": quarter,
    }
    body = render_to_string("dashboards/index_body.html", context)
    return framed(request, page.title, body, address, fresh=freshness(), compares=access.compares(_user(request)))


# -- the questionnaire -------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def question(request: HttpRequest, slug: str, question: str) -> HttpResponse:
    """One question: its answers, and the form of whoever answers or confirms."""
    user = _user(request)
    place, indicator = access.question_of(user, slug, question)
    answers = access.answers_for(user, place)
    if request.method == "POST" and not answers:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None, indicator=indicator) if answers else None
    if form is not None and not other_language(request) and form.is_valid():
        given = form.cleaned_data
        indexing.answer_question(
            place=place, question=indicator.slug, value=form.value, evidence=given["evidence"],
            address=given["address"], by=user,
        )  # fmt: skip
        say(request, _("Одговор је послат. Рачуна се када га СКГО потврди."))
        return redirect("dashboards:index-question", slug, question)
    return _question_page(request, place, indicator, form=form)


@require_POST
@signed_in
def review(request: HttpRequest, slug: str, question: str, pk: int) -> HttpResponse:
    """Confirm an answer, or say why not."""
    user = _user(request)
    answer = access.answer_to_confirm(user, slug, question, pk)
    form = ReviewForm(request.POST)
    if other_language(request) or not form.is_valid():
        place, indicator = access.question_of(user, slug, question)
        return _question_page(request, place, indicator, review=form)
    given = form.cleaned_data
    try:
        indexing.review_answer(answer=answer, accepted=given["accepted"] == YES, note=given["note"], by=user)
        say(request, _("Преглед је забележен. Индекс га узима у обзир од следећег мерења."))
    except indexing.NotPossible as refused:
        say(request, REFUSALS[refused.code], warning=True)
    return redirect("dashboards:index-question", slug, question)


def _question_page(
    request: HttpRequest,
    place: Municipality,
    indicator: Indicator,
    *,
    form: AnswerForm | None = None,
    review: ReviewForm | None = None,
) -> HttpResponse:
    if other := other_language(request):
        translation.activate(other)
        unbind(request, form or review)
    told = list(IndexAnswer.objects.filter(municipality=place, question=indicator.slug).select_related("review"))
    waiting = told[0] if told and not hasattr(told[0], "review") and access.confirms(_user(request)) else None
    context = {
        "place": place,
        "place_name": name_of(place),
        "words": INDICATORS[indicator.slug],
        "answers": [
            {"row": one, "value": value_text(one.value, indicator.unit), "state": screens.state_of(one)} for one in told
        ],
        "waiting": waiting,
        "form": form or (review or ReviewForm() if waiting else None),
        "answering": form is not None,
        "question": indicator.slug,
        "back_url": reverse("dashboards:index-municipality", args=[place.slug]),
    }
    if other:
        return rendered_in_other_script(request, "dashboards/index_question.html", context)
    return render(request, "dashboards/index_question.html", context)


def other_language(request: HttpRequest) -> str:
    """The script or language whose button was pressed beside a half-filled form; empty when none was."""
    wanted = request.POST.get("language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else ""


def unbind(request: HttpRequest, form: forms.Form | None) -> None:
    """Show what was typed again, without judging it."""
    if form is not None:
        form.initial = {name: request.POST.get(name, "") for name in form.fields}
        form.is_bound = False
