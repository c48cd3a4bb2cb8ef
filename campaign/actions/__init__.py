"""Every change of the campaign. Keyword-only, ``by`` last, one transaction each, the record of acts inside.

Doors (``access.py``) have checked who asks; nothing else writes to these tables.
"""

from campaign.actions.competition import (
    NotYet,
    SamePerson,
    Unequal,
    audit,
    freeze,
    read_rows,
    reckon,
    recomputed,
)
from campaign.actions.drawing import NoRequest, NotForOfficials, draw_winners, enter, request_of
from campaign.actions.looking_up import note_row_lookup
from campaign.actions.outreach import (
    ask_newsletter,
    confirm_newsletter,
    count_visit,
    forget_unasked,
    leave_newsletter,
    send_issue,
)
from campaign.actions.pressing import make_press_kit
from campaign.actions.promotions import (
    NotOpen,
    announce,
    call_off,
    erase_visitors,
    help_visitor,
    note_impact,
    plan,
    publish_report,
)
from campaign.actions.visitors import AlreadyCame, ask, check_in, confirm, forget_unconfirmed, give_up

__all__ = [
    "AlreadyCame", "NoRequest", "NotForOfficials", "NotOpen", "NotYet", "SamePerson", "Unequal", "announce", "ask",
    "ask_newsletter", "audit", "call_off", "check_in", "confirm", "confirm_newsletter", "count_visit", "draw_winners",
    "enter", "erase_visitors", "forget_unasked", "forget_unconfirmed", "freeze", "give_up", "help_visitor",
    "leave_newsletter", "make_press_kit", "note_impact", "note_row_lookup", "plan", "publish_report", "read_rows", "reckon",
    "recomputed", "request_of", "send_issue",
]  # fmt: skip
