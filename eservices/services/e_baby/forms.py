"""Questions about the children, the rights that are asked for, the payment and the statements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import AccountField, ChoiceField, DateField, JmbgField, StepForm, TextField, YesNoField
from eservices.cases.repeated import Row, RowForm, RowsField
from eservices.services.e_baby import rules
from eservices.services.e_baby.asking import Asking, late_sentence
from eservices.services.e_baby.people_forms import DIED
from eservices.services.e_baby.values import AID, ALLOWANCE
from municipalities.identifiers import clean_jmbg, mask_jmbg
from municipalities.script import fold

MOST_CHILDREN, MOST_OTHER_CHILDREN = 6, 15
SAME_DELIVERY = timedelta(days=1)
"""Twins may be born on both sides of midnight."""
_TIME = re.compile(r"(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)", re.ASCII)


def day(value: date | str) -> str:
    """A day as people read it, in the language now active."""
    return date_format(value if isinstance(value, date) else date.fromisoformat(value), "SHORT_DATE_FORMAT")


class _NameRow(RowForm):
    """What both kinds of rows have: name, surname, JMBG; ``today`` and the parents' surnames come from the page."""

    given_name = TextField(
        label=_("Име детета"), max_length=120, width="20", error_messages={"required": _("Унесите име детета.")}
    )  # fmt: skip
    surname = TextField(
        label=_("Презиме детета"), max_length=120, width="20",
        error_messages={"required": _("Унесите презиме детета.")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, today: date | None = None, mother: str = "", father: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.mother, self.father = today, mother, father

    def clean_given_name(self) -> str:
        return self._letters("given_name", _("Име детета има само слова, цртицу и размак."))

    def clean_surname(self) -> str:
        return self._letters("surname", _("Презиме детета има само слова, цртицу и размак."))

    def _letters(self, name: str, message: Any) -> str:
        text: str = self.cleaned_data[name]
        if text and not rules.is_name(text):
            raise forms.ValidationError(message)
        return text


class ChildRow(_NameRow):
    """One newborn child."""

    short_name = TextField(
        label=_("Скраћено име"),
        help_text=_("Само ако име и презиме детета заједно имају више од три речи."),
        required=False,
        max_length=120,
        width="20",
    )
    jmbg = JmbgField(
        label=_("ЈМБГ детета"),
        help_text=_("13 цифара из извода из матичне књиге рођених."),
        error_messages={"required": _("Унесите ЈМБГ детета, 13 цифара из извода.")},
    )
    birth_date = DateField(label=_("Датум рођења"), help_text=_("На пример 3.11.2026."))
    birth_time = TextField(
        label=_("Час рођења"),
        help_text=_("На пример 14:35. По њему се одређује редослед близанаца."),
        max_length=10,
        width="5",
        error_messages={"required": _("Унесите час рођења, на пример 14:35.")},
    )
    sex = ChoiceField(
        label=_("Пол"),
        choices=[("F", _("женски")), ("M", _("мушки"))],
        error_messages={"required": _("Изаберите пол детета.")},
    )

    @classmethod
    def in_words(cls, row: Mapping[str, Any]) -> str:
        sex = dict(cls.base_fields["sex"].choices)[row["sex"]]  # type: ignore[attr-defined]
        name = f"{row['given_name']} {row['surname']}" + (f" ({row['short_name']})" if row.get("short_name") else "")
        born = f"{day(row['birth_date'])} {row['birth_time']}"
        return translate("%(name)s (ЈМБГ %(jmbg)s), пол: %(sex)s, рођење: %(born)s") % {
            "name": name, "born": born, "sex": sex, "jmbg": mask_jmbg(row["jmbg"]),
        }  # fmt: skip

    def clean_short_name(self) -> str:
        return self._letters("short_name", _("Скраћено име има само слова, цртицу и размак."))

    def clean_birth_date(self) -> date:
        born: date = self.cleaned_data["birth_date"]
        if self.today and born > self.today:
            raise forms.ValidationError(_("Датум рођења детета не може бити у будућности."))
        return born

    def clean_birth_time(self) -> str:
        found = _TIME.fullmatch(self.cleaned_data["birth_time"].strip())
        if found is None:
            raise forms.ValidationError(_("Унесите час и минут, на пример 14:35."))
        return f"{int(found['hour']):02}:{found['minute']}"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("jmbg") and given.get("birth_date"):
            self._compare_dates(given["jmbg"], given["birth_date"])
        if given.get("surname"):
            self._compare_names(given)
        return given

    def _compare_dates(self, jmbg: str, born: date) -> None:
        if clean_jmbg(jmbg).birth_date != born:
            self.add_error(
                "birth_date", _("Датум рођења се не слаже са ЈМБГ детета. Проверите и датум и број у изводу.")
            )

    def _compare_names(self, given: Mapping[str, Any]) -> None:
        name, surname = given.get("given_name", ""), given["surname"]
        if name and rules.needs_short_name(name, surname) and not given.get("short_name"):
            self.add_error(
                "short_name",
                _("Име и презиме имају више од три речи. Унесите скраћено име које је одређено код матичара."),
            )
        if self.mother and not rules.surname_of_parents(surname, self.mother, self.father):
            self.add_error(
                "surname", _("Дете носи презиме мајке, оца или оба. Проверите презиме у изводу из матичне књиге.")
            )


class OtherChildRow(_NameRow):
    """Another child of the mother; its day of birth is read out of its number."""

    jmbg = JmbgField(label=_("ЈМБГ детета"), error_messages={"required": _("Унесите ЈМБГ детета, 13 цифара.")})
    same_father = YesNoField(
        label=_("Да ли дете има истог оца као новорођено дете?"),
        error_messages={"required": _("Изаберите да ли дете има истог оца.")},
    )

    @classmethod
    def in_words(cls, row: Mapping[str, Any]) -> str:
        return translate("%(name)s (ЈМБГ %(jmbg)s), рођење: %(born)s") % {
            "name": f"{row['given_name']} {row['surname']}",
            "born": day(clean_jmbg(row["jmbg"]).birth_date),
            "jmbg": mask_jmbg(row["jmbg"]),
        }


def surnames(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Surnames of the parents, as far as they are known."""
    return {role: answers.get(role, {}).get("last_name", "") for role in ("mother", "father")}


def _each_once(rows: Sequence[Row]) -> None:
    numbers = [row["jmbg"] for row in rows]
    if len(set(numbers)) < len(numbers):
        raise forms.ValidationError(_("Исти ЈМБГ детета је унет два пута. Свако дете се уноси једном."))


class ChildrenForm(StepForm):
    """The child, or the children of one delivery."""

    birth_place = TextField(
        label=_("Место рођења"), max_length=120, width="20", error_messages={"required": _("Унесите место рођења.")}
    )  # fmt: skip
    children = RowsField(
        ChildRow,
        label=_("Деца"),
        help_text=_("За близанце додајте ред за свако дете."),
        row_label=_("Дете"),
        add_label=_("Додајте још једно дете"),
        remove_label=_("Уклоните дете"),
        most=MOST_CHILDREN,
        error_messages={"required": _("Унесите податке о детету.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["children"]
        field.row_options = {"today": self.today} | surnames(self.all_answers)

    def clean_children(self) -> list[Row]:
        rows: list[Row] = self.cleaned_data["children"]
        _each_once(rows)
        days = sorted(date.fromisoformat(row["birth_date"]) for row in rows)
        if days[-1] - days[0] > SAME_DELIVERY:
            raise forms.ValidationError(
                _("Овде се уносе само деца из истог порођаја. За друго дете поднесите посебан захтев.")
            )
        parents = {self.all_answers.get(role, {}).get("jmbg") for role in ("mother", "father")}
        if parents & {row["jmbg"] for row in rows}:
            raise forms.ValidationError(_("Код детета је унет ЈМБГ родитеља. Препишите број детета из извода."))
        return rows


class HasOthersForm(StepForm):
    """Whether the mother gave birth before."""

    one_question = True
    others = YesNoField(
        label=_("Да ли мајка има још деце?"),
        help_text=_("Ред рођења рачуна се по свој живорођеној деци мајке, и по оној која не живе са њом."),
        error_messages={"required": _("Изаберите да ли мајка има још деце.")},
    )


class OthersForm(StepForm):
    """The mother's other live-born children."""

    others = RowsField(
        OtherChildRow,
        label=_("Остала деца мајке"),
        row_label=_("Дете"),
        add_label=_("Додајте још једно дете"),
        remove_label=_("Уклоните дете"),
        most=MOST_OTHER_CHILDREN,
        error_messages={"required": _("Унесите податке о осталој деци мајке.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["others"]
        field.row_options = {"today": self.today}

    def clean_others(self) -> list[Row]:
        rows: list[Row] = self.cleaned_data["others"]
        _each_once(rows)
        newborn: Sequence[Row] = self.all_answers.get("children", {}).get("children", [])
        if {row["jmbg"] for row in rows} & {row["jmbg"] for row in newborn}:
            raise forms.ValidationError(
                _("Дете за које тражите право не уноси се и међу осталу децу. Уклоните тај ред.")
            )
        folded = {fold(row["surname"]) for row in newborn}
        if folded and any(row["same_father"] == "yes" and fold(row["surname"]) not in folded for row in rows):
            raise forms.ValidationError(
                _("Заједничка деца истих родитеља имају исто презиме. Проверите презимена у изводима.")
            )
        return rows


class RightsForm(StepForm):
    """What is asked for; a right that these answers do not lead to is not offered, and the hint says why."""

    rights = forms.MultipleChoiceField(
        label=_("Која права тражите?"),
        choices=[
            (ALLOWANCE, _("Родитељски додатак, који исплаћује Република")),
            (AID, _("Једнократну помоћ општине или града за новорођено дете")),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Изаберите бар једно право.")},
    )
    vulnerable = YesNoField(
        label=_("Да ли породица прима новчану социјалну помоћ?"),
        help_text=_("По одлуци ове општине износ помоћи тада може бити већи."),
        error_messages={"required": _("Изаберите да ли породица прима новчану социјалну помоћ.")},
    )
    late_known = forms.BooleanField(
        label=_("Знам да је рок истекао и ипак желим да поднесем захтев"), required=False
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asking = Asking.of(self.all_answers, self.municipality, self.today) if self.municipality else None
        if self.asking is None:
            del self.fields["vulnerable"], self.fields["late_known"]
        else:
            self._offer(self.asking)

    def _offer(self, asking: Asking) -> None:
        obstacles, field = asking.obstacles(), self.fields["rights"]
        choices = [(slug, label) for slug, label in field.choices if slug not in obstacles]  # type: ignore[attr-defined]
        field.choices = choices  # type: ignore[attr-defined]
        field.help_text = format_lazy("{}" + " {}" * (len(obstacles) - 1), *obstacles.values()) if obstacles else ""
        if not choices:
            field.error_messages["required"] = _("По унетим одговорима овде не можете тражити ниједно од ових права.")
        if not asking.pays_more_in_need:
            del self.fields["vulnerable"]
        if asking.late():
            sentences = [late_sentence(right, term) for right, term in asking.late().items()]
            self.fields["late_known"].help_text = " ".join(sentences)
        else:
            del self.fields["late_known"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        late = self.asking.late() if self.asking else {}
        chosen = [late_sentence(right, late[right]) for right in given.get("rights", []) if right in late]
        if chosen and not given.get("late_known"):
            again = translate("Захтев после рока се одбацује. Ако га ипак подносите, потврдите то овде.")
            self.add_error("late_known", f"{' '.join(chosen)} {again}")
        return given


class AccountForm(StepForm):
    """Where the money is paid."""

    account = AccountField(
        label=_("Број текућег рачуна"),
        help_text=_("На пример 160-1234567890123-12. Пише у банкарској апликацији и на картону рачуна."),
        error_messages={"required": _("Унесите број текућег рачуна.")},
    )
    own = YesNoField(
        label=_("Да ли рачун гласи на име подносиоца захтева?"),
        error_messages={"required": _("Изаберите да ли рачун гласи на име подносиоца захтева.")},
    )

    def clean_own(self) -> str:
        if self.cleaned_data["own"] != "yes":
            raise forms.ValidationError(
                _("Исплата је могућа само на рачун подносиоца захтева. Унесите рачун који гласи на то име.")
            )
        return "yes"


class StatementsForm(StepForm):
    """Statements and consents; what would hurt after a child's death is not asked."""

    care = forms.BooleanField(
        label=_(
            "Изјављујем да се непосредно старам о детету и да ранија деца нису у установи, хранитељству или усвојена"
        ),
        error_messages={"required": _("Потврдите изјаву о старању. Ако није тачна, обратите се писарници.")},
    )
    no_deprivation = forms.BooleanField(
        label=_("Изјављујем да ми није ограничено ни одузето родитељско право"),
        error_messages={"required": _("Потврдите изјаву о родитељском праву. Ако није тачна, обратите се писарници.")},
    )
    vaccination = forms.BooleanField(
        label=_("Изјављујем да ће деца бити вакцинисана по календару обавезних вакцина"),
        error_messages={
            "required": _("Потврдите изјаву о вакцинацији. Ако имате лекарски разлог, обратите се писарници.")
        },
    )
    registers = YesNoField(
        label=_("Да ли желите да ми прибавимо изводе, пребивалиште и потврду органа старатељства?"),
        help_text=_("По закону их прибављамо бесплатно. Ако изаберете „Не“, прилажете их сами."),
        error_messages={"required": _("Изаберите да ли да ми прибавимо податке.")},
    )
    electronic = forms.BooleanField(
        label=_("Слажем се да ми одлуке и позиве доставите преко овог портала"),
        help_text=_("Ако се не слажете, све вам стиже поштом. Сагласност можете опозвати."),
        required=False,
    )
    truth = forms.BooleanField(
        label=_("Изјављујем да су подаци у захтеву тачни"),
        error_messages={"required": _("Потврдите да су подаци тачни.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.all_answers.get("event", {}).get("event") == DIED:
            del self.fields["care"], self.fields["vaccination"]
