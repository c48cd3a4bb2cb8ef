"""Pages of the publisher: the account on the national portal, what would be sent, what was sent, and what was refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from eservices.cases.desk import people
from eservices.cases.desk.frames import frame
from municipalities.accounts.admin_access import person
from opendata import access, actions
from opendata.models import Push, PushAccount
from opendata.pushing import client, wording
from opendata.wording import Text

SHOWN = 20
REFUSALS: dict[str, Text] = {
    "no-account": _("Најпре упишите ознаку ваше организације на националном порталу."),
    "pushing": _("Једно поређење је већ у току. Сачекајте да се заврши."),
}


class AccountForm(forms.ModelForm[PushAccount]):
    """Under which organisation the municipality publishes there."""

    use_required_attribute = False

    class Meta:
        model = PushAccount
        fields = ("organisation",)
        error_messages = {"organisation": {"required": _("Упишите ознаку организације.")}}


def _municipality(request: HttpRequest) -> int:
    """The desk's municipality, for somebody who publishes there; else 404."""
    here = people.desk_of(request).municipality_id
    if not access.may_publish(person(request), here):
        raise Http404
    return here


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The account and the last pushes."""
    return _index(request, _municipality(request))


def _index(request: HttpRequest, here: int, form: AccountForm | None = None, status: int = 200) -> HttpResponse:
    account = PushAccount.objects.filter(municipality_id=here).first()
    pushes = list(access.pushes_of(person(request), here).defer("report")[:SHOWN])
    context = frame(
        request, translate("Национални портал отворених података"),
        account=account, form=form or AccountForm(instance=account), pushes=pushes, host=client.host_of_portal(),
        is_set_up=_is_set_up(), not_set_up=wording.FAULTS["not-set-up"],
        running=next((push for push in pushes if not push.is_over), None),
    )  # fmt: skip
    return render(request, "admin/opendata/pushes.html", context, status=status)


def _is_set_up() -> bool:
    try:
        client.address_of_portal()
    except client.PortalFault:
        return False
    return True


@never_cache
@require_POST
def act(request: HttpRequest, what: str) -> HttpResponse:
    """Save the account, look what would be sent, or send."""
    here = _municipality(request)
    if what == "nalog":
        return _save_account(request, here)
    if what not in ("proveri", "posalji"):
        raise Http404
    again = request.POST.get("recreate") == "1"
    try:
        push = actions.start_push(
            municipality_id=here, is_dry=what == "proveri", recreate=again, by=person(request)
        )  # fmt: skip
    except actions.NotNow as refused:
        messages.warning(request, str(REFUSALS[refused.code]))
        return redirect("admin:opendata_dataset_pushes")
    return redirect("admin:opendata_dataset_push", push.pk)


def _save_account(request: HttpRequest, here: int) -> HttpResponse:
    account = PushAccount.objects.filter(municipality_id=here).first() or PushAccount(municipality_id=here)
    form = AccountForm(request.POST, instance=account)
    if not form.is_valid():
        return _index(request, here, form, status=422)
    actions.keep_push_account(account=form.save(commit=False), by=person(request))
    messages.success(request, translate("Ознака је уписана."))
    return redirect("admin:opendata_dataset_pushes")


@never_cache
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What one push found and did, data set by data set, field by field."""
    push = access.push_for(person(request), people.desk_of(request).municipality_id, pk)
    entries = [_entry(push, entry) for entry in push.report]
    context = frame(
        request, str(translate("Проверено") if push.is_dry else translate("Послато")), push=push,
        reason=wording.fault_sentence(push.fault, push.fault_params) if push.fault else "",
        entries=[entry for entry in entries if entry["act"] != "same"],
        same=sum(entry["act"] == "same" for entry in entries),
        offers_sending=push.is_dry and push.state == Push.State.DONE and any(
            entry["act"] in ("create", "change", "archive") for entry in entries
        ),
        has_gone=any(entry["act"] == "gone" for entry in entries),
    )  # fmt: skip
    return render(request, "admin/opendata/push.html", context)


def _entry(push: Push, entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of the report in words."""
    done, would, tone = wording.ACTS[entry["act"]]
    changes = [
        {
            "name": wording.field_name(change["name"], change["file"]),
            "before": wording.value_text(change["name"], change["before"]),
            "after": wording.value_text(change["name"], change["after"]),
        }
        for change in entry["changes"]
    ]
    says = wording.fault_sentence(entry["fault"], entry["params"]) if entry.get("fault") else ""
    return {**entry, "label": would if push.is_dry else done, "tone": tone, "changes": changes, "says": says}
