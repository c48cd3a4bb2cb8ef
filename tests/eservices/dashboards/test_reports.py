"""Printed reports: asked for once, made by a task, found again, read by who may read the figures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from eservices.dashboards import paper
from eservices.dashboards.actions import reporting
from eservices.dashboards.actions.folding import fold_all
from eservices.dashboards.actions.recording import write
from eservices.dashboards.counting import Fact
from eservices.dashboards.models import Report
from eservices.dashboards.periods import last_year, quarter
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.factories import on

MAY = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def june(db: None) -> Iterator[None]:
    with on(date(2026, 6, 15)):
        yield


@pytest.fixture
def asked(kragujevac: Municipality, dragan: User) -> Report:
    """A report of the second quarter, in Latin letters, that waits to be made."""
    with municipality_scope(kragujevac.pk):
        for name, count in (("received_online", 30), ("decided_on_time", 18), ("decided_late", 6), ("d12", 24)):
            write(kragujevac.pk, [Fact("maternity-pay", MAY, name, count)])
    fold_all()
    with municipality_scope(kragujevac.pk):
        return reporting.request_report(place=kragujevac, period=quarter(2, 2026), language="sr-latn", by=dragan)


def make(report: Report) -> bool:
    return reporting.make_report(municipality_id=report.municipality_id, report_id=report.pk)


def now(report: Report) -> Report:
    with system_scope():
        return Report.objects.get(pk=report.pk)


def test_a_report_shows_the_quarter_in_the_script_that_was_asked_for(asked: Report) -> None:
    steps: list[int] = []
    with patch.object(paper, "SET_IN_TYPE", 61):
        text = PdfReader(io.BytesIO(paper.report_pdf(asked, steps.append))).pages
    words = " ".join(page.extract_text() for page in text)
    assert "Kragujevac" in words and "2. kvartal 2026." in words and "75,0" in words.replace("\xa0", " ")
    assert steps == [paper.READ, 61]


def test_a_report_is_made_once_and_kept(asked: Report, kragujevac: Municipality, dragan: User) -> None:
    with patch.object(paper, "report_pdf", return_value=b"%PDF-") as printing:
        assert make(asked) and not make(asked)
    assert printing.call_count == 1
    made = now(asked)
    with default_storage.open(made.path) as file:
        assert (made.state, made.progress, file.read()) == ("done", 100, b"%PDF-")
    with municipality_scope(kragujevac.pk):
        again = reporting.request_report(place=kragujevac, period=quarter(2, 2026), language="sr-latn", by=dragan)
    assert again.pk == asked.pk


def test_what_a_dead_worker_left_is_found_and_a_hopeless_one_given_up(asked: Report) -> None:
    with system_scope():
        Report.objects.update(state="making", claimed_at=timezone.now() - timedelta(minutes=5), attempts=1)
    with patch.object(paper, "report_pdf", side_effect=RuntimeError):
        assert reporting.sweep() == 0
        assert now(asked).state == "waiting" and not make(asked)
    assert now(asked).state == "failed"


def test_a_report_is_about_a_quarter(kragujevac: Municipality, dragan: User) -> None:
    with pytest.raises(ValueError):
        reporting.request_report(place=kragujevac, period=last_year(MAY), language="sr", by=dragan)


def test_from_the_button_to_the_file(client: Client, asked: Report, sava: User, vesna: User) -> None:
    sign_in(client, sava)
    page = client.post(
        "/tabla/opstina/kragujevac/izvestaj/", {"period": "2026-k2"}, headers={"accept-language": "sr-latn"}
    )
    waiting = client.get(page.headers["Location"])
    assert waiting.headers["Refresh"] == "3" and client.get(f"{page.headers['Location']}datoteka/").status_code == 404
    report = Report(pk=int(page.headers["Location"].rstrip("/").split("/")[-1]), municipality_id=asked.municipality_id)
    with patch.object(paper, "report_pdf", return_value=b"%PDF-"):
        make(report)
    assert "Refresh" not in client.get(page.headers["Location"]).headers
    file = client.get(f"{page.headers['Location']}datoteka/")
    assert file.getvalue() == b"%PDF-"
    assert 'kragujevac-2026-k2.pdf"' in file.headers["Content-Disposition"]
    assert client.get(page.headers["Location"].replace("kragujevac", "cacak")).status_code == 404
    assert sign_in(Client(), vesna).get(page.headers["Location"]).status_code == 404
