"""Processes in the admin, for the editors of a municipality; everything after preparation happens on the board."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eservices.cases.desk import people
from eservices.participation import access, actions, board, labels
from eservices.participation.models import Meeting, Option, Period, Process
from eservices.participation.phases import Kind, Phase
from municipalities.accounts.admin_access import MunicipalAdmin, person
from municipalities.accounts.roles import Permission

BY_OFFICIALS = [(kind, label) for kind, label in labels.KINDS.items() if kind is not Kind.INITIATIVE]
EDITABLE = (Phase.DRAFT, Phase.ANNOUNCED)


class ProcessForm(forms.ModelForm[Process]):
    """A process in preparation."""

    class Meta:
        model = Process
        fields = (
            "kind", "identity", "title", "summary", "programme", "legal_basis", "budget", "max_choices",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            kind: Any = self.fields["kind"]
            kind.choices = BY_OFFICIALS

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind", self.instance.kind) == Kind.BUDGET and not given.get("budget"):
            self.add_error("budget", _("Унесите колико новца грађани распоређују."))
        return given


class OfProcess(admin.TabularInline[Any, Process]):
    """Rows of a process that may be changed until it opens."""

    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_editable(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_editable(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_editable(obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class PeriodInline(OfProcess):
    """First and last days."""

    model = Period
    fields = ("phase", "first", "last")

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Signatures are collected for as long as the law says, so that period is never entered."""
        if db_field.name == "phase":
            kwargs["choices"] = [(phase, labels.PHASES[phase]) for phase in (Phase.OPEN, Phase.VOTING)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class MeetingInline(OfProcess):
    """Places and times."""

    model = Meeting
    fields = ("at", "place", "note")


class OptionInline(OfProcess):
    """Answers of a poll."""

    model = Option
    fields = ("title", "text")
    extra = 2


def is_editable(obj: Any) -> bool:
    """Whether title, dates and answers may still be changed by the editor."""
    return obj is None or (obj.kind != Kind.INITIATIVE and obj.phase_now() in EDITABLE)


@admin.register(Process)
class ProcessAdmin(MunicipalAdmin):
    """Hearings, debates, budgets and polls in preparation; initiatives and what is under way only by their board."""

    permission = Permission.RUN_PARTICIPATION
    can_delete = False
    form = ProcessForm
    inlines = (PeriodInline, MeetingInline, OptionInline)
    list_display = ("title", "kind", "phase_today", "due_on", "board")
    list_filter = ("kind", "phase")
    search_fields = ("title",)
    fields = ("kind", "identity", "title", "summary", "programme", "legal_basis", "budget", "max_choices")

    def is_allowed(self, request: HttpRequest, municipality_id: int | None = None) -> bool:
        desk = people.desk_or_none(request)
        if person(request).is_superuser:
            return desk is None and municipality_id is None
        if desk is None or (municipality_id is not None and municipality_id != desk.municipality_id):
            return False
        return access.is_official(person(request), desk.municipality_id, self.permission)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return people.desk_or_none(request) is not None and super().has_add_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        desk = people.desk_or_none(request)
        rows = super().get_queryset(request)
        return rows.filter(municipality_id=desk.municipality_id).prefetch_related("periods") if desk else rows.none()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and is_editable(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The kind decides which phases there are, so it stays what it was."""
        return ("kind",) if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new process begins through its action; a change of an announced one shows in the public list."""
        if change:
            super().save_model(request, obj, form, change)
            return
        desk = access.desk(request)
        fields = {name: value for name, value in form.cleaned_data.items() if name != "kind"}
        made = actions.create(
            kind=Kind(form.cleaned_data["kind"]), municipality=people.municipality_of(desk), fields=fields, by=desk.user
        )
        obj.pk, obj.municipality_id, obj._state.adding = made.pk, made.municipality_id, False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Rows belong to the municipality of their process."""
        for row in formset.save(commit=False):
            row.municipality_id = form.instance.municipality_id
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if Phase(Process.objects.get(pk=form.instance.pk).phase) is Phase.ANNOUNCED:
            actions.refresh(process=form.instance, by=person(request))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return redirect(board.address(obj))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect(board.address(obj))

    def get_urls(self) -> list[URLPattern]:
        """Pages of the board before those of the admin, whose last address catches everything."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"participation_process_{name}")

        return [
            page("<int:pk>/tabla/", board.board, "board"),
            page("<int:pk>/tekst/", board.text, "text"),
            page("<int:pk>/dokument/", board.enclose, "enclose"),
            page("<int:pk>/korak/<slug:name>/", board.step, "step"),
            page("<int:pk>/izvestaj/", board.report, "report"),
            page("<int:pk>/primedbe/", board.remarks, "remarks"),
            page("<int:pk>/potpisi/", board.signatures, "signatures"),
            page("komentar/<int:pk>/odgovor/", board.answer, "answer"),
            page("komentar/<int:pk>/sakrij/", board.hide, "hide"),
            page("komentar/<int:pk>/u-redu/", board.settle, "settle"),
            page("prigovor/<int:pk>/", board.appeal, "appeal"),
            page("predlog/<int:pk>/", board.option, "option"),
            page("potpis/<uuid:pk>/", board.check_signature, "check"),
            *super().get_urls(),
        ]

    @admin.display(description=_("фаза"))
    def phase_today(self, row: Process) -> labels.Text:
        """The phase of today."""
        return labels.PHASES[row.phase_now()]

    @admin.display(description=_("табла"))
    def board(self, row: Process) -> SafeString:
        """Link to the board."""
        return format_html('<a href="{}">{}</a>', board.address(row), gettext("Отвори таблу"))
