"""Doors to cases and drafts: each fetches and authorises in one step, or answers 404.

Nobody learns from an answer whether a case exists that is not theirs. A door also tells the database whose rows the
rest of the transaction may see.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from eservices.cases.models import Case, Decision, Document, Draft
from municipalities.accounts.access import may, services_permitted
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.current import enter
from municipalities.models import Municipality


def case_for(user: User, code: str) -> Case:
    """The citizen's own case by its tracking code."""
    # The key is behind row-level security of the municipality, so it is read after entering.
    case = Case.objects.select_related("municipality").filter(code=code, person_id=user.pk).first()
    if case is None or not user.is_authenticated:
        raise Http404
    enter(municipality=case.municipality_id)
    return case


def cases_visible_to(user: User) -> QuerySet[Case]:
    """The citizen's own cases, newest first; the database admits them by the person of the transaction."""
    return Case.objects.filter(person_id=user.pk).select_related("municipality").order_by("-filed_at", "-id")


def case_by_code(code: str) -> Case:
    """A case for tracking without an account; the caller shows its progress and nothing personal."""
    enter(code=code)
    case = Case.objects.select_related("municipality").filter(code=code).first()
    if case is None:
        raise Http404
    enter(municipality=case.municipality_id)
    return case


def destroyed_by_code(code: str) -> Case | None:
    """A case that was destroyed, by the tracking code that its owner kept; the caller says that, and nothing more."""
    enter(code=code)
    case = Case.objects.select_related("municipality").filter(code=code).first()
    return case if case is not None and case.is_destroyed else None


def decision_by_code(code: str) -> Decision:
    """An issued decision by the code printed on it; the caller shows issuer, date and validity only."""
    enter(code=code)
    decision = Decision.objects.filter(code=code, issued_at__isnull=False).first()
    if decision is None:
        raise Http404
    enter(municipality=decision.municipality_id)
    return Decision.objects.select_related("case__municipality", "document").get(pk=decision.pk)


def draft_for(user: User, code: str, *, held: frozenset[str]) -> Draft:
    """An unfinished request: the owner's, or one without an owner whose code this browser holds."""
    enter(code=code)
    draft = Draft.objects.select_related("municipality").filter(code=code).first()
    if draft is None:
        raise Http404
    owned = user.is_authenticated and draft.owner_id == user.pk
    if not owned and not (draft.owner_id is None and code in held):
        raise Http404
    enter(municipality=draft.municipality_id)
    return draft


def enter_to_begin(municipality: Municipality) -> None:
    """Let somebody begin a request at a municipality: the new draft will be a row of it."""
    enter(municipality=municipality.pk)


def draft_of_somebody(code: str) -> Draft | None:
    """An unfinished request whose page was left open while its session ended; the caller shows nothing of it.

    Needed to keep what was typed, readable only to who opens the request by :func:`draft_for` afterwards.
    """
    enter(code=code)
    draft = Draft.objects.filter(code=code, case=None).first()
    if draft is not None:
        enter(municipality=draft.municipality_id)
    return draft


def drafts_of(user: User) -> QuerySet[Draft]:
    """The person's unfinished requests, last changed first."""
    return Draft.objects.filter(owner_id=user.pk, case=None).select_related("municipality").order_by("-updated_at")


@dataclass(frozen=True)
class Desk:
    """An official at the desk of one municipality; the only way officials reach cases."""

    user: User
    municipality_id: int

    def services(self, permission: Permission = Permission.VIEW_CASES) -> frozenset[str] | None:
        """Services permitted here; None means all."""
        return services_permitted(self.user, permission, municipality_id=self.municipality_id)

    def may(self, permission: Permission, case: Case) -> bool:
        return case.municipality_id == self.municipality_id and may(
            self.user,
            permission,
            municipality_id=case.municipality_id,
            service=case.service,
        )

    def cases(self, permission: Permission = Permission.VIEW_CASES) -> QuerySet[Case]:
        """Cases this official may see: own municipality and permitted services."""
        permitted = self.services(permission)
        rows = Case.objects.filter(municipality_id=self.municipality_id)
        return rows if permitted is None else rows.filter(service__in=permitted)

    def case(self, pk: int, permission: Permission = Permission.VIEW_CASES) -> Case:
        """One case, or 404."""
        found = self.cases(permission).select_related("municipality", "data_key", "assignee").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def colleagues(self, service: str) -> list[User]:
        """Officials here who may process cases of the service, by name."""
        members = User.objects.filter(
            memberships__municipality_id=self.municipality_id,
            is_active=True,
            is_staff=True,
        ).distinct()
        return [
            person
            for person in members.order_by("last_name", "first_name")
            if may(
                person,
                Permission.PROCESS_CASES,
                municipality_id=self.municipality_id,
                service=service,
            )
        ]


def documents_of(case: Case) -> QuerySet[Document]:
    """Documents of a case that a door has already opened; cases of one conversation share theirs."""
    shared = Q(case_id=case.pk) | Q(case__data_key_id=case.data_key_id, direction=Document.Direction.INCOMING)
    return Document.objects.filter(shared, municipality_id=case.municipality_id)


def siblings_of(case: Case) -> QuerySet[Case]:
    """The other cases that the same conversation filed."""
    return Case.objects.filter(municipality_id=case.municipality_id, data_key_id=case.data_key_id).exclude(pk=case.pk)


def document_of(case: Case, code: str) -> Document:
    """A document of a case that a door has already opened."""
    document = documents_of(case).filter(code=code).first()
    if document is None:
        raise Http404
    return document
