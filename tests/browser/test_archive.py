"""The archive in a browser: a list through its three people to the sealed record."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from eservices.cases.models import Case, DisposalList
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Official
from tests.cast import official
from tests.eservices.cases.archive.scene import CONSENT, close
from tests.factories import file_request, relay_all

KEEPERS = {"petra": ("Петра", "registry"), "ruza": ("Ружа", "disposal"), "lazar": ("Лазар", "archivist")}


@pytest.fixture
def archived(town: Municipality, people: None) -> Case:
    """Milica's case, whose term has passed, and the people of a list."""
    for name, (first_name, role) in KEEPERS.items():
        official(name, first_name, "Архивић", role, town)
    User.objects.update(is_demo=True)
    person = {user.email.partition("@")[0]: user for user in User.objects.all()}
    case = file_request(town, person["milica"])
    with municipality_scope(town.pk):
        return close(case, person["jelena"], person["dragan"])


def comes(arrives: Arrives, name: str) -> Official:
    person: Official = arrives(Official, size=DESKTOP)
    person.is_known_as(User.objects.get(email=f"{name}@primer.example"))
    return person


def test_a_list_goes_through_three_people(archived: Case, town: Municipality, arrives: Arrives) -> None:
    author = comes(arrives, "petra")
    author.open("/admin/cases/disposallist/add/")
    author.look("archive: new list")
    author.page.locator('input[name="kind"][value="destruction"]').check()
    author.press("main .desk-button--go")
    author.look("archive: list")
    author.photograph("archive-list", height=900)
    with municipality_scope(town.pk):
        address = f"/admin/cases/disposallist/{DisposalList.objects.get().pk}/"
    author.press('a[href$="/korak/submit/"]')
    author.press("main .desk-button--go")
    reviewer = comes(arrives, "ruza")
    reviewer.open(f"{address}korak/review/")
    reviewer.look("archive: review")
    reviewer.press("main .desk-button--go")
    archivist = comes(arrives, "lazar")
    archivist.open(f"/admin/cases/case/{archived.pk}/change/")
    archivist.look("archive: card")
    archivist.photograph("archive-card", height=1100)
    archivist.press('a[href$="/zabrana/"]')
    archivist.look("archive: hold")
    archivist.open(f"{address}korak/approve/")
    archivist.page.locator('[name="consent"]').fill(CONSENT)
    archivist.look("archive: approve")
    archivist.press("main .desk-button--danger")
    relay_all()
    archivist.open(f"{address}change/")
    archivist.look("archive: done")
    archivist.photograph("archive-done", height=1000)
    expect(archivist.page.get_by_role("link", name="zapisnik-unistenje-1-2026.pdf")).to_be_visible()
