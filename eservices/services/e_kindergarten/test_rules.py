"""Points, ranking and the moving list: the worked example, what must hold for any children, and the public file."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eservices.services.e_kindergarten import phases, verify_ranking
from eservices.services.e_kindergarten.benchmark import MOST, bench_ranking, invented_inputs
from eservices.services.e_kindergarten.phases import Moment, NotInThisPhase, Phase
from eservices.services.e_kindergarten.rules import (
    RANKED,
    AgeGroup,
    Facts,
    Scheme,
    Standing,
    TooOld,
    TooYoung,
    age_group,
    for_public,
    months_old,
    refill,
    score,
    tie_numbers,
    wishes_of,
)
from eservices.services.e_kindergarten.verify_ranking import BrokenFile, digest, publish, rank

FOLDER = Path(__file__).parent
unhurried = settings(deadline=None)  # the machine may be busy with something else
START = date(2027, 9, 1)
GROUPS = (AgeGroup("jaslice", "", 12, 36), AgeGroup("vrtic", "", 36, 66))


def scheme(name: str) -> Scheme:
    return Scheme.read(json.loads((FOLDER / "schemes" / f"{name}.json").read_text(encoding="utf-8")))


KIKINDA, KRAGUJEVAC = scheme("kikinda-2018"), scheme("kragujevac-2022")
ANA = Facts(date(2023, 5, 1), (True, True), birth_order=3, filed=1)
BORIS = Facts(date(2023, 6, 1), (True, False), attended=True, filed=2)
CECA = Facts(date(2023, 7, 1), (True, True), filed=3)


def child(code: str, points: str, wishes: list[str], **more: Any) -> dict[str, Any]:
    return {"code": code, "list": "vrtic", "group": RANKED, "points": points, "ties": [0], "wishes": wishes} | more


def example() -> dict[str, Any]:
    """Section 2: places A=1, B=1; Ana wishes A,B; Boris A,B; Ceca only A."""
    facts = {"Ana": ANA, "Boris": BORIS, "Ceca": CECA}
    ties = tie_numbers(KIKINDA, facts)
    wishes = {"Ana": ["A", "B"], "Boris": ["A", "B"], "Ceca": ["A"]}
    children = [
        child(code, str(score(KIKINDA, known, START).points), wishes[code], ties=ties[code])
        for code, known in facts.items()
    ]
    return {"places": {"A": 1, "B": 1}, "children": children}


def test_kikinda_points_of_the_example() -> None:
    totals = [str(score(KIKINDA, facts, START).points) for facts in (ANA, BORIS, CECA)]
    assert totals == ["60.0000", "40.0000", "50.0000"]


def test_the_example_is_ranked_as_in_the_domain() -> None:
    lines = [(line["rank"], line["code"], line["outcome"], line["place"]) for line in rank(example())]
    assert lines == [(1, "Ana", "placed", "A"), (2, "Ceca", "waiting", ""), (3, "Boris", "placed", "B")]


def test_when_ana_does_not_sign_her_place_goes_to_ceca_and_not_to_boris() -> None:
    standings = [Standing("Ceca", (RANKED, 2), ("A",)), Standing("Boris", (RANKED, 3), ("A", "B"), "B")]
    assert [(move.code, move.place, move.left) for move in refill("A", standings)] == [("Ceca", "A", "")]


def test_a_signed_contract_does_not_move() -> None:
    standings = [Standing("Boris", (RANKED, 3), ("A", "B"), "B", settled=True)]
    assert refill("A", standings) == []


def test_a_place_left_for_a_better_one_is_given_on() -> None:
    standings = [Standing("b", (RANKED, 2), ("A", "B"), "B"), Standing("c", (RANKED, 3), ("B",))]
    assert [(move.code, move.place) for move in refill("A", standings)] == [("b", "A"), ("c", "B")]


def test_the_sum_is_at_most_the_maximum() -> None:
    everything = Facts(date(2023, 5, 1), (True, True), birth_order=4, attended=True)
    assert score(KIKINDA, everything, START).points == Decimal("80.0000")


def test_a_single_working_parent_counts_as_both_where_the_scheme_says_so() -> None:
    assert score(KIKINDA, Facts(date(2023, 5, 1), (True,)), START).points == Decimal("50.0000")


def test_points_with_four_decimals() -> None:
    lines = score(KRAGUJEVAC, Facts(date(2024, 3, 1), (True, False)), START)
    assert str(lines.points) == "42.5218" and [str(line.given) for line in lines.lines][-1] == "12.5218"


def test_priority_stands_before_any_points() -> None:
    prior = score(KRAGUJEVAC, Facts(date(2023, 5, 1), (), priorities=frozenset({"disability"})), START)
    assert prior.before_ranking and prior.priority is not None and prior.priority.slug == "disability"
    rows = [child("a", "100.0000", ["A"]), child("b", "0.0000", ["A"], group=prior.group)]
    assert rank({"places": {"A": 1}, "children": rows})[0]["code"] == "b"


def test_ties_fall_by_sibling_then_age_then_time_of_filing() -> None:
    older = Facts(date(2023, 1, 1), (True, True), filed=9)
    sibling = Facts(date(2023, 8, 1), (True, True), sibling=True, filed=9)
    earlier = Facts(date(2023, 1, 1), (True, True), filed=1)
    ties = tie_numbers(KIKINDA, {"older": older, "sibling": sibling, "earlier": earlier})
    assert sorted(ties, key=lambda code: ties[code]) == ["sibling", "earlier", "older"]


def test_each_list_has_its_own_ranks() -> None:
    rows = [child("a", "9.0000", ["A"]), child("b", "8.0000", ["J"], list="jaslice"), child("c", "7.0000", ["A"])]
    lines = rank({"places": {"A": 2, "J": 1}, "children": rows})
    assert [(line["list"], line["rank"], line["code"]) for line in lines] == [
        ("jaslice", 1, "b"), ("vrtic", 1, "a"), ("vrtic", 2, "c"),
    ]  # fmt: skip


# -- age ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("born", "slug"), [(date(2026, 9, 1), "jaslice"), (date(2024, 9, 1), "vrtic"),
                                            (date(2024, 9, 2), "jaslice"), (date(2022, 3, 2), "vrtic")])  # fmt: skip
def test_age_group_by_completed_months_on_the_first_of_september(born: date, slug: str) -> None:
    assert age_group(GROUPS, born, START).slug == slug


def test_a_day_too_young_and_a_day_too_old() -> None:
    with pytest.raises(TooYoung):
        age_group(GROUPS, date(2026, 9, 2), START)
    with pytest.raises(TooOld):
        age_group(GROUPS, date(2022, 3, 1), START)
    with pytest.raises(TooYoung):
        age_group(GROUPS, date(2027, 12, 1), START)
    assert months_old(date(2024, 2, 29), date(2025, 2, 28)) == 12


# -- what must hold for any children -----------------------------------------------------------------------------------
PLACES = ["A", "B", "C", "D"]


@st.composite
def competitions(draw: st.DrawFn) -> dict[str, Any]:
    places = {place: draw(st.integers(0, 3)) for place in PLACES}
    children = [
        child(
            f"c{number:02d}",
            f"{draw(st.integers(0, 6)) * 10}.0000",
            draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=4)),
            group=draw(st.sampled_from([1, 2, RANKED, RANKED, RANKED])),
            ties=[draw(st.integers(0, 1)), draw(st.integers(0, 2))],
        )
        for number in range(draw(st.integers(0, 14)))
    ]
    return {"places": places, "children": children}


def in_order(inputs: dict[str, Any]) -> list[str]:
    return [row["code"] for row in sorted(inputs["children"], key=verify_ranking.order_key)]


@unhurried
@given(competitions())
def test_no_child_prefers_a_place_that_somebody_further_down_got(inputs: dict[str, Any]) -> None:
    wishes = {row["code"]: row["wishes"] for row in inputs["children"]}
    got = {line["code"]: line["place"] for line in rank(inputs)}
    order = in_order(inputs)
    for position, code in enumerate(order):
        better = wishes[code][: wishes[code].index(got[code])] if got[code] else wishes[code]
        assert not {got[later] for later in order[position + 1 :]} & set(better)


@unhurried
@given(competitions())
def test_no_kindergarten_takes_more_than_it_has_and_none_stays_free_while_wanted(inputs: dict[str, Any]) -> None:
    lines = rank(inputs)
    taken = [line["place"] for line in lines if line["place"]]
    assert all(taken.count(place) <= free for place, free in inputs["places"].items())
    wishes = {row["code"]: row["wishes"] for row in inputs["children"]}
    for line in lines:
        if not line["place"]:
            assert all(taken.count(place) == inputs["places"][place] for place in wishes[line["code"]])


@unhurried
@given(competitions(), st.randoms(use_true_random=False))
def test_the_order_in_which_children_are_given_changes_nothing(inputs: dict[str, Any], draw: Any) -> None:
    shuffled = {"places": dict(reversed(inputs["places"].items())), "children": list(inputs["children"])}
    draw.shuffle(shuffled["children"])
    assert rank(shuffled) == rank(inputs)


@unhurried
@given(competitions(), st.sets(st.integers(0, 13)))
def test_the_public_file_gives_each_child_in_it_the_same_place(inputs: dict[str, Any], numbers: set[int]) -> None:
    lines = rank(inputs)
    hidden = {f"c{number:02d}" for number in numbers}
    public = for_public(inputs, lines, hidden)
    whole = {line["code"]: (line["place"], line["wish"]) for line in lines}
    shown = {line["code"]: (line["place"], line["wish"]) for line in rank(public)}
    assert shown == {code: whole[code] for code in shown}
    assert not hidden & set(shown) and all(row["group"] == RANKED for row in public["children"])


@unhurried
@given(competitions(), st.integers(0, 13))
def test_refilling_gives_what_ranking_anew_without_the_child_gives(inputs: dict[str, Any], number: int) -> None:
    leaver = f"c{number:02d}"
    held = {line["code"]: line["place"] for line in rank(inputs)}
    order = {code: (0, position) for position, code in enumerate(in_order(inputs))}
    standings = [
        Standing(row["code"], order[row["code"]], tuple(row["wishes"]), held[row["code"]])
        for row in inputs["children"] if row["code"] != leaver
    ]  # fmt: skip
    for move in refill(held.pop(leaver, ""), standings):
        held[move.code] = move.place
    rest = {"places": inputs["places"], "children": [row for row in inputs["children"] if row["code"] != leaver]}
    assert held == {line["code"]: line["place"] for line in rank(rest)}


@unhurried
@given(competitions())
def test_standing_just_before_the_last_one_there_would_have_given_the_place(inputs: dict[str, Any]) -> None:
    """What the explanation promises: one place above the last child there, the wish comes true."""
    lines = rank(inputs)
    rows = {row["code"]: row for row in inputs["children"]}
    holders = {line["place"]: line["code"] for line in lines if line["place"]}
    for line in lines:
        for wish in wishes_of(line["code"], inputs, lines):
            if wish.reached and not wish.got and wish.last_rank is not None:
                last = rows[holders[wish.place]]
                raised = rows[line["code"]] | {key: last[key] for key in ("group", "points", "ties")} | {"code": "!"}
                rest = [row for row in inputs["children"] if row["code"] != line["code"]]
                anew = rank({"places": inputs["places"], "children": [*rest, raised]})
                place = next(other["place"] for other in anew if other["code"] == "!")
                assert rows[line["code"]]["wishes"].index(place) <= rows[line["code"]]["wishes"].index(wish.place)


# -- the published file ------------------------------------------------------------------------------------------------
def test_the_file_is_checked_by_the_script_alone(tmp_path: Path) -> None:
    file = tmp_path / "rang-lista.json"
    file.write_bytes(verify_ranking.canonical(publish("kikinda-2027", "preliminary", example())))
    script = [sys.executable, "-I", str(FOLDER / "verify_ranking.py"), str(file)]
    answer = subprocess.run(script, capture_output=True, text=True, check=True)
    assert digest(rank(example())) in answer.stdout


def test_a_changed_place_or_input_is_found() -> None:
    document = publish("kikinda-2027", "preliminary", example())
    document["list"][1]["place"] = "B"
    assert verify_ranking.differences(document) == [
        'Ceca: should be {"code":"Ceca","list":"vrtic","outcome":"waiting","place":"","points":"50.0000","rank":2,"wish":0}'
    ]
    document = publish("kikinda-2027", "preliminary", example())
    document["inputs"]["places"]["A"] = 2
    assert "The digest of the inputs differs." in verify_ranking.differences(document)
    document = publish("kikinda-2027", "preliminary", example())
    document["list"].append(document["list"][0] | {"code": "Nobody"})
    assert verify_ranking.differences(document) == ["Nobody: is not among the inputs"]


@pytest.mark.parametrize(("change", "sentence"), [
    ({"wishes": ["A", "A"]}, "repeated or unknown"), ({"wishes": ["X"]}, "repeated or unknown"),
    ({"points": "7"}, "four decimals"), ({"ties": [1, 2]}, "as many"), ({"code": "Ana"}, "stands twice"),
])  # fmt: skip
def test_contradictory_inputs_are_refused(change: dict[str, Any], sentence: str) -> None:
    inputs = example()
    inputs["children"][1] |= change
    with pytest.raises(BrokenFile, match=sentence):
        rank(inputs)


def test_the_script_says_what_is_wrong_with_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.json"
    file.write_text('{"format": "other"}')
    assert verify_ranking.main([str(file)]) == 2 and "cannot be checked" in capsys.readouterr().out
    document = publish("k", "final", example())
    document["list"].pop()
    file.write_text(json.dumps(document))
    assert verify_ranking.main([str(file)]) == 1
    assert verify_ranking.main([]) == 2


def test_a_large_competition_is_ranked_in_the_time_of_a_few_sorts() -> None:
    assert bench_ranking(children=20_000, kindergartens=100).ratio <= MOST
    assert sum(invented_inputs(200, 10)["places"].values()) == 150


# -- phases ------------------------------------------------------------------------------------------------------------
OPENS, CLOSES = datetime(2027, 4, 1, 6, tzinfo=UTC), datetime(2027, 4, 30, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(("moment", "open_"), [
    (OPENS - timedelta(microseconds=1), False), (OPENS, True), (CLOSES, True),
    (CLOSES + timedelta(microseconds=999_999), True), (CLOSES + timedelta(seconds=1), False),
])  # fmt: skip
def test_requests_are_received_to_the_second(moment: datetime, open_: bool) -> None:
    assert phases.receives_requests(Phase.ANNOUNCED, OPENS, CLOSES, moment) is open_


def test_moments_follow_clock_and_commission() -> None:
    def at(phase: Phase, now: datetime, until: date | None = None) -> Moment:
        return phases.moment_of(phase, OPENS, CLOSES, until, now, now.date())

    assert at(Phase.DRAFT, OPENS) is Moment.DRAFT
    assert at(Phase.ANNOUNCED, OPENS - timedelta(days=1)) is Moment.ANNOUNCED
    assert at(Phase.ANNOUNCED, OPENS) is Moment.OPEN
    assert at(Phase.ANNOUNCED, CLOSES + timedelta(days=1)) is Moment.CLOSED
    assert at(Phase.PRELIMINARY, CLOSES, CLOSES.date()) is Moment.OBJECTIONS
    assert at(Phase.PRELIMINARY, CLOSES + timedelta(days=1), CLOSES.date()) is Moment.OBJECTIONS_OVER
    assert at(Phase.CONTRACTS, CLOSES) is Moment.CONTRACTS


def test_steps_come_one_after_the_other() -> None:
    assert phases.after("announce", Phase.DRAFT) is Phase.ANNOUNCED
    assert phases.after("rank", Phase.PRELIMINARY) is Phase.PRELIMINARY
    assert phases.steps_in(Phase.FINAL) == ("start_contracts",)
    with pytest.raises(NotInThisPhase):
        phases.after("publish_final", Phase.RANKED)
