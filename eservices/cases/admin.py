"""Cases in the admin: the work queue and the case page, and what stands behind them, to be read only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

import eservices.cases.desk.archive_admin  # noqa: F401 - registers lists and holds of the archive
from eservices.cases import audit, outbox
from eservices.cases.desk import (
    action_views,
    amendment,
    book,
    case_page,
    composer,
    deliveries,
    documents,
    evidence_views,
    landing,
    payment_views,
    people,
    proposal,
    relating,
    reservations,
    retention_views,
    template_views,
    value_views,
)
from eservices.cases.desk.read_only import ReadOnly
from eservices.cases.desk.words import service_name
from eservices.cases.labels import READINGS, TIMELINE
from eservices.cases.lifecycle import Actor
from eservices.cases.models import (
    AuditRecord,
    Case,
    DecisionTemplate,
    Delivery,
    OutboxMessage,
    ParameterProposal,
    RegistryBook,
    StatementImport,
)
from eservices.cases.statements import Finding
from municipalities.accounts.access import may
from municipalities.accounts.admin_access import person
from municipalities.accounts.roles import Permission


@admin.register(Case)
class CaseAdmin(ReadOnly):
    """The work queue instead of a list, the case page instead of a form."""

    permission = Permission.VIEW_CASES

    def get_urls(self) -> list[URLPattern]:
        """One address for each page of a case."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"cases_case_{name}")

        return [
            page("", landing.everything, "changelist"),
            page("<int:pk>/change/", case_page.show, "change"),
            page("<int:pk>/prikazi/", case_page.reveal_identity, "reveal"),
            page("<int:pk>/beleska/", action_views.note, "note"),
            page("<int:pk>/radnja/<slug:action>/", action_views.act, "act"),
            page("<int:pk>/dopuna/", amendment.amendment, "amendment"),
            page("<int:pk>/odluka/", composer.outcomes, "outcomes"),
            page("<int:pk>/odluka/<slug:outcome>/", composer.compose, "compose"),
            page("<int:pk>/odluka/<slug:outcome>/pregled/", composer.live, "live"),
            page("<int:pk>/odluka/<slug:outcome>/predlog.pdf", composer.preview, "preview"),
            page("<int:pk>/predlog/", proposal.proposal, "proposal"),
            page("<int:pk>/predlog/predlog.pdf", proposal.proposal_pdf, "proposal_pdf"),
            page("<int:pk>/registar/<slug:source>/", evidence_views.enter, "evidence"),
            page("<int:pk>/registar/<slug:source>/ponovo/", evidence_views.ask, "ask"),
            page("<int:pk>/registar/<slug:source>/pregledano/", evidence_views.seen, "seen"),
            page("<int:pk>/uplata/<int:payment>/", payment_views.payment, "payment"),
            page("<int:pk>/spoji/", relating.join, "join"),
            page("<int:pk>/razdvoji/<int:link>/", relating.separate, "separate"),
            page("<int:pk>/izdvoji/", relating.split, "split"),
            page("<int:pk>/dokument/<uuid:code>/", documents.document, "document"),
            page("<int:pk>/zabrana/", retention_views.hold, "hold"),
            page("<int:pk>/zabrana/<int:hold>/", retention_views.lift, "lift"),
            page("<int:pk>/paket/", retention_views.package, "package"),
            page("<int:pk>/paket/<uuid:file>/", retention_views.archive_file, "archive_file"),
        ]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    """The post list (доставна књига)."""

    permission = Permission.PROCESS_CASES
    list_display = ("case_number", "applicant", "service", "recipient", "status", "post_after", "delivered_on", "proof")
    list_filter = ("status", "recipient")
    list_select_related = ("case",)
    list_per_page = 50
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        """Deliveries of the services whose cases this official processes at this desk."""
        desk = people.desk_or_none(request)
        if desk is None:
            return Delivery.objects.none()
        rows = Delivery.objects.filter(municipality_id=desk.municipality_id).order_by(*self.ordering)
        permitted = desk.services(Permission.PROCESS_CASES)
        return rows if permitted is None else rows.filter(case__service__in=permitted)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one delivery."""
        found = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        if found is None:
            raise Http404
        return deliveries.show(request, found)

    @admin.display(description=_("број предмета"))
    def case_number(self, row: Delivery) -> str:
        return row.case.number

    @admin.display(description=_("подносилац"))
    def applicant(self, row: Delivery) -> str:
        return row.case.applicant_name

    @admin.display(description=_("услуга"))
    def service(self, row: Delivery) -> str:
        return str(service_name(row.case.service))


@admin.register(AuditRecord)
class AuditRecordAdmin(ReadOnly):
    """Who read or did what; a row cannot be changed or deleted even by the database's owner unnoticed."""

    permission = Permission.VIEW_EXCHANGE_LOG
    list_display = ("sequence", "at", "actor", "actor_kind", "what", "case_reference")
    list_filter = ("actor_kind",)
    list_select_related = ("actor",)
    date_hierarchy = "at"
    list_per_page = 50
    fields = ("sequence", "at", "actor", "actor_kind", "what", "case_reference", "data")

    @admin.display(description=_("шта"), ordering="action")
    def what(self, row: AuditRecord) -> str:
        return str(READINGS.get(row.action) or TIMELINE.get(row.action) or row.action)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnly):
    """Promised work of this municipality that is not done yet, or was given up; it can be taken up again."""

    list_display = ("topic", "created_at", "available_at", "failures", "last_error", "state", "again")
    list_filter = ("topic",)
    list_per_page = 50
    list_display_links = None
    fields = ("topic", "created_at", "available_at", "failures", "last_error", "given_up_at")
    ordering = ("-created_at", "-id")

    def is_allowed(self, request: HttpRequest, municipality_id: int | None = None) -> bool:
        """For heads and administrators."""
        rights = (Permission.APPROVE_DECISIONS, Permission.CONFIGURE)
        return person(request).is_superuser or any(
            may(person(request), right, municipality_id=municipality_id) for right in rights
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxMessage]:
        """What waits at this desk; what was done is history."""
        desk = people.desk_or_none(request)
        if desk is None:
            return OutboxMessage.objects.none()
        rows = OutboxMessage.objects.filter(municipality_id=desk.municipality_id, done_at=None)
        return rows.order_by(*self.ordering)

    def get_urls(self) -> list[URLPattern]:
        again = self.admin_site.admin_view(self.take_up_again)
        return [path("<int:pk>/ponovo/", again, name="cases_outboxmessage_retry"), *super().get_urls()]

    def take_up_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do a piece of work now that was given up, or waits for its next try."""
        if request.method != "POST" or not self.has_view_permission(request):
            raise Http404
        message = get_object_or_404(self.get_queryset(request), pk=pk)
        if outbox.retry(message):
            data = {"message": message.pk, "topic": message.topic}
            audit.record(
                "retry_work", municipality_id=message.municipality_id, data=data, actor_kind=Actor.CLERK,
                by=person(request),
            )  # fmt: skip
            messages.success(request, gettext("Посао се понавља. Освежите страну за који тренутак."))
        else:
            messages.success(request, gettext("Посао је у међувремену урађен."))
        return redirect("admin:cases_outboxmessage_changelist")

    @admin.display(description=_("стање"))
    def state(self, row: OutboxMessage) -> str:
        if row.given_up_at:
            return gettext("одустало се")
        return gettext("покушава се поново") if row.failures else gettext("чека")

    @admin.display(description=_("поново"))
    def again(self, row: OutboxMessage) -> SafeString:
        """A button outside the list's own form, which it names: forms cannot stand in forms."""
        address = reverse("admin:cases_outboxmessage_retry", args=[row.pk])
        return format_html(
            '<button type="submit" class="desk-button desk-button--quiet" formaction="{}" formmethod="post">{}</button>',
            address,
            gettext("Понови"),
        )


@admin.register(StatementImport)
class StatementImportAdmin(ReadOnly):
    """Bank statements: a new one is read from a file, an old one shows what became of its lines."""

    permission = Permission.PROCESS_CASES
    can_add = True
    list_display = ("filename", "imported_at", "imported_by", "matched", "others")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatementImport]:
        desk = people.desk_or_none(request)
        if desk is None:
            return StatementImport.objects.none()
        rows = StatementImport.objects.filter(municipality_id=desk.municipality_id)
        settled = Count("lines", filter=Q(lines__finding=Finding.MATCHED))
        return rows.annotate(settled=settled, total=Count("lines")).order_by("-imported_at", "-id")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Choose a file and read it."""
        if not self.has_add_permission(request):
            raise Http404
        return payment_views.read_statement(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The report of one reading."""
        found = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        if found is None:
            raise Http404
        return payment_views.report(request, found)

    @admin.display(description=_("нађених уплата"))
    def matched(self, row: Any) -> int:
        return int(row.settled)

    @admin.display(description=_("осталих редова"))
    def others(self, row: Any) -> int:
        return int(row.total - row.settled)


@admin.register(RegistryBook)
class RegistryBookAdmin(ReadOnly):
    """The book of the register (уписник) instead of a list of books, and the numbers reserved in it."""

    permission = Permission.VIEW_REGISTRY

    def get_urls(self) -> list[URLPattern]:
        """One address for each page of the register."""

        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"cases_registrybook_{name}")

        return [
            page("", book.index, "changelist"),
            page("trazi/", book.find, "find"),
            page("rezervisi/", reservations.reserve, "reserve"),
            page("broj/<int:reserved>/", reservations.reserved, "reserved"),
            page("stampa/<int:printed>/", book.printed, "printed"),
            page("stampa/<int:printed>/knjiga.pdf", book.file, "file"),
            page("<int:year>/<str:mark>/knjiga.csv", book.export, "csv"),
            page("<int:year>/<str:mark>/stampaj/", book.ask_for_print, "print"),
        ]


class ByTwoPeople(ReadOnly):
    """What administrators of the municipality propose, and they or heads publish when somebody else proposed it."""

    can_add = True
    list_filter = ("state",)
    rights = (Permission.CONFIGURE, Permission.APPROVE_DECISIONS)

    def is_allowed(self, request: HttpRequest, municipality_id: int | None = None) -> bool:
        """At the own desk, with one of the rights."""
        desk = people.desk_or_none(request)
        if desk is None or municipality_id not in (None, desk.municipality_id):
            return False
        return any(people.holds(desk, right) for right in self.rights)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators of the municipality."""
        desk = people.desk_or_none(request)
        return desk is not None and people.holds(desk, Permission.CONFIGURE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        desk = people.desk_or_none(request)
        rows = self.model._default_manager.all()
        if desk is None or not self.is_allowed(request):
            return rows.none()
        own = rows.filter(municipality_id=desk.municipality_id)
        return own.select_related("municipality", "proposed_by", "settled_by").order_by("-proposed_at", "-id")

    def row_or_404(self, request: HttpRequest, object_id: str) -> Any:
        """The row of an address, when it is for this official."""
        found = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        if found is None:
            raise Http404
        return found


@admin.register(ParameterProposal)
class ParameterProposalAdmin(ByTwoPeople):
    """Proposed legal values."""

    list_display = ("code", "label", "shown_value", "valid_from", "state", "proposed_by", "proposed_at")

    @admin.display(description=_("вредност"))
    def shown_value(self, row: ParameterProposal) -> str:
        """The value with its unit."""
        return f"{row.value} {row.unit}".strip()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Propose a value."""
        return value_views.new(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Read, publish or reject a proposal."""
        return value_views.show(request, self.row_or_404(request, object_id))


@admin.register(DecisionTemplate)
class DecisionTemplateAdmin(ByTwoPeople):
    """Passages of decisions, in versions."""

    list_display = ("service_name", "version", "state", "proposed_by", "proposed_at")

    @admin.display(description=_("услуга"), ordering="service")
    def service_name(self, row: DecisionTemplate) -> str:
        """Name of the service, or that the passages are for all of them."""
        return str(service_name(row.service)) if row.service else gettext("све услуге")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Write the next version."""
        return template_views.new(request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Read a version, publish or reject it."""
        return template_views.show(request, self.row_or_404(request, object_id))
