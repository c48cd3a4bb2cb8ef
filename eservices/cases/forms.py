"""Forms of the questions: what is typed is checked in place, kept as JSON, and shown again in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import formats, timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case
from eservices.cases.repeated import RowsField
from municipalities import amounts
from municipalities.identifiers import (
    InvalidIdentifier,
    clean_account,
    clean_company_number,
    clean_jmbg,
    clean_pib,
    format_account,
)
from municipalities.models import Municipality

NOT_GIVEN = _("Није унето")

IDENTIFIER_MESSAGES = {
    "jmbg-empty": _("Унесите ЈМБГ, 13 цифара са личне карте."),
    "jmbg-length": _("ЈМБГ има тачно 13 цифара. Препишите га са личне карте или извода."),
    "jmbg-letters": _("ЈМБГ има само цифре. Проверите да није унето слово."),
    "jmbg-date": _("Првих седам цифара ЈМБГ не чине датум. Проверите да ли сте заменили цифре."),
    "jmbg-future": _("Датум рођења у ЈМБГ је у будућности. Проверите да ли сте заменили цифре."),
    "jmbg-check": _("ЈМБГ није исправан: последња цифра се не слаже. Проверите да ли сте погрешили неку цифру."),
    "company-empty": _("Унесите матични број фирме, 8 цифара."),
    "company-length": _("Матични број фирме има 8 цифара. Нађите га на печату или сајту АПР-а."),
    "company-letters": _("Матични број фирме има само цифре."),
    "pib-empty": _("Унесите ПИБ, 9 цифара."),
    "pib-length": _("ПИБ има 9 цифара. Нађите га на рачуну или сајту АПР-а."),
    "pib-letters": _("ПИБ има само цифре."),
    "pib-check": _("ПИБ није исправан: последња цифра се не слаже. Проверите да ли сте погрешили неку цифру."),
    "account-empty": _("Унесите број рачуна, на пример 160-1234567890123-12."),
    "account-length": _("Број рачуна има највише 18 цифара, на пример 160-1234567890123-12."),
    "account-letters": _("Број рачуна има само цифре и цртице, на пример 160-1234567890123-12."),
    "account-bank": _("Прве три цифре не означавају банку. Препишите рачун са картона или из апликације банке."),
    "account-check": _("Број рачуна није исправан: последње две цифре се не слажу. Препишите га са картона рачуна."),
}


def _message(error: InvalidIdentifier) -> str:
    return str(IDENTIFIER_MESSAGES[error.code])


UNREADABLE = _("У тексту је знак који се не види и не може да се сачува. Обришите текст и упишите га поново.")


def refuse_control_characters(text: str) -> None:
    """Refuse NUL and its kind; tabs and ends of lines are fine."""
    if any(unicodedata.category(letter) == "Cc" and letter not in "\t\r\n" for letter in text):
        raise forms.ValidationError(UNREADABLE, code="unreadable")


class ReadableField(forms.CharField):
    """Text without control characters, which somebody pastes without noticing."""

    default_validators = [refuse_control_characters]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [item for item in self.validators if not isinstance(item, ProhibitNullCharactersValidator)]


class TextField(ReadableField):
    """A line of text; NUL and other control characters are refused, spaces are trimmed."""

    def __init__(self, *, width: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)
        if width:
            self.widget.attrs["class"] = f"govuk-input--width-{width}"

    def clean(self, value: Any) -> str:
        return (
            " ".join(super().clean(value).split())
            if not isinstance(self.widget, forms.Textarea)
            else super().clean(value)
        )


class LongTextField(ReadableField):
    """Several lines of text."""

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        super().__init__(**kwargs)


class DateField(forms.DateField):
    """A date written the Serbian way, with or without the last dot.

    Shown back as it is typed, in every language: a page in English would else refuse the words that it shows itself.
    """

    default_error_messages = {
        "invalid": _("Унесите датум као дан, месец и годину, на пример 3.11.2026."),
        "required": _("Унесите датум, на пример 3.11.2026."),
    }
    widget = forms.DateInput(attrs={"class": "govuk-input--width-10", "inputmode": "text"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return value
        return f"{value.day}.{value.month}.{value.year}." if isinstance(value, date) else value


class MoneyField(ReadableField):
    """An amount in dinars in Serbian spelling: 99.500,00. Refuses 99,500.00 instead of guessing."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)
        self.widget.attrs |= {
            "class": "govuk-input--width-10",
            "inputmode": "decimal",
            "data-suffix": "РСД",
        }

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return amounts.parse_amount(text)
        except amounts.InvalidAmount:
            raise forms.ValidationError(
                _("Унесите износ са зарезом испред пара, на пример 99.500,00."),
                code="amount",
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return amounts.format_amount(value) if isinstance(value, Decimal) else value


class _IdentifierField(ReadableField):
    """Base of fields for numbers with check digits; spaces and dashes are ignored."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs |= {
            "class": "govuk-input--width-20",
            "inputmode": "numeric",
            "autocomplete": "off",
        }

    def read(self, text: str) -> str:
        raise NotImplementedError

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return self.read(text)
        except InvalidIdentifier as error:
            raise forms.ValidationError(_message(error), code=error.code) from None


class JmbgField(_IdentifierField):
    """ЈМБГ; kept as text because of its leading zero."""

    def read(self, text: str) -> str:
        return clean_jmbg(text).number


class CompanyNumberField(_IdentifierField):
    """Матични број привредног субјекта, 8 digits."""

    def read(self, text: str) -> str:
        return clean_company_number(text)


class PibField(_IdentifierField):
    """ПИБ, 9 digits with a check digit."""

    def read(self, text: str) -> str:
        return clean_pib(text)


class AccountField(_IdentifierField):
    """Bank account; kept as 18 digits."""

    def read(self, text: str) -> str:
        return clean_account(text)

    def prepare_value(self, value: Any) -> Any:
        return format_account(value) if isinstance(value, str) and len(value) == 18 and value.isdigit() else value


class YesNoField(forms.TypedChoiceField):
    """A question answered with yes or no; nothing is chosen beforehand."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", [("yes", _("Да")), ("no", _("Не"))])
        kwargs.setdefault("coerce", str)
        kwargs.setdefault("empty_value", "")
        kwargs.setdefault("widget", forms.RadioSelect)
        super().__init__(**kwargs)


class ChoiceField(forms.ChoiceField):
    """One of a few, as radio buttons."""

    widget = forms.RadioSelect


class StepForm(forms.Form):
    """Form of one step. ``today``, the other ``answers`` and the ``municipality`` are at hand for checks and choices.

    ``one_question`` tells the template that the only label is the page's heading. ``restricted`` fields are masked
    wherever officials read; showing one is an act of its own, which is logged.
    """

    one_question: ClassVar[bool] = False
    restricted: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date | None = None,
        all_answers: Mapping[str, Mapping[str, Any]] | None = None,
        municipality: Municipality | None = None,
        **kwargs: Any,
    ) -> None:
        self.today, self.all_answers = today or timezone.localdate(), all_answers or {}
        self.municipality = municipality
        super().__init__(data, **kwargs)
        for name, field in self.fields.items():
            if not field.required and not isinstance(field, forms.BooleanField):
                field.label_suffix = ""
            field.widget.attrs.setdefault("spellcheck", "false")
            if field.required and "required" in field.error_messages:
                field.error_messages["required"] = self.required_messages.get(name, field.error_messages["required"])

    required_messages: ClassVar[Mapping[str, Any]] = {}

    @classmethod
    def kept_data(cls, given: Mapping[str, Any] | None) -> dict[str, Any]:
        """Kept answers as the form would receive them from a browser."""
        return {
            name: amounts.format_amount(Decimal(value))
            if isinstance(cls.base_fields.get(name), MoneyField) and value
            else value
            for name, value in (given or {}).items()
        }

    @classmethod
    def shown(cls, name: str, value: Any) -> str:
        """A kept answer as people read it; to be replaced where the choices come from the database."""
        return in_words(cls.base_fields[name], value)

    def rearranged(self) -> str:
        """Anchor of the place where a button has just added or taken away a row; empty when none was pressed."""
        rows = [self[name] for name, field in self.fields.items() if isinstance(field, RowsField)]
        return next((bound.rearranged for bound in rows if bound.rearranged), "")  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """Cleaned values as JSON can keep them."""
        return {
            name: _to_json(value) for name, value in self.cleaned_data.items() if not isinstance(value, UploadedFile)
        }


class CaseForm(forms.Form):
    """Form of an outcome whose questions depend on the case; the composer gives it the ``case``."""

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, **kwargs)


def _to_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, bool | int | list | type(None)) else str(value)


def in_words(field: forms.Field, value: Any) -> str:
    """A kept answer as a reader should see it: the label of a choice, a date, an amount, yes or no."""
    if value in (None, "", []):
        return str(NOT_GIVEN)
    if isinstance(field, RowsField):
        return field.in_words(value)
    if isinstance(field, forms.BooleanField):
        return translate("Да") if value else translate("Не")
    if isinstance(field, forms.MultipleChoiceField):
        labels = dict(_flat(field.choices))
        return ", ".join(str(labels.get(item, item)) for item in value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(_flat(field.choices)).get(value, value))
    if isinstance(field, forms.DateField):
        return formats.date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
    if isinstance(field, MoneyField):
        return f"{amounts.format_amount(Decimal(value))} {translate('РСД')}"
    if isinstance(field, AccountField):
        return format_account(value)
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
