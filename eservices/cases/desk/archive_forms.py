"""Forms of the archive: lists, holds and packages. Each carries the version that the person saw."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eservices.cases.archive.steps import Kind
from eservices.cases.desk.forms import VersionForm
from eservices.cases.forms import ChoiceField
from eservices.cases.models import DisposalList

KINDS = [
    (Kind.DESTRUCTION.value, _("за излучивање: предмети којима је истекао рок чувања")),
    (Kind.HANDOVER.value, _("за примопредају: предмети који се трајно чувају и предају надлежном архиву")),
]


def why(label: Any, help_text: Any) -> forms.CharField:
    """A reason in words that only officials read."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={
            "required": _("Напишите разлог."),
            "max_length": _("Разлог може имати највише 1.000 знакова. Скратите га."),
        },
    )


class HoldForm(VersionForm):
    """Why a case may not be disposed of."""

    reason = why(
        _("Зашто предмет мора да остане"),
        _("На пример број парнице или ревизије. Подносилац га не види."),
    )


class LiftForm(VersionForm):
    """Why a hold is not needed any more."""

    reason = why(_("Зашто забрана више није потребна"), _("На пример кад је спор правноснажно завршен."))


class PackageForm(VersionForm):
    """What a package of a case is needed for."""

    reason = why(
        _("Зашто вам треба цео предмет"),
        _("Пакет садржи све, и осетљиве документе. Подносилац види да је направљен, ко га је направио и када."),
    )


class DrawUpForm(forms.Form):
    """Which list is drawn up."""

    use_required_attribute = False
    kind = ChoiceField(
        label=_("Каква листа"), choices=KINDS, error_messages={"required": _("Изаберите какву листу састављате.")}
    )


class ListForm(forms.Form):
    """A step of a list that asks nothing."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, disposal: DisposalList, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"version": disposal.version}, **kwargs})

    @property
    def given(self) -> dict[str, str]:
        """What the action takes besides the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def refresh_version(self, version: int) -> None:
        """After a conflict the page goes on from the present state, with everything typed kept."""
        self.data = {**self.data, "version": str(version)}


class ListReasonForm(ListForm):
    """A step that needs a reason."""

    reason = why(_("Разлог"), _("Прочитаће га колеге које раде на листи. Не уносите личне податке."))


class ConsentForm(ListForm):
    """The written consent of the public archive."""

    consent = forms.CharField(
        label=_("Број и датум сагласности надлежног архива"),
        help_text=_("На пример: 12/2026 од 2.3.2026."),
        max_length=200,
        error_messages={
            "required": _("Без писмене сагласности надлежног архива листа не може да се одобри. Упишите је.")
        },
    )


class ProofForm(ListForm):
    """The record with which the public archive took the cases over."""

    proof = forms.CharField(
        label=_("Број и датум записника о примопредаји"),
        help_text=_("Који је надлежни архив потписао, на пример: 7/2026 од 15.3.2026."),
        max_length=200,
        error_messages={"required": _("Упишите број и датум записника који је потписао надлежни архив.")},
    )


FORMS: dict[str, type[ListForm]] = {
    "": ListForm, "reason": ListReasonForm, "consent": ConsentForm, "proof": ProofForm,
}  # fmt: skip
"""The form of a step by what the table says that it asks."""
