"""Invented cadastral municipalities, plans and requests for trying the portal out. The same data serve the tests.

Codes of cadastral municipalities begin with 799, which is not in use; those of the first rows are known to the
register simulator. Loading again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.models import Case
from eservices.services.site_information.models import CadastralMunicipality, PlanningZone
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

SLUG = "site-information"
CADASTRAL_MUNICIPALITIES = {
    "kragujevac": {"799001": "Крагујевац Пример", "799004": "Измишљено Поље", "799005": "Огледни Поток"},
    "cacak": {"799002": "Чачак Пример", "799006": "Пробна Бара"},
    "svilajnac": {"799003": "Свилајнац Пример", "799007": "Замишљени Брег"},
}
VALID_FROM = date(2020, 1, 1)
HOUSING: dict[str, Any] = {
    "code": "С-1",
    "name": "породично становање",
    "land_use": "становање мале густине, са пратећим наменама у приземљу",
    "regulation_line": "према графичком прилогу плана, на 6 м од осовине улице",
    "building_line": "5 м од регулационе линије",
    "coverage_percent": Decimal(40),
    "storeys": "П+1+Пк",
    "height_metres": Decimal("10.50"),
    "distances": "1,5 м од северне и 2,5 м од јужне границе парцеле",
    "parking": "једно место на парцели за сваки стан",
    "green_percent": Decimal(30),
    "utilities": "вода и канализација у улици; струја према условима дистрибуције",
    "minimum_parcel": Decimal(300),
    "protection": "",
    "detailed_plan": "",
}
INDUSTRY: dict[str, Any] = {
    "code": "П-2",
    "name": "производња и складишта",
    "land_use": "производне и складишне делатности без штетног утицаја на околину",
    "regulation_line": "",
    "building_line": "10 м од регулационе линије",
    "coverage_percent": Decimal(50),
    "storeys": "П+2",
    "height_metres": None,
    "distances": "5 м од свих граница парцеле",
    "parking": "према врсти делатности, на парцели",
    "green_percent": Decimal(20),
    "utilities": "прикључци према условима јавних предузећа",
    "minimum_parcel": Decimal(1000),
    "protection": "заштитни појас далековода",
    "detailed_plan": "урбанистички пројекат",
}


def load_demo(slugs: Iterable[str]) -> int:
    """Lists and plans of these municipalities, and two requests in Kragujevac; returns how many requests were filed."""
    filed = 0
    for place in Municipality.objects.filter(slug__in=[slug for slug in slugs if slug in CADASTRAL_MUNICIPALITIES]):
        with municipality_scope(place.pk):
            load_library(place)
            if place.slug == "kragujevac":
                filed += _load_requests(place)
    return filed


def load_library(place: Municipality) -> None:
    """Cadastral municipalities and planning zones of one municipality."""
    for code, name in CADASTRAL_MUNICIPALITIES[place.slug].items():
        CadastralMunicipality.objects.get_or_create(municipality=place, code=code, defaults={"name": name})
    for zone in (HOUSING, INDUSTRY):
        PlanningZone.objects.get_or_create(
            municipality=place,
            plan_name=f"План генералне регулације „Пример“, {place.name}",
            code=zone["code"],
            valid_from=VALID_FROM,
            defaults=zone | {"gazette": "измишљени службени лист бр. 12/2020"},
        )


ANSWERS: dict[str, dict[str, Any]] = {
    "place": {"here": "yes"},
    "parcels": {
        "parcels": [{"ko": "799001", "ko_name": "Крагујевац Пример", "number": "1234/5"}],
        "address": "Измишљена 14",
    },
    "applicant-kind": {"kind": "natural"},
    "person": {"first_name": "Јелена", "last_name": "Примеровић", "jmbg": "1205992665011"},
    "address": {"street": "Измишљена 14", "place": "Крагујевац", "postal_code": "34000", "phone": ""},
    "purpose": {"purpose": "building", "other": ""},
    "object": {"object_class": "a", "use": "породична кућа", "storeys": "П+1+Пк", "gross": "180.00"},
    "delivery": {"way": "portal"},
    "consent": {"truth": True},
}
COMPANY: dict[str, dict[str, Any]] = {
    **{step: given for step, given in ANSWERS.items() if step != "person"},
    "parcels": {
        "parcels": [
            {"ko": "799001", "ko_name": "Крагујевац Пример", "number": "88/1"},
            {"ko": "799001", "ko_name": "Крагујевац Пример", "number": "88/2"},
        ],
        "address": "",
    },
    "adjacency": {"adjacent": "yes", "reason": ""},
    "applicant-kind": {"kind": "legal"},
    "company": {
        "name": "Градња Проба д.о.о.", "number": "99900012", "pib": "999000121", "representative": "Марко Примеровић",
    },
    "object": {"object_class": "v", "use": "складиште", "storeys": "П", "gross": ""},
}  # fmt: skip


def _load_requests(place: Municipality) -> int:
    """One request of a person and one of a firm, both waiting to be paid."""
    citizen = User.objects.filter(is_demo=True, is_staff=False).order_by("pk").first()
    if citizen is None or Case.objects.filter(municipality=place, service=SLUG).exists():
        return 0
    for answers in (ANSWERS, COMPANY):
        draft = actions.start_draft(service=services.get(SLUG), municipality=place, by=citizen)
        for step, given in answers.items():
            actions.save_step(draft=draft, step=step, given=given, by=citizen)
        actions.submit(draft=draft, assurance="basic", language="sr", by=citizen)
    return 2
