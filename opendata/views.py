"""Public pages of open data: the catalogue, a data set, one version of it, files, the opening plan."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_safe

from municipalities.accounts.access import municipality_for
from municipalities.public_pages import public_page
from opendata import access, answers, catalogue, exporting, wording
from opendata.answers import open_to_all
from opendata.harvest import croissant, describing
from opendata.models import Dataset, OpeningDuty, Version
from opendata.showing import choosing, markup, page

DATASETS_A_PAGE = 20
VERSIONS_SHOWN = 30
LETTERS_SHOWN = 20


@require_safe
@public_page
def index(request: HttpRequest) -> HttpResponse:
    """The catalogue with search in either script and facets."""
    found = catalogue.search(request.GET)
    listed = catalogue.page_of(found, request.GET.get("strana", ""), DATASETS_A_PAGE)
    titles = {
        "opstina": translate("Општина или град"), "tema": translate("Тема"), "shema": translate("Шема"),
        "ucestalost": translate("Обнавља се"), "svezina": translate("Обнова"), "format": translate("Формат"),
        "licenca": translate("Услови коришћења"),
    }  # fmt: skip
    choices = catalogue.choices(request.GET)
    facets = [
        {"title": title, "choices": [(choice, _with(request, name, choice)) for choice in choices[name]]}
        for name, title in titles.items()
        if choices[name]
    ]
    context = {
        "page": listed,
        "listed": [{"dataset": each, "texts": catalogue.texts_of(each)} for each in listed],
        "query": request.GET.get("q", "")[:200],
        "facets": facets,
        "chosen": any(request.GET.get(name) for name in catalogue.FACETS),
        "older_url": _address(request, strana=str(listed.next_page_number())) if listed.has_next() else "",
        "newer_url": _address(request, strana=str(listed.previous_page_number())) if listed.has_previous() else "",
    }
    return render(request, "opendata/index.html", context)


def _with(request: HttpRequest, name: str, choice: catalogue.Choice) -> str:
    """Address of the catalogue with a facet chosen, or without it when it already is."""
    return _address(request, **{name: "" if choice.chosen else choice.value, "strana": ""})


def _address(request: HttpRequest, **changes: str) -> str:
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value:
            parameters[name] = value
        else:
            parameters.pop(name, None)
    return f"{request.path}?{parameters.urlencode()}" if parameters else request.path


@require_safe
@public_page
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """A data set with the version in force: files, first rows, columns, earlier versions."""
    found = access.published_dataset(slug)
    return _shown(request, found, access.current_version(found))


@require_safe
@public_page
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Exactly the rows of one version, whatever has been published since."""
    found = access.published_version(slug, number)
    return _shown(request, found.dataset, found)


def _shown(request: HttpRequest, found: Dataset, shown: Version) -> HttpResponse:
    if onward := choosing.one_more(request, shown.schema):
        return redirect(f"{onward}#rows")
    language = catalogue.language_of_data()
    title, description = catalogue.texts_of(found)
    context = {
        "dataset": found,
        "title": title,
        "description": description,
        "version": shown,
        "is_current": shown.pk == found.current_id,
        "municipality": found.municipality,
        "files": [
            {"name": each.name.upper(), "url": page.file_address(found, shown, each.name)}
            for each in exporting.formats_of(shown)
        ],
        "columns": _dictionary(shown, language),
        "versions": access.published_versions(found)[:VERSIONS_SHOWN],
        "questions": access.shown_questions(found)[:LETTERS_SHOWN],
        "reuses": access.shown_reuses(found)[:LETTERS_SHOWN],
        "plan_url": reverse("opendata:plan", args=[found.municipality.slug]),
        "markup": markup.of_dataset(found, shown, title, description),
        "croissant": markup.script_text(croissant.describe(found, shown)),
        **page.context_of(request, found, shown, language),
    }
    return render(request, "opendata/dataset.html", context)


def _dictionary(shown: Version, language: str) -> list[dict[str, Any]]:
    """Columns with their labels and what is in them."""
    return [
        {
            "name": column.name,
            "label": column.titles.get(language, column.title),
            "type": wording.TYPES[column.type],
            "is_key": column.name in shown.schema.key,
            "facts": shown.profile.get(column.name, {}),
            "share": round(100 * shown.profile.get(column.name, {}).get("filled", 0) / shown.rows) if shown.rows else 0,
        }
        for column in shown.schema.columns
    ]


@open_to_all
def file(request: HttpRequest, slug: str, format_name: str) -> HttpResponseBase:
    """The version in force as a file, or the rows of a question."""
    return _file(request, access.current_version(access.published_dataset(slug)), format_name, permanent=False)


@open_to_all
def version_file(request: HttpRequest, slug: str, number: int, format_name: str) -> HttpResponseBase:
    """Exactly one version as a file."""
    return _file(request, access.published_version(slug, number), format_name, permanent=True)


def _file(request: HttpRequest, shown: Version, format_name: str, *, permanent: bool) -> HttpResponseBase:
    if format_name not in {each.name for each in exporting.formats_for(shown.schema)}:
        if format_name in exporting.FORMATS and format_name not in exporting.offered():
            return answers.problem(404, "not-installed", format_name)
        raise Http404
    response = answers.file_answer(request, shown, format_name, permanent=permanent)
    response.headers["Link"] = describing.links(shown.dataset, format_name)
    return response


@require_safe
def plan(request: HttpRequest, municipality: str) -> HttpResponse:
    """The opening plan: who opens what by when, and who is late."""
    place = municipality_for(municipality)
    duties = OpeningDuty.objects.filter(municipality=place).select_related("dataset")
    context = {"municipality": place, "duties": [_duty(duty) for duty in duties]}
    return render(request, "opendata/plan.html", context)


def _duty(duty: OpeningDuty) -> dict[str, Any]:
    """A duty with its state in words. A data set that is not public yet is not named."""
    public = duty.dataset if duty.dataset and duty.dataset.is_public else None
    states = {"late": translate("касни"), "done": translate("отворено"), "due": translate("у року")}
    state = "late" if duty.is_late else "done" if duty.last_done else "due"
    tone = {"late": "bad", "done": "good", "due": ""}[state]
    return {"duty": duty, "dataset": public, "state": states[state], "tone": tone}
