"""What a signed-in person gets of the own reports with the rest of the own data (ЗЗПЛ, члан 26)."""

from __future__ import annotations

from typing import Any

from inspections import access
from municipalities.accounts import personal_data
from municipalities.accounts.models import User


def _reports(user: User) -> list[dict[str, Any]]:
    return [
        {
            "municipality": report.municipality.slug,
            "number": report.number,
            "tracking_code": report.code,
            "category": report.category.name,
            "address": report.address,
            "identity": report.identity,
            "state": report.state,
            "filed_at": report.filed_at.isoformat(),
        }
        for report in access.reports_of(user)
    ]


personal_data.register("reports", _reports)
