"""The answers of a request as typed values, and the sentences for what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from eservices.cases.service import Answers, Problem
from eservices.services.maternity_pay import forms, rules
from eservices.services.maternity_pay.steps import given, is_employee, is_lost, is_mother


def _day(answers: Answers, step: str, field: str) -> date | None:
    text = given(answers, step, field)
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Request:
    """A complete request. ``birth`` is the day of birth, expected birth or loss."""

    right: str
    role: str
    employee: bool
    lost: bool
    born: bool
    birth: date
    birth_order: int
    leave_start: date | None
    jmbg: str
    employer_number: str
    employer_name: str
    employer_address: str

    @classmethod
    def read(cls, answers: Answers) -> Request:
        """Read answers that passed their forms; raises KeyError or ValueError for others."""
        step = {forms.BORN: "birth", forms.EXPECTED: "expected-birth", forms.LOST: "loss"}[answers["child"]["child"]]
        field = "expected_birth" if step == "expected-birth" else "birth_date"
        employee = is_employee(answers)
        employer = answers.get("employer", {}) if employee else {}
        return cls(
            right=answers["right"]["right"],
            role=answers["role"]["role"],
            employee=employee,
            lost=is_lost(answers),
            born=step == "birth",
            birth=date.fromisoformat(answers[step][field]),
            birth_order=int(answers[step].get("birth_order") or 1),
            leave_start=_day(answers, "leave", "leave_start") if employee else None,
            jmbg=answers["applicant"]["jmbg"],
            employer_number=employer.get("employer_number", ""),
            employer_name=employer.get("employer_name", ""),
            employer_address=employer.get("employer_address", ""),
        )

    @property
    def window_start(self) -> date:
        """The day whose month the counted months precede: start of leave, or birth for other compensations."""
        return self.leave_start or self.birth

    def periods(self) -> rules.Periods | None:
        """Maternity leave and child care; None when the dates allow no such division (father's leave, loss, other)."""
        if self.leave_start is None or self.lost or self.role != forms.MOTHER or self.right != forms.EMPLOYEE:
            return None
        try:
            return rules.maternity_period(self.leave_start, self.birth, self.birth_order)
        except rules.LeaveDatesError:
            return None

    def right_until(self, *, loss_ends_with_maternity: bool) -> date:
        """Last day of the right: of the leave, or after a loss that of the maternity leave where the law is read so.

        The reading of Закон о раду, чл. 94 is the parameter ``maternity-pay.loss_ends_with_maternity``.
        """
        if loss_ends_with_maternity and self.lost and self.leave_start is not None:
            try:
                return rules.maternity_period(self.leave_start, self.birth, self.birth_order).maternity.last
            except rules.LeaveDatesError:
                return self.last_day
        return self.last_day

    @property
    def last_day(self) -> date:
        """Last day of the leave, until which the request can be filed."""
        return rules.filing_window(self.leave_start or self.birth, self.birth_order).last


def problems(answers: Answers, *, today: date) -> Iterator[Problem]:
    """What does not fit between the steps (domain section 3.4)."""
    request = Request.read(answers)
    start = request.leave_start
    if start is not None and is_mother(answers) and request.right == forms.EMPLOYEE:
        yield from _leave_against_birth(request, start)
    if today > request.last_day:
        yield Problem(
            "leave" if request.employee else "birth",
            "leave_start" if request.employee else "birth_date",
            format_lazy(
                _("Рок за подношење истекао је {last}, последњег дана одсуства. Обратите се писарници општине."),
                last=date_format(request.last_day, "SHORT_DATE_FORMAT"),
            ),
        )


def _leave_against_birth(request: Request, start: date) -> Iterator[Problem]:
    if request.born and start > request.birth:
        yield Problem(
            "leave", "leave_start",
            _("Одсуство не може почети после рођења детета. Проверите датум рођења и први дан одсуства."),
        )  # fmt: skip
    if not request.born and not request.lost:
        earliest = rules.leave_start_window(request.birth).first
        if start < earliest:
            yield Problem(
                "leave", "leave_start",
                format_lazy(
                    _("Одсуство почиње најраније 45 дана пре очекиваног порођаја, дакле {earliest} Проверите датуме."),
                    earliest=date_format(earliest, "SHORT_DATE_FORMAT"),
                ),
            )  # fmt: skip
    if request.born and start < request.birth - timedelta(days=rules.LEAVE_RULES.earliest_days_before_birth + 30):
        yield Problem(
            "leave",
            "leave_start",
            _("Између почетка одсуства и рођења прошло је више од два и по месеца. Проверите датуме."),
        )
