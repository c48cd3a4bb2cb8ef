"""Invented people and requests for ``make run``: obviously not real, JMBGs of the unused region 66.

Requests go through the same actions as real ones, so that the demo shows nothing the portal cannot do.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from allauth.account.models import EmailAddress
from dateutil.relativedelta import relativedelta
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.actions.intake import Holder, answers_of
from eservices.cases.actions.processing import Fact, Lacking
from eservices.cases.models import Case, Decision, Evidence
from eservices.cases.registry import Place
from eservices.dashboards import demo as figures
from eservices.dashboards.actions.observing import observe
from municipalities.accounts.models import Membership, User
from municipalities.calendars import calendar_of
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import demo as open_data

PASSWORD = "demo-portal-2026"  # noqa: S105 - demo logins exist only where settings.DEMO_LOGINS allows them
DESKS = ("kragujevac", "cacak", "svilajnac")
WITH_DEMO = ("eservices.services.", "inspections", "eservices.participation", "campaign")


@dataclass(frozen=True)
class Person:
    """A demo person: the address is the login."""

    email: str
    first_name: str
    last_name: str
    what: str
    role: str = ""
    municipality: str = ""
    services: tuple[str, ...] = ()


PEOPLE = (
    Person("jelena@primer.example", "Јелена", "Примеровић", "citizen with requests in Kragujevac"),
    Person("milica@primer.example", "Милица", "Пробнић", "citizen without requests"),
    Person("sluzbenik.kg@primer.example", "Снежана", "Обрадић", "clerk, Kragujevac", "clerk", "kragujevac"),
    Person("rukovodilac.kg@primer.example", "Драган", "Потписић", "approver, Kragujevac", "approver", "kragujevac"),
    Person("sluzbenik.ca@primer.example", "Весна", "Комшић", "clerk, Čačak", "clerk", "cacak"),
    Person("rukovodilac.ca@primer.example", "Милан", "Оверић", "approver, Čačak", "approver", "cacak"),
    Person("sluzbenik.sv@primer.example", "Нада", "Ресавић", "clerk, Svilajnac", "clerk", "svilajnac"),
    Person("rukovodilac.sv@primer.example", "Петар", "Моравић", "approver, Svilajnac", "approver", "svilajnac"),
    Person("administrator.kg@primer.example", "Оља", "Поставић", "administrator, Kragujevac", "administrator", "kragujevac"),
    Person("pisarnica.kg@primer.example", "Добрила", "Списковић", "registry keeper, Kragujevac", "registry", "kragujevac"),
    Person("komisija.kg@primer.example", "Властимир", "Рокић", "disposal commission, Kragujevac", "disposal", "kragujevac"),
    Person("arhivar.kg@primer.example", "Лазар", "Чувић", "archivist, Kragujevac", "archivist", "kragujevac"),
    Person("revizor.kg@primer.example", "Ирена", "Прегледић", "auditor, Kragujevac", "auditor", "kragujevac"),
    *(
        Person(f"{name}.kg@primer.example", first, last, f"{what}, Kragujevac", role, "kragujevac")
        for name, first, last, what, role in (
            ("dispecer", "Дуња", "Упутић", "dispatcher of reports", "dispatcher"),
            ("komunalni", "Ивана", "Надзорић", "communal inspector", "communal-inspector"),
            ("saobracajni", "Саша", "Путић", "traffic inspector", "traffic-inspector"),
            ("ekoloski", "Зорица", "Рекић", "environmental inspector", "environment-inspector"),
            ("inspekcije", "Хелена", "Руковић", "head of inspections", "head-of-inspections"),
        )
    ),
    Person("inspekcije.ca@primer.example", "Радован", "Прекић", "head of inspections", "head-of-inspections", "cacak"),
    Person("inspekcije.sv@primer.example", "Јован", "Ресић", "head of inspections", "head-of-inspections", "svilajnac"),
    Person("urednik.kg@primer.example", "Уна", "Уредић", "participation editor, Kragujevac", "participation-editor",
           "kragujevac"),
    Person("podaci.kg@primer.example", "Урош", "Податкић", "open data editor, Kragujevac", "data-editor", "kragujevac"),
    Person("skgo@primer.example", "Сава", "Упоредић", "analyst of the Standing Conference", "sctm"),
    Person("kampanja@primer.example", "Коса", "Трговић", "organiser of the campaign", "campaign"),
)  # fmt: skip


def load_people() -> None:
    """Create the demo people that are missing; nobody is changed."""
    for person in PEOPLE:
        if not User.objects.filter(email=person.email).exists():
            _create(person)


def _create(person: Person) -> None:
    user = User.objects.create_user(
        person.email,
        PASSWORD,
        first_name=person.first_name,
        last_name=person.last_name,
        is_staff=bool(person.role),
        is_demo=True,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if person.role:
        municipality = Municipality.objects.get(slug=person.municipality) if person.municipality else None
        Membership.objects.create(
            user=user, municipality=municipality, role=person.role, services=list(person.services)
        )


def scanned_page(title: str) -> bytes:
    """A picture of a page with a title, as a telephone would send it."""
    page = Image.new("RGB", (1240, 1754), "white")
    draw = ImageDraw.Draw(page)
    draw.text((90, 120), f"DEMO: {title}", fill="black", font_size=44)
    for line in range(18):
        draw.line((90, 300 + line * 70, 1150 - (line % 4) * 120, 300 + line * 70), fill="#999", width=3)
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def maternity_answers(leave_start: date) -> dict[str, dict[str, Any]]:
    """Answers of the first demo citizen for a leave that started on that day."""
    birth = leave_start + timedelta(days=35)
    return {
        "residence": {"here": "yes"},
        "right": {"right": "employee_maternity_and_care"},
        "started": {"started": "yes"},
        "role": {"role": "mother"},
        "applicant": {"first_name": "Јелена", "last_name": "Примеровић", "jmbg": "1205992665011"},
        "address": {"street": "Измишљена 14", "place": "Крагујевац", "postal_code": "34000", "phone": ""},
        "child": {"child": "expected"},
        "expected-birth": {"expected_birth": birth.isoformat(), "birth_order": 1},
        "employer": {
            "employer_name": "Пример Текстил д.о.о.",
            "employer_number": "99900001",
            "employer_pib": "999000017",
            "employer_address": "Измишљена улица 1, Крагујевац",
            "other_employer": "no",
        },
        "leave": {
            "leave_start": leave_start.isoformat(),
            "decision_number": "12/2026",
            "decision_date": (leave_start - timedelta(days=5)).isoformat(),
            "sick_leave_from": None,
        },
        "sick-note": {"sick_note": "А 123456"},
        "account": {"account": "160123456789012312", "own": "yes"},
        "consent": {"registers": "yes", "electronic": True, "truth": True},
    }


def load_requests() -> int:
    """File requests that stand at different points of the road; returns how many were made (none the second time)."""
    citizen = User.objects.get(email=PEOPLE[0].email)
    municipality = Municipality.objects.get(slug="kragujevac")
    clerk = User.objects.get(email="sluzbenik.kg@primer.example")
    approver = User.objects.get(email="rukovodilac.kg@primer.example")
    with municipality_scope(municipality.pk):
        if Case.objects.filter(person=citizen).exists():
            return 0
        today = timezone.localdate()
        newest = _file(municipality, citizen, today - timedelta(days=2))
        _ask_to_complete(_file(municipality, citizen, today - timedelta(days=35)), clerk)
        _propose(_file(municipality, citizen, today - timedelta(days=65)), clerk)
        issued = _file(municipality, citizen, today - timedelta(days=96))
        actions.issue(decision=_propose(issued, clerk), by=approver)
        _reserve_numbers(newest, approver)
    return 4


def _reserve_numbers(case: Case, head: User) -> None:
    """Three numbers beside the cases of the book: one that got its paper, one annulled, one that still waits."""
    place = Place(case.municipality, case.classification, case.year, case.organ)
    used, annulled, _waiting = (
        actions.reserve_number(place=place, reason=reason, for_whom="Служба за измишљене послове", by=head)
        for reason in ("Споразум се потписује сутра.", "Дописа неће бити пре петка.", "Чека се извод из банке.")
    )
    paper = actions.Paper(party="Измишљена установа Пример", subject="Споразум о сарадњи", on=timezone.localdate())
    actions.use_number(reserved=used, paper=paper, by=head)
    actions.annul_number(reserved=annulled, reason="Допис није ни послат.", by=head)


def load_services() -> int:
    """What services, inspections, participation and the campaign bring (``demo.load_demo``); returns how much was made."""
    made = 0
    for app in apps.get_app_configs():
        if app.name.startswith(WITH_DEMO) and find_spec(f"{app.name}.demo"):
            made += import_module(f"{app.name}.demo").load_demo(DESKS)
    return made


def load_figures() -> int:
    """Invented figures of earlier months; returns for how many towns."""
    return figures.load_demo(DESKS)


def load_open_data() -> int:
    """Invented data sets of Kragujevac, and what the portal makes of its own rows; returns how many were published."""
    made = open_data.load_demo(DESKS)
    observe(timezone.localdate())
    return made


def _file(municipality: Municipality, citizen: User, leave_start: date) -> Case:
    draft = actions.start_draft(service=services.get("maternity-pay"), municipality=municipality, by=citizen)
    for step, given in maternity_answers(leave_start).items():
        actions.save_step(draft=draft, step=step, given=given, by=citizen)
    for kind in ("sick-note", "employer-decision", "account-card"):
        upload = SimpleUploadedFile(f"{kind}.jpg", scanned_page(kind), "image/jpeg")
        actions.add_document(holder=Holder(draft=draft), kind=kind, upload=upload, limit=10_000_000, by=citizen)
    return actions.submit(draft=draft, assurance="substantial", language="sr", by=citizen)


def _ask_to_complete(case: Case, clerk: User) -> None:
    actions.take(case=case, by=clerk)
    due = calendar_of(case.municipality).term_end(timezone.localdate(), 8)
    text = "На дознаци се не види печат. Сликајте целу страну при дневној светлости и приложите је поново."
    actions.request_amendment(case=case, lacking=[Lacking("unclear", "sick-note", text)], due_on=due, by=clerk)


def _propose(case: Case, clerk: User) -> Decision:
    actions.take(case=case, by=clerk)
    _enter_register_data(case, clerk)
    outcome = services.get("maternity-pay").outcome("final_grant")
    content = decisions.compose(case, outcome, {})
    return actions.propose(case=case, outcome=outcome.slug, content=content, by=clerk)


def _enter_register_data(case: Case, clerk: User) -> None:
    """What the register would say, entered without waiting for it."""
    month = date.fromisoformat(answers_of(case)["leave"]["leave_start"]).replace(day=1)
    bases = [
        {"month": (month - relativedelta(months=back)).isoformat(), "base": "99500.00", "paid": True}
        for back in range(18, 0, -1)
    ]
    fact = Fact(Evidence.Outcome.OBTAINED, {"bases": bases, "payer_known": True}, as_of=timezone.now())
    actions.record_evidence(case=case, source="contributions", purpose="обрачун накнаде", fact=fact, by=clerk)
    home = {"municipality_code": "70645", "municipality": "Крагујевац", "since": "2019-09-01"}
    fact = Fact(Evidence.Outcome.OBTAINED, home, as_of=timezone.now())
    actions.record_evidence(case=case, source="residence", purpose="месна надлежност", fact=fact, by=clerk)
