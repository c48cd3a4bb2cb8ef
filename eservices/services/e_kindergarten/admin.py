"""Institutions, kindergartens and competitions in the admin, for members of the commission."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eservices.cases.desk import people
from eservices.services.e_kindergarten import access, commission
from eservices.services.e_kindergarten.models import Competition, Institution, Kindergarten, Quota
from eservices.services.e_kindergarten.phases import Phase
from municipalities.accounts.admin_access import MunicipalAdmin, person
from municipalities.accounts.roles import Permission
from municipalities.templatetags.pismo import pismo

SCHEMES = Path(__file__).parent / "schemes"


def schemes() -> dict[str, dict[str, Any]]:
    """The ready rules of points by slug, as data files of this folder."""
    rows = (json.loads(file.read_text(encoding="utf-8")) for file in sorted(SCHEMES.glob("*.json")))
    return {row["slug"]: row for row in rows}


class CommissionAdmin(MunicipalAdmin):
    """Rows of the desk's municipality, for officials who process enrolment there."""

    permission = Permission.PROCESS_CASES
    can_delete = False

    def is_allowed(self, request: HttpRequest, municipality_id: int | None = None) -> bool:
        desk = people.desk_or_none(request)
        if desk is None or (municipality_id is not None and municipality_id != desk.municipality_id):
            return False
        return access.is_member(person(request), desk.municipality_id, self.permission)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        desk = people.desk_or_none(request)
        rows = super().get_queryset(request)
        return rows.filter(municipality_id=desk.municipality_id) if desk else rows.none()

    def _may_touch(self, request: HttpRequest, obj: Model | None) -> bool:
        return self.is_allowed(request, None if obj is None or obj.pk is None else self.municipality_of(obj))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """New rows belong to the desk's municipality."""
        if not change:
            obj.municipality_id = people.desk_of(request).municipality_id
        super().save_model(request, obj, form, change)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only institutions and kindergartens of the desk's municipality can be chosen."""
        if db_field.related_model in (Institution, Kindergarten):
            desk = people.desk_of(request)
            kwargs["queryset"] = db_field.related_model.objects.filter(municipality_id=desk.municipality_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Institution)
class InstitutionAdmin(CommissionAdmin):
    """Preschool institutions."""

    list_display = ("name", "address", "phone")
    fields = ("name", "address", "phone", "email")


@admin.register(Kindergarten)
class KindergartenAdmin(CommissionAdmin):
    """Buildings of the institutions."""

    list_display = ("name", "institution", "address", "code")
    list_select_related = ("institution",)
    fields = ("institution", "name", "code", "address")


class CompetitionForm(forms.ModelForm[Competition]):
    """A competition takes over a copy of ready rules, which may then be edited until it is announced."""

    ready_rules = forms.ChoiceField(label=_("Преузми правила бодовања"), required=False)

    class Meta:
        model = Competition
        fields = (
            "institution", "title", "slug", "school_year_start", "opens_at", "closes_at", "scheme", "max_preferences",
            "remedy", "objection_days", "answer_days", "contract_days", "requires_residence", "requires_no_debt",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "ready_rules" in self.fields:
            choices = [(slug, pismo(row["name"])) for slug, row in schemes().items()]
            field: Any = self.fields["ready_rules"]
            field.choices = [("", gettext("без промене")), *choices]
        if "scheme" in self.fields:
            self.fields["scheme"].required = False
            self.fields["scheme"].help_text = _(
                "Настаје преузимањем готових правила; мења се само ако конкурс одступа."
            )
            if not self.instance.pk:
                self.initial["scheme"] = {}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if chosen := given.get("ready_rules"):
            given["scheme"] = schemes()[chosen]
        elif not given.get("scheme") and "scheme" in self.fields:
            self.add_error("ready_rules", _("Изаберите правила бодовања."))
        return given


class QuotaInline(admin.TabularInline[Quota, Competition]):
    """Places by kindergarten, age group, programme and language."""

    model = Quota
    extra = 3
    fields = ("kindergarten", "age_group", "programme", "language", "places")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Age groups are chosen from those of the ready rules."""
        if db_field.name != "age_group":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        groups = {group["slug"]: pismo(group["label"]) for row in schemes().values() for group in row["age_groups"]}
        return forms.ChoiceField(label=db_field.verbose_name, choices=list(groups.items()))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = Kindergarten.objects.filter(municipality_id=people.desk_of(request).municipality_id)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _is_draft(obj: Any) -> bool:
    return obj is None or Phase(obj.phase) is Phase.DRAFT


@admin.register(Competition)
class CompetitionAdmin(CommissionAdmin):
    """Competitions; once announced only their board is used."""

    form = CompetitionForm
    inlines = (QuotaInline,)
    list_display = ("title", "opens_at", "closes_at", "phase", "board")
    fields = (
        "institution", "title", "slug", "school_year_start", "opens_at", "closes_at", "ready_rules", "scheme",
        "max_preferences", "remedy", "objection_days", "answer_days", "contract_days", "requires_residence",
        "requires_no_debt",
    )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_draft(obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if _is_draft(obj) else [name for name in self.fields if name != "ready_rules"]

    def get_urls(self) -> list[URLPattern]:
        """The commission's pages before those of the admin, whose last address catches everything."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"e_kindergarten_competition_{name}")

        return [
            page("<int:pk>/tabla/", commission.board, "board"),
            page("<int:pk>/korak/<slug:step>/", commission.step, "step"),
            page("<int:pk>/obavestenja/<slug:what>/", commission.letters, "letters"),
            page("prijava/<int:pk>/", commission.check, "check"),
            page("prijava/<int:pk>/ugovor/<slug:what>/", commission.contract, "contract"),
            page("prigovor/<int:pk>/", commission.objection, "objection"),
            *super().get_urls(),
        ]

    @admin.display(description=_("табла"))
    def board(self, row: Competition) -> SafeString:
        """Link to the board of the commission."""
        return format_html('<a href="{}">{}</a>', commission.board_address(row), gettext("Отвори таблу"))
