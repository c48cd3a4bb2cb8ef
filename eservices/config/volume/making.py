"""Turns invented lives into rows: numbers without gaps, answers encrypted under a key of their own, one audit chain.

Runs in processes of its own without a database: everything it needs is in the Place and the Plan.
"""

from __future__ import annotations

import heapq
import random as randomness
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from eservices.cases import audit, vault
from eservices.cases import service as services
from eservices.cases.case_acts import ACT_KINDS
from eservices.cases.deadlines import ClockKind, Entry, Term, explain
from eservices.cases.keys import hide
from eservices.cases.lifecycle import Actor, State, transition
from eservices.cases.models import DataKey, Decision, Delivery
from eservices.cases.models.base import CODE_ALPHABET
from eservices.cases.models.case import OPEN_STATES, surname_first
from eservices.cases.registry_number import RegistryNumber
from eservices.config.demo_data import maternity_answers
from eservices.config.volume.lives import APPEAL_DAYS, Act, Life, live
from eservices.config.volume.people import Person, keys_of, person
from eservices.config.volume.rows import Batch, ready
from municipalities.working_days import Calendar

SERVICE = "maternity-pay"
BELGRADE = ZoneInfo("Europe/Belgrade")
BATCH = 500  # cases
LACKING = "На дознаци се не види печат. Сликајте целу страну и приложите је поново."
STAY_REASON = "Чека се решење претходног питања."
UPHELD = "Другостепени орган је одбио жалбу."


class Ids(Protocol):
    """Gives numbers of rows to several processes."""

    def take(self, table: str, count: int) -> int:
        """The first of ``count`` numbers that nobody else gets."""


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: how it numbers, who works there, where its books and its audit chain stand, how much it gets."""

    pk: int
    name: str
    postal_code: str
    number_pattern: str
    organ: str
    pinned: dict[str, Any]
    term: Term
    completeness_days: int
    calendar: Calendar
    clerks: tuple[int, ...]
    approver: int
    books: dict[int, int]
    chain: tuple[int, bytes]
    cases: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is the same everywhere: from when to when, which applicants, the seed of chance."""

    since: datetime
    now: datetime
    first_user: int
    people: int
    seed: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Where the books and the chain of a municipality stand after its last row."""

    place: int
    books: dict[int, int]
    chain: tuple[int, bytes]


@dataclass(order=True, slots=True)
class _Trace:
    """A record waiting for its turn in the chain, which is in the order of time."""

    at: datetime
    order: int
    content: list[Any] = field(compare=False)


class Maker:
    """Makes the rows of one municipality, in the order in which requests were received."""

    def __init__(self, place: Place, plan: Plan, ids: Ids) -> None:
        self.place, self.plan, self.ids = place, plan, ids
        self.random = randomness.Random(plan.seed * 1_000_003 + place.pk)  # noqa: S311 - invented data, no secret
        self.books = dict(place.books)
        self.sequence, self.hash = place.chain
        self.waiting: list[_Trace] = []
        self.traces = 0
        self.batch = Batch()
        self.dues: dict[tuple[Any, ...], date | None] = {}
        self.service = services.get(SERVICE)
        self.pinned = ready(place.pinned)

    def batches(self) -> Iterator[dict[str, bytes]]:
        """All rows, some hundred cases at a time."""
        first = self.ids.take("cases_case", self.place.cases)
        for position in range(self.place.cases):
            filed_at = self._moment(position)
            self._chain_until(filed_at)
            self._case(first + position, filed_at)
            if position % BATCH == BATCH - 1:
                yield self._take_batch()
        self._chain_until(datetime.max.replace(tzinfo=UTC))
        yield self._take_batch()

    def ended(self) -> Ended:
        """The state of books and chain, to be stored."""
        return Ended(self.place.pk, self.books, (self.sequence, self.hash))

    def _take_batch(self) -> dict[str, bytes]:
        packed, self.batch = self.batch.packed(), Batch()
        return packed

    def _moment(self, position: int) -> datetime:
        """Evenly spread, never before the one in front of it."""
        share = (position + self.random.random()) / self.place.cases
        return self.plan.since + share * (self.plan.now - self.plan.since)

    # -- the case ------------------------------------------------------------------------------------------------------
    def _case(self, pk: int, filed_at: datetime) -> None:
        life = live(filed_at, now=self.plan.now, random=self.random)
        number = self.random.randrange(self.plan.people)
        applicant, user = person(number), self.plan.first_user + number
        clerk = self.random.choice(self.place.clerks)
        key = DataKey(id=uuid.UUID(int=self.random.getrandbits(128), version=4), wrapped=vault.new_data_key())
        self.batch.add(
            "cases_datakey", id=key.id, municipality_id=self.place.pk, wrapped=key.wrapped, created_at=filed_at
        )
        actors = {Actor.APPLICANT: user, Actor.CLERK: clerk, Actor.APPROVER: self.place.approver, Actor.SYSTEM: None}
        registry = self._number(filed_at)
        entries, acts = self._events(pk, life, key, actors, registry)
        answers = self._answers(applicant, filed_at.date())
        row = self._derived(life, entries) | self._registered(registry) | self._identity(applicant, answers)
        self.batch.add(
            "cases_case", id=pk, municipality_id=self.place.pk, code=self._code(14), service=SERVICE,
            service_version=self.service.version, last_act=len(acts), state=life.state,
            version=len(life.acts), person_id=user, acting_as="", assurance="substantial", language="sr",
            channel="online", filed_at=filed_at, assignee_id=clerk if life.find("take") else None, data_key_id=key.id,
            answers=hide(key, answers, "answers"), pinned=self.pinned,
            submission_key=uuid.UUID(int=self.random.getrandbits(128), version=4), **row,
        )  # fmt: skip
        self._details(pk, answers)
        if proposal := life.find("propose") or life.find("propose_discontinuance"):
            self._decision(pk, life, proposal, key, actors, acts.get("issue"), applicant)

    def _number(self, filed_at: datetime) -> RegistryNumber:
        year = filed_at.astimezone(BELGRADE).year
        self.books[year] = self.books.get(year, 0) + 1
        return RegistryNumber(
            classification=self.service.classification, sequence=self.books[year], year=year, organ=self.place.organ,
            sub_number=None,
        )  # fmt: skip

    def _registered(self, number: RegistryNumber) -> dict[str, Any]:
        return {
            "classification": number.classification, "year": number.year, "sequence": number.sequence,
            "organ": number.organ, "number": number.format(self.place.number_pattern),
        }  # fmt: skip

    def _identity(self, applicant: Person, answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
        search, order = keys_of(applicant.name)
        subject = self.service.subject(answers)
        return {
            "applicant_name": applicant.name, "search_key": search, "surname_key": surname_first(search),
            "sort_key": order, "identity_index": vault.blind_index(applicant.jmbg, purpose="identity"),
            "subject_index": vault.blind_index(subject, purpose=f"subject:{SERVICE}"),
        }  # fmt: skip

    def _answers(self, applicant: Person, filed_on: date) -> dict[str, dict[str, Any]]:
        answers = maternity_answers(filed_on - timedelta(days=self.random.randrange(1, 40)))
        answers["applicant"] = {
            "first_name": applicant.first_name, "last_name": applicant.last_name, "jmbg": applicant.jmbg
        }  # fmt: skip
        answers["address"] |= {"place": self.place.name, "postal_code": self.place.postal_code}
        return answers

    def _derived(self, life: Life, entries: list[Entry]) -> dict[str, Any]:
        """What the clock and the state say: deadline, next deadline, closing."""
        due, archived = self._due(entries), life.find("archive")
        return {
            "due_on": due,
            "act_by": self._act_by(life, due),
            "closed_on": archived.at.astimezone(BELGRADE).date() if archived else None,
            "retention_class": self.service.retention_class if archived else "",
        }

    def _due(self, entries: list[Entry]) -> date | None:
        known = tuple((entry.kind, entry.on) for entry in entries)
        if known not in self.dues:
            self.dues[known] = explain(self.place.term, entries, self.place.calendar, self.plan.now.date()).due
        return self.dues[known]

    def _act_by(self, life: Life, due: date | None) -> date | None:
        if life.state == State.SUBMITTED:
            check = self.place.calendar.add_working_days(_day(life.acts[0]), self.place.completeness_days)
            return min(check, due) if due else check
        if life.state == State.AMENDMENT_REQUESTED:
            return self._amendment_due(life.acts[-1])
        if life.state == State.DELIVERED:
            return self._appeal_until(life.acts[-1])
        return due if life.state in OPEN_STATES else None

    def _amendment_due(self, asked: Act) -> date:
        return self.place.calendar.term_end(_day(asked), 10)

    def _appeal_until(self, delivered: Act) -> date:
        return self.place.calendar.term_end(_day(delivered), APPEAL_DAYS)

    def _details(self, pk: int, answers: dict[str, dict[str, Any]]) -> None:
        start = date.fromisoformat(answers["leave"]["leave_start"])
        self.batch.add(
            "maternity_pay_maternitypaydetails", municipality_id=self.place.pk, case_id=pk,
            right=answers["right"]["right"], role=answers["role"]["role"], leave_start=start,
            leave_end=start + timedelta(days=364),
        )  # fmt: skip

    # -- its story -----------------------------------------------------------------------------------------------------
    def _events(
        self, pk: int, life: Life, key: DataKey, actors: dict[Actor, int | None], registry: RegistryNumber
    ) -> tuple[list[Entry], dict[str, RegistryNumber]]:
        """The lines of the clock, and the numbers of the acts in the file by action."""
        first = self.ids.take("cases_caseevent", len(life.acts))
        entries: list[Entry] = []
        acts: dict[str, RegistryNumber] = {}
        before = ""
        for position, act in enumerate(life.acts, start=1):
            data, reason = self._said(life, act)
            self.batch.add(
                "cases_caseevent", id=first + position - 1, municipality_id=self.place.pk, case_id=pk, position=position,
                action=act.action, actor_id=actors[act.actor], actor_kind=act.actor, at=act.at, from_state=before,
                to_state=act.state, public=not act.action.startswith("propose"), data=data,
                reason=hide(key, reason, "reason") if reason else b"",
            )  # fmt: skip
            if act.action in ACT_KINDS:
                acts[act.action] = replace(registry, sub_number=len(acts) + 1)
                self._enter_act(pk, first + position - 1, act, acts[act.action])
            entry = self._clock_entry(act, before)
            if entry is not None:
                entries.append(entry)
                self._write_clock(pk, first + position - 1, entry)
            if act.action == "request_amendment":
                self._amendment(pk, life, act, key, actors)
            self._trace(act, pk, actors, {"event": position} if position > 1 else {})
            before = act.state
        return entries, acts

    def _enter_act(self, pk: int, event: int, act: Act, number: RegistryNumber) -> None:
        self.batch.add(
            "cases_caseact", municipality_id=self.place.pk, case_id=pk, event_id=event, sub_number=number.sub_number,
            number=number.format(self.place.number_pattern), kind=act.action,
            direction=ACT_KINDS[act.action].direction, at=act.at,
        )  # fmt: skip

    def _said(self, life: Life, act: Act) -> tuple[dict[str, Any], str]:
        """Data and reason of an event, as the actions would write them."""
        match act.action:
            case "request_amendment":
                return {"due_on": self._amendment_due(act).isoformat(), "count": 1}, LACKING
            case "stay":
                return {}, STAY_REASON
            case "resume_stay":
                return {}, STAY_REASON
            case "uphold_decision":
                return {}, UPHELD
            case "confirm_delivery":
                until = self._appeal_until(act).isoformat()
                return {"on": _day(act).isoformat(), "appeal_until": until, "proof": "portal"}, ""
            case "propose" | "propose_discontinuance" | "issue":
                return {"outcome": _outcome(life)}, ""
            case _:
                return {}, ""

    def _clock_entry(self, act: Act, before: str) -> Entry | None:
        if act.action == "submit":
            return Entry(ClockKind.START, _day(act), self.place.term.source, "submit")
        rule = transition(State(before), act.action, act.actor)
        if rule.clock is None:
            return None
        until = self._amendment_due(act) if act.action == "request_amendment" else None
        return Entry(rule.clock, _day(act), rule.legal_basis, rule.action, until=until)

    def _write_clock(self, pk: int, event: int, entry: Entry) -> None:
        self.batch.add(
            "cases_clockentry", municipality_id=self.place.pk, case_id=pk, event_id=event, kind=entry.kind, on=entry.on,
            days=entry.days, until=entry.until, article=entry.article, reason=entry.reason,
        )  # fmt: skip

    def _amendment(self, pk: int, life: Life, asked: Act, key: DataKey, actors: dict[Actor, int | None]) -> None:
        answered = life.find("answer_amendment")
        self.batch.add(
            "cases_amendment", municipality_id=self.place.pk, case_id=pk, asked_by_id=actors[Actor.CLERK],
            asked_at=asked.at, due_on=self._amendment_due(asked), items=[{"kind": "unclear", "target": "sick-note"}],
            texts=hide(key, [LACKING], "amendment"), answered_at=answered.at if answered else None, answer=b"",
            lapsed=False,
        )  # fmt: skip

    def _decision(
        self, pk: int, life: Life, proposal: Act, key: DataKey, actors: dict[Actor, int | None],
        act: RegistryNumber | None, applicant: Person,
    ) -> None:  # fmt: skip
        issued, delivered = life.find("issue"), life.find("confirm_delivery")
        decision = self.ids.take("cases_decision", 1)
        self.batch.add(
            "cases_decision", id=decision, municipality_id=self.place.pk, case_id=pk, outcome=_outcome(life),
            stage=Decision.Stage.SEALED if issued else Decision.Stage.PROPOSED, is_provisional=False,
            act=act.sub_number if act else None, number=act.format(self.place.number_pattern) if act else "", language="sr",
            code=self._code(16), content=hide(key, self._content(applicant), "decision"),
            proposed_by_id=actors[Actor.CLERK], proposed_at=proposal.at,
            approved_by_id=actors[Actor.APPROVER] if issued else None, issued_at=issued.at if issued else None,
            sealed_at=issued.at if issued else None, delivered_on=_day(delivered) if delivered else None,
            appeal_until=self._appeal_until(delivered) if delivered else None,
        )  # fmt: skip
        if issued:
            self.batch.add(
                "cases_delivery", municipality_id=self.place.pk, case_id=pk, decision_id=decision,
                recipient=Delivery.Recipient.APPLICANT, address=b"", created_at=issued.at,
                status=Delivery.Status.DELIVERED if delivered else Delivery.Status.NOTIFIED,
                delivered_on=_day(delivered) if delivered else None, proof="portal" if delivered else "",
            )  # fmt: skip

    def _content(self, applicant: Person) -> dict[str, Any]:
        text = {
            "legal_basis": "На основу члана 136. Закона о општем управном поступку",
            "operative": ["Признаје се право.", "Износ је измишљен."],
            "reasoning": ["Измишљени предмет за мерење."],
            "remedy": "Против овог решења може се изјавити жалба у року од 15 дана.",
        }
        return {
            "title": "РЕШЕЊЕ", "text": text, "calculation": None,
            "applicant": {"name": applicant.name, "address": self.place.name}, "details": {}, "evidence": [],
            "parameters": {}, "service": {"slug": SERVICE, "version": self.service.version},
        }  # fmt: skip

    # -- its trace -----------------------------------------------------------------------------------------------------
    def _trace(self, act: Act, pk: int, actors: dict[Actor, int | None], data: dict[str, Any]) -> None:
        self.traces += 1
        content = [self.place.pk, actors[act.actor], str(act.actor), act.action, pk, data]
        heapq.heappush(self.waiting, _Trace(act.at, self.traces, content))

    def _chain_until(self, moment: datetime) -> None:
        """Write the records that are older than everything still to come."""
        while self.waiting and self.waiting[0].at <= moment:
            trace = heapq.heappop(self.waiting)
            self.sequence, previous = self.sequence + 1, self.hash
            self.hash = audit.digest(previous, self.sequence, trace.at, trace.content)
            place, actor, kind, action, case, data = trace.content
            self.batch.add(
                "cases_auditrecord", municipality_id=place, sequence=self.sequence, at=trace.at, actor_id=actor,
                actor_kind=kind, action=action, case_reference=case, data=data, previous_hash=previous, hash=self.hash,
            )  # fmt: skip

    def _code(self, length: int) -> str:
        return "".join(self.random.choices(CODE_ALPHABET, k=length))


def _day(act: Act) -> date:
    return act.at.astimezone(BELGRADE).date()


def _outcome(life: Life) -> str:
    return "discontinuance" if life.find("withdraw") else "final_grant"
