"""A push: compares every data set with the portal and, unless it is dry, makes the portal say the same.

Nothing is asked of the portal inside a transaction, and what it answered is kept at once: whoever dies in the middle leaves
data sets that the next push finds again, by their identifier or by the extra that carries their address.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.utils import timezone

from municipalities.current import municipality_scope, system_scope
from opendata import access, actions
from opendata.models import Dataset, Push, PushAccount, RemoteDataset
from opendata.pushing.client import HOPELESS, Portal, PortalFault, Sleep, Unsure, host_of_portal
from opendata.pushing.comparing import Difference, Memory, difference, state_of
from opendata.pushing.describing import KEY, Body, Wanted, key_of, personal_kinds, wanted_of

log = logging.getLogger(__name__)
MOST_TRIES = 3
LOCK_SPACE = 7_302  # first half of the advisory locks of pushes; that of jobs is in `opendata.preparing`
LOOKS_AGAIN_SECONDS = 5.0
Entry = dict[str, Any]
Result = TypeVar("Result")


def run(push_id: int, sleep: Sleep | None = None) -> None:
    """Do a push unless it is over or another worker has it."""
    with _alone(push_id) as alone:
        push = _claim(push_id) if alone else None
        if push is None:
            return
        running = _Running(push)
        try:
            running.portal = Portal(sleep) if sleep else Portal()
            running.go()
        except PortalFault as fault:
            _finish(push, running.report, fault.code, fault.params)
        except Exception as error:
            log.exception("push %s failed: %s", push_id, type(error).__name__)
            _finish(push, running.report, "unexpected", {})
        else:
            _finish(push, running.report)


@contextmanager
def _alone(push_id: int) -> Iterator[bool]:
    """Whether no other worker is at this push. The lock is of the connection, so it goes when the worker dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, push_id])
        held = bool(cursor.fetchone()[0])
    try:
        yield held
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, push_id])


def _claim(push_id: int) -> Push | None:
    """Mark the push as running; one that killed its workers is given up."""
    with system_scope():
        push = Push.objects.select_for_update(of=("self",)).filter(pk=push_id, state__in=["waiting", "running"]).first()
        if push is None:
            return None
        push.tries += 1
        push.state = Push.State.RUNNING
        push.save(update_fields=["tries", "state"])
    if push.tries > MOST_TRIES:
        _finish(push, push.report, "unexpected", {})
        return None
    return push


def _finish(push: Push, report: list[Entry], fault: str = "", params: dict[str, Any] | None = None) -> None:
    with municipality_scope(push.municipality_id):
        actions.finish_push(push=push, report=report, fault=fault, params=params or {})


@dataclass
class _Running:
    """One push on its way through the data sets of its municipality."""

    push: Push
    report: list[Entry] = field(default_factory=list)
    organisation: str = ""
    portal: Portal = field(init=False)
    host: str = field(default_factory=host_of_portal)
    _listed: dict[str, Body] | None = None

    def go(self) -> None:
        """Every data set that is public, then those that are there and are public no more."""
        with municipality_scope(self.push.municipality_id):
            account = PushAccount.objects.filter(municipality_id=self.push.municipality_id).first()
            here = access.published_datasets().filter(municipality_id=self.push.municipality_id)
            shown = list(here.filter(current__isnull=False).order_by("id"))
            known = {row.dataset_id: row for row in self._records()}
        if account is None:
            raise PortalFault("no-account")
        self.organisation = account.organisation
        for dataset in shown:
            self._note(dataset, self._patiently(dataset, known.get(dataset.pk)))
        withdrawn = [row for row in known.values() if not row.dataset.is_public]
        for record in withdrawn:
            self._note(record.dataset, self._refusable(self._archive, record))

    def _records(self) -> list[RemoteDataset]:
        rows = RemoteDataset.objects.filter(host=self.host, municipality_id=self.push.municipality_id)
        return list(rows.select_related("dataset").order_by("id"))

    def _note(self, dataset: Dataset, entry: Entry | None) -> None:
        if entry is None:
            return
        self.report.append({"slug": dataset.slug, "title": dataset.title, **entry})
        with municipality_scope(self.push.municipality_id):
            actions.note_push(push=self.push, report=self.report)

    # -- one data set ----------------------------------------------------------------------------------------------------
    def _patiently(self, dataset: Dataset, record: RemoteDataset | None) -> Entry:
        """A data set; when nobody knows whether something was made there, it is looked at anew."""
        for _look in range(MOST_TRIES - 1):
            try:
                return self._refusable(self._one, dataset, record)
            except Unsure:
                self.portal.wait(LOOKS_AGAIN_SECONDS)
                self._listed = None
                record = self._record_of(dataset)
        return self._refusable(self._one, dataset, record)

    def _refusable(self, do: Callable[..., Result], *given: Any) -> Result | Entry:
        """What came of it, or the refusal that holds for this data set alone. Raises PortalFault for any other."""
        try:
            return do(*given)
        except Unsure:
            raise
        except PortalFault as fault:
            if fault.code in HOPELESS:
                raise
            return {"act": "refused", "changes": [], "fault": fault.code, "params": fault.params}

    def _record_of(self, dataset: Dataset) -> RemoteDataset | None:
        with municipality_scope(self.push.municipality_id):
            return RemoteDataset.objects.filter(dataset=dataset, host=self.host).first()

    def _one(self, dataset: Dataset, record: RemoteDataset | None) -> Entry:
        wanted = wanted_of(dataset, self.organisation)
        if kinds := personal_kinds(wanted, dataset.contact_email):
            raise PortalFault("personal", kinds=sorted(kinds))
        there, memory = self._find(dataset, record)
        if there is None and record is not None and memory is None and not self.push.recreate:
            return {"act": "gone", "changes": []}
        if there is None:
            return self._create(dataset, wanted)
        state = state_of(there)
        found = difference(wanted, state, memory or Memory(), settings.SITE_ADDRESS)
        if not found.changes:
            if not self.push.is_dry and (record is None or record.remote_id != there["id"]):
                self._keep(dataset, str(there["id"]), wanted, state)
            return {"act": "same", "changes": []}
        if not self.push.is_dry:
            self._write(dataset, str(there["id"]), wanted, found)
        return {"act": "change", "changes": [change.as_json() for change in found.changes]}

    def _find(self, dataset: Dataset, record: RemoteDataset | None) -> tuple[Body | None, Memory | None]:
        """What is there, with what is remembered of it. No memory means that it was deleted there by somebody."""
        if record is not None:
            try:
                return self.portal.dataset(record.remote_id), Memory(record.sent, record.seen)
            except PortalFault as fault:
                if fault.code == "gone":
                    return None, None
                if fault.code != "missing":
                    raise
        return self._by_key().get(key_of(dataset)), Memory()

    def _by_key(self) -> dict[str, Body]:
        """Data sets of the organisation that carry our extra; asked for once in a push."""
        if self._listed is None:
            found = self.portal.datasets_of(self.organisation)
            self._listed = {key: row for row in found if (key := (row.get("extras") or {}).get(KEY)) and "id" in row}
        return self._listed

    def _create(self, dataset: Dataset, wanted: Wanted) -> Entry:
        empty: Body = {"fields": {}, "files": {}}
        found = difference(wanted, empty, Memory(), settings.SITE_ADDRESS)
        if not self.push.is_dry:
            made = self.portal.create(wanted.fields)
            remote_id = made.get("id")
            if not isinstance(remote_id, str) or not remote_id:
                raise PortalFault("not-understood")
            self._keep(dataset, remote_id)
            self._write(dataset, remote_id, wanted, Difference(added=found.added))
        return {"act": "create", "changes": [change.as_json() for change in found.changes]}

    def _write(self, dataset: Dataset, remote_id: str, wanted: Wanted, found: Difference) -> None:
        """Carry out what differs, and remember what the portal made of it."""
        if found.fields:
            self.portal.change(remote_id, wanted.fields)
        for file in found.added:
            self.portal.add_file(remote_id, file)
        for file_id, file in found.changed.items():
            self.portal.change_file(remote_id, file_id, file)
        for file_id in found.removed:
            self.portal.remove_file(remote_id, file_id)
        self._keep(dataset, remote_id, wanted, state_of(self.portal.dataset(remote_id)))

    def _keep(self, dataset: Dataset, remote_id: str, wanted: Wanted | None = None, seen: Body | None = None) -> None:
        sent = {"fields": wanted.fields, "files": wanted.files} if wanted else {}
        with municipality_scope(self.push.municipality_id):
            actions.note_remote(dataset=dataset, host=self.host, remote_id=remote_id, sent=sent, seen=seen or {})

    def _archive(self, record: RemoteDataset) -> Entry | None:
        """A data set that was withdrawn here is archived there; nothing of its text is sent again."""
        try:
            there = self.portal.dataset(record.remote_id)
        except PortalFault as fault:
            if fault.code in ("gone", "missing"):
                return None
            raise
        if there.get("archived"):
            return None
        moment = timezone.now().isoformat(timespec="seconds")
        if not self.push.is_dry:
            said = {name: there.get(name) for name in ("title", "description")}
            self.portal.change(record.remote_id, {**said, "archived": moment})
        return {"act": "archive", "changes": [{"name": "archived", "before": None, "after": moment, "file": ""}]}
