"""Real estate cadastre (катастар непокретности) of the Republic Geodetic Authority (РГЗ): parcels, no owners.

Site information needs no proof of ownership, so the portal never asks who owns a parcel.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from eservices.exchange import sources
from eservices.exchange.reading import Fields

PARCEL_NUMBER = re.compile(r"\d{1,6}(/\d{1,4})?")
STATUSES = frozenset({"active", "deleted"})


@dataclass(frozen=True)
class ParcelRequest:
    """One parcel: six-digit number of the cadastral municipality (катастарска општина) and parcel number as 1234/5."""

    cadastral_municipality: str
    number: str

    def __post_init__(self) -> None:
        if not PARCEL_NUMBER.fullmatch(self.number):
            raise ValueError("A parcel number is up to six digits, then possibly a slash and up to four digits.")

    @property
    def subject(self) -> str:
        """The parcel."""
        return f"{self.cadastral_municipality} {self.number}"

    def payload(self) -> dict[str, Any]:
        """Cadastral municipality and number."""
        return {"cadastral_municipality": self.cadastral_municipality, "number": self.number}


@dataclass(frozen=True)
class Point:
    """A corner of a parcel, degrees WGS 84."""

    latitude: Decimal
    longitude: Decimal


@dataclass(frozen=True)
class Parcel:
    """A parcel: `area` in square metres, `use` as entered, `outline` its corners in order, empty when not drawn.

    `replaced_by` names the parcels that a deleted one became (new numbers after a survey or a division).
    """

    cadastral_municipality: str
    cadastral_municipality_name: str
    municipality_code: str
    number: str
    status: str
    area: Decimal
    use: str
    place: str
    outline: tuple[Point, ...]
    replaced_by: tuple[str, ...]


class Cadastre(sources.Source[ParcelRequest, Parcel]):
    """Parcels."""

    name = "cadastre"
    label = _("Катастар непокретности")
    holds = _("број, површина, начин коришћења и облик катастарске парцеле")
    legal_basis = f"{sources.OFFICIAL_DUTY}; Закон о планирању и изградњи, чл. 53"

    def parse(self, payload: Any) -> Parcel:
        """One parcel."""
        fields = self.fields(payload)
        return Parcel(
            cadastral_municipality=fields.digits("cadastral_municipality", 6),
            cadastral_municipality_name=fields.text("cadastral_municipality_name"),
            municipality_code=fields.digits("municipality_code", 5),
            number=fields.text("number"),
            status=fields.code("status", STATUSES),
            area=fields.amount("area"),
            use=fields.text("use"),
            place=fields.optional_text("place"),
            outline=tuple(map(_point, fields.objects("outline"))),
            replaced_by=tuple(other.text("number") for other in fields.objects("replaced_by")),
        )

    def validate(self, data: Parcel, request: ParcelRequest) -> None:
        """The same parcel; an outline that encloses something; an area above zero."""
        self.require_same_subject(f"{data.cadastral_municipality} {data.number}", request.subject)
        if data.outline and len(set(data.outline)) < 3:
            raise self.refuse("the outline has fewer than three corners")
        if data.area <= 0:
            raise self.refuse("the parcel has no area")


def _point(fields: Fields) -> Point:
    return Point(
        latitude=fields.degrees("latitude", Decimal(41), Decimal(47)),
        longitude=fields.degrees("longitude", Decimal(18), Decimal(24)),
    )


CADASTRE = sources.register(Cadastre())
