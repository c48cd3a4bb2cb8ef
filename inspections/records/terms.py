"""Terms of inspection records, from parameters; counted like every legal term (``eservices.cases.deadlines``)."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from eservices.cases.clock import WORKING_DAYS
from eservices.cases.deadlines import Term
from inspections import record_rules as rules
from inspections.models import Report
from municipalities.calendars import calendar_of
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing, value, values

NOTICE = "inspections.notice_days"
DELIVERY = "inspections.record_delivery_days"
OBJECTIONS = "inspections.objection_days"
APPEAL = "inspections.appeal_days"
POSTING = "inspections.posting_days"
RISK = tuple(f"inspections.risk_{name}_from" for name in ("negligible", "low", "medium", "high"))


def term(municipality: Municipality, code: str) -> Term:
    """A term as it holds today. Raises ``ParameterMissing``."""
    found = value(code, municipality=municipality, on=timezone.localdate())
    return Term(found.days, found.unit == WORKING_DAYS, found.legal_source)


def end(report: Report, code: str, since: date) -> date:
    """Last day of a term that began with an event on ``since``."""
    return rules.end_of(term(report.municipality, code), since, calendar_of(report.municipality))


def earliest_visit(report: Report, notified_on: date) -> date:
    """First day on which a supervision announced on ``notified_on`` may begin."""
    return end(report, NOTICE, notified_on)


def thresholds(municipality: Municipality) -> rules.Thresholds:
    """From how many percent which degree of risk begins. Raises ``ParameterMissing``."""
    today = timezone.localdate()
    found = values(RISK, municipality=municipality, on=today)
    for code in RISK:
        if code not in found:
            raise ParameterMissing(code, today)
    return rules.Thresholds(*(found[code].number for code in RISK))
