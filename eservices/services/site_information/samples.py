"""A complete invented request, for the checks that every service must pass."""

from __future__ import annotations

from datetime import date
from typing import Any

from eservices.cases import actions
from eservices.cases.actions.processing import Fact
from eservices.cases.models import Case, Evidence
from eservices.cases.service import Outcome
from eservices.services.site_information import demo
from eservices.services.site_information.models import PlanningZone
from municipalities.accounts.models import User
from municipalities.models import Municipality, Parameter

NAMES = ("Јелена Примеровић",)
DETAILS: dict[str, dict[str, Any]] = {
    "issued": {"remarks": ""},
    "no_plan": {"plan": "план детаљне регулације", "state": ""},
    "transfer": {"to": "Општина Рача", "other": "", "reason": "Парцела је на другом подручју."},
    "dismissal": {"ground": "incomplete", "reason": "Захтев није допуњен."},
}
PARCEL: dict[str, Any] = {
    "ko": "799001",
    "number": "1234/5",
    "found": True,
    "status": "active",
    "area": "640.00",
    "use": "грађевинско земљиште",
    "municipality_code": "70645",
    "place": "",
    "outline": [["44.0161", "20.9161"], ["44.0161", "20.9164"], ["44.0158", "20.9164"], ["44.0158", "20.9161"]],
    "replaced_by": [],
}


def request() -> dict[str, dict[str, Any]]:
    """Complete answers about the parcel of the worked example."""
    return {step: dict(given) for step, given in demo.ANSWERS.items()}


def prepare(place: Municipality) -> dict[str, dict[str, Any]]:
    """Cadastral municipalities, zones and the code for payments, which each municipality enters itself."""
    demo.load_library(place)
    Parameter.objects.get_or_create(
        code="payments.municipality_code",
        municipality=place,
        valid_from=date(2019, 1, 1),
        defaults={"label": "Шифра у позиву на број", "value": "900", "legal_source": "проба"},
    )
    return request()


def give_evidence(case: Case, by: User) -> None:
    """What the cadastre would answer."""
    answer_of_cadastre(case, PARCEL)


def answer_of_cadastre(case: Case, *rows: dict[str, Any]) -> None:
    """Keep these rows as the answer of the cadastre."""
    fact = Fact(Evidence.Outcome.OBTAINED, {"parcels": list(rows)}, digest="a" * 64)
    actions.record_evidence(case=case, source="cadastre", purpose="проба", fact=fact, by=None)


def bring_to(case: Case, outcome: Outcome) -> None:
    """The official's choice of zones names rows of the database, which are known only now."""
    if outcome.slug == "issued":
        zone = PlanningZone.objects.get(municipality_id=case.municipality_id, code=demo.HOUSING["code"])
        DETAILS["issued"]["zones_0"] = [str(zone.pk)]
