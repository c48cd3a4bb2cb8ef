"""A note of what happened in a municipality, beside its figures."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from eservices.dashboards.actions import folding
from eservices.dashboards.models import Note
from municipalities.accounts.models import User
from municipalities.models import Municipality


@transaction.atomic
def note(*, place: Municipality, on: date, kind: Note.Kind, text: str, service: str = "", by: User) -> Note:
    """Keep the note; pages of figures that were made before are old."""
    made = Note.objects.create(municipality=place, on=on, kind=kind, text=text, service=service, by=by)
    folding.renew_pages()
    return made
