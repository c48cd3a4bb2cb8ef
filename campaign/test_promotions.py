"""Promotions from plan to report: places are never given away twice, letters go out once, strangers learn nothing."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaign import actions
from campaign.calendar_file import LONGEST_LINE, escaped, folded
from campaign.models import HelpVisit, NewsItem, Promotion, Registration
from campaign.samples import announced, planned
from campaign.tasks import nightly
from eservices.cases import service as services
from eservices.cases.models import AuditRecord, Draft
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.cast import SERVICE, sign_in
from tests.factories import FILING_MOMENT, at_once, on, relay_all

State = Registration.State


def ask(promotion: Promotion, name: str) -> Registration:
    return actions.ask(promotion=promotion, name=name, email=f"{name}@primer.example", language="sr", by=None)


def come_in(promotion: Promotion, name: str) -> Registration:
    return actions.confirm(registration=ask(promotion, name), by=None)


def link_in(body: str) -> str:
    found = re.search(r"http://\S+", body)
    assert found is not None
    return found[0].partition("localhost:8000")[2]


# -- places ------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_forty_people_at_once_get_ten_places(kragujevac: Municipality, organiser: User) -> None:
    with on(FILING_MOMENT):
        with municipality_scope(kragujevac.pk):
            promotion = announced(kragujevac, organiser, capacity=10)
            asked = [ask(promotion, f"v{number}") for number in range(40)]

        def take(row: Registration) -> str:
            with municipality_scope(kragujevac.pk):
                return actions.confirm(registration=row, by=None).state

        states = at_once(*(partial(take, row) for row in asked))
        assert sorted(states) == ["confirmed"] * 10 + ["waiting"] * 30
        promotion.refresh_from_db()
        assert promotion.taken == 10


def test_who_gives_a_place_up_lets_the_first_waiting_in(promotion: Promotion) -> None:
    first, _second, third, fourth = (come_in(promotion, name) for name in ("a", "b", "c", "d"))
    assert [third.state, fourth.state] == [State.WAITING, State.WAITING]
    actions.give_up(registration=first, by=None)
    actions.give_up(registration=first, by=None)
    promotion.refresh_from_db()
    third.refresh_from_db()
    fourth.refresh_from_db()
    assert (third.state, fourth.state, promotion.taken) == (State.CONFIRMED, State.WAITING, 2)


def test_nothing_is_taken_before_the_letter_is_answered(promotion: Promotion) -> None:
    row = ask(promotion, "a")
    promotion.refresh_from_db()
    assert (row.state, promotion.taken) == (State.ASKED, 0)
    assert ask(promotion, "A").pk == row.pk


def test_a_ticket_lets_in_once(promotion: Promotion, jelena: User) -> None:
    row = come_in(promotion, "a")
    actions.check_in(registration=row, by=jelena)
    with pytest.raises(actions.AlreadyCame):
        actions.check_in(registration=row, by=jelena)
    assert AuditRecord.objects.filter(action="check_in_visitor").count() == 1


def test_who_waits_comes_in_only_where_a_place_is_left(promotion: Promotion, jelena: User) -> None:
    rows = [come_in(promotion, name) for name in ("a", "b", "c")]
    with pytest.raises(actions.NotOpen):
        actions.check_in(registration=rows[2], by=jelena)


# -- letters -----------------------------------------------------------------------------------------------------------
def test_letters_come_once_and_the_reminder_a_day_before(promotion: Promotion, town: Municipality) -> None:
    row = ask(promotion, "a")
    relay_all()
    assert link_in(str(mail.outbox[0].body)) == reverse("campaign:ticket", args=[row.code])
    actions.confirm(registration=row, by=None)
    actions.confirm(registration=row, by=None)
    relay_all()
    assert [letter.subject for letter in mail.outbox] == ["Потврдите пријаву за промоцију", "Ваша пријава за промоцију"]
    with on(FILING_MOMENT + timedelta(days=9, hours=2)):
        relay_all()
        relay_all()
    assert [letter.subject for letter in mail.outbox[2:]] == ["Подсетник: промоција је сутра"]


def test_who_has_given_up_is_not_reminded(promotion: Promotion) -> None:
    row = come_in(promotion, "a")
    relay_all()
    actions.give_up(registration=row, by=None)
    mail.outbox.clear()
    with on(FILING_MOMENT + timedelta(days=9, hours=2)):
        relay_all()
    assert mail.outbox == []


def test_a_moved_promotion_tells_its_visitors_and_reminds_of_the_new_day(promotion: Promotion, organiser: User) -> None:
    come_in(promotion, "a")
    relay_all()
    promotion.starts_at += timedelta(days=5)
    promotion.ends_at += timedelta(days=5)
    actions.plan(promotion=promotion, changed=frozenset({"starts_at", "ends_at"}), by=organiser)
    mail.outbox.clear()
    relay_all()
    with on(FILING_MOMENT + timedelta(days=9, hours=2)):
        relay_all()
    assert [letter.subject for letter in mail.outbox] == ["Промоција је померена"]
    with on(FILING_MOMENT + timedelta(days=14, hours=2)):
        relay_all()
    assert mail.outbox[-1].subject == "Подсетник: промоција је сутра" and len(mail.outbox) == 2


def test_calling_off_tells_everybody_and_nothing_else_follows(promotion: Promotion, organiser: User) -> None:
    for name in ("a", "b", "c"):
        come_in(promotion, name)
    actions.call_off(promotion=promotion, by=organiser)
    relay_all()
    assert [letter.subject for letter in mail.outbox] == ["Промоција је отказана"] * 3


def test_a_letter_speaks_the_language_of_who_asked(promotion: Promotion) -> None:
    actions.ask(promotion=promotion, name="Ann", email="ann@primer.example", language="en", by=None)
    relay_all()
    assert not re.search("[А-Яа-я]", f"{mail.outbox[0].subject}{mail.outbox[0].body}")


# -- pages -------------------------------------------------------------------------------------------------------------
def test_a_visitor_signs_up_confirms_and_gives_up(client: Client, promotion: Promotion) -> None:
    page = promotion.get_absolute_url()
    wrong = client.post(page, {"name": "Ана", "email": "ana"}).content.decode()
    assert "Адреса није исправна" in wrong and 'value="Ана"' in wrong
    assert client.post(page, {"name": "Ана", "email": "ana@primer.example"}).status_code == 302
    relay_all()
    ticket = link_in(str(mail.outbox[0].body))
    assert "Потврдите пријаву" in client.get(ticket).content.decode()
    assert "Место је ваше" in client.post(f"{ticket}potvrdi/", follow=True).content.decode()
    assert "data:image/svg+xml" in client.get(ticket).content.decode()
    assert "отказана" in client.post(f"{ticket}otkazi/", follow=True).content.decode()


def test_the_page_tells_search_engines_and_calendars(client: Client, promotion: Promotion) -> None:
    Promotion.objects.update(text="Крај </script><b>& почетак", text_en="End")
    page = client.get(promotion.get_absolute_url()).content.decode()
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    event = json.loads(block)
    assert event["@type"] == "Event" and event["description"] == "Крај </script><b>& почетак"
    assert event["startDate"].startswith("2026-03-30T10:00:00+02:00")
    calendar = client.get(reverse("campaign:calendar", args=[promotion.code]))
    assert calendar.headers["Content-Type"].startswith("text/calendar")
    assert "DTSTART:20260330T080000Z" in calendar.content.decode()
    assert "geo" not in event["location"] and "GEO:" not in calendar.content.decode() and "geo:" not in page
    Promotion.objects.update(latitude="44.013950", longitude="20.911420")
    page = client.get(promotion.get_absolute_url()).content.decode()
    assert (
        '"latitude": 44.01395' in page and 'href="geo:44.013950,20.911420"' in page and "portal-squares__middle" in page
    )
    calendar = client.get(reverse("campaign:calendar", args=[promotion.code]))
    assert "GEO:44.013950;20.911420" in calendar.content.decode()
    listed = client.get(reverse("campaign:promotions")).content.decode()
    assert f'<a href="{promotion.get_absolute_url()}" aria-label="Крагујевац: Е-услуге на тргу">' in listed


def test_a_plan_is_nobodys_business(client: Client, town: Municipality, organiser: User) -> None:
    hidden = planned(town, organiser)
    for name in ("promotion", "calendar", "asked"):
        assert client.get(reverse(f"campaign:{name}", args=[hidden.code])).status_code == 404
    assert hidden.title not in client.get("/kampanja/promocije/").content.decode()


def test_the_launch_and_both_lists_are_there(client: Client, reference_data: None) -> None:
    assert NewsItem.objects.filter(slug="pocetak-kampanje").exists()
    lists = client.get("/kampanja/program/").content.decode()
    assert lists.count('<li><a class="govuk-link" href="/') >= 65
    assert "35 towns" in client.get("/kampanja/vesti/pocetak-kampanje/?jezik=en").content.decode()


# -- those who hold it -------------------------------------------------------------------------------------------------
def test_a_clerk_of_the_town_receives_visitors_and_a_neighbour_learns_nothing(
    client: Client, promotion: Promotion, jelena: User, vesna: User
) -> None:
    row = come_in(promotion, "ana")
    desk = reverse("admin:campaign_promotion_visitor", args=[row.code])
    board = reverse("admin:campaign_promotion_board", args=[promotion.pk])
    for address in (desk, board):
        assert sign_in(client, vesna).get(address).status_code == 404
    sign_in(client, jelena)
    found = client.post(reverse("admin:campaign_promotion_find", args=[promotion.pk]), {"code": row.code.upper()})
    assert found.headers["Location"] == desk
    assert "Дошао у" in client.post(desk, follow=True).content.decode()
    assert client.get(board).status_code == 200
    for name in ("report", "step"):
        arguments = [promotion.pk, "otkazi"] if name == "step" else [promotion.pk]
        assert client.post(reverse(f"admin:campaign_promotion_{name}", args=arguments)).status_code == 404


def test_the_counter_begins_a_request_that_belongs_to_nobody_but_the_citizen(
    client: Client, promotion: Promotion, jelena: User
) -> None:
    sign_in(client, jelena)
    page = client.post(reverse("admin:campaign_promotion_assist", args=[promotion.pk]), {"service": SERVICE})
    with system_scope():
        [draft] = Draft.objects.all()
        assert draft.owner_id is None and HelpVisit.objects.get().draft == draft
    resume = reverse("cases:resume", args=[draft.code])
    assert resume in page.content.decode()
    citizen = Client()
    assert citizen.get(resume, follow=True).status_code == 200
    assert services.get(SERVICE).slug == draft.service


def test_organisers_plan_announce_and_report_in_the_admin(client: Client, town: Municipality, organiser: User) -> None:
    sign_in(client, organiser)
    plan = {
        "town": town.pk, "place": "Трг", "capacity": 5, "title": "Дан", "text": "Програм", "title_en": "Day",
        "text_en": "Programme", "starts_at_0": "25.03.2026.", "starts_at_1": "10:00", "ends_at_0": "25.03.2026.",
        "ends_at_1": "09:00",
    }  # fmt: skip
    assert "Крај мора бити после почетка" in client.post("/admin/campaign/promotion/add/", plan).content.decode()
    client.post("/admin/campaign/promotion/add/", plan | {"ends_at_1": "15:00"})
    row = Promotion.objects.get()
    client.post(reverse("admin:campaign_promotion_step", args=[row.pk, "najavi"]))
    row.refresh_from_db()
    assert row.state == Promotion.State.ANNOUNCED
    report = reverse("admin:campaign_promotion_report", args=[row.pk])
    given = {"visitors": "250", "text": "Лепо.", "text_en": "Nice."}
    assert "кад се промоција заврши" in client.post(report, given).content.decode()
    with on(FILING_MOMENT + timedelta(days=6)):
        sign_in(client, organiser)
        client.post(report, given)
        assert "250" in client.get(row.get_absolute_url()).content.decode()


# -- what the calendar brings ------------------------------------------------------------------------------------------
def test_nobody_is_kept_longer_than_needed(promotion: Promotion, town: Municipality) -> None:
    come_in(promotion, "a")
    ask(promotion, "b")
    with on(FILING_MOMENT + timedelta(days=3)):
        nightly()
    assert Registration.objects.get().email == "a@primer.example"
    with on(FILING_MOMENT + timedelta(days=42)):
        nightly()
    row = Registration.objects.get()
    assert (row.email, row.name, row.state) == ("", "", State.CONFIRMED)


@given(st.text(max_size=200))
def test_a_calendar_line_can_be_put_together_again(text: str) -> None:
    pieces = folded(f"SUMMARY:{escaped(text)}")
    assert all(len(piece.encode()) <= LONGEST_LINE for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == f"SUMMARY:{escaped(text)}"
    assert "\n" not in escaped(text)
