"""Records of citizenship and residence (евиденција пребивалишта) of the Ministry of the Interior.

Local rights depend on it: residence in the municipality, often without a break for a year before the birth or the call.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from eservices.exchange import sources
from eservices.exchange.reading import Fields


@dataclass(frozen=True)
class ResidenceRequest:
    """Names, citizenship and all registered addresses of one person."""

    jmbg: str = field(repr=False)

    @property
    def subject(self) -> str:
        """The person."""
        return self.jmbg

    def payload(self) -> dict[str, Any]:
        """JMBG."""
        return {"jmbg": self.jmbg}


@dataclass(frozen=True)
class Address:
    """One registered address; `until` is the last day there, None while it lasts.

    `municipality_code` is the five-digit number of the unit of local self-government (матични број јединице).
    """

    municipality_code: str
    municipality_name: str
    settlement: str
    street: str
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Was the person registered here on that day?"""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Residence:
    """A person with addresses, the earliest first; `citizenship` is ISO 3166 alpha-3 (SRB)."""

    jmbg: str = field(repr=False)
    given_name: str
    surname: str
    citizenship: str
    addresses: tuple[Address, ...]

    def on(self, day: date) -> Address | None:
        """The address registered on that day."""
        return next((address for address in self.addresses if address.covers(day)), None)

    def unbroken_since(self, municipality_code: str, day: date) -> date | None:
        """First day from which the person lived in the municipality without a break up to `day`; None if not there.

        A move inside the municipality is no break when the next address begins at the latest a day after the previous
        one ended.
        """
        start: date | None = None
        for address in reversed(self.addresses):
            if address.since > day:
                continue
            reaches = start is None and address.covers(day)
            touches = start is not None and address.until is not None and address.until >= start - timedelta(days=1)
            if address.municipality_code != municipality_code or not (reaches or touches):
                break
            start = address.since
        return start


class ResidenceRegister(sources.Source[ResidenceRequest, Residence]):
    """Residence and citizenship."""

    name = "residence"
    label = _("Евиденција пребивалишта и држављанства")
    holds = _("име и презиме, држављанство и пријављене адресе")
    legal_basis = f"{sources.OFFICIAL_DUTY}; Закон о пребивалишту и боравишту грађана"

    def parse(self, payload: Any) -> Residence:
        """The person with all addresses."""
        fields = self.fields(payload)
        addresses = sorted(map(_address, fields.objects("addresses")), key=lambda address: address.since)
        return Residence(
            jmbg=fields.digits("jmbg", 13),
            given_name=fields.text("given_name"),
            surname=fields.text("surname"),
            citizenship=fields.text("citizenship"),
            addresses=tuple(addresses),
        )

    def validate(self, data: Residence, request: ResidenceRequest) -> None:
        """The same person; nobody has two residences on one day."""
        self.require_same_subject(data.jmbg, request.jmbg)
        for address in data.addresses:
            if address.until is not None and address.until < address.since:
                raise self.refuse("an address ended before it began")
        for earlier, later in pairwise(data.addresses):
            if earlier.until is None or earlier.until >= later.since:
                raise self.refuse("two residences on one day")


def _address(fields: Fields) -> Address:
    return Address(
        municipality_code=fields.digits("municipality_code", 5),
        municipality_name=fields.text("municipality_name"),
        settlement=fields.text("settlement"),
        street=fields.text("street"),
        since=fields.day("since"),
        until=fields.optional_day("until"),
    )


RESIDENCE = sources.register(ResidenceRegister())
