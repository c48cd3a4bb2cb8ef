"""What can be asked for with given answers: obstacles, terms that have passed, what the local decision pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.service import Answers, Text
from eservices.services.e_baby import rules
from eservices.services.e_baby.people_forms import BOTH, FATHER, MOTHER
from eservices.services.e_baby.values import AID, ALLOWANCE, RIGHTS, decision_of, filing_months
from municipalities.calendars import calendar_of
from municipalities.models import Municipality

NOT_THE_FATHER = _("Родитељски додатак у овом случају тражи мајка, па га овде не нудимо.")
ELSEWHERE = _(
    "Родитељски додатак се тражи тамо где подносилац има пребивалиште, дакле у другој општини, па га овде не нудимо."
)
FOREIGN_MOTHER = _(
    "Мајка која је страна држављанка има право на родитељски додатак ако има стално настањење и ако је дете рођено у "
    "Србији, па га овде не нудимо. Може га тражити отац."
)
NO_DECISION = _("Ова општина нема своју помоћ за новорођено дете преко портала, или је није имала на дан рођења.")
MOTHERS_RESIDENCE = _("По одлуци ове општине помоћ се даје ако мајка има пребивалиште овде, па је не нудимо.")


@dataclass(frozen=True)
class Asking:
    """The answers that decide what can be asked for. ``born`` is the day of the last child of the delivery."""

    role: str
    reason: str
    residents: str
    foreign_without_right: bool
    born: date
    municipality: Municipality
    today: date
    decision: rules.LocalDecision | None

    @classmethod
    def of(cls, answers: Mapping[str, Mapping[str, Any]], municipality: Municipality, today: date) -> Asking | None:
        """Read the answers; None while the children are not known."""
        rows = answers.get("children", {}).get("children", [])
        if not rows:
            return None
        born = max(date.fromisoformat(row["birth_date"]) for row in rows)
        foreign = answers.get("foreign-mother", {})
        return cls(
            role=answers.get("role", {}).get("role", ""),
            reason=answers.get("father-reason", {}).get("reason", ""),
            residents=answers.get("residence", {}).get("who", ""),
            foreign_without_right=bool(foreign) and "no" in (foreign.get("settled"), foreign.get("born_here")),
            born=born,
            municipality=municipality,
            today=today,
            decision=decision_of(municipality, born),
        )

    @property
    def pays_more_in_need(self) -> bool:
        """Whether the local decision has an amount of its own for families in need."""
        return self.decision is not None and self.decision.vulnerable > 0

    def obstacles(self) -> dict[str, Text]:
        """Rights that cannot be asked for here, each with the reason."""
        found = {ALLOWANCE: self._no_allowance(), AID: self._no_aid()}
        return {right: reason for right, reason in found.items() if reason}

    def _no_allowance(self) -> Text:
        if not rules.may_ask_for_allowance(self.role, self.reason):
            return NOT_THE_FATHER
        if self.residents not in (BOTH, self.role):
            return ELSEWHERE
        return FOREIGN_MOTHER if self.role == MOTHER and self.foreign_without_right else ""

    def _no_aid(self) -> Text:
        if self.decision is None:
            return NO_DECISION
        mother_only = self.decision.residence_of == rules.Resident.MOTHER
        return MOTHERS_RESIDENCE if mother_only and self.residents == FATHER else ""

    def term(self, right: str) -> rules.Term | None:
        """The filing term of a right; None where no term is known."""
        months = filing_months(right, self.municipality, self.born)
        return rules.filing_term(self.born, months, calendar_of(self.municipality)) if months else None

    def late(self) -> dict[str, rules.Term]:
        """Rights without an obstacle whose term has passed today."""
        possible = [right for right in RIGHTS if right not in self.obstacles()]
        terms = {right: self.term(right) for right in possible}
        return {right: term for right, term in terms.items() if term and term.late_by(self.today)}


def late_sentence(right: str, term: rules.Term) -> str:
    """That the term has passed, with its last day. A date in Serbian ends with a full stop of its own."""
    dates = {"last": date_format(term.last, "SHORT_DATE_FORMAT"), "months": term.months}
    if right == ALLOWANCE:
        return (
            translate(
                "Дете је старије од годину дана: родитељски додатак се тражи до првог рођендана, а рок је истекао %(last)s"
            )
            % dates
        )
    return translate("Рок за помоћ општине или града (у месецима од рођења: %(months)s) истекао је %(last)s") % dates


def asked_for(answers: Answers) -> tuple[str, ...]:
    """Slugs of the rights that were chosen, the main one first."""
    chosen = answers.get("rights", {}).get("rights", ())
    return tuple(right for right in RIGHTS if right in chosen)
