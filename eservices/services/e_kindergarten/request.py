"""The answers of a request as typed values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from eservices.cases.service import Answers
from eservices.services.e_kindergarten import forms
from eservices.services.e_kindergarten.steps import given, has_second_parent
from municipalities.identifiers import clean_jmbg


@dataclass(frozen=True)
class Request:
    """A complete request. ``works``: the declared work status of each named parent."""

    competition_id: int
    child_jmbg: str
    child_name: str
    born: date
    parent_jmbg: str
    second_jmbg: str
    works: tuple[str, ...]
    programme: str
    language: str
    wishes: tuple[str, ...]
    birth_order: int
    attended: bool
    sibling: bool
    claims: tuple[str, ...]
    protected: bool

    @classmethod
    def read(cls, answers: Answers) -> Request:
        """Read answers that passed their forms; raises KeyError or ValueError for others."""
        child, second = answers["child"], has_second_parent(answers)
        family: Any = answers["family"]
        claims = tuple(given(answers, "claims", "claims") or ())
        return cls(
            competition_id=int(answers["competition"]["competition"]),
            child_jmbg=child["jmbg"],
            child_name=f"{child['first_name']} {child['last_name']}",
            born=clean_jmbg(child["jmbg"]).birth_date,
            parent_jmbg=answers["parent"]["jmbg"],
            second_jmbg=answers["second-parent"]["jmbg"] if second else "",
            works=tuple(answers["work"][name] for name in (("own", "other") if second else ("own",))),
            programme=answers["programme"]["programme"],
            language=answers["programme"]["work_language"],
            wishes=tuple(code for name in forms.WISHES if (code := answers["wishes"].get(name))),
            birth_order=int(family["birth_order"]),
            attended=family["attended"] == "yes",
            sibling=family["sibling"] == "yes",
            claims=claims,
            protected="violence" in claims or given(answers, "other-parent", "other") == forms.SAFETY,
        )
