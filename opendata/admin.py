"""Open data at the desk: data sets, the opening plan, what the public asks and makes, keys of programs."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eservices.cases.desk import people
from municipalities.accounts.admin_access import MunicipalAdmin, SilentAdmin, person
from municipalities.accounts.roles import Permission
from opendata import access, actions, desk
from opendata.forms import DatasetForm
from opendata.models import ApiKey, Dataset, DatasetRequest, OpeningDuty, Question, Reuse
from opendata.pushing import desk as pushing


class EditorAdmin(MunicipalAdmin):
    """Rows of the desk's municipality, for officials who publish data there."""

    permission = Permission.PUBLISH_DATA
    view_on_site = False
    can_delete = False

    def is_allowed(self, request: HttpRequest, municipality_id: int | None = None) -> bool:
        sits = people.desk_or_none(request)
        if sits is None or (municipality_id is not None and municipality_id != sits.municipality_id):
            return False
        return access.may_publish(person(request), sits.municipality_id)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        sits = people.desk_or_none(request)
        rows = super().get_queryset(request)
        return rows.filter(municipality_id=sits.municipality_id) if sits else rows.none()

    def _may_touch(self, request: HttpRequest, obj: Model | None) -> bool:
        return self.is_allowed(request, None if obj is None or obj.pk is None else self.municipality_of(obj))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """New rows belong to the desk's municipality."""
        if not change:
            obj.municipality_id = people.desk_of(request).municipality_id
        super().save_model(request, obj, form, change)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only data sets and duties of the desk's municipality can be chosen."""
        if db_field.related_model in (Dataset, OpeningDuty):
            here = people.desk_of(request).municipality_id
            kwargs["queryset"] = db_field.related_model.objects.filter(municipality_id=here)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No acts on many rows at once."""
        return {}


@admin.register(Dataset)
class DatasetAdmin(EditorAdmin):
    """Data sets: what is said of them here, files and versions on their board."""

    form = DatasetForm
    list_display = ("title", "state", "theme", "frequency", "modified_at", "board")
    list_filter = ("is_public", "theme", "frequency")
    search_fields = ("search_key",)
    fieldsets = (
        (None, {"fields": ("schema_choice", "title", "description", "keywords", "theme")}),
        (_("Обнављање и услови"), {"fields": ("frequency", "licence", "temporal_start", "temporal_end")}),
        (_("Ко одговара"), {"fields": ("contact_name", "contact_email")}),
        (_("Преузимање са адресе"), {"fields": ("pull_address", "pull_every")}),
        (_("На енглеском"), {"fields": ("title_en", "description_en")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The schema is chosen once."""
        if obj is None:
            return self.fieldsets
        first = (None, {"fields": ("title", "description", "keywords", "theme")})
        return (first, *self.fieldsets[1:])

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            kwargs["form"] = type("KnownDatasetForm", (self.form,), {"schema_choice": None})
        return super().get_form(request, obj, change=change, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What the portal makes of its own rows is described by the app that owns them."""
        return super().has_change_permission(request, obj) and not (obj is not None and obj.derived_from)

    def save_model(self, request: HttpRequest, obj: Dataset, form: Any, change: bool) -> None:
        if change:
            actions.change_dataset(dataset=obj, by=person(request))
            return
        obj.municipality_id = people.desk_of(request).municipality_id
        actions.create_dataset(dataset=obj, by=person(request))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """After the description comes the file."""
        return redirect("admin:opendata_dataset_upload", obj.pk)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("admin:opendata_dataset_board", obj.pk)

    def get_urls(self) -> list[URLPattern]:
        """The publisher's pages before those of the admin, whose last address catches everything."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"opendata_dataset_{name}")

        return [
            page("<int:pk>/tabla/", desk.board, "board"),
            page("<int:pk>/posalji/", desk.upload, "upload"),
            page("<int:pk>/radnja/<slug:what>/", desk.act, "act"),
            page("posao/<int:pk>/", desk.job, "job"),
            page("portal/", pushing.index, "pushes"),
            page("portal/<int:pk>/", pushing.report, "push"),
            page("portal/radnja/<slug:what>/", pushing.act, "push_act"),
            page("verzija/<int:pk>/<slug:what>/", desk.decide, "decide"),
            *super().get_urls(),
        ]

    @admin.display(description=_("стање"))
    def state(self, row: Dataset) -> str:
        """Whether the set is public and fresh."""
        if not row.is_public:
            return gettext("није објављен")
        return gettext("касни") if row.is_late else gettext("објављен")

    @admin.display(description=_("верзије"))
    def board(self, row: Dataset) -> SafeString:
        """Link to the board of the set."""
        address = reverse("admin:opendata_dataset_board", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Датотеке и верзије"))


@admin.register(OpeningDuty)
class OpeningDutyAdmin(EditorAdmin):
    """The opening plan of the municipality."""

    can_delete = True
    list_display = ("title", "holder", "due", "last_done_on", "state")
    list_select_related = ("dataset",)
    search_fields = ("title", "holder")
    fields = ("title", "holder", "due", "source", "dataset")

    @admin.display(description=_("последњи пут урађено"))
    def last_done_on(self, row: OpeningDuty) -> Any:
        """Day of the last publication."""
        return row.last_done

    @admin.display(description=_("стање"))
    def state(self, row: OpeningDuty) -> str:
        """Whether the holder is late."""
        if row.is_late:
            return gettext("касни")
        return gettext("отворено") if row.last_done else gettext("у року")


class LetterAdmin(EditorAdmin):
    """What the public wrote: read here, answered here, shown to everybody when the publisher says so."""

    can_add = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        actions.answer(letter=obj, by=person(request))


@admin.register(Question)
class QuestionAdmin(LetterAdmin):
    """Questions to the publisher; the answer is shown to everybody when it is marked so."""

    list_display = ("dataset", "asked_at", "answered_at", "is_public")
    list_select_related = ("dataset",)
    list_filter = ("is_public",)
    fields = ("dataset", "text", "email", "asked_at", "answer", "is_public")
    readonly_fields = ("dataset", "text", "email", "asked_at")


@admin.register(DatasetRequest)
class DatasetRequestAdmin(LetterAdmin):
    """What people want opened."""

    list_display = ("subject", "asked_at", "state", "is_public")
    list_filter = ("state",)
    fields = ("subject", "text", "email", "asked_at", "state", "duty", "answer", "is_public")
    readonly_fields = ("subject", "text", "email", "asked_at")


@admin.register(Reuse)
class ReuseAdmin(LetterAdmin):
    """What people have made of the data; shown after somebody has looked at it."""

    list_display = ("title", "dataset", "author", "state")
    list_select_related = ("dataset",)
    list_filter = ("state",)
    fields = ("dataset", "title", "address", "description", "author", "email", "sent_at", "state", "refusal")
    readonly_fields = ("dataset", "title", "address", "description", "author", "email", "sent_at")


@admin.register(ApiKey)
class ApiKeyAdmin(SilentAdmin):
    """Keys of programs, issued by the administrator of the portal; one that is not wanted any more is revoked."""

    list_display = ("name", "prefix", "holder", "per_minute", "created_at", "revoked_at")
    search_fields = ("name", "holder", "prefix")
    fields = ("name", "holder", "email", "per_minute", "revoked_at")

    def _is_allowed(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return person(request).is_superuser

    has_view_permission = has_add_permission = has_change_permission = _is_allowed
    has_module_permission = _is_allowed

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A key stays, revoked, so that nobody wonders whose it was."""
        return False

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        secret = actions.issue_key(key=obj, by=person(request))
        text = gettext("Кључ је %(secret)s. Сада га препишите: после ове стране га нико више не може видети.")
        messages.warning(request, text % {"secret": secret})
