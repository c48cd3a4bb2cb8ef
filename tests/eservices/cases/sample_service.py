"""A small service for tests of what serves every service: a dead end, a conditional question, two documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from eservices.cases import service as services
from eservices.cases.forms import ChoiceField, DateField, JmbgField, MoneyField, StepForm, TextField, YesNoField
from eservices.cases.models import Case
from eservices.cases.service import (
    Answers,
    Applicant,
    Calculation,
    DecisionText,
    DocumentKind,
    Outcome,
    Problem,
    Service,
    StartPage,
    Step,
    Stop,
    Text,
)
from municipalities.catalogue import LifeEvent
from municipalities.models import Municipality, OfferedService, Parameter

SLUG = "sample"


class ResidenceForm(StepForm):
    one_question = True
    here = YesNoField(label="Овде?", error_messages={"required": "Изаберите да или не."})


class PersonForm(StepForm):
    name = TextField(label="Име и презиме", error_messages={"required": "Унесите име и презиме."})
    jmbg = JmbgField(label="ЈМБГ", required=False)
    acting_for = TextField(label="У име", required=False)


class NeedForm(StepForm):
    one_question = True
    need = ChoiceField(label="Шта?", choices=[("small", "Мало"), ("big", "Много")])


class BigForm(StepForm):
    amount = MoneyField(label="Износ")
    since = DateField(label="Од када")


class Residence(Step):
    slug, section, form_class = "residence", "Право", ResidenceForm
    title = "Да ли живите овде?"

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        if answers.get("residence", {}).get("here") != "no":
            return None
        return Stop("Захтев се подноси тамо где живите", ("Потражите своју општину.",))


class Person(Step):
    slug, section, form_class = "person", "Подносилац", PersonForm
    title = "Ваши подаци"


class Need(Step):
    slug, section, form_class = "need", "Потреба", NeedForm
    title = "Шта вам треба?"


class Big(Step):
    slug, section, form_class = "big", "Потреба", BigForm
    title = "Колико много?"

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return bool(answers.get("need", {}).get("need") == "big")


class Sample(Service):
    slug = SLUG
    name = "Пробна услуга"
    summary = "Услуга за проверу заједничких страна."
    life_event = LifeEvent.CHILD
    classification = "999"
    retention_class = "sample"
    start = StartPage(
        who=("свако ко овде живи",),
        cost="Бесплатно.",
        minutes=3,
        decided_in="30 дана",
        documents=("личну карту",),
        fetched_by_us=("пребивалиште",),
        legal_basis="Пробни закон, члан 1.",
        legal_link="",
    )
    steps = (Residence, Person, Need, Big)
    documents = (
        DocumentKind("identity-card", "Лична карта", "Обе стране.", many=True),
        DocumentKind("power-of-attorney", "Пуномоћје", required=False),
    )
    outcomes = (Outcome("grant", "Захтев је усвојен", "Решење", favourable=True),)
    parameters = ()
    term_parameter = "sample.term"
    assurance_parameter = "sample.assurance"
    remedy_authority = "Пробно министарство"
    repeatable = False

    def problems(self, answers: Answers, *, municipality: Municipality, today: date) -> Iterator[Problem]:
        if answers["person"]["name"] == "Нико Нигде":
            yield Problem("person", "name", "Унесите право име.")

    def applicant(self, answers: Answers) -> Applicant:
        given = answers["person"]
        return Applicant(given["name"], given["jmbg"], "Пробна 1", acting_as=given["acting_for"])

    def subject(self, answers: Answers) -> str:
        return str(answers["person"]["jmbg"])

    def may_repeat(self, earlier: Case) -> bool:
        return self.repeatable

    def duplicate_message(self, earlier: Case) -> Text:
        return "За ово право захтев је већ поднет."

    def decision_text(
        self,
        case: Case,
        outcome: Outcome,
        answers: Answers,
        calculation: Calculation | None,
        details: Mapping[str, Any],
    ) -> DecisionText:
        return DecisionText("Пробни закон", ("Усваја се захтев.",), ("Јер може.",), "Жалба у року од 15 дана.")


ANSWERS: dict[str, dict[str, Any]] = {
    "residence": {"here": "yes"},
    "person": {"name": "Милица Примеровић", "jmbg": "1205992665011", "acting_for": ""},
    "need": {"need": "small"},
}


def install() -> Sample:
    """Register the service for the rest of the process; a fixture takes it back."""
    sample = Sample()
    services.register(sample)
    return sample


def offer(place: Municipality, *, level: str = "basic") -> None:
    """Let a municipality offer it, with every value it needs."""
    OfferedService.objects.create(municipality=place, service=SLUG, since=date(2021, 1, 1))
    values = {
        "general.appeal_days": 15,
        "general.completeness_call_working_days": 8,
        "general.amendment_min_days": 8,
        "general.post_fallback_days": 15,
        "sample.term": 30,
        "sample.assurance": level,
    }
    for code, value in values.items():
        Parameter.objects.get_or_create(
            code=code,
            municipality=None,
            valid_from=date(2020, 1, 1),
            defaults={"label": code, "value": value, "unit": "дана", "legal_source": "Пробни закон, члан 1"},
        )
