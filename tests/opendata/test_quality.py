"""Points of quality: 405 for what the portal makes itself, fewer for what is missing, and the table of municipalities."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF

from eservices.dashboards.actions import observing
from eservices.dashboards.models import StateOfMonth
from municipalities import publishing
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import derived, streaming, tasks
from opendata.models import Dataset
from opendata.quality import grading, metrics, wording
from tests.opendata.harvested import listed, read
from tests.opendata.scene import published
from tests.opendata.test_derived import Benches, work
from tests.opendata.test_rows import Shared

NAMES = [metric.name for metric in metrics.METRICS]


@pytest.fixture(autouse=True)
def cold() -> None:
    cache.clear()


def test_the_dashboards_hear_of_quality_and_freshness(dataset: Dataset, editor: User, kragujevac: Municipality) -> None:
    published(dataset, editor)
    Dataset.objects.filter(pk=dataset.pk).update(quality_points=324)
    observing.observe_yesterday()
    states = StateOfMonth.objects
    assert states.get(municipality=kragujevac).values == {
        "datasets": 1, "datasets_fresh": 1, "quality_points": 324, "quality_possible": 405,
    }  # fmt: skip
    Dataset.objects.filter(pk=dataset.pk).update(modified_at=timezone.now() - timedelta(days=900), quality_points=None)
    observing.observe_yesterday()
    assert states.get(municipality=kragujevac).values == {
        "datasets": 1, "datasets_fresh": 0, "quality_points": 0, "quality_possible": 0,
    }  # fmt: skip


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are written over the connection of the test, which alone sees the rows."""
    monkeypatch.setattr(streaming, "connect", Shared)


def by_dimension() -> dict[str, int]:
    return {name: sum(one.points for one in metrics.METRICS if one.dimension == name) for name in metrics.DIMENSIONS}


def test_the_points_are_those_of_the_method() -> None:
    assert list(by_dimension().values()) == [100, 100, 110, 75, 20] and metrics.MOST_POINTS == 405


def test_every_metric_has_a_name_and_remedies_are_of_metrics() -> None:
    assert set(wording.METRICS) == set(NAMES)
    assert set(wording.REMEDIES) <= set(NAMES)


@pytest.mark.parametrize(
    ("points", "name"), [(351, "excellent"), (350, "good"), (221, "good"), (220, "sufficient"), (119, "bad")]
)
def test_classes_of_the_method(points: int, name: str) -> None:
    assert metrics.rating(points) == name


@given(st.lists(st.sampled_from([0.0, 1 / 3, 0.8, 1.0]), min_size=len(NAMES), max_size=len(NAMES)))
def test_the_whole_is_never_more_than_all_nor_far_from_its_parts(shares: list[float]) -> None:
    found = dict(zip(NAMES, shares, strict=True))
    parts = sum(float(metrics.points_of(metric, found)) for metric in metrics.METRICS)
    assert 0 <= metrics.total(found) <= 405 and abs(metrics.total(found) - parts) <= 2


def test_a_data_set_of_which_nothing_is_said_has_no_points() -> None:
    name = URIRef("https://primer.example/x")
    assert metrics.total(metrics.judge(Graph().add((name, RDF.type, DCAT.Dataset)), name, [])) == 0


def test_a_proprietary_format_beside_open_ones_costs_its_share() -> None:
    graph, name = Graph(), URIRef("https://primer.example/x")
    for code in ("CSV", "XLSX"):
        graph.add((name, DCAT.distribution, file := URIRef(f"{name}#{code}")))
        graph.add((file, DCTERMS["format"], URIRef(f"{metrics.AUTHORITY}/file-type/{code}")))
    shares = metrics.judge(graph, name, [])
    assert (shares["non-proprietary"], shares["machine-readable"], shares["format-known"]) == (0.5, 1, 1)


def test_what_the_portal_derives_has_all_points(
    shared: None, here: Municipality, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "_publishable", {Benches.slug: Benches()})
    derived.refresh_all()
    with municipality_scope(here.pk):
        work()
    assert tasks.measure() == 1
    with municipality_scope(here.pk):
        dataset = Dataset.objects.get()
    assert dataset.quality_points == 405
    graph = read(client, f"/otvoreni-podaci/skup/{dataset.slug}.ttl")
    csv = client.get(f"/otvoreni-podaci/skup/{dataset.slug}/podaci.csv")
    size = len(b"".join(csv.streaming_content))  # type: ignore[attr-defined]
    assert str(size) in {str(found) for found in graph.objects(None, DCAT.byteSize)}


def test_the_terms_of_the_national_portal_cost_ten_points(
    shared: None, dataset: Dataset, editor: User, client: Client
) -> None:
    Dataset.objects.filter(pk=dataset.pk).update(licence="SODL")
    published(dataset, editor)
    tasks.measure()
    dataset.refresh_from_db()
    assert dataset.quality_points == 395
    page = client.get(f"/otvoreni-podaci/skup/{dataset.slug}/kvalitet/").content.decode()
    assert "395 од 405" in page and str(wording.REMEDIES["licence-known"]) in page


def test_files_are_measured_once_and_judged_again_when_the_description_changes(
    shared: None, dataset: Dataset, editor: User, here: Municipality
) -> None:
    published(dataset, editor)
    assert (grading.measure_files(), grading.measure_files(), grading.grade_all()) == (1, 0, 0)
    with municipality_scope(here.pk):
        Dataset.objects.filter(pk=dataset.pk).update(contact_name="Друга служба", licence="SODL")
    assert (tasks.grade(), tasks.grade()) == (1, 0)


def test_a_file_that_cannot_be_written_gets_no_size_and_no_points(here: Municipality) -> None:
    dataset = listed(here, "Без табеле")
    tasks.measure()
    dataset.refresh_from_db()
    assert dataset.current is not None and dataset.current.file_sizes == {}
    assert dataset.quality["access-answers"] == 0 and dataset.quality["licence"] == 1


def test_municipalities_stand_by_their_mean_and_equals_share_a_place(
    here: Municipality, cacak: Municipality, client: Client
) -> None:
    for place, points in ((here, 300), (here, 390), (cacak, 345), (cacak, 345)):
        with municipality_scope(place.pk):
            Dataset.objects.filter(pk=listed(place, "Вртићи").pk).update(quality_points=points)
    response = client.get("/otvoreni-podaci/kvalitet/")
    rows: list[list[dict[str, Any]]] = response.context["rows"]
    assert [[cell["text"] for cell in row] for row in rows] == [
        [1, row[1]["text"], 2, "345,0", "добро"] for row in rows
    ]  # fmt: skip
    assert {row[1]["text"] for row in rows} == {"Град Крагујевац", "Град Чачак"}


@pytest.mark.django_db
def test_nobody_is_ranked_before_anything_is_judged(client: Client) -> None:
    assert "Ниједан скуп још није оцењен" in client.get("/otvoreni-podaci/kvalitet/").content.decode()
