"""What officials of participation fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import ChoiceField, DateField, LongTextField, MoneyField, TextField
from eservices.participation.forms import LONGEST_TEXT, MOST_PARAGRAPHS, paragraphs_in
from eservices.participation.models import Answer, Moderation, Signature


class DeskForm(forms.Form):
    """A form at the desk."""

    use_required_attribute = False


class EnclosureForm(DeskForm):
    """A document for everybody to read."""

    title = TextField(
        label=_("Назив документа"), max_length=160, help_text=_("На пример: Образложење нацрта, или План, лист 2."),
        error_messages={"required": _("Унесите назив под којим ће га грађани наћи.")},
    )  # fmt: skip
    file = forms.FileField(
        label=_("Датотека"), help_text=_("PDF или слика, до 10 МБ. Без података о људима: документ је јаван."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}),
        error_messages={"required": _("Изаберите датотеку."), "empty": _("Датотека је празна.")},
    )  # fmt: skip


class TextForm(DeskForm):
    """The next version of a text."""

    text = LongTextField(
        label=_("Текст"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("Између пасуса оставите празан ред. Коментари остају уз пасус и кад га мало измените."),
        error_messages={"required": _("Унесите текст.")},
    )  # fmt: skip
    note = TextField(
        label=_("Шта је промењено"), required=False, max_length=300, help_text=_("Објављује се уз верзију.")
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(paragraphs_in(text)) > MOST_PARAGRAPHS:
            raise forms.ValidationError(_("Текст има превише пасуса. Спојите неке од њих."))
        return text


class ReasonForm(DeskForm):
    """A step that needs a reason."""

    reason = LongTextField(
        label=_("Образложење"), max_length=2000, help_text=_("Објављује се."),
        error_messages={"required": _("Напишите образложење.")},
    )  # fmt: skip


class ThresholdForm(DeskForm):
    """How many signatures are asked."""

    threshold = forms.IntegerField(
        label=_("Потребно потписа"), min_value=1, max_value=1_000_000,
        help_text=_("По статуту, од броја бирача на дан отварања."),
        error_messages={"required": _("Унесите потребан број потписа."), "invalid": _("Унесите цео број.")},
    )  # fmt: skip


class LastDayForm(DeskForm):
    """Until when people vote."""

    last = DateField(label=_("Гласање траје до"))

    def clean_last(self) -> Any:
        last = self.cleaned_data["last"]
        if last < timezone.localdate():
            raise forms.ValidationError(_("Последњи дан не може бити у прошлости."))
        return last


class ReportForm(DeskForm):
    """The words of the report or the answer."""

    text = LongTextField(
        label=_("Закључак"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Бројеви и одговори на примедбе додају се сами."),
        error_messages={"required": _("Напишите закључак.")},
    )  # fmt: skip


class AnswerForm(DeskForm):
    """The official answer to a remark."""

    stance = ChoiceField(
        label=_("Исход"), choices=Answer.Stance.choices, error_messages={"required": _("Изаберите исход.")}
    )
    text = LongTextField(
        label=_("Одговор"), max_length=4000, help_text=_("Објављује се уз примедбу."),
        error_messages={"required": _("Напишите одговор.")},
    )  # fmt: skip


class HideForm(DeskForm):
    """Why a comment is hidden."""

    rule = ChoiceField(
        label=_("Прекршено правило"),
        choices=Moderation.Rule.choices,
        error_messages={"required": _("Изаберите правило.")},
    )
    reason = LongTextField(
        label=_("Образложење"), max_length=1000, help_text=_("Објављује се уместо коментара и стиже аутору."),
        error_messages={"required": _("Напишите образложење.")},
    )  # fmt: skip


class AppealDecisionForm(DeskForm):
    """The decision on an objection."""

    upheld = ChoiceField(
        label=_("Одлука"),
        choices=[("no", _("Коментар се враћа")), ("yes", _("Коментар остаје сакривен"))],
        error_messages={"required": _("Изаберите одлуку.")},
    )
    reason = LongTextField(
        label=_("Образложење"), max_length=1000, error_messages={"required": _("Напишите образложење.")}
    )


class ExamineForm(DeskForm):
    """Whether a proposal goes to the vote."""

    admitted = ChoiceField(
        label=_("Да ли предлог иде на гласање"),
        choices=[("yes", _("Да")), ("no", _("Не"))],
        error_messages={"required": _("Изаберите да или не.")},
    )
    cost = MoneyField(label=_("Цена по процени службе"))
    reason = LongTextField(
        label=_("Образложење"), max_length=1000, required=False, help_text=_("Обавезно ако предлог не иде на гласање.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("admitted") == "no" and not given.get("reason"):
            self.add_error("reason", _("Напишите зашто предлог не иде на гласање."))
        return given


class CheckForm(DeskForm):
    """What the electoral roll says of a signature."""

    outcome = ChoiceField(
        label=_("Увид у бирачки списак"),
        choices=[choice for choice in Signature.Check.choices if choice[0] != Signature.Check.WAITING],
        error_messages={"required": _("Изаберите исход увида.")},
    )
