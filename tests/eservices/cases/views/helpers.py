"""Shortcuts through the sample service's questions."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of
from eservices.cases.models import Case, Draft
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.eservices.cases.sample_service import ANSWERS, SLUG
from tests.factories import attach


def picture(name: str = "licna-karta.png") -> SimpleUploadedFile:
    """A small picture as a telephone would send it."""
    content = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")


def draft_in(place: Municipality, *, owner: User | None, answers: dict[str, Any] | None = None) -> Draft:
    """A draft with answers, and with the identity card when the answers are complete."""
    with municipality_scope(place.pk):
        draft = actions.start_draft(service=services.get(SLUG), municipality=place, by=owner)
        for step, given in (ANSWERS if answers is None else answers).items():
            actions.save_step(draft=draft, step=step, given=given, by=owner)
        if answers is None:
            attach(draft, "identity-card")
    return draft


def case_in(place: Municipality, owner: User, **changed: Any) -> Case:
    """A filed case."""
    answers = {**ANSWERS, "person": {**ANSWERS["person"], **changed}}
    draft = draft_in(place, owner=owner)
    with municipality_scope(place.pk):
        actions.save_step(draft=draft, step="person", given=answers["person"], by=owner)
        return actions.submit(draft=draft, assurance="basic", language="sr", by=owner)


def only_draft() -> Draft:
    """The one draft there is."""
    with system_scope():
        return Draft.objects.select_related("municipality").get()


def stored(draft: Draft) -> dict[str, Any]:
    """The answers of a draft as the database has them."""
    with municipality_scope(draft.municipality_id):
        return answers_of(Draft.objects.get(pk=draft.pk))
