"""Admin of people, their roles and their sign-ins.

Municipal administrators give and take roles of their own municipality, never their own role, never more than they
could give, and never change anybody's name, address or password: with those an account could be taken over.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from municipalities.accounts.admin_access import MunicipalAdmin, SilentAdmin, permitted_municipalities, person
from municipalities.accounts.admin_forms import MembershipForm
from municipalities.accounts.models import Membership, SignIn, User
from municipalities.accounts.roles import Permission


class ForSuperusers(SilentAdmin):
    """Rows that only superusers change."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return person(request).is_superuser

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return person(request).is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return person(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return person(request).is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ForSuperusers):
    """People. Passwords are set by their owners alone, through the letter for a forgotten password."""

    list_display = ("email", "first_name", "last_name", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "first_name", "last_name")
    fields = ("email", "first_name", "last_name", "phone", "language", "channel", "is_active", "is_staff",
              "is_superuser")  # fmt: skip

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return person(request).is_superuser or bool(
            permitted_municipalities(person(request), Permission.MANAGE_MEMBERS)
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """A municipal administrator sees the members of the own municipality alone."""
        rows: QuerySet[User] = super().get_queryset(request)
        if person(request).is_superuser:
            return rows
        own = permitted_municipalities(person(request), Permission.MANAGE_MEMBERS)
        return rows.filter(memberships__municipality__in=own).distinct()

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[Any], change: bool) -> None:
        """A new person has no password until the own letter has been answered."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Membership)
class MembershipAdmin(MunicipalAdmin):
    """Roles of people in a municipality."""

    permission = Permission.MANAGE_MEMBERS
    form = MembershipForm
    list_display = ("user", "role", "municipality", "since", "until")
    list_filter = ("role",)
    list_select_related = ("user", "municipality")
    search_fields = ("user__email", "user__first_name", "user__last_name")
    fields = ("email", "municipality", "role", "services", "since", "until")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_own(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Whose role it is and where does not change: another person or place is another membership."""
        return ("user", "municipality") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("user", *self.fields[1:]) if obj else self.fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who gives the role."""
        base = super().get_form(request, obj, change=change, **kwargs)
        return type(base.__name__, (base,), {"giver": person(request)})

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No bulk deletion: it would not look at each row."""
        return {}

    def save_model(self, request: HttpRequest, obj: Membership, form: ModelForm[Any], change: bool) -> None:
        """Who has a role is an official and may open the desk."""
        super().save_model(request, obj, form, change)
        User.objects.filter(pk=obj.user_id, is_staff=False).update(is_staff=True)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        """Who lost the last role is no longer an official."""
        user = obj.user
        super().delete_model(request, obj)
        if not user.is_superuser and not user.memberships.exists():
            User.objects.filter(pk=user.pk).update(is_staff=False)


def _is_own(request: HttpRequest, obj: Model | None) -> bool:
    """Nobody below a superuser changes the own roles."""
    own = isinstance(obj, Membership) and obj.user_id == person(request).pk
    return own and not person(request).is_superuser


@admin.register(SignIn)
class SignInAdmin(ForSuperusers):
    """Sign-ins, to look at; nobody changes them."""

    list_display = ("at", "user", "method", "level", "provider")
    list_filter = ("level", "method")
    list_select_related = ("user",)
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
