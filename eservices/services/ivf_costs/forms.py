"""Questions of the request for the costs of artificial insemination, one form a page. What concerns health is restricted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from eservices.cases.forms import (
    AccountField,
    ChoiceField,
    DateField,
    JmbgField,
    MoneyField,
    StepForm,
    TextField,
    YesNoField,
)
from eservices.services.ivf_costs import labels, rule_sets
from eservices.services.ivf_costs.models import Clinic
from eservices.services.ivf_costs.rules import Order, Procedure, completed_years
from municipalities.identifiers import clean_jmbg
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

MARRIED, EXTRAMARITAL = "married", "extramarital"
WOMAN, PARTNER = "woman", "partner"
PROFORMA, FINAL = "proforma", "invoice"
OTHER_CLINIC = "other"
DINAR, EURO = "rsd", "eur"
MOST_ATTEMPTS = 20
CURRENCY_MARK = re.compile(r"(eur|евр|€|usd|chf|\$)", re.IGNORECASE)
IN_DINARS = _("Износ мора да буде у динарима. Замолите клинику за рачун или предрачун у динарима.")


class UnionForm(StepForm):
    """Married or not; the proof differs."""

    one_question = True
    union = ChoiceField(
        label=_("У каквој сте заједници?"),
        choices=[(MARRIED, _("У браку")), (EXTRAMARITAL, _("У ванбрачној заједници"))],
        error_messages={"required": _("Изаберите да ли сте у браку или у ванбрачној заједници.")},
    )


class ResidenceForm(StepForm):
    """Eligibility first: nobody who lives elsewhere fills in the rest."""

    one_question = True
    here = ChoiceField(
        label=_("Да ли имате пребивалиште у овој општини или граду?"),
        choices=[("both", _("Да, обоје")), ("one", _("Само једно од нас")), ("none", _("Не"))],
        error_messages={"required": _("Изаберите да ли имате пребивалиште у овој општини или граду.")},
    )


class WhoForm(StepForm):
    """Which of the two fills in; the other one agrees separately."""

    one_question = True
    who = ChoiceField(
        label=_("Ко попуњава захтев?"),
        choices=[(WOMAN, _("Жена")), (PARTNER, _("Њен партнер"))],
        error_messages={"required": _("Изаберите ко попуњава захтев.")},
    )


def _name(label: Promise, missing: Promise, longest: Promise) -> TextField:
    return TextField(
        label=label, max_length=80, width="20", error_messages={"required": missing, "max_length": longest}
    )


class PersonForm(StepForm):
    """The person block of one partner."""

    first_name = _name(_("Име"), _("Унесите име."), _("Име може имати највише 80 знакова."))
    last_name = _name(_("Презиме"), _("Унесите презиме."), _("Презиме може имати највише 80 знакова."))
    jmbg = JmbgField(
        label=_("ЈМБГ"),
        help_text=_("13 цифара са личне карте."),
        error_messages={"required": _("Унесите ЈМБГ, 13 цифара са личне карте.")},
    )

    def clean_jmbg(self) -> str:
        number: str = self.cleaned_data["jmbg"]
        if completed_years(clean_jmbg(number).birth_date, self.today) < 18:
            raise forms.ValidationError(_("Захтев подносе пунолетне особе. Проверите ЈМБГ."))
        return number


class WomanForm(PersonForm):
    """The woman, whose age the rules look at; it is compared with the rules at once (see ``answers``)."""

    def answers(self) -> dict[str, Any]:
        """The answers, and the age that is asked for when hers cannot meet it any more on the day of filing."""
        given = super().answers()
        return given | {"too_old_from": self._too_old_from(clean_jmbg(given["jmbg"]).birth_date)}

    def _too_old_from(self, birth: date) -> int | None:
        rule_set = rule_sets.in_force(self.municipality, self.today) if self.municipality else None
        limits = [route.age_below for route in rule_set.read().routes] if rule_set else [None]
        if None in limits:
            return None
        most = max(limit for limit in limits if limit is not None)
        return most if completed_years(birth, self.today) >= most else None


class PartnerForm(PersonForm):
    """The other partner: another person, and not in the other's place."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        number, woman = given.get("jmbg"), self.all_answers.get("woman", {}).get("jmbg")
        if not number or not woman:
            return given
        if number == woman:
            self.add_error("jmbg", _("Ово је ЈМБГ жене, који сте већ унели. Унесите ЈМБГ партнера."))
        elif clean_jmbg(number).sex == "F" and clean_jmbg(woman).sex == "M":
            self.add_error("jmbg", _("Изгледа да су партнери заменили места. Прво се уносе подаци жене, па партнера."))
        return given


class AddressForm(StepForm):
    """Where acts go by post when they are not fetched here."""

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


def _count(label: Any, required: Any) -> forms.IntegerField:
    """A number of procedures or children; ``label`` and ``required`` are lazy texts."""
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_ATTEMPTS,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={
            "required": required,
            "invalid": _("Унесите број, на пример 2."),
            "min_value": _("Најмањи број је 0."),
            "max_value": _("Проверите број: највише 20."),
        },
    )


class HistoryForm(StepForm):
    """Earlier procedures; masked from officials until one asks for it."""

    restricted = frozenset(
        {"fund_attempts", "province_attempts", "own_attempts", "covered_by_fund", "refused_by_commission"}
    )
    fund_attempts = _count(
        _("Колико сте поступака имали преко РФЗО?"),
        _("Унесите број поступака преко РФЗО; ако их није било, унесите 0."),
    )
    province_attempts = _count(
        _("Колико сте поступака имали о трошку покрајине?"),
        _("Унесите број поступака о трошку покрајине; ако их није било, унесите 0."),
    )
    own_attempts = _count(
        _("Колико сте поступака сами платили?"),
        _("Унесите број поступака које сте платили; ако их није било, унесите 0."),
    )
    covered_by_fund = YesNoField(
        label=_("Да ли РФЗО покрива поступак за који сада тражите новац?"),
        error_messages={"required": _("Изаберите да ли РФЗО покрива овај поступак.")},
    )
    refused_by_commission = YesNoField(
        label=_("Да ли вас је Републичка комисија одбила?"),
        error_messages={"required": _("Изаберите да ли вас је Републичка комисија одбила.")},
    )


class HouseholdForm(StepForm):
    """Joint children, and the income where the call ranks by it."""

    restricted = frozenset({"joint_children"})
    joint_children = _count(
        _("Колико имате заједничке деце?"), _("Унесите број заједничке деце; ако их немате, унесите 0.")
    )
    income = MoneyField(
        label=_("Месечни приход по члану домаћинства"),
        help_text=_("Просек последња три месеца, нето. Позив рангира парове и по приходу. На пример 48.500,00."),
        error_messages={"required": _("Унесите месечни приход по члану домаћинства, на пример 48.500,00.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule_set = rule_sets.in_force(self.municipality, self.today) if self.municipality else None
        if rule_set is None or rule_set.read().order is not Order.AGE_AND_INCOME:
            del self.fields["income"]


class ProcedureForm(StepForm):
    """What is to be paid; only what the municipality's decision allows."""

    one_question = True
    restricted = frozenset({"procedure"})
    procedure = ChoiceField(
        label=_("За који поступак тражите новац?"),
        choices=list(labels.PROCEDURES.items()),
        error_messages={
            "required": _("Изаберите поступак."),
            "invalid_choice": _("Одлука ваше општине не предвиђа тај поступак. Изаберите један од понуђених."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule_set = rule_sets.in_force(self.municipality, self.today) if self.municipality else None
        allowed = rule_set.read().procedures if rule_set else frozenset(Procedure)
        self.fields["procedure"].choices = [(one, label) for one, label in labels.PROCEDURES.items() if one in allowed]  # type: ignore[attr-defined]


class ClinicForm(StepForm):
    """A clinic of the municipality's list of licensed ones."""

    one_question = True
    clinic = ChoiceField(
        label=_("У којој клиници се обавља поступак?"),
        choices=[],
        error_messages={"required": _("Изаберите клинику."), "invalid_choice": _("Изаберите клинику са списка.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = licensed_clinics(self.municipality, self.today) if self.municipality else ()
        self.names = {row.code: str(row) for row in rows}
        choices: list[tuple[str, Any]] = [(code, pismo(name)) for code, name in self.names.items()]
        choices.append((OTHER_CLINIC, _("Клиника није на списку, или је у иностранству")))
        self.fields["clinic"].choices = choices  # type: ignore[attr-defined]

    def answers(self) -> dict[str, Any]:
        """The code, and the name as it stood on the list, so that a decision can name the clinic of that day."""
        chosen = self.cleaned_data["clinic"]
        return {"clinic": chosen, "name": self.names.get(chosen, "")}

    @classmethod
    def shown(cls, name: str, value: Any) -> str:
        """The name of the clinic in the reader's script."""
        row = Clinic.objects.filter(code=value).first()
        return pismo(str(row)) if row else translate("Клиника није на списку, или је у иностранству")


def licensed_clinics(municipality: Municipality, on: date) -> Iterable[Clinic]:
    """Clinics that may be chosen on that day: licensed, and contracted where the rules ask for it."""
    rows = Clinic.objects.filter(municipality=municipality).filter(Q(licensed_until=None) | Q(licensed_until__gte=on))
    rule_set = rule_sets.in_force(municipality, on)
    return rows.filter(contracted=True) if rule_set and rule_set.read().contracted_clinics else rows


class DinarField(MoneyField):
    """An amount in dinars; one with the mark of another currency is refused with its own sentence."""

    def clean(self, value: Any) -> Decimal | None:
        if CURRENCY_MARK.search(str(value or "")):
            raise forms.ValidationError(IN_DINARS, code="currency")
        return super().clean(value)


class InvoiceForm(StepForm):
    """The invoice or pro-invoice of the clinic."""

    kind = ChoiceField(
        label=_("Шта вам је клиника издала?"),
        choices=[(PROFORMA, _("Предрачун (профактуру)")), (FINAL, _("Рачун"))],
        error_messages={"required": _("Изаберите да ли имате предрачун или рачун.")},
    )
    number = TextField(
        label=_("Број предрачуна или рачуна"), max_length=60, width="20",
        error_messages={"required": _("Препишите број са предрачуна или рачуна."),
                        "max_length": _("Број може имати највише 60 знакова.")},
    )  # fmt: skip
    issued_on = DateField(label=_("Датум предрачуна или рачуна"))
    currency = ChoiceField(
        label=_("У којој је валути износ?"),
        choices=[(DINAR, _("Динари")), (EURO, _("Евро или друга страна валута"))],
        error_messages={"required": _("Изаберите валуту која пише на рачуну.")},
    )
    amount = DinarField(
        label=_("Износ у динарима"),
        help_text=_("Онако како пише, на пример 280.000,00."),
        error_messages={"required": _("Унесите износ у динарима, на пример 280.000,00.")},
    )
    procedure_on = DateField(
        label=_("Дан када се поступак обавља"), help_text=_("Ако је заказан. На пример 3.11.2026."), required=False
    )

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"]
        if currency != DINAR:
            raise forms.ValidationError(IN_DINARS)
        return currency

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError(_("Износ мора да буде већи од нуле."))
        return amount


class PayeeForm(StepForm):
    """To whom the municipality pays."""

    payee = ChoiceField(
        label=_("Коме општина да уплати новац?"),
        choices=[("clinic", _("Клиници, по рачуну")), ("applicant", _("На рачун подносиоца, јер смо већ платили"))],
        error_messages={"required": _("Изаберите коме да се уплати новац.")},
    )
    account = AccountField(
        label=_("Број рачуна за уплату"),
        help_text=_("Рачун клинике пише на предрачуну. На пример 160-1234567890123-12."),
        error_messages={"required": _("Унесите број рачуна на који се уплаћује.")},
    )


class ConsentForm(StepForm):
    """Registers, electronic delivery, and statements of both; the partner agrees to the same text separately."""

    registers = YesNoField(
        label=_("Да ли желите да ми прибавимо податке о пребивалишту, држављанству и деци?"),
        help_text=_("По закону их прибављамо бесплатно за обоје. Ако изаберете „Не“, прилажете их сами."),
        error_messages={"required": _("Изаберите да ли да ми прибавимо податке.")},
    )
    not_reimbursed = forms.BooleanField(
        label=_("Изјављујемо да нам исти трошак није надокнадио нико други"),
        error_messages={"required": _("Потврдите да исти трошак није надокнадио нико други.")},
    )
    electronic = forms.BooleanField(
        label=_("Слажем се да ми одлуке и позиве доставите преко овог портала"),
        help_text=_("Ако се не слажете, све вам стиже поштом. Сагласност можете опозвати."),
        required=False,
    )
    truth = forms.BooleanField(
        label=_("Изјављујемо да су подаци у захтеву тачни"),
        error_messages={"required": _("Потврдите да су подаци тачни.")},
    )


class FinalInvoiceForm(forms.Form):
    """The final invoice of the clinic, after the procedure."""

    use_required_attribute = False
    amount = DinarField(
        label=_("Износ коначног рачуна у динарима"),
        help_text=_("Онако како пише, на пример 280.000,00."),
        error_messages={"required": _("Унесите износ коначног рачуна, на пример 280.000,00.")},
    )
    file = forms.FileField(
        label=_("Коначни рачун"),
        help_text=_("PDF или слика. Отварају га само особе које о захтеву одлучују."),
        error_messages={
            "required": _("Приложите коначни рачун."),
            "empty": _("Датотека је празна. Проверите да ли се отвара на вашем уређају, па је изаберите поново."),
        },
    )
