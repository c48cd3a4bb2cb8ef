"""What officials fill in: details of outcomes, and facts entered by hand while a register is down."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import ChoiceField, DateField, TextField, YesNoField

LATE, INCOMPLETE, REPEATED = "late", "incomplete", "repeated"


class GrantForm(forms.Form):
    """From when the allowance is paid."""

    start = DateField(
        label=_("Исплата почиње"),
        help_text=_("Први дан месеца за који се исплаћује прва рата или цео износ."),
        error_messages={"required": _("Унесите од када се исплаћује, на пример 1.3.2026.")},
    )


class ReasonForm(forms.Form):
    """A reason in words that the applicant will read."""

    reason = forms.CharField(
        label=_("Разлози"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": _("Напишите разлоге које ће подносилац прочитати у одлуци.")},
    )


class PartialForm(GrantForm, ReasonForm):
    """A grant for some of the children, with the reason for the others."""


class DismissalForm(forms.Form):
    """Why the request is dismissed without deciding on it; for a late one the rules write the arithmetic of dates."""

    ground = ChoiceField(
        label=_("Основ одбацивања"),
        choices=[
            (LATE, _("Захтев је поднет после рока")),
            (INCOMPLETE, _("Захтев није допуњен у року")),
            (REPEATED, _("О истом праву за исто дете већ се води или је окончан поступак")),
        ],
        error_messages={"required": _("Изаберите основ одбацивања.")},
    )
    earlier = TextField(label=_("Број ранијег предмета, ако је захтев поновљен"), required=False, max_length=60)
    reason = forms.CharField(
        label=_("Додатно образложење"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("ground") == REPEATED and not given.get("earlier"):
            self.add_error("earlier", _("Унесите број ранијег предмета."))
        if given.get("ground") == INCOMPLETE and not given.get("reason"):
            self.add_error("reason", _("Напишите шта није допуњено и до када је требало."))
        return given


class TransferForm(ReasonForm):
    """To whom the request goes that another municipality has to decide."""

    to = TextField(
        label=_("Општина или град коме се уступа"),
        error_messages={"required": _("Унесите општину или град коме се захтев уступа.")},
    )


class ManualBirthsForm(forms.Form):
    """The order of birth, read off extracts or a letter of the registrar."""

    older = forms.IntegerField(
        label=_("Број живорођене деце мајке пре овог порођаја"),
        min_value=0,
        max_value=20,
        error_messages={
            "required": _("Унесите број, и када је нула."),
            "invalid": _("Унесите број, на пример 1."),
            "min_value": _("Најмањи број је 0."),
            "max_value": _("Проверите број: највише 20."),
        },
    )
    entered = forms.BooleanField(
        label=_("Дете је уписано у матичну књигу рођених (увидом у извод)"),
        error_messages={"required": _("Потврдите да је дете уписано, или не уносите податак.")},
    )

    def payload(self) -> dict[str, Any]:
        return {"role": "manual", "older": self.cleaned_data["older"], "entries": []}


class ManualResidenceForm(forms.Form):
    """Residence read off an identity card or a certificate."""

    here = YesNoField(
        label=_("Да ли је пребивалиште у овој општини или граду?"),
        error_messages={"required": _("Изаберите да ли је пребивалиште овде.")},
    )
    since = DateField(label=_("Од када, без прекида"), required=False)
    serbian = YesNoField(
        label=_("Да ли је држављанство Републике Србије?"),
        error_messages={"required": _("Изаберите да ли је држављанство Републике Србије.")},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("here") == "yes" and not given.get("since") and "since" not in self.errors:
            self.add_error("since", _("Унесите од када је пребивалиште овде."))
        return given

    def payload(self) -> dict[str, Any]:
        since = self.cleaned_data["since"] if self.cleaned_data["here"] == "yes" else None
        return {
            "citizenship": "SRB" if self.cleaned_data["serbian"] == "yes" else "",
            "here_since": since.isoformat() if since else "",
            "stays": [],
        }


class ManualGuardianshipForm(forms.Form):
    """What the guardianship authority wrote."""

    clear = YesNoField(
        label=_("Да ли је орган старатељства потврдио да нема мера и да су деца са подносиоцем?"),
        error_messages={"required": _("Изаберите шта је орган старатељства потврдио.")},
    )

    def payload(self) -> dict[str, Any]:
        return {"clear": self.cleaned_data["clear"] == "yes", "children": 0}
