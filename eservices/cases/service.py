"""The skeleton that a service fills in. Everything that does not vary between services stays in ``cases``.

A service is one subclass of :class:`Service` in ``eservices/services/<folder>/service.py``, registered when its app is
ready. It declares its start page, the questions (steps), documents, register queries, calculation, outcomes and
texts; intake, case page, clock, decision, delivery and archive come from here. ``docs/a-new-service.md`` walks
through it; ``tests/test_every_service.py`` refuses a service that lacks anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from municipalities import catalogue
from municipalities.models import Municipality
from municipalities.parameters import Value

if TYPE_CHECKING:
    from django import forms

    from eservices.cases.forms import StepForm
    from eservices.cases.models import Case, Decision, Draft, Evidence
    from municipalities.accounts.models import User

Text = str | Promise
Answers = Mapping[str, Mapping[str, Any]]
"""Answers by step slug, then by field name; values as JSON keeps them (ISO dates, decimal text)."""


@dataclass(frozen=True)
class StartPage:
    """What a person should know before starting. Texts in Cyrillic, lists one idea an item."""

    who: Sequence[Text]
    cost: Text
    minutes: int
    decided_in: Text
    documents: Sequence[Text]
    fetched_by_us: Sequence[Text]
    legal_basis: Text
    legal_link: str
    good_to_know: Sequence[Text] = ()


class Step:
    """One page of the request: one question, or a few that belong together.

    ``title`` is the question (h1); ``section`` groups steps in check-answers, receipt and case page.
    """

    slug: ClassVar[str]
    section: ClassVar[Text]
    title: ClassVar[Text]
    hint: ClassVar[Text] = ""
    form_class: ClassVar[type[StepForm]]
    template: ClassVar[str] = "cases/intake/step.html"

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        """Whether this step is asked, given the answers so far."""
        return True

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        """A dead end that the answer of this step leads to (eligibility before effort), or None."""
        return None


@dataclass(frozen=True)
class Stop:
    """A page that says why this cannot go on here and where to go instead."""

    title: Text
    body: Sequence[Text]


@dataclass(frozen=True)
class DocumentKind:
    """A document that the applicant gives. ``when`` decides by the answers whether it is asked for."""

    slug: str
    label: Text
    hint: Text = ""
    required: bool = True
    many: bool = False
    restricted: bool = False

    def asked(self, answers: Answers) -> bool:
        return True


@dataclass(frozen=True)
class EvidenceNeed:
    """A fact that the municipality obtains itself (по службеној дужности).

    ``manual_form`` lets an official enter it with a note while the register is down. ``source`` names the fact within
    the case; where that is not the name of the register (one register asked about two people), ``asks`` is.
    ``several``: the fact is about several things (parcels), each asked by itself; see :meth:`requests`.
    ``changes_often``: the answer soon grows old (contributions paid late), so it is asked again before a decision sooner
    than others; see ``cases.freshness``.
    """

    source: str
    label: Text
    purpose: Text
    legal_basis: Text
    manual_form: type[forms.Form] | None = None
    consent: tuple[str, str] | None = None  # step and field with the applicant's consent, where one is needed
    asks: str = ""
    several: bool = False
    changes_often: bool = False

    @property
    def register(self) -> str:
        """Name of the register."""
        return self.asks or self.source

    def applies(self, answers: Answers) -> bool:
        """Whether these answers need the fact at all."""
        return True

    def request(self, case: Case, answers: Answers) -> Any:
        """The question to the register, of the type its adapter wants."""
        raise NotImplementedError

    def keep(self, data: Any, answers: Answers) -> Any:
        """What of the register's answer the case keeps, as JSON can hold it; no more than the purpose needs."""
        return json.loads(json.dumps(asdict(data), cls=DjangoJSONEncoder))

    def requests(self, case: Case, answers: Answers) -> Sequence[Any]:
        """Every question to the register, in a fixed order; several only for a need that is ``several``."""
        return (self.request(case, answers),)

    def keep_all(self, found: Sequence[Any | None], answers: Answers) -> Any:
        """What the case keeps of the answers to :meth:`requests`; None stands for what the register does not know."""
        raise NotImplementedError

    def tables(self, payload: Any) -> Sequence[Table]:
        """What the case keeps, as officials read it on the case page; ``payload`` is what :meth:`keep` returned."""
        return ()


@dataclass(frozen=True)
class Line:
    """One line of a calculation: what, how (in words), the amount and the source of the rule."""

    label: str
    how: str
    amount: Decimal | None = None
    source: str = ""
    emphasised: bool = False


@dataclass(frozen=True)
class Table:
    """A table that belongs to a calculation, for example months and bases. Cells are ready to be shown."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class SketchOutline:
    """A piece of land: its name and its corners in order, (latitude, longitude) in degrees WGS 84 as text."""

    label: str
    corners: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sketch:
    """A drawing of pieces of land that belongs to a calculation; drawn by the template tag ``sketch``."""

    caption: str
    outlines: tuple[SketchOutline, ...]


@dataclass(frozen=True)
class Calculation:
    """The result of a service's pure rules, explained. ``values`` feed the decision and the machine copy."""

    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    sketches: tuple[Sketch, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    parameters: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A way a case can be decided.

    ``ends`` is False for a provisional decision, after which the case goes on. ``needs_calculation`` and
    ``needs_evidence`` are preconditions; ``needs_payment`` keeps it from being issued until every fee is paid. ``form``
    asks the official what the text needs besides. ``is_decision`` is False for a document that decides nothing
    (информација, уверење): there is no appeal against it, and its receipt ends the case. ``hands_over_to`` names the
    recipient to whom a ruling hands the file over (уступање): the book shows it from the day of the ruling.
    """

    slug: str
    label: Text
    title: Text
    favourable: bool
    ends: bool = True
    needs_calculation: bool = False
    needs_evidence: bool = False
    discontinues: bool = False
    is_decision: bool = True
    needs_payment: bool = False
    hands_over_to: str = ""
    form: type[forms.Form] | None = None
    recipients: tuple[str, ...] = ("applicant",)


class DeliveryWay(StrEnum):
    """The first way by which acts reach the applicant."""

    PORTAL = "portal"
    POST = "post"
    COUNTER = "counter"


@dataclass(frozen=True)
class Fee:
    """A fee (такса, накнада) that a request costs.

    ``slug`` names it among ``Service.fee_labels``; ``account`` has 18 digits, ``recipient`` is the name of the account;
    ``word`` begins the purpose of the payment ("Такса"), which goes on with the number of the case. ``source`` is the
    rule that sets the amount (dinars). Fees to the same account are paid by one order.
    """

    slug: str
    amount: Decimal
    account: str
    recipient: str
    word: str
    source: str = ""


@dataclass(frozen=True)
class DecisionText:
    """The parts of a decision (ЗУП чл. 141) in the language of the case, ready for the composer."""

    legal_basis: str
    operative: tuple[str, ...]
    reasoning: tuple[str, ...]
    remedy: str


@dataclass(frozen=True)
class Applicant:
    """Who asks, read out of the answers. ``identity`` is the JMBG as text or empty."""

    name: str
    identity: str
    address: str
    email: str = ""
    acting_as: str = ""


@dataclass(frozen=True)
class Link:
    """A page of the service itself, offered on its start page or on a case page."""

    label: Text
    url: str


@dataclass(frozen=True)
class Problem:
    """Something wrong between steps: the step and field it is mended in, and the sentence.

    ``url`` is the page of the service itself on which it is mended, where that is no step.
    """

    step: str
    field: str
    message: Text
    url: str = ""


class Service:
    """Base of all services; see the module docstring."""

    slug: ClassVar[str]
    version: ClassVar[int] = 1
    name: ClassVar[Text]
    summary: ClassVar[Text]
    life_event: ClassVar[catalogue.LifeEvent]
    search_words: ClassVar[str] = ""
    classification: ClassVar[str]
    retention_class: ClassVar[str]
    start: ClassVar[StartPage]
    steps: ClassVar[tuple[type[Step], ...]]
    documents: ClassVar[tuple[DocumentKind, ...]] = ()
    evidence: ClassVar[tuple[EvidenceNeed, ...]] = ()
    outcomes: ClassVar[tuple[Outcome, ...]]
    parameters: ClassVar[tuple[str, ...]]
    term_parameter: ClassVar[str]
    assurance_parameter: ClassVar[str]
    why_level: ClassVar[Text] = ""
    remedy_authority: ClassVar[Text]
    fee_labels: ClassVar[Mapping[str, Text]] = {}
    """Names of the fees that :meth:`fees` asks for; a service without any costs nothing."""
    gives_document: ClassVar[bool] = False
    """Whether people come for a document that decides nothing; pages then speak of a document, not of a decision."""
    divisible: ClassVar[bool] = False
    """Whether a part of a request can be split off into a file of its own (издвајање): then :meth:`file` is called again."""
    listed: ClassVar[bool] = True
    """Whether people start it by itself; False for one that only another service's conversation files."""
    urls: ClassVar[str] = ""
    """Module with the service's own pages below its start page (``app_name`` and ``urlpatterns``), where it has any."""

    # -- before and beside the request -------------------------------------------------------------------------------
    def closed(self, municipality: Municipality, *, now: datetime) -> Stop | None:
        """Why no request can be begun at this moment (between two calls), or None; asked before the first question."""
        return None

    def links(self, municipality: Municipality) -> Sequence[Link]:
        """Pages of the service that its start page offers to everybody."""
        return ()

    def case_links(self, case: Case) -> Sequence[Link]:
        """Pages of the service about a case, which its applicant finds on the case page."""
        return ()

    def invitation(self, code: str) -> str:
        """Page to which a secret code leads somebody whom an applicant invited, or empty text when it is not ours.

        Messages name only the neutral address of the invitation, so that they do not tell what a request is about.
        """
        return ""

    # -- questions ---------------------------------------------------------------------------------------------------
    def path(self, answers: Answers) -> Iterator[type[Step]]:
        """The steps that apply to these answers, in order.

        Answers of a step that does not apply any more (somebody changed an earlier one) decide nothing.
        """
        counted: dict[str, Mapping[str, Any]] = {}
        for step in self.steps:
            if step.applies(counted):
                if step.slug in answers:
                    counted[step.slug] = answers[step.slug]
                yield step

    def counted(self, answers: Answers) -> dict[str, Mapping[str, Any]]:
        """The answers that count: those of steps on the path. Only these are filed."""
        return {step.slug: answers[step.slug] for step in self.path(answers) if step.slug in answers}

    def step(self, slug: str) -> type[Step]:
        """The step of that slug; raises LookupError."""
        for step in self.steps:
            if step.slug == slug:
                return step
        raise LookupError(slug)

    def documents_asked(self, answers: Answers) -> Iterator[DocumentKind]:
        return (kind for kind in self.documents if kind.asked(answers))

    def problems(self, answers: Answers, *, municipality: Municipality, today: date) -> Iterator[Problem]:
        """What does not fit between the steps; checked on check-answers and again at submit."""
        return iter(())

    def draft_problems(self, draft: Draft, answers: Answers) -> Iterator[Problem]:
        """What besides the answers keeps this draft from being filed, for example the consent of a second person."""
        return iter(())

    def applicant(self, answers: Answers) -> Applicant:
        """Who asks."""
        raise NotImplementedError

    def subject(self, answers: Answers) -> str:
        """Text that is equal for two requests about the same right of the same person; empty when repeats are fine."""
        return ""

    def duplicate_message(self, earlier: Case) -> Text:
        """What to say when an open or decided case for the same subject exists."""
        raise NotImplementedError

    def may_repeat(self, earlier: Case) -> bool:
        """Whether the same person may, after being asked, file again although ``earlier`` exists."""
        return False

    def files(self, answers: Answers) -> tuple[str, ...]:
        """Slugs of the services whose cases this conversation files, the main one first; usually its own."""
        return (self.slug,)

    def parameters_on(self, answers: Answers, *, today: date) -> date:
        """The day whose parameter values hold for this request; the day of filing unless the law says otherwise."""
        return today

    # -- work --------------------------------------------------------------------------------------------------------
    def file(self, case: Case, answers: Answers) -> None:
        """Write the service's own details row; called inside the submit transaction."""

    def erase(self, case: Case) -> None:
        """Delete what the service itself keeps about a case that is destroyed (уништавање); inside the transaction.

        By itself the rows of the service's own tables that point to the case. A service says otherwise where rows hang
        on one another, or where money that was spent stays on record.
        """
        package = type(self).__module__.rpartition(".")[0]
        for relation in case._meta.related_objects:
            model = relation.related_model
            if model.__module__.startswith(f"{package}."):
                model._default_manager.filter(**{relation.field.name: case}).delete()

    def fees(self, case: Case, answers: Answers) -> Sequence[Fee]:
        """What the request costs, by the values that ``case`` is pinned to; called inside the submit transaction."""
        return ()

    def obstacle(self, case: Case, outcome: Outcome, answers: Answers) -> Text:
        """Why the service's own rules do not allow this outcome now, or empty text."""
        return ""

    def calculate(
        self,
        case: Case,
        answers: Answers,
        evidence: Mapping[str, Evidence],
        payloads: Mapping[str, Any],
    ) -> Calculation | None:
        """Run the pure rules over answers and register data; None when the service has nothing to calculate.

        Raises :class:`CannotCalculate` with a sentence for the official.
        """
        return None

    def calculate_outcome(
        self,
        case: Case,
        outcome: Outcome,
        answers: Answers,
        evidence: Mapping[str, Evidence],
        payloads: Mapping[str, Any],
        details: Mapping[str, Any],
    ) -> Calculation | None:
        """The calculation of one outcome, where it rests also on what the official entered in the outcome's form."""
        return self.calculate(case, answers, evidence, payloads)

    def decision_text(
        self,
        case: Case,
        outcome: Outcome,
        answers: Answers,
        calculation: Calculation | None,
        details: Mapping[str, Any],
    ) -> DecisionText:
        """Compose the decision in the language now active."""
        raise NotImplementedError

    def decision_changed(self, decision: Decision, *, by: User) -> None:
        """Follow a decision that was proposed, returned, issued or revoked (``decision.stage``) in the service's tables.

        Called inside the transaction of the act. Raises :class:`CannotDecide`; then nothing has changed.
        """

    def other_recipients(self, answers: Answers) -> Mapping[str, str]:
        """Recipients besides the applicant: kind -> name and postal address."""
        return {}

    def addressees(self, answers: Answers, details: Mapping[str, Any]) -> Mapping[str, str]:
        """The other recipients of one act, where they follow also from what the official entered."""
        return self.other_recipients(answers)

    def delivery_way(self, answers: Answers) -> DeliveryWay:
        """How the applicant wants acts to arrive."""
        return DeliveryWay.PORTAL

    # -- look-ups ----------------------------------------------------------------------------------------------------
    def outcome(self, slug: str) -> Outcome:
        for outcome in self.outcomes:
            if outcome.slug == slug:
                return outcome
        raise LookupError(slug)

    def need(self, source: str) -> EvidenceNeed:
        for need in self.evidence:
            if need.source == source:
                return need
        raise LookupError(source)


def missing_document(kind: DocumentKind) -> Text:
    """What to say when a required document is not there."""
    return format_lazy(_("Приложите документ: {label}."), label=kind.label)


class CannotCalculate(Exception):
    """The rules cannot be run on these data; the message tells the official why and what to do."""


class CannotDecide(Exception):
    """What a decision needs is gone meanwhile (the money of the year); the message tells the official what to do."""


_services: dict[str, Service] = {}


def register(service: Service) -> Service:
    """Add a service, a listed one also to the catalogue of the home page; called from its ``AppConfig.ready``.

    Raises ValueError for a second one of the same slug.
    """
    if service.slug in _services and type(_services[service.slug]) is not type(service):
        raise ValueError(f"Two services call themselves {service.slug}.")
    _services[service.slug] = service
    if not service.listed:
        return service
    catalogue.register(
        catalogue.Entry(
            slug=service.slug,
            name=service.name,
            summary=service.summary,
            life_event=service.life_event,
            url=lambda municipality: reverse("cases:start", args=[municipality, service.slug]),
            search_words=service.search_words,
            why_level=service.why_level,
        )
    )
    return service


def get(slug: str) -> Service:
    """The service of that slug; raises LookupError."""
    return _services[slug]


def all_services() -> tuple[Service, ...]:
    """Every registered service, by slug."""
    return tuple(_services[slug] for slug in sorted(_services))
