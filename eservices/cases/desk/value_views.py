"""A legal value of the municipality: proposed with its source, simulated on open cases, published by a second person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.cases import actions, simulation
from eservices.cases.access import Desk
from eservices.cases.actions.proposing import NewValue
from eservices.cases.desk import people
from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import CONFLICT, FORBIDDEN, MISTAKES, Refusal
from eservices.cases.forms import DateField
from eservices.cases.models import ParameterProposal
from municipalities.accounts.roles import Permission
from municipalities.admin_forms import ValueField
from municipalities.amounts import format_amount, format_date
from municipalities.models import Municipality, Parameter
from municipalities.parameters import values
from municipalities.templatetags.pismo import pismo

LIST = "admin:cases_parameterproposal_changelist"
PAGE = "admin:cases_parameterproposal_change"


class ProposalForm(forms.Form):
    """A value to be proposed for one municipality."""

    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("Шифра"),
        max_length=80,
        help_text=gettext_lazy("Шифра вредности која већ постоји, на пример general.appeal_days."),
        error_messages={"required": gettext_lazy("Унесите шифру вредности.")},
    )
    label = forms.CharField(
        label=gettext_lazy("Шта је то"),
        max_length=200,
        error_messages={"required": gettext_lazy("Унесите назив вредности.")},
    )
    value = ValueField(
        label=gettext_lazy("Вредност"), error_messages={"required": gettext_lazy("Унесите вредност, на пример 337,00.")}
    )
    unit = forms.CharField(
        label=gettext_lazy("Јединица"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("На пример дана, радних дана, RSD."),
    )
    valid_from = DateField(label=gettext_lazy("Важи од"), help_text=gettext_lazy("Најраније сутра."))
    valid_to = DateField(
        label=gettext_lazy("Важи до"), required=False, help_text=gettext_lazy("Оставите празно ако крај није познат.")
    )
    legal_source = forms.CharField(
        label=gettext_lazy("Правни извор"),
        max_length=300,
        help_text=gettext_lazy("Пропис са чланом и бројем службеног листа."),
        error_messages={"required": gettext_lazy("Наведите пропис из кога вредност потиче.")},
    )

    def __init__(self, *args: Any, place: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        if not Parameter.objects.filter(code=code).exists():
            raise forms.ValidationError(
                _("Вредност са том шифром не постоји. Отворите списак параметара и препишите је.")
            )
        return code

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day <= timezone.localdate():
            raise forms.ValidationError(
                _("Вредност може да важи најраније од сутра. За прошлост важи оно што је уписано.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, end = given.get("valid_from"), given.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("Крај важења не може бити пре почетка."))
        if start and given.get("code"):
            same = {"municipality": self.place, "code": given["code"], "valid_from": start}
            open_ones = ParameterProposal.objects.filter(**same, state=ParameterProposal.State.PROPOSED)
            if open_ones.exists() or Parameter.objects.filter(**same).exists():
                self.add_error(
                    "valid_from", _("За тај дан вредност је већ предложена или објављена. Изаберите други дан.")
                )
        return given

    def new_value(self) -> NewValue:
        return NewValue(**self.cleaned_data)


class PublishForm(forms.Form):
    """The second person's word that the value was compared with its source."""

    confirmed = forms.BooleanField(
        label=gettext_lazy("Вредност је упоређена са правним извором и тачна је"),
        required=False,
        help_text=gettext_lazy("Без ове ознаке вредност важи, али се свуда приказује као непотврђена."),
    )


class RejectForm(forms.Form):
    """Why a proposal is dropped."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Разлог"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Напишите разлог.")},
    )


# -- pages -------------------------------------------------------------------------------------------------------------
def new(request: HttpRequest) -> HttpResponse:
    """Propose a value; it starts as a copy of the one that it follows."""
    desk = people.desk_of(request)
    if not people.holds(desk, Permission.CONFIGURE):
        raise Http404
    place = Municipality.objects.get(pk=desk.municipality_id)
    data = request.POST if request.method == "POST" else None
    form = ProposalForm(data, place=place, initial=_copied(request.GET.get("following", "")))
    if data is not None and form.is_valid():
        made = actions.propose_value(municipality=place, value=form.new_value(), by=desk.user)
        messages.success(request, _("Предлог је сачуван. Процена на отвореним предметима је у току."))
        return redirect(PAGE, made.pk)
    context = frame(request, _("Предложите нову вредност"), form=form)
    return render(request, "admin/desk/value_new.html", context, status=MISTAKES if form.errors else 200)


def _copied(following: str) -> dict[str, Any]:
    tomorrow = timezone.localdate() + timedelta(days=1)
    start = f"{tomorrow.day}.{tomorrow.month}.{tomorrow.year}."  # as it is read back, whatever language the page is in
    source = Parameter.objects.filter(pk=following).first() if following.isdecimal() and len(following) < 18 else None
    if source is None:
        return {"valid_from": start}
    return {name: getattr(source, name) for name in ("code", "label", "value", "unit", "legal_source")} | {
        "valid_from": start
    }


def show(request: HttpRequest, proposal: ParameterProposal) -> HttpResponse:
    """The proposal in words, what it would do, and the choice to publish or reject it."""
    desk = people.desk_of(request)
    rejecting = "reject" in request.POST
    publish = PublishForm(request.POST or None)
    reject = RejectForm(request.POST if rejecting else None)
    refusal, status = None, 200
    if request.method == "POST":
        status = MISTAKES
        if (reject if rejecting else publish).is_valid():
            refusal = _attempt(_choice(desk, proposal, publish, reject, rejecting=rejecting))
            if refusal is None:
                messages.success(request, _("Предлог је одбачен.") if rejecting else _("Вредност је објављена."))
                return redirect(LIST)
            status = refusal.status
    context = _context(request, desk, proposal) | {"publish": publish, "form": reject, "refusal": refusal}
    return render(request, "admin/desk/value.html", context, status=status)


def _choice(
    desk: Desk, proposal: ParameterProposal, publish: PublishForm, reject: RejectForm, *, rejecting: bool
) -> Callable[[], Any]:
    if rejecting:
        return lambda: actions.reject_value(proposal=proposal, reason=reject.cleaned_data["reason"], by=desk.user)
    return lambda: actions.publish_value(proposal=proposal, confirmed=publish.cleaned_data["confirmed"], by=desk.user)


REFUSALS = {
    "settled": gettext_lazy("О предлогу је у међувремену већ одлучено."),
    "simulating": gettext_lazy("Процена на отвореним предметима још није завршена. Покушајте за који тренутак."),
    "past": gettext_lazy("Дан од кога вредност треба да важи је стигао. Одбаците предлог и поднесите нови."),
    "taken": gettext_lazy("За тај дан је вредност већ објављена. Одбаците предлог."),
}


def _attempt(act: Callable[[], Any]) -> Refusal | None:
    try:
        act()
    except actions.SamePerson:
        text = _("Ко је предложио вредност не може и да је објави (четири ока). Замолите колегу.")
        return Refusal(_("Вредност мора да објави друга особа."), [text], FORBIDDEN)
    except actions.CannotPublish as obstacle:
        return Refusal(_("То сада није могуће."), [str(REFUSALS[obstacle.code])], CONFLICT)
    return None


def _context(request: HttpRequest, desk: Desk, proposal: ParameterProposal) -> dict[str, Any]:
    waiting = proposal.state == ParameterProposal.State.PROPOSED
    return frame(
        request,
        _("Предлог вредности: %(what)s") % {"what": pismo(proposal.label)},
        row=proposal,
        effect=effect(proposal),
        findings=findings(proposal),
        numbers=proposal.simulation.get("numbers", []),
        may_settle=waiting,
        may_publish=waiting and proposal.proposed_by_id != desk.user.pk,
    )


def effect(proposal: ParameterProposal) -> str:
    """What will hold from when, where, and what holds until then."""
    place, start = proposal.municipality, proposal.valid_from
    before = values([proposal.code], municipality=place, on=start - timedelta(days=1)).get(proposal.code)
    return _("Од %(start)s за %(place)s важиће: %(value)s. До тада важи: %(before)s.") % {
        "start": format_date(start),
        "place": pismo(place.official_name),
        "value": pismo(f"{proposal.value} {proposal.unit}".strip()),
        "before": pismo(f"{before.value} {before.unit}".strip()) if before else _("ништа"),
    }


def findings(proposal: ParameterProposal) -> list[str]:
    """The simulation in sentences; nothing while it runs."""
    found = proposal.simulation
    if proposal.simulated_at is None:
        return []
    if not simulation.services_with(proposal.code):
        return [_("Ова вредност се не везује за предмет при подношењу: од првог дана важења важи за све предмете.")]
    sentences = [
        _("Отворених предмета који користе ову вредност: %(count)s. Њих предлог не мења: за сваки важи"
          " вредност под којом је поднет.") % {"count": found["examined"]},
        _("Када би се нова вредност применила и на њих, друкчије би испало предмета: %(count)s.")
        % {"count": found["changed"]},
    ]  # fmt: skip
    kinds = (
        ("calculation", _("Промењен обрачун или бодови, предмета: %(count)s.")),
        ("term", _("Промењен рок за одлуку, предмета: %(count)s.")),
        (
            "impossible",
            _("Обрачун са новом вредношћу није могућ, предмета: %(count)s. Проверите да ли је добро уписана."),
        ),
    )
    sentences += [text % {"count": found[kind]} for kind, text in kinds if found[kind]]
    if Decimal(found["amount"]):
        text = _("Збир разлика у износима: %(amount)s динара.")
        sentences.append(text % {"amount": format_amount(Decimal(found["amount"]))})
    text = _(
        "Започетих захтева који још нису поднети: %(count)s. Који буду поднети од првог дана важења, рачунају се по новом."
    )
    return [*sentences, text % {"count": found["drafts"]}]
