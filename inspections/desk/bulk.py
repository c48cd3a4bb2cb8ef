"""The same answer to many reports at once, each carried out on its own: one refused does not hold up the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import MISTAKES
from inspections import actions
from inspections.access import InspectionDesk, actor_of
from inspections.desk.board import BOARD
from inspections.desk.forms import CHOOSE, LONGEST_TEXT, in_script_of, ready_answers
from inspections.desk.people import desk_of, inspectors_of, part_in
from inspections.desk.refusals import reason_of
from inspections.labels import ACTION_LABELS
from inspections.models import Report
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.templatetags.pismo import pismo

MOST = 100
ANSWERED: dict[str, Callable[..., Any]] = {
    "close": actions.close, "inform": actions.inform, "reject": actions.reject, "reopen": actions.reopen,
}  # fmt: skip


class BulkForm(forms.Form):
    """What is done with the marked reports; a text for those acts whose text the sender reads."""

    use_required_attribute = False
    what = forms.ChoiceField(
        label=_("Шта радите са означеним пријавама?"),
        choices=[(name, ACTION_LABELS[name]) for name in ("take", "assign", *ANSWERED)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите шта радите са означеним пријавама.")},
    )
    to = forms.ChoiceField(label=_("Инспектор, ако додељујете"), required=False)
    ready = forms.ChoiceField(label=_("Спреман одговор"), required=False)
    text = forms.CharField(
        label=_("Текст за подносиоце"), required=False, max_length=LONGEST_TEXT,
        help_text=_("Читају га подносиоци свих означених пријава; не пишите ништа што се тиче само једне."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip

    def __init__(self, *args: Any, desk: InspectionDesk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.user.pk): one.user for one in inspectors_of(desk)}
        rows = [row for name in ANSWERED for row in ready_answers(desk.municipality_id, name, None)]
        self.offered = {str(row.pk): row for row in rows}
        people = [(pk, pismo(str(user))) for pk, user in self.people.items()]
        titles = [(pk, f"{row.get_action_display()}: {pismo(row.title)}") for pk, row in self.offered.items()]
        self.fields["to"].choices = [CHOOSE, *people]  # type: ignore[attr-defined]
        self.fields["ready"].choices = [CHOOSE, *titles]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("what") == "assign" and not given.get("to"):
            self.add_error("to", _("Изаберите инспектора."))
        if given.get("what") in ANSWERED and not given.get("ready") and not given.get("text", "").strip():
            self.add_error("text", _("Напишите шта подносилац треба да зна, или изаберите спреман одговор."))
        ready = self.offered.get(given.get("ready", ""))
        if ready is not None and ready.action != given.get("what"):
            self.add_error("ready", _("Тај одговор је написан за другу радњу. Изаберите други."))
        return given

    def answer_for(self, report: Report) -> str:
        """The ready answer in the sender's script and the official's own words after it."""
        chosen = self.offered.get(self.cleaned_data["ready"])
        parts = [in_script_of(report, chosen.text) if chosen else "", self.cleaned_data["text"]]
        return "\n\n".join(part.strip() for part in parts if part.strip())


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Ask what is to be done with the marked reports, then do it."""
    desk = desk_of(request)
    marks = dict(_marks(request.POST.getlist("prijava")[:MOST]))
    rows = desk.reports(Permission.TRIAGE_REPORTS).filter(pk__in=marks).order_by("pk")
    related = rows.select_related("category", "inspectorate", "municipality")
    reports = [report for report in related if part_in(desk, report) is not None]
    if not reports:
        messages.warning(request, translate("Означите бар једну пријаву на списку."))
        return redirect(BOARD)
    form = BulkForm(request.POST if "what" in request.POST or "potvrda" in request.POST else None, desk=desk)
    if form.is_valid():
        _carry_out(request, desk, form, reports, marks)
        return redirect(BOARD)
    context = frame(
        request, translate("Више пријава одједном"), form=form, marked=[(row, marks[row.pk]) for row in reports]
    )
    return render(request, "inspections/desk/bulk.html", context, status=MISTAKES if form.is_bound else 200)


def _marks(given: list[str]) -> list[tuple[int, int]]:
    """Reports with the version that was seen of each; what is no mark is left out."""
    pairs = [mark.split(":") for mark in given]
    return [(int(pk), int(seen)) for pk, seen in (pair for pair in pairs if len(pair) == 2) if _numbers(pk, seen)]


def _numbers(*texts: str) -> bool:
    return all(text.isascii() and text.isdecimal() and len(text) < 19 for text in texts)


def _carry_out(
    request: HttpRequest, desk: InspectionDesk, form: BulkForm, reports: list[Report], marks: dict[int, int]
) -> None:
    what, to = form.cleaned_data["what"], form.people.get(form.cleaned_data["to"])
    result = actions.bulk(reports=reports, act=lambda report: _one(desk.user, form, what, to, report, marks[report.pk]))
    if result.done:
        messages.success(request, translate("Урађено пријава: %(number)s.") % {"number": len(result.done)})
    for report, obstacle in result.refused:
        messages.warning(request, f"{report}: {reason_of(obstacle)}")


def _one(user: User, form: BulkForm, what: str, to: User | None, report: Report, seen: int) -> None:
    """The act on one of them."""
    common: dict[str, Any] = {"report": report, "expected_version": seen, "actor": actor_of(user, report), "by": user}
    if what == "take":
        actions.take(**common)
    elif what == "assign" and to is not None:
        actions.assign(to=to, **common)
    else:
        ANSWERED[what](public_text=form.answer_for(report), **common)
