"""Writes the volume: several processes make rows, this one hands them to COPY, all in one transaction.

COPY into a table under row-level security is refused by PostgreSQL, also to the owner when the policy is forced, and
every index and foreign key costs more than the row itself. So the owner, within the transaction, lets the policies not
bind itself, drops foreign keys and plain indexes, copies, and puts everything back as it was. Nobody else sees a state
in between; until the end the tables are locked. A failure leaves the database as it was.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import queue
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from eservices.cases import service as services
from eservices.cases.actions.intake import GENERAL_PARAMETERS, pin
from eservices.cases.clock import WORKING_DAYS
from eservices.cases.deadlines import Term
from eservices.cases.models import AuditHead, RegistryBook
from eservices.cases.registry import organ_for
from eservices.config.volume.bare_tables import bare_tables
from eservices.config.volume.making import BELGRADE, SERVICE, Ended, Maker, Place, Plan
from eservices.config.volume.people import MOST, person
from eservices.config.volume.rows import COLUMNS, Batch
from municipalities.accounts.models import Membership, User
from municipalities.calendars import calendar_of
from municipalities.current import system_scope
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing, values

FIRST_YEAR = 2023
CASES_PER_PERSON = 5
COUNTED = {"cases_case": "id", "cases_caseevent": "id", "cases_decision": "id", "accounts_user": "id"}
"""Tables whose numbers others refer to, so that they are given here and not by the database."""
TABLES = tuple(table for table in COLUMNS if table != "accounts_user")
Say = Callable[[str], None]


class SharedIds:
    """Row numbers for several processes."""

    def __init__(self, last: dict[str, int]) -> None:
        self._next: dict[str, Synchronized[int]] = {
            table: multiprocessing.Value("q", number + 1) for table, number in last.items()
        }

    def take(self, table: str, count: int) -> int:
        with self._next[table].get_lock():
            first: int = self._next[table].value
            self._next[table].value = first + count
        return first

    def last(self) -> dict[str, int]:
        """The highest number given, by table."""
        return {table: number.value - 1 for table, number in self._next.items()}


def load(*, cases: int, municipality: str | None, seed: int, processes: int, say: Say) -> dict[str, int]:
    """Write ``cases`` requests; returns how many rows each table got. Runs as the owner of the tables.

    ``processes`` 0 makes the rows in this process. Raises ``Municipality.DoesNotExist``.
    """
    with transaction.atomic(), system_scope():
        people = min(MOST, max(50, cases // CASES_PER_PERSON))
        places = _places(cases, municipality)
        ids = SharedIds(_last_numbers())
        now = timezone.now()
        plan = Plan(datetime(FIRST_YEAR, 1, 2, 7, tzinfo=BELGRADE).astimezone(UTC), now,
                    ids.take("accounts_user", people), people, seed)  # fmt: skip
        written: dict[str, int] = {}
        with connection.cursor() as cursor, bare_tables(cursor, TABLES):
            _copy(_people(plan), written)
            ended = list(_make(places, plan, ids, processes, lambda rows: _copy(rows, written), say))
            _store_ends(ended)
            _set_sequences(ids.last())
            say("Building indexes and checking references ...")
    return written


# -- preparation -------------------------------------------------------------------------------------------------------
def _last_numbers() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table, column in COUNTED.items():
            cursor.execute(f"SELECT coalesce(max({column}), 0) FROM {table}")  # noqa: S608 - names are ours
            found[table] = int(cursor.fetchone()[0])
    return found


def _places(cases: int, slug: str | None) -> list[Place]:
    """The municipalities that get cases, by their share of inhabitants; the largest first."""
    chosen = [Municipality.objects.get(slug=slug)] if slug else list(Municipality.objects.all())
    total = sum(place.population_2022 or 1 for place in chosen)
    shares = [max(1, cases * (place.population_2022 or 1) // total) for place in chosen]
    shares[shares.index(max(shares))] += cases - sum(shares)
    pairs = sorted(zip(chosen, shares, strict=True), key=lambda pair: -pair[1])
    return [_place(place, share) for place, share in pairs if share > 0]


def _place(municipality: Municipality, cases: int) -> Place:
    service = services.get(SERVICE)
    today = timezone.localdate()
    codes = [*service.parameters, *GENERAL_PARAMETERS, service.term_parameter]
    found = values(codes, municipality=municipality, on=today)
    for code in codes:
        if code not in found:
            raise ParameterMissing(code, today)
    term, call = found[service.term_parameter], found["general.completeness_call_working_days"]
    clerks, approver = _officials(municipality)
    books = RegistryBook.objects.filter(municipality=municipality, classification=service.classification)
    head = AuditHead.objects.filter(municipality=municipality).first()
    return Place(
        pk=municipality.pk,
        name=municipality.name,
        postal_code=municipality.postal_code,
        number_pattern=municipality.number_pattern,
        organ=organ_for(municipality, SERVICE),
        pinned=pin(found),
        term=Term(term.days, term.unit == WORKING_DAYS, term.legal_source),
        completeness_days=call.days,
        calendar=calendar_of(municipality),
        clerks=clerks,
        approver=approver,
        books=dict(books.values_list("year", "last_sequence")),
        chain=(head.sequence, bytes(head.hash)) if head else (0, b""),
        cases=cases,
    )


def _officials(municipality: Municipality) -> tuple[tuple[int, ...], int]:
    """Clerks and a head who work there, invented where there are none; nobody can sign in as an invented one."""
    working = Membership.objects.filter(municipality=municipality)
    clerks = list(working.filter(role="clerk").order_by("pk").values_list("user", flat=True))
    while len(clerks) < 3:
        clerks.append(_official(municipality, "clerk", len(clerks) + 1).pk)
    approver = working.filter(role="approver").order_by("pk").values_list("user", flat=True).first()
    return tuple(clerks), approver or _official(municipality, "approver", 1).pk


def _official(municipality: Municipality, role: str, number: int) -> User:
    who = person(municipality.pk * 10 + number)
    email = f"{role}.{number}.{municipality.slug}@obim.example"
    user = User.objects.create_user(
        email, None, first_name=who.first_name, last_name=who.last_name, is_staff=True, is_demo=True
    )
    Membership.objects.create(user=user, municipality=municipality, role=role, since=date(FIRST_YEAR, 1, 1))
    return user


def _people(plan: Plan) -> dict[str, bytes]:
    """Accounts of the applicants. They have no password, so nobody can sign in as one of them."""
    batch = Batch()
    for number in range(plan.people):
        who, pk = person(number), plan.first_user + number
        batch.add(
            "accounts_user", id=pk, password="!", is_superuser=False, email=f"osoba-{pk}@obim.example",  # noqa: S106
            first_name=who.first_name, last_name=who.last_name, phone="", language="sr", channel="portal",
            is_active=True, is_staff=False, is_demo=True, date_joined=plan.since,
        )  # fmt: skip
    return batch.packed()


# -- making in other processes -----------------------------------------------------------------------------------------
def _make(
    places: Sequence[Place],
    plan: Plan,
    ids: SharedIds,
    processes: int,
    write: Callable[[dict[str, bytes]], None],
    say: Say,
) -> Iterator[Ended]:
    """Make every municipality's rows, write them, and yield where each one's books ended."""
    total, done = sum(place.cases for place in places), 0
    for made in _everything(places, plan, ids, processes):
        if isinstance(made, Ended):
            yield made
            continue
        write(made)
        before, done = done, done + made.get("cases_case", b"").count(b"\n")
        if done * 10 // total > before * 10 // total:
            say(f"{done:,} of {total:,} cases written ...")


def _everything(
    places: Sequence[Place], plan: Plan, ids: SharedIds, processes: int
) -> Iterator[dict[str, bytes] | Ended]:
    if processes == 0:
        for place in places:
            yield from _one(place, plan, ids)
        return
    context = multiprocessing.get_context("fork")
    made: Any = context.Queue(maxsize=4 * processes)
    turn = SharedIds({"place": -1})
    workers = [
        context.Process(target=_work, args=(places, turn, made, plan, ids), daemon=True) for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    try:
        yield from _received(made, workers)
    finally:
        for worker in workers:
            worker.kill()
            worker.join()


def _received(made: Any, workers: Sequence[Any]) -> Iterator[dict[str, bytes] | Ended]:
    """What the workers made, until each has said that it ended. Raises RuntimeError when one dies."""
    finished = 0
    while finished < len(workers):
        try:
            item = made.get(timeout=5)
        except queue.Empty:
            if any(worker.exitcode for worker in workers):
                raise RuntimeError("A process that makes rows has died; its last words stand above.") from None
            continue
        if item is None:
            finished += 1
        else:
            yield item


def _work(places: Sequence[Place], turn: SharedIds, made: Any, plan: Plan, ids: SharedIds) -> None:
    """Body of a worker: the next municipality, until none is left; the inherited database connection is not used."""
    code = 1
    try:
        while (position := turn.take("place", 1)) < len(places):
            for item in _one(places[position], plan, ids):
                made.put(item)
        made.put(None)
        made.close()
        made.join_thread()
        code = 0
    except BaseException:
        traceback.print_exc()
    os._exit(code)  # an ordinary end would close the connection of the parent


def _one(place: Place, plan: Plan, ids: SharedIds) -> Iterator[dict[str, bytes] | Ended]:
    maker = Maker(place, plan, ids)
    yield from maker.batches()
    yield maker.ended()


# -- writing -----------------------------------------------------------------------------------------------------------
def _copy(rows: dict[str, bytes], written: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for table, body in rows.items():
            columns = ", ".join(f'"{column}"' for column in COLUMNS[table])
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.BytesIO(body))
            written[table] = written.get(table, 0) + body.count(b"\n")


def _store_ends(ended: Sequence[Ended]) -> None:
    """Let books and chains go on where the volume ended."""
    classification = services.get(SERVICE).classification
    for end in ended:
        for year, last in end.books.items():
            RegistryBook.objects.update_or_create(
                municipality_id=end.place, classification=classification, year=year, defaults={"last_sequence": last}
            )
        sequence, digest = end.chain
        AuditHead.objects.update_or_create(municipality_id=end.place, defaults={"sequence": sequence, "hash": digest})


def _set_sequences(last: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for table, column in COUNTED.items():
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, max(1, last[table])])
