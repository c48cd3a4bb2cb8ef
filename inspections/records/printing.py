"""Inspection records on paper: PDF/A-3a with the photographs and a machine-readable copy inside, sealed by a worker."""

from __future__ import annotations

import io
import json
import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as translate

from eservices.cases import outbox
from eservices.cases.keys import plain_key
from eservices.cases.paper.certificates import seal_material
from eservices.cases.paper.documents import Letterhead
from eservices.cases.paper.rendering import Attachment, render_pdf
from eservices.cases.paper.seal import seal
from eservices.cases.uploads import storage
from inspections.actions.engine import tell
from inspections.actions.filing import OFFICE_OF_INSPECTIONS
from inspections.models import InspectionRecord, Photo
from inspections.record_rules import Kind
from inspections.records.access import content_of
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@outbox.handler("inspection-record")
def seal_record(*, municipality_id: int, record_id: int) -> None:
    """Print, seal and keep a record, once."""
    with municipality_scope(municipality_id):
        rows = InspectionRecord.objects.select_for_update(of=("self",))
        row = rows.select_related("report__municipality", "report__data_key", "made_by").get(pk=record_id)
        if row.sealed_at is not None:
            return
        key = plain_key(row.report.data_key)
        stored = storage.store(io.BytesIO(sealed_pdf(row)), data_key=key, context=row.context)
        row.path, row.sha256, row.size, row.sealed_at = stored.path, stored.sha256, stored.size, timezone.now()
        row.save(update_fields=["path", "sha256", "size", "sealed_at"])
        if row.kind == Kind.ANSWER:
            _tell_the_petitioner(row)


def _tell_the_petitioner(row: InspectionRecord) -> None:
    """Now that the notice can be read, promise the letter that leads to it."""
    event = row.report.events.filter(data__record=row.pk, data__kind=Kind.ANSWER).order_by("position").first()
    if event is not None:
        tell(row.report, event)


def sealed_pdf(row: InspectionRecord) -> bytes:
    """The record as a sealed PDF."""
    content, municipality = content_of(row), row.report.municipality
    with translation.override(row.language):
        html = html_of(row, content)
        pdf = render_pdf(
            html,
            language=row.language,
            title=f"{content['title']} {row.number}",
            identifier=uuid.uuid5(uuid.NAMESPACE_OID, f"inspection-record:{row.code}").bytes,
            attachments=[_copy(row, content), *_photographs(row, content)],
            created=row.made_at,
        )
        reason = translate("Акт инспекције")
        return seal(pdf, reason=reason, location=pismo(municipality.name), signed_at=timezone.now())


def html_of(row: InspectionRecord, content: dict[str, Any]) -> str:
    """The record as a page, in the language now active."""
    context = {
        "paper": letterhead(row.report.municipality, number=row.number, day=timezone.localdate(row.made_at)),
        "record": content,
        "photos": [(number, photo["sha256"]) for number, photo in enumerate(content["photos"], start=1)],
        "inspector": row.made_by.get_full_name(),
        "report": row.report,
    }
    return render_to_string("inspections/records/paper.html", context)


def letterhead(municipality: Municipality, *, number: str, day: date) -> Letterhead:
    """Who issues; the paper is checked by its seal, because not everybody may know that it exists."""
    office, material = municipality.counter_for(OFFICE_OF_INSPECTIONS), seal_material()
    check = reverse("cases:verify")
    return Letterhead(
        municipality=municipality.official_name,
        organ=municipality.administration_name.rpartition(" – ")[2],
        unit=office.name if office else "",
        number=number,
        date=day,
        place=municipality.name,
        code="",
        check_page=settings.SITE_ADDRESS.partition("://")[2] + check,
        check_address=settings.SITE_ADDRESS + check,
        seal_holder=material.holder,
        worthless=material.development,
    )


def _copy(row: InspectionRecord, content: dict[str, Any]) -> Attachment:
    data = content | {"number": row.number, "made_at": row.made_at.isoformat()}
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return Attachment("akt.json", text.encode(), translate("Машински читљив препис акта"))


def _photographs(row: InspectionRecord, content: dict[str, Any]) -> list[Attachment]:
    """The photographs of a record, in its order."""
    kept = {str(photo.code): photo for photo in Photo.objects.filter(report=row.report, by_official=True)}
    found = [kept[item["code"]] for item in content["photos"]]
    key = plain_key(row.report.data_key)
    return [
        Attachment(
            f"fotografija-{number}.{ENDINGS.get(photo.content_type, 'bin')}",
            b"".join(storage.open_plain(photo.path, data_key=key, context=photo.context)),
            translate("Фотографија %(number)s") % {"number": number},
            relationship="Supplement",
        )
        for number, photo in enumerate(found, start=1)
    ]
