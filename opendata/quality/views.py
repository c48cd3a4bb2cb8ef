"""Pages of quality: the table of municipalities, and what each metric gave a data set."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as translate
from django.views.decorators.http import require_safe

from municipalities.models import Municipality
from municipalities.public_pages import public_page
from municipalities.templatetags.pismo import pismo
from opendata import access
from opendata.quality import metrics, wording

Cell = dict[str, Any]


@require_safe
@public_page
def league(request: HttpRequest) -> HttpResponse:
    """Municipalities by the mean points of their data sets; equal means share a place."""
    judged = access.published_datasets().exclude(quality_points=None).order_by().values("municipality_id")
    found = sorted(judged.annotate(mean=Avg("quality_points"), sets=Count("pk")), key=lambda row: -row["mean"])
    places = Municipality.objects.in_bulk([row["municipality_id"] for row in found])
    ranks = {mean: rank for rank, mean in reversed([*enumerate((round(row["mean"], 1) for row in found), 1)])}
    rows = [
        _place(places[row["municipality_id"]], ranks[round(row["mean"], 1)], round(row["mean"], 1), row["sets"])
        for row in found
    ]
    columns = [
        {"label": translate("Место"), "numeric": True}, {"label": translate("Општина или град")},
        {"label": translate("Скупова"), "numeric": True}, {"label": translate("Просек поена"), "numeric": True},
        {"label": translate("Оцена")},
    ]  # fmt: skip
    return render(request, "opendata/quality.html", {"columns": columns, "rows": rows, "most": metrics.MOST_POINTS})


def _place(place: Municipality, rank: int, mean: float, sets: int) -> list[Cell]:
    return [
        _number(rank),
        {"text": pismo(place.official_name), "url": f"{reverse('opendata:index')}?opstina={place.slug}"},
        _number(sets),
        _number(number_format(mean, 1)),
        _rating(mean),
    ]


def _number(value: object) -> Cell:
    return {"text": value, "numeric": True}


def _rating(points: float) -> Cell:
    name = metrics.rating(points)
    return {"text": str(wording.RATINGS[name]), "tone": wording.TONES[name]}


@require_safe
@public_page
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """What each metric gave a data set, and what would give more."""
    found = access.published_dataset(slug)
    context = {
        "dataset": found,
        "most": metrics.MOST_POINTS,
        "rating": _rating(found.quality_points) if found.quality_points is not None else None,
        "columns": [{"label": translate("Шта се гледа")}, {"label": translate("Поена"), "numeric": True},
                    {"label": translate("Највише"), "numeric": True}, {"label": translate("Шта урадити")}],
        "tables": [_dimension(name, found.quality) for name in metrics.DIMENSIONS],
    }  # fmt: skip
    return render(request, "opendata/dataset_quality.html", context)


def _dimension(name: str, shares: dict[str, float]) -> dict[str, Any]:
    """A table of one dimension."""
    mine = [metric for metric in metrics.METRICS if metric.dimension == name]
    return {"id": name, "caption": wording.DIMENSIONS[name], "rows": [_metric(metric, shares) for metric in mine]}


def _metric(metric: metrics.Metric, shares: dict[str, float]) -> list[Cell]:
    points = metrics.points_of(metric, shares)
    is_full = points == metric.points
    return [
        {"text": str(wording.METRICS[metric.name])},
        _number(number_format(points.normalize() if points else 0)),
        _number(metric.points),
        {"text": translate("све је ту") if is_full else str(wording.REMEDIES.get(metric.name, "–"))},
    ]
