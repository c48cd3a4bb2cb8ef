"""What the rules give for the parcels of a case, in words: tables, a sketch, and what an official should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as translate

from eservices.cases.service import Calculation, CannotCalculate, Sketch, SketchOutline, Table
from eservices.services.site_information import rules
from eservices.services.site_information.models import PlanningZone
from eservices.services.site_information.request import Parcel, Request
from municipalities.amounts import format_amount
from municipalities.templatetags.pismo import pismo


@dataclass(frozen=True)
class Known:
    """A parcel that was asked about with what the cadastre says of it; ``area`` is None when it does not exist."""

    parcel: Parcel
    row: Mapping[str, Any]

    @property
    def area(self) -> Decimal | None:
        return Decimal(self.row["area"]) if self.row["area"] else None

    @property
    def name(self) -> str:
        """``КО Крагујевац Пример, парцела 1234/5``."""
        words = {"place": pismo(self.parcel.ko_name), "number": self.parcel.number}
        return translate("КО %(place)s, парцела %(number)s") % words


def known_parcels(request: Request, payload: Mapping[str, Any]) -> tuple[Known, ...]:
    """Parcels in the order of the request. Raises CannotCalculate for one on which nothing was entered."""
    found = []
    for parcel in request.parcels:
        rows = [row for row in payload["parcels"] if row["number"] == parcel.number and row["ko"] in ("", parcel.ko)]
        if not rows:
            raise CannotCalculate(
                translate("За парцелу %(number)s нема података. Прибавите их поново или их унесите уз белешку.")
                % {"number": parcel.number}
            )
        found.append(Known(parcel, rows[0]))
    return tuple(found)


def of_parcels(
    parcels: Sequence[Known], sors_code: str, business: Mapping[str, Any] | None, request: Request
) -> Calculation:
    """What is known before a zone is chosen: parcels, sketch and warnings."""
    return Calculation(
        lines=(),
        tables=(parcels_table(parcels),),
        sketches=sketches(parcels),
        values={"total_area": rules.total_area(known.area or Decimal(0) for known in parcels)},
        warnings=(*_warnings(parcels, sors_code), *_business_warnings(business, request)),
    )


def parcels_table(parcels: Sequence[Known]) -> Table:
    """One row a parcel."""
    head = (
        translate("Катастарска општина"),
        translate("Парцела"),
        translate("Површина, м²"),
        translate("Начин коришћења"),
    )
    rows = tuple(
        (
            pismo(known.parcel.ko_name),
            known.parcel.number,
            format_amount(known.area) if known.area is not None else "–",
            pismo(known.row["use"]) or "–",
        )
        for known in parcels
    )
    return Table(translate("Подаци о парцелама"), head, rows)


def sketches(parcels: Sequence[Known]) -> tuple[Sketch, ...]:
    """One drawing of all parcels whose shape the cadastre gave."""
    outlines = tuple(
        SketchOutline(known.parcel.number, tuple((north, east) for north, east in known.row["outline"]))
        for known in parcels
        if len(known.row["outline"]) >= 3
    )
    return (Sketch(translate("Скица парцеле према подацима катастра"), outlines),) if outlines else ()


def _warnings(parcels: Sequence[Known], sors_code: str) -> Iterator[str]:
    """What is wrong with a parcel, in a sentence that can be sent to the applicant as it is."""
    for known in parcels:
        row, words = known.row, {"parcel": known.name, "numbers": ", ".join(known.row["replaced_by"])}
        if not row["found"]:
            yield (
                translate(
                    "%(parcel)s не постоји у катастру. Исти број постоји у више катастарских општина: проверите да ли је "
                    "изабрана права."
                )
                % words
            )
        elif row["replaced_by"]:
            yield translate("%(parcel)s више не постоји: од ње су постале %(numbers)s. Наведите нове бројеве.") % words
        elif row["status"] == "deleted":
            yield translate("%(parcel)s је брисана из катастра. Проверите број парцеле.") % words
        elif row["municipality_code"] and row["municipality_code"] != sors_code:
            yield translate("%(parcel)s није на подручју ове општине. Захтев се уступа надлежној општини.") % words


def _business_warnings(business: Mapping[str, Any] | None, request: Request) -> Iterator[str]:
    if business is None:
        return
    if not business["active"]:
        yield translate("Правно лице није активно у привредном регистру.")
    representative = business["representative"]
    if representative and pismo(representative) != pismo(request.representative):
        yield translate("У привредном регистру заступник је: %(name)s. Проверите овлашћење.") % {
            "name": pismo(representative)
        }


# -- with zones --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Allowed:
    """One parcel under the rules of one zone."""

    known: Known
    zone: PlanningZone
    coverage: rules.Coverage
    lacking: Decimal


def allowed(parcels: Sequence[Known], zones: Sequence[Sequence[PlanningZone]]) -> tuple[Allowed, ...]:
    """The arithmetic for every parcel in each of its zones. Raises CannotCalculate for a parcel that does not exist."""
    found = []
    for known, chosen in zip(parcels, zones, strict=True):
        if known.area is None or known.row["status"] == "deleted":
            raise CannotCalculate(
                translate("%(parcel)s не постоји. Тражите допуну или одбаците захтев.") % {"parcel": known.name}
            )
        for zone in chosen:
            covered = rules.coverage(known.area, zone.coverage_percent, zone.storeys, zone.green_percent)
            found.append(Allowed(known, zone, covered, rules.short_by(known.area, zone.minimum_parcel)))
    return tuple(found)


def of_zones(parcels: Sequence[Known], results: Sequence[Allowed]) -> Calculation:
    """Parcels, sketch, and what may be built on each of them, indicatively."""
    return Calculation(
        lines=(),
        tables=(parcels_table(parcels), coverage_table(results)),
        sketches=sketches(parcels),
        values={
            "parcels": [
                {
                    "ko": one.known.parcel.ko,
                    "number": one.known.parcel.number,
                    "zone": one.zone.code,
                    "plan": one.zone.plan_name,
                    "footprint": one.coverage.footprint,
                    "gross": one.coverage.gross,
                    "green": one.coverage.green,
                    "lacking": one.lacking,
                }
                for one in results
            ]
        },
    )


def coverage_table(results: Sequence[Allowed]) -> Table:
    """How the largest area under the building and the gross floor area come about."""
    head = (translate("Парцела и зона"), translate("Највећа површина под објектом"), translate("Бруто површина"),
            translate("Зелене површине"))  # fmt: skip
    rows = tuple(tuple(pismo(cell) for cell in _coverage_row(one)) for one in results)
    return Table(translate("Шта се оријентационо може градити"), head, rows)


def _coverage_row(one: Allowed) -> tuple[str, str, str, str]:
    covered = one.coverage
    return (
        f"{one.known.parcel.number}, {one.zone.code}",
        f"{number(covered.area)} м² × {number(covered.percent)} % = {number(covered.footprint)} м²",
        f"{number(covered.footprint)} м² × {covered.levels} ({one.zone.storeys}) = {number(covered.gross)} м²",
        f"{number(covered.green_percent)} % = {number(covered.green)} м²" if covered.green else "–",
    )


def number(value: Decimal) -> str:
    """A figure without needless zeros: ``40`` and ``37,5``."""
    text = format_amount(value)
    return text.rstrip("0").rstrip(",")
