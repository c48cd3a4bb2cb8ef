"""The ranking in plain words for one child: points line by line, rank, why this kindergarten, what would change it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as translate

from eservices.cases.service import Calculation, Table
from eservices.services.e_kindergarten import facts, rules
from eservices.services.e_kindergarten.models import Application, Publication, Quota
from eservices.services.e_kindergarten.verify_ranking import PLACED
from municipalities.templatetags.pismo import pismo


def points(value: Decimal | str) -> str:
    """Points with four decimals as the reader's language writes them: 62,5024."""
    return str(number_format(Decimal(str(value)), decimal_pos=4))


@dataclass(frozen=True)
class PointRow:
    """One line of points; ``value`` is empty for a ground that gives priority instead of points."""

    label: str
    value: str
    source: str
    holds: bool


@dataclass(frozen=True)
class Explanation:
    """What a parent reads about a published list. ``rank`` is empty for a child admitted before ranking."""

    stage: str
    rows: tuple[PointRow, ...]
    total: str
    rank: str
    children: int
    placed: bool
    kindergarten: str
    wish: int
    why: tuple[str, ...]
    otherwise: tuple[str, ...]


def explain(application: Application, publication: Publication) -> Explanation | None:
    """The explanation of one child's line; None when its request was not ranked."""
    document = json.loads(bytes(publication.content))
    inputs, lines = document["inputs"], document["list"]
    shown = next((line for line in lines if line["code"] == application.code), None)
    if shown is None:
        # Priority and protected children are not in the public file: theirs is read from the ranking itself.
        inputs, lines = publication.ranking.inputs, publication.ranking.lines
    line = next((row for row in lines if row["code"] == application.code), None)
    if line is None:
        return None
    names = _names(application)
    wishes = rules.wishes_of(application.code, inputs, lines)
    kept = facts.kept_scores(application).get(publication.stage, [])
    ranked = next(child for child in inputs["children"] if child["code"] == application.code)["group"] >= rules.RANKED
    return Explanation(
        stage=publication.stage,
        rows=tuple(_point_rows(kept)),
        total=points(line["points"]),
        rank=str(line["rank"]) if ranked else "",
        children=sum(other["list"] == line["list"] for other in lines),
        placed=line["outcome"] == PLACED,
        kindergarten=names.get(line["place"], ""),
        wish=line["wish"],
        why=tuple(_why(line, wishes, names, ranked=ranked)),
        otherwise=tuple(_otherwise(application, line, wishes, inputs, lines, names)),
    )


def _names(application: Application) -> dict[str, str]:
    rows = Quota.objects.filter(competition=application.competition_id).select_related("kindergarten")
    return {quota.code: pismo(quota.kindergarten.name) for quota in rows}


def _point_rows(kept: Iterable[Mapping[str, str]]) -> Iterator[PointRow]:
    for row in kept:
        value = points(row["points"]) if row["points"] else ""
        holds = not row["points"] or Decimal(row["points"]) > 0
        yield PointRow(pismo(row["label"]), value, pismo(row["source"]), holds)


def _why(
    line: Mapping[str, Any], wishes: tuple[rules.Wish, ...], names: Mapping[str, str], *, ranked: bool
) -> Iterator[str]:
    if not ranked:
        yield translate("Дете припада групи која се по правилнику уписује пре рангирања, без обзира на бодове.")
    else:
        yield translate("На листи своје узрасне групе дете је на %(rank)s. месту.") % {"rank": line["rank"]}
    for wish in wishes:
        if not wish.reached:
            continue
        name = {"name": names[wish.place]}
        if wish.got:
            yield translate("Кад је дете дошло на ред, у вртићу „%(name)s“ је још било места.") % name
        elif wish.places == 0 or wish.only_priority:
            yield translate("У вртићу „%(name)s“ сва места су попуњена пре рангирања.") % name
        else:
            yield translate("У вртићу „%(name)s“ сва места су добила деца са боље рангираном пријавом.") % name
    if not line["place"]:
        yield translate(
            "Зато је дете на листи чекања. Ниже рангирано дете може да има место само тамо где га ви нисте желели."
        )


def _otherwise(
    application: Application, line: Mapping[str, Any], wishes: tuple[rules.Wish, ...], inputs: Mapping[str, Any],
    lines: list[dict[str, Any]], names: Mapping[str, str],
) -> Iterator[str]:  # fmt: skip
    if line["wish"] == 1:
        yield translate("Добили сте прву жељу; ништа не би довело до бољег места.")
    for wish in wishes:
        if wish.got or not wish.reached or wish.last_points is None:
            continue
        text = translate(
            "Последње место у вртићу „%(name)s“ добило је дете на %(rank)s. месту са %(points)s бодова. %(missing)s"
        )
        missing = wish.last_points - Decimal(line["points"])
        yield text % {
            "name": names[wish.place],
            "rank": wish.last_rank,
            "points": points(wish.last_points),
            "missing": translate("Недостајало вам је: %(points)s.") % {"points": points(missing)}
            if missing > 0
            else translate("Бодова имате исто; одлучио је редослед који конкурс прописује за једнак број бодова."),
        }
    if not line["place"]:
        yield from _unasked(application, line, inputs, lines, names)


def _unasked(
    application: Application, line: Mapping[str, Any], inputs: Mapping[str, Any], lines: list[dict[str, Any]],
    names: Mapping[str, str],
) -> Iterator[str]:  # fmt: skip
    """Kindergartens of the same group that the parents did not name and in which the child would have got a place."""
    first = application.wishes[0]
    group = first.partition(".")[2]
    free = dict(inputs["places"])
    order = sorted(lines, key=lambda row: row["rank"])
    for other in order:
        if other["list"] == line["list"] and other["rank"] < line["rank"] and other["place"]:
            free[other["place"]] -= 1
    found = [
        names[code]
        for code, left in free.items()
        if left > 0 and code not in application.wishes and code.partition(".")[2] == group
    ]
    if found:
        text = translate("Да сте навели и овај вртић, дете би у њему добило место: %(names)s.")
        yield text % {"names": ", ".join(sorted(found))}


# -- at the desk -------------------------------------------------------------------------------------------------------
def calculation(application: Application, score: rules.Score) -> Calculation:
    """Points as they stand now, for the case page of the commission and the decision."""
    rows = tuple(
        (row["label"], points(row["points"]) if row["points"] else translate("пре рангирања"), row["source"])
        for row in facts.lines_of(score)
    )
    total = (translate("Укупно"), points(score.points), "")
    head = (translate("Мерило"), translate("Бодови"), translate("Извор"))
    return Calculation(
        lines=(),
        tables=(Table(translate("Бодови"), head, (*rows, total)),),
        values={"points": str(score.points), "group": score.group, "code": application.code},
        warnings=tuple(_warnings(application)),
    )


def _warnings(application: Application) -> Iterator[str]:
    checked = facts.established(application)
    if not checked:
        yield translate("Комисија још није проверила доказе; првенство се рачуна тек кад је доказ прихваћен.")
    if not application.competition.scheme.get("confirmed", False):
        yield translate("Правила бодовања овог конкурса нису потврђена. Проверите их пре објављивања листе.")
