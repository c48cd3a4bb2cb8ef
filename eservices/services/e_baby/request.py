"""The answers of a conversation as typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from eservices.cases.service import Answers
from eservices.services.e_baby import people_forms, rules
from eservices.services.e_baby.steps import by_mother, father_named, given
from municipalities.identifiers import clean_jmbg


@dataclass(frozen=True)
class Person:
    """A parent; ``number`` is the JMBG, or the registration number of a foreigner."""

    name: str
    jmbg: str
    number: str
    foreign: bool

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Person:
        jmbg, foreigner = given.get("jmbg") or "", given.get("foreigner_number") or ""
        name = f"{given['first_name']} {given['last_name']}"
        return cls(name, jmbg, jmbg or foreigner, given["citizenship"] == people_forms.OTHER_CITIZENSHIP)


@dataclass(frozen=True)
class Newborn:
    """One child for which rights are asked."""

    jmbg: str
    name: str
    surname: str
    day: date
    at: time
    sex: str

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Newborn:
        name = row.get("short_name") or f"{row['given_name']} {row['surname']}"
        at, day = time.fromisoformat(row["birth_time"]), date.fromisoformat(row["birth_date"])
        return cls(row["jmbg"], name, row["surname"], day, at, row["sex"])

    @property
    def sex_differs(self) -> bool:
        """Whether the number tells another sex than the answer; a warning only."""
        return clean_jmbg(self.jmbg).sex != self.sex


@dataclass(frozen=True)
class Request:
    """A complete conversation. ``others`` are the declared older and younger children of the mother."""

    by_mother: bool
    reason: str
    died: bool
    mother: Person
    father: Person | None
    children: tuple[Newborn, ...]
    others: tuple[rules.Birth, ...]
    account: str
    address: str
    vulnerable: bool
    married: bool

    @classmethod
    def read(cls, answers: Answers) -> Request:
        """Read answers that passed their forms; raises KeyError or ValueError for others."""
        address = answers["address"]
        has_others = given(answers, "has-others", "others") == "yes"
        rows = answers["others"]["others"] if has_others else ()
        return cls(
            by_mother=by_mother(answers),
            reason="" if by_mother(answers) else given(answers, "father-reason", "reason"),
            died=given(answers, "event", "event") == people_forms.DIED,
            mother=Person.read(answers["mother"]),
            father=Person.read(answers["father"]) if father_named(answers) else None,
            children=tuple(sorted(map(Newborn.read, answers["children"]["children"]), key=lambda c: (c.day, c.at))),
            others=tuple(rules.Birth(row["jmbg"], clean_jmbg(row["jmbg"]).birth_date) for row in rows),
            account=answers["account"]["account"],
            address=f"{address['street']}, {address['postal_code'].strip()} {address['place']}",
            vulnerable=given(answers, "rights", "vulnerable") == "yes",
            married=given(answers, "union", "union") == people_forms.MARRIED,
        )

    @property
    def applicant(self) -> Person:
        """Who asks."""
        return self.mother if self.by_mother or self.father is None else self.father

    @property
    def born(self) -> date:
        """Day from which the terms run: that of the last child of the delivery."""
        return self.children[-1].day

    @property
    def newborn_births(self) -> tuple[rules.Birth, ...]:
        """The children as births of the mother, with their times."""
        return tuple(rules.Birth(child.jmbg, child.day, child.at) for child in self.children)
