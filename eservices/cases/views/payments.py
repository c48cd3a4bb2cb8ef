"""What a case costs: payment data as text and as a code, slips to print, and the proof of who has already paid."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases import actions
from eservices.cases.actions.intake import Holder
from eservices.cases.forms import TextField
from eservices.cases.models import Case, Document, Payment
from eservices.cases.paper.qr import qr_svg
from eservices.cases.paper.rendering import LANGUAGE_TAGS, render_pdf
from eservices.cases.payments import Slip, slips_of
from eservices.cases.presentation import PAYMENT_PROOF
from eservices.cases.service import DocumentKind
from eservices.cases.statements import same_reference
from eservices.cases.views.case_page import attachment, own_case
from eservices.cases.views.documents import places
from eservices.cases.views.files import ALLOWED_KINDS, FilesForm, limit_in_megabytes
from eservices.cases.views.replies import surroundings
from eservices.cases.views.shared import rendered_in_other_script, say, signed_in
from municipalities.accounts.models import User
from municipalities.identifiers import is_reference_97

READ_AND_SEND = ["GET", "HEAD", "POST"]
PROOF = DocumentKind(
    PAYMENT_PROOF,
    _("Доказ о уплати"),
    _("Потврда из банке или слика уплатнице, да се виде износ, датум и позив на број."),
)


@require_safe
@signed_in
def payments(request: HttpRequest, code: str) -> HttpResponse:
    """Every payment of the case with its data, its code and its state."""
    found = own_case(request, code)
    slips = slips_of(found)
    if not slips:
        raise Http404
    context = surroundings(found) | {"slips": [{"slip": slip, "qr": qr_of(slip)} for slip in slips]}
    return render(request, "cases/payments.html", context)


def qr_of(slip: Slip) -> SafeString:
    """The code as a drawing; what it says stands beside it as text."""
    name = translate("ИПС QR код за уплату %(amount)s динара") % {"amount": slip.payment.amount}
    return mark_safe(qr_svg(slip.ips, description=name))  # noqa: S308 - drawn by us, the text is not written as markup


@require_safe
@signed_in
def slips(request: HttpRequest, code: str) -> HttpResponse:
    """Slips (уплатнице) of what is not paid yet, three on a sheet of A4."""
    found = own_case(request, code)
    waiting = slips_of(found, [payment for payment in found.payments.all() if not payment.is_settled])
    if not waiting:
        raise Http404
    response = HttpResponse(slips_pdf(found, waiting), content_type="application/pdf")
    response.headers["Content-Disposition"] = attachment(f"uplatnice-{found.number.replace('/', '-')}.pdf")
    return response


def slips_pdf(case: Case, slips: list[Slip]) -> bytes:
    """The sheet in the script of the case; payment slips are Serbian in any language."""
    with translation.override(case.paper_language):
        html = render_to_string(
            "paper/slips.html",
            {
                "case": case,
                "slips": [{"slip": slip, "qr": qr_of(slip)} for slip in slips],
                "language_tag": LANGUAGE_TAGS[case.paper_language],
            },
        )
        return render_pdf(
            html,
            language=case.paper_language,
            title=f"{translate('Уплатнице')} {case.number}",
            identifier=uuid.uuid5(uuid.NAMESPACE_OID, f"slips:{case.pk}").bytes,
            created=case.filed_at,
        )


# -- proof -------------------------------------------------------------------------------------------------------------
class ProofForm(forms.Form):
    """The reference as it was really written on the slip, so that money for another municipality is noticed at once."""

    use_required_attribute = False
    reference = TextField(
        label=_("Позив на број са ваше уплатнице"),
        max_length=40,
        width="10",
        error_messages={"required": _("Препишите позив на број са уплатнице или из потврде банке.")},
    )

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.payment = payment
        self.fields["reference"].help_text = format_lazy(_("На пример {example}."), example=payment.reference)

    def clean_reference(self) -> str:
        given: str = self.cleaned_data["reference"]
        if same_reference(self.payment.reference, given):
            return given
        if is_reference_97(given) or is_reference_97(given.removeprefix(self.payment.model)):
            raise forms.ValidationError(
                translate(
                    "Позив на број %(given)s је шифра друге општине, па новац није стигао овамо. Исправна је %(right)s. "
                    "Тражите повраћај од те општине и уплатите поново."
                )
                % {"given": given, "right": self.payment.reference}
            )
        raise forms.ValidationError(
            translate("Позив на број није исправан. За ову уплату је %(right)s, модел %(model)s.")
            % {"right": self.payment.reference, "model": self.payment.model}
        )


@require_http_methods(READ_AND_SEND)
@signed_in
def proof(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """ "I have already paid": the reference from the slip and a picture or PDF of the proof."""
    found = own_case(request, code)
    payment = found.payments.filter(pk=pk).first()
    if payment is None:
        raise Http404
    if payment.is_settled:
        say(request, _("Ова уплата је већ потврђена. Не треба ништа да шаљете."))
        return redirect("cases:payments", code)
    sent = request.method == "POST"
    form = ProofForm(request.POST if sent else None, payment=payment)
    files = FilesForm([PROOF], request.POST if sent else None, request.FILES if sent else None)
    present = {PAYMENT_PROOF: _unused(found)}
    if not sent:
        return _proof_page(request, found, form, files, present)
    by = cast(User, request.user)
    files.is_valid()
    files.take(holder=Holder(case=found), present=present, by=by)
    if "language" in request.POST:
        typed = ProofForm(initial={"reference": request.POST.get("reference", "")}, payment=payment)
        return rendered_in_other_script(request, "cases/payment_proof.html", _context(found, typed, files, present))
    files.require([PROOF], present)
    if not form.is_valid() or files.errors:
        return _proof_page(request, found, form, files, present)
    if actions.claim_payment(payment=payment, proof=present[PAYMENT_PROOF][-1], by=by):
        say(request, _("Доказ је послат. Службеник ће га проверити."))
    return redirect("cases:payments", code)


def _unused(found: Case) -> list[Document]:
    """Proofs that were sent, but not put to a payment, because something else on the page was wrong."""
    used = Payment.objects.filter(case=found, proof__isnull=False).values("proof")
    return list(found.documents.filter(kind=PAYMENT_PROOF).exclude(pk__in=used))


def _context(found: Case, form: ProofForm, files: FilesForm, present: dict[str, list[Document]]) -> dict[str, Any]:
    errors = [
        {"text": text, "url": f"#{bound.id_for_label}"}
        for one in (form, files) if one.is_bound for bound in one for text in bound.errors
    ]  # fmt: skip
    return surroundings(found) | {
        "proof_form": form,
        "payment": form.payment,
        "place": places(files, present)[0],
        "summary_errors": errors,
        "allowed_kinds": ALLOWED_KINDS,
        "limit": limit_in_megabytes(),
        "back_url": reverse("cases:payments", args=[found.code]),
    }


def _proof_page(
    request: HttpRequest, found: Case, form: ProofForm, files: FilesForm, present: dict[str, list[Document]]
) -> HttpResponse:
    return render(request, "cases/payment_proof.html", _context(found, form, files, present))
