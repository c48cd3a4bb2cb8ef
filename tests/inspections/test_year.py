"""The year of the inspections: plan from risk, report with its table, and the open data of supervision."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from eservices.cases.paper.verification import verify
from eservices.config import integrity
from inspections import actions
from inspections.lifecycle import Actor
from inspections.models import Inspectorate, Report, RiskAssessment, YearPaper
from inspections.published import Supervision
from inspections.record_rules import Kind
from inspections.records.actions import Draft, write
from inspections.yearly import tables
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.factories import on, relay_all
from tests.inspections.samples import report
from tests.published import read

pytestmark = pytest.mark.django_db


def address(name: str, *args: object) -> str:
    return reverse(f"admin:inspections_yearpaper_{name}", args=args)


def assess(town: Municipality, subject: str, severity: int, likelihood: int) -> RiskAssessment:
    return RiskAssessment.objects.create(
        municipality=town, inspectorate=Inspectorate.objects.get(slug="komunalna"), subject=subject, area="Пијаце",
        severity=severity, likelihood=likelihood,
    )  # fmt: skip


def ordered(town: Municipality, inspector: User, **more: Any) -> Report:
    """A report in whose file stands an order of an extraordinary supervision."""
    found = report(town, **more)
    actions.assign(report=found, to=inspector, actor=Actor.INSPECTOR, by=inspector)
    draft = Draft(kind=Kind.ORDER, content={"title": "Налог", "values": {}}, counted_as="extraordinary")
    write(report=found, draft=draft, actor=Actor.INSPECTOR, by=inspector)
    return found


def test_the_plan_follows_from_risk_and_spreads_its_supervisions(town: Municipality) -> None:
    for subject, severity, likelihood in (("А", 5, 5), ("Б", 2, 3), ("В", 1, 1)):
        assess(town, subject, severity, likelihood)
    rows = tables.plan(town, 2027).rows
    assert [(row[1], *row[4:]) for row in rows] == [
        ("А", "критичан", "6", "I, I, II, III, III, IV"), ("Б", "средњи", "2", "II, IV"), ("В", "незнатан", "0", "–"),
    ]  # fmt: skip


def test_the_head_adopts_plan_and_report_as_sealed_versions(
    town: Municipality, head: User, inspector: User, client: Client
) -> None:
    assess(town, "Пример д.о.о.", 3, 4)
    ordered(town, inspector)
    year = date.today().year  # noqa: DTZ011
    desk = sign_in(client, head)
    for kind in ("plan", "report", "report"):
        assert desk.post(address("adopt", year, kind)).status_code == 302
    relay_all()
    papers = list(YearPaper.objects.select_related("data_key").order_by("pk"))
    assert [paper.number for paper in papers] == [f"{year}/1", f"{year}/1", f"{year}/2"]
    body = b"".join(desk.get(address("pdf", papers[1].pk)))
    assert verify(body).good
    [inside] = PdfReader(io.BytesIO(body)).attachments["tabela.csv"]
    assert "Примљене пријаве;1;0;0;1" in inside.decode() and "Ванредни надзори;1;0;0;1" in inside.decode()
    assert b"".join(desk.get(address("table", year))) == inside
    page = desk.get(address("changelist")).content.decode()
    assert "Пример д.о.о." in page and "печати се" not in page
    assert not list(integrity.inspections())


def test_the_year_is_for_the_head_of_inspections_alone(town: Municipality, inspector: User, client: Client) -> None:
    desk = sign_in(client, inspector)
    assert {desk.get(address(*one)).status_code for one in (["changelist"], ["table", 2026], ["pdf", 1])} == {404}
    assert desk.post(address("adopt", 2026, "plan")).status_code == 404


def test_a_cell_that_would_be_a_formula_is_quoted() -> None:
    written = b"".join(tables.as_csv(tables.Table("", ["a"], [["=1+1"]]))).decode("utf-8-sig")
    assert written.split("\r\n")[1] == "'=1+1"


def test_open_data_hides_few_reports_and_tells_the_acts_of_finished_months(town: Municipality, inspector: User) -> None:
    with on(date(2026, 3, 16)):
        ordered(town, inspector)
        for _number in range(6):
            report(town, "sao-rupa")
        assert read(Supervision(), town) == []
    with on(date(2026, 4, 1)):
        rows = {row["inspekcija_sifra"]: row for row in read(Supervision(), town)}
    assert rows["komunalna"]["prijave"] is None and rows["komunalna"]["nalozi"] == 1
    assert rows["saobracajna"]["nalozi"] == 0
