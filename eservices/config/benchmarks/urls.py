"""The addresses of the portal and, before them, what it is compared with. Only ``benchmarks.settings`` names this module."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from eservices.cases import audit
from eservices.cases.models import Case
from municipalities.accounts.models import SignIn

handler400 = "municipalities.error_pages.bad_request"
handler403 = "municipalities.error_pages.forbidden"
handler404 = "municipalities.error_pages.not_found"
handler500 = "municipalities.error_pages.server_error"


def constant(request: HttpRequest) -> HttpResponse:
    """A page of 12 kB that costs nothing to make, behind the same middleware."""
    return HttpResponse(b"x" * 12_000)


@login_required
def row(request: HttpRequest, code: str) -> HttpResponse:
    """The plainest page of a signed-in person: session, user, one indexed row, a template with the frame of the portal."""
    return render(request, "benchmarks/row.html", {"case": get_object_or_404(Case, code=code)})


@csrf_exempt
def commit(request: HttpRequest) -> HttpResponse:
    """One row in one transaction."""
    SignIn.objects.create(user_id=int(request.POST["user"]), method="benchmark", level="basic")
    return HttpResponse("ok")


@login_required
def plain_list(request: HttpRequest) -> HttpResponse:
    """The rows of the list of cases straight to JSON."""
    rows = Case.objects.filter(person_id=request.user.pk).order_by("-id").values(
        "code", "number", "service", "state", "filed_at", "due_on", place=F("municipality__slug")
    )[:25]  # fmt: skip
    return JsonResponse(list(rows), safe=False)


def _no_record(*args: Any, **kwargs: Any) -> None:
    return None


if "audit" in getattr(settings, "BENCH_WITHOUT", []):
    audit.record = _no_record  # type: ignore[assignment] # what a page costs without it

urlpatterns = [
    path("merenje/stalno/", constant),
    path("merenje/red/<slug:code>/", row),
    path("merenje/upis/", commit),
    path("merenje/lista/", plain_list),
    path("", include("eservices.config.urls")),
]
