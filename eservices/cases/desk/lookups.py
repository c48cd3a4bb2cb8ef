"""Prefix search that keeps its index under row-level security.

``LIKE`` is not leakproof, so a policy forbids PostgreSQL to use an index for it; the operator ``^@`` (starts_with) is.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Lookup
from django.db.models.sql.compiler import SQLCompiler


@CharField.register_lookup
class BeginsWith(Lookup[str]):
    """``column__begins_with="jovan"``, on an index of ``text_pattern_ops``."""

    lookup_name = "begins_with"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_parameters = self.process_lhs(compiler, connection)
        right, right_parameters = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", (*left_parameters, *right_parameters)
