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
from campaign.actions.promotions import (
    NotOpen,
    announce,
    call_off,
    erase_visitors,
    help_visitor,
    plan,
    publish_report,
)
from campaign.actions.visitors import AlreadyCame, ask, check_in, confirm, forget_unconfirmed, give_up

__all__ = [
    "AlreadyCame", "NoRequest", "NotForOfficials", "NotOpen", "NotYet", "SamePerson", "Unequal", "announce", "ask",
    "audit", "call_off", "check_in", "confirm", "draw_winners", "enter", "erase_visitors", "forget_unconfirmed", "freeze",
    "give_up", "help_visitor", "plan", "publish_report", "read_rows", "reckon", "recomputed", "request_of",
]  # fmt: skip
