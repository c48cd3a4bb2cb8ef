"""Questions of the request for enrolment, one form a page, and what officials fill in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from eservices.cases.forms import ChoiceField, JmbgField, LongTextField, StepForm, TextField, YesNoField, in_words
from eservices.services.e_kindergarten import labels, rules
from eservices.services.e_kindergarten.models import MOST_WISHES, Competition, Quota
from eservices.services.e_kindergarten.offers import chosen_competition, quotas_for
from municipalities.identifiers import clean_jmbg
from municipalities.templatetags.pismo import pismo

WORKING = ("employed", "self_employed", "farmer", "student")
WORK = [
    ("employed", _("Запослен(а)")),
    ("self_employed", _("Обавља самосталну делатност")),
    ("farmer", _("Пољопривредник")),
    ("student", _("Редован студент")),
    ("unemployed", _("Незапослен(а)")),
    ("pensioner", _("Пензионер")),
]
WISHES = tuple(f"wish{position}" for position in range(1, MOST_WISHES + 1))
MOST_CHILDREN = 20
SAFETY = "safety"


class CompetitionForm(StepForm):
    """Which competition; only those that receive requests now can be chosen, checked again when the request is sent."""

    one_question = True
    competition = ChoiceField(
        label=_("На који конкурс пријављујете дете?"), error_messages={"required": _("Изаберите конкурс.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        known = list(Competition.objects.filter(municipality=self.municipality).select_related("institution"))
        field: Any = self.fields["competition"]
        field.choices = [(str(row.pk), _offer(row)) for row in known if row.receives(now)]
        chosen = self.data.get(self.add_prefix("competition"), "")
        over = next((row for row in known if str(row.pk) == chosen and now > row.closes_at), None)
        field.error_messages["invalid_choice"] = _closed(over) if over else _("Изабрани конкурс сада не прима пријаве.")

    @classmethod
    def shown(cls, name: str, value: Any) -> str:
        row = chosen_competition({"competition": {"competition": value}})
        return pismo(row.title) if row else str(value)


def _offer(competition: Competition) -> str:
    moment = date_format(timezone.localtime(competition.closes_at), "d.m.Y. H:i:s")
    text = translate("%(title)s – пријаве до %(moment)s")
    return text % {"title": pismo(competition.title), "moment": moment}


def _closed(competition: Competition) -> Any:
    return format_lazy(
        _("Пријаве за овај конкурс закључене су {moment}. Питајте установу за накнадни упис."),
        moment=date_format(timezone.localtime(competition.closes_at), "d.m.Y. H:i:s"),
    )


class ResidenceForm(StepForm):
    """Most competitions admit only children who live there."""

    one_question = True
    here = YesNoField(
        label=_("Да ли дете има пребивалиште у овој општини или граду?"),
        error_messages={"required": _("Изаберите да ли дете има пребивалиште у овој општини или граду.")},
    )


class DebtForm(StepForm):
    """Asked only where the competition requires it."""

    one_question = True
    settled = YesNoField(
        label=_("Да ли су измирена сва ваша дуговања према установи?"),
        error_messages={"required": _("Изаберите да ли су дуговања измирена.")},
    )


class PersonForm(StepForm):
    """Name and personal number."""

    first_name = TextField(label=_("Име"), max_length=80, width="20", error_messages={"required": _("Унесите име.")})
    last_name = TextField(
        label=_("Презиме"), max_length=80, width="20", error_messages={"required": _("Унесите презиме.")}
    )
    jmbg = JmbgField(label=_("ЈМБГ"), error_messages={"required": _("Унесите ЈМБГ, 13 цифара.")})


class ChildForm(PersonForm):
    """The child; its age decides the group on the first day of the school year."""

    jmbg = JmbgField(
        label=_("ЈМБГ детета"),
        help_text=_("13 цифара из извода из матичне књиге рођених."),
        error_messages={"required": _("Унесите ЈМБГ детета, 13 цифара.")},
    )

    def clean_jmbg(self) -> str:
        number: str = self.cleaned_data["jmbg"]
        competition = chosen_competition(self.all_answers)
        if competition is not None:
            self._check_age(competition, clean_jmbg(number).birth_date)
            if not quotas_for({**self.all_answers, "child": {"jmbg": number}}).exists():
                raise forms.ValidationError(_("За узраст вашег детета овај конкурс нема места."))
        return number

    def _check_age(self, competition: Competition, born: date) -> None:
        start = competition.school_year_start
        day = date_format(start, "SHORT_DATE_FORMAT")
        try:
            rules.age_group(competition.age_groups, born, start)
        except rules.TooYoung:
            least = min(group.first for group in competition.age_groups)
            raise forms.ValidationError(
                _("Дете %(day)s неће имати навршених %(months)s месеци, па још не може да се упише."),
                params={"day": day, "months": least},
            ) from None
        except rules.TooOld:
            raise forms.ValidationError(
                _("Дете ће %(day)s бити старије од последње групе овог конкурса. Проверите ЈМБГ."), params={"day": day}
            ) from None


class AddressForm(StepForm):
    """Where the child lives."""

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


class ParentForm(PersonForm):
    """Who files: a parent or guardian."""

    relation = ChoiceField(
        label=_("Ко сте детету?"),
        choices=[("mother", _("Мајка")), ("father", _("Отац")), ("guardian", _("Старатељ")), ("foster", _("Хранитељ"))],
        error_messages={"required": _("Изаберите ко сте детету.")},
    )
    phone = PhoneNumberField(
        label=_("Телефон"),
        region="RS",
        required=False,
        help_text=_("Само ако желите да вас установа позове због нејасноћа."),
        error_messages={"invalid": _("Унесите телефон са позивним бројем, на пример 064 123 4567.")},
    )

    def clean_jmbg(self) -> str:
        return _not_the_same(self.cleaned_data["jmbg"], [self.all_answers.get("child", {}).get("jmbg")])


def _not_the_same(number: str, others: Iterable[str | None]) -> str:
    if number in others:
        raise forms.ValidationError(_("Исти ЈМБГ сте унели за две особе. Проверите га."))
    return number


class OtherParentForm(StepForm):
    """Whether there is a second parent to name; the reasons why not are asked without details."""

    one_question = True
    other = ChoiceField(
        label=_("Да ли пријављујете и другог родитеља?"),
        choices=[
            ("yes", _("Да")),
            ("single", _("Не, о детету се старам без другог родитеља")),
            ("died", _("Не, други родитељ је преминуо")),
            ("unknown", _("Не, други родитељ није уписан у матичну књигу")),
            (SAFETY, _("Не наводим га због безбедности детета или своје безбедности")),
        ],
        error_messages={"required": _("Изаберите један од одговора.")},
    )


class SecondParentForm(PersonForm):
    """The other parent."""

    def clean_jmbg(self) -> str:
        known = [self.all_answers.get(step, {}).get("jmbg") for step in ("child", "parent")]
        return _not_the_same(self.cleaned_data["jmbg"], known)


class WorkForm(StepForm):
    """Work status; the contributions register confirms it, students and farmers add a certificate."""

    own = ChoiceField(
        label=_("Ваш радни статус"), choices=WORK, error_messages={"required": _("Изаберите свој радни статус.")}
    )
    other = ChoiceField(
        label=_("Радни статус другог родитеља"), choices=WORK,
        error_messages={"required": _("Изаберите радни статус другог родитеља.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.all_answers.get("other-parent", {}).get("other") != "yes":
            del self.fields["other"]


class ProgrammeForm(StepForm):
    """Programme and language of work, of those that there are for the child's age.

    The field is not called ``language``: that is the name of the buttons of the script.
    """

    programme = ChoiceField(label=_("Програм"), error_messages={"required": _("Изаберите програм.")})
    work_language = ChoiceField(label=_("Језик рада"), error_messages={"required": _("Изаберите језик рада.")})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = set(quotas_for(self.all_answers).values_list("programme", "language"))
        for position, (name, words) in enumerate(
            (("programme", labels.PROGRAMMES), ("work_language", labels.LANGUAGES))
        ):
            offered = {pair[position] for pair in self.pairs}
            field: Any = self.fields[name]
            field.choices = [(slug, label) for slug, label in words.items() if slug in offered]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        pair = (given.get("programme"), given.get("work_language"))
        if all(pair) and pair not in self.pairs:
            self.add_error(
                "work_language",
                _("За тај програм и узраст нема групе на том језику. Изаберите други програм или језик."),
            )
        return given

    @classmethod
    def shown(cls, name: str, value: Any) -> str:
        words = labels.PROGRAMMES if name == "programme" else labels.LANGUAGES
        return str(words.get(value, value))


def _wish_field(position: int) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=format_lazy(_("{position}. жеља"), position=position),
        required=position == 1,
        error_messages={
            "required": _("Изаберите бар један вртић."),
            "invalid_choice": _("Изабрани вртић нема места за узраст, програм и језик које сте навели."),
        },
    )


class WishesForm(StepForm):
    """Kindergartens in order of preference: distinct, with places for the age, programme and language."""

    wish1, wish2, wish3, wish4, wish5 = (_wish_field(position) for position in range(1, MOST_WISHES + 1))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = self.all_answers.get("programme", {})
        quotas = quotas_for(self.all_answers).filter(
            programme=wanted.get("programme", ""), language=wanted.get("work_language", "")
        )
        choices = [("", translate("Изаберите"))] + [(quota.code, _place_label(quota)) for quota in quotas]
        competition = chosen_competition(self.all_answers)
        most = competition.max_preferences if competition else MOST_WISHES
        for position, name in enumerate(WISHES, start=1):
            if position > most:
                del self.fields[name]
            else:
                field: Any = self.fields[name]
                field.choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        seen: set[str] = set()
        gap = False
        for name in self.fields:
            code = given.get(name) or ""
            if code and code in seen:
                self.add_error(name, _("Исти вртић сте изабрали два пута. Сваки упишите само једном."))
            elif code and gap:
                self.add_error(name, _("Попуните жеље редом, без празних места између њих."))
            gap = gap or not code
            seen.add(code)
        return given

    @classmethod
    def shown(cls, name: str, value: Any) -> str:
        """The name of the kindergarten; the code is the same in every competition that offers the group."""
        quota = Quota.objects.filter(code=value).select_related("kindergarten").first() if value else None
        return pismo(quota.kindergarten.name) if quota else in_words(forms.CharField(), value)


def _place_label(quota: Quota) -> str:
    text = translate("%(name)s, %(address)s – места: %(places)s")
    place = quota.kindergarten
    return text % {"name": pismo(place.name), "address": pismo(place.address), "places": quota.places}


class FamilyForm(StepForm):
    """Facts that give points in many competitions."""

    birth_order = forms.IntegerField(
        label=_("Које је ово дете по реду у породици?"),
        min_value=1,
        max_value=MOST_CHILDREN,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={
            "required": _("Унесите које је дете по реду, на пример 1."),
            "invalid": _("Унесите број, на пример 2."),
            "min_value": _("Најмањи број је 1."),
            "max_value": _("Проверите број: највише 20."),
        },
    )
    attended = YesNoField(
        label=_("Да ли је дете већ ишло у ову установу?"),
        error_messages={"required": _("Изаберите да ли је дете већ ишло у ову установу.")},
    )
    sibling = YesNoField(
        label=_("Да ли брат или сестра детета сада иде у ову установу?"),
        error_messages={"required": _("Изаберите да ли брат или сестра иде у ову установу.")},
    )
    sibling_name = TextField(
        label=_("Име и презиме брата или сестре"),
        help_text=_("Установа проверава у својој евиденцији."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("sibling") == "yes" and not given.get("sibling_name"):
            self.add_error("sibling_name", _("Упишите име и презиме брата или сестре."))
        return given


class ClaimsForm(StepForm):
    """Grounds of priority (Правилник 44/2011, чл. 2); each needs a document and is checked by the commission."""

    one_question = True
    claims = forms.MultipleChoiceField(
        label=_("Да ли се нешто од овога односи на ваше дете?"),
        choices=list(labels.PRIORITIES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Означите само оно за шта имате доказ. Ако се ништа не односи, наставите."),
    )


class HealthForm(StepForm):
    """Health notes are seen only by who asks for them, and each time is logged."""

    one_question = True
    restricted = frozenset({"note"})
    note = LongTextField(
        label=_("Да ли постоји нешто о здрављу детета што вртић треба да зна?"),
        required=False,
        max_length=1000,
        help_text=_("На пример алергија. Није обавезно, не утиче на бодове и можете рећи тек после пријема."),
    )


class ConsentForm(StepForm):
    """Whether the municipality fetches the data itself, and how it may write."""

    registers = YesNoField(
        label=_("Да ли желите да ми прибавимо податке о рођењу детета, пребивалишту и запослењу родитеља?"),
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


class ObjectionForm(forms.Form):
    """The parent's objection in own words."""

    use_required_attribute = False
    text = LongTextField(
        label=_("Са чиме се на листи не слажете?"),
        help_text=_("Наведите који податак је погрешан и чиме то доказујете. Није потребан правни речник."),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Напишите са чиме се не слажете.")},
    )
