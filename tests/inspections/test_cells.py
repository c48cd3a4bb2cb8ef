"""Counts of the maps: the same as the reports, whatever happened to them, and never read report by report."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from inspections import actions, cell_counts, grid, pictures, tasks
from inspections.access import InspectionDesk
from inspections.cell_counts import FINEST, ZOOMS, Kept
from inspections.desk import cells
from inspections.desk.filters import HEAPS, Filters
from inspections.grid import Point
from inspections.lifecycle import Actor, NotAllowed, State
from inspections.models import CellChange, CellCount, Report
from inspections.models.report import NO_TERM
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.inspections.samples import SQUARE, category, filing, report

pytestmark = pytest.mark.django_db
KINDS = ("kom-otpad-javna", "sao-rupa")
PLACES = (SQUARE, Point(44_014_100, 20_911_500), Point(44_070_000, 20_960_000))
TOWN = grid.around(SQUARE, 9_000)


def filed_at(town: Municipality, place: Point | None, code: str = "kom-otpad-javna") -> Report:
    return actions.file(filing=replace(filing(town, code), place=place), by=None)


def by_hand(kept: Kept, zoom: int) -> Counter[tuple[int, str]]:
    """The same question, answered report by report."""
    rows = Report.objects.filter(municipality=kept.municipality_id, state__in=kept.states)
    rows = rows.filter(is_public=True) if kept.public else rows
    rows = rows.filter(category__code=kept.category) if kept.category else rows
    rows = rows if kept.inspectorates is None else rows.filter(inspectorate__slug__in=kept.inspectorates)
    found: Counter[tuple[int, str]] = Counter()
    for row in rows:
        cell = row.public_cell if kept.public else row.cell
        if cell is not None:
            found[grid.parent_of(cell, zoom), row.state] += 1
    return found


def asked(kept: Kept, zoom: int) -> Counter[tuple[int, str]]:
    return Counter({(one.cell, one.state): one.number for one in cell_counts.count(kept, TOWN, zoom)})


def questions(town: Municipality) -> list[tuple[Kept, int]]:
    every = frozenset(State)
    traffic = frozenset({"saobracajna"})
    return [
        (Kept(town.pk, False, every), FINEST), (Kept(town.pk, True, every - {State.MERGED}), 14),
        (Kept(town.pk, False, every, inspectorates=traffic), 12), (Kept(town.pk, True, every, "sao-rupa"), ZOOMS[0]),
        (Kept(town.pk, False, every, "sao-rupa"), 15), (Kept(town.pk, False, every, "sao-rupa", traffic), 5),
    ]  # fmt: skip


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["file", "merge", "separate", "split", "close", "reject", "hide", "publish", "category", "fold"]),
        st.integers(0, 5), st.integers(0, 5),
    ),
    min_size=4, max_size=12,
)  # fmt: skip


def carry_out(town: Municipality, head: User, filed: list[Report], step: tuple[str, int, int]) -> None:
    """One step of a history; one that the table of transitions does not have changes nothing."""
    what, first, second = step
    if what == "file" or not filed:
        filed.append(filed_at(town, (*PLACES, None)[second % 4], KINDS[first % 2]))
        return
    one, other = filed[first % len(filed)], filed[second % len(filed)]
    one.refresh_from_db()
    text: dict[str, Any] = {"public_text": "Због пробе.", "actor": Actor.HEAD, "by": head}
    acts: dict[str, Any] = {
        "merge": lambda: actions.merge(report=one, lead=other, actor=Actor.HEAD, by=head),
        "separate": lambda: actions.separate(report=one, **text),
        "split": lambda: filed.extend(
            actions.split(report=one, parts=[actions.Part(category(KINDS[second % 2]), "Део.")], **text)
        ),
        "close": lambda: actions.close(report=one, **text),
        "reject": lambda: actions.reject(report=one, **text),
        "hide": lambda: actions.hide_report(report=one, reason="Проба.", actor=Actor.HEAD, by=head),
        "publish": lambda: actions.publish(report=one, public_outcome="", photos=[], **text),
        "category": lambda: actions.change_category(report=one, category=category(KINDS[second % 2]), **text),
        "fold": actions.fold_cells,
    }
    try:
        acts[what]()
    except (NotAllowed, actions.WrongLead, actions.WrongParts):
        return


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=STEPS)
def test_counts_are_those_of_the_reports_after_any_history(
    town: Municipality, head: User, history: list[tuple[str, int, int]]
) -> None:
    filed: list[Report] = []
    for step in history:
        carry_out(town, head, filed, step)
    for kept, zoom in questions(town):
        assert asked(kept, zoom) == by_hand(kept, zoom), (kept, zoom)
    assert actions.wrong_cells(place=town) == 0
    actions.fold_cells()
    assert not CellChange.objects.exists() and actions.wrong_cells(place=town) == 0
    for kept, zoom in questions(town):
        assert asked(kept, zoom) == by_hand(kept, zoom), (kept, zoom)


def test_what_was_written_past_the_counts_is_found_and_mended(town: Municipality) -> None:
    kept = sorted(report(town).pk for _number in range(2))
    actions.fold_cells()
    before = sorted(CellCount.objects.values_list("zoom", "cell", "state", "number", "ids"))
    CellCount.objects.filter(public=True).update(number=7)
    CellCount.objects.filter(public=False).delete()
    report(town, "sao-rupa")  # noted, and not folded yet: no difference
    assert actions.wrong_cells(place=town) == len(before)
    assert tasks.mend_cells(town) == len(before) and tasks.mend_cells(town) == 0
    Report.objects.exclude(pk__in=kept).update(cell=None, public_cell=None, lat=None, lon=None)
    actions.fold_cells()
    assert sorted(CellCount.objects.values_list("zoom", "cell", "state", "number", "ids")) == before
    call_command("recount_cells", municipality=town.slug, anew=True, verbosity=0)
    assert sorted(CellCount.objects.values_list("zoom", "cell", "state", "number", "ids")) == before


def test_a_report_alone_in_its_cell_is_known_by_its_id(town: Municipality) -> None:
    alone = report(town)
    for _number in range(2):
        filed_at(town, PLACES[2])
    found = cell_counts.count(Kept(town.pk, True, frozenset(State)), TOWN, 15)
    assert {(one.number, one.ids == alone.pk) for one in found} == {(1, True), (2, False)}


def test_the_map_asks_counts_and_no_reports_until_it_is_near(
    town: Municipality, head: User, inspector: User, django_assert_num_queries: Any
) -> None:
    town.refresh_from_db()
    waste, _hole = report(town), filed_at(town, PLACES[2], "sao-rupa")
    heap = next(heap for heap in HEAPS if heap.slug == "otvorene")
    close = pictures.box_text(grid.around(SQUARE, 300))
    for user, number in ((head, 2), (inspector, 1)):
        desk, filters = InspectionDesk(user, town.pk), Filters(gomila="otvorene")
        rows, kept = heap.rows(desk.reports(), desk, NO_TERM), filters.kept(desk, heap)
        Report.objects.filter(pk=waste.pk).update(assignee=user)
        with django_assert_num_queries(1 if user is head else 2):
            far = cells.picture(rows, filters, town, kept)
        near = cells.picture(rows, Filters(gomila="otvorene", okvir=close), town, kept)
        assert (sum(mark.number for mark in far.marks), len(near.marks)) == (number, 1)
        assert all(f"/{waste.pk}/" in mark.url for mark in near.marks)
        assert Filters(inspektor="niko").kept(desk, heap) is None


def test_a_map_of_too_many_says_that_it_shows_a_part(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_READ", 2)
    town.refresh_from_db()
    for _number in range(3):
        report(town)
    drawn = cells.picture(Report.objects.all(), Filters(), town)
    assert drawn.part and [mark.number for mark in drawn.marks] == [2]


def test_the_counts_of_a_map_are_one_range_of_their_index(town: Municipality) -> None:
    report(town)
    actions.fold_cells()
    statement, values = cell_counts._question(Kept(town.pk, True, frozenset(State), "sao-rupa"), [1, 2, 3], 15, 15)
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {statement}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "using cells_counted_once" in plan and "cell = ANY" in plan.partition("Index Cond")[2].partition("\n")[0]
