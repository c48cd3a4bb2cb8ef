"""Which events of a case are acts of its file (акти предмета) and get a sub-number (подброј) in the registry.

Whoever writes such an event need not think of it: the number is taken with the event. Source: Упутство о канцеларијском
пословању (Сл. гласник РС 20/2022); that the request itself is the first act is how it is kept here, from memory, verify.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from eservices.cases.labels import Text


class Direction(StrEnum):
    """Whether the municipality received the act or made it."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


@dataclass(frozen=True)
class ActKind:
    """A kind of act: what it is called in the register, and its direction."""

    label: Text
    direction: Direction


def _received(label: Text) -> ActKind:
    return ActKind(label, Direction.INCOMING)


def _made(label: Text) -> ActKind:
    return ActKind(label, Direction.OUTGOING)


ACT_KINDS: dict[str, ActKind] = {
    "submit": _received(_("Захтев")),
    "request_amendment": _made(_("Позив за допуну")),
    "answer_amendment": _received(_("Допуна захтева")),
    "stay": _made(_("Закључак о прекиду поступка")),
    "resume_stay": _made(_("Закључак о наставку поступка")),
    "extend_term": _made(_("Обавештење о продужењу рока")),
    "withdraw": _received(_("Изјава о одустанку")),
    "issue": _made(_("Одлука")),
    "issue_provisional": _made(_("Привремено решење")),
    "lodge_appeal": _received(_("Жалба")),
    "forward_appeal": _made(_("Пропратни акт уз жалбу")),
    "uphold_decision": _received(_("Одлука другостепеног органа")),
    "annul_decision": _received(_("Одлука другостепеног органа")),
    "reopen_for_correction": _made(_("Закључак о поновном отварању")),
    "transfer": _made(_("Акт о уступању предмета")),
    "join_cases": _made(_("Закључак о спајању предмета")),
    "separate_cases": _made(_("Закључак о раздвајању предмета")),
    "split_case": _made(_("Закључак о издвајању")),
    "split_off": _received(_("Издвојени део захтева")),
    "payment_claimed": _received(_("Доказ о уплати")),
}
"""By the action of the event."""


def name_acts(kinds: Mapping[str, ActKind]) -> None:
    """Add the kinds of acts that a service has of its own; called when the service registers."""
    ACT_KINDS.update(kinds)
