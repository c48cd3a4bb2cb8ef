"""What officials fill in: rulings, facts read by hand, what the commission establishes and decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import ChoiceField
from eservices.services.e_kindergarten import labels
from eservices.services.e_kindergarten.forms import MOST_CHILDREN


class DismissalForm(forms.Form):
    """Why a request is dismissed by ruling and not ranked."""

    ground = ChoiceField(
        label=_("Основ одбацивања"),
        choices=[
            ("duplicate", _("За исто дете је већ поднет захтев на истом конкурсу")),
            ("incomplete", _("Захтев није допуњен у року")),
            ("competence", _("Дете нема пребивалиште на подручју за које је конкурс расписан")),
            ("debt", _("Дуговања према установи нису измирена")),
        ],
        error_messages={"required": _("Изаберите основ одбацивања.")},
    )
    reason = forms.CharField(
        label=_("Разлози"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": _("Напишите разлоге које ће подносилац прочитати у одлуци.")},
    )


class FoundForm(forms.Form):
    """A fact read by an official while the register is down."""

    holds = forms.TypedChoiceField(
        label=_("Да ли податак потврђује оно што је наведено у захтеву?"),
        choices=[("yes", _("Да")), ("no", _("Не"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите да или не.")},
    )

    def payload(self) -> dict[str, Any]:
        return {"holds": self.cleaned_data["holds"] == "yes"}


class CheckForm(forms.Form):
    """What the commission established: each claim, and facts that only the institution knows."""

    use_required_attribute = False

    def __init__(self, *args: Any, claims: Iterable[str], parents: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slug in claims:
            self.fields[f"claim-{slug}"] = _verdict(labels.PRIORITIES[slug])
        for number in range(1, parents + 1):
            label = _("Рад или студије подносиоца") if number == 1 else _("Рад или студије другог родитеља")
            self.fields[f"work-{number}"] = forms.ChoiceField(
                label=label,
                choices=[("", _("према регистру")), ("yes", _("доказано документом")), ("no", _("није доказано"))],
                required=False,
            )
        self.fields["birth_order"] = forms.IntegerField(label=_("Ред рођења"), min_value=1, max_value=MOST_CHILDREN)
        self.fields["attended"] = forms.BooleanField(label=_("Дете је већ ишло у установу"), required=False)
        self.fields["sibling"] = forms.BooleanField(label=_("Брат или сестра иде у установу"), required=False)

    def established(self) -> dict[str, Any]:
        """The answers as ``facts`` keeps them."""
        given = self.cleaned_data
        return {
            "claims": {
                name[6:]: value == "yes" for name, value in given.items() if name.startswith("claim-") and value
            },
            "work": {name[5:]: value == "yes" for name, value in given.items() if name.startswith("work-") and value},
            "birth_order": given["birth_order"],
            "attended": given["attended"],
            "sibling": given["sibling"],
        }


def _verdict(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", _("није проверено")), ("yes", _("доказано")), ("no", _("није доказано"))],
        required=False,
    )


class ObjectionDecisionForm(forms.Form):
    """The commission's decision on an objection."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label=_("Одлука"),
        choices=[("accepted", _("Усваја се")), ("refused", _("Одбија се")), ("dismissed", _("Одбацује се"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите одлуку.")},
    )
    reason = forms.CharField(
        label=_("Образложење"),
        help_text=_("Родитељ ће га прочитати."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        error_messages={"required": _("Напишите образложење.")},
    )
