"""The form by which a role is given, with the rules that keep anybody from giving more than allowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from municipalities.accounts.access import may, services_permitted
from municipalities.accounts.models import Membership, User
from municipalities.accounts.roles import ROLES, Permission
from municipalities.admin_forms import ServicesField
from municipalities.models import Municipality


class MembershipForm(forms.ModelForm[Membership]):
    """A role for a person who already has an account, found by e-mail address."""

    giver: User
    email = forms.EmailField(
        label=_("е-пошта особе"),
        help_text=_("Особа прво отвори налог на порталу; овде се уписује адреса тог налога."),
    )
    services = ServicesField(label=_("услуге"), help_text=_("Ништа означено значи: све услуге те општине."))

    class Meta:
        model = Membership
        fields = ["municipality", "role", "services", "since", "until"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields.pop("email", None)
        if "role" in self.fields and not self.giver.is_superuser:
            local = [(name, role.title) for name, role in ROLES.items() if not role.everywhere]
            self.fields["role"].choices = local  # type: ignore[attr-defined]

    def clean_email(self) -> User:
        """The person with that address; nobody gives a role to themselves."""
        user = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if user is None:
            raise ValidationError(_("Нема налога са том адресом. Замолите особу да прво отвори налог на порталу."))
        if user.pk == self.giver.pk and not self.giver.is_superuser:
            raise ValidationError(_("Сопствену улогу не можете мењати. Замолите другог администратора."))
        return user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            self._refuse_foreign_place(data.get("municipality") or self.instance.municipality, data["role"])
            self._refuse_foreign_services(data.get("municipality") or self.instance.municipality, data["services"])
        if "email" in data:
            self.instance.user = data["email"]
        if data.get("until") and data.get("since") and data["until"] < data["since"]:
            self.add_error("until", _("Улога не може да престане пре него што почне."))
        return data

    def _refuse_foreign_place(self, place: Municipality | None, role: str) -> None:
        """A role holds in one municipality of the giver; only superusers give the roles that hold everywhere."""
        if place is None and not ROLES[role].everywhere:
            self.add_error("municipality", _("Изаберите општину или град у којем улога важи."))
        if self.giver.is_superuser:
            return
        if ROLES[role].everywhere:
            self.add_error("role", _("Ову улогу додељује само администратор портала."))
        elif place is None or not may(self.giver, Permission.MANAGE_MEMBERS, municipality_id=place.pk):
            self.add_error("municipality", _("Улоге додељујете само у својој општини или граду."))

    def _refuse_foreign_services(self, place: Municipality | None, chosen: list[str]) -> None:
        """Who looks after some services gives roles for those alone."""
        if self.giver.is_superuser or place is None or self.errors:
            return
        own = services_permitted(self.giver, Permission.MANAGE_MEMBERS, municipality_id=place.pk)
        if own is not None and not (chosen and set(chosen) <= own):
            self.add_error("services", _("Изаберите само услуге о којима ви бринете."))
