"""Which published rows of a competition a case stands behind: told to who holds its code, and to nobody else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from campaign import access, actions
from campaign.counting import Row, rows_of_case
from campaign.forms import OwnRowForm
from campaign.models import Competition
from campaign.verify_score import YES
from campaign.views.shared import READ_AND_SEND, Text, crumbs
from campaign.wording import LEFT_OUT
from eservices.cases.views.shared import VerifyThrottle, rendered_in_other_script, too_often

ROWS: dict[str, Text] = {
    "request": _("као захтев"),
    "before": _("као захтев пре такмичења"),
    "decision": _("као одлука"),
    "rating": _("као оцена"),
}
VALUES: dict[str, Text] = {
    "online": _("преко портала"),
    "counter": _("на шалтеру"),
    "on_time": _("у року"),
    "late": _("после рока"),
}


@never_cache
@require_http_methods(READ_AND_SEND)
def own_row(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and below it the rows of the case. The code travels in the body, so that no log keeps it."""
    found = access.competition_of(slug)
    form = OwnRowForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "competition": found, "form": form,
        **crumbs(_("Који ред је мој предмет"), (_("Такмичење"), reverse("campaign:competitions")),
                 (found.said_title, found.get_absolute_url())),
    }  # fmt: skip
    if "language" in request.POST:
        form.initial = {"case": request.POST.get("case", "")}
        form.is_bound = False
        return rendered_in_other_script(request, "campaign/own_row.html", context)
    if form.is_valid():
        context["answer"] = _answer(request, found, form)
    response = render(request, "campaign/own_row.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, competition: Competition, form: OwnRowForm) -> dict[str, Any] | None:
    if too_often(request, VerifyThrottle):
        form.add_error(None, gettext("Са ваше адресе је стигло много питања у кратком времену. Сачекајте један минут."))
        return None
    user = request.user if request.user.is_authenticated else None
    case = access.case_of_reader(user, form.cleaned_data["case"])
    if case is None:
        form.add_error(
            "case", gettext("Такав предмет нисмо нашли. Проверите шифру, или се пријавите ако тражите по броју.")
        )
        return None
    actions.note_row_lookup(case=case, competition=competition, by=user)
    reckoning = access.latest_reckoning(competition)
    rows = rows_of_case(competition, actions.read_rows(reckoning), case.pk)
    return {"number": case.number, "until": reckoning.until, "rows": [_in_words(row) for row in rows]}


def _in_words(row: Row) -> dict[str, Any]:
    counted = row["counted"] == YES
    return {
        "what": ROWS[row["kind"]],
        "row": row["row"],
        "value": VALUES.get(row["value"], row["value"]),
        "verdict": _("рачуна се") if counted else _("не рачуна се"),
        "why": "" if counted else LEFT_OUT[row["counted"]],
    }
