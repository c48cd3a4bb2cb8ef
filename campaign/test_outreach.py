"""Newsletter, posts, pictures, impact: nobody gets what they did not ask for, nobody is counted who could be recognised."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from campaign import actions
from campaign.impact import rounded
from campaign.models import NewsletterIssue, Post, Promotion, Subscriber
from campaign.samples import a_competition, a_draw
from campaign.share import SIZE
from campaign.tasks import nightly
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.factories import FILING_MOMENT, on, relay_all


def link_in(body: str) -> str:
    found = re.search(r"http://\S+", body)
    assert found is not None
    return found[0].partition("localhost:8000")[2]


@pytest.fixture
def issue(db: None) -> NewsletterIssue:
    """An issue that was not sent yet."""
    return NewsletterIssue.objects.create(subject="Број један", body="Текст.", subject_en="Number one", body_en="Text.")


def read_newsletter(client: Client, town: Municipality, email: str = "ana@primer.example") -> None:
    client.post("/kampanja/bilten/", {"email": email, "town": town.slug})
    relay_all()
    client.post(link_in(str(mail.outbox[-1].body)))


def test_a_reader_confirms_reads_and_leaves_in_one_click(
    client: Client, town: Municipality, issue: NewsletterIssue, organiser: User
) -> None:
    assert "Изаберите град" in client.post("/kampanja/bilten/", {"email": "a"}).content.decode()
    read_newsletter(client, town)
    mail.outbox.clear()
    sign_in(client, organiser)
    for _twice in range(2):
        client.post(reverse("admin:campaign_newsletterissue_send", args=[issue.pk]))
    relay_all()
    [letter] = mail.outbox
    assert (
        letter.subject == "Број један" and letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    )
    leave = letter.extra_headers["List-Unsubscribe"].strip("<>").partition("localhost:8000")[2]
    assert Client(enforce_csrf_checks=True).post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 302
    with municipality_scope(town.pk):
        assert not Subscriber.objects.exists()


def test_the_press_kit_holds_everything_in_both_scripts_and_is_made_once_a_day(
    client: Client, promotion: Promotion, organiser: User
) -> None:
    assert client.get("/kampanja/za-medije/komplet.zip").status_code == 404
    with on(promotion.ends_at):
        actions.publish_report(promotion=promotion, visitors=120, text="Било је.", text_en="It was.", by=organiser)
    made = actions.make_press_kit()
    assert made is not None and actions.make_press_kit() is None
    assert "komplet.zip" in client.get("/kampanja/za-medije/").content.decode()
    content = b"".join(client.get("/kampanja/za-medije/komplet.zip").streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(content)) as kit:
        names = set(kit.namelist())
        for language in ("cirilica", "latinica", "english"):
            assert {f"plakat/{language}.pdf", f"uslovi/{language}.txt", f"znak/kampanja-{language}.png"} < names
        assert (
            "CC BY 4.0" in kit.read("uslovi/cirilica.txt").decode()
            and "Влада" in kit.read("tekst/cirilica.txt").decode()
        )
        assert "Vlada" in kit.read("tekst/latinica.txt").decode()
        sheet = PdfReader(io.BytesIO(kit.read("cinjenice/latinica.pdf"))).pages[0].extract_text()
        assert "Posetilaca na njima 120" in " ".join(sheet.split())
        poster = PdfReader(io.BytesIO(kit.read("plakat/cirilica.pdf")))
        assert len(poster.pages) == 1 and "Да кликнемо заједно" in " ".join(poster.pages[0].extract_text().split())


def test_nobody_gets_the_newsletter_without_the_button(
    client: Client, town: Municipality, issue: NewsletterIssue, organiser: User
) -> None:
    client.post("/kampanja/bilten/", {"email": "ana@primer.example", "town": town.slug})
    relay_all()
    mail.outbox.clear()
    actions.send_issue(issue=issue, by=organiser)
    relay_all()
    assert mail.outbox == []
    with on(FILING_MOMENT + timedelta(days=3)):
        nightly()
    with municipality_scope(town.pk):
        assert not Subscriber.objects.exists()


def test_a_post_counts_visits_and_says_where_they_came_from(client: Client, db: None) -> None:
    post = Post.objects.create(planned_on=FILING_MOMENT, channel="facebook", text="Дођите", target="/kampanja/")
    response = client.get(post.get_absolute_url())
    assert response.headers["Location"].startswith("/kampanja/?utm_source=facebook&utm_medium=social")
    post.refresh_from_db()
    assert post.visits == 1


@pytest.mark.parametrize("target", ["https://zlo.example/", "//zlo.example/", "kampanja/", "/a?b"])
def test_a_post_leads_to_pages_of_the_portal_only(target: str) -> None:
    with pytest.raises(ValidationError, match="target"):
        Post(planned_on=FILING_MOMENT.date(), channel="radio", text="x", target=target).clean_fields()


def test_pictures_for_sharing_are_drawn_in_every_language(client: Client, promotion: Promotion) -> None:
    drawn = set()
    for language in ("sr", "sr-latn", "en"):
        response = client.get(reverse("campaign:picture", args=["promocija", promotion.code, language]))
        assert Image.open(io.BytesIO(response.content)).size == SIZE
        drawn.add(response.content)
    assert len(drawn) == 3
    assert client.get(reverse("campaign:picture", args=["promocija", promotion.code, "de"])).status_code == 404


def test_impact_is_measured_by_night_and_shown(client: Client, promotion: Promotion) -> None:
    with on(FILING_MOMENT + timedelta(days=18)):
        nightly()
        nightly()
        promotion.refresh_from_db()
        assert [line["phase"] for line in promotion.impact] == ["before", "around"]
        assert "још траје" in client.get("/kampanja/ucinak/").content.decode()


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (103, 105)])
def test_counts_of_impact_give_nobody_away(count: int, shown: int | None) -> None:
    assert rounded(count) == shown


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_the_press_kit_leads_to_the_accessibility_statement(client: Client, db: None, language: str) -> None:
    page = client.get("/kampanja/za-medije/", {"jezik": language}).content.decode()
    assert reverse("accessibility") in page


def test_organisers_open_every_page_of_theirs(
    client: Client, town: Municipality, organiser: User, issue: NewsletterIssue
) -> None:
    sign_in(client, organiser)
    competition = a_competition(FILING_MOMENT.date(), FILING_MOMENT.date() + timedelta(days=9))
    draw = a_draw(FILING_MOMENT.date(), FILING_MOMENT.date())
    tables = ("newsitem", "promotion", "scoringrules", "competition", "prizedraw", "newsletterissue", "post")
    pages = [f"admin:campaign_{table}_{page}" for table in tables for page in ("changelist", "add")]
    addresses = [reverse(page) for page in pages] + [
        reverse("admin:campaign_newsletterissue_change", args=[issue.pk]),
        reverse("admin:campaign_competition_board", args=[competition.pk]),
        reverse("admin:campaign_prizedraw_draw", args=[draw.pk]),
    ]
    assert [(one, client.get(one).status_code) for one in addresses] == [(one, 200) for one in addresses]
