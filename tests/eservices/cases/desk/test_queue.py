"""The work queue: what lies on which heap, how it is found, and what it costs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eservices.cases import actions
from eservices.cases.desk import words
from eservices.cases.models import Case
from eservices.cases.models.case import OPEN_STATES
from municipalities.accounts.models import Membership, User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.eservices.cases.desk.scene import AtDesk, fresh

pytestmark = pytest.mark.django_db
QUEUE = "/admin/"


def body(client: Client, address: str = QUEUE, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_landing_page_is_the_work_queue(case: Case, jelena: User, at_desk: AtDesk) -> None:
    page = body(at_desk(jelena))
    assert case.number in page and "Милица" not in page.partition("<main")[0]
    assert "још" in page and "без службеника" in page


def test_a_page_costs_at_most_eight_queries(case: Case, dragan: User, at_desk: AtDesk) -> None:
    many(case, 30)
    browser = at_desk(dragan)
    browser.get(QUEUE)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(QUEUE).status_code == 200
    asked = [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 8, "\n".join(asked)


@pytest.mark.parametrize("spelling", ["553-1/2026", "553 1 2026", "бр. 553-1/26-IV", "553/1/26"])
def test_a_number_in_any_spelling_opens_the_case(case: Case, jelena: User, at_desk: AtDesk, spelling: str) -> None:
    response = at_desk(jelena).post(reverse("admin:find"), {"trazi": spelling}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("admin:cases_case_change", args=[case.pk])


@pytest.mark.parametrize("name", ["пример", "Primerović", "jelena", "JELENA PRIM", "Примеровић Јел", "primerovic"])
def test_a_name_is_found_in_both_scripts_and_orders(case: Case, dragan: User, at_desk: AtDesk, name: str) -> None:
    response = at_desk(dragan).post(reverse("admin:find"), {"trazi": name}, follow=True)
    assert case.number in response.content.decode()
    assert name not in response.redirect_chain[-1][0]


def test_a_jmbg_is_found_and_never_stands_in_an_address_or_session(case: Case, dragan: User, at_desk: AtDesk) -> None:
    browser = at_desk(dragan)
    response = browser.post(reverse("admin:find"), {"trazi": "120599 2665011"}, follow=True)
    assert case.number in response.content.decode()
    assert "1205992665011" not in response.redirect_chain[-1][0] + str(dict(browser.session))
    assert "2665011" not in response.content.decode()


def test_a_search_for_nothing_or_nobody_says_so(case: Case, dragan: User, at_desk: AtDesk) -> None:
    browser = at_desk(dragan)
    assert browser.post(reverse("admin:find"), {"trazi": " \x00 "}).headers["Location"] == QUEUE
    found = browser.post(reverse("admin:find"), {"trazi": "%' OR 1=1"}, follow=True).content.decode()
    assert "Ништа није нађено" in found


def test_heaps_follow_the_case(case: Case, jelena: User, dragan: User, at_desk: AtDesk) -> None:
    browser = at_desk(jelena)
    assert case.number in body(browser, gomila="bez-sluzbenika")
    assert case.number not in body(browser, gomila="moji")
    with municipality_scope(case.municipality_id):
        actions.take(case=case, by=jelena)
    assert case.number in body(browser, gomila="moji")
    assert case.number not in body(browser, gomila="bez-sluzbenika")
    with municipality_scope(case.municipality_id):
        Case.objects.filter(pk=case.pk).update(act_by=case.filed_at.date() - timedelta(days=3))
    page = body(browser, gomila="kasni")
    assert "касни 3 дана" in page and case.number in page


def test_days_left_agree_in_number() -> None:
    today = date(2026, 3, 20)
    said = [words.days_left(today + timedelta(days=days), today) for days in (-21, -3, -1, 0, 1, 2, 21, 25)]
    assert [text for text, _tone in said] == [
        "касни 21 дан", "касни 3 дана", "касни 1 дан", "данас", "сутра", "још 2 дана", "још 21 дан", "још 25 дана",
    ]  # fmt: skip
    assert [tone for _text, tone in said] == ["late", "late", "late", "soon", "soon", "soon", "", ""]
    assert words.days_left(None, today)[1] == "paused"


def many(case: Case, count: int) -> None:
    """Copies of a case, every fifth one with a clock that stands."""
    with municipality_scope(case.municipality_id):
        rows = []
        for position in range(count):
            copy = Case.objects.get(pk=case.pk)
            copy.pk, copy.sequence, copy.number = None, 1000 + position, f"553-{1000 + position}/26-IV"
            copy.code, copy.submission_key = f"code{position:06}", f"00000000-0000-4000-8000-{position:012}"
            copy.act_by = None if position % 5 == 0 else case.filed_at.date() + timedelta(days=position % 7)
            rows.append(copy)
        Case.objects.bulk_create(rows)


@pytest.mark.parametrize("tab", ["otvoreni", "svi"])
def test_pages_show_every_case_once_and_in_order(case: Case, dragan: User, at_desk: AtDesk, tab: str) -> None:
    many(case, 63)
    browser, address, seen = at_desk(dragan), f"{QUEUE}?gomila={tab}", []
    for _page in range(5):
        context = browser.get(address).context
        seen += [row["case"].pk for row in context["rows"]]
        if not context["older_url"]:
            break
        address = QUEUE + context["older_url"]
    assert len(seen) == len(set(seen)) == 64


def test_pages_do_not_read_more_than_they_show(case: Case, dragan: User, at_desk: AtDesk) -> None:
    many(case, 63)
    browser = at_desk(dragan)
    with municipality_scope(case.municipality_id), connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case")
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):  # few rows: the planner would read them all
            cursor.execute(f"SET LOCAL enable_{way} = off")
        day = case.filed_at.date()
        rows = Case.objects.filter(municipality=case.municipality_id, state__in=OPEN_STATES, act_by__isnull=False)
        rows = rows.filter(TupleGreaterThan((F("act_by"), F("id")), (day, 0)))
        plan = rows.order_by("act_by", "id")[:26].explain()
    assert "open_cases_by_term" in plan and "ROW(act_by, id) >" in plan.partition("Index Cond")[2]
    assert browser.get(QUEUE, {"gomila": "otvoreni", "posle": "nonsense_x"}).status_code == 200


def test_filters_stay_in_the_address(case: Case, dragan: User, jelena: User, at_desk: AtDesk) -> None:
    browser = at_desk(dragan)
    page = body(browser, gomila="otvoreni", usluga="maternity-pay", stanje="submitted", sluzbenik="niko")
    assert case.number in page and '<option value="submitted" selected>' in page
    assert case.number not in body(browser, gomila="otvoreni", sluzbenik=str(jelena.pk))
    assert case.number not in body(browser, gomila="otvoreni", stanje="proposed")
    assert body(browser, gomila="\x00", usluga="\x00" * 3, stanje="x", sluzbenik="9" * 40)


def test_a_head_assigns_marked_cases_and_hears_who_was_faster(
    case: Case, dragan: User, jelena: User, nenad: User, at_desk: AtDesk
) -> None:
    browser = at_desk(dragan)
    mark = {"predmet": [f"{case.pk}:{case.version}"], "nazad": "?gomila=otvoreni"}
    wrong = browser.post(reverse("admin:assign"), mark | {"kome": nenad.pk}, follow=True).content.decode()
    assert "не води ову услугу" in wrong and fresh(case).assignee_id is None
    done = browser.post(reverse("admin:assign"), mark | {"kome": jelena.pk}, follow=True)
    assert "Додељено предмета: 1." in done.content.decode() and fresh(case).assignee_id == jelena.pk
    assert done.redirect_chain[-1][0] == "/admin/?gomila=otvoreni"
    late = browser.post(reverse("admin:assign"), mark | {"kome": dragan.pk}, follow=True).content.decode()
    assert "Драган Потписовић" in late and fresh(case).assignee_id == jelena.pk


def test_a_clerk_cannot_assign(case: Case, jelena: User, at_desk: AtDesk) -> None:
    browser = at_desk(jelena)
    answer = browser.post(reverse("admin:assign"), {"predmet": [f"{case.pk}:1"], "kome": jelena.pk})
    assert answer.status_code == 404 and "Додели означене" not in body(browser)


def test_an_official_of_two_municipalities_changes_the_desk(
    case: Case, dragan: User, cacak: Municipality, kragujevac: Municipality, at_desk: AtDesk
) -> None:
    Membership.objects.create(user=dragan, municipality=cacak, role="clerk", services=[], since="2020-01-01")
    browser = at_desk(dragan)
    browser.post(reverse("admin:choose_desk"), {"opstina": cacak.pk})
    assert case.number not in body(browser, gomila="svi") and "Град Чачак" in body(browser)
    assert browser.get(reverse("admin:cases_case_change", args=[case.pk])).status_code == 404
    browser.post(reverse("admin:choose_desk"), {"opstina": kragujevac.pk})
    assert case.number in body(browser, gomila="svi")
    assert browser.post(reverse("admin:choose_desk"), {"opstina": 10**6}).status_code == 404
    assert browser.get(reverse("admin:choose_desk")).status_code == 405
