"""An open process of any kind, for the checks and the invented data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from eservices.participation import actions
from eservices.participation.models import Option, Period, Process
from eservices.participation.phases import Kind, Part, Phase
from municipalities.accounts.models import User
from municipalities.models import Municipality

TEXT = ("Уводи се зона тридесет.", "Паркирање у зони је бесплатно.", "Одлука ступа на снагу осмог дана.")


def prepared(
    place: Municipality, by: User, kind: Kind, *, days: int, text: Sequence[str] = TEXT, choices: Sequence[str] = ("Да", "Не"),
    starts_in: int = 0, **fields: Any,
) -> Process:  # fmt: skip
    """A process in preparation with everything that its announcement needs."""
    given = {"title": "Зона тридесет", "summary": "Мирније улице у центру.", "identity": "registered"} | fields
    process = actions.create(kind=kind, municipality=place, fields=given, by=by)
    first = timezone.localdate() + timedelta(days=starts_in)
    phase = Phase.VOTING if kind is Kind.POLL else Phase.OPEN
    last = first + timedelta(days=days - 1)
    Period.objects.create(municipality=place, process=process, phase=phase, first=first, last=last)
    if process.has_text:
        actions.publish_text(process=process, paragraphs=text, by=by)
    if kind is Kind.POLL:
        for title in choices:
            Option.objects.create(municipality=place, process=process, title=title)
    return process


def opened(place: Municipality, by: User, kind: Kind = Kind.DEBATE, *, days: int = 30, **fields: Any) -> Process:
    """A process that people can take part in, from today unless ``starts_in`` says later."""
    process = prepared(place, by, kind, days=days, **fields)
    actions.move_on(process=process, step="announce", part=Part.EDITOR, by=by)
    return Process.objects.get(pk=process.pk)
