"""What officials may do with a report: the transition table of the lifecycle, with forms and words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from inspections import actions
from inspections.access import InspectionDesk
from inspections.desk.forms import (
    ActForm,
    AnswerForm,
    CategoryForm,
    ForwardForm,
    InspectorForm,
    LeadForm,
    PriorityForm,
    PublishForm,
    ReasonForm,
    ReassignForm,
    ReplyForm,
    SplitForm,
)
from inspections.desk.people import part_in
from inspections.labels import ACTION_LABELS, Text
from inspections.lifecycle import Actor, State, Transition, allowed
from inspections.models import Report
from municipalities.accounts.models import User

Run = Callable[[Report, Any, Actor, User], Any]


@dataclass(frozen=True)
class Act:
    """One act with a form: what it does and how it is carried out. ``at_once``: by one press on the report page."""

    action: str
    says: Text
    form: type[ActForm]
    run: Run
    tone: str = "quiet"
    at_once: bool = False

    @property
    def label(self) -> Text:
        return ACTION_LABELS[self.action]


def _bare(action: Callable[..., Any]) -> Run:
    """An act that takes nothing."""
    return lambda report, form, actor, by: action(report=report, expected_version=form.seen, actor=actor, by=by)


def _answered(action: Callable[..., Any], name: str = "public_text") -> Run:
    """An act that takes only a text for the sender."""
    return lambda report, form, actor, by: action(
        report=report, expected_version=form.seen, actor=actor, by=by, **{name: form.answer()}
    )


def _reasoned(action: Callable[..., Any]) -> Run:
    """An act that takes only a reason for the file."""
    return lambda report, form, actor, by: action(
        report=report, expected_version=form.seen, actor=actor, by=by, reason=form.cleaned_data["reason"]
    )


def _assign(report: Report, form: InspectorForm, actor: Actor, by: User) -> None:
    actions.assign(report=report, to=form.chosen(), expected_version=form.seen, actor=actor, by=by)


def _reassign(report: Report, form: ReassignForm, actor: Actor, by: User) -> None:
    reason = form.cleaned_data["reason"]
    actions.reassign(report=report, to=form.chosen(), reason=reason, expected_version=form.seen, actor=actor, by=by)


def _change_category(report: Report, form: CategoryForm, actor: Actor, by: User) -> None:
    actions.change_category(
        report=report, category=form.cleaned_data["category"], public_text=form.answer(), expected_version=form.seen,
        actor=actor, by=by,
    )  # fmt: skip


def _set_priority(report: Report, form: PriorityForm, actor: Actor, by: User) -> None:
    priority = form.cleaned_data["priority"]
    actions.set_priority(report=report, priority=priority, expected_version=form.seen, actor=actor, by=by)


def _send(*, awaits_reply: bool) -> Run:
    def run(report: Report, form: ForwardForm, actor: Actor, by: User) -> None:
        actions.forward(
            report=report, body=form.chosen(), public_text=form.answer(), message=form.cleaned_data["message"].strip(),
            awaits_reply=awaits_reply, with_contact=form.cleaned_data.get("with_contact", False),
            expected_version=form.seen, actor=actor, by=by,
        )  # fmt: skip

    return run


def _reply(report: Report, form: ReplyForm, actor: Actor, by: User) -> None:
    awaited = report.forwardings.select_related("report").filter(awaits_reply=True, replied_at=None, ended_at=None)
    forwarding = awaited.first()
    if forwarding is None:
        raise actions.AlreadyAnswered
    given = form.cleaned_data
    actions.reply_of_body(forwarding=forwarding, outcome=given["outcome"], text=given["text"], actor=actor, by=by)


def _merge(report: Report, form: LeadForm, actor: Actor, by: User) -> None:
    lead = form.cleaned_data["lead"]
    actions.merge(report=report, lead=lead, expected_version=form.seen, actor=actor, by=by)


def _split(report: Report, form: SplitForm, actor: Actor, by: User) -> None:
    actions.split(
        report=report, parts=form.parts(), public_text=form.answer(), expected_version=form.seen, actor=actor, by=by
    )


def _publish(report: Report, form: PublishForm, actor: Actor, by: User) -> None:
    given = form.cleaned_data
    actions.publish(
        report=report, public_text=given["public_text"], public_outcome=given["public_outcome"], photos=form.chosen(),
        expected_version=form.seen, actor=actor, by=by,
    )  # fmt: skip


ACTS: dict[str, Act] = {
    act.action: act
    for act in (
        Act("take", _("Пријава се разврстава; подносилац то види на својој страни."), ActForm, _bare(actions.take), "go",
            at_once=True),
        Act("assign", _("Пријаву води инспектор кога изаберете. Подносилац добија обавештење."), InspectorForm, _assign,
            "go"),
        Act("reassign", _("Надзор преузима други инспектор."), ReassignForm, _reassign),
        Act("change_category", _("Пријава мења категорију и, ако треба, инспекцију. Подносилац добија обавештење."),
            CategoryForm, _change_category),
        Act("set_priority", _("Хитна пријава иде на врх и сви надлежни добијају поруку."), PriorityForm, _set_priority),
        Act("request_info", _("Рок за одговор стоји док подносилац не одговори; без одговора се сматра да је одустао."),
            AnswerForm, _answered(actions.request_info, "question")),
        Act("forward", _("Пријава се шаље другом органу и чека његов одговор на посебној страни, без пријављивања."),
            ForwardForm, _send(awaits_reply=True)),
        Act("cede", _("Пријава се уступа органу који је надлежан; он одговара подносиоцу, а овде се поступак завршава."),
            ForwardForm, _send(awaits_reply=False)),
        Act("reply_of_body", _("Унесите одговор који је стигао поштом или телефоном; пријава се враћа на разврставање."),
            ReplyForm, _reply, "go"),
        Act("take_back", _("Одговор се више не чека и веза у писму престаје да важи."), ReasonForm,
            _reasoned(actions.take_back)),
        Act("merge", _("Пријава даље прати водећи предмет; оба подносиоца добијају обавештење."), LeadForm, _merge),
        Act("separate", _("Пријава се опет води сама и рок тече испочетка."), AnswerForm, _answered(actions.separate)),
        Act("split", _("Сваки део добија свој број, рок и инспекцију. Подносилац добија обавештење."), SplitForm, _split),
        Act("inform",
            _("Подносилац добија обавештење шта је до сада урађено, после аката надзора са печатом; надзор се наставља."),
            AnswerForm, _answered(actions.inform)),
        Act("close",
            _("Поступање се завршава и подносилац добија одговор. Ако у спису има аката надзора, добија га са печатом."),
            AnswerForm, _answered(actions.close), "go"),
        Act("reject",
            _("Незнатан ризик, злоупотреба или поновљена пријава. Подносилац добија обавештење са разлогом и печатом."),
            AnswerForm, _answered(actions.reject), "danger"),
        Act("reopen", _("Пријава се враћа на разврставање и рок тече испочетка."), AnswerForm, _answered(actions.reopen),
            "go"),
        Act("refuse_reopen", _("Пријава остаје окончана. Подносилац добија разлог."), AnswerForm,
            _answered(actions.refuse_reopen)),
        Act("publish", _("Одлучујете шта свако може да прочита и види. Место се јавно приказује само приближно."),
            PublishForm, _publish),
        Act("hide", _("Пријава више није на јавној мапи и списку."), ReasonForm, _reasoned(actions.hide_report)),
    )
}  # fmt: skip


def allowed_to(desk: InspectionDesk, report: Report) -> list[Transition]:
    """What the table allows this official now."""
    actor = part_in(desk, report)
    return [] if actor is None else list(allowed(State(report.state), actor))


def acts_for(desk: InspectionDesk, report: Report) -> list[Act]:
    """Acts with a form here, in the order of the table; one that would change nothing is left out."""
    found = [ACTS[row.action] for row in allowed_to(desk, report) if row.action in ACTS]
    return [act for act in found if report.is_public or act.action != "hide"]
