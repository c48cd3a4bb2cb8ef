"""In which language the applicant wants the decision, where the municipality officially uses more than Serbian."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from eservices.cases import actions, passages
from eservices.cases.lifecycle import NotAllowed
from eservices.cases.models import Case
from eservices.cases.views.case_page import own_case
from eservices.cases.views.replies import READ_AND_SEND, not_now, surroundings
from eservices.cases.views.shared import say, signed_in
from municipalities.accounts.models import User


class LanguageForm(forms.Form):
    """Serbian alone, or Serbian and one of the languages in official use."""

    decision_language = forms.ChoiceField(
        label=_("На ком језику желите одлуку?"), required=False, widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Изаберите један од понуђених језика.")},
    )  # fmt: skip

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = passages.languages_of(case.municipality).items()
        self.fields["decision_language"].choices = [  # type: ignore[attr-defined]
            ("", _("српски")), *((code, _("српски и %(language)s") % {"language": name}) for code, name in others)
        ]  # fmt: skip


@require_http_methods(READ_AND_SEND)
@signed_in
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the language of the decision, until one is proposed."""
    found = own_case(request, code)
    if not passages.languages_of(found.municipality):
        raise Http404
    if found.state not in actions.BEFORE_PROPOSAL:
        return not_now(request, found)
    form = LanguageForm(request.POST or None, case=found, initial={"decision_language": passages.language_asked(found)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_language(
                case=found, language=form.cleaned_data["decision_language"], by=cast(User, request.user)
            )
        except NotAllowed:
            return not_now(request, found)
        say(request, _("Ваш избор језика одлуке је забележен."))
        return redirect("cases:case", code)
    return render(request, "cases/language.html", surroundings(found) | {"form": form})
