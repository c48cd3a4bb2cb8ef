"""Who gets in where: every address of the desk for every role, and nobody learns what is not theirs."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.test import Client, override_settings
from django.urls import URLPattern, reverse

from eservices.cases.models import Case, Document, OutboxMessage, Payment
from municipalities.accounts.assurance import Level
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.eservices.cases.desk.scene import AtDesk
from tests.factories import propose

pytestmark = pytest.mark.django_db


def addresses(case: Case, document: uuid.UUID, payment: Payment) -> dict[str, list[object]]:
    """Every address of a case, with what fills it."""
    return {
        "change": [case.pk],
        "reveal": [case.pk],
        "note": [case.pk],
        "act": [case.pk, "stay"],
        "amendment": [case.pk],
        "outcomes": [case.pk],
        "compose": [case.pk, "refusal"],
        "live": [case.pk, "refusal"],
        "preview": [case.pk, "refusal"],
        "proposal": [case.pk],
        "proposal_pdf": [case.pk],
        "evidence": [case.pk, "contributions"],
        "ask": [case.pk, "contributions"],
        "seen": [case.pk, "contributions"],
        "document": [case.pk, document],
        "payment": [case.pk, payment.pk],
        "join": [case.pk],
        "separate": [case.pk, 1],
        "split": [case.pk],
        "hold": [case.pk],
        "lift": [case.pk, 1],
        "package": [case.pk],
        "archive_file": [case.pk, document],
    }


@pytest.fixture
def every_address(taken: Case) -> dict[str, str]:
    with municipality_scope(taken.municipality_id):
        document = Document.objects.filter(case=taken).first()
        payment = Payment.objects.create(
            municipality=taken.municipality, case=taken, amount=1, recipient="Таксе", account="840000074225184373",
            reference="41-019", code="253", purpose="Taksa", due_on=taken.filed_at.date(),
        )  # fmt: skip
    assert document is not None
    names = addresses(taken, document.code, payment)
    return {name: reverse(f"admin:cases_case_{name}", args=args) for name, args in names.items()}


def desk_names() -> Iterator[str]:
    """Names of the addresses that the case admin has."""
    for pattern in admin.site._registry[Case].get_urls():
        assert isinstance(pattern, URLPattern)
        yield str(pattern.name).removeprefix("cases_case_")


def statuses(client: Client, every_address: dict[str, str]) -> dict[str, set[int]]:
    return {
        name: {client.get(address).status_code, client.post(address, {"version": 1}).status_code}
        for name, address in every_address.items()
    }


def test_the_matrix_names_every_address_of_a_case(every_address: dict[str, str]) -> None:
    assert {*every_address, "changelist"} == set(desk_names())


def test_neighbours_and_clerks_of_other_services_find_nothing(
    every_address: dict[str, str], vesna: User, nenad: User, olja: User, sava: User, at_desk: AtDesk
) -> None:
    for outsider in (vesna, nenad, olja, sava):
        found = statuses(at_desk(outsider), every_address)
        assert set().union(*found.values()) <= {404, 405}, (outsider.email, found)
        assert all(404 in answers for answers in found.values()), (outsider.email, found)


def test_strangers_and_citizens_are_sent_away(every_address: dict[str, str], milica: User, at_desk: AtDesk) -> None:
    for address in [*every_address.values(), "/admin/", reverse("admin:health"), reverse("admin:find")]:
        stranger = Client().get(address)
        assert stranger.status_code == 302 and stranger.headers["Location"].startswith("/admin/login/?next=")
        citizen = at_desk(milica).get(address)
        assert citizen.status_code == 302
    assert at_desk(milica).get("/admin/login/").status_code == 404
    signing_in = Client().get("/admin/login/?next=/admin/")
    assert signing_in.headers["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2F"


def test_register_keepers_see_the_card_and_nothing_more(
    every_address: dict[str, str], lazar: User, auditor: User, at_desk: AtDesk
) -> None:
    for keeper in (lazar, auditor):
        browser = at_desk(keeper)
        card = browser.get(every_address["change"])
        text = card.content.decode()
        assert card.status_code == 200 and "Картон предмета" in text
        assert "Примеровић" not in text and "1205992" not in text and "Јелена Шалтеровић" in text
        kept = {"change", "hold"} if keeper == lazar else {"change"}  # what an archivist does stands in test_archive.py
        others = {name: address for name, address in every_address.items() if name not in kept}
        found = statuses(browser, others)
        assert set().union(*found.values()) <= {404, 405}, found


def test_a_clerk_reads_but_does_not_sign(taken: Case, jelena: User, dragan: User, at_desk: AtDesk) -> None:
    with municipality_scope(taken.municipality_id):
        propose(taken, dragan)
    clerk, address = at_desk(jelena), reverse("admin:cases_case_proposal", args=[taken.pk])
    assert "Одобри и донеси" not in clerk.get(address).content.decode()
    assert clerk.post(address, {"version": 3, "approve": "1"}).status_code == 404
    assert clerk.post(address, {"version": 3, "return": "1", "reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("who", "seen", "hidden"),
    [
        ("jelena", ["Доставе", "Књиге уписника"], ["Параметри", "Записи о увидима", "Чланства"]),
        ("olja", ["Параметри", "Чланства"], ["Доставе", "Записи о увидима"]),
        ("auditor", ["Записи о увидима", "Књиге уписника"], ["Доставе", "Параметри"]),
        ("sava", ["Немате сто"], ["Доставе", "Параметри", "Записи о увидима"]),
    ],
)
def test_the_start_page_lists_what_the_role_allows(
    who: str, seen: list[str], hidden: list[str], request: pytest.FixtureRequest, at_desk: AtDesk
) -> None:
    page = at_desk(request.getfixturevalue(who)).get(reverse("admin:start")).content.decode().lower()
    assert all(text.lower() in page for text in seen) and not any(text.lower() in page for text in hidden)


LISTS = {
    "cases_delivery": {"jelena", "dragan"},
    "cases_auditrecord": {"auditor"},
    "cases_outboxmessage": {"dragan", "olja"},
    "cases_registrybook": {"jelena", "dragan", "auditor", "lazar"},
    "cases_disposallist": {"jelena", "dragan", "auditor", "lazar"},
    "cases_legalhold": {"jelena", "dragan", "auditor", "lazar"},
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_their_roles(case: Case, name: str, request: pytest.FixtureRequest, at_desk: AtDesk) -> None:
    for who in ("jelena", "dragan", "olja", "auditor", "lazar", "sava"):
        answer = at_desk(request.getfixturevalue(who)).get(reverse(f"admin:{name}_changelist"))
        assert answer.status_code == (200 if who in LISTS[name] else 403), who


def test_lists_of_a_neighbour_are_empty(case: Case, vesna: User, at_desk: AtDesk) -> None:
    page = at_desk(vesna).get(reverse("admin:cases_registrybook_changelist")).content.decode()
    assert "Ова књига још нема уписа" in page


def test_an_official_with_a_weak_sign_in_is_asked_for_more(jelena: User) -> None:
    with override_settings(SECOND_FACTOR_FOR_OFFICIALS=True):
        weak = sign_in(Client(), jelena, Level.BASIC).get("/admin/", follow=True)
        assert reverse("account_step_up") in weak.redirect_chain[-1][0]
        assert sign_in(Client(), jelena, Level.SUBSTANTIAL).get("/admin/").status_code == 200


def test_a_disabled_official_is_out_at_the_next_page(case: Case, jelena: User, at_desk: AtDesk) -> None:
    browser = at_desk(jelena)
    assert browser.get("/admin/").status_code == 200
    User.objects.filter(pk=jelena.pk).update(is_active=False)
    assert browser.get("/admin/").status_code == 302


# -- health and promised work ------------------------------------------------------------------------------------------
def given_up(place: Municipality) -> OutboxMessage:
    with municipality_scope(place.pk):
        return OutboxMessage.objects.create(
            municipality=place, key=f"notification:{uuid.uuid4()}", topic="notification", failures=12,
            given_up_at="2026-03-20T08:00Z", last_error="ConnectionError",
        )  # fmt: skip


def test_health_is_told_in_words(
    kragujevac: Municipality, filing_day: None, dragan: User, olja: User, jelena: User, at_desk: AtDesk
) -> None:
    assert at_desk(jelena).get(reverse("admin:health")).status_code == 404
    page = at_desk(olja).get(reverse("admin:health")).content.decode()
    assert "Све је урађено" in page and "Развојни печат" in page and "Ниједна порука није одбијена" in page
    given_up(kragujevac)
    assert "Послова од којих се одустало: 1" in at_desk(dragan).get(reverse("admin:health")).content.decode()


def test_given_up_work_is_taken_up_again(
    kragujevac: Municipality, cacak: Municipality, filing_day: None, dragan: User, at_desk: AtDesk
) -> None:
    message, foreign, head = given_up(kragujevac), given_up(cacak), at_desk(dragan)
    listed = head.get(reverse("admin:cases_outboxmessage_changelist")).content.decode()
    assert "ConnectionError" in listed and "Понови" in listed and "Укупно: 1" in listed
    address = reverse("admin:cases_outboxmessage_retry", args=[message.pk])
    assert head.get(address).status_code == 404
    assert head.post(reverse("admin:cases_outboxmessage_retry", args=[foreign.pk])).status_code == 404
    assert head.post(address).status_code == 302
    with municipality_scope(kragujevac.pk):
        message.refresh_from_db()
    assert message.given_up_at is None and message.failures == 0
