"""The competition of municipalities for everybody: who stands where, how the points come about, files to recompute them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaign import access, verify_score
from campaign.models import Competition, Standing
from campaign.views.shared import crumbs
from campaign.wording import EXPLAINED, MEASURES
from municipalities.templatetags.pismo import pismo

SCRIPT_TYPE = "text/x-python; charset=utf-8"


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Competitions of municipalities and prize draws of citizens."""
    context = {
        "competitions": [_card(row.said_title, row) for row in access.begun_competitions()],
        "draws": [_card(row.said_title, row) for row in access.begun_draws()],
        **crumbs(_("Такмичење")),
    }
    return render(request, "campaign/competitions.html", context)


def _card(title: str, row: Any) -> dict[str, Any]:
    return {"title": title, "url": row.get_absolute_url(), "first": row.first, "last": row.last}


def _around(found: Competition, label: Any = None) -> dict[str, Any]:
    between = [(_("Такмичење"), reverse("campaign:competitions"))]
    if label is None:
        return {"competition": found, **crumbs(found.said_title, *between)}
    return {"competition": found, **crumbs(label, *between, (found.said_title, found.get_absolute_url()))}


@require_safe
def competition(request: HttpRequest, slug: str) -> HttpResponse:
    """The table of towns with their points."""
    found = access.competition_of(slug)
    reckoning = found.reckonings.first()
    rows = list(reckoning.standings.select_related("town")) if reckoning else []
    table = [
        [str(row.rank), {"text": pismo(row.town.name), "url": reverse("campaign:standing", args=[slug, row.town.slug])},
         {"text": localize(row.points), "numeric": True}]
        for row in rows
    ]  # fmt: skip
    columns = [{"label": _("Место")}, {"label": _("Град или општина")}, {"label": _("Бодова"), "numeric": True}]
    weights = [(MEASURES[name], weight) for name, weight in found.rules.as_json()["weights"].items()]
    context = {"reckoning": reckoning, "rows": table, "columns": columns, "weights": weights, **_around(found)}
    return render(request, "campaign/competition.html", context)


@require_safe
def town(request: HttpRequest, slug: str, town: str) -> HttpResponse:
    """How the points of one town come about, measure by measure, and what was left out."""
    found = access.competition_of(slug)
    reckoning = access.latest_reckoning(found)
    standing = access.standing_of(reckoning, town)
    context = {
        "standing": standing, "reckoning": reckoning, "measures": [_explained(line) for line in standing.measures],
        "left_out": standing.reasons,
        **_around(found, pismo(standing.town.name)),
    }  # fmt: skip
    return render(request, "campaign/standing.html", context)


def _explained(line: dict[str, Any]) -> dict[str, Any]:
    """A measure in words; an unknown one says so."""
    known = line["value"] is not None
    return {
        "name": MEASURES[line["name"]],
        "share": localize(round(float(line["value"]) * 100, 1)) if known else "",
        "weight": line["weight"],
        "text": EXPLAINED[line["name"]] % {"part": line["part"], "whole": line["whole"]} if known else "",
    }


# -- files -------------------------------------------------------------------------------------------------------------
@require_safe
def order(request: HttpRequest, slug: str) -> HttpResponse:
    """Ranks and points as CSV."""
    reckoning = access.latest_reckoning(access.competition_of(slug))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="poredak-{slug}-{reckoning.day}.csv"'
    writer = csv.writer(response)
    writer.writerow(["rank", "town", "points"])
    writer.writerows(reckoning.standings.values_list("rank", "town__slug", "points"))
    return response


@require_safe
def rows(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every row that was counted or left out, without people, days and services."""
    reckoning = access.latest_reckoning(access.competition_of(slug))
    name = f"redovi-{slug}-{reckoning.day}.csv"
    response = FileResponse(default_storage.open(reckoning.path), as_attachment=True, filename=name)
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    return response


@require_safe
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules as the program reads them."""
    found = access.competition_of(slug)
    text = json.dumps(found.rules.as_json(), indent=1)
    response = HttpResponse(text, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="pravila-{slug}.json"'
    return response


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The program that recomputes scores from the files."""
    return source_of(verify_score.__file__)


def source_of(file: str) -> HttpResponse:
    """A standalone program of ours, to keep and run elsewhere."""
    path = Path(file)
    response = HttpResponse(path.read_bytes(), content_type=SCRIPT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


@require_safe
def certificate(request: HttpRequest, slug: str, town: str) -> HttpResponseBase:
    """The printed certificate of a town, after the audit."""
    standing: Standing = access.standing_of(access.latest_reckoning(access.competition_of(slug)), town)
    if not standing.certificate:
        raise Http404
    name = f"priznanje-{slug}-{town}.pdf"
    return FileResponse(
        default_storage.open(standing.certificate), as_attachment=True, filename=name, content_type="application/pdf"
    )
