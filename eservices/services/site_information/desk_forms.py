"""What officials fill in for each outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from eservices.cases.actions.intake import answers_of
from eservices.cases.forms import CaseForm, ChoiceField
from eservices.cases.models import Case
from eservices.services.site_information.forms import parcel_in_words
from eservices.services.site_information.models import PlanningZone
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo


def zones_in_force(case: Case) -> Iterator[PlanningZone]:
    """Rules of the municipality that hold today."""
    today = timezone.localdate()
    rows = PlanningZone.objects.filter(municipality_id=case.municipality_id, valid_from__lte=today)
    return iter(rows.filter(Q(valid_to=None) | Q(valid_to__gte=today)))


def zone_field(position: int) -> str:
    """Name of the field with the zones of the parcel at that position."""
    return f"zones_{position}"


class ZonesForm(CaseForm):
    """In which zones of which plans each parcel lies; a parcel may lie in several."""

    remarks = forms.CharField(
        label=_("Друге напомене"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Сваки ред постаје напомена у документу."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(zone.pk), f"{pismo(zone)} ({pismo(zone.plan_name)})") for zone in zones_in_force(self.case)]
        for position, row in enumerate(answers_of(self.case)["parcels"]["parcels"]):
            self.fields[zone_field(position)] = forms.MultipleChoiceField(
                label=parcel_in_words(row),
                choices=choices,
                widget=forms.CheckboxSelectMultiple,
                help_text=""
                if choices
                else _("Нема правила планова на снази. Администратор их уноси у зонама планова."),
                error_messages={
                    "required": format_lazy(
                        _("Изаберите бар једну зону: {parcel}. Ако план није на снази, изаберите други исход."),
                        parcel=parcel_in_words(row),
                    ),
                    "invalid_choice": _("Изабрана зона више не важи. Изаберите поново."),
                },
            )
        self.order_fields([zone_field(position) for position in range(len(self.fields) - 1)])


class NoPlanForm(forms.Form):
    """Which plan has to be made first."""

    plan = forms.CharField(
        label=_("Који план је потребно донети"),
        max_length=300,
        error_messages={"required": _("Напишите који план је потребно донети.")},
    )
    state = forms.CharField(
        label=_("Докле се стигло са израдом плана"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def municipalities() -> Iterator[tuple[str, str]]:
    """Every municipality that the portal knows, and the way to name another one."""
    yield "", str(_("– изаберите –"))
    for row in Municipality.objects.all():
        yield pismo(row.official_name), pismo(row.official_name)
    yield OTHER, str(_("друга (упишите)"))


OTHER = "other"


class TransferForm(forms.Form):
    """To whom the request goes on."""

    to = forms.ChoiceField(
        label=_("Надлежна општина или град"),
        choices=municipalities,
        error_messages={
            "required": _("Изаберите коме се захтев уступа."),
            "invalid_choice": _("Изаберите општину или град са списка."),
        },
    )
    other = forms.CharField(label=_("Назив и адреса, ако није на списку"), required=False, max_length=200)
    reason = forms.CharField(
        label=_("Зашто је надлежан други орган"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Напишите зашто је надлежан други орган.")},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("to") == OTHER and not (given.get("other") or "").strip():
            self.add_error("other", _("Упишите назив и адресу надлежног органа."))
        return given


def receiver(details: dict[str, Any]) -> str:
    """The body to which the request is transferred, as written on the letter."""
    return str(details["other"] if details.get("to") == OTHER else details.get("to", ""))


class DismissalForm(forms.Form):
    """Why the request is dismissed without an answer to it."""

    ground = ChoiceField(
        label=_("Основ одбацивања"),
        choices=[
            ("incomplete", _("Захтев није допуњен у року")),
            ("parcel", _("Парцела не постоји и подносилац није исправио захтев")),
        ],
        error_messages={"required": _("Изаберите основ одбацивања.")},
    )
    reason = forms.CharField(
        label=_("Разлози"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": _("Напишите разлоге које ће подносилац прочитати.")},
    )
