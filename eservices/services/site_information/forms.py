"""Questions of the request for information on a location, one form a page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from eservices.cases.forms import (
    NOT_GIVEN,
    ChoiceField,
    CompanyNumberField,
    JmbgField,
    LongTextField,
    PibField,
    StepForm,
    TextField,
    YesNoField,
)
from eservices.cases.repeated import RowForm, RowsField
from eservices.services.site_information import rules
from eservices.services.site_information.models import CadastralMunicipality
from municipalities import amounts
from municipalities.templatetags.pismo import pismo

NATURAL, LEGAL = "natural", "legal"
PORTAL, POST, COUNTER = "portal", "post", "counter"
OTHER = "other"

PARCEL_MESSAGES = {
    "empty": _("Унесите број парцеле, на пример 1234/5."),
    "letters": _("Број парцеле има само цифре и косу црту, на пример 1234/5. Слова не уносите."),
    "dash": _("Између броја и подброја парцеле стоји коса црта, а не цртица: на пример 123/4."),
    "slashes": _("Парцела има највише један подброј, на пример 123/4. Ознаку дела парцеле не уносите."),
    "zero": _("Број и подброј парцеле не могу бити нула."),
    "length": _("Број парцеле има највише шест, а подброј највише четири цифре."),
    "format": _("Унесите број парцеле, а подброј иза косе црте, на пример 1234 или 1234/5."),
    "none": _("Унесите бар једну парцелу."),
    "too-many": _("Највише 20 парцела може бити у једном захтеву. За остале поднесите још један захтев."),
    "twice": _("Иста парцела је унета два пута. Уклоните један ред."),
}
STOREYS_MESSAGES = {
    "unreadable": _("Унесите спратност као П+1+Пк (приземље, један спрат, поткровље)."),
    "ground": _("Спратност има једно приземље, на пример П+1+Пк."),
    "too-many": _("Проверите спратност: највише 60 етажа."),
}
CLASSES = [
    (rules.ObjectClass.A.value, _("А – незахтевни објекти (на пример мања породична кућа, помоћни објекат)")),
    (rules.ObjectClass.B.value, _("Б – мање захтевни објекти (на пример већа породична кућа, мања пословна зграда)")),
    (rules.ObjectClass.V.value, _("В – захтевни објекти (на пример стамбена зграда, школа, хала)")),
    (rules.ObjectClass.G.value, _("Г – инжењерски објекти (на пример пут, цевовод, далековод)")),
]


class PlaceForm(StepForm):
    """Eligibility first: plans are known only for the own territory."""

    one_question = True
    here = YesNoField(
        label=_("Да ли је парцела на подручју ове општине или града?"),
        error_messages={"required": _("Изаберите да ли је парцела на подручју ове општине или града.")},
    )


class ParcelRow(RowForm):
    """One parcel: cadastral municipality and number."""

    ko = forms.ChoiceField(
        label=_("Катастарска општина"),
        choices=(),
        error_messages={
            "required": _(
                "Изаберите катастарску општину са списка. Исти број парцеле постоји у више катастарских општина."
            ),
            "invalid_choice": _(
                "Изаберите катастарску општину са списка. Исти број парцеле постоји у више катастарских општина."
            ),
        },
    )
    number = TextField(
        label=_("Број парцеле"),
        max_length=40,
        width="10",
        help_text=_("Број и подброј, на пример 1234/5. Пише у листу непокретности и на сајту катастра."),
        error_messages={"required": PARCEL_MESSAGES["empty"]},
    )

    def __init__(self, *args: Any, places: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places or {}
        shown = [(code, pismo(name)) for code, name in self.places.items()]
        self.fields["ko"].choices = shown if len(shown) == 1 else [("", _("– изаберите –")), *shown]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        try:
            return rules.read_parcel(self.cleaned_data["number"])
        except rules.ParcelError as error:
            raise forms.ValidationError(PARCEL_MESSAGES[error.code], code=error.code) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "ko" in given:
            given["ko_name"] = self.places[given["ko"]]
        return given

    @classmethod
    def in_words(cls, row: Mapping[str, Any]) -> str:
        return parcel_in_words(row)


def parcel_in_words(row: Mapping[str, Any]) -> str:
    """``КО Крагујевац Пример, парцела 1234/5`` in the language now active."""
    return translate("КО %(place)s, парцела %(number)s") % {"place": pismo(row["ko_name"]), "number": row["number"]}


class ParcelsForm(StepForm):
    """Which parcels are asked about, 1 to 20."""

    parcels = RowsField(
        ParcelRow,
        label=_("Парцеле"),
        row_label=_("Парцела"),
        add_label=_("Додајте парцелу"),
        most=rules.MOST_PARCELS,
        error_messages={"required": PARCEL_MESSAGES["none"], "most": PARCEL_MESSAGES["too-many"]},
    )
    address = TextField(
        label=_("Адреса или опис места"),
        required=False,
        max_length=200,
        help_text=_("Ако парцела има адресу, или како се зове потес."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = CadastralMunicipality.objects.filter(municipality=self.municipality) if self.municipality else ()
        self.fields["parcels"].row_options = {"places": {row.code: row.name for row in known}}  # type: ignore[attr-defined]

    def clean_parcels(self) -> list[dict[str, Any]]:
        parcels: list[dict[str, Any]] = self.cleaned_data["parcels"]
        try:
            rules.check_parcels([(row["ko"], row["number"]) for row in parcels])
        except rules.ParcelError as error:
            raise forms.ValidationError(PARCEL_MESSAGES[error.code], code=error.code) from None
        return parcels


class AdjacencyForm(StepForm):
    """Several parcels in one document: next to each other, or for a reason."""

    adjacent = YesNoField(
        label=_("Да ли се парцеле граниче једна с другом?"),
        error_messages={"required": _("Изаберите да ли се парцеле граниче.")},
    )
    reason = LongTextField(
        label=_("Ако се не граниче, зашто их тражите заједно?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("adjacent") == "no" and not (given.get("reason") or "").strip():
            self.add_error("reason", _("Напишите зашто парцеле које се не граниче тражите заједно."))
        return given


class ApplicantKindForm(StepForm):
    """Anybody may ask; the two kinds give different data."""

    one_question = True
    kind = ChoiceField(
        label=_("Ко тражи информацију?"),
        choices=[(NATURAL, _("Физичко лице")), (LEGAL, _("Правно лице или предузетник"))],
        error_messages={"required": _("Изаберите ко тражи информацију.")},
    )


class PersonForm(StepForm):
    """The person block."""

    first_name = TextField(label=_("Име"), max_length=80, width="20", error_messages={"required": _("Унесите име.")})
    last_name = TextField(
        label=_("Презиме"), max_length=80, width="20", error_messages={"required": _("Унесите презиме.")}
    )
    jmbg = JmbgField(
        label=_("ЈМБГ"),
        help_text=_("13 цифара са личне карте."),
        error_messages={"required": _("Унесите ЈМБГ, 13 цифара са личне карте.")},
    )


class CompanyForm(StepForm):
    """A firm and who stands for it."""

    name = TextField(label=_("Пословно име"), error_messages={"required": _("Унесите пословно име.")})
    number = CompanyNumberField(
        label=_("Матични број"),
        help_text=_("8 цифара. Пише на сајту АПР-а."),
        error_messages={"required": _("Унесите матични број, 8 цифара.")},
    )
    pib = PibField(label=_("ПИБ"), help_text=_("9 цифара."), error_messages={"required": _("Унесите ПИБ, 9 цифара.")})
    representative = TextField(
        label=_("Законски заступник"),
        help_text=_("Име и презиме онога ко заступа правно лице."),
        max_length=120,
        error_messages={"required": _("Унесите име и презиме законског заступника.")},
    )


class AddressForm(StepForm):
    """Where the document is sent when it goes by post."""

    street = TextField(label=_("Улица и број"), max_length=120, error_messages={"required": _("Унесите улицу и број.")})
    place = TextField(label=_("Место"), max_length=80, width="20", error_messages={"required": _("Унесите место.")})
    postal_code = forms.RegexField(
        label=_("Поштански број"),
        regex=r"^\s*\d{5}\s*$",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={
            "required": _("Унесите поштански број, на пример 34000."),
            "invalid": _("Поштански број има 5 цифара, на пример 34000."),
        },
    )
    phone = PhoneNumberField(
        label=_("Телефон"),
        region="RS",
        required=False,
        help_text=_("Само ако желите да вас службеник позове због нејасноћа."),
        error_messages={"invalid": _("Унесите телефон са позивним бројем, на пример 064 123 4567.")},
    )


class PurposeForm(StepForm):
    """What the document is wanted for."""

    purpose = ChoiceField(
        label=_("За шта вам је потребна информација?"),
        choices=[
            ("building", _("Нова градња")),
            ("extension", _("Доградња или надградња")),
            ("use", _("Промена намене")),
            ("subdivision", _("Парцелација или препарцелација")),
            ("purchase", _("Куповина")),
            ("legalisation", _("Озакоњење")),
            (OTHER, _("Друго")),
        ],
        error_messages={"required": _("Изаберите за шта вам је потребна информација.")},
    )
    other = TextField(label=_("Ако је друго, за шта?"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("purpose") == OTHER and not given.get("other"):
            self.add_error("other", _("Напишите за шта вам је потребна информација."))
        return given


class AreaField(forms.CharField):
    """Square metres in Serbian spelling: 256 or 1.024,50."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(**kwargs)
        self.widget.attrs |= {"class": "govuk-input--width-10", "inputmode": "decimal"}

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            area = amounts.parse_amount(text)
        except amounts.InvalidAmount:
            area = Decimal(0)
        if not 0 < area < 10_000_000:
            raise forms.ValidationError(_("Унесите површину у квадратним метрима, на пример 180 или 180,50."))
        return area


class ObjectForm(StepForm):
    """The building, as far as it is known; the class may set the fee."""

    object_class = ChoiceField(
        label=_("Класа објекта"),
        required=False,
        choices=[*CLASSES, ("", _("Не знам или не планирам градњу"))],
        help_text=_("По правилнику о класификацији објеката. Од класе може зависити висина накнаде."),
    )
    use = TextField(label=_("Намена објекта"), required=False, max_length=120, help_text=_("На пример породична кућа."))
    storeys = TextField(
        label=_("Спратност"), required=False, max_length=20, width="10", help_text=_("На пример П+1+Пк.")
    )
    gross = AreaField(label=_("Бруто површина, м²"), required=False)

    def clean_storeys(self) -> str:
        text: str = self.cleaned_data["storeys"]
        if text:
            try:
                rules.storeys(text)
            except rules.StoreysError as error:
                raise forms.ValidationError(STOREYS_MESSAGES[error.code], code=error.code) from None
        return text

    @classmethod
    def kept_data(cls, given: Mapping[str, Any] | None) -> dict[str, Any]:
        data = super().kept_data(given)
        if data.get("gross"):
            data["gross"] = amounts.format_amount(Decimal(data["gross"]))
        return data

    @classmethod
    def shown(cls, name: str, value: Any) -> str:
        """The area with its unit; a class that is not known is said to be not given."""
        if name == "gross" and value:
            return translate("%(area)s м²") % {"area": amounts.format_amount(Decimal(value))}
        if name == "object_class" and not value:
            return str(NOT_GIVEN)
        return super().shown(name, value)


class DeliveryForm(StepForm):
    """How the document should arrive."""

    one_question = True
    way = ChoiceField(
        label=_("Како желите да добијете документ?"),
        choices=[
            (PORTAL, _("На овом порталу, као PDF са електронским печатом")),
            (POST, _("Поштом на адресу коју сте навели")),
            (COUNTER, _("На шалтеру")),
        ],
        error_messages={"required": _("Изаберите како желите да добијете документ.")},
    )


class ConsentForm(StepForm):
    """The last declaration."""

    truth = forms.BooleanField(
        label=_("Изјављујем да су подаци у захтеву тачни"),
        error_messages={"required": _("Потврдите да су подаци тачни.")},
    )
