"""How processes are shown: the road, the figures as tables, what the reader may do now."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate

from eservices.cases.deadlines import Clock
from eservices.participation import labels
from eservices.participation.actions import clock_of
from eservices.participation.models import Announcement, Answer, Comment, Process, Signature
from eservices.participation.phases import ROADS, Act, Kind, Phase, acts
from municipalities.amounts import format_amount
from municipalities.templatetags.pismo import pismo

Row = list[Any]


# -- lists -------------------------------------------------------------------------------------------------------------
def card(row: Announcement, *, with_place: bool) -> dict[str, Any]:
    """An announced process for a list."""
    today = timezone.localdate()
    phase, last = row.phase_now(today), row.last_day(today)
    facts = [str(labels.KINDS[Kind(row.kind)])]
    if with_place:
        facts.insert(0, pismo(row.municipality.official_name))
    if last is not None:
        facts.append(translate("до %(day)s") % {"day": date_format(last, "SHORT_DATE_FORMAT")})
    return {
        "url": reverse("participation:process", args=[row.municipality.slug, row.code]),
        "title": pismo(row.title), "text": pismo(row.summary), "facts": facts, "status": labels.PHASES[phase],
        "tone": labels.PHASE_TONES.get(phase, ""),
    }  # fmt: skip


# -- one process -------------------------------------------------------------------------------------------------------
def road(process: Process, phase: Phase) -> list[dict[str, Any]]:
    """The phases of the usual road with their dates, for the timeline; an unusual end is its last point."""
    way = ROADS[Kind(process.kind)]
    if phase not in way:
        return [{"title": labels.PHASES[phase], "when": _last_change(process), "state": "current"}]
    here, spans = way.index(phase), process.spans
    points = []
    for number, point in enumerate(way):
        state = "done" if number < here else "current" if number == here else "upcoming"
        span = spans.get(point)
        when = f"{_day(span.first)} – {_day(span.last)}" if span else ""
        points.append({"title": labels.PHASES[point], "when": when, "state": state})
    return points


def _day(day: Any) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _last_change(process: Process) -> Any:
    event = process.events.last()
    return event.at if event else None


def story(process: Process) -> list[dict[str, Any]]:
    """Public lines of the story without the single comments, newest first."""
    told = process.events.exclude(action__in=("commented", "proposed", "created", "joined", "report_written"))
    return [
        {"title": event.sentence, "when": event.at, "text": pismo(event.reason)} for event in told.order_by("-id")[:30]
    ]


def clock_panel(process: Process) -> dict[str, Any] | None:
    """The running clock of the report or the answer, as the component wants it."""
    clock = clock_of(process)
    if clock is None or clock.due is None:
        return None
    title = translate("Рок за одговор скупштине") if process.kind == Kind.INITIATIVE else translate("Рок за извештај")
    return {
        "title": title, "due": clock.due, "total": clock.day_total, "day": clock.day_number,
        "state": _state(clock), "lines": _lines(process, clock),
    }  # fmt: skip


def _state(clock: Clock) -> str:
    return "ended" if clock.stopped_on else "late" if clock.overdue else "running"


def _lines(process: Process, clock: Clock) -> list[str]:
    lines = [
        translate("Рок тече од %(day)s и траје %(days)s дана.")
        % {"day": _day(process.clock_from), "days": process.clock_days}
    ]
    if any(line.code == "moved" for line in clock.lines):
        lines.append(translate("Последњи дан је нерадан, па се рок помера на први радни дан."))
    return [*lines, pismo(process.clock_source)]


def doors(process: Process, phase: Phase) -> list[dict[str, Any]]:
    """Buttons of what anybody can do now; how surely they must be known is asked behind them."""
    address = [process.municipality.slug, process.code]
    offered = {
        Act.SIGN: (translate("Потпишите"), "sign"),
        Act.VOTE: (translate("Гласајте"), "vote"),
        Act.PROPOSE: (translate("Предложите пројекат"), "propose"),
        Act.COMMENT: (translate("Коментаришите"), "discussion"),
    }
    open_now = acts(Kind(process.kind), phase)
    return [
        {"label": label, "url": reverse(f"participation:{name}", args=address)}
        for act, (label, name) in offered.items()
        if act in open_now
    ]


# -- figures -----------------------------------------------------------------------------------------------------------
def figure_tables(process: Process, figures: dict[str, Any]) -> list[dict[str, Any]]:
    """Tables of the counted numbers, each with caption, columns and rows, for pages and paper."""
    tables = []
    if "signatures" in figures:
        tables.append(_signature_table(figures["signatures"]))
    if "options" in figures:
        tables.append(_option_table(process, figures))
    if figures["comments"]["all"]:
        tables.append(_comment_table(figures["comments"]))
    if any(figures["answers"].values()):
        rows = [[label, _number(figures["answers"][stance])] for stance, label in Answer.Stance.choices]
        tables.append(_table("odgovori", translate("Званични одговори на примедбе"), rows))
    return tables


def _table(table_id: str, caption: str, rows: list[Row], *columns: str) -> dict[str, Any]:
    first, *others = columns or (translate("Шта"), translate("Број"))
    heads = [{"label": first}, *({"label": label, "numeric": True} for label in others)]
    return {"table_id": table_id, "caption": caption, "columns": heads, "rows": rows}


def _number(value: Any) -> dict[str, Any]:
    return {"text": str(value), "numeric": True}


def _comment_table(counts: dict[str, int]) -> dict[str, Any]:
    rows: list[Row] = [[translate("укупно"), _number(counts["all"])]]
    rows += [[label, _number(counts[side])] for side, label in Comment.Side.choices]
    rows.append([translate("сакривено због правила"), _number(counts["moderated"])])
    return _table("komentari", translate("Коментари"), rows)


def _signature_table(counts: dict[str, int]) -> dict[str, Any]:
    rows: list[Row] = [[translate("укупно"), _number(counts["all"])]]
    rows += [[label, _number(counts[state])] for state, label in Signature.Check.choices]
    return _table("potpisi", translate("Потписи"), rows)


def _option_table(process: Process, figures: dict[str, Any]) -> dict[str, Any]:
    budget = process.kind == Kind.BUDGET
    rows = []
    for row in figures["options"]:
        title = pismo(row["title"])
        cells: Row = [f"✓ {title}" if row["chosen"] else title, _number(row["votes"])]
        rows.append([*cells, _number(format_amount(Decimal(row["cost"])) if row["cost"] else "–")] if budget else cells)
    caption = translate("Гласало је: %(number)s") % {"number": figures["ballots"]}
    columns = [translate("Предлог") if budget else translate("Одговор"), translate("Гласова")]
    return _table("glasovi", caption, rows, *columns, *([translate("Цена, динара")] if budget else []))
