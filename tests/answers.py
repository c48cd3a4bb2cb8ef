"""Complete answers to the services' questions, as the forms keep them; each test changes what it is about."""

from __future__ import annotations

from datetime import date
from typing import Any

LEAVE_START = date(2026, 3, 10)

MATERNITY: dict[str, dict[str, Any]] = {
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


def maternity(**changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Example A of the domain file; ``changes`` replace fields of a step (underscores in step names become dashes)."""
    answers = {step: dict(fields) for step, fields in MATERNITY.items()}
    for step, fields in changes.items():
        answers.setdefault(step.replace("_", "-"), {}).update(fields)
    return answers
