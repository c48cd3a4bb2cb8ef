"""The triage desk: list and map, the report page, acts of the table, many at once, and who gets in."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from inspections import actions, rules
from inspections.access import InspectionDesk
from inspections.desk import listing
from inspections.desk.filters import Filters, heap_named
from inspections.grid import Box, Point, around
from inspections.lifecycle import Actor, State
from inspections.models import ExternalBody, Forwarding, Report, ResponseTemplate, RoutingRule, SavedFilter
from inspections.models.report import NO_TERM
from inspections.pictures import box_text, parse_box
from municipalities.accounts.models import Membership, User
from municipalities.models import Municipality
from tests.cast import official, sign_in
from tests.factories import relay_all
from tests.inspections.samples import SENDER, SQUARE, category, filing, report

pytestmark = pytest.mark.django_db
BOARD = "/admin/inspections/report/"


def opened(browser: Client, path: str, **given: Any) -> str:
    answer = browser.get(path, given)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def page(filed: Report) -> str:
    return reverse("admin:inspections_report_change", args=[filed.pk])


def act(browser: Client, filed: Report, action: str, **given: Any) -> Any:
    """Press the button of an act on the page of the report as it stands now."""
    address = reverse("admin:inspections_report_act", args=[filed.pk, action])
    return browser.post(address, {"version": filed.version, **given})


def acted(browser: Client, filed: Report, action: str, **given: Any) -> Report:
    answer = act(browser, filed, action, **given)
    assert answer.status_code == 302, answer.content.decode()
    filed.refresh_from_db()
    return filed


def filed_at(town: Municipality, place: Point) -> Report:
    """A missing manhole cover somewhere else."""
    given = filing(town, "kom-saht")
    return actions.file(filing=replace(given, place=place, address="Пробна 3"), by=None)


# -- list and map ------------------------------------------------------------------------------------------------------
def test_list_and_map_follow_the_same_address(town: Municipality, inspector: User) -> None:
    waste, cover = report(town), filed_at(town, Point(44_020_000, 20_930_000))
    browser = sign_in(Client(), inspector)
    everything = opened(browser, BOARD, gomila="otvorene")
    assert waste.number in everything and cover.number in everything and everything.count("desk-map__mark") == 2
    narrowed = opened(browser, BOARD, gomila="otvorene", kategorija="kom-saht", mesto="Probna")
    assert cover.number in narrowed and waste.number not in narrowed and narrowed.count("desk-map__mark") == 1
    box = box_text(around(SQUARE, 200))
    closer = opened(browser, BOARD, gomila="otvorene", okvir=box)
    assert waste.number in closer and cover.number not in closer and f'name="okvir" value="{box}"' in closer


def test_near_reports_become_one_sign_with_their_number(town: Municipality, inspector: User) -> None:
    for _number in range(3):
        report(town)
    text = opened(sign_in(Client(), inspector), BOARD, gomila="otvorene")
    assert text.count("desk-map__mark") == 1 and 'aria-label="3: за разврставање 3"' in text
    assert '<polygon points="0,-9 9,0 0,9 -9,0"/>' in text


def test_the_list_costs_the_same_for_one_report_and_for_many(
    town: Municipality, inspector: User, django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(Client(), inspector)
    for _number in range(2):
        report(town)
    opened(browser, BOARD, gomila="otvorene")
    with django_assert_max_num_queries(24) as few:
        opened(browser, BOARD, gomila="otvorene")
    for _number in range(6):
        report(town)
    with django_assert_max_num_queries(len(few.captured_queries)):
        opened(browser, BOARD, gomila="otvorene")


def test_pages_follow_each_other_without_gaps(
    town: Municipality, inspector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspections.desk.listing.PAGE", 2)
    reports = [report(town) for _number in range(5)]
    filed = {one.number for one in reports}
    for standing in reports[1::2]:
        Report.objects.filter(pk=standing.pk).update(act_by=None)
    browser, address, seen = sign_in(Client(), inspector), f"{BOARD}?gomila=otvorene", []
    while address:
        text = str(browser.get(address).content.decode())
        seen += re.findall(r'class="desk-number" href="[^"]+">([^<]+)<', text)
        further = re.search(r'href="([^"]+)" rel="next"', text)
        address = BOARD + further[1].replace("&amp;", "&") if further else ""
    assert seen == [one.number for one in (*reports[::2], *reports[1::2])] and set(seen) == filed


@pytest.mark.parametrize(
    ("filters", "index"),
    [({}, "open_reports_by_term"), ({"kategorija": "sao-rupa"}, "open_reports_of_category"),
     ({"inspekcija": "saobracajna"}, "open_reports_of_inspectorate"), ({"inspektor": "1"}, "open_reports_of_inspector")],
)  # fmt: skip
def test_a_page_is_one_range_of_one_index_also_where_the_clock_stands(
    town: Municipality, head: User, filters: dict[str, str], index: str
) -> None:
    report(town)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inspections_report")
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):  # few rows: the planner would read them all
            cursor.execute(f"SET LOCAL enable_{way} = off")
    heap = heap_named("otvorene")
    assert heap is not None
    for mark in ("2026-03-18_1", f"{NO_TERM.isoformat()}_1"):
        rows = Filters(**filters).narrow(heap.rows(InspectionDesk(head, town.pk).reports(), None, NO_TERM))  # type: ignore[arg-type]
        plan = listing._by_term(rows, mark)[:26].explain()
        assert "Sort" not in plan and plan.count("inspections_report") == 1
        assert f"using {index} " in plan and "ROW(due_order, id) >" in plan.partition("Index Cond")[2]


@pytest.mark.parametrize("text", ["", "a,b", "1,2,3", "2,0,1,1", "0,0,99000000,1", "1,1,1,1"])
def test_what_is_no_rectangle_is_no_filter(text: str) -> None:
    assert parse_box(text) is None and Filters.read({"okvir": text}).as_query() == {}


def test_a_rectangle_of_any_shape_is_looked_up_by_few_ranges(town: Municipality) -> None:
    filed = report(town)
    for box in (
        Box(-60_000_000, 20_911_000, 60_000_000, 20_912_000),
        Box(44_013_000, -170_000_000, 44_014_000, 170_000_000),
    ):
        rows = Filters(okvir=box_text(box)).narrow(Report.objects.all())
        assert list(rows) == [filed] and str(rows.query).count("BETWEEN") < 200


def test_a_filter_is_saved_for_its_owner_alone(town: Municipality, inspector: User, head: User) -> None:
    browser = sign_in(Client(), inspector)
    given = {"naziv": "Моји шахтови", "uslovi": "?gomila=otvorene&kategorija=kom-saht&zlo=1"}
    assert browser.post(f"{BOARD}sacuvaj-filter/", given).status_code == 302
    kept = SavedFilter.objects.get()
    assert kept.query == "gomila=otvorene&kategorija=kom-saht" and kept.owner == inspector
    assert "Моји шахтови" in opened(browser, BOARD)
    other = sign_in(Client(), head)
    assert "Моји шахтови" not in opened(other, BOARD)
    other.post(f"{BOARD}filter/{kept.pk}/obrisi/")
    assert SavedFilter.objects.exists()
    browser.post(f"{BOARD}filter/{kept.pk}/obrisi/")
    assert not SavedFilter.objects.exists()


# -- who gets in -------------------------------------------------------------------------------------------------------
def addresses(filed: Report) -> dict[str, str]:
    code = "00000000-0000-4000-8000-000000000000"
    given: dict[str, list[Any]] = {
        "changelist": [], "map": [], "save_filter": [], "drop_filter": [1], "bulk": [], "rules": [], "change": [filed.pk],
        "act": [filed.pk, "take"], "note": [filed.pk], "photo": [filed.pk, code],
    }  # fmt: skip
    return {name: reverse(f"admin:inspections_report_{name}", args=args) for name, args in given.items()}


def test_the_matrix_names_every_address_of_the_desk(town: Municipality) -> None:
    names = {str(one.name).removeprefix("inspections_report_") for one in admin.site._registry[Report].get_urls()}
    assert names == set(addresses(report(town)))


def test_strangers_clerks_and_neighbours_find_nothing(
    town: Municipality, cacak: Municipality, traffic_inspector: User, jelena: User, olja: User
) -> None:
    every = addresses(report(town))
    for address in every.values():
        assert Client().get(address).status_code == 302
    neighbour = official("sused", "Сава", "Суседић", "communal-inspector", cacak)
    of_one = {name: every[name] for name in ("change", "act", "note", "photo")}
    for outsider, hidden in ((jelena, every), (olja, every), (neighbour, of_one), (traffic_inspector, of_one)):
        browser = sign_in(Client(), outsider)
        for name, address in hidden.items():
            found = {browser.get(address).status_code, browser.post(address, {"version": 1}).status_code}
            assert found <= {404, 405} and 404 in found, (outsider.email, name, found)


def test_an_officer_of_two_inspectorates_sees_both(town: Municipality, inspector: User) -> None:
    waste, hole = report(town), report(town, "sao-rupa")
    browser = sign_in(Client(), inspector)
    assert hole.number not in opened(browser, BOARD, gomila="otvorene")
    Membership.objects.create(user=inspector, municipality=town, role="traffic-inspector", since="2020-01-01")
    text = opened(browser, BOARD, gomila="otvorene")
    assert hole.number in text and waste.number in text and "Инспекција</label>" in text


def test_inspectors_land_at_their_desk(town: Municipality, inspector: User, jelena: User) -> None:
    assert sign_in(Client(), inspector).get("/admin/").headers["Location"] == BOARD
    assert sign_in(Client(), jelena).get("/admin/").status_code == 200


def test_a_protected_sender_is_shown_to_the_head_alone(town: Municipality, inspector: User, head: User) -> None:
    filed = report(town, identity="protected")
    hidden = opened(sign_in(Client(), inspector), page(filed))
    assert SENDER["email"] not in hidden and "види га само руководилац" in hidden
    assert SENDER["email"] in opened(sign_in(Client(), head), page(filed))


# -- the report page ---------------------------------------------------------------------------------------------------
def test_the_page_shows_what_lies_near_and_what_was_here(town: Municipality, inspector: User) -> None:
    first, second = report(town), report(town, "kom-saht")
    third = report(town, description="Отворен шахт поред клупе.")
    text = opened(sign_in(Client(), inspector), page(third))
    assert "Можда је о истом" in text and f"vodeci={first.number.replace('/', '%2F')}" in text
    assert "Раније на овој адреси" in text and second.number in text
    assert f"По опису би могла да буде и: {category('kom-saht').name}" in text.replace("&#x27;", "'")


def test_the_page_costs_the_same_beside_one_report_and_beside_many(
    town: Municipality, inspector: User, django_assert_max_num_queries: Any
) -> None:
    filed, browser = report(town), sign_in(Client(), inspector)
    report(town)
    opened(browser, page(filed))
    with django_assert_max_num_queries(36) as few:
        opened(browser, page(filed))
    for _number in range(4):
        report(town)
    with django_assert_max_num_queries(len(few.captured_queries)):
        opened(browser, page(filed))


def test_a_suggestion_needs_words_of_the_category() -> None:
    known = [rules.Described("lamp", "javna rasveta", "lampa svetiljka"), rules.Described("dog", "psi", "pas lutalica")]
    assert rules.suggest(known, "Три светиљке на улици не раде, нема расвете") == ["lamp"]
    assert rules.suggest(known, "нешто сасвим друго") == []


# -- acts --------------------------------------------------------------------------------------------------------------
def test_the_second_of_two_inspectors_is_told_what_the_first_did(
    town: Municipality, inspector: User, head: User
) -> None:
    filed = report(town)
    seen = filed.version
    acted(sign_in(Client(), head), filed, "set_priority", priority=Report.Priority.HIGH)
    filed.version = seen
    late = act(sign_in(Client(), inspector), filed, "reject", text="Незнатан ризик.")
    text = late.content.decode()
    assert late.status_code == 409 and "Колега је био бржи" in text and "Хелена Руковић" in text
    assert "Незнатан ризик." in text and f'name="version" value="{seen + 1}"' in text
    filed.refresh_from_db()
    assert filed.state == State.REGISTERED


def test_a_report_goes_to_another_body_and_comes_back(town: Municipality, inspector: User) -> None:
    filed, body = report(town), ExternalBody.objects.filter(municipality=None).first()
    assert body is not None
    ExternalBody.objects.filter(pk=body.pk).update(email="jkp@primer.example")
    browser = sign_in(Client(), inspector)
    acted(browser, filed, "forward", body=body.pk, message="Молимо хитно.", text="Послато предузећу.")
    assert filed.state == State.FORWARDED
    while relay_all():
        pass
    letter = next(one for one in mail.outbox if one.to == ["jkp@primer.example"])
    forwarding = Forwarding.objects.get()
    link = reverse("inspections:reply", args=[forwarding.code])
    assert link in letter.body and SENDER["email"] not in letter.body and "Разбацане кесе" in letter.body
    assert Client().post(link, {"outcome": "done", "text": "Покупљено јуче."}).status_code == 302
    filed.refresh_from_db()
    assert filed.state == State.TRIAGE and "Покупљено јуче." in opened(browser, page(filed))


def test_a_new_category_is_routed_and_its_sender_is_told(town: Municipality, inspector: User, head: User) -> None:
    filed = acted(sign_in(Client(), inspector), report(town), "change_category",
                  category=category("sao-rupa").pk, text="Рупу решава саобраћајна инспекција.")  # fmt: skip
    assert filed.category.code == "sao-rupa" and filed.inspectorate.slug == "saobracajna"
    while relay_all():
        pass
    assert any(one.to == [SENDER["email"]] and "Новости" in one.subject for one in mail.outbox)
    assert sign_in(Client(), inspector).get(page(filed)).status_code == 404
    assert sign_in(Client(), head).get(page(filed)).status_code == 200


def test_merging_names_the_lead_by_its_number(town: Municipality, inspector: User) -> None:
    lead, twin, browser = report(town), report(town), sign_in(Client(), inspector)
    wrong = act(browser, twin, "merge", lead="999-1/26")
    assert wrong.status_code == 422 and "нема другог предмета" in wrong.content.decode()
    acted(browser, twin, "merge", lead=lead.number)
    assert twin.state == State.MERGED and twin.lead == lead
    assert twin.number in opened(browser, page(lead))
    lead.refresh_from_db()
    again = act(browser, lead, "merge", lead=twin.number)
    assert again.status_code == 409 and "већ спојен" in again.content.decode()


def test_splitting_makes_reports_of_their_own(town: Municipality, inspector: User) -> None:
    filed = report(town)
    acted(sign_in(Client(), inspector), filed, "split", category_1=category("sao-rupa").pk,
          description_1="Рупа испред клупе.", text="Рупа се води посебно.")  # fmt: skip
    assert [part.category.code for part in filed.parts.all()] == ["sao-rupa"]


def test_a_ready_answer_reaches_the_sender_in_the_own_script(town: Municipality, head: User) -> None:
    ready = ResponseTemplate.objects.create(municipality=town, action="reject", title="Ризик", text="Незнатан ризик.")
    filed = acted(sign_in(Client(), head), report(town, language="sr-latn"), "reject", ready=ready.pk)
    text = sign_in(Client(), head).get(page(filed)).content.decode()
    assert filed.state == State.REJECTED and "Neznatan rizik." in text


def test_only_what_the_table_allows_is_offered(town: Municipality, dispatcher: User, inspector: User) -> None:
    filed = report(town)
    of_dispatcher = opened(sign_in(Client(), dispatcher), page(filed))
    assert "/radnja/assign/" in of_dispatcher and "/radnja/reject/" not in of_dispatcher
    assert act(sign_in(Client(), dispatcher), filed, "reject", text="Не.").status_code == 409
    assert "/radnja/reject/" in opened(sign_in(Client(), inspector), page(filed))


@pytest.mark.parametrize(
    "action",
    ["assign", "change_category", "set_priority", "request_info", "forward", "cede", "merge", "split", "reject",
     "publish", "hide", "close", "reopen", "separate", "reassign", "take_back", "reply_of_body", "inform",
     "refuse_reopen"],
)  # fmt: skip
def test_every_act_has_a_page_that_asks_before_it_acts(town: Municipality, head: User, action: str) -> None:
    filed = report(town)
    browser = sign_in(Client(), head)
    answer = browser.get(reverse("admin:inspections_report_act", args=[filed.pk, action]))
    assert answer.status_code in (200, 409)
    empty = act(browser, filed, action)
    assert empty.status_code in (302, 409, 422)
    if action != "publish":
        assert empty.status_code != 302


def test_what_becomes_urgent_alerts_at_once(town: Municipality, head: User, inspector: User) -> None:
    filed = report(town)
    while relay_all():
        pass
    mail.outbox.clear()
    acted(sign_in(Client(), head), filed, "set_priority", priority=Report.Priority.URGENT)
    while relay_all():
        pass
    alerted = [one for one in mail.outbox if "Хитна" in one.subject]
    assert {one.to[0] for one in alerted} == {head.email, inspector.email}
    assert all(page(filed) in one.body for one in alerted)


# -- many at once, rules -----------------------------------------------------------------------------------------------
def test_many_are_answered_at_once_and_the_refused_are_named(town: Municipality, head: User) -> None:
    first, second, changed = report(town), report(town), report(town)
    marks = [f"{one.pk}:{one.version}" for one in (first, second, changed)]
    actions.take(report=changed, actor=Actor.HEAD, by=head)
    browser = sign_in(Client(), head)
    asked = browser.post(f"{BOARD}vise-odjednom/", {"prijava": marks})
    assert asked.status_code == 200 and changed.number in asked.content.decode()
    empty = browser.post(f"{BOARD}vise-odjednom/", {"prijava": marks, "what": "reject", "potvrda": "1"})
    assert empty.status_code == 422
    other = ResponseTemplate.objects.create(municipality=town, action="close", title="Готово", text="Очишћено.")
    mixed = {"prijava": marks, "what": "reject", "potvrda": "1", "ready": other.pk}
    assert "за другу радњу" in browser.post(f"{BOARD}vise-odjednom/", mixed).content.decode()
    given = {"prijava": [*marks, "x", "1:y"], "what": "reject", "potvrda": "1", "text": "Радови су завршени."}
    told = browser.post(f"{BOARD}vise-odjednom/", given, follow=True).content.decode()
    assert "Урађено пријава: 2." in told and f"{changed}: у међувремену се променило" in told
    states = dict(Report.objects.values_list("pk", "state"))
    assert states == {first.pk: State.REJECTED, second.pk: State.REJECTED, changed.pk: State.TRIAGE}


def test_the_table_of_rules_is_tried_on_a_report(town: Municipality, head: User, inspector: User) -> None:
    filed = report(town)
    for position, (name, word) in enumerate([("Насеље", "станово"), ("Центар", "главни"), ("Остало", "")], start=1):
        RoutingRule.objects.create(municipality=town, position=position, name=name, settlement=word, officer=inspector)
    text = opened(sign_in(Client(), head), f"{BOARD}proba-pravila/", broj=filed.number)
    order = [text.index(word) for word in ("речи нема у адреси", "одлучује<", "правило испред њега")]
    assert order == sorted(order) and "Ивана Надзорић" in text
    filed.refresh_from_db()
    assert filed.assignee is None
    assert "нема предмета са тим бројем" in opened(sign_in(Client(), head), f"{BOARD}proba-pravila/", broj="1")
