"""Programs that others wrote read what the portal publishes: frictionless the packages, ckanapi the interface of CKAN."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pytest
from ckanapi import NotFound, RemoteCKAN, ValidationError
from django.core.cache import cache
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import demo, streaming
from opendata.harvest.graph import titles_of
from opendata.models import Dataset
from opendata.quality import grading
from opendata.tabular.schema import TableSchema, municipal_schemas
from tests.opendata.scene import dataset_of, published
from tests.opendata.test_rows import Shared

# A table with every type of a column; its cells are what each type allows at its edges.
EVERY_TYPE = (
    "sifra;naziv;iznos;godina;dan;vreme;sat;da_ne\n"
    '1;"Ред; са ""знацима""\nи преломом";1.234,5;1999;3.11.2026.;2026-11-03 09:30;07:05;да\n2;;;;;;;не\n'
)


def offline(client: Client, dataset: Dataset, folder: Path) -> frictionless.Report:
    """What frictionless says of a data package as it was published, with its table laid beside it."""
    package = client.get(f"/otvoreni-podaci/skup/{dataset.slug}/datapackage.json").json()
    table = client.get(package["resources"][0]["path"])
    (folder / "podaci.csv").write_bytes(b"".join(table.streaming_content))  # type: ignore[attr-defined]
    package["resources"][0]["path"] = "podaci.csv"
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return frictionless.Package(str(folder / "datapackage.json")).validate()


@pytest.mark.parametrize("name", [*demo.CONTENTS, ""])
def test_frictionless_finds_packages_and_their_tables_valid(
    here: Municipality, editor: User, client: Client, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "connect", Shared)
    cache.clear()
    content = demo.CONTENTS[name](here) if name else EVERY_TYPE
    data = published(dataset_of(here, "Проба", name), editor, content)
    grading.measure_files()  # now bytes and hash are promised as well
    report = offline(client, data, tmp_path)
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])
    assert report.tasks[0].stats["rows"] == content.count("\n") - (1 if name else 2)


@pytest.mark.parametrize("schema", municipal_schemas().values(), ids=lambda schema: schema.name)
def test_frictionless_reads_every_municipal_schema(schema: TableSchema) -> None:
    read = frictionless.Schema.from_descriptor(schema.as_json())
    assert [field.name for field in read.fields] == list(schema.names) and read.primary_key == list(schema.key)


@pytest.mark.parametrize("by_get", [False, True])
@pytest.mark.django_db(transaction=True)
def test_ckanapi_reads_data_sets_and_rows_from_a_running_portal(
    live_server: LiveServer, kragujevac: Municipality, editor: User, by_get: bool
) -> None:
    cache.clear()
    with municipality_scope(kragujevac.pk):
        data = published(dataset_of(kragujevac), editor)
    with RemoteCKAN(live_server.url, get_only=by_get) as portal:
        assert portal.action.status_show()["ckan_version"].startswith("2.")
        assert portal.action.package_list() == [data.slug]
        package = portal.action.package_show(id=data.slug)
        assert package["title"] == titles_of(data)["sr"] and package["resources"][0]["format"] == "CSV"
        found = portal.action.package_search(q="vrtići", rows=5)
        assert [one["id"] for one in found["results"]] == [package["id"]]
        rows = portal.action.datastore_search(resource_id=package["resources"][0]["id"], sort="kapacitet desc", limit=2)
        some = portal.action.datastore_search(
            resource_id=package["id"], filters='{"kapacitet": [90, 60]}', fields="naziv"
        )
        assert len(some["records"]) == 2
        assert [row["kapacitet"] for row in rows["records"]] == [120, 90] and rows["total"] == 3
        with pytest.raises(NotFound):
            portal.action.package_show(id="nema")
        with pytest.raises(ValidationError):
            portal.action.datastore_search(resource_id=package["id"], sort="nema")
