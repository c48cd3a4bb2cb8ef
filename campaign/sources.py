"""What the competition hears of other floors: the open-data score of a town, when somebody provides it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from municipalities.models import Municipality

OpenDataScore = Callable[[Municipality], Decimal | None]
"""Takes a town whose rows are in sight; gives 0 to 1, or None while nothing can be said."""
_open_data: list[OpenDataScore] = []


def provide_open_data_score(function: OpenDataScore) -> None:
    """Let ``function`` give the open-data score; the composition root calls this once."""
    _open_data[:] = [function]


def open_data_score(town: Municipality) -> Decimal | None:
    """The open-data score of a town; None while nobody provides one."""
    return _open_data[0](town) if _open_data else None
