"""The editor's way at the desk, from a description to public data, in both scripts; and who does not get in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import preparing
from opendata.models import Dataset, PublicationJob
from tests.cast import sign_in
from tests.opendata.scene import CSV, dataset_of, send

DESCRIPTION = {
    "schema_choice": "vrtici", "title": "Вртићи града", "description": "Вртићи са бројем места.",
    "keywords": "вртићи, деца, вртићи",
    "theme": "EDUC", "frequency": "ANNUAL", "licence": "CC_BY_4_0", "temporal_start": "1.1.2026.", "temporal_end": "",
    "contact_name": "Управа", "contact_email": "podaci@primer.example", "pull_address": "", "pull_every": "",
    "title_en": "", "description_en": "",
}  # fmt: skip


@pytest.fixture
def at_desk(client: Client, editor: User) -> Client:
    return sign_in(client, editor)


def upload(client: Client, dataset: Dataset, content: bytes) -> Any:
    file = SimpleUploadedFile("vrtici.csv", content)
    return client.post(reverse("admin:opendata_dataset_upload", args=[dataset.pk]), {"file": file})


def test_an_editor_describes_sends_looks_and_publishes(at_desk: Client, kragujevac: Municipality) -> None:
    answer = at_desk.post(reverse("admin:opendata_dataset_add"), DESCRIPTION)
    with municipality_scope(kragujevac.pk):
        dataset = Dataset.objects.get(title="Вртићи града")
    assert dataset.keywords == ["вртићи", "деца"] and dataset.schema_name == "vrtici"
    assert answer.headers["Location"] == reverse("admin:opendata_dataset_upload", args=[dataset.pk])
    answer = upload(at_desk, dataset, CSV.encode())
    with municipality_scope(kragujevac.pk):
        job = PublicationJob.objects.get(dataset=dataset)
    assert 'http-equiv="refresh"' in at_desk.get(answer.headers["Location"]).content.decode()
    preparing.prepare(job.pk)
    page = at_desk.get(answer.headers["Location"]).content.decode()
    assert "Пчелица" in page and "Објави" in page and 'http-equiv="refresh"' not in page
    with municipality_scope(kragujevac.pk):
        version = dataset.versions.get()
    at_desk.post(reverse("admin:opendata_dataset_decide", args=[version.pk, "objavi"]))
    dataset.refresh_from_db()
    assert dataset.is_public
    assert "на снази" in at_desk.get(reverse("admin:opendata_dataset_board", args=[dataset.pk])).content.decode()
    assert "Скуп података" in at_desk.get(reverse("admin:opendata_dataset_change", args=[dataset.pk])).content.decode()


@pytest.mark.parametrize(("script", "says"), [("sr", "Дужина и ширина су замењене"), ("sr-latn", "Dužina i širina su zamenjene"),
                                              ("en", "Longitude and latitude are swapped")])  # fmt: skip
def test_what_is_wrong_is_said_in_the_editors_script(
    at_desk: Client, kragujevac: Municipality, editor: User, script: str, says: str
) -> None:
    with municipality_scope(kragujevac.pk):
        job = send(dataset_of(kragujevac), "objekat_id,lon,lat,jls\n1,44.0,20.9,x\n", editor)
    page = at_desk.get(reverse("admin:opendata_dataset_job", args=[job.pk]), {"jezik": script}).content.decode()
    assert says not in page and "jls" in page  # headings first: nothing else is read before they are right
    with municipality_scope(kragujevac.pk):
        job = send(Dataset.objects.get(), "objekat_id,lon,lat\n1,44.0,20.9\n", editor)
    page = at_desk.get(reverse("admin:opendata_dataset_job", args=[job.pk]), {"jezik": script}).content.decode()
    assert says in page and "44.0" in page


def test_the_author_of_findings_is_not_offered_to_confirm_them(
    client: Client, kragujevac: Municipality, editor: User, second: User
) -> None:
    with municipality_scope(kragujevac.pk):
        dataset = dataset_of(kragujevac)
        job = send(dataset, CSV.replace("Пчелица", "pera@primer.example"), editor)
    address = reverse("admin:opendata_dataset_job", args=[job.pk])
    confirm = reverse("admin:opendata_dataset_decide", args=[job.version_id, "potvrdi"])
    assert "Потврди и објави" not in sign_in(client, editor).get(address).content.decode()
    client.post(confirm, {"reason": "сам"})
    with municipality_scope(kragujevac.pk):
        dataset.refresh_from_db()
    assert not dataset.is_public
    assert "Потврди и објави" in sign_in(client, second).get(address).content.decode()
    client.post(confirm, {"reason": "јавна адреса"})
    dataset.refresh_from_db()
    assert dataset.is_public


def test_neighbours_and_clerks_find_nothing(
    client: Client, kragujevac: Municipality, cacak: Municipality, editor: User, vesna: User, jelena: User
) -> None:
    with municipality_scope(kragujevac.pk):
        dataset = dataset_of(kragujevac)
        job = send(dataset, CSV, editor)
    for person in (vesna, jelena):
        sign_in(client, person)
        for name, pk in (("board", dataset.pk), ("upload", dataset.pk), ("job", job.pk)):
            assert client.get(reverse(f"admin:opendata_dataset_{name}", args=[pk])).status_code == 404
        assert client.post(reverse("admin:opendata_dataset_decide", args=[job.version_id, "objavi"])).status_code == 404
        assert upload(client, dataset, b"x").status_code == 404
    with municipality_scope(kragujevac.pk):
        dataset.refresh_from_db()
    assert not dataset.is_public


def test_a_file_over_the_limit_is_refused_in_words(at_desk: Client, kragujevac: Municipality, settings: Any) -> None:
    settings.OPENDATA_FILE_LIMIT_BYTES = 1024**2
    with municipality_scope(kragujevac.pk):
        dataset = dataset_of(kragujevac)
    answer = upload(at_desk, dataset, b"a" * (3 * 1024**2))
    assert answer.status_code == 200 and "Датотека је већа од 1 MB" in answer.content.decode()


def test_a_file_without_the_token_of_the_page_is_refused(kragujevac: Municipality, editor: User) -> None:
    with municipality_scope(kragujevac.pk):
        dataset = dataset_of(kragujevac)
    client = sign_in(Client(enforce_csrf_checks=True), editor)
    assert upload(client, dataset, CSV.encode()).status_code == 403


def test_lists_cost_the_same_for_any_number_of_rows(
    at_desk: Client, kragujevac: Municipality, django_assert_max_num_queries: Any
) -> None:
    with municipality_scope(kragujevac.pk):
        for number in range(6):
            dataset_of(kragujevac, f"Скуп {number}")
    with django_assert_max_num_queries(16):
        assert at_desk.get(reverse("admin:opendata_dataset_changelist")).status_code == 200
