"""Pages of the publisher: a data set on one screen, sending a file, watching the work, publishing, going back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.desk import people
from eservices.cases.desk.frames import frame
from municipalities.accounts.admin_access import person
from opendata import access, actions, differences, progress, receiving, wording
from opendata.forms import FileForm, ReasonForm
from opendata.models import Dataset, Version
from opendata.tabular.schema import TableSchema
from opendata.wording import Text

READ_AND_SEND = ["GET", "HEAD", "POST"]
ERRORS_SHOWN = 200
ROWS_PREVIEWED = 10
REFUSALS: dict[str, Text] = {
    "running": _("За овај скуп се већ припрема једна верзија. Сачекајте да се заврши."),
    "not-waiting": _("Ова верзија више не чека: неко је у међувремену одлучио о њој."),
    "same-person": _("Налазе потврђује друга особа, а не она која је послала датотеку (четири ока)."),
    "reason": _("Напишите зашто се подаци ипак смеју објавити."),
    "in-force": _("Ова верзија је већ на снази."),
}


def _dataset(request: HttpRequest, pk: int) -> Dataset:
    return access.dataset_for(person(request), people.desk_of(request).municipality_id, pk)


def _attempt(request: HttpRequest, act: Callable[[], Any], done: Text) -> Any:
    """Carry out an act and say what came of it; its result, or None when it was not possible."""
    try:
        result = act()
    except actions.NotNow as refused:
        messages.warning(request, str(REFUSALS[refused.code]))
        return None
    if done:
        messages.success(request, str(done))
    return result


@never_cache
@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """State of a data set, its versions, and what can be done."""
    dataset = _dataset(request, pk)
    versions = dataset.versions.exclude(state=Version.State.REJECTED).select_related("created_by", "confirmed_by")
    context = frame(
        request,
        dataset.title,
        dataset=dataset,
        schema=schema_words(dataset.schema),
        versions=versions[:50],
        jobs=dataset.jobs.select_related("created_by")[:10],
        running=dataset.jobs.filter(state__in=["waiting", "running"]).first(),
    )
    return render(request, "admin/opendata/board.html", context)


def schema_words(schema: TableSchema | None) -> list[dict[str, Any]]:
    """Columns with labels in the reader's language."""
    language = {"sr": "sr", "sr-latn": "sr-Latn"}.get(get_language() or "sr", "en")
    return [
        {"name": column.name, "label": column.titles[language], "type": column.type,
         "type_label": wording.TYPES[column.type], "required": column.required,
         "key": schema is not None and column.name in schema.key}
        for column in (schema.columns if schema else ())
    ]  # fmt: skip


@never_cache
@csrf_exempt  # checked inside, after the handlers of large files have been chosen: the check reads the body
@require_http_methods(READ_AND_SEND)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a file; the page of the job follows at once."""
    dataset = _dataset(request, pk)
    receiving.take_large_files(request)
    return _upload(request, dataset)


@csrf_protect
def _upload(request: HttpRequest, dataset: Dataset) -> HttpResponse:
    if dataset.derived_from:
        raise Http404
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, by = form.cleaned_data["file"], person(request)
        job = _attempt(request, lambda: actions.start_upload(dataset=dataset, upload=file, by=by), "")
        if job is not None:
            return redirect("admin:opendata_dataset_job", job.pk)
    context = frame(
        request, translate("Пошаљи датотеку"), dataset=dataset, form=form, schema=schema_words(dataset.schema)
    )
    return render(request, "admin/opendata/upload.html", context)


@never_cache
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Pull now, refresh now, or take off the public pages."""
    dataset, by = _dataset(request, pk), person(request)
    if what == "povuci":
        _attempt(request, lambda: actions.withdraw(dataset=dataset, by=by), _("Скуп више није на јавним странама."))
        return redirect("admin:opendata_dataset_board", pk)
    starts = {
        "preuzmi": (actions.start_pull, dataset.pull_address),
        "osvezi": (actions.start_refresh, dataset.derived_from),
    }
    start, possible = starts.get(what, (None, ""))
    if start is None or not possible:
        raise Http404
    job = _attempt(request, lambda: start(dataset=dataset, by=by), "")
    return redirect("admin:opendata_dataset_job", job.pk) if job else redirect("admin:opendata_dataset_board", pk)


@never_cache
@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is, what is wrong row by row, what differs, what was found, and what to decide."""
    found = access.job_for(person(request), people.desk_of(request).municipality_id, pk)
    version = found.version
    errors = [
        {"row": error.row, "column": error.column, "value": error.value,
         "says": wording.cell_sentence(error.code, error.params)}
        for error in found.errors.all()[:ERRORS_SHOWN]
    ]  # fmt: skip
    context = frame(
        request,
        found.dataset.title,
        dataset=found.dataset,
        job=found,
        progress=progress.read(found.pk),
        reason=wording.file_sentence(found.fault, found.fault_params) if found.fault else "",
        errors=errors,
        version=version,
        **(_of_version(request, found.dataset, version) if version else {}),
    )
    return render(request, "admin/opendata/job.html", context)


def _of_version(request: HttpRequest, dataset: Dataset, version: Version) -> dict[str, Any]:
    before = dataset.current if dataset.current_id != version.pk else None
    waits = version.state in (Version.State.WAITING, Version.State.CONFIRMING)
    shown = differences.examples(before.table_name, version.table_name, version.schema) if before and waits else []
    return {
        "waits": waits,
        "findings": [{**row, "label": wording.finding_label(row["kind"])} for row in version.findings],
        "examples": shown,
        "preview": differences.first_rows(version.table_name, version.schema, limit=ROWS_PREVIEWED) if waits else [],
        "columns": schema_words(version.schema),
        "is_author": version.created_by_id == person(request).pk,
        "form": ReasonForm(),
    }


@never_cache
@require_POST
def decide(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Publish, confirm, discard a version, or put an earlier one in force."""
    version, by = access.version_for(person(request), people.desk_of(request).municipality_id, pk), person(request)
    reason = request.POST.get("reason", "")
    acts: dict[str, tuple[Callable[[], None], Text]] = {
        "objavi": (lambda: actions.publish(version=version, by=by), _("Објављено. Подаци су одмах доступни свима.")),
        "potvrdi": (lambda: actions.confirm(version=version, reason=reason, by=by), _("Потврђено и објављено.")),
        "odbaci": (
            lambda: actions.reject(version=version, by=by),
            _("Верзија је одбачена. Објављена остаје како јесте."),
        ),
        "vrati": (lambda: actions.roll_back(version=version, by=by), _("Ранија верзија је поново на снази.")),
    }
    if what not in acts:
        raise Http404
    _attempt(request, *acts[what])
    return redirect("admin:opendata_dataset_board", version.dataset_id)
