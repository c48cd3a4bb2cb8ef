"""Whose rows this transaction may see: the tenant settings that the row-level security policies read.

The settings are local to the transaction (``set_config(..., true)``); a session-level setting would leak to the next
request on a persistent connection. They name one municipality, one person, or one secret code; ``figures`` opens the
tables of summed figures of all municipalities and nothing else; ``system`` is for tasks and commands only. Nothing set
means that no row of any municipality is visible.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction


@dataclass(frozen=True)
class Scope:
    """Values of the tenant settings; empty text means not set."""

    municipality: str = ""
    person: str = ""
    code: str = ""
    system: str = ""
    figures: str = ""


NOBODY = Scope()
_SET = (
    "SELECT set_config('app.municipality', %s, true), set_config('app.person', %s, true),"
    " set_config('app.code', %s, true), set_config('app.system', %s, true), set_config('app.figures', %s, true)"
)
_READ = (
    "SELECT coalesce(current_setting('app.municipality', true), ''), coalesce(current_setting('app.person', true), ''),"
    " coalesce(current_setting('app.code', true), ''), coalesce(current_setting('app.system', true), ''),"
    " coalesce(current_setting('app.figures', true), '')"
)


class ScopeOutsideTransaction(RuntimeError):
    """A scope was asked for outside a transaction, where it would have no effect."""


def set_scope(scope: Scope) -> None:
    """Give the rest of the transaction the rights of ``scope``."""
    if not connection.in_atomic_block:
        raise ScopeOutsideTransaction("Open a transaction (transaction.atomic) before choosing whose rows it may see.")
    with connection.cursor() as cursor:
        cursor.execute(_SET, [scope.municipality, scope.person, scope.code, scope.system, scope.figures])


def read_scope() -> Scope:
    """The scope now in force."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        return Scope(*cursor.fetchone())


def enter(
    *,
    municipality: int | None = None,
    person: int | None = None,
    code: str | None = None,
    figures: str | None = None,
) -> None:
    """Widen or change the scope for the rest of the transaction; what is not named stays as it is.

    Only doors (``access.py``) and the request middleware call this, after they have checked the right to do so.
    """
    named = {"municipality": municipality, "person": person, "code": code, "figures": figures}
    chosen = {name: str(value) for name, value in named.items() if value is not None}
    if not connection.in_atomic_block:
        raise ScopeOutsideTransaction("Open a transaction (transaction.atomic) before choosing whose rows it may see.")
    if chosen:
        parts = ", ".join(f"set_config('app.{name}', %s, true)" for name in chosen)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {parts}", list(chosen.values()))


@contextmanager
def _temporarily(scope: Scope) -> Iterator[None]:
    with transaction.atomic():
        before = read_scope()
        set_scope(scope)
        yield
        set_scope(before)


@contextmanager
def municipality_scope(municipality_id: int) -> Iterator[None]:
    """A transaction that sees the rows of one municipality."""
    with _temporarily(Scope(municipality=str(municipality_id))):
        yield


@contextmanager
def code_scope(code: str) -> Iterator[None]:
    """A transaction that sees the one row whose secret code is ``code``."""
    with _temporarily(Scope(code=code)):
        yield


@contextmanager
def system_scope() -> Iterator[None]:
    """A transaction of a task or command that sees every municipality. Never used while answering a request."""
    with _temporarily(Scope(system="on")):
        yield
