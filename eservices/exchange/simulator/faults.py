"""Faults that can be switched on for one register, over HTTP, while the simulator runs.

``slow``: the answer comes after `seconds` (variant ``drip``: at once, but byte by byte over `seconds`). ``down``: HTTP
503 (variant ``drop``: the connection is closed without a word). ``wrong``: an answer that cannot be right, see
`WRONG`. ``twice``: the whole answer is sent two times on one connection. ``off``: no fault. `times` limits a fault to
so many questions.
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

MODES = frozenset({"off", "slow", "down", "wrong", "twice"})
Envelope = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """One fault of one register."""

    mode: str = "off"
    seconds: float = 3.0
    variant: str = ""
    times: int | None = None

    @classmethod
    def from_json(cls, body: dict[str, Any]) -> "Fault":
        """Read the switch; raises `ValueError` naming what is not known."""
        fault = cls(
            mode=body["mode"],
            seconds=float(body.get("seconds", 3.0)),
            variant=body.get("variant", ""),
            times=body.get("times"),
        )
        variants = {"slow": {"", "drip"}, "down": {"", "drop"}, "wrong": {"", *WRONG}}.get(fault.mode, {""})
        if fault.mode not in MODES or fault.variant not in variants or not 0 <= fault.seconds <= 60:
            raise ValueError(f"modes are {sorted(MODES)}, variants of wrong are {sorted(WRONG)}, seconds 0 to 60")
        return fault


NO_FAULT = Fault()


def _cut_off(envelope: Envelope) -> bytes:
    return json.dumps(envelope).encode()[:-7]


def _sign_in_page(envelope: Envelope) -> bytes:
    return b"<!doctype html><title>Sign in</title>"


def _changed(change: Callable[[Envelope], object]) -> Callable[[Envelope], bytes]:
    def spoil(envelope: Envelope) -> bytes:
        spoilt = copy.deepcopy(envelope)
        change(spoilt)
        return json.dumps(spoilt).encode()

    return spoil


def _months(envelope: Envelope) -> list[dict[str, Any]]:
    months: list[dict[str, Any]] = envelope["data"]["insurances"][0]["months"]
    return months


def _other_person(envelope: Envelope) -> None:
    name = "jmbg" if "jmbg" in envelope["data"] else "number"
    envelope["data"][name] = "1205992660060" if name == "jmbg" else "99900099"


def _extra_month(envelope: Envelope) -> None:
    _months(envelope).append({**_months(envelope)[0], "month": "1999-01", "paid": False, "paid_on": None})


WRONG: dict[str, Callable[[Envelope], bytes]] = {
    "malformed": _cut_off,
    "html": _sign_in_page,
    "other_question": _changed(lambda envelope: envelope.update(request_id="another")),
    "other_person": _changed(_other_person),
    "no_data": _changed(lambda envelope: envelope.pop("data")),
    "future": _changed(
        lambda envelope: envelope.update(
            as_of=(datetime.fromisoformat(envelope["as_of"]) + timedelta(days=2)).isoformat()
        )
    ),
    "negative_base": _changed(lambda envelope: _months(envelope)[0].update(base="-5000.00")),
    "number_base": _changed(lambda envelope: _months(envelope)[0].update(base=95000.1)),
    "duplicate_month": _changed(lambda envelope: _months(envelope)[1].update(_months(envelope)[0])),
    "missing_month": _changed(lambda envelope: _months(envelope).pop()),
    "extra_month": _changed(_extra_month),
}


def spoil(envelope: Envelope, variant: str) -> bytes:
    """The body of a wrong answer; without a variant it is cut off in the middle."""
    return WRONG[variant or "malformed"](envelope)
