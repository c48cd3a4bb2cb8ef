"""Questions of the index: a municipality answers with evidence, an analyst of the Standing Conference confirms or not.

Both are rows that are never changed: who answers again adds an answer, and the confirmed one holds until then.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from eservices.dashboards.index.method import CURRENT
from eservices.dashboards.models import IndexAnswer, IndexReview
from municipalities.accounts.models import User
from municipalities.models import Municipality


class NotPossible(Exception):
    """The review cannot be given; ``code`` is ``reviewed``, ``superseded``, ``own`` or ``reason``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def answer_question(
    *, place: Municipality, question: str, value: Decimal, evidence: str, address: str = "", by: User
) -> IndexAnswer:
    """Note what the municipality says and how that can be seen. Raises LookupError for what the method does not ask."""
    if question not in {one.slug for one in CURRENT.questions}:
        raise LookupError(question)
    return IndexAnswer.objects.create(
        municipality=place, question=question, value=value, evidence=evidence, address=address, by=by
    )


@transaction.atomic
def review_answer(*, answer: IndexAnswer, accepted: bool, note: str = "", by: User) -> IndexReview:
    """Confirm the newest answer to a question, or say why not. Raises NotPossible."""
    newest = (
        IndexAnswer.objects.select_for_update()
        .filter(municipality=answer.municipality_id, question=answer.question)
        .latest("pk")
    )
    if newest.pk != answer.pk:
        raise NotPossible("superseded")
    if IndexReview.objects.filter(answer=answer).exists():
        raise NotPossible("reviewed")
    if answer.by_id == by.pk:
        raise NotPossible("own")
    if not accepted and not note:
        raise NotPossible("reason")
    return IndexReview.objects.create(
        municipality_id=answer.municipality_id, answer=answer, accepted=accepted, note=note, by=by
    )
