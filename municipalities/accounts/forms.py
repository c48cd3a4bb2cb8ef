"""Forms of the account."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from municipalities.accounts.models import User

NAME_LENGTH = 80
_NOT_IN_A_NAME = re.compile(r"[^\w\s'’.\-]|[\d_]")


class NameField(forms.CharField):
    """A first or last name in any alphabet, as it stands in the official record (службена евиденција)."""

    default_error_messages = {
        "max_length": _("Име може имати највише 80 знакова. Скратите га."),
        "characters": _("У имену могу бити само слова, размак, цртица и апостроф. Обришите остале знакове."),
    }

    def __init__(self, *, required_message: Any, **options: Any) -> None:
        super().__init__(max_length=NAME_LENGTH, **options)
        self.error_messages["required"] = required_message

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if _NOT_IN_A_NAME.search(value):
            raise ValidationError(self.error_messages["characters"], code="characters")


def first_name_field() -> NameField:
    """Question for the first name, filled in by browsers that know it."""
    return NameField(
        label=_("Име"),
        required_message=_("Унесите своје име."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )


def last_name_field() -> NameField:
    """Question for the last name, filled in by browsers that know it."""
    return NameField(
        label=_("Презиме"),
        required_message=_("Унесите своје презиме."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )


class SignupForm(forms.Form):
    """What is asked beside e-mail and password when an account is opened; allauth joins it to its own form."""

    use_required_attribute = False
    field_order = ["first_name", "last_name", "email", "password1", "password2"]
    first_name = first_name_field()
    last_name = last_name_field()

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth after the account was made."""
        user.first_name, user.last_name = self.cleaned_data["first_name"], self.cleaned_data["last_name"]
        user.save(update_fields=["first_name", "last_name"])


class ProfileForm(forms.ModelForm[User]):
    """Name, telephone, language and channel on the account page."""

    use_required_attribute = False
    first_name = first_name_field()
    last_name = last_name_field()

    class Meta:
        model = User
        fields = ["first_name", "last_name", "phone", "language", "channel"]
        help_texts = {
            "phone": _("На пример 064 123 4567. Зовемо само ако је нешто у вези са захтевом хитно."),
            "language": _("На овом језику и писму пишемо вам поруке."),
            "channel": _("Ако изаберете само портал, нова обавештења видите када се пријавите."),
        }
        error_messages = {
            "phone": {"invalid": _("Унесите број телефона са позивним бројем, на пример 064 123 4567.")},
        }
        widgets = {
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "language": forms.RadioSelect,
            "channel": forms.RadioSelect,
        }
