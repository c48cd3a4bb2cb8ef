"""What officials may do with a case: the transition table of the lifecycle, with forms and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eservices.cases import actions
from eservices.cases.access import Desk
from eservices.cases.desk.forms import AssignForm, ExtensionForm, ReasonForm, StayForm, TransferForm, VersionForm
from eservices.cases.facts import facts_of
from eservices.cases.labels import ACTION_LABELS
from eservices.cases.lifecycle import Actor, State, Transition, allowed
from eservices.cases.models import Case
from eservices.cases.service import Text
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission


@dataclass(frozen=True)
class Act:
    """One act with a form of its own: what it does, who may, and how it is carried out."""

    action: str
    says: Text
    form: type[VersionForm]
    run: Callable[[Case, Any, User], Any]
    permission: Permission = Permission.PROCESS_CASES
    tone: str = "quiet"

    @property
    def label(self) -> Text:
        return ACTION_LABELS[self.action]


def _reasoned(action: Callable[..., Any]) -> Callable[[Case, ReasonForm, User], Any]:
    """An act that takes only a reason."""

    def run(case: Case, form: ReasonForm, by: User) -> Any:
        return action(case=case, reason=form.cleaned_data["reason"], expected_version=form.seen, by=by)

    return run


def _bare(action: Callable[..., Any]) -> Callable[[Case, VersionForm, User], Any]:
    """An act that takes nothing."""

    def run(case: Case, form: VersionForm, by: User) -> Any:
        return action(case=case, expected_version=form.seen, by=by)

    return run


def _stay(case: Case, form: StayForm, by: User) -> None:
    given = form.cleaned_data
    actions.stay(case=case, reason=given["reason"], until=given["until"], expected_version=form.seen, by=by)


def _extend(case: Case, form: ExtensionForm, by: User) -> None:
    given = form.cleaned_data
    actions.extend_term(case=case, days=given["days"], reason=given["reason"], expected_version=form.seen, by=by)


def _assign(case: Case, form: AssignForm, by: User) -> None:
    actions.assign(case=case, to=form.chosen(), expected_version=form.seen, by=by)


def _transfer(case: Case, form: TransferForm, by: User) -> None:
    reason = form.cleaned_data["reason"]
    actions.transfer(case=case, receiver=form.receiver(), reason=reason, expected_version=form.seen, by=by)


ACTS: dict[str, Act] = {
    act.action: act
    for act in (
        Act("take", _("Предмет постаје ваш и прелази у рад. Подносилац добија обавештење."), VersionForm,
            _bare(actions.take), tone="go"),
        Act("assign", _("Предмет ће водити службеник кога изаберете."), AssignForm, _assign,
            permission=Permission.ASSIGN_CASES),
        Act("stay", _("Поступак се прекида и рок за одлуку не тече док га не наставите. Подносилац добија обавештење."),
            StayForm, _stay),
        Act("resume_stay", _("Поступак се наставља и рок тече даље; дани прекида се не рачунају."), ReasonForm,
            _reasoned(actions.resume_stay), tone="go"),
        Act("extend_term", _("Рок за одлуку се продужава тамо где то пропис допушта. У разлогу наведите пропис."),
            ExtensionForm, _extend),
        Act("transfer",
            _("За захтев је надлежан други орган: шаље му се цео предмет, а овде се поступак завршава. Број остаје у уписнику."),
            TransferForm, _transfer, permission=Permission.ASSIGN_CASES, tone="danger"),
        Act("forward_appeal", _("Жалба се са списима шаље другостепеном органу. Подносилац добија обавештење."),
            VersionForm, _bare(actions.forward_appeal), tone="go"),
        Act("uphold_decision", _("Другостепени орган је одбио жалбу: одлука постаје коначна."), ReasonForm,
            _reasoned(actions.uphold_decision)),
        Act("annul_decision", _("Другостепени орган је поништио одлуку: предмет се враћа у рад и рок тече испочетка."),
            ReasonForm, _reasoned(actions.annul_decision), tone="danger"),
        Act("reopen_for_correction",
            _("Предмет се поново отвара и рок тече испочетка. Следећа одлука замениће досадашњу."), ReasonForm,
            _reasoned(actions.reopen_for_correction)),
        Act("archive", _("Предмет се ставља у архиву; рок чувања тече од краја ове године."), VersionForm,
            _bare(actions.archive), permission=Permission.ARCHIVE, tone="go"),
    )
}  # fmt: skip

ELSEWHERE = {
    "request_amendment": ("admin:cases_case_amendment", Permission.PROCESS_CASES, "quiet"),
    "propose": ("admin:cases_case_outcomes", Permission.PROCESS_CASES, "go"),
    "propose_discontinuance": ("admin:cases_case_outcomes", Permission.PROCESS_CASES, "go"),
    "issue": ("admin:cases_case_proposal", Permission.APPROVE_DECISIONS, "go"),
    "return_proposal": ("admin:cases_case_proposal", Permission.APPROVE_DECISIONS, "quiet"),
    "return_discontinuance": ("admin:cases_case_proposal", Permission.APPROVE_DECISIONS, "quiet"),
}
"""Acts with pages of their own: address, right, tone of the button."""


@dataclass(frozen=True)
class Button:
    """One allowed act on the case page; ``posts`` acts at once with the version of the page."""

    label: Text
    url: str
    tone: str
    posts: bool = False


def transitions_for(desk: Desk, case: Case) -> list[Transition]:
    """What the table allows this official now, as clerk or as head."""
    facts = facts_of(case, by=desk.user)
    state = State(case.state)
    found = [*allowed(state, Actor.CLERK, facts)]
    if desk.may(Permission.APPROVE_DECISIONS, case):
        found += [row for row in allowed(state, Actor.APPROVER, facts) if row not in found]
    return found


def permission_of(action: str) -> Permission | None:
    """The right that an act needs; None when officials do not start it from the case page."""
    if action in ACTS:
        return ACTS[action].permission
    return ELSEWHERE[action][1] if action in ELSEWHERE else None


def buttons(desk: Desk, case: Case) -> list[Button]:
    """Only what is allowed: by the table, by the facts of the case and by the rights of this official."""
    found: dict[str, Button] = {}
    for row in transitions_for(desk, case):
        permission = permission_of(row.action)
        if permission is None or not desk.may(permission, case):
            continue
        button = _button(row.action, case)
        found.setdefault(button.url, button)
    return list(found.values())


def _button(action: str, case: Case) -> Button:
    if action in ACTS:
        url = reverse("admin:cases_case_act", args=[case.pk, action])
        return Button(ACTS[action].label, url, ACTS[action].tone, posts=action == "take")
    name, _permission, tone = ELSEWHERE[action]
    label = _("Прегледај предлог одлуке") if name.endswith("proposal") else ACTION_LABELS[action]
    return Button(label, reverse(name, args=[case.pk]), tone)
