"""Tables of inspections. Small truths only; state changes are in ``actions``."""

from inspections.models.attached import Feedback, Follower, Forwarding, InfoRequest, Photo
from inspections.models.cells import CellChange, CellCount
from inspections.models.delivery import RecordDelivery
from inspections.models.desk import ResponseTemplate, RoutingRule, SavedFilter
from inspections.models.open311 import Open311Day, Open311Entry, Open311Key
from inspections.models.plans import RiskAssessment, YearPaper
from inspections.models.records import Checklist, InspectionRecord
from inspections.models.reference import Category, ExternalBody, Inspectorate, LocalCategory
from inspections.models.report import Report, ReportClockEntry, ReportDraft, ReportEvent

__all__ = [
    "Category",
    "CellChange",
    "CellCount",
    "Checklist",
    "ExternalBody",
    "Feedback",
    "Follower",
    "Forwarding",
    "InfoRequest",
    "InspectionRecord",
    "Inspectorate",
    "LocalCategory",
    "Open311Day",
    "Open311Entry",
    "Open311Key",
    "Photo",
    "RecordDelivery",
    "Report",
    "ReportClockEntry",
    "ReportDraft",
    "ReportEvent",
    "ResponseTemplate",
    "RiskAssessment",
    "RoutingRule",
    "SavedFilter",
    "YearPaper",
]
