"""Lists of processes, the page of one, its text in versions, its report, following."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from eservices.cases.keys import plain_key
from eservices.cases.uploads import storage
from eservices.participation import access, actions, presentation
from eservices.participation.comparing import compare
from eservices.participation.figures import figures_of
from eservices.participation.labels import IDENTITIES, KIND_TEXTS, KINDS, PHASE_TONES, PHASES
from eservices.participation.models import Announcement, Process, TextVersion
from eservices.participation.phases import ENDED, Act, Identity, Kind, Phase, acts
from eservices.participation.views.shared import around, attempt, gate, home_of, standing_of
from municipalities.accounts.models import User

PROCESSES_A_PAGE = 20


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Processes of all municipalities, one kind or all."""
    kind = request.GET.get("vrsta", "")
    rows = access.announced()
    if kind in list(Kind):
        rows = rows.filter(kind=kind)
    page = Paginator(rows, PROCESSES_A_PAGE).get_page(request.GET.get("strana"))
    context = _listing(page, kind, with_place=True) | {"crumbs": [{"url": reverse("home"), "label": _("Почетна")}]}
    return render(request, "participation/index.html", context)


@never_cache
@require_safe
def place(request: HttpRequest, municipality: str) -> HttpResponse:
    """Processes of one municipality, and the way to begin an initiative."""
    town = access.place_of(municipality)
    kind = request.GET.get("vrsta", "")
    rows = access.announced().filter(municipality=town)
    if kind in list(Kind):
        rows = rows.filter(kind=kind)
    page = Paginator(rows, PROCESSES_A_PAGE).get_page(request.GET.get("strana"))
    own = access.initiatives_of(request.user, town)[:10] if request.user.is_authenticated else []
    context = around(town) | _listing(page, kind, with_place=False) | {"own": _own(own)}
    context["back_url"] = reverse("municipality", args=[town.slug])
    return render(request, "participation/place.html", context)


def _own(rows: Any) -> list[dict[str, Any]]:
    return [{"process": row, "phase": PHASES[Phase(row.phase)]} for row in rows]


def _listing(page: Any, kind: str, *, with_place: bool) -> dict[str, Any]:
    today = timezone.localdate()
    rows: list[Announcement] = list(page)
    query = f"vrsta={kind}&" if kind else ""
    return {
        "open": [presentation.card(row, with_place=with_place) for row in rows if not row.is_over(today)],
        "over": [presentation.card(row, with_place=with_place) for row in rows if row.is_over(today)],
        "kinds": [{"slug": one.value, "label": KINDS[one], "text": KIND_TEXTS[one]} for one in Kind],
        "kind": kind,
        "newer": f"?{query}strana={page.previous_page_number()}" if page.has_previous() else "",
        "older": f"?{query}strana={page.next_page_number()}" if page.has_next() else "",
    }


@never_cache
@require_safe
def process(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """One process: where it stands, what can be done now, its text, its figures."""
    user = cast(User, request.user)
    found = access.readable_process(user, municipality, code)
    phase = found.phase_now()
    version = found.versions.last()
    context = around(found.municipality, found) | {
        "back_url": reverse("participation:place", args=[found.municipality.slug]),
        "kind": found.kind_name, "phase": PHASES[phase], "tone": PHASE_TONES.get(phase, ""),
        "identity": IDENTITIES[Identity(found.identity)],
        "road": presentation.road(found, phase), "story": presentation.story(found),
        "doors": presentation.doors(found, phase), "clock": presentation.clock_panel(found),
        "version": version, "paragraphs": paragraphs_of(found, version), "meetings": list(found.meetings.all()),
        "enclosures": list(found.enclosures.all()),
        "options": list(found.options.all()), "over": phase in ENDED,
        "discussed": phase not in (Phase.DRAFT, Phase.CHECKED, Phase.ANNOUNCED),
        "tables": presentation.figure_tables(found, figures_of(found)) if _counts_are_public(found, phase) else [],
        "report": _report(found, phase), "committee": list(found.committee.all()),
        "lists": list(found.signature_lists.all()), "member": access.is_member(user, found),
        "in_draft": phase is Phase.DRAFT, "collecting": phase is Phase.COLLECTING,
        "can_withdraw": phase in (Phase.DRAFT, Phase.CHECKED, Phase.COLLECTING),
        "can_follow": Act.FOLLOW in acts(Kind(found.kind), phase),
        "follows": user.is_authenticated and found.follows.filter(person_id=user.pk).exists(),
        "own_signature": access.own_signature(user, found),
    }  # fmt: skip
    return render(request, "participation/process.html", context)


@require_safe
def enclosure(request: HttpRequest, municipality: str, code: str, file: UUID) -> HttpResponseBase:
    """A document of the process, as the editor added it."""
    process = access.readable_process(cast(User, request.user), municipality, code)
    found = access.enclosure_of(process, file)
    chunks = storage.open_plain(found.path, data_key=plain_key(process.data_key), context=found.context)
    response = StreamingHttpResponse(chunks, content_type=found.content_type)
    response.headers["Content-Length"] = str(found.size)
    response.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _counts_are_public(process: Process, phase: Phase) -> bool:
    """While people vote nobody sees how others voted; before something began there is nothing to count."""
    return phase not in (Phase.DRAFT, Phase.CHECKED, Phase.ANNOUNCED, Phase.VOTING)


def _report(process: Process, phase: Phase) -> Any:
    report = getattr(process, "report", None)
    return report if report is not None and report.published_at else None


def paragraphs_of(process: Process, version: TextVersion | None) -> list[Any]:
    """Paragraphs of a version with the number of visible comments on each."""
    if version is None:
        return []
    comments = process.comments.filter(hidden=False).exclude(paragraph="").order_by()
    counts = dict(comments.values_list("paragraph").annotate(Count("id")))
    return [{"row": row, "comments": counts.get(row.key, 0)} for row in version.paragraphs.all()]


@never_cache
@require_safe
def versions(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Two versions compared word by word; without a choice the last two."""
    found = access.readable_process(cast(User, request.user), municipality, code)
    rows = list(found.versions.select_related("published_by"))
    if not rows:
        raise Http404
    newer = _chosen(rows, request.GET.get("do", ""), rows[-1])
    older = _chosen(rows, request.GET.get("od", ""), rows[max(rows.index(newer) - 1, 0)])
    context = around(found.municipality, found) | {
        "versions": rows, "older": older, "newer": newer,
        "compared": compare(_pairs(older), _pairs(newer)) if older != newer else [],
        "plain": list(newer.paragraphs.all()),
    }  # fmt: skip
    return render(request, "participation/versions.html", context)


def _chosen(rows: list[TextVersion], asked: str, otherwise: TextVersion) -> TextVersion:
    return next((row for row in rows if str(row.number) == asked), otherwise)


def _pairs(version: TextVersion) -> list[tuple[str, str]]:
    return [(row.key, row.text) for row in version.paragraphs.all()]


@never_cache
@require_safe
def report(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """The sealed report."""
    found = access.public_process(municipality, code)
    response = HttpResponse(bytes(access.published_report(found).pdf), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="izvestaj-{found.code}.pdf"'
    return response


@never_cache
@require_POST
def follow(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Begin or end following."""
    found = access.public_process(municipality, code)
    if "stop" in request.POST and request.user.is_authenticated:
        actions.unfollow(process=found, by=request.user)
        return redirect(home_of(found))
    if refused := gate(request, found, Act.FOLLOW):
        return refused
    attempt(
        request,
        lambda: actions.follow(process=found, standing=standing_of(request), by=cast(User, request.user)),
        _("Пратите овај поступак. Кад се нешто догоди, једном дневно добијате поруку."),
        Act.FOLLOW,
    )
    return redirect(home_of(found))
