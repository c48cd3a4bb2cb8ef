"""Tables that every case shares. Small truths only; state changes are in ``actions``."""

from eservices.cases.models.archive import ArchiveFile, DisposalEvent, DisposalItem, DisposalList, LegalHold
from eservices.cases.models.audit import AuditHead, AuditRecord
from eservices.cases.models.case import Case, CaseEvent, ClockEntry, Note, Rating
from eservices.cases.models.decision import Decision
from eservices.cases.models.delivery import Delivery, DeliveryAttempt
from eservices.cases.models.draft import Draft
from eservices.cases.models.evidence import Amendment, DataKey, Document, Evidence, EvidenceChange
from eservices.cases.models.outbox import OutboxMessage
from eservices.cases.models.payment import Payment, StatementImport, StatementLine
from eservices.cases.models.proposal import ParameterProposal
from eservices.cases.models.registry import BookPrint, CaseAct, RegistryBook, ReservedNumber
from eservices.cases.models.relation import CaseLink, CaseTransfer
from eservices.cases.models.template import DecisionTemplate

__all__ = [
    "Amendment",
    "ArchiveFile",
    "AuditHead",
    "AuditRecord",
    "BookPrint",
    "Case",
    "CaseAct",
    "CaseEvent",
    "CaseLink",
    "CaseTransfer",
    "ClockEntry",
    "DataKey",
    "Decision",
    "DecisionTemplate",
    "Delivery",
    "DeliveryAttempt",
    "DisposalEvent",
    "DisposalItem",
    "DisposalList",
    "Document",
    "Draft",
    "Evidence",
    "EvidenceChange",
    "LegalHold",
    "Note",
    "OutboxMessage",
    "ParameterProposal",
    "Payment",
    "Rating",
    "RegistryBook",
    "ReservedNumber",
    "StatementImport",
    "StatementLine",
]
