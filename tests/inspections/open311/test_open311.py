"""Open311 GeoReport v2 by the text of the standard: shapes, filters, filing, faults, and a client that others wrote."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pytest_django.live_server_helper import LiveServer

from inspections import access as access_to
from inspections import actions
from inspections.lifecycle import Actor
from inspections.models import Category, ExternalBody, LocalCategory, Open311Day, Report
from inspections.open311.access import id_of
from inspections.open311.actions import issue_key, revoke_key
from inspections.reference import load
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import FIXTURES
from tests.factories import picture, relay_all
from tests.inspections import samples
from tests.inspections.open311 import shapes

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"jurisdiction_id": "kragujevac"}
XSD = etree.XMLSchema(etree.parse(Path(__file__).parent / "georeport.xsd"))
SQUARE = {"lat": "44.01395", "long": "20.91142"}


@pytest.fixture(autouse=True)
def unhurried() -> None:
    """No test inherits the pace of another."""
    cache.clear()


def key_of(place: Municipality, by: User, body: ExternalBody | None = None) -> str:
    """A key of the town that may file three reports a day."""
    until = timezone.localdate() + timedelta(days=30)
    return issue_key(
        municipality=place, holder="Програм за пријаве", contact="program@primer.example", valid_until=until,
        daily_quota=3, body=body, by=by,
    )[1]  # fmt: skip


@pytest.fixture
def key(town: Municipality, superuser: User) -> str:
    """A key of Kragujevac."""
    return key_of(town, superuser)


def ask(path: str, code: int = 200, shape: Any = None, **query: Any) -> Any:
    """The JSON answer, after the same question in XML was found to have the right shape."""
    client = Client()
    xml = client.get(f"/open311/v2/{path}.xml", query)
    checked_xml(xml, code)
    answer = client.get(f"/open311/v2/{path}.json", query)
    assert (answer.status_code, answer["Content-Type"]) == (code, "application/json; charset=utf-8")
    found = json.loads(answer.content)
    jsonschema.validate(found, shapes.ERRORS if code != 200 else shape or {})
    return found


def checked_xml(answer: Any, status: int = 200) -> etree._Element:
    assert (answer.status_code, answer["Content-Type"]) == (status, "text/xml; charset=utf-8")
    assert answer.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    root = etree.fromstring(answer.content)
    XSD.assertValid(root)
    return root


def send(key: str, status: int = 200, files: Any = None, **fields: Any) -> Any:
    given = {"api_key": key, "service_code": "kom-otpad-javna", **SQUARE, **HERE} | fields
    data = {name: value for name, value in given.items() if value is not None} | (files or {})
    answer = Client().post("/open311/v2/requests.json", data)
    assert answer.status_code == status, answer.content.decode()
    return json.loads(answer.content)


def report_of(row: dict[str, Any]) -> Report:
    return Report.objects.get(pk=int(row["service_request_id"].rpartition("-")[2]))


def test_discovery_and_services_have_the_shape_of_the_standard(town: Municipality) -> None:
    for path in ("/open311/discovery", "/open311/v2/discovery"):
        root = checked_xml(Client().get(f"{path}.xml"))
        assert root.findtext("endpoints/endpoint/url", "").endswith("/open311/v2")
    assert len(json.loads(Client().get("/open311/discovery.json").content)["endpoints"]) == 1
    services = ask("services", shape=shapes.SERVICES, **HERE)
    assert len(services) == Category.objects.count() == 64
    for row in services:
        definition = ask(f"services/{row['service_code']}", shape=shapes.DEFINITION, **HERE)
        assert bool(definition["attributes"]) is row["metadata"]


def test_services_speak_the_language_that_was_asked_for(town: Municipality) -> None:
    def group(locale: str) -> str:
        return str(ask("services", **HERE, locale=locale)[0]["group"])

    assert (group("sr"), group("sr-Latn"), group("en")) == (
        "Комунална инспекција", "Komunalna inspekcija", "Communal inspection",
    )  # fmt: skip


def test_a_report_is_filed_found_and_followed_to_its_end(key: str, town: Municipality, head: User) -> None:
    [filed] = send(
        key, description="Разбацан отпад <b>код</b> клупе.", email="ana.prijava@primer.example", first_name="Ана",
        last_name="Пробић", phone="064 000 0001",
    )  # fmt: skip
    report = report_of(filed)
    assert report.channel == Report.Channel.OPEN311 and report.code in filed["service_notice"]
    [row] = ask(f"requests/{filed['service_request_id']}", shape=shapes.REQUESTS)
    assert (row["status"], row["service_code"], row["description"]) == ("open", "kom-otpad-javna", None)
    assert row["expected_datetime"] and (row["lat"], row["long"]) != (44.01395, 20.91142)
    assert ask("requests", shape=shapes.REQUESTS, **HERE) == [row]
    with municipality_scope(town.pk):
        actions.take(report=report, actor=Actor.HEAD, by=head)
        actions.reject(report=report, public_text="Смеће је већ однето.", actor=Actor.HEAD, by=head)
    [row] = ask(f"requests/{filed['service_request_id']}", shape=shapes.REQUESTS, extensions="true")
    assert (row["status"], row["lat"], row["expected_datetime"]) == ("closed", None, None)
    assert [note["type"] for note in row["notes"]][:2] == ["file", "register"]
    assert row["extended_attributes"]["detailed_status"] == "REJECTED"
    assert ask("requests", shape=shapes.REQUESTS, **HERE) == [], "a rejected report is nobody else's business"


def test_nothing_of_a_person_is_ever_in_an_answer(key: str, town: Municipality) -> None:
    [filed] = send(key, description="Комшија Тајанко пали гуме.", email="ana.prijava@primer.example", first_name="Ана",
                   last_name="Пробић", phone="064 000 0001", address_string="Измишљена 14")  # fmt: skip
    addresses = [
        "/open311/v2/requests.{}?jurisdiction_id=kragujevac&extensions=true",
        f"/open311/v2/requests/{filed['service_request_id']}.{{}}?extensions=true",
        "/open311/v2/servicerequestupdates.{}?jurisdiction_id=kragujevac",
    ]
    for address, ending in itertools.product(addresses, ("xml", "json")):
        answer = Client().get(address.format(ending)).content.decode()
        assert filed["service_request_id"] in answer
        for secret in ("Тајанко", "ana.prijava", "Пробић", "064 000", "Измишљена", report_of(filed).code):
            assert secret not in answer


def test_updates_tell_the_public_steps(key: str, town: Municipality) -> None:
    [filed] = send(key)
    updates = ask("servicerequestupdates", shape=shapes.UPDATES, **HERE)
    assert {row["service_request_id"] for row in updates} == {filed["service_request_id"]}
    assert (
        ask("servicerequestupdates", **HERE, start_date="2020-01-01T00:00:00Z", end_date="2020-02-01T00:00:00Z") == []
    )


def test_a_receipt_code_serves_as_token(key: str) -> None:
    [filed] = send(key)
    [row] = ask(f"tokens/{report_of(filed).code}")
    assert row["service_request_id"] == filed["service_request_id"]
    ask("tokens/nepoznat", 404)


def test_lists_are_filtered_and_paged(town: Municipality) -> None:
    with municipality_scope(town.pk):
        two = [samples.report(town), samples.report(town, "kom-rasveta")]
        actions.perform("withdraw", report=two[0], actor=Actor.REPORTER, by=None)
        three = samples.report(town, "kom-rasveta")
    ids = [id_of(three), id_of(two[1])]

    def found(**query: Any) -> list[str]:
        return [row["service_request_id"] for row in ask("requests", shape=shapes.REQUESTS, **HERE, **query)]

    assert found() == found(status="open") == found(service_code="kom-rasveta,kom-otpad-javna") == ids
    assert found(status="closed") == found(service_code="kom-otpad-javna") == []
    assert found(page_size="1") == ids[:1] and found(page_size="1", page="2") == ids[1:] and found(page="3") == []
    assert found(end_date="2026-01-01T00:00:00Z") == []
    assert found(service_request_id=f"{ids[1]},{ids[0]},kragujevac-99999,xx", status="closed") == ids[::-1]


def test_a_list_costs_the_same_for_many_reports(town: Municipality, django_assert_max_num_queries: Any) -> None:
    with municipality_scope(town.pk):
        for _n in range(5):
            samples.report(town)
    with django_assert_max_num_queries(8):
        answer = Client().get("/open311/v2/requests.json", HERE | {"extensions": "true"})
    reports = json.loads(answer.content)
    assert len(reports) == 5
    ids = ",".join(report["service_request_id"] for report in reports)
    with django_assert_max_num_queries(9):
        Client().get("/open311/v2/requests.json", HERE | {"extensions": "true", "service_request_id": ids})


@pytest.mark.parametrize(
    ("fields", "status", "word"),
    [
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "nema-je"}, 404, "service_code"),
        ({"lat": None, "long": None}, 400, "место"),
        ({"lat": None, "long": None, "address_id": "17"}, 400, "шифре адреса"),
        ({"lat": None}, 400, "lat и long"),
        ({"lat": "20.91142", "long": "44.01395"}, 400, "замењени"),
        ({"lat": "NaN"}, 400, "Србији"),
        ({"lat": "četiri"}, 400, "децимални"),
        ({"email": "није адреса"}, 400, "email"),
        ({"description": "а" * 4001}, 400, "4000"),
        ({"media_url": "javascript:alert(1)"}, 400, "media_url"),
        ({"description": "a\x00b"}, 400, "NUL"),
        ({"jurisdiction_id": "nema-ga"}, 404, "општина"),
        ({"jurisdiction_id": "cacak"}, 403, "општину"),
        ({"api_key": "pogresan"}, 403, "api_key"),
        ({"api_key": ""}, 403, "api_key"),
        ({"service_code": "kom-saht"}, 400, "attribute[hurt]"),
        ({"service_code": "kom-saht", "attribute[hurt]": "можда"}, 400, "attribute[hurt]"),
    ],
)
def test_a_wrong_report_gets_a_sentence_and_files_nothing(
    key: str, cacak: Municipality, fields: dict[str, Any], status: int, word: str
) -> None:
    answer = send(key, status, **fields)
    jsonschema.validate(answer, shapes.ERRORS)
    assert word in " ".join(row["description"] for row in answer)
    assert not Report.objects.exists()


def test_where_nobody_may_be_anonymous_the_sender_is_asked_for(key: str, town: Municipality) -> None:
    LocalCategory.objects.create(municipality=town, category=samples.category("kom-otpad-javna"), anonymous=False)
    [row] = send(key, 400)
    assert "анонимна" in row["description"]
    [filed] = send(key, phone="064 000 0001")
    assert report_of(filed).identity == Report.Identity.KNOWN


def test_of_a_report_that_is_not_for_the_map_only_its_state_is_told(key: str) -> None:
    [filed] = send(key, service_code="eko-procena-uticaja", email="ana@primer.example")
    [row] = ask(f"requests/{filed['service_request_id']}", shape=shapes.REQUESTS)
    assert (row["status"], row["lat"], row["description"]) == ("open", None, None)
    assert ask("requests", **HERE) == []


def test_a_stop_answer_sends_the_person_to_whoever_helps_at_once(key: str) -> None:
    stop = next(
        (question["code"], choice["key"])
        for question in Category.objects.get(code="kom-saht").questions
        for choice in question["choices"]
        if choice.get("stop")
    )
    [row] = send(key, 400, service_code="kom-saht", **{f"attribute[{stop[0]}]": stop[1]})
    assert any(number in row["description"] for number in ("192", "193", "194", "112"))


def test_attributes_are_kept_as_answers(key: str) -> None:
    from inspections.access import answers_of

    line = Category.objects.get(code="sao-linija-vozilo")
    choices = [
        choice["key"] for question in line.questions if question["code"] == "what" for choice in question["choices"]
    ]
    sent: dict[str, Any] = {"attribute[line]": "26", "attribute[what][]": choices[:2]}
    [filed] = send(key, service_code=line.code, **sent)
    assert answers_of(report_of(filed)) == {"line": "26", "what": choices[:2]}


def test_a_photograph_comes_along_or_the_whole_report_is_refused(key: str) -> None:
    [filed] = send(key, files={"media": SimpleUploadedFile("a.png", picture(), "image/png")})
    assert report_of(filed).photos.count() == 1
    [row] = send(key, 400, files={"media": SimpleUploadedFile("a.png", b"MZ not a picture", "image/png")})
    assert "садржај" in row["description"] or "врсту" in row["description"]
    assert Report.objects.count() == 1


def test_a_photograph_that_was_cleared_has_an_address(key: str, town: Municipality, head: User) -> None:
    [filed] = send(key, files={"media": SimpleUploadedFile("a.png", picture(), "image/png")})
    path = f"requests/{filed['service_request_id']}"
    assert ask(path, shape=shapes.REQUESTS)[0]["media_url"] is None, "nobody has looked at it"
    report = report_of(filed)
    actions.publish(
        report=report, public_text="Отпад.", public_outcome="", photos=report.photos.all(), actor=Actor.HEAD, by=head
    )
    [row] = ask(path, shape=shapes.REQUESTS)
    assert Client().get(urlsplit(row["media_url"]).path).status_code == 200


def test_a_key_has_a_quota_an_end_and_a_count(key: str, superuser: User) -> None:
    for _n in range(3):
        send(key)
    send(key, 429)
    send(key, 400, lat="a")
    day = Open311Day.objects.get()
    assert (day.filed, day.refused) == (3, 2)
    assert revoke_key(key=day.key, by=superuser)
    send(key, 403)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"jurisdiction_id": ""}, "jurisdiction_id"),
        ({"start_date": "јуче"}, "start_date"),
        ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-09-01T00:00:00Z"}, "90"),
        ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, "пре"),
        ({"status": "otvoreno"}, "status"),
        ({"page": "0"}, "page"),
        ({"page_size": "5000"}, "page_size"),
        ({"start_date": "9999-12-31T23:59:59Z"}, "start_date"),
    ],
)
def test_a_wrong_question_gets_a_sentence(town: Municipality, query: dict[str, Any], word: str) -> None:
    answer = ask("requests", 400, **(HERE | query))
    assert word in answer[0]["description"]


NAMES = (
    "service_request_id",
    "service_code",
    "status",
    "start_date",
    "end_date",
    "page",
    "page_size",
    "extensions",
    "locale",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30), max_size=5),
    ending=st.sampled_from(["xml", "json"]),
)
def test_no_question_breaks_the_server(town: Municipality, query: dict[str, str], ending: str) -> None:
    cache.clear()
    answer = Client().get(f"/open311/v2/requests.{ending}", HERE | query)
    assert answer.status_code in (200, 400, 404)


def test_a_neighbouring_key_or_town_sees_nothing_here(key: str, town: Municipality, cacak: Municipality) -> None:
    [filed] = send(key)
    assert ask("requests", jurisdiction_id="cacak") == []
    number = filed["service_request_id"].rpartition("-")[2]
    ask(f"requests/cacak-{number}", 404)


def add(key: str, status: int = 200, /, ending: str = "json", **fields: Any) -> Any:
    """Post an update; the row that answers, or the errors."""
    data = {name: value for name, value in ({"api_key": key, **HERE} | fields).items() if value is not None}
    answer = Client().post(f"/open311/v2/servicerequestupdates.{ending}", data)
    if ending == "xml":
        return checked_xml(answer, status)
    assert answer.status_code == status, answer.content.decode()
    found = json.loads(answer.content)
    jsonschema.validate(found, shapes.ERRORS if status != 200 else shapes.UPDATES)
    return found if status != 200 else found[0]


def test_whoever_filed_a_report_adds_to_it_once_by_one_number(key: str, town: Municipality, head: User) -> None:
    [filed] = send(key, email="ana.prijava@primer.example")
    report = report_of(filed)
    said: dict[str, Any] = {
        "service_request_id": filed["service_request_id"], "update_id": "17", "status": "OPEN",
        "updated_datetime": "2026-03-01T10:00:00Z", "description": "Сада је и горе.", "first_name": "Ана",
        "last_name": "Пробић", "email": "ana.prijava@primer.example", "media_url": "https://primer.example/a.jpg",
    }  # fmt: skip
    row = add(key, **said)
    root = add(key, ending="xml", **said | {"description": "Послато још једном."})
    assert row["update_id"] == root.findtext("request_update/update_id")
    [event] = report.events.filter(action="remark")
    text = access_to.text_of(report, event.public_text, "public_text")
    assert text == "Сада је и горе.\n\nСлика: https://primer.example/a.jpg" and "Пробић" not in str(event.data)
    relay_all()
    assert mail.outbox[-1].to == [head.email] and report.number in mail.outbox[-1].body
    assert row["update_id"] in {one["update_id"] for one in ask("servicerequestupdates", shape=shapes.UPDATES, **HERE)}
    page = Client().get(f"/prijave/pracenje/{report.code}/").content.decode()
    assert "Сада је и горе." in page and "Написано: 1.3.2026." in page


def test_words_of_the_sender_answer_what_the_inspection_asked(key: str, town: Municipality, head: User) -> None:
    [filed] = send(key)
    with municipality_scope(town.pk):
        actions.request_info(report=report_of(filed), question="Од када?", actor=Actor.HEAD, by=head)
    add(key, service_request_id=filed["service_request_id"], update_id="a", description="Од петка.")
    assert report_of(filed).state == "triage" and not report_of(filed).info_requests.filter(answered_at=None).exists()


def test_a_body_tells_how_far_it_came_and_then_answers(key: str, town: Municipality, head: User) -> None:
    body = ExternalBody.objects.get(code="jkp-cistoca")
    theirs = key_of(town, head, body=body)
    with municipality_scope(town.pk):
        report = samples.report(town)
    about: dict[str, Any] = {"service_request_id": id_of(report), "description": "Екипа излази."}
    assert "допуњује" in add(theirs, 403, **about, update_id="1")[0]["description"], "nobody sent it there"
    with municipality_scope(town.pk):
        actions.forward(
            report=report, body=body, public_text="Прослеђено.", message="", awaits_reply=True, actor=Actor.HEAD, by=head
        )  # fmt: skip
    assert add(theirs, **about, update_id="1", status="in_progress")["status"] == "open"
    add(key, 403, **about, update_id="1")
    row = add(theirs, **about | {"description": "Однето."}, update_id="2", status="FIXED")
    report.refresh_from_db()
    assert (report.state, report.forwardings.get().outcome, row["description"]) == (
        "triage",
        "done",
        "Стигао је одговор",
    )
    assert add(theirs, **about, update_id="2", status="FIXED") == row, "the same number is the same update"
    add(theirs, 403, **about, update_id="3", status="closed")
    assert add(theirs, **about, update_id="3")["status"] == "open"
    day = Open311Day.objects.get(key__body=body)
    assert (day.filed, day.updated, day.refused) == (0, 3, 2)
    add(theirs, 429, **about, update_id="4")


@pytest.mark.parametrize(
    ("fields", "status", "word"),
    [
        ({"update_id": None}, 400, "update_id"),
        ({"description": " "}, 400, "description"),
        ({"service_request_id": None}, 400, "service_request_id"),
        ({"service_request_id": "kragujevac-999999"}, 404, "service_request_id"),
        ({"service_request_id": "cacak-1"}, 404, "service_request_id"),
        ({"status": "blocked"}, 400, "in_progress"),
        ({"status": "closed"}, 403, "орган код кога је"),
        ({"updated_datetime": "2099-01-01T00:00:00Z"}, 400, "updated_datetime"),
        ({"updated_datetime": "јуче"}, 400, "updated_datetime"),
        ({"email": "није адреса"}, 400, "email"),
        ({"media_url": "file:///etc/passwd"}, 400, "media_url"),
        ({"api_key": "pogresan"}, 403, "api_key"),
        ({"jurisdiction_id": "cacak"}, 403, "општину"),
    ],
)
def test_a_wrong_update_gets_a_sentence_and_changes_nothing(
    key: str, cacak: Municipality, fields: dict[str, Any], status: int, word: str
) -> None:
    [filed] = send(key)
    report = report_of(filed)
    right = {"service_request_id": filed["service_request_id"], "update_id": "1", "description": "Још је ту."}
    assert word in " ".join(row["description"] for row in add(key, status, **right | fields))
    with municipality_scope(report.municipality_id):
        assert report.events.count() == 2


@pytest.mark.filterwarnings("ignore:invalid escape sequence:DeprecationWarning")  # in the client itself
@pytest.mark.django_db(transaction=True)
def test_a_client_that_others_wrote_lists_files_and_follows(
    live_server: LiveServer,
    kragujevac: Municipality,
    values: None,
    superuser: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)  # it still looks for the name of Python 2
    from three import Three

    load(FIXTURES)
    with municipality_scope(kragujevac.pk):
        key = key_of(kragujevac, superuser)
    client = Three(f"{live_server.url}/open311/v2", api_key=key, jurisdiction="kragujevac")
    with client.session:
        assert client.discovery()["endpoints"][0]["specification"].endswith("GeoReport_v2")
        assert "kom-otpad-javna" in {row["service_code"] for row in client.services()}
        [filed] = client.post(
            "kom-otpad-javna",
            address="Главни трг 1",
            name="Ана Пробић",
            email="ana@primer.example",
            description="Кесе.",
        )
        [row] = client.request(filed["service_request_id"])
        assert row["status"] == "open"
        day = timedelta(days=1)
        start, end = (f"{moment:%m-%d-%Y}" for moment in (timezone.localdate() - day, timezone.localdate() + day))
        rows = client.requests(start=start, end=end, count=10)
        assert [found["service_request_id"] for found in rows] == [filed["service_request_id"]]
        token = filed["service_notice"].rpartition(" ")[2]
        assert client.token(token)[0]["service_request_id"] == filed["service_request_id"]
