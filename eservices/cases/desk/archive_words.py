"""Words of the archive: what the steps of a list do and what the story of a list says."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from eservices.cases.models import DisposalItem, DisposalList
from eservices.cases.service import Text


@dataclass(frozen=True)
class StepWords:
    """What a button says, what the step does, how the button looks, and what is said when it was done."""

    label: Text
    says: Text
    done: Text
    tone: str = "go"


STEPS: dict[str, StepWords] = {
    "leave_out": StepWords(
        _("Изостави са листе"),
        _("Предмет се скида са листе заједно са предметима који су поднети истим захтевом. Може да дође на следећу."),
        _("Предмет је изостављен."),
        "quiet",
    ),
    "submit": StepWords(
        _("Поднеси на преглед"),
        _("Потписујете листу као њен састављач. Прегледа је друга особа."),
        _("Листа је поднета на преглед."),
    ),
    "review": StepWords(
        _("Прегледано, проследи архивару"),
        _("Потврђујете да сте прегледали сваки предмет са листе. Одобрава је архивар, трећа особа."),
        _("Листа је прослеђена архивару."),
    ),
    "send_back": StepWords(
        _("Врати"),
        _("Листа се враћа на састављање. Састављач и прегледач је поново потписују."),
        _("Листа је враћена."),
        "quiet",
    ),
    "approve": StepWords(
        _("Одобри листу"),
        _("Одобравате листу као архивар. Уништавање почиње одмах и не може да се врати."),
        _("Листа је одобрена и спроводи се."),
        "danger",
    ),
    "hand_over": StepWords(
        _("Забележи примопредају"),
        _("Надлежни архив је преузео предмете са листе и потписао записник."),
        _("Примопредаја је забележена."),
    ),
}
APPROVE_HANDOVER = StepWords(
    _("Одобри листу"),
    _("Одобравате листу као архивар. Прави се архивски пакет за надлежни архив."),
    _("Листа је одобрена. Архивски пакет се прави."),
)

EVENTS: dict[str, Text] = {
    "draw_up": _("Листа је састављена"),
    "leave_out": _("Изостављени су предмети"),
    "submit": _("Састављач је поднео листу на преглед"),
    "review": _("Листа је прегледана"),
    "send_back": _("Листа је враћена на састављање"),
    "approve": _("Архивар је одобрио листу"),
    "package": _("Затражен је архивски пакет"),
    "hand_over": _("Предмети су предати надлежном архиву"),
    "finish": _("Листа је спроведена"),
}

STAGE_TONES = {
    DisposalList.Stage.DRAWN_UP: "new",
    DisposalList.Stage.SUBMITTED: "wait",
    DisposalList.Stage.REVIEWED: "wait",
    DisposalList.Stage.APPROVED: "info",
    DisposalList.Stage.DONE: "good",
}
ITEM_TONES = {
    DisposalItem.State.LISTED: "info",
    DisposalItem.State.LEFT_OUT: "",
    DisposalItem.State.HELD: "wait",
    DisposalItem.State.SHREDDED: "wait",
    DisposalItem.State.DONE: "good",
}


def words_of(action: str, kind: str) -> StepWords:
    """The words of a step; approving a handover destroys nothing."""
    if action == "approve" and kind == DisposalList.Kind.HANDOVER:
        return APPROVE_HANDOVER
    return STEPS[action]
