"""Public lists by code, the file and the script to repeat the ranking, and a parent's own result with the objection."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases import service as services
from eservices.cases.keys import reveal_text
from eservices.cases.service import Text
from eservices.cases.views.shared import around, rendered_in_other_script, say, signed_in
from eservices.services.e_kindergarten import access, actions, verify_ranking
from eservices.services.e_kindergarten.explanation import explain, points
from eservices.services.e_kindergarten.forms import ObjectionForm
from eservices.services.e_kindergarten.labels import MOMENT_TONES, MOMENTS
from eservices.services.e_kindergarten.models import Application, Competition, Objection, Publication
from eservices.services.e_kindergarten.phases import Moment
from municipalities.accounts.models import User
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

SCRIPT = Path(verify_ranking.__file__)
OUTCOME_TONES = {"placed": "good", "signed": "good", "waiting": "wait"}
REFUSALS: dict[str, Text] = {
    "no-objection-now": _("Рок за правни лек сада не тече."),
    "already-objected": _("Правни лек на ову листу је већ поднет."),
}


def surroundings(municipality: Municipality) -> dict[str, Any]:
    """What every page of the service shows around its content."""
    return around(municipality, services.get(access.SLUG))


# -- public ------------------------------------------------------------------------------------------------------------
@require_safe
def lists(request: HttpRequest, municipality: str) -> HttpResponse:
    """Competitions of the municipality with their dates and published lists."""
    place = access.place_of(municipality)
    now = timezone.now()
    rows = [_competition_card(row, row.moment(now)) for row in access.announced(place)]
    back = reverse("cases:start", args=[municipality, access.SLUG])
    context = surroundings(place) | {"competitions": rows, "back_url": back}
    return render(request, "e-kindergarten/lists.html", context)


def _competition_card(competition: Competition, moment: Moment) -> dict[str, Any]:
    published = list(competition.publications.order_by("published_at"))
    return {
        "competition": competition,
        "moment": MOMENTS[moment],
        "tone": MOMENT_TONES.get(moment, ""),
        "places": sum(competition.quotas.values_list("places", flat=True)),
        "publications": published,
    }


@require_safe
def published(request: HttpRequest, municipality: str, competition: str, stage: str) -> HttpResponse:
    """One published list: codes, points and kindergartens; no name, no reason of priority."""
    place = access.place_of(municipality)
    found = access.public_competition(place, competition)
    publication = access.publication_of(found, stage)
    document = json.loads(bytes(publication.content))
    context = surroundings(place) | {
        "competition": found,
        "publication": publication,
        "stage": publication.get_stage_display(),
        "tables": _tables(found, document),
        "prior": publication.prior,
        "inputs_sha256": document["inputs_sha256"],
        "list_sha256": document["list_sha256"],
        "whole_sha256": publication.ranking.inputs_sha256,
        "back_url": reverse("cases:e-kindergarten:lists", args=[municipality]),
    }
    return render(request, "e-kindergarten/published.html", context)


def _tables(competition: Competition, document: dict[str, Any]) -> list[dict[str, Any]]:
    """A table for each age group, as the component wants it."""
    names = {quota.code: quota.kindergarten.name for quota in competition.quotas.select_related("kindergarten")}
    found = []
    for group in competition.age_groups:
        rows = [
            [
                f"{line['rank']}.",
                line["code"],
                {"text": points(line["points"]), "numeric": True},
                pismo(names[line["place"]]) if line["place"] else translate("листа чекања"),
            ]
            for line in document["list"]
            if line["list"] == group.slug
        ]
        if rows:
            found.append({"caption": pismo(group.label), "rows": rows, "table_id": f"lista-{group.slug}"})
    return found


@require_safe
def file(request: HttpRequest, municipality: str, competition: str, stage: str) -> HttpResponse:
    """The published file, byte by byte as it was sealed by its digest."""
    place = access.place_of(municipality)
    publication = access.publication_of(access.public_competition(place, competition), stage)
    response = HttpResponse(bytes(publication.content), content_type="application/json")
    name = f"rang-lista-{municipality}-{competition}-{stage}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def script(request: HttpRequest, municipality: str) -> HttpResponse:
    """The program that repeats the ranking; the portal itself ranks with it."""
    access.place_of(municipality)
    response = HttpResponse(SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify_ranking.py"'
    return response


# -- a parent's own ----------------------------------------------------------------------------------------------------
@require_safe
@signed_in
def result(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Points, rank, why this kindergarten, what would have changed it; objection and contract."""
    application = access.own_application(cast(User, request.user), municipality, code)
    competition = application.competition
    now = timezone.now()
    moment = competition.moment(now)
    publications = list(Publication.objects.filter(competition=competition).select_related("ranking"))
    listed = [explain(application, publication) for publication in publications]
    context = surroundings(application.case.municipality) | {
        "application": application,
        "competition": competition,
        "case": application.case,
        "moment": MOMENTS[moment],
        "tone": MOMENT_TONES.get(moment, ""),
        "outcome_tone": OUTCOME_TONES.get(application.outcome, ""),
        "explanations": list(zip(publications, listed, strict=True)),
        "objection": _objection_of(application),
        "may_object": moment is Moment.OBJECTIONS and any(listed) and not application.objections.exists(),
        "back_url": reverse("cases:case", args=[code]),
    }
    return render(request, "e-kindergarten/result.html", context)


def _objection_of(application: Application) -> dict[str, Any] | None:
    row = Objection.objects.filter(application=application).first()
    if row is None:
        return None
    key = application.case.data_key
    return {
        "row": row,
        "text": reveal_text(key, row.text, "kindergarten-objection"),
        "reason": reveal_text(key, row.reason, "kindergarten-reason"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def objection(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Object to the preliminary list while the term runs."""
    application = access.own_application(cast(User, request.user), municipality, code)
    back = reverse("cases:e-kindergarten:result", args=[municipality, code])
    context = surroundings(application.case.municipality) | {
        "application": application, "competition": application.competition, "back_url": back,
    }  # fmt: skip
    template = "e-kindergarten/objection.html"
    if "language" in request.POST:
        typed = ObjectionForm(initial={"text": request.POST.get("text", "")})
        return rendered_in_other_script(request, template, context | {"form": typed})
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, template, context | {"form": form})
    try:
        row = actions.file_objection(
            application=application, text=form.cleaned_data["text"], by=cast(User, request.user)
        )
    except actions.NotNow as refused:
        say(request, REFUSALS[refused.code], warning=True)
        return redirect(back)
    text = translate("Примљено. Комисија одговара писмено најкасније %(day)s")
    say(request, text % {"day": date_format(row.due_on, "SHORT_DATE_FORMAT")})
    return redirect(back)
