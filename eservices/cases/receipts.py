"""The receipt of a submission (потврда о пријему поднеска): what was received, when, under which number, what next.

Made anew whenever it is asked for. Number, moment and deadline are those of the filing; the answers are those in force,
so after a completion (допуна) it shows what the municipality now has.
"""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of
from eservices.cases.clock import entries_of, term_of
from eservices.cases.deadlines import explain
from eservices.cases.models import Case
from eservices.cases.paper.documents import Answer, AnswerGroup, Letterhead, Receipt, receipt_html
from eservices.cases.paper.rendering import render_pdf
from eservices.cases.presentation import Mode, answer_tree
from eservices.cases.wording import gives_document
from municipalities.calendars import calendar_of


def receipt_pdf(case: Case) -> bytes:
    """The receipt as PDF/A in the language of the request."""
    with translation.override(case.language):
        return render_pdf(
            receipt_html(_letterhead(case), _receipt(case)),
            language=case.language,
            title=f"{_('Потврда о пријему')} {case.number}",
            identifier=uuid.uuid5(uuid.NAMESPACE_OID, f"receipt:{case.pk}").bytes,
            created=case.filed_at,
        )


def first_due(case: Case) -> date | None:
    """The deadline as it stood when the request was received, before any pause or extension."""
    day = timezone.localdate(case.filed_at)
    return explain(term_of(case), entries_of(case)[:1], calendar_of(case.municipality), day).due


def next_steps(case: Case) -> list[str]:
    """What happens after a request was received; the same on the confirmation page and on paper."""
    document = gives_document(case)
    return [
        *([_("Платите таксу и накнаду: подаци и QR код су на страни предмета.")] if case.payments.exists() else []),
        _("Службеник прегледа захтев. Ако нешто недостаје, јавићемо вам шта да допуните и до када."),
        _("Податке које имају други органи прибављамо сами."),
        _("Кад документ буде издат, добићете обавештење.")
        if document
        else _("Кад одлука буде донета, добићете обавештење и преузећете је на порталу."),
    ]


def _letterhead(case: Case) -> Letterhead:
    office = case.municipality.counter_for(case.service)
    return Letterhead(
        municipality=case.municipality.official_name,
        organ=case.municipality.administration_name.rpartition(" – ")[2],
        unit=office.name if office else "",
        number=case.number,
        date=timezone.localdate(case.filed_at),
        place=case.municipality.name,
        code=case.code,
        check_page=settings.SITE_ADDRESS.partition("://")[2] + reverse("cases:track"),
        check_address=settings.SITE_ADDRESS + reverse("cases:progress", args=[case.code]),
        seal_holder="",
        worthless=False,
    )


def _receipt(case: Case) -> Receipt:
    service = services.get(case.service)
    groups = answer_tree(service, answers_of(case), Mode.PAPER)
    office = case.municipality.counter_for(case.service)
    return Receipt(
        service=str(service.name),
        applicant=case.applicant_name,
        received_at=timezone.localtime(case.filed_at),
        groups=[AnswerGroup(group.title, [Answer(row.label, row.value) for row in group.rows]) for group in groups],
        deadline=first_due(case),
        document=gives_document(case),
        next_steps=next_steps(case),
        contact=", ".join(part for part in (office.name, office.address, office.phone, office.email) if part)
        if office
        else "",
    )
