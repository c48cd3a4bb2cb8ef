"""Declarations of e-Baby: the conversation, and the two rights whose cases it files; see the folder's docstring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from eservices.cases import service as services
from eservices.cases import vault
from eservices.cases.lifecycle import NOT_DECIDED_HERE
from eservices.cases.models import Case, Decision, Evidence
from eservices.cases.service import (
    Answers,
    Applicant,
    Calculation,
    DecisionText,
    Link,
    Outcome,
    Problem,
    Service,
    StartPage,
    Text,
)
from eservices.services.e_baby import desk_forms, explanation, rules, texts
from eservices.services.e_baby.asking import asked_for
from eservices.services.e_baby.evidence import AID_EVIDENCE, ALLOWANCE_EVIDENCE
from eservices.services.e_baby.models import EBabyDetails, NewbornOfCase
from eservices.services.e_baby.request import Request
from eservices.services.e_baby.steps import DOCUMENTS, STEPS
from eservices.services.e_baby.values import AID, AID_CODES, ALLOWANCE, ALLOWANCE_CODES
from municipalities.catalogue import LifeEvent
from municipalities.models import Municipality

NAMES: dict[str, Text] = {ALLOWANCE: _("Родитељски додатак"), AID: _("Помоћ за новорођено дете")}
CLOSING = (
    Outcome(
        "dismissal", _("Решење о одбацивању"), _("РЕШЕЊЕ О ОДБАЦИВАЊУ"), favourable=False, form=desk_forms.DismissalForm
    ),
    Outcome("transfer", _("Закључак о уступању"), _("ЗАКЉУЧАК"), favourable=False, form=desk_forms.TransferForm),
    Outcome("discontinuance", _("Решење о обустави"), _("РЕШЕЊЕ О ОБУСТАВИ"), favourable=False, discontinues=True),
)
START = StartPage(
    who=(
        _("мајка детета"),
        _("отац, када мајка не може да поднесе захтев из разлога које наводи закон"),
        _("отац, за помоћ општине или града када локална одлука то допушта"),
    ),
    cost=_("Бесплатно."),
    minutes=15,
    decided_in=_("30 дана од потпуног захтева, о сваком праву посебно"),
    documents=(
        _("извод из матичне књиге рођених, да препишете податке детета"),
        _("број текућег рачуна који гласи на подносиоца"),
        _("изјава о заједници, ако родитељи нису у браку"),
    ),
    fetched_by_us=(
        _("изводе из матичне књиге рођених за сву децу мајке"),
        _("држављанство и пребивалиште родитеља, са раније пријављеним местима"),
        _("потврду органа старатељства"),
    ),
    legal_basis=_("Закон о финансијској подршци породици са децом, чл. 22–25д; одлука општине или града."),
    legal_link="",
    good_to_know=(
        _("Здравствена установа пријављује рођење матичару места рођења у року од 15 дана. Портал не уписује рођење."),
        _("Име детета одређују родитељи споразумно, код матичара или у породилишту, у року од 30 дана."),
        _("Матичар уписује дете и даје извод; пребивалиште и здравствено осигурање пријављују се из породилишта."),
        _("Родитељски додатак тражи се до првог рођендана детета, а помоћ општине или града у року из њене одлуке."),
        _("Један разговор може да покрене два поступка. О сваком се одлучује посебно, у његовом року."),
    ),
)


class OfBirth(Service):
    """What the conversation and the two rights share: questions, documents and who asks."""

    version = 1
    life_event = LifeEvent.CHILD
    start = START
    steps = STEPS
    documents = DOCUMENTS
    assurance_parameter = "e-baby.assurance"

    def applicant(self, answers: Answers) -> Applicant:
        asked = Request.read(answers)
        return Applicant(asked.applicant.name, asked.applicant.number, asked.address)

    def duplicate_message(self, earlier: Case) -> Text:
        """Says which right, and nothing about who asked or how it was decided."""
        return format_lazy(
            _("За ово дете већ је поднет захтев: {right}. Ако желите само друго право, промените избор права."),
            right=NAMES.get(earlier.service, ""),
        )

    def may_repeat(self, earlier: Case) -> bool:
        """After a dismissal the right has not been decided, so it may be asked for again."""
        return Decision.objects.filter(
            case=earlier, outcome="dismissal", stage__in=[Decision.Stage.ISSUED, Decision.Stage.SEALED]
        ).exists()


class EBaby(OfBirth):
    """е-Беба: one conversation that files up to two cases. It never holds a case of its own."""

    slug = "e-baby"
    name = _("е-Беба: права по рођењу детета")
    summary = _("Једним захтевом тражите родитељски додатак и помоћ општине или града за новорођено дете.")
    search_words = (
        "беба рођење дете новорођенче родитељски додатак једнократна помоћ породилиште мајка РД-1 близанци baby"
    )
    classification = "552"
    retention_class = ALLOWANCE
    outcomes = ()
    parameters = ()
    term_parameter = f"{ALLOWANCE}.decision_days"
    remedy_authority = _("орган наведен у одлуци о сваком праву")
    urls = "eservices.services.e_baby.urls"

    def links(self, municipality: Municipality) -> Sequence[Link]:
        """Who does what after a birth, amounts and terms."""
        return (Link(_("Ко шта ради, износи и рокови"), reverse("cases:e-baby:rights", args=[municipality.slug])),)

    def files(self, answers: Answers) -> tuple[str, ...]:
        return asked_for(answers)

    def problems(self, answers: Answers, *, municipality: Municipality, today: date) -> Iterator[Problem]:
        """Twins asked for apart: any child that a case with another first child has already."""
        children = [child.jmbg for child in Request.read(answers).children]
        for right in asked_for(answers):
            again = _asked_before(right, children, municipality)
            if again is not None:
                yield Problem("rights", "rights", self.duplicate_message(again))


class RightOfBirth(OfBirth):
    """A right with cases of its own; people ask for it in the conversation only."""

    listed = False
    search_words = EBaby.search_words
    calculation: ClassVar[Any]

    def subject(self, answers: Answers) -> str:
        """The first child of the delivery, whoever of the parents asks."""
        return Request.read(answers).children[0].jmbg

    def file(self, case: Case, answers: Answers) -> None:
        asked = Request.read(answers)
        role = rules.Role.MOTHER if asked.by_mother else rules.Role.FATHER
        EBabyDetails.objects.create(
            municipality_id=case.municipality_id, case=case, role=role, born_on=asked.born, children=len(asked.children)
        )
        NewbornOfCase.objects.bulk_create(
            NewbornOfCase(
                municipality_id=case.municipality_id, case=case, child_index=_subject_index(self.slug, child.jmbg)
            )
            for child in asked.children
        )

    def calculate(
        self, case: Case, answers: Answers, evidence: Mapping[str, Evidence], payloads: Mapping[str, Any]
    ) -> Calculation | None:
        calculation: Calculation = self.calculation(explanation.Facts(case, Request.read(answers), payloads))
        return calculation

    def decision_text(
        self,
        case: Case,
        outcome: Outcome,
        answers: Answers,
        calculation: Calculation | None,
        details: Mapping[str, Any],
    ) -> DecisionText:
        matter = texts.Matter(self.slug, case, Request.read(answers), self.applicant(answers), calculation, details)
        return texts.decision_text(matter, outcome.slug)


class ParentalAllowance(RightOfBirth):
    """Родитељски додатак: an entrusted task; the ministry decides on appeals."""

    slug = ALLOWANCE
    name = NAMES[ALLOWANCE]
    summary = _("Право мајке, а изузетно оца, на новчану подршку за прво, друго, треће и четврто дете.")
    classification = "552"
    retention_class = ALLOWANCE
    evidence = ALLOWANCE_EVIDENCE
    parameters = ALLOWANCE_CODES
    term_parameter = f"{ALLOWANCE}.decision_days"
    remedy_authority = _("министарство надлежно за бригу о породици и демографију")
    outcomes = (
        Outcome(
            "grant", _("Решење о признавању права"), _("РЕШЕЊЕ"), favourable=True, needs_calculation=True,
            needs_evidence=True, form=desk_forms.GrantForm,
        ),
        Outcome(
            "partial_grant", _("Решење о делимичном признавању права"), _("РЕШЕЊЕ"), favourable=True,
            needs_calculation=True, needs_evidence=True, form=desk_forms.PartialForm,
        ),
        Outcome("refusal", _("Решење о одбијању"), _("РЕШЕЊЕ"), favourable=False, form=desk_forms.ReasonForm),
        *CLOSING,
    )  # fmt: skip
    calculation = staticmethod(explanation.calculate_allowance)

    def parameters_on(self, answers: Answers, *, today: date) -> date:
        """The day whose amounts hold for the birth; see ``rules.amounts_day`` for the change of November 2024."""
        return rules.amounts_day(Request.read(answers).born, today)


class NewbornAid(RightOfBirth):
    """Једнократна помоћ за новорођено дете: the municipality's own task; its council decides on appeals."""

    slug = AID
    name = NAMES[AID]
    summary = _("Једнократна новчана помоћ по одлуци општине или града.")
    classification = "553"
    retention_class = AID
    evidence = AID_EVIDENCE
    parameters = AID_CODES
    term_parameter = f"{AID}.decision_days"
    remedy_authority = _("општинско, односно градско веће")
    outcomes = (
        Outcome(
            "grant", _("Решење о признавању права"), _("РЕШЕЊЕ"), favourable=True, needs_calculation=True,
            needs_evidence=True,
        ),
        Outcome("refusal", _("Решење о одбијању"), _("РЕШЕЊЕ"), favourable=False, form=desk_forms.ReasonForm),
        *CLOSING,
    )  # fmt: skip
    calculation = staticmethod(explanation.calculate_aid)

    def parameters_on(self, answers: Answers, *, today: date) -> date:
        """The decision of the municipality in force on the day of birth."""
        return min(Request.read(answers).born, today)


def _subject_index(right: str, child: str) -> bytes:
    """Blind index of a child and a right, as cases keep their subject."""
    return vault.blind_index(child, purpose=f"subject:{right}")


def _asked_before(right: str, children: list[str], municipality: Municipality) -> Case | None:
    """A case about one of these children and this right that was not withdrawn, and whose subject is another child.

    One whose subject is the same first child is refused by the skeleton, which also knows whether it is the reader's own.
    """
    wanted = [_subject_index(right, child) for child in children]
    found = NewbornOfCase.objects.filter(municipality=municipality, child_index__in=wanted)
    others = found.exclude(case__state__in=NOT_DECIDED_HERE).exclude(case__subject_index=wanted[0])
    row = others.select_related("case").first()
    return row.case if row else None


for declared in (EBaby(), ParentalAllowance(), NewbornAid()):
    services.register(declared)
