"""The competition: reckoned every night, frozen after its end, audited by a second person, rewarded with certificates."""

from __future__ import annotations

import csv
import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from campaign.counting import Row, Window, rows_of, window_of
from campaign.models import Competition, Reckoning, Standing
from campaign.verify_score import COLUMNS, Score, ranking, score_of, tallies
from eservices.cases import outbox
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

BLOCK = 1 << 16


class NotYet(Exception):
    """The competition has not ended, was not reckoned since, or the step was taken before."""


class SamePerson(Exception):
    """Who froze a competition does not audit it."""


class Unequal(Exception):
    """The file is not the one that was reckoned, or gives other points."""


Source = Callable[[Competition, Municipality, Window], Iterable[Row]]


def reckon(competition: Competition, today: date, source: Source = rows_of) -> Reckoning | None:
    """Count every town and write rows and standings of the day; None before the first day and after the freeze.

    For tasks: it walks through all towns, each in its own scope. Repeating it the same day replaces what it wrote.
    ``source`` gives the rows of a town; another one than its cases is for invented competitions only.
    """
    if today < competition.first or competition.frozen_at is not None:
        return None
    rules, window = competition.rules.as_json(), window_of(competition, today)
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        number = 0
        for town in Municipality.objects.all():
            with municipality_scope(town.pk):
                rows = list(source(competition, town, window))
            score = score_of(town.slug, tallies(rows)[town.slug], rules) if rows else None
            if score is not None and score.points is not None:
                writer.writerows(rows)
                number += len(rows)
        file.flush()
        return _keep(competition, today, window.last, file.buffer, number)


def _keep(competition: Competition, today: date, until: date, file: Any, number: int) -> Reckoning:
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    file.seek(0)
    path = default_storage.save(f"campaign/{competition.slug}/{today.isoformat()}.csv", File(file))
    with transaction.atomic():
        old = Reckoning.objects.filter(competition=competition, day=today).first()
        if old is not None:
            old.delete()
        made = Reckoning.objects.create(
            competition=competition, day=today, until=until, path=path, sha256=digest.hexdigest(), rows=number
        )
        towns = dict(Municipality.objects.values_list("slug", "pk"))
        Standing.objects.bulk_create(
            _standing(made, towns[score.town], rank, score) for rank, score in recomputed(made)
        )
        if old is not None:
            transaction.on_commit(partial(default_storage.delete, old.path), robust=True)
    return made


def _standing(reckoning: Reckoning, town_id: int, rank: int, score: Score) -> Standing:
    return Standing(
        reckoning=reckoning, town_id=town_id, rank=rank, points=score.points or Decimal(0),
        measures=[
            {"name": one.name, "value": None if one.value is None else str(one.value), "weight": str(one.weight),
             "part": one.part, "whole": one.whole}
            for one in score.measures
        ],
        left_out={reason: count for reason, count in score.left_out.items() if count},
    )  # fmt: skip


def read_rows(reckoning: Reckoning) -> Iterator[Row]:
    """The rows of a reckoning, from its file."""
    with default_storage.open(reckoning.path, "rb") as file, io.TextIOWrapper(file, "utf-8", newline="") as text:
        yield from csv.DictReader(text)


def recomputed(reckoning: Reckoning) -> list[tuple[int, Score]]:
    """Ranks and scores from the file, as anybody can compute them."""
    rules: Mapping[str, Any] = reckoning.competition.rules.as_json()
    return ranking(read_rows(reckoning), rules)


@transaction.atomic
def freeze(*, competition: Competition, by: User) -> Competition:
    """After the end: the last reckoning is the final one, and nothing is counted any more. Raises :class:`NotYet`."""
    row = Competition.objects.select_for_update().get(pk=competition.pk)
    last = row.reckonings.first()
    if row.frozen_at is not None or last is None or last.day <= row.last:
        raise NotYet
    row.frozen_at, row.frozen_by = timezone.now(), by
    row.save(update_fields=["frozen_at", "frozen_by"])
    return row


@transaction.atomic
def audit(*, competition: Competition, by: User) -> Competition:
    """A second organiser has the file recomputed and confirms the result; certificates are then printed.

    Raises :class:`NotYet`, :class:`SamePerson`, or :class:`Unequal` when file or points are not those that were shown.
    """
    row = Competition.objects.select_for_update().get(pk=competition.pk)
    if row.frozen_at is None or row.audited_at is not None:
        raise NotYet
    if row.frozen_by_id == by.pk:
        raise SamePerson
    final = row.reckonings.first()
    if final is None or not _is_equal(final):
        raise Unequal
    row.audited_at, row.audited_by = timezone.now(), by
    row.save(update_fields=["audited_at", "audited_by"])
    for pk, town in final.standings.values_list("pk", "town_id"):
        promise_in_town("campaign-certificate", town, key=str(pk), payload={"standing_id": pk})
    return row


def promise_in_town(topic: str, town_id: int, *, key: str, payload: dict[str, Any]) -> None:
    """Promise work that belongs to a town, for organisers, whose requests see no town."""
    with municipality_scope(town_id):
        outbox.promise(topic, key=key, municipality_id=town_id, payload=payload)


def _is_equal(reckoning: Reckoning) -> bool:
    with default_storage.open(reckoning.path, "rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != reckoning.sha256:
            return False
    shown = {(row.rank, row.town.slug, row.points) for row in reckoning.standings.select_related("town")}
    return shown == {(rank, score.town, score.points) for rank, score in recomputed(reckoning)}
