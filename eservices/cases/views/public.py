"""Pages without an account: the progress of a case by its code, and whether a decision is genuine and in force."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases import access
from eservices.cases import service as services
from eservices.cases.clock import clock_of
from eservices.cases.clock_words import panel
from eservices.cases.models import Decision
from eservices.cases.next_steps import tone_of
from eservices.cases.paper.verification import SealReport
from eservices.cases.paper.verification import verify as verify_seal
from eservices.cases.timeline import bare_story
from eservices.cases.views.shared import (
    VerifyThrottle,
    around,
    destroyed,
    rendered_in_other_script,
    service_of,
    sorry,
    too_often,
)
from eservices.cases.wording import gives_document, state_of

READ_AND_SEND = ["GET", "HEAD", "POST"]
SHORTEST_CODE, LONGEST_CODE = 8, 24


class CodeForm(forms.Form):
    """A code as people type it: with spaces, dashes, capitals."""

    use_required_attribute = False
    code = forms.CharField(
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "class": "govuk-input--width-20",
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "none",
            }
        ),
        error_messages={"required": _("Унесите шифру. Састоји се од слова и цифара.")},
    )

    def clean_code(self) -> str:
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()
        if not re.fullmatch(rf"[a-z0-9]{{{SHORTEST_CODE},{LONGEST_CODE}}}", code):
            raise forms.ValidationError(_("Шифра има само слова латинице и цифре. Препишите је са потврде или одлуке."))
        return code


class TrackForm(CodeForm):
    """The code of a case."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Шифра за праћење")
        self.fields["code"].help_text = _("Стоји на потврди о пријему, на пример k7m2p9x4t8w3z6.")


class VerifyForm(CodeForm):
    """The code printed on a decision."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Шифра за проверу")
        self.fields["code"].help_text = _("Стоји на дну последње стране одлуке, поред QR кода.")


class PaperForm(forms.Form):
    """The PDF that somebody was given."""

    use_required_attribute = False
    paper = forms.FileField(
        label=_("PDF документ"),
        widget=forms.FileInput(
            attrs={"accept": ".pdf,application/pdf", "data-max-bytes": str(settings.UPLOAD_LIMIT_BYTES)}
        ),
        help_text=_("Документ не чувамо. Проверавамо печат и да ли је нешто мењано."),
        error_messages={
            "required": _("Изаберите PDF који желите да проверите."),
            "empty": _("Датотека је празна. Изаберите PDF који сте добили од органа."),
        },
    )

    def clean_paper(self) -> UploadedFile:
        paper: UploadedFile = self.cleaned_data["paper"]
        if paper.size is None or paper.size > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(
                translate("Документ је већи од %(limit)s МБ. Одлуке са портала су мање; изаберите други документ.")
                % {"limit": settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)}
            )
        return paper


# -- progress ----------------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(READ_AND_SEND)
def track(request: HttpRequest) -> HttpResponse:
    """Where a code is typed to see how far a case is."""
    if "language" in request.POST:
        typed = TrackForm(initial={"code": request.POST.get("code", "")})
        return rendered_in_other_script(request, "cases/track.html", {"form": typed})
    form = TrackForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "cases/track.html", {"form": form})
    return redirect("cases:progress", form.cleaned_data["code"])


@never_cache
@require_safe
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody whom an applicant invited opens the link of a message; its address does not tell what it is about."""
    for service in services.all_services():
        if address := service.invitation(code):
            return redirect(address)
    raise Http404


@never_cache
@require_safe
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """How far a case is: state, dates and deadline. No name, no answer, no document."""
    if too_often(request, VerifyThrottle):
        return _too_often(request)
    try:
        found = access.case_by_code(code)
    except Http404:
        return _unknown_code(request, "cases:track")
    if found.is_destroyed:
        return destroyed(request, found)
    service = service_of(found)
    context = around(found.municipality, service) | {
        "case": found,
        "status": state_of(found),
        "tone": tone_of(found),
        "clock": panel(clock_of(found, today=timezone.localdate()), document=gives_document(found)),
        "story": bare_story(found, found.events.all()),
        "own": request.user.is_authenticated and found.person_id == request.user.pk,
    }
    return render(request, "cases/progress.html", context)


def _unknown_code(request: HttpRequest, form_page: str) -> HttpResponse:
    return sorry(
        request,
        {"again_url": form_page},
        title=translate("Ту шифру не познајемо"),
        body=[translate("Проверите да ли сте је тачно преписали. Разликују се цифре и слова која личе.")],
        status=404,
    )


def _too_often(request: HttpRequest) -> HttpResponse:
    return sorry(
        request,
        {},
        title=translate("Сачекајте мало, па покушајте поново"),
        body=[translate("Са ваше адресе је стигло много упита за кратко време. Покушајте поново за један минут.")],
        status=429,
    )


# -- verification ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Finding:
    """What an uploaded PDF turned out to be. ``same``: equal to the issued one; None when it was not compared."""

    seal: SealReport
    same: bool | None = None

    @property
    def good(self) -> bool:
        """Genuine, unchanged, and the document of that code when one was given."""
        return self.seal.good and self.same is not False


@never_cache
@require_http_methods(READ_AND_SEND)
def verify(request: HttpRequest) -> HttpResponse:
    """By the code on the paper, or by the PDF itself."""
    if "language" in request.POST:
        return rendered_in_other_script(request, "cases/verify.html", {"form": VerifyForm(), "paper_form": PaperForm()})
    if request.method != "POST":
        return render(request, "cases/verify.html", {"form": VerifyForm(), "paper_form": PaperForm()})
    if "by_file" in request.POST:
        return _verify_file(request, None)
    form = VerifyForm(request.POST)
    if form.is_valid():
        return redirect("cases:verify-code", form.cleaned_data["code"])
    return render(request, "cases/verify.html", {"form": form, "paper_form": PaperForm()})


@never_cache
@require_http_methods(READ_AND_SEND)
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Who issued the decision, when, under which number, and whether it is in force. Nothing about its content."""
    if too_often(request, VerifyThrottle):
        return _too_often(request)
    try:
        decision = access.decision_by_code(code)
    except Http404:
        return _unknown_code(request, "cases:verify")
    if request.method == "POST" and "language" not in request.POST:
        return _verify_file(request, decision)
    context = _decision_facts(decision) | {"paper_form": PaperForm()}
    if request.method == "POST":
        return rendered_in_other_script(request, "cases/verified.html", context)
    return render(request, "cases/verified.html", context)


def _verify_file(request: HttpRequest, decision: Decision | None) -> HttpResponse:
    """Check the seal of an uploaded PDF and, when a code was given, that it is the very document."""
    if decision is None and too_often(request, VerifyThrottle):
        return _too_often(request)
    template = "cases/verified.html" if decision else "cases/verify.html"
    context = _decision_facts(decision) if decision else {"form": VerifyForm()}
    form = PaperForm(request.POST, request.FILES)
    context |= {"paper_form": form}
    if not form.is_valid():
        errors = [{"text": text, "url": "#id_paper"} for text in form.errors.get("paper", [])]
        return render(request, template, context | {"summary_errors": errors})
    pdf = form.cleaned_data["paper"].read()
    same = None
    if decision is not None and decision.document is not None:
        same = hashlib.sha256(pdf).hexdigest() == decision.document.sha256
    return render(request, template, context | {"finding": Finding(verify_seal(pdf), same)})


def _decision_facts(decision: Decision) -> dict[str, Any]:
    replaced = decision.replaced_by.filter(issued_at__isnull=False).exists()
    state = "revoked" if decision.stage == Decision.Stage.REVOKED else "replaced" if replaced else "valid"
    service = service_of(decision.case)
    is_decision = service.outcome(decision.outcome).is_decision
    return around(decision.case.municipality, service) | {
        "decision": decision,
        "state": state,
        "is_decision": is_decision,
    }
