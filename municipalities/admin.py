"""Admin of municipalities, their counters, non-working days, offered services and legal values."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from municipalities import catalogue
from municipalities.accounts.admin_access import MunicipalAdmin, person
from municipalities.admin_forms import OfferForm, OfficeForm, ParameterForm
from municipalities.models import Holiday, Municipality, OfferedService, Office, Parameter


@admin.register(Municipality)
class MunicipalityAdmin(MunicipalAdmin):
    """The municipality itself: its administrators change the form of case numbers, superusers everything."""

    municipality_path = ""
    can_delete = False
    list_display = ("name", "kind", "programme", "district", "sors_code", "population_confirmed")
    list_filter = ("programme", "kind", "district")
    search_fields = ("search_key",)
    own_fields = ("number_pattern",)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return person(request).is_superuser

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        if person(request).is_superuser:
            return ()
        names = [field.name for field in Municipality._meta.fields if field.editable and not field.primary_key]
        return tuple(name for name in names if name not in self.own_fields)


@admin.register(Office)
class OfficeAdmin(MunicipalAdmin):
    """Counters and organs with their contacts."""

    form = OfficeForm
    list_display = ("name", "municipality", "organ", "phone", "is_main", "confirmed")
    list_filter = ("confirmed", "is_main")
    list_select_related = ("municipality",)
    search_fields = ("name", "municipality__search_key")


@admin.register(Holiday)
class HolidayAdmin(MunicipalAdmin):
    """Non-working days beyond those of the law; the ones of the whole country are shown to everybody."""

    shows_national = True
    list_display = ("day", "name", "municipality")
    list_select_related = ("municipality",)
    date_hierarchy = "day"


@admin.register(OfferedService)
class OfferedServiceAdmin(MunicipalAdmin):
    """Services of the municipality; one that is no longer offered is switched off, so that its cases stay explained."""

    form = OfferForm
    can_delete = False
    list_display = ("service_name", "municipality", "enabled", "since")
    list_filter = ("enabled", "service")
    list_select_related = ("municipality",)

    @admin.display(description=_("услуга"), ordering="service")
    def service_name(self, row: OfferedService) -> str:
        """Name of the service, or its folder name when no such service is installed."""
        entry = catalogue.find(row.service)
        return str(entry.name) if entry else row.service

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("municipality", "service") if obj else ()


@admin.register(Parameter)
class ParameterAdmin(MunicipalAdmin):
    """Legal values. The past is never edited: a change is a new row that holds from a coming day.

    The administrator of the portal enters values that hold everywhere. A municipality changes its own by a proposal
    that a second person publishes, on a page of an upper floor (``admin:cases_parameterproposal_add``).
    """

    form = ParameterForm
    shows_national = True
    list_display = ("code", "label", "shown_value", "municipality", "valid_from", "valid_to", "state")
    list_filter = ("confirmed", "valid_from")
    list_select_related = ("municipality",)
    search_fields = ("code", "label")
    fields = ("code", "municipality", "label", "value", "unit", "valid_from", "valid_to", "legal_source",
              "confirmed", "effect_seen")  # fmt: skip
    change_form_template = "admin/municipalities/parameter/change_form.html"
    fixed_fields = ("code", "municipality", "label", "value", "unit", "valid_from", "valid_to")

    @admin.display(description=_("вредност"))
    def shown_value(self, row: Parameter) -> str:
        """The value with its unit."""
        return f"{row.value} {row.unit}".strip()

    @admin.display(description=_("провера"), ordering="confirmed")
    def state(self, row: Parameter) -> SafeString | str:
        """Whether somebody has compared the value with its source; a value that nobody has is marked."""
        if row.confirmed:
            return gettext("потврђено")
        return format_html('<strong class="unconfirmed">{}</strong>', gettext("није потврђено"))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return person(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return person(request).is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only a value that does not hold yet can be taken back."""
        mine = person(request).is_superuser and super().has_delete_permission(request, obj)
        return mine and (obj is None or not _holds_already(obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return self.fixed_fields if obj is not None and _holds_already(obj) else ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No bulk deletion: it would not look at each row's validity."""
        return {}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Without the preview when nothing that takes effect can be changed."""
        if not self._previews(request, obj):
            kwargs["form"] = type("SettledParameterForm", (self.form,), {"effect_seen": None})
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The preview is asked for while the row is not in force."""
        return [name for name in self.fields if name != "effect_seen" or self._previews(request, obj)]

    def _previews(self, request: HttpRequest, obj: Any) -> bool:
        """Whether saving will set a value, of which the official should first see the effect."""
        return obj is None or (not _holds_already(obj) and self.has_change_permission(request, obj))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new value starts as a copy of the one it follows, from tomorrow."""
        start = timezone.localdate() + timedelta(days=1)
        source = self.get_queryset(request).filter(pk=_number(request.GET.get("following"))).first()
        if source is None:
            return {"valid_from": start}
        copied = ("code", "label", "value", "unit", "legal_source")
        return {name: getattr(source, name) for name in copied} | {
            "municipality": source.municipality_id,
            "valid_from": start,
        }


def _holds_already(obj: Model) -> bool:
    """Whether a row has come into force, so that decisions may already rest on it."""
    return isinstance(obj, Parameter) and obj.valid_from <= timezone.localdate()


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0
