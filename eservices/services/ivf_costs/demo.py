"""Invented decisions, clinics, money and couples for ``make run``; everything goes through the acts of real requests."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.actions.intake import Holder
from eservices.cases.actions.processing import Fact
from eservices.cases.models import Case, Draft, Evidence
from eservices.services.ivf_costs import budget, commission, consent, rule_sets
from eservices.services.ivf_costs.labels import Proposal, Way
from eservices.services.ivf_costs.models import BudgetYear, Clinic, IvfRequest, PublicCall, RuleSet
from eservices.services.ivf_costs.request import digest
from municipalities.accounts.models import Membership, User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

SLUG = "ivf-costs"
MEMBERS = ("др Вера Комисић", "др Лазар Стручић", "Нада Записић")
STANDING: dict[str, Any] = {
    "kind": "standing", "routes": [{"age_below": 46}], "residence_months": 12, "only_uncovered": True,
    "before_procedure": True, "cap": "300000", "partial": True,
}  # fmt: skip
CALL: dict[str, Any] = {
    "kind": "call", "routes": [{}], "residence_months": 24, "residence_reference": "call_opened", "cap": "200000",
    "order": "age_income", "ever_grants": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Couple:
    """An invented couple; their personal numbers are known to the practice registers."""

    woman: tuple[str, str, str]
    partner: tuple[str, str, str]
    street: str
    price: str
    income: str = "52000.00"


COUPLES = {
    "nadic": Couple(("Мирјана", "Надић", "1403986665022"), ("Стефан", "Надић", "0211984660031"), "Замишљена 18", "320000.00"),
    "cekic": Couple(("Оливера", "Чекић", "2106983665039"), ("Дејан", "Чекић", "0801985660045"), "Огледна 33", "280000.00"),
    "redic": Couple(
        ("Тања", "Редић", "3009981665048"), ("Бојан", "Редић", "1702980660050"), "Огледна 51", "240000.00", "61000.00"
    ),
    "rangic": Couple(("Јована", "Рангић", "0505985665057"), ("Никола", "Рангић", "1212986660063"), "Измишљена 62", "190000.00"),
}  # fmt: skip


def load_demo(municipalities: Sequence[str]) -> int:
    """Decisions, money and requests; returns how many requests were made.

    The first municipality has a standing right with one granted request and one in work, the second an open call that
    ranks by age and income, every further one only its own known decision, if there is one. Does nothing where a request
    exists or where nobody could decide.
    """
    made, stories = 0, dict(zip(municipalities, (_standing_right, _public_call), strict=False))
    for slug in municipalities:
        place = Municipality.objects.filter(slug=slug).first()
        if place is None:
            continue
        with municipality_scope(place.pk):
            rule_sets.load_known(place)
            people = _officials(place)
            story = stories.get(slug)
            if story and people is not None and not IvfRequest.objects.filter(municipality=place).exists():
                made += story(place, *people)
    return made


def _officials(place: Municipality) -> tuple[User, User] | None:
    """A clerk and an approver of the municipality."""
    found = [
        Membership.objects.filter(municipality=place, role=role).select_related("user").order_by("pk").first()
        for role in ("clerk", "approver")
    ]
    return (found[0].user, found[1].user) if found[0] and found[1] else None


def _standing_right(place: Municipality, clerk: User, approver: User) -> int:
    prepare(place, STANDING, money=Decimal(1_100_000), by=approver)
    granted = file_one(place, COUPLES["nadic"], number="П-114/26")
    answer_of_registers(granted, "nadic", clerk)
    grant(granted, clerk, approver)
    waiting = file_one(place, COUPLES["cekic"], number="П-207/26")
    answer_of_registers(waiting, "cekic", clerk)
    actions.take(case=waiting, by=clerk)
    return 2


def _public_call(place: Municipality, clerk: User, approver: User) -> int:
    prepare(place, CALL, money=Decimal(300_000), by=approver)
    today = timezone.localdate()
    PublicCall.objects.create(
        municipality=place, title="Јавни позив за трошкове вантелесне оплодње", opens_on=today - timedelta(days=10),
        closes_on=today + timedelta(days=20),
    )  # fmt: skip
    for name in ("rangic", "redic"):
        case = file_one(place, COUPLES[name], number=f"ПР-{len(name)}/26")
        answer_of_registers(case, name, clerk)
        actions.take(case=case, by=clerk)
    return 2


# -- pieces ------------------------------------------------------------------------------------------------------------
def prepare(place: Municipality, rules: dict[str, Any], *, money: Decimal, by: User) -> RuleSet:
    """An invented decision in force, a licensed clinic and the money of the year."""
    found, _created = RuleSet.objects.get_or_create(
        municipality=place,
        valid_from=date(2026, 1, 1),
        defaults={
            "name": "Одлука за пример", "legal_source": "Одлука о трошковима вантелесне оплодње (измишљена, за пробу)",
            "rules": rules,
        },
    )  # fmt: skip
    Clinic.objects.get_or_create(
        municipality=place,
        code="probna-klinika",
        defaults={"name": "Пробна клиника", "place": "Београд", "licence": "измишљена 1/2026", "contracted": True},
    )
    year = timezone.localdate().year
    if not BudgetYear.objects.filter(municipality=place, year=year).exists():
        budget.allocate(municipality=place, year=year, amount=money, source="Одлука о буџету (измишљена)", by=by)
    return found


def answers(couple: Couple, *, number: str = "П-114/26", today: date | None = None) -> dict[str, dict[str, Any]]:
    """Complete answers of a couple, filled in by the woman; the procedure follows in a month."""
    today = today or timezone.localdate()
    (first, last, jmbg), (other_first, other_last, other_jmbg) = couple.woman, couple.partner
    return {
        "residence": {"here": "both"},
        "union": {"union": "married"},
        "who": {"who": "woman"},
        "woman": {"first_name": first, "last_name": last, "jmbg": jmbg, "too_old_from": None},
        "partner": {"first_name": other_first, "last_name": other_last, "jmbg": other_jmbg},
        "address": {"street": couple.street, "place": "Крагујевац", "postal_code": "34000", "phone": ""},
        "history": {
            "fund_attempts": 3, "province_attempts": 0, "own_attempts": 0, "covered_by_fund": "no",
            "refused_by_commission": "no",
        },
        "household": {"joint_children": 0, "income": couple.income},
        "procedure": {"procedure": "stimulated"},
        "clinic": {"clinic": "probna-klinika", "name": "Пробна клиника, Београд"},
        "invoice": {
            "kind": "proforma", "number": number, "issued_on": (today - timedelta(days=10)).isoformat(), "currency": "rsd",
            "amount": couple.price, "procedure_on": (today + timedelta(days=30)).isoformat(),
        },
        "payee": {"payee": "clinic", "account": "160123456789012312"},
        "consent": {"registers": "yes", "not_reimbursed": True, "electronic": True, "truth": True},
    }  # fmt: skip


def agree(draft: Draft, by: User | None = None) -> None:
    """The second partner agrees to the answers as they stand, after opening the link with the code."""
    found = consent.ask_partner(draft=draft, by=draft.owner)
    seen = digest(consent.filed_answers(draft)).hex()
    consent.agree(consent=found, draft=draft, seen=seen, way=Way.CODE, by=by)


def file_one(place: Municipality, couple: Couple, *, number: str) -> Case:
    """File the request of a couple with its papers."""
    by = _account(couple)
    draft = actions.start_draft(service=services.get(SLUG), municipality=place, by=by)
    given = answers(couple, number=number)
    for step, fields in given.items():
        actions.save_step(draft=draft, step=step, given=fields, by=by)
    for kind in services.get(SLUG).documents_asked(given):
        if kind.required:
            upload = SimpleUploadedFile(f"{kind.slug}.png", _page(), "image/png")
            actions.add_document(
                holder=Holder(draft=draft),
                kind=kind.slug,
                upload=upload,
                limit=1_000_000,
                restricted=kind.restricted,
                by=by,
            )
    agree(draft)
    return actions.submit(draft=draft, assurance="substantial", language="sr", by=by)


def _account(couple: Couple) -> User:
    first, last, jmbg = couple.woman
    email = f"par-{jmbg[:4]}@primer.example"
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, None, first_name=first, last_name=last, is_demo=True)


def _page() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (620, 877), "white").save(target, "PNG")
    return target.getvalue()


def answer_of_registers(case: Case, name: str, by: User | None) -> None:
    """What the registers would say, without waiting for them; only the Čekić husband has moved in this year."""
    code, place = case.municipality.sors_code, case.municipality.name
    long_ago = {"code": code, "name": place, "since": "2010-03-01", "until": None}
    lately = long_ago | {"since": (timezone.localdate() - timedelta(days=320)).isoformat()}
    kept = {
        "residence-woman": {"homes": [long_ago], "citizen": True},
        "residence-partner": {"homes": [lately if name == "cekic" else long_ago], "citizen": True},
        "joint-children": {"joint": 0},
    }
    for source, payload in kept.items():
        fact = Fact(Evidence.Outcome.OBTAINED, payload, as_of=timezone.now())
        actions.record_evidence(case=case, source=source, purpose="услови за новац из буџета", fact=fact, by=by)


def hold_session(case: Case, by: User, proposes: str = Proposal.GRANT) -> None:
    """The commission meets about a request and proposes."""
    session = commission.open_session(
        municipality=case.municipality, held_on=timezone.localdate(), place="Градска кућа", members=MEMBERS, by=by
    )
    row = IvfRequest.objects.get(case=case)
    commission.write_opinion(session=session, request=row, proposes=proposes, text="Услови су испуњени.", by=by)
    commission.close_session(session=session, by=by)


def grant(case: Case, clerk: User, approver: User) -> None:
    """From receipt to an issued decision."""
    actions.take(case=case, by=clerk)
    hold_session(case, clerk)
    outcome = services.get(SLUG).outcome("grant")
    proposal = actions.propose(case=case, outcome="grant", content=decisions.compose(case, outcome, {}), by=clerk)
    actions.issue(decision=proposal, by=approver)
