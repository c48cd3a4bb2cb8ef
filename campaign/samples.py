"""An invented promotion, for tests and for trying the portal out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaign import actions
from campaign.models import Promotion
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
