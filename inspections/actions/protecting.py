"""What is written about a report may not give a protected sender away: neither the name in any case nor the contact."""

from __future__ import annotations

from collections.abc import Sequence

from eservices.cases import audit
from inspections import access, record_rules
from inspections.lifecycle import Actor
from inspections.models import Report
from municipalities.accounts.models import User
from municipalities.script import fold


class NamesTheSender(ValueError):
    """A text holds the name or the contact of a sender whose identity is protected."""


def refuse_names(*, report: Report, texts: Sequence[str], kind: str, actor: Actor, by: User) -> None:
    """Raise :class:`NamesTheSender` for texts of a paper that would give the sender away.

    That it was tried is written into the audit, so call it outside the transaction that is then given up. ``kind`` is
    the kind of record or the action the texts were meant for.
    """
    if not names_sender(report, texts):
        return
    data = {"report": report.pk, "kind": kind}
    audit.record("record_refused", municipality_id=report.municipality_id, data=data, actor_kind=actor, by=by)
    raise NamesTheSender(kind)


def names_sender(report: Report, texts: Sequence[str]) -> bool:
    """Whether texts name a protected sender: the name in any case and order, e-mail or telephone."""
    if report.identity != Report.Identity.PROTECTED:
        return False
    sender, text = access.sender_of(report), " ".join(texts)
    email, phone = sender.get("email", "").strip().lower(), _digits(sender.get("phone", ""))
    return (
        record_rules.names(fold(text).split(), fold(sender.get("name", "")).split())
        or (bool(email) and email in text.lower())
        or (len(phone) > 5 and phone[-8:] in _digits(text))
    )


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
