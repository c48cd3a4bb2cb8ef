"""From the start page to the outcome with a browser's eyes: pages, registers over HTTP, desk, decision, public list."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from eservices.cases import actions
from eservices.cases.lifecycle import Actor
from eservices.cases.models import AuditRecord, Case, Delivery, Document, Draft
from eservices.exchange.simulator import running_simulator
from eservices.services.ivf_costs import budget, demo, samples, steps
from eservices.services.ivf_costs.models import (
    BudgetYear,
    CommissionSession,
    IvfRequest,
    PartnerConsent,
    PublicCall,
    RuleSet,
)
from eservices.services.ivf_costs.neutral import health_words
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality, OfferedService
from tests.cast import citizen, official, sign_in
from tests.factories import on, picture, plain_file, relay_all

pytestmark = [pytest.mark.django_db(transaction=True)]
SLUG = "ivf-costs"
COUPLE = demo.COUPLES["nadic"]


@pytest.fixture
def simulator(settings: Settings) -> Iterator[None]:
    with running_simulator() as url:
        settings.REGISTER_SIMULATOR_URL = url
        yield


@pytest.fixture
def member(kragujevac: Municipality) -> User:
    return official("vera", "Вера", "Комисић", "commission", kragujevac, [SLUG])


@pytest.fixture
def town(kragujevac: Municipality, values: None, filing_day: None, head: User) -> Municipality:
    OfferedService.objects.create(municipality=kragujevac, service=SLUG, since=date(2021, 10, 5))
    with municipality_scope(kragujevac.pk):
        demo.prepare(kragujevac, demo.STANDING, money=Decimal(1_100_000), by=head)
    return kragujevac


@pytest.fixture
def mirjana(db: None) -> User:
    return citizen("mirjana", "Мирјана", "Надић")


@pytest.fixture
def stefan(db: None) -> User:
    return citizen("stefan", "Стефан", "Надић")


def posted(step: str, given: dict[str, Any]) -> dict[str, Any]:
    """Answers as a browser sends them."""
    form = next(one.form_class for one in steps.STEPS if one.slug == step)
    kept = form.kept_data(given)
    return {
        name: "on" if value is True else str(value)
        for name, value in kept.items()
        if name in form.base_fields and value is not None and value is not False
    }


def fill_in(client: Client, place: Municipality) -> str:
    """Walk through every question and leave the papers; the code of the request."""
    client.post(reverse("cases:begin", args=[place.slug, SLUG]))
    with municipality_scope(place.pk):
        code = Draft.objects.latest("pk").code
    for step, given in demo.answers(COUPLE, number="П-114/26").items():
        answer = client.post(reverse("cases:step", args=[code, step]), posted(step, given))
        assert answer.status_code == 302, (step, answer.content.decode())
        assert "/kraj/" not in answer.headers["Location"], step
    papers = {
        kind: SimpleUploadedFile(f"{kind}.png", picture(), "image/png")
        for kind in ("invoice", "medical-report", "attempts-proof")
    }
    client.post(reverse("cases:documents", args=[code]), papers)
    return code


def agreed(place: Municipality, by: User) -> None:
    """The second partner signs in, reads and agrees."""
    with municipality_scope(place.pk):
        link = PartnerConsent.objects.latest("pk").code
    partner = sign_in(Client(), by)
    page = partner.get(reverse("cases:invitation", args=[link])).headers["Location"]
    content = partner.get(page).content.decode()
    seen = content.split('name="seen" value="')[1][:64]
    partner.post(page, {"agree": "1", "seen": seen})


def sent(client: Client, code: str) -> Any:
    content = client.get(reverse("cases:check", args=[code])).content.decode()
    seen = content.split('name="seen" value="')[1].split('"')[0]
    return client.post(reverse("cases:submit", args=[code]), {"seen": seen}, follow=True)


def file_at_home(place: Municipality, by: User, second: User) -> Case:
    client = sign_in(Client(), by)
    code = fill_in(client, place)
    client.get(reverse("cases:ivf-costs:ask-partner", args=[place.slug, code]))
    agreed(place, second)
    assert sent(client, code).redirect_chain[-1][0].endswith("/podneto/")
    with municipality_scope(place.pk):
        return Case.objects.select_related("municipality", "data_key").get()


def at_desk(by: User) -> Client:
    return sign_in(Client(), by)


def test_the_start_page_and_its_public_list(town: Municipality, client: Client) -> None:
    start = client.get(reverse("cases:start", args=[town.slug, SLUG])).content.decode()
    assert "Трошкови вантелесне оплодње" in start and "Правила ове општине" in start
    page = client.get(reverse("cases:ivf-costs:awards", args=[town.slug])).content.decode()
    assert "Жена није напунила година: 46." in page and "1.100.000,00" in page and "На листи још нема" in page


def test_a_closed_call_says_when_the_next_one_opens(town: Municipality, client: Client) -> None:
    begin = reverse("cases:begin", args=[town.slug, SLUG])
    with municipality_scope(town.pk):
        RuleSet.objects.update(rules=demo.CALL)
        call = PublicCall.objects.create(
            municipality=town, title="Позив", opens_on=date(2026, 4, 1), closes_on=date(2026, 4, 15)
        )
    said = client.get(begin)
    assert said.status_code == 409 and "1.4.2026. до 15.4.2026." in said.content.decode()
    with municipality_scope(town.pk):
        call.delete()
    assert "Позив још није био објављен." in client.get(begin).content.decode()


def test_from_the_first_question_to_the_final_invoice(
    town: Municipality, mirjana: User, stefan: User, clerk: User, head: User, simulator: None, mailoutbox: list[Any]
) -> None:
    case = file_at_home(town, mirjana, stefan)
    relay_all()
    desk = at_desk(clerk)
    page = reverse("admin:cases_case_change", args=[case.pk])
    with municipality_scope(town.pk):
        case.refresh_from_db()
    desk.post(reverse("admin:cases_case_act", args=[case.pk, "take"]), {"version": case.version})
    shown = desk.get(page).content.decode()
    assert "300.000,00" in shown and "Пребивалиште и држављанство партнера" in shown and "Заштићен податак" in shown

    # the commission
    desk.post(
        reverse("admin:ivf_costs_commissionsession_new"),
        {"held_on": "20.3.2026", "place": "", "members": "Вера К.\nЛаза С."},
    )
    with municipality_scope(town.pk):
        session, row = CommissionSession.objects.get(), IvfRequest.objects.get()
    agenda = desk.get(reverse("admin:ivf_costs_commissionsession_change", args=[session.pk])).content.decode()
    assert case.number in agenda and row.list_code in agenda and "Надић" not in agenda
    opinion = reverse("admin:ivf_costs_commissionsession_opinion", args=[session.pk, row.pk])
    desk.post(opinion, {"proposes": "grant", "text": "Дијагноза је у извештају."})
    desk.post(reverse("admin:ivf_costs_commissionsession_close", args=[session.pk]))
    relay_all()

    # proposal, second pair of eyes, delivery
    compose = reverse("admin:cases_case_compose", args=[case.pk, "grant"])
    composed = desk.get(compose)
    fields = composed.context["form"].initial
    sent_off = desk.post(compose, {**fields, "propose": "1"})
    assert sent_off.status_code == 302, sent_off.content.decode()
    with municipality_scope(town.pk):
        version = Case.objects.get().version
    signer = at_desk(head)
    signer.post(reverse("admin:cases_case_proposal", args=[case.pk]), {"version": version, "approve": "1"})
    relay_all()
    with municipality_scope(town.pk):
        case = Case.objects.select_related("municipality", "data_key").get()
        assert case.state == "issued" and BudgetYear.objects.get().awarded == 300_000
        decision = case.decisions.get()
        assert decision.document is not None
        text = text_of(plain_file(decision.document, case))
        assert "300.000,00" in text and "Стефан Надић" in text and health_words(text) == []
        assert set(case.deliveries.values_list("recipient", flat=True)) == {"applicant", "other"}
        for delivery in case.deliveries.all():
            actions.confirm_delivery(
                delivery=Delivery.objects.get(pk=delivery.pk), proof="доказ", actor=Actor.CLERK, by=clerk
            )

    # what others may read
    for letter in mailoutbox:
        said = f"{letter.subject} {letter.body}"
        assert health_words(said) == [] and "оплодњ" not in said and "ivf" not in said
    public = Client().get(reverse("cases:ivf-costs:awards", args=[town.slug])).content.decode()
    assert row.list_code in public and "300.000,00" in public and case.code not in public and case.number not in public
    assert "Надић" not in public and health_words(public.replace("дарованим", "")) == []

    # the couple's own pages
    own = sign_in(Client(), mirjana)
    mine = own.get(reverse("cases:case", args=[case.code])).content.decode()
    assert row.list_code in mine and "Доставите коначни рачун" in mine and "zapisnik" not in mine
    final = reverse("cases:ivf-costs:final-invoice", args=[town.slug, case.code])
    empty = own.post(final, {}).content.decode()
    assert "Приложите коначни рачун." in empty and "Унесите износ коначног рачуна" in empty
    own.post(final, {"amount": "310.000,00", "file": SimpleUploadedFile("racun.png", picture(), "image/png")})
    with municipality_scope(town.pk):
        row = IvfRequest.objects.get()
        assert row.standing == "closed" and row.final_amount == 310_000 and row.final_invoice is not None


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture
def case(town: Municipality, clerk: User) -> Case:
    with municipality_scope(town.pk):
        made = demo.file_one(town, samples.COUPLE, number="1/26")
        samples.give_evidence(made, clerk)
        return made


def opened(by: User, case: Case, kind: str, **data: str) -> Any:
    with municipality_scope(case.municipality_id):
        document = Document.objects.get(case=case, kind=kind)
    return at_desk(by).post(reverse("admin:cases_case_document", args=[case.pk, document.code]), data)


def test_medical_papers_open_only_with_a_reason_and_every_opening_is_logged(
    case: Case, clerk: User, member: User, head: User, town: Municipality
) -> None:
    assert opened(clerk, case, "medical-report", reason="decision").status_code == 403
    assert opened(member, case, "medical-report").status_code == 422
    answer = opened(member, case, "medical-report", reason="decision")
    assert answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"\x89PNG")
    with municipality_scope(town.pk):
        record = AuditRecord.objects.filter(action="open_document").latest("pk")
    assert (record.actor, record.data["kind"], record.data["reason"]) == (member, "medical-report", "decision")


def test_the_couple_cannot_fetch_the_minutes(case: Case, clerk: User, town: Municipality, member: User) -> None:
    with municipality_scope(town.pk):
        actions.take(case=case, by=clerk)
        demo.hold_session(case, clerk)
    relay_all()
    with municipality_scope(town.pk):
        minutes = Document.objects.get(kind="commission-minutes")
        assert "Услови су испуњени." in text_of(plain_file(minutes, case))
        owner = case.person
    assert owner is not None
    own = sign_in(Client(), owner)
    assert own.get(reverse("cases:document", args=[case.code, minutes.code])).status_code == 404
    assert "zapisnik" not in own.get(reverse("cases:case", args=[case.code])).content.decode()
    assert opened(member, case, "commission-minutes", reason="decision").status_code == 200


def test_officials_of_other_services_see_nothing_of_it(
    case: Case, jelena: User, nenad: User, town: Municipality
) -> None:
    for stranger in (jelena, nenad):
        desk = at_desk(stranger)
        assert desk.get(reverse("admin:cases_case_change", args=[case.pk])).status_code == 404
        assert desk.get(reverse("admin:ivf_costs_commissionsession_new")).status_code == 404
        assert desk.get(reverse("admin:ivf_costs_ivfrequest_changelist")).status_code in (302, 403, 404)


def test_the_administrator_enters_rules_and_money_but_reads_no_case(olja: User, town: Municipality, case: Case) -> None:
    desk = at_desk(olja)
    assert desk.get(reverse("admin:cases_case_change", args=[case.pk])).status_code == 404
    page = desk.get(reverse("admin:ivf_costs_ruleset_changelist")).content.decode()
    assert "Одлука за пример" in page
    new = {
        "name": "Нова одлука", "valid_from": "1.1.2027.", "valid_to": "", "legal_source": "Одлука, Службени лист 1/27",
        "rules": '{"kind": "standing", "routes": [{"age_below": 50}]}',
    }  # fmt: skip
    wrong = desk.post(reverse("admin:ivf_costs_ruleset_add"), new | {"rules": '{"kind": "понекад", "routes": []}'})
    assert "Правила нису исправно записана." in wrong.content.decode()
    assert desk.post(reverse("admin:ivf_costs_ruleset_add"), new).status_code == 302
    with municipality_scope(town.pk):
        row = RuleSet.objects.get(name="Нова одлука")
        assert row.municipality_id == town.pk
    read = desk.get(reverse("admin:ivf_costs_ruleset_change", args=[row.pk])).content.decode()
    assert "Жена није напунила година: 50." in read
    allocate = reverse("admin:ivf_costs_budgetyear_allocate")
    given = {"year": "2026", "direction": "add", "amount": "100.000,00", "source": "Ребаланс"}
    assert desk.post(allocate, given).status_code == 302
    refused = desk.post(allocate, given | {"direction": "take", "amount": "9.000.000,00"})
    assert refused.status_code == 422 and "Толико не може да се одузме" in refused.content.decode()
    with municipality_scope(town.pk):
        assert BudgetYear.objects.get().allocated == 1_200_000
    assert "2026" in desk.get(reverse("admin:ivf_costs_budgetyear_changelist")).content.decode()


def test_money_that_comes_back_is_noted_at_the_desk(case: Case, clerk: User, head: User, town: Municipality) -> None:
    with municipality_scope(town.pk):
        demo.grant(case, clerk, head)
        row = IvfRequest.objects.get()
    desk = at_desk(clerk)
    page = reverse("admin:ivf_costs_ivfrequest_returned", args=[row.pk])
    refused = desk.post(page, {"amount": "999.999,00", "source": "извод"}).content.decode()
    assert "Враћа се највише онолико колико је додељено" in refused
    assert desk.post(page, {"amount": "300.000,00", "source": "извод 54"}).status_code == 302
    with municipality_scope(town.pk):
        assert IvfRequest.objects.get().standing == "closed" and BudgetYear.objects.get().awarded == 0


def test_the_slower_official_is_told_that_the_money_is_gone(
    case: Case, clerk: User, head: User, town: Municipality
) -> None:
    with municipality_scope(town.pk):
        actions.take(case=case, by=clerk)
        demo.hold_session(case, clerk)
    desk = at_desk(clerk)
    compose = reverse("admin:cases_case_compose", args=[case.pk, "grant"])
    fields = desk.get(compose).context["form"].initial
    with municipality_scope(town.pk):
        budget.allocate(municipality=town, year=2026, amount=Decimal(-1_000_000), source="Ребаланс", by=head)
    told = desk.post(compose, {**fields, "propose": "1"})
    assert told.status_code == 409 and "Подаци су се променили откако је текст састављен." in told.content.decode()
    with municipality_scope(town.pk):
        assert Case.objects.get().state == "in_review" and BudgetYear.objects.get().reserved == 0


def test_pages_read_well_in_latin(town: Municipality, mirjana: User, stefan: User, client: Client) -> None:
    client.cookies["pismo"] = "sr-latn"
    page = client.get(reverse("cases:ivf-costs:awards", args=[town.slug])).content.decode()
    assert "Žena nije napunila godina: 46." in page and "Jedan" not in page
    with on(date(2026, 3, 21)):
        case = file_at_home(town, mirjana, stefan)
    assert case.state == "submitted"
