"""Guardianship authority (орган старатељства, центар за социјални рад): parental rights and care over children.

Parental allowance needs its word that the mother cares for her children and was not deprived of parental right over
any of them (ЗФППД чл. 22. и 25).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from eservices.exchange import sources
from eservices.exchange.reading import Fields

FULL_RIGHT = "full"
RIGHTS = frozenset({FULL_RIGHT, "restricted", "deprived"})
WITH_PARENT = "with_parent"
CARE = frozenset({WITH_PARENT, "with_other_parent", "foster_family", "institution", "adopted"})


@dataclass(frozen=True)
class GuardianshipRequest:
    """Measures and care concerning the children of one parent."""

    jmbg: str = field(repr=False)

    @property
    def subject(self) -> str:
        """The parent."""
        return self.jmbg

    def payload(self) -> dict[str, Any]:
        """JMBG of the parent."""
        return {"jmbg": self.jmbg}


@dataclass(frozen=True)
class ChildCare:
    """Where a child lives (`care`) and the parent's right over it (`right`); `since` is the day of the measure."""

    child_jmbg: str = field(repr=False)
    right: str
    care: str
    since: date | None


@dataclass(frozen=True)
class Guardianship:
    """Children of the parent about whom the authority has a measure or a record; none is the usual answer."""

    jmbg: str = field(repr=False)
    children: tuple[ChildCare, ...]

    @property
    def is_clear(self) -> bool:
        """No measure against the parent, and every recorded child lives with the parent."""
        return all(child.right == FULL_RIGHT and child.care == WITH_PARENT for child in self.children)


class GuardianshipAuthority(sources.Source[GuardianshipRequest, Guardianship]):
    """Parental rights and care."""

    name = "guardianship"
    label = _("Орган старатељства")
    holds = _("мере о родитељском праву и смештај детета ван породице")
    legal_basis = f"{sources.OFFICIAL_DUTY}; Закон о финансијској подршци породици са децом"

    def parse(self, payload: Any) -> Guardianship:
        """Children with right and care."""
        fields = self.fields(payload)
        return Guardianship(fields.digits("jmbg", 13), tuple(map(_child, fields.objects("children"))))

    def validate(self, data: Guardianship, request: GuardianshipRequest) -> None:
        """The same parent; no child twice."""
        self.require_same_subject(data.jmbg, request.jmbg)
        children = [child.child_jmbg for child in data.children]
        if len(set(children)) != len(children):
            raise self.refuse("one child stands twice")


def _child(fields: Fields) -> ChildCare:
    return ChildCare(
        child_jmbg=fields.digits("child_jmbg", 13),
        right=fields.code("right", RIGHTS),
        care=fields.code("care", CARE),
        since=fields.optional_day("since"),
    )


GUARDIANSHIP = sources.register(GuardianshipAuthority())
