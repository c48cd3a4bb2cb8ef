"""The words of a paper, gathered before they are set in type: what the templates in ``templates/paper`` expect.

Texts may be Cyrillic from the database or already translated; the templates print Cyrillic ones in the script of the
active language, which the caller chooses with ``translation.override``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from eservices.cases.paper.qr import qr_svg
from eservices.cases.paper.rendering import LANGUAGE_TAGS


@dataclass(frozen=True)
class Letterhead:
    """Who issues the paper, under which number, and how it is checked; the same for every kind of paper.

    ``check_page`` is the address a person types, ``check_address`` the one with the code that the QR drawing opens.
    A paper without ``code`` is checked by its seal alone. ``seal_holder`` is the name in the certificate; ``worthless``
    says that it is the development seal.
    """

    municipality: str
    organ: str
    number: str
    date: date
    place: str
    code: str
    check_page: str
    check_address: str
    seal_holder: str
    worthless: bool
    unit: str = ""

    @property
    def qr(self) -> SafeString:
        """The drawing that opens ``check_address``; nothing of the address is written into it as markup."""
        return mark_safe(qr_svg(self.check_address, description=gettext("QR код за проверу документа")))  # noqa: S308

    @property
    def language_tag(self) -> str:
        """Language of the paper for ``<html lang>``, with its script."""
        return LANGUAGE_TAGS[get_language() or "sr"]


@dataclass(frozen=True)
class CalculationLine:
    """One step of a calculation; ``amount`` is printed as given, ``total`` sets the line off."""

    label: str
    amount: str
    explanation: str = ""
    total: bool = False


@dataclass(frozen=True)
class Calculation:
    """A table of amounts under its caption; ``unit`` heads the right column, for example ``динара``."""

    caption: str
    unit: str
    lines: Sequence[CalculationLine]


@dataclass(frozen=True)
class Decision:
    """The parts of a decision (решење), ЗУП, Сл. гласник РС 18/2016, чл. 141; each sequence is one paragraph per item.

    ``title`` is what the act is called (решење, закључак), ``introduction`` увод, ``operative`` диспозитив (numbered),
    ``reasoning`` образложење before the calculation and ``conclusion`` after it, ``tables`` belong to the calculation
    (caption, head and rows of ready cells), as do ``sketches``; ``is_decision`` is False for a document that decides
    nothing, whose tables come before the remarks; ``remedy`` поука о правном средству, ``delivery`` доставити. Texts are
    printed as they are.
    """

    title: str
    subtitle: str
    introduction: Sequence[str]
    operative: Sequence[str]
    reasoning: Sequence[str]
    remedy: Sequence[str]
    position: str
    signatory: str
    delivery: Sequence[str]
    calculation: Calculation | None = None
    tables: Sequence[Mapping[str, Any]] = ()
    sketches: Sequence[Mapping[str, Any]] = ()
    is_decision: bool = True
    conclusion: Sequence[str] = ()


@dataclass(frozen=True)
class Answer:
    """One question as it was asked and the answer as it was given."""

    question: str
    text: str


@dataclass(frozen=True)
class AnswerGroup:
    """Answers under one heading, in the order of the form."""

    title: str
    answers: Sequence[Answer]


@dataclass(frozen=True)
class Receipt:
    """Receipt for a submission (потврда о пријему): what was received, when, and what happens next."""

    service: str
    applicant: str
    received_at: datetime
    groups: Sequence[AnswerGroup]
    deadline: date | None = None
    next_steps: Sequence[str] = ()
    contact: str = ""
    document: bool = False


def decision_html(paper: Letterhead, decision: Decision, *, template: str = "paper/decision.html") -> str:
    """The decision as a page for ``render_pdf`` or for a preview; ``template`` may extend the common one."""
    return render_to_string(template, {"paper": paper, "decision": decision})


def receipt_html(paper: Letterhead, receipt: Receipt, *, template: str = "paper/receipt.html") -> str:
    """The receipt as a page for ``render_pdf``."""
    return render_to_string(template, {"paper": paper, "receipt": receipt})
