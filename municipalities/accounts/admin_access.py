"""Who sees and changes what in the admin: our roles decide, not Django's permissions. Upper floors build on this.

An official sees the rows of the own municipalities, and the rows that hold for everybody without being able to change
them. A row that an official may not see does not exist for that person: its address answers 404.
"""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from municipalities.accounts.access import grants_of, may
from municipalities.accounts.assurance import Level, official_needs_second_factor, step_up_address
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.models import Municipality
from municipalities.safety import safe_next


def person(request: HttpRequest) -> User:
    """The signed-in official of an admin request."""
    return cast(User, request.user)


def permitted_municipalities(user: User, permission: Permission) -> frozenset[int]:
    """Ids of the municipalities in which the person has the permission by a membership there."""
    return frozenset(
        grant.municipality_id
        for grant in grants_of(user)
        if permission in grant.permissions and grant.municipality_id is not None
    )


class OfficialsSite(admin.AdminSite):
    """An admin for officials who have signed in surely enough; sign-in itself is that of the whole portal."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Active officials with the assurance level that the portal asks of them."""
        return super().has_permission(request) and not official_needs_second_factor(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send a stranger to sign in, an official with a weak sign-in to the step-up page; nobody else may know."""
        if self.has_permission(request):
            return redirect(safe_next(request, default=reverse("admin:index", current_app=self.name)))
        if not request.user.is_authenticated:
            return redirect(f"{resolve_url(settings.LOGIN_URL)}?{request.GET.urlencode()}")
        if not person(request).is_staff:
            raise Http404
        return redirect(step_up_address(request, Level.SUBSTANTIAL))


class SilentAdmin(admin.ModelAdmin):
    """An admin that does not tell whether a row is missing or hidden."""

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """A row that is not there, or not for this person, is 404 instead of a redirect that tells the difference."""
        raise Http404


class MunicipalAdmin(SilentAdmin):
    """Rows that belong to a municipality through ``municipality_path``, for officials with ``permission`` there.

    ``municipality_path`` is the look-up from the row to its municipality (``municipality``, ``case__municipality``; an
    empty text means that the row is the municipality itself). With ``shows_national`` rows without a municipality are
    shown too and only superusers change them. A subclass narrows what may be done (``can_add`` and so on).
    """

    permission: Permission = Permission.CONFIGURE
    municipality_path = "municipality"
    shows_national = False
    can_add = True
    can_change = True
    can_delete = True

    def is_allowed(self, request: HttpRequest, municipality_id: int | None = None) -> bool:
        """Whether the person holds ``permission`` in that municipality, or in any when none is named."""
        if person(request).is_superuser:
            return True
        if municipality_id is None:
            return bool(permitted_municipalities(person(request), self.permission))
        return may(person(request), self.permission, municipality_id=municipality_id)

    def municipality_of(self, obj: Model) -> int | None:
        """Id of the municipality of a row; None for a row that holds for everybody."""
        row: Any = obj
        for step in filter(None, self.municipality_path.split("__")):
            row = getattr(row, step)
            if row is None:
                return None
        return cast(int, row.pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if person(request).is_superuser:
            return rows
        path = f"{self.municipality_path}__in" if self.municipality_path else "pk__in"
        condition = Q(**{path: permitted_municipalities(person(request), self.permission)})
        if self.shows_national:
            condition |= Q(**{f"{self.municipality_path}__isnull": True})
        return rows.filter(condition)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.is_allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if obj is None:
            return self.is_allowed(request)
        municipality = self.municipality_of(obj)
        if municipality is None:
            return person(request).is_superuser or (self.shows_national and self.is_allowed(request))
        return self.is_allowed(request, municipality)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.can_add and self.is_allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.can_change and self._may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.can_delete and self._may_touch(request, obj)

    def _may_touch(self, request: HttpRequest, obj: Model | None) -> bool:
        if obj is None or person(request).is_superuser:
            return self.is_allowed(request)
        municipality = self.municipality_of(obj)
        return municipality is not None and self.is_allowed(request, municipality)

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """Only own municipalities can be chosen, and one must be chosen, unless a superuser works."""
        limited = db_field.related_model is Municipality and not person(request).is_superuser
        if limited:
            own = permitted_municipalities(person(request), self.permission)
            kwargs["queryset"] = Municipality.objects.filter(pk__in=own)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if limited and field is not None:
            field.required = True
            field.empty_label = None
        return field

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        """Refuse a row that would end up in somebody else's municipality, whatever form brought it here."""
        if not self._may_touch(request, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)
