"""Forms of the account."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from municipalities.accounts.models import User


class SignupForm(forms.Form):
    """What is asked beside e-mail and password when an account is opened."""

    first_name = forms.CharField(label=_("Име"), max_length=80)
    last_name = forms.CharField(label=_("Презиме"), max_length=80)

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth after the account was made."""
        user.first_name, user.last_name = self.cleaned_data["first_name"], self.cleaned_data["last_name"]
        user.save(update_fields=["first_name", "last_name"])
