"""What officials enter for the outcomes of a request."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import ChoiceField


class ReasonForm(forms.Form):
    """A reason in words; it goes into the decision, so nothing about health belongs into it."""

    reason = forms.CharField(
        label=_("Разлози"),
        help_text=_("Стоје у одлуци. Не наводите ништа о здрављу."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": _("Напишите разлоге које ће подносиоци прочитати у одлуци.")},
    )


class RefusalForm(forms.Form):
    """Why the request is refused on its merits."""

    ground = ChoiceField(
        label=_("Основ одбијања"),
        choices=[
            ("conditions", _("Нису испуњени услови из одлуке")),
            ("commission", _("Комисија није предложила да се одобри")),
            ("exhausted", _("Средства за ову годину су утрошена")),
        ],
        error_messages={"required": _("Изаберите основ одбијања.")},
    )
    reason = forms.CharField(
        label=_("Допунско образложење"),
        help_text=_("Није обавезно. Не наводите ништа о здрављу."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )


class DismissalForm(ReasonForm):
    """Why the request is dismissed without deciding on it."""

    ground = ChoiceField(
        label=_("Основ одбацивања"),
        choices=[
            ("late", _("Захтев је поднет после рока")),
            ("incomplete", _("Захтев није допуњен у року")),
            ("competence", _("Општина није надлежна")),
            ("repeated", _("О истом праву је већ одлучено")),
        ],
        error_messages={"required": _("Изаберите основ одбацивања.")},
    )
