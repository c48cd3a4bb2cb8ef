"""The answers of a request as typed values."""

from __future__ import annotations

from dataclasses import dataclass

from eservices.cases.service import Answers
from eservices.services.site_information.steps import given, is_legal


@dataclass(frozen=True)
class Parcel:
    """A parcel that is asked about; ``ko`` is the six-digit code of the cadastral municipality."""

    ko: str
    ko_name: str
    number: str


@dataclass(frozen=True)
class Request:
    """A complete request. ``object_class`` is empty when the applicant does not know it."""

    parcels: tuple[Parcel, ...]
    legal: bool
    name: str
    identity: str
    company_number: str
    representative: str
    address: str
    purpose: str
    object_class: str
    delivery: str

    @classmethod
    def read(cls, answers: Answers) -> Request:
        """Read answers that passed their forms; raises KeyError for others."""
        legal, address = is_legal(answers), answers["address"]
        person = {} if legal else answers["person"]
        company = answers["company"] if legal else {}
        return cls(
            parcels=tuple(Parcel(row["ko"], row["ko_name"], row["number"]) for row in answers["parcels"]["parcels"]),
            legal=legal,
            name=company["name"] if legal else f"{person['first_name']} {person['last_name']}",
            identity="" if legal else person["jmbg"],
            company_number=company.get("number", ""),
            representative=company.get("representative", ""),
            address=f"{address['street']}, {address['postal_code'].strip()} {address['place']}",
            purpose=answers["purpose"]["purpose"],
            object_class=given(answers, "object", "object_class"),
            delivery=answers["delivery"]["way"],
        )
