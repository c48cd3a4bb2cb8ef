"""The landing page of the desk: the work queue, search, bulk assignment and the choice of desk."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.access import Desk
from eservices.cases.desk import people, queue, search, words
from eservices.cases.desk.conflicts import who_and_what
from eservices.cases.desk.frames import frame
from eservices.cases.labels import STATE_LABELS
from eservices.cases.lifecycle import NotAllowed, State
from eservices.cases.models import Case, Delivery
from municipalities.accounts.access import grants_of
from municipalities.accounts.roles import Permission
from municipalities.middleware import DESK_SESSION_KEY

TAB, AFTER, SEARCH = "gomila", "posle", "trazi"
_other_queues: dict[Permission, str] = {}


def register_queue(permission: Permission, page: str) -> None:
    """Name the page where officials land who lead no cases but hold ``permission``; ``page`` is a name of an address."""
    _other_queues[permission] = page


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The work queue of cases, another queue of this official, or a start page for those who have neither."""
    return _queue_or_start(request, default="")


@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """The same page, beginning with all cases by receipt."""
    return _queue_or_start(request, default="svi")


def _queue_or_start(request: HttpRequest, *, default: str) -> HttpResponse:
    desk = people.desk_or_none(request)
    tabs = queue.tabs_of(desk) if desk else []
    if desk and tabs:
        return _queue(request, desk, tabs, default)
    elsewhere = [page for permission, page in _other_queues.items() if desk and people.holds(desk, permission)]
    return redirect(elsewhere[0]) if elsewhere else start(request)


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this official may look at and set up, for everybody without a queue and behind "Подешавања"."""
    context = frame(request, _("Подешавања"), app_list=admin.site.get_app_list(request))
    return render(request, "admin/desk/start.html", context)


# -- queue -------------------------------------------------------------------------------------------------------------
def _queue(request: HttpRequest, desk: Desk, tabs: list[queue.Tab], default: str) -> HttpResponse:
    counted = queue.counts(desk, tabs)
    kept = search.recall(request, request.GET.get(SEARCH, ""))
    tab = _chosen_tab(request, tabs, counted, default="svi" if kept else default)
    asked = request.GET.get
    filters = queue.Filters.read(asked("usluga", ""), asked("stanje", ""), asked("sluzbenik", ""))
    rows = filters.narrow(tab.rows(desk.cases(tab.permission), desk, timezone.localdate()))
    if kept:
        rows = search.narrow(rows, kept)
    page = queue.page_of(rows, by_receipt=tab.by_receipt, after=request.GET.get(AFTER, ""))
    if kept and len(page.cases) == 1 and search.is_number(kept) and not filters.as_query():
        return redirect("admin:cases_case_change", page.cases[0].pk)
    context = frame(request, _("Мој сто"), **_queue_context(request, desk, tabs, counted, tab, filters, page, kept))
    return render(request, "admin/desk/queue.html", context)


def _chosen_tab(request: HttpRequest, tabs: list[queue.Tab], counted: dict[str, int], *, default: str) -> queue.Tab:
    """The heap asked for; else my cases, unassigned ones or all open ones, whichever has something first."""
    asked = queue.tab_named(request.GET.get(TAB, ""), tabs) or queue.tab_named(default, tabs)
    if asked:
        return asked
    for slug in ("moji", "bez-sluzbenika", "za-potpis", "za-arhivu"):
        if counted.get(slug):
            return next(tab for tab in tabs if tab.slug == slug)
    return queue.tab_named("otvoreni", tabs) or tabs[0]


def _queue_context(
    request: HttpRequest,
    desk: Desk,
    tabs: list[queue.Tab],
    counted: dict[str, int],
    tab: queue.Tab,
    filters: queue.Filters,
    page: queue.Page,
    kept: dict[str, Any] | None,
) -> dict[str, Any]:
    searched = {SEARCH: request.GET[SEARCH]} if kept else {}
    here = {TAB: tab.slug} | filters.as_query() | searched
    colleagues = people.colleagues_of(desk)
    return {
        "counts": _count_links(tabs, counted, tab if not kept else None),
        "tab": tab,
        "found": kept,
        "filters": filters,
        "narrowed": bool(filters.as_query()),
        "rows": _rows(page.cases),
        "services": _services_of(desk),
        "states": STATE_LABELS.items(),
        "colleagues": [colleague.user for colleague in colleagues],
        "may_assign": people.holds(desk, Permission.ASSIGN_CASES),
        "opens_cases": people.holds(desk, Permission.VIEW_CASES) or tab.permission == Permission.ARCHIVE,
        "here": f"?{urlencode(here)}",
        "older_url": f"?{urlencode(here | {AFTER: page.next_mark})}" if page.next_mark else "",
        "first_url": f"?{urlencode(here)}" if request.GET.get(AFTER) else "",
    }


def _count_links(tabs: list[queue.Tab], counted: dict[str, int], current: queue.Tab | None) -> list[dict[str, Any]]:
    links = [
        {
            "label": tab.label,
            "url": f"{reverse('admin:index')}?{TAB}={tab.slug}",
            "number": _capped(counted.get(tab.slug)),
            "tone": tab.tone if counted.get(tab.slug) else "",
            "current": tab is current,
        }
        for tab in tabs
    ]
    if queue.TO_POST in counted:
        post = f"{reverse('admin:cases_delivery_changelist')}?status__exact={Delivery.Status.TO_POST}"
        number = _capped(counted[queue.TO_POST])
        links.insert(-2, {"label": _("за пошту"), "url": post, "number": number, "tone": "", "current": False})
    return links


def _capped(number: int | None) -> str:
    if number is None:
        return ""
    return f"{queue.MOST_COUNTED}+" if number > queue.MOST_COUNTED else str(number)


def _rows(cases: list[Case]) -> list[dict[str, Any]]:
    today = timezone.localdate()
    rows = []
    for case in cases:
        left, urgency = words.days_left(case.act_by, today) if case.is_open else ("", "")
        rows.append(
            {
                "case": case,
                "url": reverse("admin:cases_case_change", args=[case.pk]),
                "service": words.service_name(case.service),
                "state": STATE_LABELS[State(case.state)],
                "tone": words.STATE_TONES[State(case.state)],
                "left": left,
                "urgency": urgency,
            }
        )
    return rows


def _services_of(desk: Desk) -> list[tuple[str, Any]]:
    permitted = desk.services()
    return [(one.slug, one.name) for one in services.all_services() if permitted is None or one.slug in permitted]


# -- search, desk, assignment ------------------------------------------------------------------------------------------
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Keep the search and lead to its results; nothing personal gets into the address."""
    people.desk_of(request)
    token = search.remember(request, request.POST.get("trazi", ""))
    address = reverse("admin:index")
    return HttpResponseRedirect(f"{address}?{urlencode({SEARCH: token})}" if token else address)


@require_POST
def choose_desk(request: HttpRequest) -> HttpResponse:
    """Sit down at the desk of another municipality in which the official works."""
    chosen = request.POST.get("opstina", "")
    permitted = {str(grant.municipality_id) for grant in grants_of(people.official(request)) if grant.municipality_id}
    if chosen not in permitted:
        raise Http404
    request.session[DESK_SESSION_KEY] = int(chosen)
    return redirect("admin:index")


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the marked cases to a colleague; each mark carries the version that was seen."""
    desk = people.desk_of(request)
    if not people.holds(desk, Permission.ASSIGN_CASES):
        raise Http404
    to = next((one for one in people.colleagues_of(desk) if str(one.user.pk) == request.POST.get("kome")), None)
    marks = request.POST.getlist("predmet")
    if to is None or not marks:
        messages.warning(request, _("Означите предмете и изаберите службеника, па притисните „Додели“."))
    else:
        _assign_all(request, desk, marks, to)
    back = request.POST.get("nazad", "")
    return HttpResponseRedirect(reverse("admin:index") + (back if back.startswith("?") else ""))


def _assign_all(request: HttpRequest, desk: Desk, marks: list[str], to: people.Colleague) -> None:
    done = 0
    for mark in marks[: queue.PAGE]:
        pk, _colon, version = mark.partition(":")
        if not (pk.isdecimal() and version.isdecimal()):
            continue
        case = desk.case(int(pk), Permission.ASSIGN_CASES)
        if not to.processes(case.service):
            messages.warning(request, _("Предмет %(number)s: службеник не води ову услугу.") % {"number": case.number})
            continue
        try:
            actions.assign(case=case, to=to.user, expected_version=int(version), by=desk.user)
        except actions.Conflict as conflict:
            messages.warning(request, f"{case.number}: {who_and_what(conflict)}")
        except NotAllowed:
            messages.warning(request, _("Предмет %(number)s више не може да се додели.") % {"number": case.number})
        else:
            done += 1
    if done:
        messages.success(request, _("Додељено предмета: %(number)s.") % {"number": done})
