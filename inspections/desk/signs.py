"""How a state looks on list and map: a colour and a shape, so that nobody depends on the colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from inspections.labels import Text
from inspections.lifecycle import ENDED, State


@dataclass(frozen=True)
class Sign:
    """A group of states with its shape. ``points``: corners within a square from -8 to 8; empty for a circle."""

    slug: str
    label: Text
    states: frozenset[State]
    points: str = ""


_NEW = frozenset({State.SUBMITTED, State.REGISTERED, State.TRIAGE, State.REOPEN_REQUESTED})
_WAITING = frozenset({State.INFO_REQUESTED, State.FORWARDED})
SIGNS: tuple[Sign, ...] = (
    Sign("new", _("за разврставање"), _NEW, "0,-9 9,0 0,9 -9,0"),
    Sign("waiting", _("чека другога"), _WAITING, "0,-9 9,7 -9,7"),
    Sign("running", _("код инспектора"), frozenset(State) - _NEW - _WAITING - ENDED, "-7,-7 7,-7 7,7 -7,7"),
    Sign("ended", _("завршено"), ENDED),
)
"""In the order in which they ask for attention: a cluster shows the first that is in it."""

_BY_STATE = {state: sign for sign in SIGNS for state in sign.states}


def sign_of(state: str) -> Sign:
    """The sign of a state."""
    return _BY_STATE[State(state)]


def sign_named(slug: str) -> Sign | None:
    return next((sign for sign in SIGNS if sign.slug == slug), None)
