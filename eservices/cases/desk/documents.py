"""Documents on the case page: opened in the browser, logged, and with a reason when they are sensitive."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eservices.cases import actions, audit
from eservices.cases.access import Desk, document_of
from eservices.cases.desk import people
from eservices.cases.desk.action_views import READ_AND_SEND, case_frame
from eservices.cases.desk.forms import RestrictedForm
from eservices.cases.desk.refusals import MISTAKES
from eservices.cases.keys import plain_key
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, Document
from eservices.cases.uploads import storage
from municipalities.accounts.roles import Permission

SHOWN_IN_PLACE = frozenset({"application/pdf", "image/jpeg", "image/png", "image/webp"})


def may_open_restricted(desk: Desk, case: Case) -> bool:
    """Sensitive documents are for who leads the case, who signs, and who holds the right (need to know)."""
    leads = case.assignee_id == desk.user.pk
    rights = (Permission.OPEN_RESTRICTED, Permission.APPROVE_DECISIONS)
    return leads or any(desk.may(right, case) for right in rights)


@never_cache
@require_http_methods(READ_AND_SEND)
def document(request: HttpRequest, pk: int, code: str) -> HttpResponseBase:
    """A document of the case; a sensitive one only after a reason was given."""
    desk, case = people.case_of(request, pk)
    found = document_of(case, code)
    if found.access != Document.Access.RESTRICTED:
        return _opened(found, desk, case, reason="")
    if not may_open_restricted(desk, case):
        return render(request, "admin/desk/restricted_refused.html", _frame(request, case, found), status=403)
    form = RestrictedForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        status = MISTAKES if form.is_bound else 200
        return render(
            request, "admin/desk/restricted.html", _frame(request, case, found) | {"form": form}, status=status
        )
    given = form.cleaned_data
    if given["words"].strip():
        text = _("Отворен осетљив документ „%(name)s“: %(reason)s")
        actions.note(case=case, text=text % {"name": found.filename, "reason": given["words"].strip()}, by=desk.user)
    return _opened(found, desk, case, reason=given["reason"])


def _frame(request: HttpRequest, case: Case, found: Document) -> dict[str, object]:
    return case_frame(request, case, _("Осетљив документ"), document=found)


def _opened(found: Document, desk: Desk, case: Case, *, reason: str) -> StreamingHttpResponse:
    """The file itself; the browser may show it, but nothing in it may run or load anything."""
    try:
        chunks = storage.open_plain(found.path, data_key=plain_key(case.data_key), context=found.context)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = StreamingHttpResponse(chunks, content_type=found.content_type)
    inline = found.content_type in SHOWN_IN_PLACE
    response["Content-Disposition"] = content_disposition_header(not inline, found.filename) or "attachment"
    response["Content-Length"] = str(found.size)
    data = {"document": found.pk, "kind": found.kind} | ({"reason": reason} if reason else {})
    audit.record(
        "open_document",
        municipality_id=case.municipality_id,
        case=case,
        data=data,
        actor_kind=Actor.CLERK,
        by=desk.user,
    )
    return response
