"""What the municipality asks registers for, and what of their answers it keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import NOT_GIVEN
from eservices.cases.models import Case
from eservices.cases.service import Answers, EvidenceNeed, Table
from eservices.exchange.adapters.civil_registry import CHILD, PARENT, Births, BirthsRequest
from eservices.exchange.adapters.guardianship import Guardianship, GuardianshipRequest
from eservices.exchange.adapters.residence import Residence, ResidenceRequest
from eservices.services.e_baby import desk_forms
from eservices.services.e_baby.forms import day
from eservices.services.e_baby.request import Person, Request
from eservices.services.e_baby.steps import father_named
from municipalities.identifiers import mask_jmbg
from municipalities.templatetags.pismo import pismo

CONSENT = ("statements", "registers")
MOTHER, FATHER, APPLICANT = "mother", "father", "applicant"


class BirthsNeed(EvidenceNeed):
    """The mother's children as the register of births knows them, or the child's own entry when she has no JMBG."""

    def request(self, case: Case, answers: Answers) -> BirthsRequest:
        asked = Request.read(answers)
        return BirthsRequest(asked.mother.jmbg, PARENT) if asked.mother.jmbg else (
            BirthsRequest(asked.children[0].jmbg, CHILD)
        )  # fmt: skip

    def keep(self, data: Births, answers: Answers) -> dict[str, Any]:
        """Of each entry what the order of birth and the parents need: number, name, days, which parents stand there."""
        mother, father = data.jmbg if data.role == PARENT else "", Request.read(answers).father
        return {
            "role": data.role,
            "entries": [
                {
                    "jmbg": entry.child_jmbg,
                    "name": f"{entry.given_name} {entry.surname}",
                    "born_on": entry.born_on.isoformat(),
                    "died": entry.died_on is not None,
                    "mother": not mother or entry.mother_jmbg == mother,
                    "father": bool(father and father.jmbg and entry.father_jmbg == father.jmbg),
                }
                for entry in data.entries
            ],
        }

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        """The entries, or the number an official entered."""
        caption = translate("Деца мајке у матичној књизи рођених")
        if payload["role"] == "manual":
            return (Table(caption, (translate("Раније живорођене деце"),), ((str(payload["older"]),),)),)
        head = (translate("Дете"), translate("Рођење"), translate("ЈМБГ"))
        rows = tuple(
            (pismo(entry["name"]), str(day(entry["born_on"])), mask_jmbg(entry["jmbg"])) for entry in payload["entries"]
        )
        return (Table(caption, head, rows),)


@dataclass(frozen=True)
class ResidenceNeed(EvidenceNeed):
    """Citizenship and registered residences of one parent, with history but without streets."""

    whose: str = APPLICANT

    def applies(self, answers: Answers) -> bool:
        return self.whose != FATHER or father_named(answers)

    def _person(self, answers: Answers) -> Person:
        asked = Request.read(answers)
        found = {MOTHER: asked.mother, FATHER: asked.father, APPLICANT: asked.applicant}[self.whose]
        if found is None:
            raise ValueError("The answers name no father.")
        return found

    def request(self, case: Case, answers: Answers) -> ResidenceRequest:
        return ResidenceRequest(self._person(answers).number)

    def keep(self, data: Residence, answers: Answers) -> dict[str, Any]:
        """Municipality and days of each residence."""
        stays = [
            {
                "code": address.municipality_code,
                "name": address.municipality_name,
                "since": address.since.isoformat(),
                "until": address.until.isoformat() if address.until else "",
            }
            for address in data.addresses
        ]
        return {"citizenship": data.citizenship, "here_since": "", "stays": stays}

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        """Where and from when to when."""
        rows = [
            (pismo(stay["name"]), str(day(stay["since"])), str(day(stay["until"])) if stay["until"] else "–")
            for stay in payload["stays"]
        ]
        if payload["here_since"]:
            rows.append((translate("у овој општини"), str(day(payload["here_since"])), "–"))
        head = (translate("Општина или град"), translate("Од"), translate("До"))
        return (Table(translate("Пребивалиште"), head, tuple(rows) or ((str(NOT_GIVEN), "–", "–"),)),)


class GuardianshipNeed(EvidenceNeed):
    """Whether the applicant has full parental rights and the children are with the applicant (ЗФППД чл. 22. и 25)."""

    def request(self, case: Case, answers: Answers) -> GuardianshipRequest:
        return GuardianshipRequest(Request.read(answers).applicant.number)

    def keep(self, data: Guardianship, answers: Answers) -> dict[str, Any]:
        """Whether all is clear, and about how many children there is a record; no more."""
        return {"clear": data.is_clear, "children": len(data.children)}

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        """One sentence."""
        said = (
            translate("Нема мера и нема деце смештене ван породице.")
            if payload["clear"]
            else translate("Постоји мера или је дете смештено ван породице. Тражите образложење органа старатељства.")
        )
        return (Table(translate("Орган старатељства"), (translate("Налаз"),), ((said,),)),)


def _births(purpose: Any) -> BirthsNeed:
    return BirthsNeed(
        source="births",
        asks="civil_registry",
        label=_("Матична књига рођених"),
        purpose=purpose,
        legal_basis=_("Закон о финансијској подршци породици са децом, чл. 22–25; ЗУП, чл. 9. и 103."),
        manual_form=desk_forms.ManualBirthsForm,
        consent=CONSENT,
    )


def _residence(source: str, whose: str, label: Any, purpose: Any) -> ResidenceNeed:
    return ResidenceNeed(
        source=source,
        asks="residence",
        label=label,
        purpose=purpose,
        legal_basis=_("ЗУП, чл. 9. и 103."),
        manual_form=desk_forms.ManualResidenceForm,
        consent=CONSENT,
        whose=whose,
    )


ALLOWANCE_EVIDENCE: tuple[EvidenceNeed, ...] = (
    _births(_("ред рођења и родитељи за родитељски додатак")),
    _residence("residence", APPLICANT, _("Пребивалиште и држављанство подносиоца"), _("услови за родитељски додатак")),
    GuardianshipNeed(
        source="guardianship",
        label=_("Потврда органа старатељства"),
        purpose=_("старање и родитељско право за родитељски додатак"),
        legal_basis=_("Закон о финансијској подршци породици са децом, чл. 22. и 25; ЗУП, чл. 9. и 103."),
        manual_form=desk_forms.ManualGuardianshipForm,
        consent=CONSENT,
    ),
)
AID_EVIDENCE: tuple[EvidenceNeed, ...] = (
    _births(_("ред рођења и родитељи за помоћ за новорођено дете")),
    _residence(
        "residence-mother", MOTHER, _("Пребивалиште мајке"), _("дужина пребивалишта за помоћ за новорођено дете")
    ),
    _residence("residence-father", FATHER, _("Пребивалиште оца"), _("дужина пребивалишта за помоћ за новорођено дете")),
)
