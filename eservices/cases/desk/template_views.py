"""Passages of a municipality's decisions: a new version is written, shown in every language, and published by another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.cases import actions, passages
from eservices.cases import service as services
from eservices.cases.desk import people
from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import CONFLICT, FORBIDDEN, MISTAKES, Refusal
from eservices.cases.desk.words import service_name
from eservices.cases.models import DecisionTemplate
from municipalities.accounts.roles import Permission
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

LIST = "admin:cases_decisiontemplate_changelist"
PAGE = "admin:cases_decisiontemplate_change"
LONGEST = 4000
TERM = "{дана}"


def languages(place: Municipality) -> dict[str, Any]:
    """Serbian first, then the minority languages in official use."""
    return {passages.SERBIAN: gettext_lazy("српски"), **passages.languages_of(place)}


class TemplateForm(forms.Form):
    """One text area for each passage in each language; an empty one leaves what the portal writes."""

    use_required_attribute = False
    service = forms.ChoiceField(label=gettext_lazy("Услуга"), required=False)

    def __init__(self, *args: Any, place: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        choices = [(one.slug, one.name) for one in services.all_services()]
        self.fields["service"].choices = [("", _("све услуге")), *choices]  # type: ignore[attr-defined]
        for code, language in languages(place).items():
            for name, label in passages.PASSAGES.items():
                self.fields[f"{code}-{name}"] = forms.CharField(
                    label=f"{label} ({language})", required=False, max_length=LONGEST,
                    widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, text in list(given.items()):
            unknown = passages.unknown_placeholders(text) if "-" in name else []
            if unknown:
                self.add_error(name, _("Ово нико не попуњава: %(what)s. Погледајте шта може да стоји у заградама.")
                               % {"what": ", ".join(unknown)})  # fmt: skip
        remedies = [name for name in given if name.endswith("-remedy") and given[name]]
        for name in remedies:
            if TERM not in passages.placeholders_in(given[name]):
                self.add_error(
                    name,
                    _("Поука мора да каже рок за жалбу. Тамо где стоји број дана упишите: %(mark)s") % {"mark": TERM},
                )
        if not self.errors and not self.texts():
            raise forms.ValidationError(_("Напишите бар један пасус."))
        return given

    def texts(self) -> dict[str, dict[str, str]]:
        """Passages by language, the empty ones left out."""
        found: dict[str, dict[str, str]] = {}
        for code in languages(self.place):
            for name in passages.PASSAGES:
                text = self.cleaned_data.get(f"{code}-{name}", "").strip()
                if text:
                    found.setdefault(code, {})[name] = text
        return found


def new(request: HttpRequest) -> HttpResponse:
    """Write the next version, beginning with what holds now for the chosen service."""
    desk = people.desk_of(request)
    if not people.holds(desk, Permission.CONFIGURE):
        raise Http404
    place = Municipality.objects.get(pk=desk.municipality_id)
    data = request.POST if request.method == "POST" else None
    form = TemplateForm(data, place=place, initial=_initial(place, request.GET.get("usluga", "")))
    if data is not None and form.is_valid():
        made = actions.propose_template(
            municipality=place, service=form.cleaned_data["service"], texts=form.texts(), by=desk.user
        )
        messages.success(request, _("Издање је сачувано. Објављује га друга особа."))
        return redirect(PAGE, made.pk)
    context = frame(request, _("Ново издање обрасца одлуке"), form=form, placeholders=passages.PLACEHOLDERS.items())
    return render(request, "admin/desk/template_new.html", context, status=MISTAKES if form.errors else 200)


def _initial(place: Municipality, service: str) -> dict[str, str]:
    row = passages.latest(place, service)
    texts = row.passages if row else {}
    return {"service": service} | {
        f"{code}-{name}": text for code, named in texts.items() for name, text in named.items()
    }


def show(request: HttpRequest, row: DecisionTemplate) -> HttpResponse:
    """A version as decisions will read with it, in each language; publish or reject while it waits."""
    desk = people.desk_of(request)
    refusal = None
    if request.method == "POST":
        publishing = "publish" in request.POST
        refusal = _settle(row, desk.user, publishing=publishing)
        if refusal is None:
            messages.success(request, _("Издање је објављено.") if publishing else _("Издање је одбачено."))
            return redirect(LIST)
    waiting = row.state == DecisionTemplate.State.PROPOSED
    name = str(service_name(row.service)) if row.service else _("све услуге")
    context = frame(
        request,
        _("Образац одлуке: %(service)s, издање %(version)s") % {"service": name, "version": row.version},
        row=row,
        refusal=refusal,
        previews=previews(row),
        may_settle=waiting,
        may_publish=waiting and row.proposed_by_id != desk.user.pk,
    )
    return render(request, "admin/desk/template.html", context, status=refusal.status if refusal else 200)


def _settle(row: DecisionTemplate, by: Any, *, publishing: bool) -> Refusal | None:
    try:
        (actions.publish_template if publishing else actions.reject_template)(template=row, by=by)
    except actions.SamePerson:
        text = _("Ко је написао издање не може и да га објави (четири ока). Замолите колегу.")
        return Refusal(_("Издање мора да објави друга особа."), [text], FORBIDDEN)
    except actions.AlreadySettled:
        return Refusal(_("О издању је у међувремену већ одлучено."), [], CONFLICT)
    return None


def previews(row: DecisionTemplate) -> list[dict[str, Any]]:
    """The decision in each language that has a text, with marks where the portal writes."""
    return [
        {
            "code": code,
            "language": language,
            "parts": _parts(row.passages, "" if code == passages.SERBIAN else code, row),
        }
        for code, language in languages(row.municipality).items()
        if row.passages.get(code)
    ]


def _parts(texts: Mapping[str, Mapping[str, str]], second: str, row: DecisionTemplate) -> list[dict[str, Any]]:
    words = {
        "{подносилац}": "Милица Примеровић",
        "{општина}": pismo(row.municipality.official_name),
        "{орган}": _("другостепени орган"),
        "{дана}": "15",
    }

    def said(name: str) -> list[str]:
        return passages.spoken(texts, name, language=second, words=words)

    by_portal = [_("[пише портал]")]
    own_remedy = bool(texts.get(passages.SERBIAN, {}).get("remedy"))
    return [
        {"title": _("Увод"), "lines": [*said("introduction"), _("[правни основ, пише портал]")]},
        {"title": _("Изрека"), "lines": by_portal},
        {"title": _("Образложење"), "lines": [*said("opening"), *by_portal, *said("closing")]},
        {"title": _("Поука о правном средству"), "lines": [*([] if own_remedy else by_portal), *said("remedy")]},
    ]
