"""The legal clock in sentences. Citizen, clerk and supervisor read the same lines, each in the own script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from eservices.cases.deadlines import Clock, Line, Term
from eservices.cases.labels import TIMELINE, Text
from eservices.cases.wording import DOCUMENT_EVENTS
from municipalities.templatetags.pismo import pismo

Causes = Mapping[str, Text]
Sentence = Callable[[Line, Clock, Causes], str]


@dataclass(frozen=True)
class ClockPanel:
    """What the component ``components/clock.html`` shows. ``state``: running, paused, late or ended."""

    state: str
    title: str
    due: date | None
    day: int
    total: int
    paused_since: date | None
    reason: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """How a clock speaks: titles by state, names of what wrote its lines, sentences by the code of a line."""

    titles: Mapping[str, Callable[[], str]]
    causes: Causes
    sentences: Mapping[str, Sentence]


def panel(clock: Clock, *, document: bool = False, words: Words | None = None) -> ClockPanel:
    """The clock as a panel, in the language now active; ``document``: what is due is a document, not a decision.

    ``words`` of another kind of term replace both.
    """
    state = _state(clock)
    chosen = words or _words(document)
    return ClockPanel(
        state=state,
        title=chosen.titles[state](),
        due=clock.due,
        day=clock.day_number,
        total=clock.day_total,
        paused_since=clock.paused_since,
        reason=_in_short(clock, state),
        lines=tuple(_lines(clock, chosen)),
    )


def sentences(clock: Clock, *, document: bool = False) -> list[str]:
    """Every step of the arithmetic as a sentence, in the order it happened."""
    return _lines(clock, _words(document))


def _lines(clock: Clock, words: Words) -> list[str]:
    return [words.sentences[line.code](line, clock, words.causes) for line in clock.lines]


def _words(document: bool) -> Words:
    if document:
        return Words(_DOCUMENT_TITLES, TIMELINE, SENTENCES | _DOCUMENT_SENTENCES)
    return Words(_TITLES, TIMELINE, SENTENCES)


def _state(clock: Clock) -> str:
    if clock.stopped_on is not None:
        return "ended"
    if clock.paused_since is not None:
        return "paused"
    return "late" if clock.overdue else "running"


_TITLES: dict[str, Callable[[], str]] = {
    "running": lambda: _("Рок за одлуку"),
    "late": lambda: _("Рок за одлуку је истекао"),
    "paused": lambda: _("Рок за одлуку сада не тече"),
    "ended": lambda: _("Рок за одлуку је био"),
}
_DOCUMENT_TITLES: dict[str, Callable[[], str]] = {
    "running": lambda: _("Рок за издавање"),
    "late": lambda: _("Рок за издавање је истекао"),
    "paused": lambda: _("Рок за издавање сада не тече"),
    "ended": lambda: _("Рок за издавање је био"),
}


def _in_short(clock: Clock, state: str) -> str:
    """The one sentence under the date."""
    if state == "running":
        template = _("Преостало радних дана: %(days)s.") if clock.term.working else _("Преостало дана: %(days)s.")
        return template % {"days": clock.remaining}
    if state == "late":
        template = _("Радних дана преко рока: %(days)s.") if clock.term.working else _("Дана преко рока: %(days)s.")
        return template % {"days": clock.days_late}
    if state == "paused":
        return _("Кад се рок настави, остаће дана: %(days)s.") % {"days": clock.remaining}
    return ""


def on(day: date | None) -> str:
    """A day as it is written in a sentence."""
    return formats.date_format(day, "DATE_FORMAT") if day else ""


def length(days: int | None, term: Term) -> str:
    template = _("радних дана: %(days)s") if term.working else _("дана: %(days)s")
    return template % {"days": days}


def source(article: str) -> str:
    """The rule in brackets, without its last full stop."""
    return f" ({pismo(article).rstrip('.')})" if article else ""


def _cause(line: Line, causes: Causes) -> str:
    """What happened, as the timeline says it; the reason of a ledger line is the action that wrote it."""
    cause: Text = causes.get(line.reason, line.reason)
    return str(cause)


def _start(line: Line, clock: Clock, causes: Causes) -> str:
    return _("%(on)s: захтев је примљен и рок почиње%(source)s. Траје %(length)s, па је последњи дан %(end)s") % {
        "on": on(line.on), "source": source(line.article), "length": length(line.days, clock.term), "end": on(line.end)
    }  # fmt: skip


def _restart(line: Line, clock: Clock, causes: Causes) -> str:
    return _("%(on)s: %(cause)s. Цео рок тече испочетка%(source)s: %(length)s, последњи дан је %(end)s") % {
        "on": on(line.on), "cause": _cause(line, causes), "source": source(line.article),
        "length": length(line.days, clock.term), "end": on(line.end),
    }  # fmt: skip


def _pause(line: Line, clock: Clock, causes: Causes) -> str:
    words = {"on": on(line.on), "cause": _cause(line, causes), "source": source(line.article), "until": on(line.until)}
    if line.until:
        return _("%(on)s: %(cause)s%(source)s. Рок од тада не тече; наставак се очекује до %(until)s") % words
    return _("%(on)s: %(cause)s%(source)s. Рок од тада не тече.") % words


def _resume(line: Line, clock: Clock, causes: Causes) -> str:
    return _("%(on)s: %(cause)s. Рок поново тече; пауза се не рачуна (%(length)s), последњи дан је %(end)s") % {
        "on": on(line.on), "cause": _cause(line, causes), "length": length(line.days, clock.term), "end": on(line.end)
    }  # fmt: skip


def _extend(line: Line, clock: Clock, causes: Causes) -> str:
    return _("%(on)s: рок је продужен%(source)s, %(length)s. Последњи дан је %(end)s") % {
        "on": on(line.on), "source": source(line.article), "length": length(line.days, clock.term), "end": on(line.end)
    }  # fmt: skip


def _stop(line: Line, clock: Clock, causes: Causes) -> str:
    return _("%(on)s: %(cause)s. Рок више не тече.") % {"on": on(line.on), "cause": _cause(line, causes)}


def _moved(line: Line, clock: Clock, causes: Causes) -> str:
    return _("%(on)s није радни дан, па се рок помера на први следећи радни дан: %(end)s") % {
        "on": on(line.on), "end": on(line.end)
    }  # fmt: skip


def _due(line: Line, clock: Clock, causes: Causes) -> str:
    template = _("Рок за одлуку био је %(end)s") if clock.stopped_on else _("Одлука се доноси најкасније %(end)s")
    return template % {"end": on(line.end)}


def _document_stop(line: Line, clock: Clock, causes: Causes) -> str:
    cause = DOCUMENT_EVENTS.get(line.reason) or _cause(line, causes)
    return _("%(on)s: %(cause)s. Рок више не тече.") % {"on": on(line.on), "cause": cause}


def _document_due(line: Line, clock: Clock, causes: Causes) -> str:
    template = _("Рок за издавање био је %(end)s") if clock.stopped_on else _("Документ се издаје најкасније %(end)s")
    return template % {"end": on(line.end)}


SENTENCES: dict[str, Sentence] = {
    "start": _start,
    "restart": _restart,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "extend-until": _extend,
    "stop": _stop,
    "moved": _moved,
    "due": _due,
}
_DOCUMENT_SENTENCES: dict[str, Sentence] = {"stop": _document_stop, "due": _document_due}
