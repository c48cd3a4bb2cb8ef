"""A complete invented request (example A of the worked examples), for the checks that every service must pass."""

from __future__ import annotations

from datetime import date
from typing import Any

from eservices.cases import actions
from eservices.cases.models import Case, Evidence
from municipalities.accounts.models import User

NAMES = ("Јелена Примеровић", r"Пример Текстил д\.о\.о\.")
DETAILS: dict[str, dict[str, Any]] = {
    "provisional_grant": {"monthly": "50000.00", "until": "2026-06-09"},
    "refusal": {"reason": "Нису испуњени услови."},
    "dismissal": {"reason": "Поднето је касно.", "ground": "late"},
    "end": {"reason": "Повратак на рад.", "on": "2026-08-01"},
}
LEAVE_START = date(2026, 3, 10)

ANSWERS: dict[str, dict[str, Any]] = {
    "residence": {"here": "yes"},
    "right": {"right": "employee_maternity_and_care"},
    "started": {"started": "yes"},
    "role": {"role": "mother"},
    "applicant": {"first_name": "Јелена", "last_name": "Примеровић", "jmbg": "1205992665011"},
    "address": {"street": "Измишљена 14", "place": "Крагујевац", "postal_code": "34000", "phone": ""},
    "child": {"child": "expected"},
    "expected-birth": {"expected_birth": "2026-04-20", "birth_order": 1},
    "employer": {
        "employer_name": "Пример Текстил д.о.о.",
        "employer_number": "99900001",
        "employer_pib": "999000017",
        "employer_address": "Измишљена улица 1, Крагујевац",
        "other_employer": "no",
    },
    "leave": {
        "leave_start": LEAVE_START.isoformat(),
        "decision_number": "12/2026",
        "decision_date": "2026-03-05",
        "sick_leave_from": None,
    },
    "sick-note": {"sick_note": "А 123456"},
    "account": {"account": "160123456789012312", "own": "yes"},
    "consent": {"registers": "yes", "electronic": True, "truth": True},
}
WINDOW = [date(2024 + (8 + number) // 12, (8 + number) % 12 + 1, 1) for number in range(18)]
"""The months that precede the month of the leave."""
BASES = [
    {"month": day.isoformat(), "base": "95000.00" if position < 9 else "104000.00", "paid": True}
    for position, day in enumerate(WINDOW)
]


def request() -> dict[str, dict[str, Any]]:
    """Complete answers; nothing of them stands in the database."""
    return {step: dict(fields) for step, fields in ANSWERS.items()}


def give_evidence(case: Case, by: User, bases: list[dict[str, Any]] | None = None) -> Evidence:
    """What the register of insurance would have said, entered by an official."""
    return actions.enter_evidence(
        case=case, source="contributions", purpose="обрачун", note="према изводу", by=by,
        payload={"bases": BASES if bases is None else bases, "payer_known": True},
    )  # fmt: skip
