"""Who asked about me: the ledger as the person concerned and an auditor may read it.

The three functions at the end follow the Estonian data tracker (Andmejälgija) protocol, version 2.0.0: `find_usage`
(findUsage), `usage_period` (usagePeriod) and `heartbeat`; the keys of their answers are those of its description.

Rows are limited by row-level security: call inside the scope of the municipality (`municipalities.current`), and the
functions of the tracker inside the scope of the system, by a command or a guarded endpoint.
"""

from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eservices.exchange import sources
from eservices.exchange.models import RegisterQuery

LEDGER_COLUMNS = (
    "id",
    "asked_at",
    "source",
    "purpose",
    "legal_basis",
    "outcome",
    "as_of",
    "case_reference",
    "municipality__name",
    "officer_id",
)
LARGEST_PAGE = 1000
SYSTEM_NAME = "Портал електронских услуга"


def queries_about(reference: bytes) -> QuerySet[RegisterQuery, dict[str, Any]]:
    """Rows of the ledger about one person (`subjects.subject_reference`), the latest first, for the citizen's page."""
    return RegisterQuery.objects.filter(subject_reference=reference).values(*LEDGER_COLUMNS)


def queries_of_case(case_reference: str) -> QuerySet[RegisterQuery, dict[str, Any]]:
    """Rows of the ledger of one case, the latest first, for the case page."""
    return RegisterQuery.objects.filter(case_reference=case_reference).values(*LEDGER_COLUMNS)


def find_usage(
    reference: bytes,
    *,
    period_start: datetime | None = None,
    period_end: datetime | None = None,
    offset: int = 0,
    limit: int = LARGEST_PAGE,
) -> dict[str, Any]:
    """``findUsage``: the uses of one person's data in a period, the latest first; both ends of the period included.

    Raises `ValueError` for a negative `offset` or a `limit` outside 1 to 1000.
    """
    if offset < 0 or not 1 <= limit <= LARGEST_PAGE:
        raise ValueError(f"offset is zero or more, limit from 1 to {LARGEST_PAGE}")
    queries = RegisterQuery.objects.filter(subject_reference=reference).select_related("municipality")
    if period_start is not None:
        queries = queries.filter(asked_at__gte=period_start)
    if period_end is not None:
        queries = queries.filter(asked_at__lte=period_end)
    page = queries[offset : offset + limit]
    return {"totalUsages": queries.count(), "usages": [_usage(query) for query in page]}


def usage_period() -> dict[str, str]:
    """``usagePeriod``: since when the ledger is kept; empty while nothing was asked. It lasts until now."""
    first = RegisterQuery.objects.order_by("asked_at").values_list("asked_at", flat=True).first()
    return {"periodStart": first.isoformat()} if first else {}


def heartbeat() -> dict[str, str]:
    """``heartbeat``: ``OK`` when the ledger can be read, else ``FAIL``, each with a sentence."""
    try:
        RegisterQuery.objects.exists()
    except DatabaseError:
        return {"status": "FAIL", "message": _("Евиденција упита тренутно не може да се чита.")}
    return {"status": "OK", "message": _("Евиденција упита је доступна.")}


def _usage(query: RegisterQuery) -> dict[str, str]:
    labels = {source.name: str(source.label) for source in sources.known()}
    return {
        "logtime": query.asked_at.isoformat(),
        "action": f"{query.purpose} ({labels.get(query.source, query.source)})",
        "receiverCode": query.municipality.sors_code,
        "receiverName": query.municipality.administration_name,
        "receiverSystem": SYSTEM_NAME,
    }
