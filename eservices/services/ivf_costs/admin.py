"""Rule sets, calls, clinics, money and the commission at the desk of the municipality."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from eservices.cases.desk import people
from eservices.services.ivf_costs import desk_views
from eservices.services.ivf_costs.models import (
    BudgetEntry,
    BudgetYear,
    Clinic,
    CommissionSession,
    IvfRequest,
    PublicCall,
    RuleSet,
)
from eservices.services.ivf_costs.rule_words import in_words
from municipalities.accounts.access import may
from municipalities.accounts.admin_access import MunicipalAdmin, person
from municipalities.accounts.roles import Permission


class OfDesk(MunicipalAdmin):
    """Rows of the municipality at whose desk the official sits; a new row belongs to it."""

    rights: tuple[Permission, ...] = (Permission.CONFIGURE,)
    """Any of these, for this service, opens the page."""
    about_couples = False
    """Whether rows are about couples; then the administrator of the portal, who keeps rules and lists, stays outside."""

    def is_allowed(self, request: HttpRequest, municipality_id: int | None = None) -> bool:
        return (person(request).is_superuser and not self.about_couples) or any(
            may(person(request), right, municipality_id=municipality_id, service=desk_views.SLUG)
            for right in self.rights
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What the database shows is that of the desk; nothing without one."""
        desk = people.desk_or_none(request)
        rows = self.model._default_manager.all()
        if desk is None or not self.is_allowed(request, desk.municipality_id):
            return rows.none()
        return rows.filter(municipality_id=desk.municipality_id)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        desk = people.desk_or_none(request)
        return self.can_add and desk is not None and self.is_allowed(request, desk.municipality_id)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """A form whose new row is of this desk, so that its constraints can be checked."""
        form = super().get_form(request, obj, change=change, **kwargs)
        desk = people.desk_or_none(request)
        return type(form.__name__, (OfDeskForm, form), {"municipality_id": desk.municipality_id if desk else None})


class OfDeskForm(forms.ModelForm):
    """Gives a new row its municipality before it is checked."""

    municipality_id: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and self.municipality_id is not None:
            self.instance.municipality_id = self.municipality_id

    def _get_validation_exclusions(self) -> set[str]:
        """The municipality is known, so rules that unite it with another column are checked too."""
        return super()._get_validation_exclusions() - {"municipality"}  # type: ignore[misc]


class ReadOnlyOfDesk(OfDesk):
    """Rows that follow from acts and are only read."""

    can_add = can_change = can_delete = False
    actions = None


@admin.register(RuleSet)
class RuleSetAdmin(OfDesk):
    """Rules of the local decision; how they read stands beside them before they are used."""

    can_delete = False
    list_display = ("name", "valid_from", "valid_to", "confirmed", "legal_source")
    fields = ("name", "valid_from", "valid_to", "legal_source", "confirmed", "rules", "read_aloud")
    readonly_fields = ("read_aloud",)

    @admin.display(description=_("како се читају"))
    def read_aloud(self, row: RuleSet) -> str:
        """The sentences that the couple reads on the public page."""
        if not row.pk:
            return "–"
        return format_html_join("", "<p>{}</p>", ((sentence,) for sentence in in_words(row.read())))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Rules under which somebody has filed are not rewritten: a change is a new rule set from a coming day."""
        used = obj is not None and IvfRequest.objects.filter(rule_set=obj).exists()
        return (*self.readonly_fields, "rules", "valid_from") if used else self.readonly_fields


@admin.register(PublicCall)
class PublicCallAdmin(OfDesk):
    """Public calls; one with requests stays."""

    can_delete = False
    list_display = ("title", "opens_on", "closes_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("opens_on",) if obj is not None and obj.requests.exists() else ()


@admin.register(Clinic)
class ClinicAdmin(OfDesk):
    """Licensed clinics; one whose licence ends gets a last day instead of being deleted."""

    can_delete = False
    list_display = ("name", "place", "licence", "licensed_until", "contracted")
    search_fields = ("name", "place")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj is not None else ()


class EntryInline(admin.TabularInline):
    """The ledger of a year, line by line."""

    model = BudgetEntry
    fields = readonly_fields = ("at", "kind", "amount", "case", "source", "by")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


@admin.register(BudgetYear)
class BudgetYearAdmin(ReadOnlyOfDesk):
    """The money of each year; it changes by acts only."""

    rights = (Permission.CONFIGURE, Permission.APPROVE_DECISIONS, Permission.PROCESS_CASES)
    list_display = ("year", "allocated", "reserved", "awarded", "left")
    inlines = (EntryInline,)
    change_list_template = "ivf-costs/budget_list.html"

    @admin.display(description=_("преостало"))
    def left(self, row: BudgetYear) -> Any:
        return row.remaining

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(desk_views.allocate)
        return [path("opredeli/", view, name="ivf_costs_budgetyear_allocate"), *super().get_urls()]


@admin.register(IvfRequest)
class IvfRequestAdmin(ReadOnlyOfDesk):
    """Where each request stands with the money, by its code; no name and nothing about health."""

    about_couples = True
    rights = (Permission.PROCESS_CASES, Permission.APPROVE_DECISIONS)
    list_display = (
        "list_code",
        "number",
        "standing",
        "awarded",
        "use_until",
        "invoice_until",
        "final_amount",
        "returned",
    )
    list_filter = ("standing", "year")
    list_select_related = ("case",)
    fields = (
        "list_code", "number", "standing", "age_reference", "age_day", "residence_reference", "residence_day", "awarded",
        "use_until", "invoice_until", "final_amount", "returned",
    )  # fmt: skip
    change_form_template = "ivf-costs/request_change.html"

    @admin.display(description=_("број предмета"))
    def number(self, row: IvfRequest) -> str:
        return row.case.number

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(desk_views.money_back)
        return [path("<int:pk>/vraceno/", view, name="ivf_costs_ivfrequest_returned"), *super().get_urls()]


@admin.register(CommissionSession)
class CommissionSessionAdmin(ReadOnlyOfDesk):
    """Sessions of the commission: opened, filled with proposals, closed."""

    about_couples = True
    rights = (Permission.PROCESS_CASES, Permission.OPEN_RESTRICTED, Permission.APPROVE_DECISIONS)
    list_display = ("held_on", "place", "closed_at")
    change_list_template = "ivf-costs/session_list.html"

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"ivf_costs_commissionsession_{name}")

        return [
            page("nova/", desk_views.new_session, "new"),
            page("<int:pk>/change/", desk_views.session, "change"),
            page("<int:pk>/misljenje/<int:request_pk>/", desk_views.opinion, "opinion"),
            page("<int:pk>/zakljuci/", desk_views.close, "close"),
            *super().get_urls(),
        ]
