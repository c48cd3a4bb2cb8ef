"""Does everything still fit together? Numbers, audit chains, legal clocks, files and seals, each looked at row by row.

Reads only. Every look yields faults as sentences; no fault at all means that the look passed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from eservices.cases import audit, clock
from eservices.cases.keys import plain_key
from eservices.cases.models import AuditHead, AuditRecord, Case, DataKey, Decision, Document
from eservices.cases.models.case import OPEN_STATES
from eservices.cases.paper.verification import verify as verify_seal
from eservices.cases.uploads import storage
from eservices.cases.vault import VaultError
from inspections.actions import wrong_cells
from inspections.models import InspectionRecord, Photo, YearPaper
from municipalities.current import system_scope
from municipalities.models import Municipality

CHUNK = 2_000
_BOOKS = """
    SELECT place.slug, coalesce(given.classification, book.classification), coalesce(given.year, book.year),
           coalesce(given.number, 0), coalesce(given.last, 0), coalesce(book.last_sequence, 0)
    FROM (SELECT municipality_id, classification, year, count(*) AS number, max(sequence) AS last
          FROM (SELECT municipality_id, classification, year, sequence FROM cases_case
                UNION ALL SELECT municipality_id, classification, year, sequence FROM cases_reservednumber
                UNION ALL SELECT municipality_id, classification, year, sequence FROM inspections_report
                WHERE sequence IS NOT NULL) AS all_numbers
          GROUP BY 1, 2, 3) AS given
    FULL JOIN cases_registrybook AS book USING (municipality_id, classification, year)
    JOIN municipalities_municipality AS place ON place.id = coalesce(given.municipality_id, book.municipality_id)
    ORDER BY 1, 2, 3
"""
_ACTS = """
    SELECT place.slug, one.number, one.last_act, count(act.id), coalesce(max(act.sub_number), 0)
    FROM cases_case AS one
    JOIN municipalities_municipality AS place ON place.id = one.municipality_id
    LEFT JOIN cases_caseact AS act ON act.case_id = one.id
    GROUP BY place.slug, one.id HAVING count(act.id) <> one.last_act OR coalesce(max(act.sub_number), 0) <> one.last_act
    ORDER BY place.slug, one.id
"""


@dataclass(frozen=True)
class Fault:
    """Something that does not fit: which look found it, and the sentence."""

    look: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.look}: {self.sentence}"


Look = Callable[[], Iterator[str]]


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything as it was at one moment, of every municipality: a portal that goes on serving looks whole."""
    nested = connection.in_atomic_block  # in tests, where nobody else writes
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with system_scope():
            yield


def numbers() -> Iterator[str]:
    """Every book has as many cases, reports and reserved numbers as its last number says: none is missing or double."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOKS)
        books = cursor.fetchall()
    for place, classification, year, number, last, written in books:
        if not number == last == written:
            yield (
                f"the book {classification}/{year} of {place} stands at {written}, its last number is {last} "
                f"and it holds {number} numbers."
            )


def acts() -> Iterator[str]:
    """Every file has as many acts as its last sub-number says."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTS)
        for place, number, written, held, last in cursor.fetchall():
            yield f"the file {number} of {place} stands at act {written}, its last act is {last} and it holds {held} acts."


def chains() -> Iterator[str]:
    """Every audit chain is whole and ends where its head says."""
    heads = {head.municipality_id: head for head in AuditHead.objects.all()}
    for place in Municipality.objects.all():
        rows = AuditRecord.objects.filter(municipality=place).order_by("sequence").iterator(CHUNK)
        broken = audit.first_broken(rows, head=heads.get(place.pk))
        if broken is not None:
            yield f"the chain of {place.slug} is broken at record {broken}."


def clocks() -> Iterator[str]:
    """Deadlines of open cases are those that follow from the ledger of their clock."""
    today = timezone.localdate()
    for case in (
        Case.objects.filter(state__in=OPEN_STATES).select_related("municipality").order_by("pk").iterator(CHUNK)
    ):
        stored = (case.due_on, case.act_by)
        clock.derive(case, today=today)
        if (case.due_on, case.act_by) != stored:
            yield f"case {case.number} (id {case.pk}) has the deadlines {stored} and should have {case.due_on, case.act_by}."


def maps() -> Iterator[str]:
    """The maps of reports count every report where it lies, once."""
    for place in Municipality.objects.all():
        if wrong := wrong_cells(place=place):
            yield f"{wrong} counts of the maps of {place.slug} differ from its reports; manage.py recount_cells mends them."


def files() -> Iterator[str]:
    """Every file is there, decrypts, and has the digest and size that were noted when it came."""
    for document in _documents():
        fault = _fault_of(document)
        if fault:
            yield f"document {document.code} (id {document.pk}) {fault}"


def photographs() -> Iterator[str]:
    """Every photograph of a report is there, decrypts, and has the digest and size that were noted when it came."""
    rows = Photo.objects.select_related("report__data_key", "draft__data_key").order_by("pk")
    for photo in rows.iterator(CHUNK):
        holder = photo.report or photo.draft
        if holder is not None and not _is_gone(holder.data_key):
            fault = _file_fault(photo.path, holder.data_key, photo.context, photo.sha256, photo.size)
            if fault:
                yield f"photograph {photo.code} (id {photo.pk}) {fault}"


def inspections() -> Iterator[str]:
    """Every sealed paper of the inspections is there, decrypts, and has the digest and size that were noted."""
    for record in InspectionRecord.objects.select_related("report__data_key").exclude(path="").iterator(CHUNK):
        yield from _paper_fault(record, record.report.data_key)
    for paper in YearPaper.objects.select_related("data_key").exclude(path="").iterator(CHUNK):
        yield from _paper_fault(paper, paper.data_key)


def _paper_fault(row: InspectionRecord | YearPaper, key: DataKey) -> Iterator[str]:
    fault = "" if _is_gone(key) else _file_fault(row.path, key, row.context, row.sha256, row.size)
    if fault:
        yield f"inspection paper {row.number} (id {row.pk}) {fault}"


def seals() -> Iterator[str]:
    """Every sealed decision has its file, and the seal of the file is good."""
    sealed = Decision.objects.filter(stage__in=[Decision.Stage.SEALED, Decision.Stage.REVOKED]).order_by("pk")
    for decision in sealed.select_related("case__data_key", "document").iterator(CHUNK):
        if _is_gone(decision.case.data_key):
            continue
        if decision.document is None:
            yield f"decision {decision.number} (id {decision.pk}) is sealed but has no file."
        else:
            fault = _seal_fault(decision, decision.document)
            if fault:
                yield f"decision {decision.number} (id {decision.pk}): {fault}"


LOOKS: dict[str, Look] = {
    "numbers": numbers,
    "acts": acts,
    "chains": chains,
    "clocks": clocks,
    "maps": maps,
    "files": files,
    "photographs": photographs,
    "inspections": inspections,
    "seals": seals,
}


def _documents() -> Iterator[Document]:
    rows = Document.objects.select_related("case__data_key", "draft__data_key").order_by("pk")
    return (row for row in rows.iterator(CHUNK) if not _is_gone(_key_of(row)))


def _key_of(document: Document) -> DataKey:
    holder = document.case or document.draft
    if holder is None:
        raise ValueError("The database lets no document be without a case or draft.")
    return holder.data_key


def _is_gone(key: DataKey) -> bool:
    """A destroyed case has nothing left that could be looked at, on purpose."""
    return key.destroyed_at is not None


def _fault_of(document: Document) -> str:
    return _file_fault(document.path, _key_of(document), document.context, document.sha256, document.size)


def _file_fault(path: str, key: DataKey, context: bytes, sha256: str, expected_size: int) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in storage.open_plain(path, data_key=plain_key(key), context=context):
            digest.update(chunk)
            size += len(chunk)
    except FileNotFoundError:
        return "has no file."
    except (VaultError, OSError) as error:
        return f"cannot be decrypted ({type(error).__name__})."
    if digest.hexdigest() != sha256 or size != expected_size:
        return "has another content than the one that came."
    return ""


def _seal_fault(decision: Decision, document: Document) -> str:
    try:
        key = plain_key(decision.case.data_key)
        pdf = b"".join(storage.open_plain(document.path, data_key=key, context=document.context))
    except (OSError, VaultError) as error:
        return f"its file cannot be read ({type(error).__name__})."
    report = verify_seal(pdf)
    return "" if report.good else str(report.problem or "its seal is not good.")
