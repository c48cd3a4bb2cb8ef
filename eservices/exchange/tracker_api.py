"""The data tracker over HTTP for authorised auditing bodies: who used a person's data, when and what for.

The operations and the keys of their answers follow the Estonian data tracker (Andmejälgija), version 2.0.0, with one
difference: the person's number travels in the body of a POST, never in an address.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from eservices.exchange import actions, usage
from eservices.exchange.access import key_for
from eservices.exchange.models import TrackerKey
from eservices.exchange.subjects import subject_reference
from municipalities.identifiers import InvalidIdentifier, clean_jmbg

USUAL_PAGE = 100


class KeyAuthentication(BaseAuthentication):
    """``Authorization: Bearer <key>``; the key belongs to a body, not to a person."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, TrackerKey] | None:
        scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not given.strip():
            return None
        key = key_for(given.strip())
        if key is None:
            raise AuthenticationFailed(_("Кључ није исправан, истекао је или је опозван. Обратите се општини."))
        return AnonymousUser(), key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class KeyScheme(OpenApiAuthenticationExtension):
    """How the description of the interface names the key."""

    target_class = KeyAuthentication
    name = "trackerKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key that the municipality gave to an auditing body",
        }


class HasKey(BasePermission):
    """Only with a valid key."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, TrackerKey)


class FindUsageQuestion(serializers.Serializer[Any]):
    """Whose data, in which period (both ends included), which part of the list."""

    userCode = serializers.CharField(max_length=20, help_text="Personal number (JMBG), 13 digits")
    periodStart = serializers.DateTimeField(required=False)
    periodEnd = serializers.DateTimeField(required=False)
    offset = serializers.IntegerField(default=0, min_value=0, max_value=1_000_000)
    limit = serializers.IntegerField(default=USUAL_PAGE, min_value=1, max_value=usage.LARGEST_PAGE)

    def validate_userCode(self, text: str) -> str:
        """The number as digits; a wrong one is not searched for."""
        try:
            return clean_jmbg(text, today=timezone.localdate()).number
        except InvalidIdentifier as fault:
            raise serializers.ValidationError(_("ЈМБГ није исправан. Има 13 цифара."), code=fault.code) from fault


class UsageShape(serializers.Serializer[Any]):
    """One use of the person's data."""

    logtime = serializers.DateTimeField()
    action = serializers.CharField(help_text="Purpose and the register that was asked, in Serbian")
    receiverCode = serializers.CharField(help_text="Registration number of the municipality")
    receiverName = serializers.CharField()
    receiverSystem = serializers.CharField()


class FindUsageShape(serializers.Serializer[Any]):
    """A part of the list, the latest first, and how long the whole of it is."""

    totalUsages = serializers.IntegerField()
    usages = UsageShape(many=True)


class UsagePeriodShape(serializers.Serializer[Any]):
    """Since when the ledger is kept; empty while nothing was asked."""

    periodStart = serializers.DateTimeField(required=False)


class HeartbeatShape(serializers.Serializer[Any]):
    """Whether the ledger can be read."""

    status = serializers.ChoiceField(choices=["OK", "FAIL"])
    message = serializers.CharField()


class TrackerView(APIView):
    """What the operations share: the key, the pace, and that nobody keeps the answer."""

    authentication_classes = [KeyAuthentication]
    permission_classes = [HasKey]
    throttle_scope = "data-tracker"

    @staticmethod
    def key_of(request: Request) -> TrackerKey:
        """The key of the request; permission was checked before."""
        return cast(TrackerKey, request.auth)

    def reserve(self, request: Request) -> TrackerKey:
        """The key, with one query of today's quota taken for this request."""
        key = self.key_of(request)
        try:
            actions.reserve_query(key=key)
        except actions.QuotaSpent as spent:
            raise Throttled(detail=_("Дневни број упита овог кључа је потрошен. Наставите сутра.")) from spent
        return key

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        return answer


class FindUsage(TrackerView):
    """Uses of one person's data by the municipality of the key. Every query is recorded."""

    @extend_schema(request=FindUsageQuestion, responses=FindUsageShape, operation_id="findUsage")
    def post(self, request: Request) -> Response:
        key = self.reserve(request)
        question = FindUsageQuestion(data=request.data)
        question.is_valid(raise_exception=True)
        given = question.validated_data
        start, end = given.get("periodStart"), given.get("periodEnd")
        subject = subject_reference(given["userCode"])
        found = usage.find_usage(
            subject, period_start=start, period_end=end, offset=given["offset"], limit=given["limit"]
        )
        actions.note_query(
            key=key, operation="findUsage", found=found["totalUsages"], subject=subject, period=(start, end)
        )
        return Response(found)


class UsagePeriod(TrackerView):
    """Since when the ledger of the municipality is kept."""

    @extend_schema(request=None, responses=UsagePeriodShape, operation_id="usagePeriod")
    def post(self, request: Request) -> Response:
        key = self.reserve(request)
        period = usage.usage_period()
        actions.note_query(key=key, operation="usagePeriod", found=len(period))
        return Response(period)


class Heartbeat(TrackerView):
    """Whether the ledger can be read; about nobody, so it is neither counted nor recorded."""

    @extend_schema(request=None, responses=HeartbeatShape, operation_id="heartbeat")
    def post(self, request: Request) -> Response:
        return Response(usage.heartbeat())
