"""Reference data and arrangements of inspections at the desk; the work queue and the report page stand elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from inspections.models import (
    Category,
    ExternalBody,
    Inspectorate,
    LocalCategory,
    ResponseTemplate,
    RoutingRule,
)
from municipalities.accounts.admin_access import MunicipalAdmin, SilentAdmin, permitted_municipalities, person
from municipalities.accounts.models import User
from municipalities.accounts.roles import ROLES, Permission

WEEKDAYS = [
    (0, _("понедељак")), (1, _("уторак")), (2, _("среда")), (3, _("четвртак")), (4, _("петак")), (5, _("субота")),
    (6, _("недеља")),
]  # fmt: skip
INSPECTING = [name for name, role in ROLES.items() if Permission.INSPECT in role.permissions]


@admin.register(Inspectorate)
class InspectorateAdmin(SilentAdmin):
    """Inspectorates; they hold for the whole country, so only administrators of the portal change them."""

    list_display = ("name", "classification", "confirmed")
    readonly_fields = ("slug",)


@admin.register(Category)
class CategoryAdmin(SilentAdmin):
    """Categories with their route, rounding, extra questions; they hold for the whole country."""

    list_display = ("name", "inspectorate", "route", "urgent", "public", "confirmed")
    list_filter = ("inspectorate", "route", "confirmed")
    list_select_related = ("inspectorate",)
    search_fields = ("search_key", "search_words", "code")
    list_per_page = 100


@admin.register(ExternalBody)
class ExternalBodyAdmin(MunicipalAdmin):
    """Utilities and authorities with the addresses to which reports go."""

    shows_national = True
    list_display = ("name", "kind", "municipality", "email", "is_active", "confirmed")
    list_filter = ("kind", "is_active")
    list_select_related = ("municipality",)
    search_fields = ("name", "code")


@admin.register(LocalCategory)
class LocalCategoryAdmin(MunicipalAdmin):
    """What the municipality sets differently for a category."""

    list_display = ("category", "municipality", "enabled", "public", "anonymous")
    list_select_related = ("category", "municipality")


class RoutingRuleForm(ModelForm[RoutingRule]):
    """Days of the week are ticked, not typed."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("дани у седмици"), choices=WEEKDAYS, coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Ништа означено значи: сваког дана."),
    )  # fmt: skip

    class Meta:
        model = RoutingRule
        fields = [
            "municipality", "position", "name", "is_active", "categories", "settlement", "south", "west", "north", "east",
            "weekdays", "from_hour", "to_hour", "inspectorate", "officer", "body",
        ]  # fmt: skip


@admin.register(RoutingRule)
class RoutingRuleAdmin(MunicipalAdmin):
    """The ordered table: the first rule that fits a new report decides."""

    form = RoutingRuleForm
    list_display = ("position", "name", "is_active", "inspectorate", "officer", "body")
    list_display_links = ("name",)
    list_select_related = ("inspectorate", "officer", "body")
    filter_horizontal = ("categories",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only inspectors of the own municipality, only bodies that are used there."""
        own = permitted_municipalities(person(request), self.permission)
        if db_field.name == "officer":
            kwargs["queryset"] = _inspectors(own)
        if db_field.name == "body":
            rows = ExternalBody.objects.filter(is_active=True)
            kwargs["queryset"] = rows.filter(municipality=None) | rows.filter(municipality__in=own)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _inspectors(municipalities: frozenset[int]) -> QuerySet[User]:
    return User.objects.filter(
        memberships__municipality__in=municipalities, memberships__role__in=INSPECTING, is_active=True
    ).distinct()


@admin.register(ResponseTemplate)
class ResponseTemplateAdmin(MunicipalAdmin):
    """Ready answers, for all categories or for one."""

    list_display = ("title", "action", "category", "municipality")
    list_filter = ("action",)
    list_select_related = ("category", "municipality")
