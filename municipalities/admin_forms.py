"""Forms of the admin of municipalities: values in Serbian format, services chosen from the catalogue."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities import catalogue
from municipalities.amounts import InvalidAmount, format_date, parse_amount
from municipalities.models import OfferedService, Office, Parameter
from municipalities.parameters import values

_WORD = re.compile(r"[a-z][a-z-]*")


def service_choices() -> list[tuple[str, Any]]:
    """Installed services by name."""
    return [(entry.slug, entry.name) for entry in catalogue.entries()]


class ServicesField(forms.MultipleChoiceField):
    """Any number of installed services, kept as a list of their folder names; none means all."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=service_choices, required=False, **options)


class OfficeForm(forms.ModelForm[Office]):
    """A counter with the services that it handles."""

    services = ServicesField(label=_("услуге које води"), help_text=_("Ништа означено значи: све услуге."))

    class Meta:
        model = Office
        fields = "__all__"  # noqa: DJ007


class OfferForm(forms.ModelForm[OfferedService]):
    """An installed service that the municipality offers."""

    service = forms.ChoiceField(label=_("услуга"), choices=service_choices)

    class Meta:
        model = OfferedService
        fields = "__all__"  # noqa: DJ007


class ValueField(forms.Field):
    """A legal value: a number in Serbian format (``1,5``, ``169.921``) or a word of small Latin letters."""

    default_error_messages = {
        "value": _("Унесите број, на пример 1,5 или 169.921,00, или реч малим латиничним словима."),
    }

    def prepare_value(self, value: Any) -> str:
        """Stored ``19.9`` is shown as 19,9; what was typed stays as typed."""
        if isinstance(value, int):
            return str(value)
        text = str(value if value is not None else "")
        return text.replace(".", ",") if re.fullmatch(r"\d+\.\d+", text) else text

    def to_python(self, value: Any) -> int | str | None:
        text = str(value or "").strip()
        if not text or _WORD.fullmatch(text):
            return text or None
        try:
            number = parse_amount(text)
        except InvalidAmount as fault:
            raise ValidationError(self.error_messages["value"], code="value") from fault
        return int(number) if number == number.to_integral_value() else _plain(number)


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


class ParameterForm(forms.ModelForm[Parameter]):
    """A new legal value. Before it is saved the form says from when it holds, where, and what it replaces."""

    value = ValueField(label=_("вредност"))
    effect_seen = forms.BooleanField(
        label=_("Јасно ми је од када и где ће вредност важити"),
        required=False,
        help_text=_("Сачувајте једном без ове ознаке да видите шта се мења."),
    )

    class Meta:
        model = Parameter
        fields = "__all__"  # noqa: DJ007

    def clean_valid_from(self) -> Any:
        """The past is not edited: decisions already rest on it."""
        start = self.cleaned_data["valid_from"]
        if start <= timezone.localdate():
            raise ValidationError(_("Вредност може да важи најраније од сутра. За прошлост важи оно што је уписано."))
        return start

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ready = "effect_seen" in self.fields and not self.errors
        if ready and not data.get("effect_seen"):
            self.add_error("effect_seen", ValidationError(_EFFECT, code="effect", params=self._effect(data)))
        return data

    def _effect(self, data: dict[str, Any]) -> dict[str, Any]:
        place, start = data.get("municipality"), data["valid_from"]
        before = values([data["code"]], municipality=place, on=start).get(data["code"])
        return {
            "start": format_date(start),
            "place": place.official_name if place else _("све општине и градове"),
            "value": f"{data['value']} {data['unit']}".strip(),
            "before": f"{before.value} {before.unit}".strip() if before else _("ништа"),
        }


_EFFECT = _(
    "Још није сачувано. Од %(start)s за %(place)s важиће: %(value)s. До тада важи: %(before)s. Ако је то у реду,"
    " означите да вам је јасно и сачувајте поново."
)
