"""Files of a request: chosen, checked, listed, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from eservices.cases import actions
from eservices.cases.actions.intake import Holder
from eservices.cases.models import Document
from eservices.cases.views.files import ALLOWED_KINDS, FilesForm, limit_in_megabytes
from eservices.cases.views.journey import Journey, frame, on_journey
from eservices.cases.views.shared import in_other_script


@require_http_methods(["GET", "HEAD", "POST"])
@on_journey
def documents(request: HttpRequest, journey: Journey) -> HttpResponse:
    """All documents that the answers ask for. A file that is refused costs nothing but itself."""
    obstacle = journey.obstacle()
    if obstacle is not None:
        return HttpResponseRedirect(obstacle)
    if not journey.kinds:
        return HttpResponseRedirect(journey.check_address)
    if request.method == "POST":
        return _received(request, journey)
    return _page(request, journey, FilesForm(journey.kinds))


def _received(request: HttpRequest, journey: Journey) -> HttpResponse:
    form = FilesForm(journey.kinds, request.POST, request.FILES)
    form.is_valid()
    form.take(holder=Holder(draft=journey.draft), present=journey.documents, by=journey.by)
    if "remove" in request.POST:
        _remove(journey, request.POST["remove"])
    if "language" in request.POST:
        return in_other_script(request, request.get_full_path())
    if "later" in request.POST and not form.errors:
        return HttpResponseRedirect(journey.later_address)
    if "continue" in request.POST:
        form.require([kind for kind in journey.kinds if kind.required], journey.documents)
        if not form.errors:
            return HttpResponseRedirect(journey.check_address)
    if form.errors:
        return _page(request, journey, form)
    return HttpResponseRedirect(request.get_full_path())


def _remove(journey: Journey, code: str) -> None:
    """Take back the file of that code; one that is not there any more needs nothing."""
    try:
        wanted = UUID(code)
    except ValueError:
        return
    for files in journey.documents.values():
        for document in [file for file in files if file.code == wanted]:
            actions.remove_document(draft=journey.draft, document=document, by=journey.by)
            files.remove(document)


def _page(request: HttpRequest, journey: Journey, form: FilesForm) -> HttpResponse:
    context = frame(journey) | {
        "form": form,
        "places": places(form, journey.documents),
        "allowed_kinds": ALLOWED_KINDS,
        "limit": limit_in_megabytes(),
        "back_url": journey.before_documents(),
        "progress": journey.progress(None),
    }
    return render(request, "cases/intake/documents.html", context)


def places(form: FilesForm, present: dict[str, list[Document]]) -> list[dict[str, Any]]:
    """Each kind with its field and the files already there."""
    return [
        {"kind": field.field.kind, "field": field, "files": present.get(field.name, [])}  # type: ignore[attr-defined]
        for field in form
    ]
