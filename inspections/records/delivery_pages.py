"""The page on which the delivery of a record is followed: the steps so far, the term that began, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import MISTAKES
from eservices.cases.forms import DateField, TextField
from inspections import access as reports
from inspections import delivery_rules as rules
from inspections.access import actor_of
from inspections.actions.engine import Conflict
from inspections.delivery_rules import Step
from inspections.lifecycle import NotAllowed
from inspections.models import InspectionRecord, Report
from inspections.record_labels import STEP_LABELS, WAY_LABELS, WHY_NOT, WHY_NOT_DELIVERED
from inspections.records import access, delivering
from inspections.records.forms import required
from inspections.records.views import about, desk_of, log
from municipalities.accounts.admin_access import person
from municipalities.parameters import ParameterMissing


class DeliveryForm(forms.Form):
    """A step on the way of a record to the supervised subject."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    step = forms.ChoiceField(
        label=_("Шта се догодило?"), widget=forms.RadioSelect,
        error_messages=required(_("Изаберите шта се догодило са актом.")),
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("Начин доставе"), choices=list(WAY_LABELS.items()), widget=forms.RadioSelect,
        error_messages=required(_("Изаберите начин доставе.")),
    )  # fmt: skip
    on = DateField(label=_("Дан"))
    remark = TextField(
        label=_("Ко је примио, или зашто није"), required=False,
        help_text=_("На пример име и својство примаоца, или разлог са повратнице. Остаје у списима."),
    )  # fmt: skip

    def __init__(self, *args: Any, report: Report, steps: Sequence[Step], **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"version": report.version, "on": timezone.localdate()}, **kwargs})
        self.fields["step"].choices = [(step.value, STEP_LABELS[step]) for step in steps]  # type: ignore[attr-defined]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest, record: int) -> HttpResponse:
    """The delivery of one record; 404 for kinds that are not handed to the supervised subject."""
    row = access.record(desk_of(request), record)
    if row.kind not in rules.DELIVERED:
        raise Http404
    actor = actor_of(person(request), row.report)
    if request.method != "POST":
        log("open_delivery", row.report, {"record": row.pk}, actor, request)
    steps = rules.following(delivering.entries_of(list(row.deliveries.all())))
    form = DeliveryForm(request.POST if request.method == "POST" else None, report=row.report, steps=steps)
    if form.is_valid() and _entered(request, row, form):
        messages.success(request, translate("Достава је уписана."))
        return redirect("admin:inspections_inspectionrecord_delivery", row.pk)
    page = frame(
        request, translate("Достава: %(record)s") % {"record": row.number}, row=row, form=form if steps else None,
        has_term=row.kind in rules.OBJECTED_TO | rules.APPEALED, steps=_story(row), **about(row.report),
    )  # fmt: skip
    return render(request, "inspections/records/delivery.html", page, status=MISTAKES if form.errors else 200)


def _story(row: InspectionRecord) -> list[dict[str, Any]]:
    """Every step that was entered, with the words that go with it."""
    return [
        {"step": step, "remark": reports.text_of(row.report, step.remark, "delivery") if step.remark else ""}
        for step in row.deliveries.select_related("entered_by").order_by("position")
    ]


def _entered(request: HttpRequest, row: InspectionRecord, form: DeliveryForm) -> bool:
    """Enter the step; False with the reason in the form."""
    given, by = form.cleaned_data, person(request)
    try:
        delivering.deliver(
            record=row, step=Step(given["step"]), way=given["way"], on=given["on"], remark=given["remark"],
            actor=actor_of(by, row.report), expected_version=given["version"], by=by,
        )  # fmt: skip
    except rules.CannotDeliver as fault:
        form.add_error("on" if fault.code in ("early", "future") else "step", str(WHY_NOT_DELIVERED[fault.code]))
    except Conflict:
        form.add_error(None, translate("Пријава се у међувремену променила. Погледајте спис, па поново пошаљите."))
        form.data = {**form.data.dict(), "version": str(row.report.version)}  # type: ignore[attr-defined]
    except NotAllowed:
        form.add_error(None, str(WHY_NOT["actor"]))
    except ParameterMissing as missing:
        form.add_error(
            None, translate("Недостаје вредност: %(code)s. Уноси је администратор.") % {"code": missing.code}
        )
    return not form.errors
