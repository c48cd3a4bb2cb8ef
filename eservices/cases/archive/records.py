"""The record (записник) of a list that was carried out: what was destroyed or handed over, by whose decision, sealed."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from eservices.cases import outbox
from eservices.cases.archive.steps import Stage
from eservices.cases.keys import plain_key
from eservices.cases.models import ArchiveFile, DisposalItem, DisposalList
from eservices.cases.paper.certificates import seal_material
from eservices.cases.paper.documents import Letterhead
from eservices.cases.paper.rendering import render_pdf
from eservices.cases.paper.seal import seal
from eservices.cases.uploads import storage
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.templatetags.pismo import pismo


@dataclass(frozen=True)
class Entry:
    """One case in the record; a held one stayed with the municipality."""

    number: str
    classification: str
    category: str
    closed_on: date | None
    kept_until: date | None
    done_on: date | None


@dataclass(frozen=True)
class Signed:
    """Who did what to the list, and when."""

    what: str
    name: str
    at: datetime


def record_html(disposal: DisposalList) -> str:
    """The record as a page for ``render_pdf``, in the active language."""
    items = list(disposal.items.select_related("case"))
    packages = disposal.files.filter(kind=ArchiveFile.Kind.PACKAGE).exclude(made_at=None).order_by("-made_at")
    context = {
        "paper": _letterhead(disposal),
        "disposal": disposal,
        "title": title_of(disposal),
        "entries": [_entry(item) for item in items if item.state == DisposalItem.State.DONE],
        "held": [_entry(item) for item in items if item.state == DisposalItem.State.HELD],
        "digests": list(packages.values_list("sha256", flat=True)[:1]),
        "signed": _signed(disposal),
    }
    return render_to_string("paper/disposal.html", context)


def title_of(disposal: DisposalList) -> str:
    """What the record is called."""
    return _("Записник о уништењу") if disposal.destroys else _("Записник о примопредаји")


def record_pdf(disposal: DisposalList) -> bytes:
    """The sealed record, in Serbian Cyrillic."""
    moment = disposal.done_at or timezone.now()
    with translation.override("sr"):
        pdf = render_pdf(
            record_html(disposal),
            language="sr",
            title=f"{title_of(disposal)} {disposal}",
            identifier=uuid.uuid5(uuid.NAMESPACE_OID, f"disposal:{disposal.pk}").bytes,
            created=moment,
        )
        reason = title_of(disposal)
        return seal(pdf, reason=reason, location=disposal.municipality.name, signed_at=timezone.now())


def _entry(item: DisposalItem) -> Entry:
    case = item.case
    return Entry(
        number=case.number,
        classification=case.classification,
        category=case.retention_class,
        closed_on=case.closed_on,
        kept_until=case.retain_until,
        done_on=case.disposed_on,
    )


def _letterhead(disposal: DisposalList) -> Letterhead:
    place, material = disposal.municipality, seal_material()
    office = place.counter_for("")
    return Letterhead(
        municipality=place.official_name,
        organ=place.administration_name.rpartition(" – ")[2],
        unit=office.name if office else "",
        number=str(disposal),
        date=timezone.localdate(disposal.done_at),
        place=place.name,
        code="",
        check_page=settings.SITE_ADDRESS.partition("://")[2] + reverse("cases:verify"),
        check_address=settings.SITE_ADDRESS + reverse("cases:verify"),
        seal_holder=material.holder,
        worthless=material.development,
    )


def _signed(disposal: DisposalList) -> list[Signed]:
    """The three people, by the last time that each signed."""
    last = {event.action: event for event in disposal.events.all()}
    rows: list[tuple[str, User | None, str]] = [
        (_("Саставио"), disposal.author, "submit"),
        (_("Прегледао"), disposal.reviewer, "review"),
        (_("Одобрио архивар"), disposal.archivist, "approve"),
    ]
    return [Signed(what, pismo(who.get_full_name()), last[action].at) for what, who, action in rows if who is not None]


# -- promised work -----------------------------------------------------------------------------------------------------
@outbox.handler("disposal-record")
def keep_record(*, municipality_id: int, list_id: int) -> None:
    """Print, seal and keep the record of a list that was carried out, once."""
    with municipality_scope(municipality_id):
        disposal = (
            DisposalList.objects.select_for_update(of=("self",))
            .select_related("municipality", "data_key", "author", "reviewer", "archivist")
            .get(pk=list_id)
        )
        if disposal.stage != Stage.DONE or disposal.files.filter(kind=ArchiveFile.Kind.RECORD).exists():
            return
        word = "unistenje" if disposal.destroys else "primopredaja"
        file = ArchiveFile(
            municipality_id=municipality_id, kind=ArchiveFile.Kind.RECORD, list=disposal, made_at=timezone.now(),
            filename=f"zapisnik-{word}-{disposal.sequence}-{disposal.year}.pdf",
        )  # fmt: skip
        stored = storage.store(
            io.BytesIO(record_pdf(disposal)), data_key=plain_key(disposal.data_key), context=file.context
        )
        file.path, file.size, file.sha256 = stored.path, stored.size, stored.sha256
        file.save()
