"""State changes of reports. The only code that writes reports, their events and their clocks."""

from inspections.actions.counting import MOST_FOLDED, fold_cells, recount_cells, wrong_cells
from inspections.actions.engine import NOTHING, Change, Conflict, MissingText, perform
from inspections.actions.filing import (
    MOST_PHOTOS,
    Filing,
    Taken,
    TooManyPhotos,
    WrongIdentity,
    answers_of_draft,
    file,
    keep_photo,
    pinned_terms,
    remove_photo,
    save_page,
    start_draft,
)
from inspections.actions.forwarding import (
    AlreadyAnswered,
    ContactIsProtected,
    forward,
    remark_of_body,
    reply_of_body,
    take_back,
)
from inspections.actions.inspecting import STEPS, close, inform, refuse_reopen, reject, reopen, step
from inspections.actions.joining import MOST_PARTS, Part, WrongLead, WrongParts, merge, separate, split
from inspections.actions.protecting import NamesTheSender
from inspections.actions.sending import (
    AlreadyJudged,
    Followed,
    TooLate,
    add_photo,
    complete,
    confirm_following,
    follow,
    judge,
    remark,
    stop_following,
    support,
    withdraw,
)
from inspections.actions.triage import (
    BulkResult,
    CannotInspect,
    assign,
    bulk,
    change_category,
    hide_report,
    lapse_info,
    may_inspect,
    note,
    publish,
    reassign,
    request_info,
    set_priority,
    take,
)

__all__ = [
    "MOST_FOLDED", "MOST_PARTS", "MOST_PHOTOS", "NOTHING", "STEPS", "AlreadyAnswered", "AlreadyJudged", "BulkResult",
    "CannotInspect", "Change", "Conflict", "ContactIsProtected", "Filing", "Followed", "MissingText", "NamesTheSender",
    "Part", "Taken", "TooLate", "TooManyPhotos", "WrongIdentity", "WrongLead", "WrongParts", "add_photo",
    "answers_of_draft", "assign", "bulk", "change_category", "close", "complete", "confirm_following", "file",
    "fold_cells", "follow", "forward", "hide_report", "inform", "judge", "keep_photo", "lapse_info", "may_inspect",
    "merge", "note", "perform", "pinned_terms", "publish", "reassign", "recount_cells", "refuse_reopen", "reject",
    "remark", "remark_of_body", "remove_photo", "reopen", "reply_of_body", "request_info", "save_page", "separate",
    "set_priority", "split", "start_draft", "step", "stop_following", "support", "take", "take_back", "withdraw",
    "wrong_cells",
]  # fmt: skip
