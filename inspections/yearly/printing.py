"""Plan and report of a year on paper: PDF/A-3a with the table inside as CSV, sealed by a worker."""

from __future__ import annotations

import io
import uuid

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as translate

from eservices.cases import outbox
from eservices.cases.keys import plain_key, reveal
from eservices.cases.paper.rendering import Attachment, render_pdf
from eservices.cases.paper.seal import seal
from eservices.cases.uploads import storage
from inspections.models import YearPaper
from inspections.records.printing import letterhead
from inspections.yearly.tables import Table, as_csv
from municipalities.current import municipality_scope
from municipalities.templatetags.pismo import pismo


@outbox.handler("inspection-year-paper")
def seal_year_paper(*, municipality_id: int, paper_id: int) -> None:
    """Print, seal and keep a paper of a year, once."""
    with municipality_scope(municipality_id):
        rows = YearPaper.objects.select_for_update(of=("self",)).select_related("municipality", "data_key", "made_by")
        row = rows.get(pk=paper_id)
        if row.sealed_at is not None:
            return
        stored = storage.store(io.BytesIO(_sealed(row)), data_key=plain_key(row.data_key), context=row.context)
        row.path, row.sha256, row.size, row.sealed_at = stored.path, stored.sha256, stored.size, timezone.now()
        row.save(update_fields=["path", "sha256", "size", "sealed_at"])


def table_of(row: YearPaper) -> Table:
    """The table that was adopted."""
    return Table(**reveal(row.data_key, row.content, "year-paper"))


def _sealed(row: YearPaper) -> bytes:
    table = table_of(row)
    with translation.override(row.language):
        paper = letterhead(row.municipality, number=row.number, day=timezone.localdate(row.made_at))
        title = str(YearPaper.Kind(row.kind).label)
        context = {
            "paper": paper,
            "title": title,
            "table": table,
            "head": row.made_by.get_full_name(),
            "year": row.year,
        }
        pdf = render_pdf(
            render_to_string("inspections/yearly/paper.html", context),
            language=row.language,
            title=f"{title} {row.number}",
            identifier=uuid.uuid5(uuid.NAMESPACE_OID, f"inspection-year-paper:{row.code}").bytes,
            attachments=[Attachment("tabela.csv", b"".join(as_csv(table)), translate("Табела за даљу обраду"))],
            created=row.made_at,
        )
        return seal(pdf, reason=title, location=pismo(row.municipality.name), signed_at=timezone.now())
