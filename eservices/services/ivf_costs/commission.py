"""The commission: its session, what it proposes on each request, and the minutes.

There are no minutes about several couples in one text. What is said about a couple is encrypted with the key of its case,
and the extract of the minutes (извод из записника) is a restricted document of that case alone: the couple cannot fetch it
(нацрти и записници о већању нису за увид странке, ЗУП, from memory, verify), an official opens it with a reason.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as translate

from eservices.cases import audit, decisions, outbox
from eservices.cases.actions.intake import answers_of
from eservices.cases.keys import hide, plain_key, reveal_text
from eservices.cases.lifecycle import Actor, State
from eservices.cases.models import Case, Document
from eservices.cases.paper.rendering import render_pdf
from eservices.cases.uploads import storage
from eservices.services.ivf_costs.awards import Entrant, ranked
from eservices.services.ivf_costs.labels import Standing
from eservices.services.ivf_costs.models import CommissionOpinion, CommissionSession, IvfRequest
from eservices.services.ivf_costs.request import Request
from eservices.services.ivf_costs.rules import Order, Reference, RuleSet
from eservices.services.ivf_costs.steps import MINUTES
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

BEFORE_THE_COMMISSION = (State.IN_REVIEW,)


class SessionClosed(Exception):
    """The session was closed; its proposals do not change any more."""


def agenda(municipality: Municipality) -> list[IvfRequest]:
    """Requests in work, in the order of the rules: by filing, or older woman first and then lower income."""
    rows = IvfRequest.objects.filter(
        municipality=municipality, standing__in=[Standing.ASKED, Standing.WAITING],
        case__state__in=[state.value for state in BEFORE_THE_COMMISSION],
    ).select_related("case__data_key", "case__municipality")  # fmt: skip
    by_code = {row.list_code: row for row in rows}
    entrants: dict[Order, list[Entrant]] = {order: [] for order in Order}
    for row in by_code.values():
        entrants[RuleSet.read(row.rules).order].append(_entrant(row))
    return [by_code[one.code] for order in Order for one in ranked(entrants[order], order)]


def _entrant(row: IvfRequest) -> Entrant:
    asked = Request.read(answers_of(row.case))
    return Entrant(row.list_code, asked.woman.birth, asked.income, row.case.filed_at)


@transaction.atomic
def open_session(
    *, municipality: Municipality, held_on: date, place: str, members: Sequence[str], by: User
) -> CommissionSession:
    """Call a session with the names of the members who are present."""
    session = CommissionSession.objects.create(
        municipality=municipality, held_on=held_on, place=place, members=list(members)
    )
    _record("commission_opened", session, None, by)
    return session


@transaction.atomic
def write_opinion(
    *, session: CommissionSession, request: IvfRequest, proposes: str, text: str, by: User
) -> CommissionOpinion:
    """What the commission proposes on a request; written again it replaces itself. Raises :class:`SessionClosed`."""
    _open(session)
    case = Case.objects.select_related("data_key").get(pk=request.case_id)
    row, _created = CommissionOpinion.objects.update_or_create(
        session=session,
        request=request,
        defaults={
            "municipality_id": session.municipality_id,
            "proposes": proposes,
            "text": hide(case.data_key, text, "commission-opinion") if text else b"",
            "written_by": by,
        },
    )
    _record("commission_opinion", session, case, by)
    return row


@transaction.atomic
def close_session(*, session: CommissionSession, by: User) -> None:
    """Close the session: its day becomes the reference day where the rules say so, and the minutes are written.

    Raises :class:`SessionClosed` for a second time.
    """
    locked = _open(session)
    for opinion in locked.opinions.select_related("request__case"):
        _fix_reference_days(opinion.request, locked.held_on)
        outbox.promise(
            "ivf-minutes",
            key=str(opinion.pk),
            municipality_id=locked.municipality_id,
            payload={"opinion_id": opinion.pk},
        )
    locked.closed_at, locked.closed_by = timezone.now(), by
    locked.save(update_fields=["closed_at", "closed_by"])
    session.closed_at = locked.closed_at
    _record("commission_closed", locked, None, by)


def _open(session: CommissionSession) -> CommissionSession:
    locked = CommissionSession.objects.select_for_update().get(pk=session.pk)
    if locked.closed_at is not None:
        raise SessionClosed(session.pk)
    return locked


def _fix_reference_days(request: IvfRequest, day: date) -> None:
    if request.age_reference == Reference.COMMISSION:
        request.age_day = day
    if request.residence_reference == Reference.COMMISSION:
        request.residence_day = day
    request.save(update_fields=["age_day", "residence_day"])


def _record(action: str, session: CommissionSession, case: Case | None, by: User) -> None:
    audit.record(
        action,
        municipality_id=session.municipality_id,
        case=case,
        data={"session": session.pk},
        actor_kind=Actor.CLERK,
        by=by,
    )


# -- minutes -----------------------------------------------------------------------------------------------------------
@outbox.handler("ivf-minutes")
def write_minutes(*, municipality_id: int, opinion_id: int) -> None:
    """Print the extract of the minutes about one request and keep it as a restricted document of its case, once."""
    with municipality_scope(municipality_id):
        opinion = CommissionOpinion.objects.select_for_update(of=("self",)).select_related(
            "session", "request__case__data_key", "request__case__municipality"
        ).get(pk=opinion_id)  # fmt: skip
        if opinion.minutes_id is None:
            opinion.minutes = _keep(opinion, _printed(opinion))
            opinion.save(update_fields=["minutes"])


def _printed(opinion: CommissionOpinion) -> bytes:
    case, session = opinion.request.case, opinion.session
    with translation.override(case.paper_language):
        context: dict[str, Any] = {
            "paper": decisions.letterhead(case, number=case.number, code=decisions.NO_CODE, day=session.held_on),
            "session": session,
            "opinion": opinion,
            "proposes": opinion.get_proposes_display(),
            "text": reveal_text(case.data_key, opinion.text, "commission-opinion"),
            "code": opinion.request.list_code,
        }
        return render_pdf(
            render_to_string("ivf-costs/minutes.html", context),
            language=case.paper_language,
            title=f"{translate('Извод из записника')} {case.number}",
            identifier=uuid.uuid5(uuid.NAMESPACE_OID, f"ivf-minutes:{opinion.pk}").bytes,
            created=session.closed_at or timezone.now(),
        )


def _keep(opinion: CommissionOpinion, pdf: bytes) -> Document:
    case, code = opinion.request.case, uuid.uuid4()
    stored = storage.store(io.BytesIO(pdf), data_key=plain_key(case.data_key), context=f"document:{code}".encode())
    return Document.objects.create(
        code=code,
        municipality_id=case.municipality_id,
        case=case,
        kind=MINUTES.slug,
        direction=Document.Direction.INTERNAL,
        access=Document.Access.RESTRICTED,
        filename=f"zapisnik-{opinion.session.held_on.isoformat()}.pdf",
        content_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        path=stored.path,
        scan=Document.Scan.CLEAN,
        uploaded_by=opinion.session.closed_by,
    )
