"""The final invoice: kept with the case, its amount compared with what was paid."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import transaction

from eservices.cases import actions, audit
from eservices.cases.actions.intake import Holder
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Document
from eservices.cases.uploads.messages import message
from eservices.cases.uploads.refusals import Refused
from eservices.cases.uploads.storage import StorageFull
from eservices.services.ivf_costs.forms import FinalInvoiceForm
from eservices.services.ivf_costs.labels import Standing
from eservices.services.ivf_costs.models import IvfRequest
from eservices.services.ivf_costs.steps import FINAL_INVOICE
from municipalities.accounts.models import User


def receive(*, row: IvfRequest, form: FinalInvoiceForm, by: User) -> bool:
    """Keep file and amount; False when the file was refused, with the sentence beside its field."""
    try:
        document = actions.add_document(
            holder=Holder(case=row.case), kind=FINAL_INVOICE.slug, upload=form.cleaned_data["file"],
            limit=settings.UPLOAD_LIMIT_BYTES, restricted=True, by=by,
        )  # fmt: skip
    except Refused as refusal:
        form.add_error("file", message(refusal))
        return False
    except StorageFull:
        form.add_error("file", message(Refused("storage_full")))
        return False
    note(row=row, document=document, amount=form.cleaned_data["amount"], by=by)
    return True


@transaction.atomic
def note(*, row: IvfRequest, document: Document, amount: Decimal, by: User) -> None:
    """What the procedure cost in the end. An invoice of at least the award closes the request; a lower one opens a refund."""
    locked = IvfRequest.objects.select_for_update().get(pk=row.pk)
    locked.final_invoice, locked.final_amount = document, amount
    if amount >= locked.awarded:
        locked.standing = Standing.CLOSED
    locked.save(update_fields=["final_invoice", "final_amount", "standing"])
    audit.record("final_invoice", municipality_id=row.municipality_id, case=row.case, actor_kind=Actor.APPLICANT, by=by)
