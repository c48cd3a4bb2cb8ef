"""Business register (Агенција за привредне регистре, АПР): companies and entrepreneurs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from eservices.exchange import sources

ACTIVE = "active"
STATUSES = frozenset({ACTIVE, "in_liquidation", "in_bankruptcy", "deleted"})
COMPANY = "company"
ENTREPRENEUR = "entrepreneur"
FORMS = frozenset({COMPANY, ENTREPRENEUR, "institution", "association", "other"})


@dataclass(frozen=True)
class BusinessRequest:
    """One registered business by its eight-digit registration number (матични број)."""

    number: str

    @property
    def subject(self) -> str:
        """The business; an entrepreneur is a person."""
        return self.number

    def payload(self) -> dict[str, Any]:
        """Registration number."""
        return {"number": self.number}


@dataclass(frozen=True)
class Business:
    """A business as registered; `pib` is the nine-digit tax number, `deleted_on` the day it ceased to exist."""

    number: str
    pib: str
    name: str
    form: str
    status: str
    municipality_code: str
    address: str
    activity_code: str
    representative: str
    founded_on: date
    deleted_on: date | None

    @property
    def is_active(self) -> bool:
        """Neither being wound up nor deleted."""
        return self.status == ACTIVE


class BusinessRegister(sources.Source[BusinessRequest, Business]):
    """Companies and entrepreneurs."""

    name = "business_register"
    label = _("Агенција за привредне регистре")
    holds = _("пословно име, матични број, ПИБ, седиште и законски заступник")
    legal_basis = f"{sources.OFFICIAL_DUTY}; Закон о поступку регистрације у Агенцији за привредне регистре"

    def parse(self, payload: Any) -> Business:
        """One business."""
        fields = self.fields(payload)
        return Business(
            number=fields.digits("number", 8),
            pib=fields.digits("pib", 9),
            name=fields.text("name"),
            form=fields.code("form", FORMS),
            status=fields.code("status", STATUSES),
            municipality_code=fields.digits("municipality_code", 5),
            address=fields.text("address"),
            activity_code=fields.digits("activity_code", 4),
            representative=fields.optional_text("representative"),
            founded_on=fields.day("founded_on"),
            deleted_on=fields.optional_day("deleted_on"),
        )

    def validate(self, data: Business, request: BusinessRequest) -> None:
        """The same business; deleted exactly when it has a day of deletion."""
        self.require_same_subject(data.number, request.number)
        if (data.status == "deleted") != (data.deleted_on is not None):
            raise self.refuse("the status and the day of deletion contradict each other")


BUSINESS_REGISTER = sources.register(BusinessRegister())
