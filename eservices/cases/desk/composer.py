"""The decision composer: choose an outcome, let the rules write the text, improve its wording, look, propose.

Nothing is kept between requests: the page carries the details and the wording, and every request composes anew from the
data of the case. What is proposed is therefore always calculated from the register data in force at that moment.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases import actions, clock, decisions
from eservices.cases import service as services
from eservices.cases.access import Desk
from eservices.cases.actions.intake import answers_of
from eservices.cases.clock_words import panel
from eservices.cases.desk import people
from eservices.cases.desk.action_views import READ_AND_SEND, case_frame
from eservices.cases.desk.evidence_views import debts
from eservices.cases.desk.forms import VersionForm
from eservices.cases.desk.refusals import MISTAKES, Refusal, attempt
from eservices.cases.forms import CaseForm
from eservices.cases.lifecycle import State
from eservices.cases.models import Case
from eservices.cases.service import CannotCalculate, Outcome
from eservices.cases.wording import gives_document
from municipalities.accounts.roles import Permission

PARTS = ("legal_basis", "operative", "reasoning", "remedy")
PARTS_OF_DOCUMENT = {
    "legal_basis": _("Правни основ и увод"),
    "operative": _("Садржина"),
    "reasoning": _("Напомене"),
    "remedy": _("Поука"),
}
LONGEST_PART = 20_000


class WordingForm(VersionForm):
    """The parts of a decision (ЗУП чл. 141), one paragraph a line. ``made_from`` tells stale wording apart."""

    legal_basis = forms.CharField(label=_("Правни основ и увод"), widget=forms.Textarea(attrs={"rows": 4}))
    operative = forms.CharField(
        label=_("Изрека"), help_text=_("Свака тачка у свом реду."), widget=forms.Textarea(attrs={"rows": 8})
    )
    reasoning = forms.CharField(
        label=_("Образложење"), help_text=_("Сваки пасус у свом реду."), widget=forms.Textarea(attrs={"rows": 12})
    )
    remedy = forms.CharField(label=_("Поука о правном средству"), widget=forms.Textarea(attrs={"rows": 4}))
    made_from = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_decision: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PARTS:
            field = self.fields[name]
            if not is_decision:
                field.label = PARTS_OF_DOCUMENT[name]
            field.max_length = LONGEST_PART  # type: ignore[attr-defined]
            field.error_messages["required"] = translate("Овај део одлуке не сме бити празан.")

    def wording(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in PARTS}


@dataclass
class Composition:
    """One request to the composer: the outcome, its details, and what the rules make of them."""

    case: Case
    outcome: Outcome
    details: forms.Form
    content: dict[str, Any] | None = None
    obstacle: str = ""

    @property
    def made_from(self) -> str:
        """Fingerprint of everything the text rests on, except its wording."""
        content = self.content or {}
        basis = [content.get("details"), content.get("calculation"), content.get("evidence"), self.outcome.slug]
        text = json.dumps(basis, sort_keys=True, cls=DjangoJSONEncoder)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def compose(self) -> None:
        """Let the rules write; what stands in their way becomes a sentence."""
        try:
            self.content = decisions.compose(self.case, self.outcome, self.details.cleaned_data)
        except CannotCalculate as error:
            self.obstacle = str(error)

    def as_initial(self) -> dict[str, Any]:
        """The parts as the text areas show them."""
        text = (self.content or {})["text"]
        lines = {name: "\n".join(text[name]) for name in ("operative", "reasoning")}
        return {**lines, "legal_basis": text["legal_basis"], "remedy": text["remedy"]}


class NoDetails(forms.Form):
    """For outcomes whose text needs nothing from the official."""


def outcomes_now(case: Case) -> list[Outcome]:
    """Ways in which the case can be decided in its present state: a withdrawn request is only discontinued."""
    withdrawn = case.state == State.WITHDRAWN
    if not withdrawn and case.state != State.IN_REVIEW:
        return []
    return [outcome for outcome in services.get(case.service).outcomes if outcome.discontinues == withdrawn]


def obstacle_of(case: Case, outcome: Outcome) -> str:
    """Why this outcome cannot be chosen yet, or empty text."""
    service, answers = services.get(case.service), answers_of(case)
    if by_service := service.obstacle(case, outcome, answers):
        return str(by_service)
    if not outcome.needs_evidence:
        return ""
    owed = [str(one.need.label) for one in debts(case, answers)]
    if not owed:
        return ""
    text = translate("Недостају подаци из регистара: %(what)s. Прибавите их поново или их унесите уз белешку.")
    return text % {"what": ", ".join(owed)}


def _start(request: HttpRequest, pk: int, slug: str) -> tuple[Desk, Composition]:
    desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    try:
        outcome = services.get(case.service).outcome(slug)
    except LookupError as missing:
        raise Http404 from missing
    form_class = outcome.form or NoDetails
    about_case: dict[str, Any] = {"case": case} if issubclass(form_class, CaseForm) else {}
    data = request.POST if _sends_details(request, outcome) else None
    details = form_class(data, use_required_attribute=False, **about_case)
    return desk, Composition(case, outcome, details)


def _sends_details(request: HttpRequest, outcome: Outcome) -> bool:
    return request.method == "POST" or outcome.form is None


# -- pages -------------------------------------------------------------------------------------------------------------
@require_safe
def outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how to decide."""
    _desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    choices = [{"outcome": one, "obstacle": obstacle_of(case, one)} for one in outcomes_now(case)]
    context = case_frame(request, case, translate("Како одлучујете?"), choices=choices)
    return render(request, "admin/desk/outcomes.html", context)


@never_cache
@require_http_methods(READ_AND_SEND)
def compose(request: HttpRequest, pk: int, outcome: str) -> HttpResponse:
    """Details, wording and preview on one page; ``propose`` sends it to the second person."""
    desk, made = _start(request, pk, outcome)
    refusal = _not_possible(made)
    if refusal is None and (request.method == "POST" or made.outcome.form is None) and made.details.is_valid():
        made.compose()
    sent = request.method == "POST" and "operative" in request.POST and "again" not in request.POST
    wording = _wording(request, made, sent=sent)
    status = refusal.status if refusal else 200
    if refusal is None and request.method == "POST" and not made.details.is_valid():
        status = MISTAKES
    if refusal is None and wording is not None and sent and "propose" in request.POST:
        refusal, status = _propose(desk, made, wording)
        if status == 302:
            messages.success(request, translate("Предлог је послат другој особи на одобрење."))
            return redirect("admin:cases_case_change", made.case.pk)
    return render(request, "admin/desk/compose.html", _context(request, made, wording, refusal), status=status)


def _wording(request: HttpRequest, made: Composition, *, sent: bool) -> WordingForm | None:
    """The wording as it was sent, or as the rules write it; None while there is no text yet."""
    about: dict[str, Any] = {"case": made.case, "is_decision": made.outcome.is_decision}
    if sent:
        return WordingForm(request.POST, **about)
    if made.content is None:
        return None
    initial = made.as_initial() | {"version": made.case.version, "made_from": made.made_from}
    return WordingForm(initial=initial, **about)


def _propose(desk: Desk, made: Composition, wording: WordingForm) -> tuple[Refusal | None, int]:
    if not wording.is_valid() or made.content is None:
        return None, MISTAKES
    if wording.cleaned_data["made_from"] != made.made_from:
        lines = [translate("Притисните „Састави текст поново“ или проверите да ли ваш текст и даље одговара.")]
        wording.data = {**wording.data, "made_from": made.made_from}
        return Refusal(translate("Подаци су се променили откако је текст састављен."), lines), 409
    content = decisions.replace_wording(made.content, wording.wording())
    refusal = attempt(
        lambda: actions.propose(
            case=made.case, outcome=made.outcome.slug, content=content, expected_version=wording.seen, by=desk.user
        ),
        case=made.case,
        form=wording,
    )
    return (refusal, refusal.status) if refusal else (None, 302)


def _not_possible(made: Composition) -> Refusal | None:
    """The state, or a missing register answer, forbids this outcome now."""
    if made.outcome not in outcomes_now(made.case):
        return Refusal(
            translate("Овај исход сада није могућ."), [translate("Отворите предмет и погледајте његово стање.")]
        )
    obstacle = obstacle_of(made.case, made.outcome)
    return Refusal(translate("Овај исход још није могућ."), [obstacle]) if obstacle else None


def _context(
    request: HttpRequest, made: Composition, wording: WordingForm | None, refusal: Refusal | None
) -> dict[str, Any]:
    shown = _shown(made, wording)
    return case_frame(
        request,
        made.case,
        made.outcome.label,
        outcome=made.outcome,
        details=made.details if made.outcome.form else None,
        form=wording,
        obstacle=made.obstacle,
        refusal=refusal,
        content=shown,
        clock=panel(clock.clock_of(made.case, today=timezone.localdate()), document=gives_document(made.case)),
    )


def _shown(made: Composition, wording: WordingForm | None) -> dict[str, Any] | None:
    """What the preview shows: the rules' figures with the official's words, finished or not."""
    if made.content is None or wording is None:
        return made.content
    typed = {name: str(wording[name].value() or "") for name in PARTS}
    return decisions.replace_wording(made.content, typed)


# -- previews ----------------------------------------------------------------------------------------------------------
@never_cache
@require_POST
def live(request: HttpRequest, pk: int, outcome: str) -> HttpResponse:
    """The preview beside the text areas, refreshed while the official writes."""
    _desk, made = _start(request, pk, outcome)
    if made.details.is_valid() and not obstacle_of(made.case, made.outcome):
        made.compose()
    wording = _wording(request, made, sent="operative" in request.POST)
    context = {"content": _shown(made, wording), "obstacle": made.obstacle, "case": made.case}
    return render(request, "admin/desk/_decision.html", context)


@never_cache
@require_POST
def preview(request: HttpRequest, pk: int, outcome: str) -> HttpResponse:
    """The decision as it will be printed, without number and seal."""
    desk, made = _start(request, pk, outcome)
    if made.details.is_valid() and not obstacle_of(made.case, made.outcome):
        made.compose()
    content = _shown(made, _wording(request, made, sent="operative" in request.POST))
    if content is None:
        return compose(request, pk, outcome)
    return pdf(decisions.preview_pdf(made.case, content, signatory=desk.user.get_full_name()))


def pdf(content: bytes) -> HttpResponse:
    """A preview in the browser's own reader."""
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": 'inline; filename="predlog.pdf"'}
    )
