"""Forms of the questionnaire of the index."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import ChoiceField, LongTextField, YesNoField
from eservices.dashboards.index.method import Indicator, Unit
from eservices.dashboards.index.wording import INDICATORS

YES, NO = "yes", "no"
HUNDRED = Decimal(100)


class AnswerForm(forms.Form):
    """What the municipality says to one question, and how that can be seen."""

    use_required_attribute = False
    evidence = LongTextField(label=_("Доказ"), error_messages={"required": _("Напишите чиме се одговор доказује.")})
    address = forms.URLField(
        label=_("Адреса доказа"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Ако је доказ на интернету, на пример https://opstina.example/akt.pdf."),
        error_messages={"invalid": _("Унесите целу адресу, на пример https://opstina.example/akt.pdf.")},
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = INDICATORS[indicator.slug]
        is_share = indicator.unit is Unit.SHARE
        self.fields = {"value": _share(words.meaning) if is_share else _yes_no(words.meaning), **self.fields}
        wanted: Any = words.evidence  # in the language in which the form is shown, not made
        self.fields["evidence"].help_text = wanted

    @property
    def value(self) -> Decimal:
        """The answer as a number from 0 to 1."""
        given = self.cleaned_data["value"]
        return given / HUNDRED if isinstance(given, Decimal) else Decimal(given == YES)


def _share(question: Any) -> forms.Field:
    wrong = _("Унесите број од 0 до 100, на пример 85.")
    return forms.DecimalField(
        label=question,
        min_value=Decimal(0),
        max_value=HUNDRED,
        decimal_places=1,
        max_digits=4,
        localize=True,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
        error_messages=dict.fromkeys(
            ["required", "invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"],
            wrong,
        ),
    )


def _yes_no(question: Any) -> forms.Field:
    return YesNoField(label=question, error_messages={"required": _("Изаберите да или не.")})


class ReviewForm(forms.Form):
    """What the analyst found of an answer."""

    use_required_attribute = False
    accepted = ChoiceField(
        label=_("Да ли доказ потврђује одговор?"),
        choices=[(YES, _("Да, одговор је потврђен")), (NO, _("Не, одговор се не прихвата"))],
        error_messages={"required": _("Изаберите да ли доказ потврђује одговор.")},
    )
    note = LongTextField(
        label=_("Образложење"), required=False, max_length=1000,
        help_text=_("Обавезно ако се одговор не прихвата: шта недостаје и шта да општина учини."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        given = super().clean() or self.cleaned_data
        if given.get("accepted") == NO and not given.get("note"):
            self.add_error("note", _("Напишите зашто се одговор не прихвата и шта да општина учини."))
        return given
