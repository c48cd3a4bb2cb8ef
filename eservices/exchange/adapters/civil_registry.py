"""Register of births (матична књига рођених), kept by registrars as an entrusted task.

Asked about a parent it lists all children entered with that parent, asked about a child the child's own entry. The
order of birth for parental allowance counts the mother's live-born children (ЗФППД чл. 22).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from eservices.exchange import sources
from eservices.exchange.reading import Fields

PARENT = "parent"
CHILD = "child"
ROLES = frozenset({PARENT, CHILD})
SEXES = frozenset({"female", "male"})


@dataclass(frozen=True)
class BirthsRequest:
    """Entries of births in which the person is a parent (`PARENT`) or the child (`CHILD`)."""

    jmbg: str = field(repr=False)
    role: str = PARENT

    def __post_init__(self) -> None:
        if self.role not in ROLES:
            raise ValueError("A person stands in the register of births as a parent or as a child.")

    @property
    def subject(self) -> str:
        """The parent or the child."""
        return self.jmbg

    def payload(self) -> dict[str, Any]:
        """JMBG and role."""
        return {"jmbg": self.jmbg, "role": self.role}


@dataclass(frozen=True)
class Birth:
    """One entry; `father_jmbg` is empty while paternity is not established, `died_on` is None for the living."""

    child_jmbg: str = field(repr=False)
    given_name: str
    surname: str
    sex: str
    born_on: date
    place: str
    mother_jmbg: str = field(repr=False)
    father_jmbg: str = field(repr=False)
    registry: str
    entry_number: str
    died_on: date | None


@dataclass(frozen=True)
class Births:
    """Entries about one person, the earliest birth first."""

    jmbg: str = field(repr=False)
    role: str
    entries: tuple[Birth, ...]

    def of_child(self, child_jmbg: str) -> Birth | None:
        """The entry of this child, if there is one."""
        return next((birth for birth in self.entries if birth.child_jmbg == child_jmbg), None)


class CivilRegistry(sources.Source[BirthsRequest, Births]):
    """Births."""

    name = "civil_registry"
    label = _("Матична књига рођених")
    holds = _("име и презиме детета, дан и место рођења и родитељи уписани у матичну књигу")
    legal_basis = f"{sources.OFFICIAL_DUTY}; Закон о матичним књигама"

    def parse(self, payload: Any) -> Births:
        """Entries with child and parents."""
        fields = self.fields(payload)
        entries = sorted(map(_birth, fields.objects("births")), key=lambda birth: (birth.born_on, birth.child_jmbg))
        return Births(jmbg=fields.digits("jmbg", 13), role=fields.code("role", ROLES), entries=tuple(entries))

    def validate(self, data: Births, request: BirthsRequest) -> None:
        """The same person in the same role; every entry names that person; no child twice."""
        self.require_same_subject(data.jmbg, request.jmbg)
        if data.role != request.role:
            raise self.refuse("the answer is about another role of the person")
        children = [birth.child_jmbg for birth in data.entries]
        if len(set(children)) != len(children):
            raise self.refuse("one child stands twice")
        for birth in data.entries:
            named = {birth.child_jmbg} if request.role == CHILD else {birth.mother_jmbg, birth.father_jmbg}
            if request.jmbg not in named:
                raise self.refuse("an entry is about somebody else")
            if birth.died_on is not None and birth.died_on < birth.born_on:
                raise self.refuse("a death before the birth")


def _birth(fields: Fields) -> Birth:
    return Birth(
        child_jmbg=fields.digits("child_jmbg", 13),
        given_name=fields.text("given_name"),
        surname=fields.text("surname"),
        sex=fields.code("sex", SEXES),
        born_on=fields.day("born_on"),
        place=fields.text("place"),
        mother_jmbg=fields.digits("mother_jmbg", 13),
        father_jmbg=fields.optional_digits("father_jmbg", 13),
        registry=fields.text("registry"),
        entry_number=fields.text("entry_number"),
        died_on=fields.optional_day("died_on"),
    )


CIVIL_REGISTRY = sources.register(CivilRegistry())
