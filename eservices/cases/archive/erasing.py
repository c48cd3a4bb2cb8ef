"""What destruction (уништавање) takes away and what it leaves.

Gone: the key, so that everything encrypted under it is unreadable also in old copies; the personal columns and blind
indexes of the case; answers, register data, notes, calls, deliveries, drafts, files; the rows of the service. Left: the
row of the register with number, class and dates, the outcome and date of each decision, the story without reasons, what
was paid, and the audit trail, whose chain therefore still holds.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from eservices.cases import service as services
from eservices.cases.actions.registering import forget_print
from eservices.cases.models import (
    Amendment,
    ArchiveFile,
    BookPrint,
    Case,
    DataKey,
    Decision,
    Delivery,
    DeliveryAttempt,
    Document,
    Draft,
    Evidence,
    LegalHold,
    Note,
    Payment,
    Rating,
    StatementLine,
)
from eservices.cases.uploads import storage
from eservices.cases.vault import DESTROYED

DELETED = (Note, Evidence, Amendment, DeliveryAttempt, LegalHold)
"""Tables whose rows hold nothing that the register keeps."""
FORGOTTEN = {
    "person": None, "assignee": None, "applicant_name": "", "search_key": "", "surname_key": "", "sort_key": "",
    "acting_as": "", "identity_index": b"", "subject_index": b"", "answers": b"",
}  # fmt: skip
"""Columns of the case that are personal. The random tracking code stays: by it the owner learns what became of it."""


def forget(cases: Sequence[Case]) -> None:
    """Make the locked cases of one key unreadable for ever; their files are removed afterwards."""
    for case in cases:
        services.get(case.service).erase(case)
    ids = [case.pk for case in cases]
    for model in DELETED:
        model._default_manager.filter(case_id__in=ids).delete()
    Delivery.objects.filter(case_id__in=ids).delete()
    Decision.objects.filter(case_id__in=ids).update(content=b"", document=None)
    Payment.objects.filter(case_id__in=ids).update(proof=None)
    StatementLine.objects.filter(payment__case_id__in=ids).update(purpose="")
    Rating.objects.filter(case_id__in=ids).update(comment=b"")
    Document.objects.filter(_of(cases)).update(filename="", uploaded_by=None)
    DataKey.objects.filter(pk=cases[0].data_key_id).update(wrapped=DESTROYED, destroyed_at=timezone.now())
    for row in BookPrint.objects.filter(_printed(cases)).exclude(path="").select_related("data_key"):
        forget_print(row=row, by=None)
    Case.objects.filter(pk__in=ids).update(**FORGOTTEN, disposed_on=timezone.localdate())


def remove_files(case: Case) -> None:
    """Remove the files of a case that was forgotten, of its conversation too; may be repeated after a crash at any point."""
    for document in Document.objects.filter(_of([case])):
        storage.shred(document.path)
        document.delete()
    for file in ArchiveFile.objects.filter(case__data_key_id=case.data_key_id):
        if file.path:
            storage.shred(file.path)
        file.delete()
    Draft.objects.filter(data_key_id=case.data_key_id).delete()


def _printed(cases: Sequence[Case]) -> Q:
    """Printed books that name the applicants of the cases; they can be printed anew."""
    books = Q()
    for case in cases:
        books |= Q(book__classification=case.classification, book__year=case.year)
    return books & Q(municipality_id=cases[0].municipality_id)


def _of(cases: Sequence[Case]) -> Q:
    """Documents of the conversation that filed the cases, also ones that only a draft of it knows."""
    key = cases[0].data_key_id
    return Q(case__data_key_id=key) | Q(draft__data_key_id=key)
