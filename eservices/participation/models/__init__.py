"""Tables of participation."""

from eservices.participation.models.deciding import (
    Ballot,
    CommitteeMember,
    Option,
    Signature,
    SignatureList,
    Turnout,
)
from eservices.participation.models.process import (
    Announcement,
    Enclosure,
    Event,
    Meeting,
    Paragraph,
    Period,
    Process,
    Report,
    TextVersion,
)
from eservices.participation.models.talk import (
    TEXT_LENGTH,
    AbuseReport,
    Answer,
    Comment,
    Follow,
    Moderation,
)

__all__ = [
    "TEXT_LENGTH",
    "AbuseReport",
    "Announcement",
    "Answer",
    "Ballot",
    "Comment",
    "CommitteeMember",
    "Enclosure",
    "Event",
    "Follow",
    "Meeting",
    "Moderation",
    "Option",
    "Paragraph",
    "Period",
    "Process",
    "Report",
    "Signature",
    "SignatureList",
    "TextVersion",
    "Turnout",
]
