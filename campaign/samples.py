"""An invented promotion, competition and draw, for tests and for trying the portal out."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from campaign import actions
from campaign.models import Competition, PrizeDraw, Promotion, ScoringRules
from municipalities.accounts.models import User
from municipalities.models import Municipality


def planned(town: Municipality, by: User, **fields: Any) -> Promotion:
    """A plan ten days ahead, from ten to four."""
    day = timezone.localtime() + timedelta(days=fields.pop("days", 10))
    begins = day.replace(hour=10, minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {
        "town": town, "title": "Е-услуге на тргу", "title_en": "E-services on the square",
        "place": "Измишљени трг 1", "starts_at": begins, "ends_at": begins + timedelta(hours=6), "capacity": 60,
        "text": "Показујемо е-Бебу и е-Вртић.\n\nПонесите телефон, помажемо да поднесете захтев.",
        "text_en": "We show e-Baby and e-Kindergarten.\n\nBring your phone, we help you file a request.",
    }  # fmt: skip
    return actions.plan(promotion=Promotion(**(given | fields)), changed=frozenset(), by=by)


def announced(town: Municipality, by: User, **fields: Any) -> Promotion:
    """The same, announced."""
    return actions.announce(promotion=planned(town, by, **fields), by=by)


def a_competition(first: date, last: date) -> Competition:
    """A competition under invented rules, the first version."""
    rules, _ = ScoringRules.objects.get_or_create(
        version=1,
        defaults={
            "weight_online": 30, "weight_on_time": 30, "weight_satisfaction": 20, "weight_growth": 10,
            "weight_open_data": 10, "least_requests": 10, "least_ratings": 5, "most_of_one": 3,
            "growth_full": Decimal("0.50"),
        },
    )  # fmt: skip
    return Competition.objects.create(
        slug="prolece", title="Пролећно такмичење (пример)", title_en="Spring competition (example)", first=first,
        last=last, rules=rules,
    )  # fmt: skip


def a_draw(first: date, last: date) -> PrizeDraw:
    """A prize draw with invented prizes."""
    return PrizeDraw.objects.create(
        slug="prolece", title="Наградно извлачење (пример)", title_en="Prize draw (example)", winners=2, first=first,
        last=last, prizes="Измишљени таблет\nИзмишљена торба", prizes_en="An invented tablet\nAn invented bag",
        outside_source="Бројеви првог измишљеног лота после последњег дана.",
        outside_source_en="Numbers of the first invented lottery after the last day.",
    )  # fmt: skip
