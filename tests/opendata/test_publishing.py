"""From a file to a public version: progress, reports, differences, four eyes, going back."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from psycopg2 import sql

from eservices.cases import outbox
from eservices.cases.models import AuditRecord
from municipalities.accounts.models import User
from municipalities.models import Municipality
from opendata import actions, fetching, preparing, progress, schedule, tables
from opendata.models import Dataset, PublicationJob, Version
from opendata.tabular.faults import FileRefused
from tests.opendata.scene import CSV, dataset_of, published, send

State = PublicationJob.State


def count(version: Version | None) -> int:
    assert version is not None
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(tables.table(version.table_name)))
        return int(cursor.fetchone()[0])


def test_a_file_becomes_a_version_and_waits_for_its_editor(dataset: Dataset, editor: User) -> None:
    job = send(dataset, CSV, editor)
    assert job.state == State.READY and job.version is not None and job.rows == 3
    assert (job.version.state, job.version.number, job.version.bounds) == ("waiting", 1, [20.91, 44.01, 20.93, 44.03])
    assert job.version.profile["kapacitet"] == {"filled": 3, "min": "60", "max": "120", "distinct": 3}
    assert job.version.profile["jezik"]["common"] == [["српски", 2], ["мађарски", 1]]
    assert not dataset.is_public and progress.read(job.pk).step == progress.Step.PROFILING
    assert AuditRecord.objects.filter(action="send_data", actor=editor).exists()


def test_publication_is_one_step_for_everybody(dataset: Dataset, editor: User) -> None:
    published(dataset, editor)
    assert dataset.is_public and dataset.current is not None and dataset.current.number == 1
    assert dataset.slug == "kragujevac-vrtici-grada"
    with pytest.raises(actions.NotNow, match="not-waiting"):
        actions.publish(version=dataset.current, by=editor)


def test_wrong_rows_are_reported_and_the_earlier_version_stays(dataset: Dataset, editor: User) -> None:
    published(dataset, editor)
    job = send(dataset, "objekat_id;lon;lat\n1;44,0;20,9\n;20,9;44,0\n4;x;\n", editor)
    assert (job.state, job.fault, job.faults, job.version) == (State.REFUSED, "rows-wrong", 4, None)
    assert list(job.errors.values_list("row", "column", "value", "code")) == [
        (2, "lon", "44,0", "swapped"), (2, "lat", "20,9", "swapped"), (3, "objekat_id", "", "required"),
        (4, "lon", "x", "number"),
    ]  # fmt: skip
    assert dataset.current is not None and dataset.current.number == 1 and count(dataset.current) == 3
    assert dataset.versions.count() == 1 and not default_storage.exists(job.file_path or "none")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"objekat_id\n1\n" + b" " * 300_000 + b"\n\xff\n", "encoding"),
        (b"objekat_id\n", "no-rows"),
        (b"objekat_id,lon\n" + b"1,x\n" * 10_100, "too-many"),
        (b"PK\x03\x04", "archive"),
    ],
)  # fmt: skip
def test_a_file_that_breaks_in_the_middle_leaves_only_a_report(
    dataset: Dataset, editor: User, content: bytes, fault: str
) -> None:
    published(dataset, editor)
    job = send(dataset, content, editor)
    assert (job.state, job.fault, dataset.versions.count()) == (State.REFUSED, fault, 1)
    assert job.errors.count() <= 1_000


def test_a_repeated_key_names_both_rows(dataset: Dataset, editor: User) -> None:
    job = send(dataset, "objekat_id\n1\n2\n1\n", editor)
    [error] = job.errors.all()
    assert (error.row, error.code, error.params) == (4, "duplicate", {"first": "2"})


def test_the_difference_is_counted_before_publication(dataset: Dataset, editor: User) -> None:
    published(dataset, editor)
    job = send(dataset, CSV.replace("120", "130").replace("3;Нада;Бубамара", "4;Нада;Цврчак"), editor)
    assert job.version is not None
    changes = job.version.changes
    assert (changes["added"], changes["removed"], changes["changed"]) == (1, 1, 1)


def test_the_same_rows_make_no_version(dataset: Dataset, editor: User) -> None:
    published(dataset, editor)
    assert send(dataset, CSV, editor).state == State.UNCHANGED
    assert send(dataset, CSV.replace(";", "\t"), editor).state == State.UNCHANGED
    assert dataset.versions.count() == 1


def test_findings_wait_for_a_second_person(dataset: Dataset, editor: User, second: User) -> None:
    job = send(dataset, CSV.replace("Пчелица", "мајка 1205992665011"), editor)
    version = job.version
    assert version is not None and version.state == "confirming"
    assert version.findings == [{"kind": "jmbg", "column": "naziv", "count": 1, "rows": [2]}]
    with pytest.raises(actions.NotNow, match="not-waiting"):
        actions.publish(version=version, by=editor)
    with pytest.raises(actions.NotNow, match="same-person"):
        actions.confirm(version=version, reason="може", by=editor)
    with pytest.raises(actions.NotNow, match="reason"):
        actions.confirm(version=version, reason=" ", by=second)
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(confirmed_by=editor)
    actions.confirm(version=version, reason="измишљен број", by=second)
    dataset.refresh_from_db()
    assert dataset.is_public and dataset.current_id == version.pk


def test_going_back_keeps_both_versions(dataset: Dataset, editor: User) -> None:
    published(dataset, editor)
    first = dataset.current
    published(dataset, editor, CSV.replace("120", "121"))
    assert dataset.current != first and first is not None
    actions.roll_back(version=first, by=editor)
    dataset.refresh_from_db()
    assert dataset.current_id == first.pk and dataset.versions.filter(state="published").count() == 2
    with pytest.raises(actions.NotNow, match="in-force"):
        actions.roll_back(version=first, by=editor)


def test_a_discarded_version_leaves_no_rows_and_no_file(
    dataset: Dataset, editor: User, django_capture_on_commit_callbacks: object
) -> None:
    version = send(dataset, CSV, editor).version
    assert version is not None and default_storage.exists(version.source_path)
    path = version.source_path
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.reject(version=version, by=editor)
    assert not default_storage.exists(path)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"opendata_rows.{version.table_name}"])
        assert cursor.fetchone() == (None,)


def test_two_files_at_once_are_refused(dataset: Dataset, editor: User) -> None:
    PublicationJob.objects.create(municipality=dataset.municipality, dataset=dataset, kind="upload")
    with pytest.raises(actions.NotNow, match="running"):
        send(dataset, CSV, editor)


def test_a_repeated_task_does_nothing_more(dataset: Dataset, editor: User) -> None:
    job = send(dataset, CSV, editor)
    preparing.prepare(job.pk)
    assert dataset.versions.count() == 1


def test_a_job_that_kills_its_workers_is_given_up(dataset: Dataset, editor: User) -> None:
    job = PublicationJob.objects.create(municipality=dataset.municipality, dataset=dataset, kind="upload", tries=3)
    preparing.prepare(job.pk)
    job.refresh_from_db()
    assert (job.state, job.fault) == (State.REFUSED, "unexpected")


def test_an_unknown_failure_is_told_and_leaves_nothing(
    dataset: Dataset, editor: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("opendata.profiling.profile", lambda *_: 1 / 0)
    job = send(dataset, CSV, editor)
    assert (job.state, job.fault, dataset.versions.count()) == (State.REFUSED, "unexpected", 0)


def test_a_schema_of_its_own_is_guessed_and_kept(here: Municipality, editor: User) -> None:
    dataset = dataset_of(here, "Клупе у парковима", "")
    published(dataset, editor, "Ознака;Број места;Постављена\nК1;4;1.5.2024.\nК2;3;2.5.2024.\n")
    assert dataset.schema is not None and [(c.name, c.type) for c in dataset.schema.columns] == [
        ("oznaka", "string"), ("broj_mesta", "integer"), ("postavljena", "date"),
    ]  # fmt: skip
    job = send(dataset, "Ознака;Број места\nК3;много\n", editor)
    assert list(job.errors.values_list("code", flat=True)) == ["integer"]


# -- pulling -------------------------------------------------------------------------------------------------------------
def test_a_pull_publishes_by_itself_when_nothing_was_found(here: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = dataset_of(here, pull_address="https://podaci.primer.example/vrtici.csv", pull_every="DAILY")
    monkeypatch.setattr(fetching, "fetch", lambda address, target, noted: target.write(CSV.encode()))
    assert schedule.due_pulls() == 1 and schedule.due_pulls() == 0
    [job] = dataset.jobs.all()
    preparing.prepare(job.pk)
    dataset.refresh_from_db()
    assert dataset.is_public and dataset.pull_failures == 0


def test_a_failed_pull_is_told_to_the_service(here: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = dataset_of(here, pull_address="https://podaci.primer.example/vrtici.csv", pull_every="DAILY")

    def refuse(*_: object) -> None:
        raise FileRefused("status", status=404)

    monkeypatch.setattr(fetching, "fetch", refuse)
    preparing.prepare(actions.start_pull(dataset=dataset, by=None).pk)
    dataset.refresh_from_db()
    assert dataset.pull_failures == 1
    outbox.relay()
    [letter] = mail.outbox
    assert (
        letter.to == ["podaci@primer.example"]
        and "404" in letter.body
        and "/admin/opendata/dataset/posao/" in letter.body
    )


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("ftp://primer.example/a", "address"), ("https://user:x@primer.example/", "address"), ("https:///a", "address"),
        ("http://127.0.0.1/", "private-address"), ("http://[::1]/", "private-address"), ("http://10.0.0.1/", "private-address"),
        ("http://169.254.169.254/latest", "private-address"), ("http://[::ffff:127.0.0.1]/", "private-address"),
        ("http://2130706433/", "private-address"), ("http://0.0.0.0/", "private-address"),
        ("https://primer.example:22/", "address"),
    ],
)  # fmt: skip
def test_an_address_never_leads_into_our_own_network(address: str, code: str, tmp_path: object) -> None:
    with pytest.raises(FileRefused) as refused:
        fetching.fetch(address, None)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_process_that_only_answers_pages_wakes_a_worker() -> None:
    """As the web server does, it loads the applications and nothing else; else a file would wait for the next minute."""
    program = "import django; django.setup(); from opendata import waking; print(waking._wakers, waking._push_wakers)"
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert "wake at" in said and "wake_push at" in said
