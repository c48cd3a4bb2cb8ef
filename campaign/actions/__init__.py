"""Every change of the campaign. Keyword-only, ``by`` last, one transaction each, the record of acts inside.

Doors (``access.py``) have checked who asks; nothing else writes to these tables.
"""

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
    "AlreadyCame", "NotOpen", "announce", "ask", "call_off", "check_in", "confirm", "erase_visitors",
    "forget_unconfirmed", "give_up", "help_visitor", "plan", "publish_report",
]  # fmt: skip
