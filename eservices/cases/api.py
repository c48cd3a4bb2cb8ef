"""Programming interface of cases: the catalogue of services, one's own cases, the check of a decision.

Reads go from rows to JSON directly; the shapes stand in the OpenAPI description through the serializers below.
"""

from __future__ import annotations

from typing import Any, cast

from django.db.models import F
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from eservices.cases import service as services
from eservices.cases.access import case_for, cases_visible_to, decision_by_code
from eservices.cases.labels import STATE_LABELS, TIMELINE
from eservices.cases.lifecycle import State
from eservices.cases.models import Decision
from municipalities.accounts.models import User
from municipalities.models import OfferedService

PAGE = 25


class ServiceShape(serializers.Serializer[Any]):
    """A service and where it is offered."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    summary = serializers.CharField()
    minutes = serializers.IntegerField()
    municipalities = serializers.ListField(child=serializers.SlugField())


class CaseShape(serializers.Serializer[Any]):
    """One of the signed-in person's cases."""

    code = serializers.CharField()
    number = serializers.CharField()
    service = serializers.SlugField()
    municipality = serializers.SlugField()
    state = serializers.CharField()
    filed_at = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)


class EventShape(serializers.Serializer[Any]):
    """One line of a case's story."""

    at = serializers.DateTimeField()
    action = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()


class CaseDetailShape(CaseShape):
    """A case with its story."""

    state_label = serializers.CharField()
    events = EventShape(many=True)


class VerificationShape(serializers.Serializer[Any]):
    """What anybody may know of a decision by its code; nothing of the person it concerns."""

    number = serializers.CharField()
    issuer = serializers.CharField()
    issued_at = serializers.DateTimeField()
    status = serializers.ChoiceField(choices=["valid", "replaced", "revoked", "being_sealed"])
    sha256 = serializers.CharField(allow_blank=True)


class Services(APIView):
    """Services of the portal and the municipalities that offer them."""

    permission_classes = [AllowAny]
    throttle_scope = "anonymous"

    @extend_schema(responses=ServiceShape(many=True), operation_id="services_list")
    def get(self, request: Request) -> Response:
        offers: dict[str, list[str]] = {}
        rows = OfferedService.objects.filter(enabled=True).order_by("municipality__sort_key")
        for service, municipality in rows.values_list("service", "municipality__slug"):
            offers.setdefault(service, []).append(municipality)
        return Response(
            [
                {
                    "slug": service.slug,
                    "name": str(service.name),
                    "summary": str(service.summary),
                    "minutes": service.start.minutes,
                    "municipalities": offers.get(service.slug, []),
                }
                for service in services.all_services()
            ]
        )


class Cases(APIView):
    """The signed-in person's cases, newest first, 25 at a time."""

    permission_classes = [IsAuthenticated]
    throttle_scope = "signed-in"

    @extend_schema(
        responses=CaseShape(many=True),
        parameters=[OpenApiParameter("before", int, description="Only cases older than this position")],
        operation_id="cases_list",
    )
    def get(self, request: Request) -> Response:
        rows = cases_visible_to(cast(User, request.user))
        before = request.query_params.get("before", "")
        if before:
            if not before.isascii() or not before.isdigit() or len(before) > 18:
                raise serializers.ValidationError({"before": "Give the position as a whole number."})
            rows = rows.filter(pk__lt=int(before))
        found = rows.order_by("-id").values(
            "id", "code", "number", "service", "state", "filed_at", "due_on", municipality_slug=F("municipality__slug")
        )[:PAGE]
        rows_read: list[dict[str, Any]] = [dict(row) for row in found]
        cases = [
            {name: row[name] for name in ("code", "number", "service", "state", "filed_at", "due_on")}
            | {"municipality": row["municipality_slug"]}
            for row in rows_read
        ]
        following = f"?before={rows_read[-1]['id']}" if len(cases) == PAGE else None
        response = Response(cases)
        if following:
            response["Link"] = f'<{request.path}{following}>; rel="next"'
        response["Cache-Control"] = "no-store"
        return response


class CaseDetail(APIView):
    """One of the signed-in person's cases with its story."""

    permission_classes = [IsAuthenticated]
    throttle_scope = "signed-in"

    @extend_schema(responses=CaseDetailShape, operation_id="cases_retrieve")
    def get(self, request: Request, code: str) -> Response:
        case = case_for(cast(User, request.user), code)
        events = case.events.filter(public=True).values("at", "action", "to_state")
        body = {
            "code": case.code,
            "number": case.number,
            "service": case.service,
            "municipality": case.municipality.slug,
            "state": case.state,
            "state_label": str(STATE_LABELS[State(case.state)]),
            "filed_at": case.filed_at,
            "due_on": case.due_on,
            "events": [
                {
                    "at": event["at"],
                    "action": event["action"],
                    "title": str(TIMELINE.get(event["action"], "")),
                    "state": event["to_state"],
                }
                for event in events
            ],
        }
        return Response(body, headers={"Cache-Control": "no-store"})


class Verification(APIView):
    """Whether a decision is valid, by the code printed on it."""

    permission_classes = [AllowAny]
    throttle_scope = "verify"

    @extend_schema(responses=VerificationShape, operation_id="decisions_verify")
    def get(self, request: Request, code: str) -> Response:
        decision = decision_by_code(code)
        return Response(
            {
                "number": decision.number,
                "issuer": decision.case.municipality.administration_name,
                "issued_at": decision.issued_at,
                "status": status_of(decision),
                "sha256": decision.document.sha256 if decision.document else "",
            },
            headers={"Cache-Control": "no-store"},
        )


def status_of(decision: Decision) -> str:
    """``valid``, ``replaced`` by a later one, ``revoked``, or still ``being_sealed``."""
    if decision.stage == Decision.Stage.REVOKED:
        return "revoked"
    if decision.document_id is None:
        return "being_sealed"
    replaced = decision.replaced_by.filter(issued_at__isnull=False).exists()
    return "replaced" if replaced else "valid"
