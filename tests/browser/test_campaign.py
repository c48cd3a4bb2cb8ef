"""A promotion in browsers: a visitor signs up on a telephone and shows the ticket, a clerk at the square lets the visitor in."""

from __future__ import annotations

import pytest
from django.core import mail

from campaign.models import Promotion
from campaign.samples import announced
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Citizen, Official, link_in
from tests.cast import official
from tests.factories import relay_all


@pytest.fixture
def promotion(town: Municipality, people: None) -> Promotion:
    """An announced promotion in Kragujevac."""
    organiser = official("kampanja", "Коса", "Трговић", "campaign", None)
    with municipality_scope(town.pk):
        return announced(town, organiser)


def test_a_visitor_signs_up_and_is_let_in(arrives: Arrives, promotion: Promotion) -> None:
    visitor: Citizen = arrives(Citizen)
    visitor.open("/kampanja/")
    visitor.look_around("campaign: first page")
    visitor.photograph("campaign", height=1800)
    visitor.press("main .portal-card a >> nth=0")
    visitor.press("#request button.govuk-button")
    visitor.reads("Унесите име.")
    visitor.look("campaign: promotion, wrong")
    visitor.give({"name": "Ана", "email": "ana@primer.example"})
    visitor.press("#request button.govuk-button")
    visitor.reads("Проверите е-пошту")
    relay_all()
    visitor.open(link_in(mail.outbox[0]))
    visitor.press('main form[action$="/potvrdi/"] button')
    visitor.reads("Место је ваше")
    visitor.look("campaign: ticket")
    visitor.photograph("campaign-ticket", height=1200)
    with municipality_scope(promotion.town_id):
        code = promotion.registrations.get().code
    clerk: Official = arrives(Official, size=DESKTOP)
    clerk.to_desk("jelena@primer.example")
    clerk.open(f"/admin/campaign/promotion/{promotion.pk}/tabla/")
    clerk.look_around("campaign: board at the desk")
    clerk.photograph("campaign-board", height=1100)
    clerk.page.locator('[name="code"]').fill(code)
    clerk.press('main form[action$="/nadji/"] button')
    clerk.press("main .desk-panel form button")
    clerk.reads("Дошао у:")
    clerk.look("campaign: visitor at the desk")


@pytest.mark.parametrize("language", ["sr-latn", "en"])
def test_the_campaign_speaks_every_language(arrives: Arrives, promotion: Promotion, language: str) -> None:
    reader: Citizen = arrives(Citizen, language=language)
    for path in ("", "program/", "takmicenje/", "bilten/", "za-medije/", f"promocije/{promotion.code}/"):
        reader.open(f"/kampanja/{path}")
        reader.glance(f"campaign: {path}")
