"""Every change of a process. Keyword-only, ``by`` last, one transaction each, the event row inside.

Views and admin check access, translate and call these; nothing else writes to a process.
"""

from eservices.participation.actions.enclosing import TooManyEnclosures, enclose
from eservices.participation.actions.engine import NeedMissing, SamePerson, catch_up, clock_of, facts_missing, lock
from eservices.participation.actions.initiating import (
    AlreadyMember,
    AlreadySigned,
    Draft,
    Elector,
    check_signature,
    close_check,
    edit,
    hand_over,
    join,
    open_collecting,
    open_signature,
    opened,
    receipt_of,
    sign,
    signed_text,
    start,
    suggested_threshold,
    take_back,
)
from eservices.participation.actions.running import (
    create,
    move_on,
    publish_report,
    publish_text,
    refresh,
    text_digest,
    write_report,
)
from eservices.participation.actions.talking import (
    AlreadyDone,
    NoSuchPlace,
    Said,
    SaidBefore,
    TooMany,
    answer,
    appeal,
    comment,
    decide_appeal,
    follow,
    hide,
    report_abuse,
    settle_reports,
    unfollow,
)
from eservices.participation.actions.voting import (
    AlreadyVoted,
    Project,
    WrongChoice,
    examine,
    open_voting,
    propose,
    vote,
)

__all__ = [
    "AlreadyDone", "AlreadyMember", "AlreadySigned", "AlreadyVoted", "Draft", "Elector", "NeedMissing", "NoSuchPlace",
    "Project", "Said", "SaidBefore", "SamePerson", "TooMany", "TooManyEnclosures", "WrongChoice", "answer", "appeal", "catch_up",
    "check_signature", "clock_of", "close_check", "comment", "create", "decide_appeal", "edit", "enclose", "examine",
    "facts_missing", "follow", "hand_over", "hide", "join", "lock", "move_on", "open_collecting", "open_signature", "open_voting",
    "opened", "propose", "publish_report", "publish_text", "receipt_of", "refresh", "report_abuse", "settle_reports",
    "sign", "signed_text", "start", "suggested_threshold", "take_back", "text_digest", "unfollow", "vote",
    "write_report",
]  # fmt: skip
