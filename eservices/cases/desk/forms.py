"""Forms of the acts: each carries the version that the official saw, and asks only what the act needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.actions.relating import Receiver
from eservices.cases.desk.people import Colleague
from eservices.cases.forms import DateField
from eservices.cases.models import Case, Delivery
from municipalities.accounts.models import User
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

LONGEST_EXTENSION = 60


class VersionForm(forms.Form):
    """An act without questions; ``version`` is what the page was made from."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **{"initial": {"version": case.version}, **kwargs})

    @property
    def seen(self) -> int:
        """The version that the official saw."""
        return int(self.cleaned_data["version"])

    def refresh_version(self) -> None:
        """After a conflict the page goes on from the present state, with everything typed kept."""
        self.data = {**self.data, "version": str(self.case.version)}


class ReasonForm(VersionForm):
    """An act that needs a reason in words (образложење)."""

    reason = forms.CharField(
        label=_("Разлог"),
        help_text=_("Подносилац ће га прочитати."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={
            "required": _("Напишите разлог."),
            "max_length": _("Разлог може имати највише 2.000 знакова. Скратите га."),
        },
    )


class StayForm(ReasonForm):
    """A stay of the proceedings (прекид поступка)."""

    until = DateField(
        label=_("Очекује се наставак до"),
        help_text=_("Ако се зна, на пример 3.11.2026."),
        required=False,
    )

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError(_("Изаберите дан после данашњег."))
        return day


class ExtensionForm(ReasonForm):
    """A longer term, where a rule allows it."""

    days = forms.IntegerField(
        label=_("За колико дана"),
        min_value=1,
        max_value=LONGEST_EXTENSION,
        error_messages={
            "required": _("Унесите број дана, на пример 30."),
            "invalid": _("Унесите број дана, на пример 30."),
            "min_value": _("Рок се продужава за најмање један дан."),
            "max_value": _("Рок се продужава за највише 60 дана."),
        },
    )
    field_order = ["days", "reason"]


class TransferForm(ReasonForm):
    """To whom a case is handed over (уступање)."""

    municipality = forms.ModelChoiceField(
        label=_("Општина или град"),
        help_text=_("Ако је надлежна управа друге општине."),
        queryset=Municipality.objects.all(),
        required=False,
        empty_label=_("– није општина –"),
        error_messages={"invalid_choice": _("Изаберите општину са списка.")},
    )
    organ = forms.CharField(
        label=_("Назив органа"),
        help_text=_("Ако није општинска управа, на пример: Републички геодетски завод, Служба за катастар Чачак."),
        max_length=200,
        required=False,
    )
    field_order = ["municipality", "organ", "reason"]

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        choices = Municipality.objects.exclude(pk=case.municipality_id)
        self.fields["municipality"].queryset = choices  # type: ignore[attr-defined]
        self.fields["municipality"].label_from_instance = lambda place: pismo(place.name)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("municipality") and not given.get("organ", "").strip():
            self.add_error("organ", _("Изаберите општину или напишите назив органа."))
        return given

    def receiver(self) -> Receiver:
        """The organ by its name; without one it is the administration of the chosen municipality."""
        place, organ = self.cleaned_data["municipality"], self.cleaned_data["organ"].strip()
        return Receiver(organ or place.administration_name, place)


class AssignForm(VersionForm):
    """To whom the case goes (сигнирање)."""

    to = forms.ChoiceField(
        label=_("Службеник"), error_messages={"required": _("Изаберите службеника."),
                                             "invalid_choice": _("Изаберите службеника са списка.")}
    )  # fmt: skip

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.user.pk): one.user for one in colleagues if one.processes(self.case.service)}
        names = [(pk, str(user)) for pk, user in self.people.items()]
        self.fields["to"].choices = [("", _("– изаберите –")), *names, ("niko", _("нико"))]  # type: ignore[attr-defined]

    def chosen(self) -> User | None:
        return self.people.get(self.cleaned_data["to"])


class NoteForm(forms.Form):
    """A note between officials (белешка)."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("Нова белешка"),
        help_text=_("Виде је само службеници."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        error_messages={
            "required": _("Напишите белешку."),
            "max_length": _("Белешка може имати највише 4.000 знакова."),
        },
    )


class EvidenceNoteForm(VersionForm):
    """Where a fact comes from that an official enters by hand."""

    note = forms.CharField(
        label=_("Белешка: одакле је податак"),
        help_text=_("На пример: увид у личну карту на шалтеру, потврда бр. 12/2026. Остаје у предмету."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": _("Напишите одакле је податак; без белешке не може да се унесе.")},
    )


class RestrictedForm(forms.Form):
    """Why a sensitive document is opened; the reason is logged and the citizen sees that it was opened."""

    use_required_attribute = False
    REASONS = (
        ("completeness", _("проверавам да ли је захтев потпун")),
        ("decision", _("одлучујем о захтеву")),
        ("appeal", _("припремам предмет за жалбу")),
        ("citizen", _("тражи подносилац")),
        ("other", _("други разлог")),
    )
    reason = forms.ChoiceField(
        label=_("Зашто отварате овај документ?"),
        choices=REASONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите разлог.")},
    )
    words = forms.CharField(
        label=_("Други разлог, речима"),
        max_length=300,
        required=False,
        help_text=_("Чува се као белешка у предмету."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("reason") == "other" and not given.get("words", "").strip():
            self.add_error("words", _("Напишите разлог речима."))
        return given


class DeliveryForm(forms.Form):
    """What became of a letter."""

    use_required_attribute = False
    POSTED, DELIVERED, RETURNED = "posted", "delivered", "returned"
    what = forms.ChoiceField(
        label=_("Шта се догодило?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите шта се догодило.")},
    )
    on = DateField(label=_("Ког дана"), initial=timezone.localdate)
    proof = forms.CharField(
        label=_("Доказ"),
        max_length=200,
        help_text=_("Број пријемнице, доставнице или потврде са шалтера."),
        error_messages={"required": _("Унесите број пријемнице, доставнице или потврде.")},
    )

    def __init__(self, *args: Any, delivery: Delivery, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(self.DELIVERED, _("уручено је (поштом или на шалтеру)"))]
        if delivery.status == Delivery.Status.POSTED:
            choices.append((self.RETURNED, _("вратило се неуручено")))
        else:
            choices.insert(0, (self.POSTED, _("предато је пошти")))
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Дан не може бити после данашњег."))
        return day
