"""Pages on which the public writes to publishers and sees what came of it: questions, wishes, the gallery of reuses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases.views.shared import Throttle, too_often
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.public_pages import public_page
from opendata import access, actions
from opendata.letters import QuestionForm, RequestForm, ReuseForm
from opendata.models import Dataset, DatasetRequest, Question, Reuse

A_PAGE = 24


class LetterThrottle(Throttle):
    """Letters of one address: enough for everybody, too few for a machine."""

    scope = "open-data-letter"
    rate = "10/hour"


@require_safe
@public_page
def reuses(request: HttpRequest) -> HttpResponse:
    """The gallery: what has been made of the data of all municipalities, after the publishers have looked at it."""
    page = Paginator(access.shown_reuses(), A_PAGE).get_page(request.GET.get("strana", ""))
    return render(request, "opendata/reuses.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def new_reuse(request: HttpRequest, slug: str) -> HttpResponse:
    """Report something made of a data set."""
    dataset = access.published_dataset(slug)
    form = ReuseForm(request.POST or None, instance=_of(Reuse, dataset))
    if request.method == "POST" and _sent(request, form):
        messages.success(request, translate("Хвала. Примена ће бити приказана кад је објављивач прегледа."))
        return redirect("opendata:reuses")
    return _page(request, form, translate("Пријавите примену података"), dataset=dataset)


@require_http_methods(["GET", "HEAD", "POST"])
def new_question(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the publisher of a data set."""
    dataset = access.published_dataset(slug)
    form = QuestionForm(request.POST or None, instance=_of(Question, dataset))
    if request.method == "POST" and _sent(request, form):
        messages.success(request, translate("Питање је послато објављивачу."))
        return redirect(dataset)
    return _page(request, form, translate("Питајте објављивача"), dataset=dataset)


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest) -> HttpResponse:
    """Wishes for data with what became of them, and a form for one more."""
    form = RequestForm(request.POST or None, instance=DatasetRequest(language=get_language() or "sr"))
    if request.method == "POST" and _sent(request, form):
        messages.success(request, translate("Захтев је послат општини. Одговор ће бити на овој страници."))
        return redirect("opendata:requests")
    page = Paginator(access.shown_requests(), A_PAGE).get_page(request.GET.get("strana", ""))
    tones = {"opened": "good", "refused": "bad", "planned": "info"}
    wishes = [{"wish": wish, "tone": tones.get(wish.state, "")} for wish in page]
    return _page(request, form, translate("Захтеви за отварање података"), template="opendata/requests.html",
                 page=page, wishes=wishes)  # fmt: skip


def _of(kind: type[Question | Reuse], dataset: Dataset) -> Any:
    return kind(dataset=dataset, municipality_id=dataset.municipality_id, language=get_language() or "sr")


def _sent(request: HttpRequest, form: QuestionForm | RequestForm | ReuseForm) -> bool:
    """Whether the letter was right and is kept. What is typed stays in the form otherwise."""
    if not form.is_valid():
        return False
    if too_often(request, LetterThrottle):
        form.add_error(None, translate("Са ваше мреже је стигло превише порука. Покушајте поново за сат времена."))
        return False
    letter = form.save(commit=False)
    with municipality_scope(letter.municipality_id):
        actions.write_in(letter=letter, by=request.user if isinstance(request.user, User) else None)
    return True


def _page(
    request: HttpRequest, form: Any, title: str, *, template: str = "opendata/write.html", dataset: Dataset | None = None,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    back = dataset.get_absolute_url() if dataset else reverse("opendata:index")
    context = {"form": form, "title": title, "dataset": dataset, "back_url": back, **more}
    return render(request, template, context)
