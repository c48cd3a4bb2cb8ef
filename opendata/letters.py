"""Forms by which the public writes to a publisher: a question, a wish for data, something made of data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo
from opendata.forms import AddressField
from opendata.models import DatasetRequest, Question, Reuse

EMAIL_HINT = _("Само за одговор вама; не објављује се.")


class PlaceField(forms.ModelChoiceField[Municipality]):
    """A municipality in the reader's script."""

    def label_from_instance(self, obj: Municipality) -> str:
        return pismo(obj.official_name)


class QuestionForm(forms.ModelForm[Question]):
    """A question about one data set."""

    use_required_attribute = False

    class Meta:
        model = Question
        fields = ("text", "email")
        labels = {"text": _("Ваше питање"), "email": _("Е-пошта за одговор")}
        help_texts = {
            "text": _("Питање и одговор могу бити објављени, зато не уносите личне податке."),
            "email": EMAIL_HINT,
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        error_messages = {"text": {"required": _("Напишите питање.")}}


class RequestForm(forms.ModelForm[DatasetRequest]):
    """A wish that a municipality open some data."""

    use_required_attribute = False
    municipality = PlaceField(
        label=_("Општина или град"),
        queryset=Municipality.objects.all(),
        empty_label=_("Изаберите"),
        error_messages={"required": _("Изаберите општину или град.")},
    )

    class Meta:
        model = DatasetRequest
        fields = ("municipality", "subject", "text", "email")
        labels = {"subject": _("Који подаци"), "text": _("Чему би служили"), "email": _("Е-пошта за одговор")}
        help_texts = {
            "subject": _("На пример: распоред одношења отпада по улицама."),
            "text": _("Захтев може бити објављен, зато не уносите личне податке."),
            "email": EMAIL_HINT,
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "subject": {"required": _("Напишите који подаци вам требају.")},
            "text": {"required": _("Напишите чему би подаци служили.")},
        }


class ReuseForm(forms.ModelForm[Reuse]):
    """Something made of a data set."""

    use_required_attribute = False

    class Meta:
        model = Reuse
        fields = ("title", "address", "description", "author", "email")
        field_classes = {"address": AddressField}
        labels = {
            "title": _("Назив"), "address": _("Веб-адреса"), "description": _("Шта је то и коме служи"),
            "author": _("Ко је направио"), "email": _("Е-пошта за одговор"),
        }  # fmt: skip
        help_texts = {"author": _("Име или назив под којим ће бити приказано."), "email": EMAIL_HINT}
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "title": {"required": _("Напишите назив.")},
            "address": {"required": _("Напишите веб-адресу."), "invalid": _("Адреса није исправна. Пример: https://primer.example/karta")},
            "description": {"required": _("Напишите шта је направљено.")},
            "author": {"required": _("Напишите ко је направио.")},
        }  # fmt: skip

    def clean_address(self) -> Any:
        """Only addresses that a browser opens as pages."""
        address = self.cleaned_data["address"]
        if not address.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Адреса није исправна. Пример: https://primer.example/karta"))
        return address
