"""``manage.py push_catalogue``: compares data sets with the national portal, and sends what differs when told to."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from opendata import actions
from opendata.models import Push, PushAccount
from opendata.pushing import running, wording


class Command(BaseCommand):
    """A dry run unless ``--send`` is given; ends with a fault when any municipality was stopped."""

    help = "Compare data sets with the national portal (udata, API v1); with --send make it say the same."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--municipality", help="slug of one municipality; all that have an account unless told")
        parser.add_argument(
            "--send", action="store_true", help="send what differs; without it nothing is changed there"
        )
        parser.add_argument("--recreate", action="store_true", help="make anew what was deleted there")

    def handle(self, *args: Any, municipality: str | None, send: bool, recreate: bool, **options: Any) -> None:
        with system_scope():
            accounts = PushAccount.objects.select_related("municipality").order_by("municipality__slug")
            places = [account.municipality for account in accounts if municipality in (None, account.municipality.slug)]
        if not places:
            raise CommandError(
                "No municipality has an account on the national portal; the publisher enters it at the desk."
            )
        stopped = [place.slug for place in places if not self._push(place, is_dry=not send, recreate=recreate)]
        if stopped:
            raise CommandError(f"Stopped: {', '.join(stopped)}")

    def _push(self, place: Municipality, *, is_dry: bool, recreate: bool) -> bool:
        """Push one municipality and print what came of it; whether it went through."""
        try:
            with municipality_scope(place.pk):
                push = actions.start_push(
                    municipality_id=place.pk, is_dry=is_dry, recreate=recreate, by=None, wake=False
                )  # fmt: skip
        except actions.NotNow:
            self.stderr.write(f"{place.slug}: another push is running.")
            return False
        running.run(push.pk)
        with municipality_scope(place.pk), translation.override("en"):
            push = Push.objects.get(pk=push.pk)
            self._print(place, push)
        return not push.fault

    def _print(self, place: Municipality, push: Push) -> None:
        counts = Counter(entry["act"] for entry in push.report)
        summary = ", ".join(f"{act}: {count}" for act, count in sorted(counts.items())) or "nothing to compare"
        self.stdout.write(f"{place.slug} ({'dry run' if push.is_dry else 'sent'}): {summary}")
        for entry in push.report:
            names = ", ".join(wording.field_name(change["name"], change["file"]) for change in entry["changes"])
            says = wording.fault_sentence(entry["fault"], entry["params"]) if entry.get("fault") else names
            if entry["act"] != "same":
                self.stdout.write(f"  {entry['act']} {entry['slug']}: {says}")
        if push.fault:
            self.stderr.write(f"{place.slug}: {wording.fault_sentence(push.fault, push.fault_params)}")
