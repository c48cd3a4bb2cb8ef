"""The page "who looked at my data": all of the person's cases, all municipalities, newest first."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from eservices.cases.own_ledger import Position, lines_of
from eservices.cases.views.shared import service_name, signed_in
from municipalities.accounts.models import User

PAGE_SIZE = 25


@require_safe
@signed_in
def ledger(request: HttpRequest) -> HttpResponse:
    """A page of the ledger; the next one begins after its last line."""
    before = _position(request.GET.get("pre", ""))
    found = lines_of(cast(User, request.user), before=before, most=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]
    context = {
        "lines": [
            {"reading": line.reading, "case": line.case, "service": _service(line.case.service)} for line in shown
        ],
        "older_url": _address(shown[-1].position) if len(found) > PAGE_SIZE else "",
        "newer_url": reverse("cases:ledger") if before else "",
    }
    return render(request, "cases/ledger.html", context)


def _service(slug: str) -> str:
    return str(service_name(slug))


def _address(position: Position) -> str:
    mark = f"{position.at.isoformat()}_{position.kind}_{position.pk}"
    return f"{reverse('cases:ledger')}?{urlencode({'pre': mark})}"


def _position(mark: str) -> Position | None:
    """Position after which the page begins; a damaged one means the beginning."""
    moment, _underscore, rest = mark.partition("_")
    kind, _underscore, number = rest.partition("_")
    try:
        at = parse_datetime(moment)
        if at is None or timezone.is_naive(at) or kind not in ("0", "1") or not 0 < int(number) < 2**63:
            return None
        return Position(at, int(kind), int(number))
    except ValueError:
        return None
