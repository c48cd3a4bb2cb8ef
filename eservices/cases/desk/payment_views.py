"""Payments at the desk: confirming one by its proof or at the counter, and reading bank statements."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from eservices.cases import actions
from eservices.cases.desk import people
from eservices.cases.desk.action_views import READ_AND_SEND, case_frame
from eservices.cases.desk.forms import VersionForm
from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import CONFLICT, MISTAKES
from eservices.cases.forms import DateField
from eservices.cases.models import Case, Payment, StatementImport
from eservices.cases.payments import slips_of
from eservices.cases.statements import LARGEST_FILE, Finding, StatementError
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission

FINDINGS = {
    Finding.MATCHED: _("Нађена уплата"),
    Finding.DUPLICATE: _("Ова трансакција је већ учитана раније"),
    Finding.NO_NUMBER: _("У сврси нема броја предмета"),
    Finding.UNKNOWN_CASE: _("Предмет са тим бројем овде нема шта да плати"),
    Finding.WRONG_ACCOUNT: _("Рачун није рачун ове таксе или накнаде"),
    Finding.WRONG_CODE: _("Позив на број носи шифру друге општине"),
    Finding.WRONG_AMOUNT: _("Износ није онај који се плаћа"),
    Finding.PAID_BEFORE: _("Већ је плаћено раније: могућ је повраћај"),
}
TONES = {Finding.MATCHED: "good", Finding.DUPLICATE: ""}
MISTAKES_OF_FILES = {
    "empty": _("У датотеци нема ниједне уплате."),
    "encoding": _("Датотека није текст. Извезите извод из програма банке као CSV."),
    "too-many": _("У датотеци је превише редова. Поделите извод."),
    "columns": _("У првом реду недостају колоне: %(what)s."),
    "date": _("%(line)s. ред: датум „%(what)s“ није јасан. Треба да буде као 09.02.2026."),
    "amount": _("%(line)s. ред: износ „%(what)s“ није јасан. Треба да буде као 3.040,00."),
    "transaction": _("%(line)s. ред: нема ознаке трансакције, па се не зна да ли је уплата већ учитана."),
    "account": _("%(line)s. ред: рачун „%(what)s“ није исправан."),
}


# -- one payment -------------------------------------------------------------------------------------------------------
class ConfirmForm(VersionForm):
    """The day of a payment that an official has seen."""

    on = DateField(label=_("Дан уплате"), help_text=_("Стоји на потврди или уплатници."))

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Дан не може бити после данашњег."))
        return day


class RefuseForm(VersionForm):
    """Why a proof does not show the payment."""

    reason = forms.CharField(
        label=_("Зашто доказ није довољан"),
        help_text=_("Подносилац ће га прочитати."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Напишите зашто доказ није довољан.")},
    )


@require_http_methods(READ_AND_SEND)
def payment(request: HttpRequest, pk: int, payment: int) -> HttpResponse:
    """One payment order: what was to be paid, the proof, and what the official makes of it."""
    desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    found = case.payments.select_related("proof").filter(pk=payment).first()
    if found is None:
        raise Http404
    refusing = request.method == "POST" and "refuse" in request.POST
    confirm = ConfirmForm(request.POST if request.method == "POST" and not refusing else None, case=case)
    refuse = RefuseForm(request.POST if refusing else None, case=case)
    status = 200
    if request.method == "POST":
        form: VersionForm = refuse if refusing else confirm
        status = MISTAKES
        if form.is_valid():
            if _note(found, form, refusing=refusing, by=desk.user):
                messages.success(request, translate("Забележено."))
                return redirect("admin:cases_case_change", case.pk)
            status = CONFLICT
            form.add_error(None, translate("Колега је у међувремену забележио нешто друго. Погледајте стање уплате."))
            found.refresh_from_db()
    return render(request, "admin/desk/payment.html", _context(request, case, found, confirm, refuse), status=status)


def _note(found: Payment, form: VersionForm, *, refusing: bool, by: User) -> bool:
    if refusing:
        return actions.refuse_proof(payment=found, reason=form.cleaned_data["reason"], by=by)
    return actions.confirm_payment(payment=found, paid_on=form.cleaned_data["on"], by=by)


def _context(
    request: HttpRequest, case: Case, found: Payment, confirm: ConfirmForm, refuse: RefuseForm
) -> dict[str, Any]:
    return case_frame(
        request,
        case,
        translate("Уплата"),
        slip=slips_of(case, [found])[0],
        form=None if found.is_settled else confirm,
        refuse=refuse if found.state == Payment.State.CLAIMED else None,
    )


# -- statements --------------------------------------------------------------------------------------------------------
class StatementForm(forms.Form):
    """A statement exported by the bank's program."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("Извод као CSV"),
        help_text=_(
            "Колоне: датум, износ, сврха, ознака трансакције; рачун и позив на број ако их има. Исти извод можете учитати "
            "и два пута: ништа се не рачуна двапут."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        error_messages={"required": _("Изаберите датотеку са изводом."), "empty": _("Датотека је празна.")},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_FILE:
            raise forms.ValidationError(_("Датотека је већа од 5 МБ. Поделите извод."))
        return file


@require_http_methods(READ_AND_SEND)
def read_statement(request: HttpRequest) -> HttpResponse:
    """Choose a file; its lines are compared with what is owed at this desk."""
    desk = people.desk_of(request)
    if not people.holds(desk, Permission.PROCESS_CASES):
        raise Http404
    form = StatementForm(request.POST, request.FILES) if request.method == "POST" else StatementForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.import_statement(
                municipality=people.municipality_of(desk), filename=file.name, content=file.read(), by=desk.user
            )
        except StatementError as fault:
            form.add_error("file", mistake(fault))
        else:
            messages.success(request, translate("Извод је учитан."))
            return redirect("admin:cases_statementimport_change", made.pk)
    context = frame(request, translate("Учитајте извод из банке"), form=form)
    return render(request, "admin/desk/statement_new.html", context, status=MISTAKES if form.errors else 200)


def mistake(fault: StatementError) -> str:
    """What is wrong with the file and where."""
    return str(MISTAKES_OF_FILES[fault.code]) % {"line": fault.line, "what": fault.what}


def report(request: HttpRequest, statement: StatementImport) -> HttpResponse:
    """What became of every line: matched ones lead to their case, the others say why not."""
    lines = list(statement.lines.select_related("payment__case"))
    groups = [
        {"label": FINDINGS[finding], "tone": TONES.get(finding, "wait"),
         "lines": [line for line in lines if line.finding == finding]}
        for finding in Finding
    ]  # fmt: skip
    context = frame(
        request,
        translate("Извод: %(name)s") % {"name": statement.filename},
        statement=statement,
        groups=[group for group in groups if group["lines"]],
        total=len(lines),
    )
    return render(request, "admin/desk/statement.html", context)
