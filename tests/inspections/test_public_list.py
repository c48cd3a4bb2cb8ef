"""What everybody finds of all reports: map and list, Atom, following an area, and never anything personal."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.config.demo_data import load_people
from inspections import access, actions, digests, tasks
from inspections.demo import load_demo
from inspections.grid import Point, around
from inspections.lifecycle import Actor, State
from inspections.models import Checklist, Follower, Report, ReportEvent
from inspections.pictures import box_text
from inspections.public_list import GROUPS
from inspections.published import Checklists, PublicReports
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality, OfferedService
from municipalities.script import to_latin
from tests.factories import relay_all
from tests.inspections.samples import SQUARE, filing, report

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def town(town: Municipality) -> Municipality:
    """Kragujevac, which takes reports; nobody has asked for a letter yet."""
    cache.clear()
    OfferedService.objects.create(municipality=town, service="prijave", since="2021-10-05")
    return town


def opened(address: str, **given: Any) -> str:
    answer = Client().get(address, given)
    assert answer.status_code == 200, f"{answer.status_code} for {address}"
    return str(answer.content.decode())


def address(name: str, *args: object) -> str:
    return reverse(f"inspections:{name}", args=["kragujevac", *args])


def link_to(filed: Report) -> str:
    return f'href="{address("public-report", filed.pk)}"'


def far_away(town: Municipality) -> Report:
    """A hole in a road seven kilometres from the square, just inside the same municipality."""
    return actions.file(filing=replace(filing(town, "sao-rupa"), place=Point(44_070_000, 20_960_000)), by=None)


# -- map and list ------------------------------------------------------------------------------------------------------
def test_the_public_sees_every_state_in_exactly_one_group() -> None:
    assert sorted(state for group in GROUPS for state in group.states) == sorted(State)


def test_map_and_list_follow_the_same_address(town: Municipality) -> None:
    near, far = report(town), far_away(town)
    everything = opened(address("public-list"))
    assert link_to(near) in everything and link_to(far) in everything
    narrowed = opened(address("public-list"), okvir=box_text(around(SQUARE, 500)))
    assert link_to(near) in narrowed and link_to(far) not in narrowed and narrowed.count("portal-map__mark") == 1
    of_a_kind = opened(address("public-list"), kategorija="sao-rupa", grupa="new")
    assert link_to(far) in of_a_kind and link_to(near) not in of_a_kind
    assert link_to(far) not in opened(address("public-list"), grupa="done")


def test_reports_at_one_place_become_one_sign_with_their_number(town: Municipality) -> None:
    for _number in range(3):
        report(town)
    assert 'aria-label="3: нова 3"' in opened(address("public-list"))


def test_what_is_hidden_rejected_or_not_for_the_public_is_on_no_list(town: Municipality, head: User) -> None:
    hidden, rejected, shown = report(town), report(town), report(town)
    actions.hide_report(report=hidden, reason="Приватно двориште.", actor=Actor.HEAD, by=head)
    actions.reject(report=rejected, public_text="Поновљена.", actor=Actor.HEAD, by=head)
    for text in (opened(address("public-list")), opened(address("feed"))):
        assert [f"/{one.pk}/" in text for one in (shown, hidden, rejected)] == [True, False, False]


def test_pages_follow_each_other_without_gaps(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inspections.public_list.PAGE", 2)
    filed, seen, further = {report(town).pk for _number in range(5)}, [], "?"
    while further:
        text = opened(address("public-list") + further.replace("&amp;", "&"))
        listed = text[text.index('<ul class="portal-reports">') :]
        seen += re.findall(r'href="/kragujevac/prijave/(\d+)/"', listed)
        found = re.search(r'href="(\?[^"]+)" rel="next"', listed)
        further = found[1] if found else ""
    assert sorted(map(int, seen)) == sorted(filed)


def test_the_list_costs_the_same_for_one_report_and_for_many(
    town: Municipality, django_assert_max_num_queries: Any
) -> None:
    report(town)
    opened(address("public-list"))
    with django_assert_max_num_queries(16) as few:
        opened(address("public-list"))
    for _number in range(4):
        report(town)
    with django_assert_max_num_queries(len(few.captured_queries)):
        opened(address("public-list"))


@pytest.mark.parametrize("query", ["?okvir=1,2&grupa=x&posle=y", "?posle=999999999&kategorija=nema", "?kategorija=%00"])
def test_an_address_that_makes_no_sense_still_answers(town: Municipality, query: str) -> None:
    assert "Пријаве грађана" in opened(address("public-list") + query)


def test_a_municipality_that_takes_no_reports_has_no_list(town: Municipality) -> None:
    town.offered.filter(service="prijave").delete()
    assert {Client().get(address(name)).status_code for name in ("public-list", "feed", "follow-area")} == {404}


# -- Atom --------------------------------------------------------------------------------------------------------------
def test_the_feed_holds_the_newest_reports_of_a_municipality_or_category(town: Municipality) -> None:
    waste, hole = report(town), far_away(town)
    answer = Client().get(address("feed"))
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    links = [entry.find(f"{ATOM}link").get("href") for entry in root.iter(f"{ATOM}entry")]  # type: ignore[union-attr]
    assert [link.rsplit("/", 2)[1] for link in links if link] == [str(hole.pk), str(waste.pk)]
    of_category = opened(address("feed-of-category", "sao-rupa"))
    assert f"/{hole.pk}/" in of_category and f"/{waste.pk}/" not in of_category
    assert Client().get(address("feed-of-category", "nema")).status_code == 404
    assert 'type="application/atom+xml"' in opened(address("public-list"), kategorija="sao-rupa")


# -- following an area -------------------------------------------------------------------------------------------------
AREA = {"email": "Sused@primer.example", "radius": "1000", "position": "44,01395 20,91142", "category": ""}


def followed(town: Municipality, **more: str) -> Follower:
    """Somebody who asked for news at the page and pressed the link of the letter."""
    Client().post(address("follow-area"), AREA | more)
    while relay_all():
        pass
    follower = Follower.objects.latest("pk")
    assert Client().post(reverse("inspections:following", args=[follower.code]), {"confirm": "1"}).status_code == 302
    mail.outbox.clear()
    return follower


def sent_by_night() -> list[Any]:
    """Letters to the follower after the nightly task has run."""
    tasks.run_nightly()
    while relay_all():
        pass
    return [letter for letter in mail.outbox if letter.to == ["sused@primer.example"]]


def test_new_reports_of_an_area_come_once_in_one_letter(town: Municipality) -> None:
    followed(town)
    first, second, far = report(town), report(town, "kom-rasveta"), far_away(town)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        letters = sent_by_night()
        assert len(letters) == 1
        assert [f"/{one.pk}/" in letters[0].body for one in (first, second, far)] == [True, True, False]
        assert len(sent_by_night()) == 1
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert len(sent_by_night()) == 1


def test_a_category_is_followed_wherever_it_happens(town: Municipality) -> None:
    followed(town, category="sao-rupa", radius="", position="")
    report(town)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert sent_by_night() == []
    far = far_away(town)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        (letter,) = sent_by_night()
        assert f"/{far.pk}/" in letter.body


def test_a_report_that_an_official_lets_appear_is_news_once(town: Municipality, head: User) -> None:
    followed(town)
    late = report(town)
    Report.objects.filter(pk=late.pk).update(is_public=False, filed_at=timezone.now() - timedelta(days=9))
    late.refresh_from_db()
    for text in ("Кесе поред клупе.", "Кесе поред клупе, много њих."):
        actions.publish(report=late, public_text=text, public_outcome="", photos=[], actor=Actor.HEAD, by=head)
    appeared = ReportEvent.objects.filter(report=late, action="publish", data__appeared=True)
    assert appeared.count() == 1
    assert list(digests.appeared_on(town, timezone.localdate())) == [late]


def test_nothing_goes_to_an_address_that_is_not_confirmed_and_it_is_forgotten(town: Municipality) -> None:
    Client().post(address("follow-area"), AREA)
    report(town)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert [letter.subject for letter in sent_by_night()] == ["Потврдите да желите новости"]
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        tasks.run_nightly()
    kept = Follower.objects.get()
    assert kept.stopped_at is not None and bytes(kept.email) == b""


def test_asking_twice_sends_one_question(town: Municipality) -> None:
    for _time in range(2):
        Client().post(address("follow-area"), AREA)
    assert Follower.objects.count() == 1


def test_the_mail_programme_stops_with_one_press(town: Municipality) -> None:
    follower = followed(town)
    report(town)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        (letter,) = sent_by_night()
    stop = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = stop[stop.index("/prijave/") :]
    guarded = Client(enforce_csrf_checks=True)
    assert guarded.get(path).status_code == 405
    assert guarded.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    follower.refresh_from_db()
    assert follower.stopped_at is not None and bytes(follower.email) == b""


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"position": ""}, "Упишите место, или изаберите целу општину."),
        ({"position": "45,2517 19,8369"}, "То место није у овој општини"),
        ({"email": "sused"}, "Адреса е-поште није исправна"),
        ({"radius": "7"}, "Изаберите колико далеко од места."),
    ],
)
def test_a_mistake_says_what_to_do_and_keeps_what_was_typed(
    town: Municipality, given: dict[str, str], told: str
) -> None:
    answer = Client().post(address("follow-area"), AREA | {"email": "sused@primer.example"} | given)
    text = answer.content.decode()
    assert told in text and (given.get("email") or "sused@primer.example") in text and not Follower.objects.exists()


def test_the_map_hands_its_middle_to_the_form(town: Municipality) -> None:
    text = opened(address("follow-area"), okvir=box_text(around(SQUARE, 500)), kategorija="sao-rupa")
    assert 'value="44.013950 20.911420"' in text and '<option value="sao-rupa" selected>' in text


# -- nothing personal --------------------------------------------------------------------------------------------------
def personal_values(filed: Report, head: User) -> set[str]:
    """What of a report nobody but the sender and officials may read, in both scripts."""
    values = {filed.code, filed.address, access.description_of(filed), head.last_name, head.email}
    values |= set(access.sender_of(filed).values())
    for event in filed.events.all():
        values |= {access.text_of(filed, event.public_text, "public_text")}
        values |= {access.text_of(filed, event.internal_text, "internal_text")}
    for sent in filed.forwardings.all():
        values |= {sent.code, access.text_of(filed, sent.message, "message")}
    values |= {value.removeprefix("ДЕМО: ") for value in values}
    cleared = {filed.public_text, filed.public_outcome}
    return {script(value) for value in values - cleared if value for script in (str, to_latin)}


def shows_the_place(text: str, filed: Report) -> bool:
    """Whether the exact place stands there, to a metre; one of its numbers alone may be that of the rounded place."""
    lat, lon = ((part or 0) / 1_000_000 for part in (filed.lat, filed.lon))
    return f"{lat:.5f}" in text and f"{lon:.5f}" in text


def public_addresses(rows: list[Report]) -> Iterator[str]:
    asked = "jurisdiction_id=kragujevac&extensions=true&start_date=2020-01-01"
    for language in ("sr", "sr-latn", "en"):
        yield f"{address('start')}?jezik={language}"
        yield f"{address('public-list')}?jezik={language}"
        yield f"{address('map-marks')}?jezik={language}"
        yield f"{address('follow-area')}?jezik={language}"
        yield f"{address('feed')}?jezik={language}"
    for group in GROUPS:
        yield f"{address('public-list')}?grupa={group.slug}"
    for filed in rows:
        yield address("public-report", filed.pk)
        yield address("feed-of-category", filed.category.code)
        for ending in ("json", "xml"):
            yield f"/open311/v2/requests/kragujevac-{filed.pk}.{ending}?extensions=true"
    for ending in ("json", "xml"):
        yield f"/open311/v2/requests.{ending}?{asked}"
        yield f"/open311/v2/servicerequestupdates.{ending}?{asked}"


def test_no_personal_value_of_the_demo_stands_in_anything_public(reference_data: None) -> None:
    load_people()
    load_demo(["kragujevac"])
    place = Municipality.objects.get(slug="kragujevac")
    with municipality_scope(place.pk):
        rows = list(Report.objects.select_related("category", "data_key").order_by("pk"))
        head = User.objects.get(memberships__municipality=place, memberships__role="head-of-inspections")
        personal = set().union(*(personal_values(filed, head) for filed in rows))
    assert len(personal) > 60
    heard, answered = [], 0
    for target in public_addresses(rows):
        answer = Client().get(target, follow=True)
        answered += answer.status_code == 200
        text = answer.content.decode()
        heard += [f"{value} at {target}" for value in personal if value in text]
        heard += [f"place of {filed} at {target}" for filed in rows if shows_the_place(text, filed)]
    assert heard == [] and answered > 50


def test_checklists_are_public_with_every_version_points_and_degrees(town: Municipality, cacak: Municipality) -> None:
    old = Checklist.objects.get(code="taksi-prevoz")
    new = Checklist.objects.create(
        inspectorate=old.inspectorate, code=old.code, version=2, name=old.name, lines="10; Чисто?\n5; Тихо?",
        municipality=None,
    )  # fmt: skip
    elsewhere = Checklist.objects.create(
        inspectorate=old.inspectorate, code="tudja", name="Туђа листа", lines="1; А?", municipality=cacak
    )
    page = opened(address("checklists"))
    assert address("checklist", old.pk) in page and address("checklist", new.pk) in page and "Туђа" not in page
    assert "91 % и више" in page and "од 81 % до мање од 91 %" in page and "мање од 61 %" in page
    page = opened(address("checklist", old.pk))
    assert "Да ли је ценовник истакнут у возилу?" in page and "Погледајте верзију 2" in page
    assert "Највише бодова: 44" in page and "још нису потврдили ову листу" in page
    rows = opened(address("checklist-table", new.pk)).splitlines()
    assert rows[0].endswith("bodovi") and rows[1:] == ["taksi-prevoz,2,1,Чисто?,10", "taksi-prevoz,2,2,Тихо?,5"]
    assert Client().get(address("checklist", elsewhere.pk)).status_code == 404
    reader = Client()
    reader.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert "Is the price list displayed in the vehicle?" in reader.get(address("checklist", old.pk)).content.decode()
    untranslated = reader.get(address("checklist", new.pk)).content.decode()
    assert '<div lang="sr-Latn">' in untranslated and "Čisto?" in untranslated
    published = [row for row in Checklists().rows(town) if row[1] == "taksi-prevoz"]
    assert [(row[4], row[6], row[9]) for row in published][:3] == [(2, True, 10), (2, True, 5), (1, False, 10)]


def test_a_translation_of_a_checklist_has_as_many_questions(town: Municipality) -> None:
    row = Checklist.objects.get(code="taksi-prevoz")
    row.full_clean()
    row.lines_en = "Only one?"
    with pytest.raises(ValidationError):
        row.full_clean()


def test_open_data_hold_what_the_map_shows_and_no_more(town: Municipality, head: User) -> None:
    shown, hidden, closed = report(town), report(town, "eko-procena-uticaja"), report(town, "kom-rasveta")
    actions.take(report=closed, actor=Actor.HEAD, by=head)
    actions.close(report=closed, public_text="Поправљено.", actor=Actor.HEAD, by=head)
    rows = {row[0]: dict(zip(PublicReports().names, row, strict=True)) for row in PublicReports().rows(town)}
    assert set(rows) == {f"kragujevac-{shown.pk}", f"kragujevac-{closed.pk}"} and not hidden.is_public
    row = rows[f"kragujevac-{shown.pk}"]
    assert (row["stanje"], row["kategorija_sifra"], row["dan_okoncanja"]) == ("нова", "kom-otpad-javna", None)
    assert (row["lat"], row["lon"]) == (shown.public_latitude, shown.public_longitude) != (shown.lat, shown.lon)
    assert rows[f"kragujevac-{closed.pk}"]["stanje"] == "окончана"
    assert rows[f"kragujevac-{closed.pk}"]["dan_okoncanja"] == timezone.localdate()
