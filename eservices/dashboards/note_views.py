"""The form by which a note of what happened is put beside the figures of a municipality."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from eservices.cases import service as services
from eservices.cases.forms import ChoiceField, DateField, TextField
from eservices.cases.views.shared import rendered_in_other_script, say, signed_in
from eservices.dashboards import access
from eservices.dashboards.actions import noting
from eservices.dashboards.index_views import other_language, unbind
from eservices.dashboards.models import Note
from eservices.dashboards.screens.page import name_of
from municipalities.accounts.models import User


class NoteForm(forms.Form):
    """When, of which kind, for which service, and what happened."""

    use_required_attribute = False
    on = DateField(label=_("Када"), help_text=_("На пример 3.11.2026."))
    kind = ChoiceField(
        label=_("Врста"), choices=Note.Kind.choices, error_messages={"required": _("Изаберите врсту догађаја.")}
    )
    service = forms.ChoiceField(
        label=_("Услуга"), required=False, widget=forms.Select(attrs={"class": "govuk-select"}),
        help_text=_("Без избора белешка важи за све услуге."),
    )  # fmt: skip
    text = TextField(
        label=_("Шта се догодило"), max_length=200,
        help_text=_("Једна реченица, на пример: Два нова службеника примају захтеве. Без имена и података о људима."),
        error_messages={"required": _("Напишите једном реченицом шта се догодило.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = cast(forms.ChoiceField, self.fields["service"])
        offered.choices = [("", _("све услуге")), *((one.slug, one.name) for one in services.all_services())]

    def clean_on(self) -> Any:
        """A note is about what has happened."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Дан је у будућности. Унесите дан када се то већ догодило."))
        return day


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def add_note(request: HttpRequest, slug: str) -> HttpResponse:
    """Whoever reads the figures of a municipality may say what happened there."""
    user = cast(User, request.user)
    place = access.figures_of(user, slug)
    form, other = NoteForm(request.POST if request.method == "POST" else None), other_language(request)
    if not other and form.is_valid():
        given = form.cleaned_data
        noting.note(place=place, on=given["on"], kind=Note.Kind(given["kind"]), text=given["text"],
                    service=given["service"], by=user)  # fmt: skip
        say(request, _("Белешка је сачувана и стоји уз збирове."))
        return redirect("dashboards:municipality", slug)
    if other:
        translation.activate(other)
        unbind(request, form)
    context = {"form": form, "place_name": name_of(place),
               "back_url": reverse("dashboards:municipality", args=[slug])}  # fmt: skip
    return (rendered_in_other_script if other else render)(request, "dashboards/note.html", context)
