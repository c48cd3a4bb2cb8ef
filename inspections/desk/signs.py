"""The signs of the triage desk: what waits for triage, for others, for an inspector, or for nobody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from inspections.lifecycle import ENDED, State
from inspections.signs import DIAMOND, SQUARE, TRIANGLE, Sign

_NEW = frozenset({State.SUBMITTED, State.REGISTERED, State.TRIAGE, State.REOPEN_REQUESTED})
_WAITING = frozenset({State.INFO_REQUESTED, State.FORWARDED})
SIGNS: tuple[Sign, ...] = (
    Sign("new", _("за разврставање"), _NEW, DIAMOND),
    Sign("waiting", _("чека другога"), _WAITING, TRIANGLE),
    Sign("running", _("код инспектора"), frozenset(State) - _NEW - _WAITING - ENDED, SQUARE),
    Sign("ended", _("завршено"), ENDED),
)
"""In the order in which they ask for attention: a cluster shows the first that is in it."""

_BY_STATE = {state: sign for sign in SIGNS for state in sign.states}


def sign_of(state: str) -> Sign:
    """The sign of a state."""
    return _BY_STATE[State(state)]


def sign_named(slug: str) -> Sign | None:
    return next((sign for sign in SIGNS if sign.slug == slug), None)
