"""Everything a person has begun or filed, with the next step of each at a glance."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from eservices.cases import access
from eservices.cases.models import Case, Draft
from eservices.cases.next_steps import next_step, tone_of
from eservices.cases.views.shared import service_name, signed_in
from eservices.cases.wording import state_of
from municipalities.accounts.models import User

PAGE_SIZE = 20
MOST_DRAFTS = 20


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Unfinished requests, then cases, newest first. The number of queries does not grow with the list."""
    user = cast(User, request.user)
    before = _cursor(request)
    found = list(_older_than(access.cases_visible_to(user), before)[: PAGE_SIZE + 1])
    shown, more = found[:PAGE_SIZE], len(found) > PAGE_SIZE
    drafts = [] if before else list(access.drafts_of(user)[:MOST_DRAFTS])
    context = {
        "drafts": [_draft_line(draft) for draft in drafts],
        "cases": [_case_line(case) for case in shown],
        "older_url": _older_address(shown[-1]) if more else "",
        "newer_url": reverse("cases:mine") if before else "",
    }
    return render(request, "cases/mine.html", context)


def _cursor(request: HttpRequest) -> tuple[datetime, int] | None:
    """Position after which the page begins; a damaged one means the beginning."""
    moment, _separator, number = request.GET.get("pre", "").partition("_")
    try:
        parsed = parse_datetime(moment)
        return (parsed, int(number)) if parsed and timezone.is_aware(parsed) and 0 < int(number) < 2**63 else None
    except ValueError:
        return None


def _older_than(rows: QuerySet[Case], position: tuple[datetime, int] | None) -> QuerySet[Case]:
    """Keyset: the page costs the same wherever it stands."""
    return rows if position is None else rows.filter(TupleLessThan(Tuple(F("filed_at"), F("id")), position))


def _older_address(last: Case) -> str:
    return f"{reverse('cases:mine')}?{urlencode({'pre': f'{last.filed_at.isoformat()}_{last.pk}'})}"


def _draft_line(draft: Draft) -> dict[str, Any]:
    return {"draft": draft, "service": service_name(draft.service), "municipality": draft.municipality}


def _case_line(case: Case) -> dict[str, Any]:
    return {
        "case": case,
        "service": service_name(case.service),
        "status": state_of(case),
        "tone": tone_of(case),
        "next": next_step(case),
    }
