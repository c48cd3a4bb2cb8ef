"""The index measured, its questionnaire, its screens."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eservices.dashboards import demo
from eservices.dashboards.actions import indexing, measuring
from eservices.dashboards.actions.folding import fold_all
from eservices.dashboards.actions.indexing import NotPossible
from eservices.dashboards.index.method import METHODS, score
from eservices.dashboards.models import IndexAnswer, IndexReview, IndexScore
from municipalities.accounts.models import User
from municipalities.current import NOBODY, municipality_scope, set_scope, system_scope
from municipalities.models import Municipality
from tests.cast import official, sign_in
from tests.eservices.dashboards.test_screens import give, read
from tests.factories import on

TODAY = date(2026, 6, 15)
QUARTER = "2026-k2"
PAGE = "/tabla/indeks/kragujevac/"
BACKUP = f"{PAGE}backup/"


@pytest.fixture(autouse=True)
def june(db: None) -> Iterator[None]:
    cache.clear()
    with on(TODAY):
        yield
    cache.clear()


@pytest.fixture
def figures(kragujevac: Municipality, cacak: Municipality) -> None:
    """Kragujevac with use since the year before, Čačak with none."""
    with system_scope():
        Municipality.objects.filter(pk=kragujevac.pk).update(population_confirmed=False)
    give(kragujevac, "maternity-pay", 2, received_online=30, received_counter=10, decided_on_time=36, decided_late=6)
    give(kragujevac, "maternity-pay", 5, received_online=10, decided_on_time=10, score4=10)
    give(kragujevac, "", 5, register_answered=90, register_failed=10)
    fold_all()


def csv_of(client: Client, address: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(address).content.decode("utf-8-sig"))))


def row_of(place: Municipality, quarter: str = QUARTER) -> IndexScore:
    with system_scope():
        return IndexScore.objects.get(municipality=place, quarter=quarter)


def answer(place: Municipality, by: User, value: str = "1", question: str = "backup") -> IndexAnswer:
    with municipality_scope(place.pk):
        return indexing.answer_question(
            place=place, question=question, value=Decimal(value), evidence="Измишљен записник.", by=by
        )


def confirm(given: IndexAnswer, by: User, *, accepted: bool = True) -> IndexReview:
    with municipality_scope(given.municipality_id):
        return indexing.review_answer(answer=given, accepted=accepted, note="" if accepted else "Нема датума.", by=by)


# -- measuring ---------------------------------------------------------------------------------------------------------
def test_values_come_from_use_and_the_rest_is_not_known(
    figures: None, kragujevac: Municipality, cacak: Municipality, jelena: User, dragan: User
) -> None:
    Authenticator.objects.create(user=jelena, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=dragan, type=Authenticator.Type.RECOVERY_CODES, data={})
    measuring.measure(TODAY)
    here, there = row_of(kragujevac).values, row_of(cacak).values
    assert (here["online"], here["on-time"], here["satisfaction"], here["registers"]) == (
        "0.8000", "0.8846", "4.0000", "0.9000",
    )  # fmt: skip
    assert here["second-factor"] == "0.5000" and here["use"] is None and here["backup"] is None
    assert there["online"] is None and there["second-factor"] is None and there["offered"] == "0.2000"
    assert row_of(cacak).known < row_of(kragujevac).known < 100


def test_measured_again_the_numbers_are_the_same(figures: None, kragujevac: Municipality) -> None:
    measuring.measure(TODAY)
    before = row_of(kragujevac)
    assert measuring.measure(TODAY) == 2
    after = row_of(kragujevac)
    assert (after.pk, after.values, after.reached, after.known) == (
        before.pk, before.values, before.reached, before.known,
    )  # fmt: skip
    kept = {slug: None if value is None else Decimal(value) for slug, value in after.values.items()}
    whole = score(METHODS[after.method], kept).whole
    assert (whole.reached, whole.known) == (after.reached, after.known) and after.score.whole == whole


def test_the_night_after_a_quarter_closes_it_for_good(figures: None, kragujevac: Municipality) -> None:
    with on(date(2026, 7, 1)):
        measuring.measure_yesterday()
    closed = row_of(kragujevac)
    assert closed.measured_on == date(2026, 6, 30)
    with on(date(2026, 7, 2)):
        measuring.measure_yesterday()
    assert row_of(kragujevac).measured_on == closed.measured_on and row_of(kragujevac, "2026-k3").pk != closed.pk


# -- questionnaire -----------------------------------------------------------------------------------------------------
def test_only_a_confirmed_answer_counts_and_for_a_year(kragujevac: Municipality, olja: User, sava: User) -> None:
    def value(day: date) -> Any:
        measuring.measure(day)
        return row_of(kragujevac, f"{day.year}-k{(day.month + 2) // 3}").values["backup"]

    given = answer(kragujevac, olja)
    assert value(TODAY) is None
    confirm(given, sava)
    assert value(TODAY) == "1.0000" and value(TODAY - timedelta(days=1)) is None
    confirm(answer(kragujevac, olja, "0"), sava, accepted=False)
    assert value(TODAY) == "1.0000"
    confirm(answer(kragujevac, olja, "0"), sava)
    assert value(TODAY) == "0.0000"
    assert value(TODAY + timedelta(days=364)) == "0.0000" and value(TODAY + timedelta(days=366)) is None


def test_a_review_is_given_once_by_somebody_else_of_the_newest_answer(
    kragujevac: Municipality, olja: User, sava: User
) -> None:
    old, new = answer(kragujevac, olja), answer(kragujevac, olja)
    for given, by, code in ((old, sava, "superseded"), (new, olja, "own")):
        with pytest.raises(NotPossible) as refused:
            confirm(given, by)
        assert refused.value.code == code
    with pytest.raises(NotPossible), municipality_scope(kragujevac.pk):
        indexing.review_answer(answer=new, accepted=False, by=sava)
    confirm(new, sava)
    with pytest.raises(NotPossible):
        confirm(new, sava)
    with pytest.raises(LookupError):
        answer(kragujevac, olja, question="online")


@pytest.mark.parametrize("change", ["UPDATE {} SET municipality_id = municipality_id", "DELETE FROM {}"])
def test_answers_and_reviews_cannot_be_changed(kragujevac: Municipality, olja: User, sava: User, change: str) -> None:
    confirm(answer(kragujevac, olja), sava)
    for model in (IndexReview, IndexAnswer):
        with pytest.raises(DatabaseError, match="append-only"), system_scope(), connection.cursor() as cursor:
            cursor.execute(change.format(model._meta.db_table))


def test_the_administrator_answers_and_the_analyst_confirms(
    client: Client, kragujevac: Municipality, olja: User, sava: User
) -> None:
    sign_in(client, olja)
    wrong = read_post(client, BACKUP, {"value": "yes", "evidence": ""})
    assert "Напишите чиме се одговор доказује" in wrong and "checked" in wrong
    latin = (
        sign_in(Client(), olja)
        .post(BACKUP, {"value": "", "evidence": "Записник 4", "language": "sr-latn"})
        .content.decode()
    )
    assert "Записник 4" in latin and "Dokaz" in latin and "govuk-error-message" not in latin
    sent = client.post(BACKUP, {"value": "yes", "evidence": "Записник 4", "address": "https://opstina.example/4.pdf"})
    assert sent.headers["Location"] == BACKUP
    page = read(client, BACKUP)
    assert "чека потврду" in page and "Одговор је послат" in page and "Записник 4" in page

    analyst = sign_in(Client(), sava)
    assert [row[:2] for row in csv_of(analyst, "/tabla/indeks/?tabela=cekaju&oblik=csv")[1:]] == [
        ["Крагујевац", "Проверена резервна копија"]
    ]
    [to_review] = re.findall(r'action="(/tabla/indeks/kragujevac/backup/\d+/)"', read(analyst, BACKUP))
    assert client.post(to_review, {"accepted": "yes"}).status_code == 404
    assert "Напишите зашто" in read_post(analyst, to_review, {"accepted": "no", "note": ""})
    analyst.post(to_review, {"accepted": "yes"})
    assert "потврђен," in read(analyst, BACKUP)
    assert csv_of(analyst, "/tabla/indeks/?tabela=cekaju&oblik=csv")[1:] == []


def read_post(client: Client, address: str, data: dict[str, str]) -> str:
    response = client.post(address, data)
    assert response.status_code == 200
    return response.content.decode()


def test_a_share_is_typed_in_per_cent(client: Client, kragujevac: Municipality, olja: User) -> None:
    sign_in(client, olja)
    for wrong in ("101", "-1", "много", ""):
        assert "Унесите број од 0 до 100" in read_post(
            client, f"{PAGE}trained/", {"value": wrong, "evidence": "Списак."}
        )
    client.post(f"{PAGE}trained/", {"value": "62,5", "evidence": "Списак."})
    with municipality_scope(kragujevac.pk):
        assert IndexAnswer.objects.get().value == Decimal("0.625")


# -- screens -----------------------------------------------------------------------------------------------------------
def test_all_stand_by_index_and_who_is_little_known_has_no_place(
    client: Client, figures: None, sava: User, kragujevac: Municipality, jelena: User, dragan: User
) -> None:
    analyst = sign_in(client, sava)
    assert "Индекс још није измерен" in read(analyst, "/tabla/indeks/")
    measuring.measure(TODAY)
    rows = csv_of(analyst, "/tabla/indeks/?tabela=indeks&oblik=csv")[1:]
    whole = row_of(kragujevac).score.whole
    assert [row[0] for row in rows] == ["Крагујевац", "Чачак"]
    assert whole.known == 51 and [row[1] for row in rows] == ["1", ""]
    assert Decimal(rows[0][2]) == whole.index and Decimal(rows[0][-2]) == whole.reached
    page = read(analyst, "/tabla/indeks/")
    assert "Метод, издање 2026.1" in page and "није НАЛЕД-ов резултат" in page and " style=" not in page


def test_one_municipality_is_explained_to_the_row(client: Client, figures: None, sava: User) -> None:
    measuring.measure(date(2026, 3, 31))
    measuring.measure(TODAY)
    analyst = sign_in(client, sava)
    page = read(analyst, PAGE)
    assert "није познато" in page and "Непознати показатељи" in page
    assert "<img" in page and page.count('scope="row"') > 20
    rows = csv_of(analyst, f"{PAGE}?tabela=pokazatelji&oblik=csv")[1:]
    parts = csv_of(analyst, f"{PAGE}?tabela=komponente&oblik=csv")[1:]
    scales = {
        row[0]: [Decimal(cell) for cell in row[2:5]] for row in csv_of(analyst, f"{PAGE}?tabela=metod&oblik=csv")[1:]
    }
    assert len(rows) == len(scales) == 16
    for name, _component, value, points, *_rest in rows:
        weight, empty, full = scales[name]
        if points:
            again = min(max((Decimal(value) - empty) / (full - empty), Decimal(0)), Decimal(1)) * weight
            assert abs(again - Decimal(points)) <= Decimal("0.005")
    assert sum(Decimal(row[3] or 0) for row in rows) == sum(Decimal(part[2]) for part in parts[:-1])
    assert Decimal(parts[-1][2]) == sum(Decimal(part[2]) for part in parts[:-1])
    quarters = csv_of(analyst, f"{PAGE}?tabela=istorija&oblik=csv")[1:]
    assert [row[0] for row in quarters] == ["1. квартал 2026.", "2. квартал 2026."]
    assert "1. квартал 2026., стање на дан" in read(analyst, f"{PAGE}?kvartal=2026-k1")


def test_people_of_a_municipality_read_the_own_index_only(
    client: Client, figures: None, olja: User, dragan: User, cacak: Municipality
) -> None:
    measuring.measure(TODAY)
    for who in (olja, dragan):
        sign_in(client, who)
        assert client.get("/tabla/indeks/").headers["Location"] == PAGE
        assert "Упитник" in read(client, PAGE)
        for address in (PAGE.replace("kragujevac", "cacak"), BACKUP.replace("kragujevac", "cacak"), f"{PAGE}online/"):
            assert client.get(address).status_code == 404
    assert "<form method" not in read(client, BACKUP).split("<h1")[1]
    assert client.post(BACKUP, {"value": "yes", "evidence": "Записник."}).status_code == 404
    neighbour = official("olga", "Олга", "Суседић", "administrator", cacak)
    assert sign_in(client, neighbour).post(BACKUP, {"value": "yes", "evidence": "Записник."}).status_code == 404


def test_the_database_itself_keeps_index_and_answers_from_strangers(
    figures: None, kragujevac: Municipality, olja: User, cacak: Municipality
) -> None:
    answer(kragujevac, olja)
    measuring.measure(TODAY)
    with transaction.atomic():
        set_scope(NOBODY)
        assert not IndexScore.objects.exists() and not IndexAnswer.objects.exists()
    with municipality_scope(cacak.pk):
        assert not IndexAnswer.objects.exists()
        assert set(IndexScore.objects.values_list("municipality", flat=True)) == {cacak.pk}


def test_the_page_of_all_costs_as_many_queries_as_that_of_two(
    client: Client, figures: None, sava: User, reference_data: None
) -> None:
    sign_in(client, sava).get("/tabla/indeks/")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/tabla/indeks/")
        return len(captured)

    measuring.measure(TODAY)
    with system_scope():
        IndexScore.objects.exclude(municipality__slug__in=["kragujevac", "cacak"]).delete()
    two = queries()
    with CaptureQueriesContext(connection) as measured:
        assert measuring.measure(TODAY) > 60
    assert queries() == two and len(measured) < 25 and timezone.localdate() == TODAY


def test_the_demo_has_answers_and_past_quarters(
    figures: None, kragujevac: Municipality, cacak: Municipality, olja: User, sava: User
) -> None:
    demo.answer_questions("kragujevac")
    demo.measure_quarters(TODAY)
    with system_scope():
        assert set(IndexScore.objects.values_list("quarter", flat=True)) == {
            "2025-k1", "2025-k2", "2025-k3", "2025-k4", "2026-k1", QUARTER,
        }  # fmt: skip
        assert IndexAnswer.objects.filter(review=None).count() == 1
    assert row_of(kragujevac).values["workplaces"] == "0.9400" and row_of(cacak).values["workplaces"] is None
