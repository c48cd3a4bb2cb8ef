"""The ledger and the state of the registers in the admin, to be read and never changed; keys for auditing bodies."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eservices.exchange import actions, sources
from eservices.exchange.models import RegisterQuery, SourceHealth, TrackerKey, TrackerQuery
from municipalities.accounts.access import grants_of, may
from municipalities.accounts.admin_access import MunicipalAdmin, person
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission

LONGEST_LIFE = timedelta(days=731)


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


class TrackerKeyForm(forms.ModelForm[TrackerKey]):
    """A key for an auditing body, or a longer or shorter life for one."""

    class Meta:
        model = TrackerKey
        fields = ["municipality", "holder", "valid_until", "daily_quota"]

    def clean_valid_until(self) -> date:
        """A key is made for the time to come and for two years at most, so that a forgotten one dies."""
        day: date = self.cleaned_data["valid_until"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST_LIFE:
            raise forms.ValidationError(_("Изаберите дан од данас до највише две године унапред."))
        return day


@admin.register(TrackerKey)
class TrackerKeyAdmin(MunicipalAdmin):
    """Keys for the data tracker. A key is shown once; it can be revoked, never deleted."""

    form = TrackerKeyForm
    can_delete = False
    list_display = ["holder", "beginning", "municipality", "valid_until", "daily_quota", "works"]
    list_select_related = ["municipality"]
    actions = ["revoke"]
    fields = ["municipality", "holder", "valid_until", "daily_quota"]
    about = ["municipality", "holder", "beginning", "created_at", "created_by", "revoked_at"]

    @admin.display(description=_("важи"), boolean=True)
    def works(self, row: TrackerKey) -> bool:
        """Neither revoked nor past its last day."""
        return row.is_valid

    @admin.action(description=_("Опозовите изабране кључеве"), permissions=["change"])
    def revoke(self, request: HttpRequest, rows: QuerySet[TrackerKey]) -> None:
        """Keys that are not to open anything from now on."""
        revoked = sum(actions.revoke_key(key=row, by=person(request)) for row in rows)
        self.message_user(request, gettext("Опозвано кључева: %(count)s.") % {"count": revoked})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [*self.about, "valid_until", "daily_quota"] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only the life and the quota of a made key can be changed, and those only while it is not revoked."""
        if obj is None:
            return []
        return [*self.about, "valid_until", "daily_quota"] if obj.revoked_at else self.about

    def save_model(self, request: HttpRequest, obj: TrackerKey, form: Any, change: bool) -> None:
        """A new key is made by the action, which alone knows it."""
        if change:
            super().save_model(request, obj, form, change)
            return
        if not self._may_touch(request, obj):
            raise PermissionDenied
        made, key = actions.issue_key(by=person(request), **form.cleaned_data)
        obj.pk, obj.beginning = made.pk, made.beginning
        request.issued_key = key  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: TrackerKey, post_url_continue: str | None = None) -> HttpResponse:
        """The page with the key; it is not kept in messages or in the session."""
        context = self.admin_site.each_context(request) | {
            "title": gettext("Кључ је направљен"),
            "row": obj,
            "key": request.issued_key,  # type: ignore[attr-defined]
            "opts": self.opts,
        }
        response = TemplateResponse(request, "admin/exchange/trackerkey/issued.html", context)
        response["Cache-Control"] = "no-store"
        return response
