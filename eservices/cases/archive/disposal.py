"""Carrying out an approved destruction list: promised work, case by case, that may be killed at any moment.

Each conversation goes in two steps. One transaction destroys the key, forgets the cases and writes their last event;
then the files, unreadable already, are removed. The state of the item tells a successor where to go on.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from eservices.cases import outbox
from eservices.cases.archive.actions import finish_destruction, tell_destroyed
from eservices.cases.archive.erasing import forget, remove_files
from eservices.cases.archive.steps import Stage
from eservices.cases.models import Case, DisposalItem, DisposalList, LegalHold
from municipalities.current import municipality_scope

AT_ONCE = 20
"""Cases for one piece of promised work, so that it ends long before its lease does."""
State = DisposalItem.State


@outbox.handler("disposal")
def carry_out(*, municipality_id: int, list_id: int) -> None:
    """Destroy the next cases of an approved list, and promise the rest; the last round closes the list."""
    with municipality_scope(municipality_id):
        disposal = DisposalList.objects.get(pk=list_id)
        if disposal.stage != Stage.APPROVED or not disposal.destroys:
            return
        waiting = disposal.items.filter(state__in=[State.LISTED, State.SHREDDED]).order_by("position")
        some = list(waiting.values_list("pk", "position")[:AT_ONCE])
    for pk, _position in some:
        destroy(pk, municipality_id=municipality_id)
    with municipality_scope(municipality_id):
        if waiting.exists():
            outbox.promise("disposal", key=f"{list_id}:{some[-1][1]}", municipality_id=municipality_id,
                           payload={"list_id": list_id})  # fmt: skip
        else:
            finish_destruction(disposal=disposal)


def destroy(item_id: int, *, municipality_id: int) -> None:
    """Destroy the case of one item with its conversation, or go on where somebody was interrupted."""
    with municipality_scope(municipality_id):
        item = _locked(item_id)
        if item.state == State.LISTED:
            _shred(item)
    with municipality_scope(municipality_id):
        item = _locked(item_id)
        if item.state == State.SHREDDED:
            remove_files(item.case)
            item.state, item.done_at = State.DONE, timezone.now()
            item.save(update_fields=["state", "done_at"])


def _locked(item_id: int) -> DisposalItem:
    return DisposalItem.objects.select_for_update(of=("self",)).select_related("list", "case").get(pk=item_id)


@transaction.atomic
def _shred(item: DisposalItem) -> None:
    """The step that cannot be undone. A hold that came after the approval wins: it locks the same rows."""
    cases = list(
        Case.objects.select_for_update(of=("self",))
        .select_related("municipality", "data_key")
        .filter(data_key_id=item.case.data_key_id)
        .order_by("pk")
    )
    same = item.list.items.filter(case__in=cases, state=State.LISTED)
    held = LegalHold.objects.filter(case__in=cases, lifted_at=None).exists()
    if held or same.count() != len(cases):
        same.update(state=State.HELD)
        return
    forget(cases)
    same.update(state=State.SHREDDED)
    for case in cases:
        case.disposed_on = timezone.localdate()
        tell_destroyed(case, item.list)
