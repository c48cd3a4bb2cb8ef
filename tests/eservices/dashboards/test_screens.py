"""Screens of figures: who sees what, that tables, drawings and files say the same, and what a page costs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from campaign.samples import announced
from eservices.dashboards import access
from eservices.dashboards.actions.folding import fold_all
from eservices.dashboards.actions.recording import write
from eservices.dashboards.counting import Fact
from eservices.dashboards.happened import occurrences
from eservices.dashboards.models import Note, PublishedMonth, StateOfMonth
from municipalities.accounts.models import Membership, User
from municipalities.current import NOBODY, municipality_scope, set_scope
from municipalities.models import Municipality, Parameter
from tests.cast import sign_in
from tests.factories import on

TODAY = date(2026, 6, 15)
SERVICE = "maternity-pay"


def month(number: int) -> date:
    return date(2026, number, 1)


def give(place: Municipality, service: str, number: int, **counts: int) -> None:
    """Counts of one month of 2026."""
    with municipality_scope(place.pk):
        write(place.pk, [Fact(service, month(number), name, count) for name, count in counts.items()])


@pytest.fixture(autouse=True)
def june(db: None) -> Iterator[None]:
    cache.clear()
    with on(TODAY):
        yield
    cache.clear()


@pytest.fixture
def figures(kragujevac: Municipality, cacak: Municipality) -> None:
    """Čačak late with maternity pay since March, Kragujevac always in time."""
    for number in range(1, 7):
        late = 8 if number >= 3 else 0
        give(kragujevac, SERVICE, number, received_online=30, received_counter=10, decided_on_time=40, d12=36, d25=4)
        give(cacak, SERVICE, number, received_online=10, decided_on_time=20, d20=20)
        if late:
            give(cacak, SERVICE, number, decided_late=late, d45=late, score2=5, score4=5)
        give(cacak, "site-information", number, received_online=9, decided_on_time=9, d5=9)
    fold_all()


@pytest.fixture
def analyst(client: Client, sava: User) -> Client:
    return sign_in(client, sava)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r"\s+", " ", page)


def csv_of(client: Client, address: str) -> list[list[str]]:
    response = client.get(address)
    assert response.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_analyst_sees_who_is_late_with_what_and_since_when(analyst: Client, figures: None) -> None:
    rows = csv_of(analyst, "/tabla/?tabela=kasne&oblik=csv")
    [late] = rows[1:]
    assert late[0] == "Чачак" and late[2] == "32" and late[5] == "3/2026."


def test_ranked_by_the_measure_that_was_asked_for(analyst: Client, figures: None) -> None:
    by_time = csv_of(analyst, "/tabla/?mera=u-roku&tabela=rang&oblik=csv")
    by_days = csv_of(analyst, "/tabla/?mera=medijana&tabela=rang&oblik=csv")
    assert [row[0] for row in by_time[1:]] == ["Крагујевац", "Чачак"]
    assert [row[0] for row in by_days[1:]] == ["Крагујевац", "Чачак"]
    assert [row[0] for row in csv_of(analyst, "/tabla/?mera=digitalno&tabela=rang&oblik=csv")[1:]] == [
        "Чачак",
        "Крагујевац",
    ]


def test_page_table_csv_and_xlsx_say_the_same(analyst: Client, figures: None) -> None:
    page = read(analyst, f"/tabla/opstina/kragujevac/?usluga={SERVICE}&period=2026-k1")
    assert "100,0 %" in page and "75,0 %" in page
    [_heading, *rows] = csv_of(analyst, "/tabla/opstina/kragujevac/?period=2026-k1&tabela=promet&oblik=csv")
    assert rows[-1] == ["3/2026.", "40", "40"]
    sheet = load_workbook(io.BytesIO(
        analyst.get("/tabla/opstina/kragujevac/?period=2026-k1&tabela=promet&oblik=xlsx").content)).active  # fmt: skip
    assert sheet is not None
    assert [str(value) for value in next(sheet.iter_rows(min_row=len(rows) + 1, values_only=True))] == rows[-1]


def test_a_drawing_stands_on_the_page_without_style_attributes(analyst: Client, figures: None) -> None:
    page = read(analyst, "/tabla/")
    assert page.count("<svg") > 5 and " style=" not in page and "<script>" not in page
    assert 'href="/tabla/opstina/cacak/' in page


def test_a_comparison_shows_the_chosen_and_nobody_else(analyst: Client, figures: None) -> None:
    page = read(analyst, "/tabla/poredjenje/?o=cacak&mera=primljeno")
    assert "Чачак: Примљено" in page
    rows = csv_of(analyst, "/tabla/poredjenje/?o=cacak&o=nema&tabela=rang&oblik=csv")
    assert [row[0] for row in rows[1:]] == ["Чачак"]
    assert "Изаберите општине" in read(analyst, "/tabla/poredjenje/")


def test_one_service_shows_only_municipalities_that_have_it(analyst: Client, figures: None) -> None:
    rows = csv_of(analyst, "/tabla/usluga/site-information/?tabela=rang&oblik=csv")
    assert [row[0] for row in rows[1:]] == ["Чачак"]


def test_missing_figures_are_said(analyst: Client, figures: None, kragujevac: Municipality) -> None:
    assert "Без података у овом периоду: 2" in read(analyst, "/tabla/?period=2025")
    page = read(analyst, "/tabla/")
    assert "Збирови су потпуни до" in page and "касни" not in page.split("<form")[0]
    Municipality.objects.filter(pk=kragujevac.pk).update(population_confirmed=False)
    assert "Број становника није потврђен" in read(analyst, "/tabla/opstina/kragujevac/")


def state(place: Municipality, day: date, **values: int) -> None:
    """What was measured of the data sets of a town on a day of 2026."""
    with municipality_scope(place.pk):
        StateOfMonth.objects.update_or_create(
            municipality=place, month=day.replace(day=1), defaults={"values": values, "measured_on": day}
        )


def test_open_data_stand_as_they_were_at_the_end_of_the_period(
    analyst: Client, figures: None, kragujevac: Municipality, cacak: Municipality
) -> None:
    for day, fresh in ((date(2026, 2, 28), 1), (date(2026, 3, 31), 3), (date(2026, 6, 14), 4)):
        state(kragujevac, day, datasets=4, datasets_fresh=fresh, quality_points=810, quality_possible=1620)
        state(cacak, day, datasets=0, datasets_fresh=0, quality_points=0, quality_possible=0)
    table = "tabela=celina&oblik=csv&mera=svezina-podataka"
    [heads, first, second] = csv_of(analyst, f"/tabla/?{table}&period=2026-k1")
    fresh, quality = heads.index("Свежина отворених података"), heads.index("Квалитет отворених података")
    assert [first[0], first[fresh], first[quality]] == ["Крагујевац", "0.75", "0.5"]
    assert [second[0], second[fresh], second[quality]] == ["Чачак", "", ""]
    page = read(analyst, "/tabla/?mera=skupovi")
    assert "без иједног објављеног скупа података: 1" in page and "нису мерени" not in page
    assert "Нема ниједног објављеног скупа података." in read(analyst, "/tabla/opstina/cacak/")


def test_open_data_that_were_not_measured_are_said(analyst: Client, figures: None, kragujevac: Municipality) -> None:
    assert "Отворени подаци у овом периоду нису мерени" in read(analyst, "/tabla/")
    state(kragujevac, date(2026, 6, 9), datasets=1, datasets_fresh=1)
    cache.clear()
    assert "последњи пут мерени: 9. 6. 2026." in read(analyst, "/tabla/")
    assert "последњи пут мерени" not in read(analyst, f"/tabla/usluga/{SERVICE}/")


def test_inspections_stand_beside_services_and_not_among_them(
    analyst: Client, figures: None, kragujevac: Municipality
) -> None:
    give(kragujevac, "inspectorate:komunalna", 5, reports_on_time=15, reports_late=5)
    fold_all()
    table = "tabela=inspekcije&oblik=csv&period=2026-k2"
    assert csv_of(analyst, f"/tabla/opstina/kragujevac/?{table}")[1][1:4] == ["20", "5", "0.75"]
    assert csv_of(analyst, "/tabla/?tabela=inspekcije-opstina&oblik=csv")[1] == ["Крагујевац", "20", "0.75"]
    services = csv_of(analyst, "/tabla/opstina/kragujevac/?tabela=usluge&oblik=csv")[1:]
    assert [row[0] for row in services] == ["Накнада за породиљско одсуство"]


def test_the_measure_that_ranks_has_a_column(analyst: Client, figures: None) -> None:
    assert "Одговорено на пријаве" in csv_of(analyst, "/tabla/?mera=prijave&tabela=celina&oblik=csv")[0]
    asked = f"mera=uvazene-zalbe&usluga={SERVICE}"
    assert "Уважене жалбе" in csv_of(analyst, f"/tabla/?{asked}&tabela=rang&oblik=csv")[0]


def test_what_happened_stands_beside_what_came_before_and_after(
    analyst: Client, figures: None, cacak: Municipality, sava: User
) -> None:
    """Čačak is late from March; people came in May, and from then on it is not."""
    give(cacak, SERVICE, 5, decided_on_time=400)
    give(cacak, SERVICE, 6, decided_on_time=400)
    fold_all()
    assert "Белешка уз збирове" in read(analyst, "/tabla/opstina/cacak/beleska/")
    late = {"on": "16.6.2026.", "kind": "staff", "service": "", "text": "Нови људи."}
    refused = analyst.post("/tabla/opstina/cacak/beleska/", late)
    assert refused.status_code == 200 and "Дан је у будућности" in refused.content.decode()
    noted = late | {"on": "4.5.2026."}
    assert analyst.post("/tabla/opstina/cacak/beleska/", noted).status_code == 302
    with municipality_scope(cacak.pk):
        assert Note.objects.get().by == sava
        Membership.objects.create(user=sava, municipality=cacak, role="clerk", since=date(2026, 3, 2))
    table = "tabela=dogadjaji&oblik=csv"
    [_heads, note, people] = csv_of(analyst, f"/tabla/opstina/cacak/?usluga={SERVICE}&{table}")
    before, after = Decimal(60) / 76, Decimal(840) / 856
    assert note[1:3] == ["белешка: људи", "Нови људи."] and note[-1] == "боље"
    assert [Decimal(cell) for cell in note[3:5]] == [round(before, 4), round(after, 4)]
    assert people[1:3] == ["људи", "Почело да ради на предметима људи: 1"] and people[-1] == "лошије"
    [helped] = csv_of(analyst, "/tabla/?tabela=pomoglo&oblik=csv")[1:]
    assert helped[0] == "Чачак" and helped[2] == "Нови људи."
    assert helped[3] == "све услуге"


def test_a_promotion_that_was_held_is_told(kragujevac: Municipality, sava: User) -> None:
    with municipality_scope(kragujevac.pk):
        promotion = announced(kragujevac, sava)
    day = promotion.starts_at.date()
    assert occurrences([kragujevac.pk], day, day) == []
    with on(promotion.ends_at):
        [held] = occurrences([kragujevac.pk], day, day)
        assert held.what == promotion.title and held.address == promotion.get_absolute_url()
        assert occurrences([kragujevac.pk], date(2026, 1, 1), TODAY) == [] == occurrences([], day, day)


def test_a_new_value_that_holds_everywhere_is_told_where_it_held_before(
    analyst: Client, figures: None, cacak: Municipality
) -> None:
    for since, label in ((date(2025, 1, 1), "Прва"), (date(2026, 4, 1), "Друга")):
        Parameter.objects.create(code="probni.rok", label=label, value="15", valid_from=since, legal_source="Измишљен")
    rows = csv_of(analyst, "/tabla/opstina/cacak/?tabela=dogadjaji&oblik=csv")[1:]
    assert [row[2] for row in rows] == ["Нова вредност: Друга"]
    assert csv_of(analyst, "/tabla/?tabela=pomoglo&oblik=csv")[1:] == []


def test_requests_per_thousand_only_where_inhabitants_are_confirmed(analyst: Client, figures: None) -> None:
    Municipality.objects.filter(slug="cacak").update(population_confirmed=True, population_2022=20_000)
    Municipality.objects.filter(slug="kragujevac").update(population_confirmed=False)
    rows = {row[0]: row[2] for row in csv_of(analyst, "/tabla/?tabela=rang&oblik=csv")[1:]}
    assert rows == {"Чачак": "5.7", "Крагујевац": ""}


def test_a_head_sees_the_own_municipality_and_no_other(client: Client, dragan: User, figures: None) -> None:
    sign_in(client, dragan)
    assert client.get("/tabla/").headers["Location"] == "/tabla/opstina/kragujevac/"
    assert "Крагујевац" in read(client, "/tabla/opstina/kragujevac/")
    for address in ("/tabla/opstina/cacak/", "/tabla/poredjenje/", f"/tabla/usluga/{SERVICE}/"):
        assert client.get(address).status_code == 404


def test_the_database_itself_keeps_a_head_from_the_neighbours(
    dragan: User, figures: None, kragujevac: Municipality
) -> None:
    set_scope(NOBODY)
    access.figures_of(dragan, "kragujevac")
    assert set(PublishedMonth.objects.values_list("municipality", flat=True)) == {kragujevac.pk}


def test_clerks_and_citizens_find_no_dashboard(client: Client, jelena: User, milica: User) -> None:
    for who in (jelena, milica):
        assert sign_in(client, who).get("/tabla/").status_code == 404


@pytest.mark.parametrize("query", ["period=0000", "period=2026-k9", "period=9999", "mera=nema", "usluga=nema", "o=%00"])
def test_nonsense_in_an_address_means_the_usual_page(analyst: Client, figures: None, query: str) -> None:
    assert analyst.get(f"/tabla/?{query}").status_code == 200


def test_unknown_tables_are_not_found(analyst: Client, figures: None) -> None:
    assert analyst.get("/tabla/?tabela=nema&oblik=csv").status_code == 404
    assert analyst.get("/tabla/usluga/nema/").status_code == 404


def test_a_page_that_was_made_before_costs_as_little_as_any_other(
    analyst: Client, figures: None, django_assert_max_num_queries: Callable[..., Any], kragujevac: Municipality
) -> None:
    with CaptureQueriesContext(connection) as first:
        before = read(analyst, "/tabla/")
    assert len(first) <= 22
    with django_assert_max_num_queries(9):
        assert read(analyst, "/tabla/") == before
    give(kragujevac, SERVICE, 6, decided_on_time=50, d3=50)
    fold_all()
    assert read(analyst, "/tabla/") != before


def test_the_number_of_queries_does_not_grow_with_municipalities(
    analyst: Client, figures: None, reference_data: None
) -> None:
    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            analyst.get("/tabla/")
        return len(captured)

    queries()  # the first request of a session also notes the session
    two = queries()
    for place in Municipality.objects.exclude(slug__in=["kragujevac", "cacak"])[:40]:
        give(place, SERVICE, 5, received_online=9, decided_late=6, d40=6)
    fold_all()
    assert queries() == two
