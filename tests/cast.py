"""The fixed cast: the same two towns and the same people in every test. All of them are invented.

Functions make them; fixtures of the same people are known to every test without an import.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from municipalities.accounts.assurance import SESSION_KEY, Level
from municipalities.accounts.models import Membership, User
from municipalities.models import Municipality, OfferedService, Office
from municipalities.reference import load

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
PASSWORD = "lozinka-za-probu-1"
SERVICE = "maternity-pay"


def municipality(slug: str) -> Municipality:
    """The municipality of the reference data with its main counter, offering maternity pay."""
    found = Municipality.objects.filter(slug=slug).first()
    if found is not None:
        return found
    rows = json.loads((FIXTURES / "municipalities.json").read_text(encoding="utf-8"))["rows"]
    place = Municipality.objects.create(**next(row for row in rows if row["slug"] == slug))
    Office.objects.create(
        municipality=place, name="Писарница", organ="IV", is_main=True, phone="034 000 001", hours="7.30–15.30"
    )
    OfferedService.objects.create(municipality=place, service=SERVICE, since=date(2021, 10, 5))
    return place


def citizen(name: str, first_name: str, last_name: str, **fields: Any) -> User:
    """A person with a confirmed address and the password of the cast."""
    person = User.objects.create_user(
        f"{name}@primer.example", PASSWORD, first_name=first_name, last_name=last_name, **fields
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def official(
    name: str, first_name: str, last_name: str, role: str, place: Municipality | None, services: list[str] | None = None
) -> User:
    """A person with one role, in force since long ago."""
    person = citizen(name, first_name, last_name, is_staff=True)
    Membership.objects.create(
        user=person, municipality=place, role=role, services=services or [], since=date(2020, 1, 1)
    )
    return person


def sign_in(client: Client, user: User, level: Level = Level.SUBSTANTIAL) -> Client:
    """The client as ``user``, recognised at ``level``."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SESSION_KEY] = level.value
    session.save()
    return client


@pytest.fixture
def reference_data(db: None) -> None:
    """All reference data of fixtures/, legal values included."""
    load(FIXTURES)


@pytest.fixture
def kragujevac(db: None) -> Municipality:
    """The town where most things happen."""
    return municipality("kragujevac")


@pytest.fixture
def cacak(db: None) -> Municipality:
    """The neighbouring town, which must never see what happens in Kragujevac."""
    return municipality("cacak")


@pytest.fixture
def milica(db: None) -> User:
    """A mother who files requests."""
    return citizen("milica", "Милица", "Примеровић")


@pytest.fixture
def ana(db: None) -> User:
    """Another citizen, who has nothing to do with Milica's requests."""
    return citizen("ana", "Ана", "Пробић")


@pytest.fixture
def jelena(kragujevac: Municipality) -> User:
    """Clerk of maternity pay in Kragujevac."""
    return official("jelena", "Јелена", "Шалтеровић", "clerk", kragujevac, [SERVICE])


@pytest.fixture
def dragan(kragujevac: Municipality) -> User:
    """Head in Kragujevac, who signs."""
    return official("dragan", "Драган", "Потписовић", "approver", kragujevac)


@pytest.fixture
def vesna(cacak: Municipality) -> User:
    """Clerk of all services in Čačak."""
    return official("vesna", "Весна", "Суседић", "clerk", cacak)


@pytest.fixture
def nenad(kragujevac: Municipality) -> User:
    """Clerk of another service in Kragujevac."""
    return official("nenad", "Ненад", "Парцелић", "clerk", kragujevac, ["site-information"])


@pytest.fixture
def olja(kragujevac: Municipality) -> User:
    """Administrator of Kragujevac: configures, reads no case."""
    return official("olja", "Оља", "Подешавић", "administrator", kragujevac)


@pytest.fixture
def sava(db: None) -> User:
    """Analyst of the Standing Conference (СКГО): sees figures of all, no case."""
    return official("sava", "Сава", "Збирић", "sctm", None)


@pytest.fixture
def auditor(kragujevac: Municipality) -> User:
    """Auditor of Kragujevac: sees who read what."""
    return official("revizor", "Рада", "Ревизић", "auditor", kragujevac)


@pytest.fixture
def superuser(db: None) -> User:
    """Administrator of the portal."""
    return citizen("portal", "Петар", "Порталић", is_staff=True, is_superuser=True)
