"""That somebody asked for the rows of a case in a competition."""

from __future__ import annotations

from django.db import transaction

from campaign.models import Competition
from eservices.cases import audit
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case
from municipalities.accounts.models import User


@transaction.atomic
def note_row_lookup(*, case: Case, competition: Competition, by: User | None) -> None:
    """Write into the record of acts that somebody asked for the rows of a case; an official is named there."""
    is_official = by is not None and by.pk != case.person_id
    audit.record(
        "find_competition_row", municipality_id=case.municipality_id, case=case, data={"competition": competition.slug},
        actor_kind=Actor.CLERK if is_official else Actor.APPLICANT, by=by,
    )  # fmt: skip
