"""The ledger and the state of the registers in the admin, to be read and never changed; keys for auditing bodies."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from eservices.exchange import actions, sources
from eservices.exchange.models import RegisterQuery, SourceHealth, TrackerKey, TrackerQuery
from municipalities.accounts.access import grants_of, may
from municipalities.accounts.admin_keys import IssuedKeyAdmin, KeyForm
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission


def source_label(name: str) -> str:
    """What a register is called, or its key when its adapter is no longer there."""
    return str(dict(sources.choices()).get(name, name))


def has_right(request: HttpRequest, permission: Permission, municipality_id: int | None = None) -> bool:
    """Whether somebody is signed in who has the permission, there or (None) anywhere."""
    return isinstance(request.user, User) and may(request.user, permission, municipality_id=municipality_id)


class SourceFilter(admin.SimpleListFilter):
    """By register, with its full name."""

    title = _("регистар")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every register the portal knows."""
        return list(sources.choices())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Rows of the chosen register."""
        return queryset.filter(source=self.value()) if self.value() else queryset


class ReadOnlyAdmin(admin.ModelAdmin):
    """Everything can be seen, nothing added, changed or deleted."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """In the menu of those who may look at it."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    @admin.display(description=_("регистар"), ordering="source")
    def register(self, row: RegisterQuery | SourceHealth) -> str:
        """The register's full name."""
        return source_label(row.source)


class ExchangeLogAdmin(ReadOnlyAdmin):
    """A log of one municipality, for those who may view its exchange log there."""

    show_full_result_count = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Those who may view the exchange log of that municipality."""
        municipality_id = obj.municipality_id if isinstance(obj, RegisterQuery | TrackerQuery) else None
        return has_right(request, Permission.VIEW_EXCHANGE_LOG, municipality_id)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Rows of the municipalities whose log the reader may view, whatever the database would let through."""
        grants = grants_of(request.user) if isinstance(request.user, User) else ()
        permitted = [grant.municipality_id for grant in grants if Permission.VIEW_EXCHANGE_LOG in grant.permissions]
        return super().get_queryset(request).filter(municipality_id__in=permitted)


@admin.register(RegisterQuery)
class RegisterQueryAdmin(ExchangeLogAdmin):
    """Who asked what, why and how it ended; whom it was about cannot be seen here."""

    list_display = ["asked_at", "register", "outcome", "case_reference", "purpose", "duration_ms", "attempts"]
    list_filter = [SourceFilter, "outcome", "asked_at"]
    date_hierarchy = "asked_at"
    fields = [
        "asked_at", "register", "municipality", "case_reference", "purpose", "legal_basis", "officer", "outcome",
        "answered_at", "duration_ms", "attempts", "as_of", "answer_hash", "request_key",
    ]  # fmt: skip


@admin.register(TrackerQuery)
class TrackerQueryAdmin(ExchangeLogAdmin):
    """What auditing bodies asked the data tracker; about whom cannot be seen here."""

    list_display = ["asked_at", "key", "operation", "period_start", "period_end", "found"]
    list_filter = ["operation", "asked_at"]
    list_select_related = ["key"]
    date_hierarchy = "asked_at"
    fields = ["asked_at", "municipality", "key", "operation", "period_start", "period_end", "found"]


@admin.register(SourceHealth)
class SourceHealthAdmin(ReadOnlyAdmin):
    """Which registers work."""

    list_display = ["register", "state", "failures", "changed_at", "last_success_at", "last_failure_at", "last_failure"]
    list_filter = ["state"]
    fields = ["register", "state", "failures", "changed_at", "last_success_at", "last_failure_at", "last_failure"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Those who process cases, and those who view the exchange log."""
        return has_right(request, Permission.PROCESS_CASES) or has_right(request, Permission.VIEW_EXCHANGE_LOG)


class TrackerKeyForm(KeyForm):
    """A key for an auditing body, or a longer or shorter life for one."""

    class Meta:
        model = TrackerKey
        fields = ["municipality", "holder", "valid_until", "daily_quota"]


@admin.register(TrackerKey)
class TrackerKeyAdmin(IssuedKeyAdmin):
    """Keys for the data tracker."""

    form = TrackerKeyForm
    issued_template = "admin/exchange/trackerkey/issued.html"
    fields = ["municipality", "holder", "valid_until", "daily_quota"]
    about = ["municipality", "holder", "beginning", "created_at", "created_by", "revoked_at"]
    changeable = ["valid_until", "daily_quota"]

    def issue(self, *, by: User, **given: Any) -> tuple[Model, str]:
        return actions.issue_key(by=by, **given)

    def take_back(self, key: Any, *, by: User) -> bool:
        return actions.revoke_key(key=key, by=by)
