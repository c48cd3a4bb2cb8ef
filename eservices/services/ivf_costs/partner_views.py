"""Pages of the agreement: the partner who fills in asks for it, the other one gives it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eservices.cases.actions.intake import problems_of
from eservices.cases.models import Draft
from eservices.cases.presentation import Mode, answer_tree
from eservices.cases.service import Text, get
from eservices.cases.views.journey import Journey, frame, on_journey
from eservices.cases.views.shared import MailThrottle, VerifyThrottle, about, person, say, too_often
from eservices.services.ivf_costs import consent
from eservices.services.ivf_costs.labels import Way
from eservices.services.ivf_costs.models import PartnerConsent
from eservices.services.ivf_costs.request import Request, digest
from municipalities.accounts.assurance import Level, level_of, step_up_address
from municipalities.parameters import value

READ_AND_SEND = ["GET", "HEAD", "POST"]
PROVED = "ivf_partner_codes"
WRONG: dict[str, Text] = {
    "wrong": _("Код није тачан. Препишите свих шест цифара из поруке."),
    "old": _("Код је истекао или није послат. Замолите партнера да затражи нов."),
    "often": _("Превише погрешних покушаја. Замолите партнера да затражи нов код, или се пријавите својим налогом."),
}


class EmailForm(forms.Form):
    """Where the one-time code of the second partner goes."""

    use_required_attribute = False
    email = forms.EmailField(
        label=_("Адреса е-поште другог партнера"),
        help_text=_("Порука не помиње о каквом је захтеву реч. Мора да буде адреса вашег партнера, а не ваша."),
        max_length=254,
        error_messages={
            "required": _("Унесите адресу е-поште, на пример ime@primer.rs."),
            "invalid": _("Адреса е-поште није исправна. Проверите да ли има знак @, на пример ime@primer.rs."),
        },
    )


class CodeForm(forms.Form):
    """The code from the message."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Код из поруке"),
        help_text=_("Шест цифара."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-5", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
        error_messages={"required": _("Унесите шест цифара из поруке.")},
    )


# -- the partner who fills in ------------------------------------------------------------------------------------------
@require_http_methods(READ_AND_SEND)
@on_journey
def ask(request: HttpRequest, journey: Journey, municipality: str) -> HttpResponse:
    """The link for the second partner, and the one-time code to an own address."""
    draft = journey.draft
    if journey.obstacle() is not None or other_problems(draft, journey):
        return redirect(journey.check_address)
    found = consent.ask_partner(draft=draft, by=journey.by)
    form = EmailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if too_often(request, MailThrottle):
            form.add_error(None, translate("Послато је много порука за кратко време. Покушајте поново за један сат."))
        elif _sent(found, draft, form, journey):
            say(request, _("Код је послат. Чим партнер да сагласност, можете да пошаљете захтев."))
            return redirect(request.path)
    context = frame(journey) | {
        "form": form,
        "consent": found,
        "holds": consent.holds(found, consent.filed_answers(draft)),
        "second": Request.read(journey.answers).second,
        "link": request.build_absolute_uri(reverse("cases:invitation", args=[found.code])),
        "back_url": journey.check_address,
    }
    return render(request, "ivf-costs/ask_partner.html", context)


def other_problems(draft: Draft, journey: Journey) -> bool:
    """Whether anything but the agreement still has to be mended: the second partner agrees to a finished text."""
    here = reverse("cases:ivf-costs:ask-partner", args=[draft.municipality.slug, draft.code])
    return any(problem.url != here for problem in problems_of(draft, journey.answers))


def _sent(found: PartnerConsent, draft: Draft, form: EmailForm, journey: Journey) -> bool:
    try:
        consent.send_code(consent=found, draft=draft, email=form.cleaned_data["email"], by=journey.by)
    except consent.SameAddress:
        form.add_error("email", translate("Ово је ваша адреса. Код мора да стигне другом партнеру, на његову адресу."))
    except consent.WrongCode:
        form.add_error("email", translate("Послато је превише кодова за овај захтев. Нека се партнер пријави налогом."))
    else:
        return True
    return False


# -- the second partner ------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(READ_AND_SEND)
def agree(request: HttpRequest, municipality: str, code: str) -> HttpResponse:
    """Prove who you are, read the request, agree. Nothing of it is shown before."""
    found, draft = consent.consent_by_code(code)
    if draft.case_id is not None:
        return _page(request, draft, "filed")
    way = _proved(request, found, draft)
    if way is None:
        return _prove(request, found, draft)
    if request.method == "POST" and "agree" in request.POST:
        return _agreed(request, found, draft, way)
    return _show(request, found, draft)


def _proved(request: HttpRequest, found: PartnerConsent, draft: Draft) -> Way | None:
    """How the reader has proved to be the second partner in this session; None while that has not happened."""
    if request.session.get(PROVED, {}).get(found.code) == found.round and found.round:
        return Way.CODE
    by = person(request)
    if by is None or level_of(request) < needed_level(draft):
        return None
    return Way.ACCOUNT if consent.is_second(draft, consent.filed_answers(draft), by) else None


def needed_level(draft: Draft) -> Level:
    """The level of sign-in that the municipality asks of both partners."""
    service = get(draft.service)
    found = value(service.assurance_parameter, municipality=draft.municipality, on=timezone.localdate())
    return Level(found.value)


def _prove(request: HttpRequest, found: PartnerConsent, draft: Draft) -> HttpResponse:
    by, error = person(request), ""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        error = _try_code(request, found, draft, form)
        if not error:
            return redirect(request.path)
        form.add_error("code", error)
    needed = needed_level(draft)
    strong = by is not None and level_of(request) >= needed
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    context = {
        "form": form if found.sent_at else None,
        "stranger": strong,
        "sign_in": sign_in if by is None else step_up_address(request, needed, service=draft.service),
        "signed_in_as": by,
        "is_owner": by is not None and by.pk == draft.owner_id,
    }
    return _page(request, draft, "prove", status=403 if strong and request.method != "POST" else 200, **context)


def _try_code(request: HttpRequest, found: PartnerConsent, draft: Draft, form: CodeForm) -> str:
    """Empty text when the code fits, else the sentence."""
    if too_often(request, VerifyThrottle):
        return str(WRONG["often"])
    try:
        consent.check_code(consent=found, draft=draft, code=form.cleaned_data["code"])
    except consent.WrongCode as wrong:
        return str(WRONG[wrong.reason])
    request.session[PROVED] = {**request.session.get(PROVED, {}), found.code: found.round}
    return ""


def _agreed(request: HttpRequest, found: PartnerConsent, draft: Draft, way: Way) -> HttpResponse:
    seen = request.POST.get("seen", "")
    try:
        consent.agree(consent=found, draft=draft, seen=seen, way=way, by=person(request))
    except consent.Changed:
        return _show(request, found, draft, changed=True)
    return redirect(request.path)


def _show(request: HttpRequest, found: PartnerConsent, draft: Draft, *, changed: bool = False) -> HttpResponse:
    answers = consent.filed_answers(draft)
    return _page(
        request, draft, "agree", status=409 if changed else 200,
        groups=answer_tree(get(draft.service), answers, Mode.APPLICANT), seen=digest(answers).hex(), changed=changed,
        holds=consent.holds(found, answers),
    )  # fmt: skip


def _page(request: HttpRequest, draft: Draft, stage: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page at one of its stages. Before the reader is known it does not say what the request is about."""
    around = about(draft, get(draft.service)) | {"stage": stage, "back_url": ""} | more
    if stage == "prove":
        around |= {"service": None}
    return render(request, "ivf-costs/agree.html", around, status=status)
