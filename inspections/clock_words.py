"""The clock of a report in sentences: by when the sender is told what was done."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from eservices.cases.clock_words import SENTENCES, Causes, ClockPanel, Words, length, on, panel, source
from eservices.cases.deadlines import Clock, Line
from inspections.clock import clock_of
from inspections.labels import TIMELINE
from inspections.models import Report


def panel_of(report: Report, *, today: date) -> ClockPanel:
    """The clock of a report for ``components/clock.html``, in the language now active."""
    return panel(clock_of(report, today=today), words=WORDS)


def _start(line: Line, clock: Clock, causes: Causes) -> str:
    return _("%(on)s: пријава је примљена и рок почиње%(source)s. Траје %(length)s, па је последњи дан %(end)s") % {
        "on": on(line.on), "source": source(line.article), "length": length(line.days, clock.term), "end": on(line.end)
    }  # fmt: skip


def _due(line: Line, clock: Clock, causes: Causes) -> str:
    template = _("Рок за одговор био је %(end)s") if clock.stopped_on else _("Одговор стиже најкасније %(end)s")
    return template % {"end": on(line.end)}


WORDS = Words(
    titles={
        "running": lambda: _("Рок за одговор"),
        "late": lambda: _("Рок за одговор је истекао"),
        "paused": lambda: _("Рок за одговор сада не тече"),
        "ended": lambda: _("Рок за одговор је био"),
    },
    causes=TIMELINE,
    sentences={**SENTENCES, "start": _start, "due": _due},
)
