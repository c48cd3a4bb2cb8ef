"""How far a running job has come. Kept in the cache: the rows are written in one transaction that nobody sees into."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

KEEP_SECONDS = 3600


class Step(TextChoices):
    """What a job is doing."""

    FETCHING = "fetching", _("преузимање датотеке")
    READING = "reading", _("читање и провера редова")
    COMPARING = "comparing", _("поређење са објављеном верзијом")
    PROFILING = "profiling", _("сабирање колона")


@dataclass(frozen=True)
class Progress:
    """A step with how many bytes of the file have been read of how many, and how many rows."""

    step: str = ""
    done: int = 0
    total: int = 0
    rows: int = 0

    @property
    def percent(self) -> int:
        """0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def label(self) -> str:
        """The step in words; empty before the first one."""
        return str(Step(self.step).label) if self.step else ""


def note(job_id: int, step: Step, *, done: int = 0, total: int = 0, rows: int = 0) -> None:
    """Tell how far the job is."""
    cache.set(f"opendata-job:{job_id}", (step.value, done, total, rows), KEEP_SECONDS)


def read(job_id: int) -> Progress:
    """How far the job is, as far as known."""
    kept = cache.get(f"opendata-job:{job_id}")
    return Progress(*kept) if kept else Progress()
