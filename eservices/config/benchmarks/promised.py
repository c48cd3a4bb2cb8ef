"""Promised work: the outbox with its real handlers against rows merely ticked off in batches of a hundred."""

from __future__ import annotations

import time
import uuid

from django.db import connection, transaction
from django.utils import timezone

from eservices.cases import outbox
from eservices.cases.models import Case, OutboxMessage
from eservices.config.benchmarks.ground import Ground
from eservices.config.benchmarks.results import Goal, Row, series_of
from municipalities.current import system_scope

TICK = """
    UPDATE cases_outboxmessage SET done_at = now() WHERE id IN (
        SELECT id FROM cases_outboxmessage WHERE done_at IS NULL AND given_up_at IS NULL AND available_at <= now()
        ORDER BY available_at, id LIMIT 100 FOR UPDATE SKIP LOCKED)
"""


def relay(ground: Ground, number: int) -> Row:
    """Mails to an applicant through the relay, against the same rows ticked off."""
    with system_scope():
        OutboxMessage.objects.filter(done_at=None).update(done_at=timezone.now())
        case = Case.objects.filter(person=ground.citizen)[0]
    _promise(case, 10 * number)
    start = time.perf_counter()
    while _tick():
        pass
    ticked = 10 * number / (time.perf_counter() - start)
    _promise(case, number)
    times = []
    for _ in range(number):
        start = time.perf_counter()
        outbox.relay(most=1)
        times.append(time.perf_counter() - start)
    done = series_of(times)
    return Row("outbox relay, mail written and synced", "SKIP LOCKED, batch of 100", done.rate / ticked,
               Goal(0.1, at_least=True), f"{done.rate:,.0f}/s against {ticked:,.0f}/s", done.percentile(50),
               done.percentile(99))  # fmt: skip


def _promise(case: Case, number: int) -> None:
    with system_scope():
        OutboxMessage.objects.bulk_create(
            OutboxMessage(
                key=f"notification:bench:{uuid.uuid4()}", topic="notification", municipality_id=case.municipality_id,
                payload={"case_id": case.pk, "topic": "take", "position": uuid.uuid4().int % 10**9},
            )
            for _ in range(number)
        )  # fmt: skip


def _tick() -> int:
    with transaction.atomic(), system_scope(), connection.cursor() as cursor:
        cursor.execute(TICK)
        return int(cursor.rowcount)
