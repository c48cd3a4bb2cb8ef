"""The call to complete a request (позив за допуну, ЗУП чл. 59): what is missing, wrong or unclear, until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of
from eservices.cases.actions.processing import Lacking
from eservices.cases.desk import people
from eservices.cases.desk.action_views import READ_AND_SEND, case_frame
from eservices.cases.desk.forms import VersionForm
from eservices.cases.desk.refusals import MISTAKES, attempt
from eservices.cases.forms import DateField
from eservices.cases.models import Case
from municipalities.accounts.roles import Permission
from municipalities.calendars import calendar_of

KINDS = (("", _("у реду")), ("missing", _("недостаје")), ("wrong", _("није тачно")), ("unclear", _("није јасно")))
SENTENCES = {
    ("document", "missing"): _("Приложите документ: %(label)s."),
    ("document", "wrong"): _("Документ „%(label)s“ није одговарајући. Приложите исправан."),
    ("document", "unclear"): _("Документ „%(label)s“ није читљив. Приложите га поново, тако да се види цела страна."),
    ("step", "missing"): _("Недостаје одговор: „%(label)s“. Допуните га."),
    ("step", "wrong"): _("Одговор „%(label)s“ није тачан. Исправите га."),
    ("step", "unclear"): _("Одговор „%(label)s“ није јасан. Појасните га."),
}


@dataclass(frozen=True)
class Target:
    """What can be called for: a document or an answer. ``asked`` is False for documents these answers do not need."""

    sort: str
    slug: str
    label: str
    asked: bool = True

    @property
    def key(self) -> str:
        return f"{self.sort}-{self.slug}"


def targets_of(case: Case) -> Iterator[Target]:
    """Documents of the service, then the questions that were asked."""
    service = services.get(case.service)
    answers = answers_of(case)
    for kind in service.documents:
        yield Target("document", kind.slug, str(kind.label), kind.asked(answers))
    for step in service.path(answers):
        yield Target("step", step.slug, str(step.title))


def suggestion(target: Target, kind: str, case: Case) -> str:
    """The ready sentence, in the language of the applicant."""
    with translation.override(case.language):
        label = next(one.label for one in targets_of(case) if one.key == target.key)
        return str(SENTENCES[target.sort, kind]) % {"label": label.rstrip("?")}


class AmendmentForm(VersionForm):
    """For each document and answer: whether it lacks something, and the sentence for the applicant."""

    due_on = DateField(label=_("Рок за допуну"))

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.earliest = earliest_end(case)
        initial = {"version": case.version, "due_on": self.earliest}
        super().__init__(*args, case=case, initial=initial, **kwargs)
        self.targets = list(targets_of(case))
        for target in self.targets:
            self.fields[f"{target.key}-kind"] = forms.ChoiceField(
                label=target.label, choices=KINDS, required=False, widget=forms.Select
            )
            self.fields[f"{target.key}-text"] = forms.CharField(
                label=_("Реченица за подносиоца"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def _rows(self, sort: str, *, asked: bool = True) -> list[dict[str, Any]]:
        """The targets of one sort with their two fields, for the template."""
        return [
            {"target": target, "kind": self[f"{target.key}-kind"], "text": self[f"{target.key}-text"]}
            for target in self.targets
            if target.sort == sort and target.asked == asked
        ]

    def document_rows(self) -> list[dict[str, Any]]:
        return self._rows("document")

    def other_document_rows(self) -> list[dict[str, Any]]:
        return self._rows("document", asked=False)

    def step_rows(self) -> list[dict[str, Any]]:
        return self._rows("step")

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.earliest:
            earliest = formats.date_format(self.earliest, "SHORT_DATE_FORMAT")
            raise forms.ValidationError(translate("Најкраћи рок по закону је %(day)s") % {"day": earliest})
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(f"{target.key}-kind") for target in self.targets):
            raise forms.ValidationError(_("Означите шта недостаје, није тачно или није јасно."))
        return given

    def lacking(self) -> list[Lacking]:
        """What is called for; an empty sentence is replaced by the ready one."""
        given = self.cleaned_data
        return [
            Lacking(kind, target.slug, given[f"{target.key}-text"].strip() or suggestion(target, kind, self.case))
            for target in self.targets
            if (kind := given[f"{target.key}-kind"])
        ]


def earliest_end(case: Case) -> date:
    """The shortest term that the law allows, on the calendar of the municipality."""
    days = int(case.pinned["general.amendment_min_days"]["value"])
    return calendar_of(case.municipality).term_end(timezone.localdate(), days)


@require_http_methods(READ_AND_SEND)
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what is lacking, read the message as the applicant will, then send it."""
    desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    form = AmendmentForm(request.POST if request.method == "POST" else None, case=case)
    lacking, refusal, status = [], None, 200
    if request.method == "POST":
        status = MISTAKES
        if form.is_valid():
            lacking, status = form.lacking(), 200
            if "send" in request.POST:
                refusal = attempt(
                    lambda: actions.request_amendment(
                        case=case, lacking=lacking, due_on=form.cleaned_data["due_on"], expected_version=form.seen,
                        by=desk.user,
                    ),
                    case=case, form=form,
                )  # fmt: skip
                if refusal is None:
                    messages.success(
                        request, translate("Позив за допуну је послат. Рок за одлуку до одговора не тече.")
                    )
                    return redirect("admin:cases_case_change", case.pk)
                status = refusal.status
    context = case_frame(request, case, _("Тражи допуну"), form=form, lacking=lacking, refusal=refusal)
    return render(request, "admin/desk/amendment.html", context, status=status)
