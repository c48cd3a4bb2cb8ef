"""Adopting the plan and the report of a year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from eservices.cases import audit, outbox
from eservices.cases.keys import hide, new_key
from inspections.lifecycle import Actor
from inspections.models import YearPaper
from inspections.yearly.tables import Table, plan, report
from municipalities.accounts.models import User
from municipalities.models import Municipality

TABLES: dict[YearPaper.Kind, Callable[[Municipality, int], Table]] = {
    YearPaper.Kind.PLAN: plan,
    YearPaper.Kind.REPORT: report,
}


@transaction.atomic
def adopt(*, municipality: Municipality, kind: YearPaper.Kind, year: int, language: str, by: User) -> YearPaper:
    """Keep the plan or the report as it is now, as the next version of that year; a worker prints and seals it.

    Raises ``ParameterMissing``.
    """
    place = Municipality.objects.select_for_update().get(pk=municipality.pk)
    same = YearPaper.objects.filter(municipality=place, kind=kind, year=year)
    key = new_key(place)
    with translation.override(language):
        table = TABLES[kind](place, year)
    paper = YearPaper.objects.create(
        municipality=place,
        kind=kind,
        year=year,
        version=(same.aggregate(last=Max("version"))["last"] or 0) + 1,
        language=language,
        data_key=key,
        content=hide(key, asdict(table), "year-paper"),
        made_by=by,
    )
    outbox.promise("inspection-year-paper", key=str(paper.pk), municipality_id=place.pk, payload={"paper_id": paper.pk})
    data = {"paper": paper.pk, "kind": kind, "year": year}
    audit.record("adopt_year_paper", municipality_id=place.pk, data=data, actor_kind=Actor.HEAD, by=by)
    return paper
