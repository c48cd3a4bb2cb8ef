"""What is expected from the applicant, told from the state of the case: the first thing a case page and a list say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from eservices.cases.clock_words import on
from eservices.cases.lifecycle import State
from eservices.cases.models import Case
from eservices.cases.wording import gives_document

TONES = {
    State.SUBMITTED: "new",
    State.IN_REVIEW: "info",
    State.AMENDMENT_REQUESTED: "wait",
    State.STAYED: "wait",
    State.PROPOSED: "info",
    State.ISSUED: "good",
    State.DELIVERED: "good",
    State.APPEALED: "wait",
}
"""Colour of the status tag; what is over is grey. The words say the same."""


@dataclass(frozen=True)
class NextStep:
    """``mine`` says whether the applicant has to do something; then ``url`` leads there."""

    text: str
    mine: bool = False
    url: str = ""
    by: date | None = None


def tone_of(case: Case) -> str:
    """Colour of the case's status tag."""
    return TONES.get(State(case.state), "")


def next_step(case: Case, *, to_pay: bool = False) -> NextStep:
    """What the applicant does next, in one sentence; ``to_pay`` says that fees wait to be paid."""
    if to_pay and case.state in (State.SUBMITTED, State.IN_REVIEW, State.PROPOSED):
        address = reverse("cases:payments", args=[case.code])
        return NextStep(_("Платите таксу и накнаду, да бисмо могли да издамо што сте тражили."), True, address)
    match State(case.state):
        case State.AMENDMENT_REQUESTED:
            text = _("Допуните захтев најкасније %(day)s") % {"day": on(case.act_by)}
            return NextStep(text, True, reverse("cases:amendment", args=[case.code]), case.act_by)
        case State.ISSUED:
            address = reverse("cases:case", args=[case.code]) + "#odluka"
            text = (
                _("Документ је издат. Преузмите га.") if gives_document(case) else _("Одлука је донета. Преузмите је.")
            )
            return NextStep(text, True, address)
        case State.DELIVERED:
            text = _("Ако се не слажете са одлуком, жалбу можете изјавити најкасније %(day)s") % {
                "day": on(case.act_by)
            }
            return NextStep(text, by=case.act_by)
        case State.APPEALED:
            return NextStep(_("О жалби одлучује другостепени орган. Не треба ништа да радите."))
        case State.WITHDRAWN:
            return NextStep(_("Одустали сте од захтева. Добићете закључак о обустави."))
        case State.TRANSFERRED:
            return NextStep(_("Захтев је уступљен надлежном органу и поступак се наставља код њега."))
        case State.FINAL | State.ARCHIVED:
            return NextStep(_("Поступак је завршен."))
        case _:
            return NextStep(_("Не треба ништа да радите. Јавићемо вам се."))
