"""Check answers, submit, confirmation. Nothing is sent before the last button, and nothing is sent twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases import access, actions
from eservices.cases.actions.intake import problems_of
from eservices.cases.models import Case, Draft
from eservices.cases.presentation import Mode, answer_tree
from eservices.cases.receipts import next_steps
from eservices.cases.registry import BookClosed
from eservices.cases.service import Problem
from eservices.cases.views.journey import CHANGING, Journey, frame, on_journey
from eservices.cases.views.shared import about, in_other_script, not_set_up, service_of, siblings, signed_in
from municipalities.accounts.assurance import Level, level_of, step_up_address
from municipalities.accounts.models import User
from municipalities.parameters import ParameterMissing, value

log = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@on_journey
def check(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Everything that was answered, each line with its link to change it; nothing is sent yet.

    A POST is the button of somebody who has to sign in, or to sign in more surely, before submitting.
    """
    if "language" in request.POST:
        return in_other_script(request, request.path)
    obstacle = journey.obstacle()
    if obstacle is not None:
        return HttpResponseRedirect(obstacle)
    try:
        if request.method == "POST":
            return _to_sign_in(request, journey)
        return _check_page(request, journey)
    except ParameterMissing as missing:
        return _unprepared(request, journey, missing)


@require_POST
@on_journey
def submit(request: HttpRequest, journey: Journey) -> HttpResponse:
    """File the request. A repeated press leads to the same confirmation."""
    try:
        if _lacking(request, journey) is not None:
            return HttpResponseRedirect(journey.check_address)
        if request.POST.get("seen") != journey.seen_all():
            return _check_page(request, journey, Hindrance(stale=True), status=409)
        case = _file(request, journey)
    except actions.Incomplete as incomplete:
        return _check_page(request, journey, problems=list(incomplete.problems))
    except actions.AlreadyFiled as refused:
        return _check_page(request, journey, _about_earlier(journey, refused), status=409)
    except (ParameterMissing, BookClosed) as missing:
        return _unprepared(request, journey, missing)
    except Draft.DoesNotExist:
        return redirect("cases:mine")
    return redirect("cases:filed", case.code)


def _unprepared(request: HttpRequest, journey: Journey, missing: Exception) -> HttpResponse:
    log.error("cannot file %s at %s: %s", journey.service.slug, journey.draft.municipality.slug, missing)
    return not_set_up(request, frame(journey))


def _file(request: HttpRequest, journey: Journey) -> Case:
    filing: dict[str, Any] = {
        "draft": journey.draft,
        "assurance": level_of(request).value,
        "language": get_language(),
        "by": cast(User, request.user),
    }
    try:
        return actions.submit(**filing)
    except actions.AlreadyFiled as refused:
        agreed = "again" in request.POST and refused.own and journey.service.may_repeat(refused.earlier)
        if not agreed:
            raise
        return actions.submit(**filing, confirm_duplicate=True)


def _needed_level(journey: Journey) -> Level:
    """The level that the municipality asks of whoever submits. Raises ParameterMissing."""
    code = journey.service.assurance_parameter
    return Level(value(code, municipality=journey.draft.municipality, on=timezone.localdate()).value)


def _lacking(request: HttpRequest, journey: Journey) -> Level | None:
    """The level of sign-in that this session has yet to reach before it may submit; None when it may."""
    needed = _needed_level(journey)
    return None if journey.by is not None and level_of(request) >= needed else needed


def _to_sign_in(request: HttpRequest, journey: Journey) -> HttpResponse:
    """To sign-in or to a stronger one; both lead back to check-answers."""
    needed = _lacking(request, journey)
    if needed is None:
        return HttpResponseRedirect(journey.check_address)
    if journey.by is None:
        return redirect_to_login(journey.check_address)
    return HttpResponseRedirect(step_up_address(request, needed, service=journey.service.slug))


@dataclass
class Hindrance:
    """What keeps the request from being filed now, besides wrong answers."""

    stale: bool = False
    message: str = ""
    earlier: Case | None = None
    may_repeat: bool = False


def _about_earlier(journey: Journey, refused: actions.AlreadyFiled) -> Hindrance:
    """The reader's own earlier case with a link, or a sentence that does not say whose it is."""
    message = str(journey.service.duplicate_message(refused.earlier))
    if not refused.own:
        return Hindrance(message=message)
    return Hindrance(message=message, earlier=refused.earlier, may_repeat=journey.service.may_repeat(refused.earlier))


def _check_page(
    request: HttpRequest,
    journey: Journey,
    hindrance: Hindrance | None = None,
    *,
    problems: list[Problem] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = problems_of(journey.draft, journey.answers) if problems is None else problems
    context = frame(journey) | {
        "groups": _groups(journey),
        "summary_errors": [{"text": problem.message, "url": _where(journey, problem)} for problem in found],
        "hindrance": hindrance,
        "seen": journey.seen_all(),
        "needed_level": _lacking(request, journey),
        "back_url": journey.before_check(),
        "new_version": journey.draft.service_version != journey.service.version,
    }
    return render(request, "cases/intake/check.html", context, status=status)


def _groups(journey: Journey) -> list[dict[str, Any]]:
    """Answers and documents as the summary list wants them, each with the page on which it is changed."""
    groups: list[dict[str, Any]] = [
        {
            "title": group.title,
            "rows": [
                {"label": row.label, "value": row.value, "change_url": _change(journey, row.step, row.field)}
                for row in group.rows
            ],
        }
        for group in answer_tree(journey.service, journey.service.counted(journey.answers), Mode.CHECK)
    ]
    documents = [
        {
            "label": kind.label,
            "value": "\n".join(file.filename for file in journey.documents.get(kind.slug, [])),
            "change_url": f"{reverse('cases:documents', args=[journey.draft.code])}?{CHANGING}=1#id_{kind.slug}",
        }
        for kind in journey.kinds
    ]
    return [*groups, {"title": _("Документи"), "rows": documents}] if documents else groups


def _change(journey: Journey, step: str, field_name: str) -> str:
    return f"{reverse('cases:step', args=[journey.draft.code, step])}?{CHANGING}=1#id_{field_name}"


def _where(journey: Journey, problem: Problem) -> str:
    if problem.url:
        return problem.url
    if problem.step == "documents":
        return f"{reverse('cases:documents', args=[journey.draft.code])}?{CHANGING}=1#id_{problem.field}"
    return _change(journey, problem.step, problem.field)


@require_safe
@signed_in
def filed(request: HttpRequest, code: str) -> HttpResponse:
    """Confirmation: number, moment of receipt, deadline, what comes next. Safe to reload and to bookmark."""
    case = access.case_for(cast(User, request.user), code)
    service = service_of(case)
    context = about(case, service) | {
        "case": case,
        "siblings": siblings(case),
        "next_steps": next_steps(case),
        "payments": list(case.payments.all()),
        "rated": hasattr(case, "rating"),
        "tracking": request.build_absolute_uri(reverse("cases:progress", args=[case.code])),
    }
    return render(request, "cases/filed.html", context)
