"""Questions about the parents: who lives here, who asks, who they are and how they are bound to each other."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from eservices.cases.forms import ChoiceField, JmbgField, StepForm, TextField, YesNoField
from eservices.services.e_baby import rules
from eservices.services.e_baby.values import decision_of

BOTH, MOTHER, FATHER, NEITHER = "both", "mother", "father", "neither"
BORN, DIED, STILLBORN = "born", "died", "stillborn"
SERBIAN, OTHER_CITIZENSHIP = "srb", "other"
MARRIED, EXTRAMARITAL, SINGLE = "married", "extramarital", "single"
FOREIGNER_NUMBER = re.compile(r"\d{13}", re.ASCII)


class ResidenceForm(StepForm):
    """Eligibility first: which of the parents lives here."""

    one_question = True
    who = ChoiceField(
        label=_("Ко од родитеља има пребивалиште у овој општини или граду?"),
        choices=[
            (BOTH, _("Оба родитеља")),
            (MOTHER, _("Само мајка")),
            (FATHER, _("Само отац")),
            (NEITHER, _("Ниједан родитељ")),
        ],
        error_messages={"required": _("Изаберите ко од родитеља има пребивалиште овде.")},
    )


class EventForm(StepForm):
    """What happened; two of the answers lead to quieter words."""

    one_question = True
    event = ChoiceField(
        label=_("Шта одговара вашој ситуацији?"),
        choices=[
            (BORN, _("Дете је рођено")),
            (DIED, _("Дете је рођено живо, па је преминуло")),
            (STILLBORN, _("Дете је рођено мртво")),
        ],
        error_messages={"required": _("Изаберите један од одговора.")},
    )


class RoleForm(StepForm):
    """Who asks."""

    one_question = True
    role = ChoiceField(
        label=_("Ко подноси захтев?"),
        choices=[(rules.Role.MOTHER.value, _("Мајка")), (rules.Role.FATHER.value, _("Отац"))],
        error_messages={"required": _("Изаберите ко подноси захтев.")},
    )


class FatherReasonForm(StepForm):
    """Why the father asks (ЗФППД чл. 22); without a reason he can ask for local aid, where there is any."""

    one_question = True
    reason = ChoiceField(
        label=_("Зашто захтев подноси отац?"),
        choices=[
            (rules.FatherReason.DIED.value, _("Мајка је преминула")),
            (rules.FatherReason.TAKEN.value, _("Дете је одлуком суда одузето од мајке")),
            (rules.FatherReason.PREVENTED.value, _("Мајка је из других разлога спречена да се стара о детету")),
            (rules.FatherReason.FOREIGN.value, _("Мајка је страна држављанка")),
            (rules.FatherReason.NONE.value, _("Ништа од тога: желим само помоћ општине или града")),
        ],
        error_messages={"required": _("Изаберите разлог.")},
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        if reason == rules.FatherReason.NONE and decision_of(self.municipality, self.today) is None:
            raise forms.ValidationError(
                _(
                    "Без неког од ових разлога родитељски додатак тражи мајка, а ова општина нема своју помоћ за "
                    "новорођено дете преко портала."
                )
            )
        return reason


class PersonForm(StepForm):
    """The person block of a parent."""

    first_name = TextField(
        label=_("Име"), max_length=80, width="20", error_messages={"required": _("Унесите име.")}
    )  # fmt: skip
    last_name = TextField(
        label=_("Презиме"), max_length=80, width="20", error_messages={"required": _("Унесите презиме.")}
    )  # fmt: skip
    citizenship = ChoiceField(
        label=_("Држављанство"),
        choices=[(SERBIAN, _("Република Србија")), (OTHER_CITIZENSHIP, _("Друга држава"))],
        error_messages={"required": _("Изаберите држављанство.")},
    )
    jmbg = JmbgField(label=_("ЈМБГ"), help_text=_("13 цифара са личне карте."), required=False)
    foreigner_number = TextField(
        label=_("Евиденцијски број странца"),
        help_text=_("Само ако немате ЈМБГ: 13 цифара са личне карте за странца."),
        required=False,
        max_length=20,
        width="20",
    )

    def clean_first_name(self) -> str:
        return _as_name(self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return _as_name(self.cleaned_data["last_name"])

    def clean_foreigner_number(self) -> str:
        number = "".join(self.cleaned_data["foreigner_number"].split())
        if number and not FOREIGNER_NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Евиденцијски број странца има тачно 13 цифара."))
        return number

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "jmbg" in self.errors or given.get("jmbg"):
            return given
        if given.get("citizenship") == SERBIAN:
            self.add_error("jmbg", _("Унесите ЈМБГ, 13 цифара са личне карте."))
        elif not given.get("foreigner_number") and "foreigner_number" not in self.errors:
            self.add_error("foreigner_number", _("Унесите ЈМБГ или евиденцијски број странца."))
        return given


def _as_name(text: str) -> str:
    if not rules.is_name(text):
        raise forms.ValidationError(_("Име и презиме имају само слова, цртицу и размак. Проверите шта је унето."))
    return text


class FatherForm(PersonForm):
    """The father, whose number must not be the mother's."""

    def clean_jmbg(self) -> str:
        number: str = self.cleaned_data["jmbg"]
        if number and number == self.all_answers.get("mother", {}).get("jmbg"):
            raise forms.ValidationError(_("Овај ЈМБГ већ стоји код мајке. Унесите број оца."))
        return number


class ForeignMotherForm(StepForm):
    """Under which conditions a foreign mother has the right herself."""

    settled = YesNoField(
        label=_("Да ли мајка има стално настањење у Србији?"),
        error_messages={"required": _("Изаберите да ли мајка има стално настањење.")},
    )
    born_here = YesNoField(
        label=_("Да ли је дете рођено у Србији?"),
        error_messages={"required": _("Изаберите да ли је дете рођено у Србији.")},
    )


class FatherKnownForm(StepForm):
    """Whether there is a father to be named; either answer is fine."""

    one_question = True
    known = YesNoField(
        label=_("Да ли уносите податке о оцу?"),
        help_text=_("Ако отац није уписан у матичну књигу, изаберите „Не“. То не умањује право мајке."),
        error_messages={"required": _("Изаберите да ли уносите податке о оцу.")},
    )


class UnionForm(StepForm):
    """How the parents live, and where a father who is not the husband is recorded."""

    union = ChoiceField(
        label=_("Заједница родитеља"),
        choices=[
            (MARRIED, _("Брак")),
            (EXTRAMARITAL, _("Ванбрачна заједница")),
            (SINGLE, _("Родитељи не живе заједно")),
        ],
        error_messages={"required": _("Изаберите у каквој су заједници родитељи.")},
    )
    paternity = ChoiceField(
        label=_("Очинство"),
        help_text=_("Само ако родитељи нису у браку."),
        required=False,
        choices=[
            ("recorded", _("Признато је пред матичарем или утврђено одлуком суда")),
            ("statement", _("Приложићемо изјаву о признању очинства")),
        ],
    )
    paternity_reference = TextField(
        label=_("Број записника о признању или судске одлуке"), required=False, max_length=80, width="20"
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("union") in (EXTRAMARITAL, SINGLE) and not given.get("paternity"):
            self.add_error("paternity", _("Изаберите како је очинство утврђено, или да прилажете изјаву."))
        if given.get("union") == MARRIED:
            given |= {"paternity": "", "paternity_reference": ""}
        return given


class AddressForm(StepForm):
    """Where the applicant lives; decisions that are not fetched here go there by post."""

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


class SameAddressForm(StepForm):
    """Whether the parents share an address."""

    one_question = True
    same = YesNoField(
        label=_("Да ли други родитељ живи на истој адреси?"),
        error_messages={"required": _("Изаберите да ли други родитељ живи на истој адреси.")},
    )


class ResidenceChoiceForm(StepForm):
    """With whom the child's residence is, asked only when the addresses differ."""

    other_address = TextField(
        label=_("Адреса другог родитеља"),
        max_length=160,
        help_text=_("Улица, број и место."),
        error_messages={"required": _("Унесите адресу другог родитеља.")},
    )
    child_with = ChoiceField(
        label=_("На чијој је адреси пребивалиште детета?"),
        choices=[(MOTHER, _("На адреси мајке")), (FATHER, _("На адреси оца"))],
        error_messages={"required": _("Изаберите на чијој је адреси пребивалиште детета.")},
    )
