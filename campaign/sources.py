"""What the campaign hears of floors it does not know: the open-data score of a town, the number of open data sets."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from municipalities.models import Municipality

OpenDataScore = Callable[[Municipality], Decimal | None]
"""Takes a town whose rows are in sight; gives 0 to 1, or None while nothing can be said."""
OpenDataCount = Callable[[], int]
_counts: list[OpenDataCount] = []
_open_data: list[OpenDataScore] = []


def provide_open_data_score(function: OpenDataScore) -> None:
    """Let ``function`` give the open-data score; the composition root calls this once."""
    _open_data[:] = [function]


def open_data_score(town: Municipality) -> Decimal | None:
    """The open-data score of a town; None while nobody provides one."""
    return _open_data[0](town) if _open_data else None


def provide_open_data_count(function: OpenDataCount) -> None:
    """Let ``function`` tell how many data sets are public; the composition root calls this once."""
    _counts[:] = [function]


def open_data_count() -> int | None:
    """How many data sets are public; None while nobody tells."""
    return _counts[0]() if _counts else None
