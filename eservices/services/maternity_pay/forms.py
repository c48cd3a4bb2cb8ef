"""Questions of the maternity-pay request (образац НЗ-ПОНД), one form a page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from eservices.cases.forms import (
    AccountField,
    ChoiceField,
    CompanyNumberField,
    DateField,
    JmbgField,
    MoneyField,
    PibField,
    StepForm,
    TextField,
    YesNoField,
)

EMPLOYEE, SPECIAL_CARE, OTHER = "employee_maternity_and_care", "special_care", "other_compensation"
RIGHTS = [
    (EMPLOYEE, _("Накнада зараде за запослене – породиљско одсуство и нега детета")),
    (SPECIAL_CARE, _("Накнада зараде за запослене – одсуство ради посебне неге детета")),
    (OTHER, _("Остале накнаде – за оне који нису у радном односу (делатност, пољопривреда, уговори…)")),
]
MOTHER, FATHER, ADOPTER, FOSTER, GUARDIAN = "mother", "father", "adopter", "foster", "guardian"
ROLES = [
    (MOTHER, _("Мајка")),
    (FATHER, _("Отац")),
    (ADOPTER, _("Усвојитељ")),
    (FOSTER, _("Хранитељ")),
    (GUARDIAN, _("Старатељ")),
]
BORN, EXPECTED, LOST = "born", "expected", "lost"
MOST_ORDER = 20
DECISION_AT_LATEST = timedelta(days=60)


class ResidenceForm(StepForm):
    """Eligibility first: the request is filed where the applicant lives."""

    one_question = True
    here = YesNoField(
        label=_("Да ли имате пребивалиште у овој општини или граду?"),
        error_messages={"required": _("Изаберите да ли имате пребивалиште у овој општини или граду.")},
    )


class RightForm(StepForm):
    """Which right is asked for; it drives the rest."""

    one_question = True
    right = ChoiceField(
        label=_("Коју накнаду тражите?"),
        choices=RIGHTS,
        error_messages={"required": _("Изаберите коју накнаду тражите.")},
    )


class StartedForm(StepForm):
    """The request can be filed from the first day of the leave."""

    one_question = True
    started = YesNoField(
        label=_("Да ли је одсуство већ почело?"),
        error_messages={"required": _("Изаберите да ли је одсуство већ почело.")},
    )


class RoleForm(StepForm):
    """Who uses the leave."""

    one_question = True
    role = ChoiceField(
        label=_("Ко подноси захтев?"), choices=ROLES, error_messages={"required": _("Изаберите ко подноси захтев.")}
    )


class RoleReasonForm(StepForm):
    """Why somebody other than the mother files."""

    one_question = True
    reason = ChoiceField(
        label=_("Зашто мајка не користи одсуство?"),
        choices=[
            ("agreement", _("Договорили смо се да одсуство користи други родитељ")),
            ("mother_self_employed", _("Мајка обавља самосталну делатност")),
            ("prevented", _("Мајка је спречена да се стара о детету")),
            ("died", _("Мајка је преминула")),
            ("left", _("Мајка је напустила дете")),
            ("not_parent", _("Подносим као усвојитељ, хранитељ или старатељ")),
        ],
        error_messages={"required": _("Изаберите разлог.")},
    )


class ApplicantForm(StepForm):
    """The person block."""

    first_name = TextField(
        label=_("Име"), max_length=80, width="20",
        error_messages={"required": _("Унесите име."), "max_length": _("Име може имати највише 80 знакова.")},
    )  # fmt: skip
    last_name = TextField(
        label=_("Презиме"), max_length=80, width="20",
        error_messages={"required": _("Унесите презиме."), "max_length": _("Презиме може имати највише 80 знакова.")},
    )  # fmt: skip
    jmbg = JmbgField(
        label=_("ЈМБГ"),
        help_text=_("13 цифара са личне карте."),
        error_messages={"required": _("Унесите ЈМБГ, 13 цифара са личне карте.")},
    )
    proxy = forms.BooleanField(
        label=_("Захтев подносим као пуномоћник ове особе"),
        help_text=_("Означите само ако захтев није за вас. Приложићете пуномоћје."),
        required=False,
    )


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


class ChildForm(StepForm):
    """Whether the child is born; the third answer leads to a gentle path."""

    one_question = True
    child = ChoiceField(
        label=_("Да ли је дете рођено?"),
        choices=[
            (BORN, _("Да")),
            (EXPECTED, _("Не, порођај тек очекујем")),
            (LOST, _("Дете је рођено мртво или је преминуло")),
        ],
        error_messages={"required": _("Изаберите један од одговора.")},
    )


def _order_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Које је ово дете по реду?"),
        help_text=_("Рачунају се сва деца мајке. За треће и свако наредно дете одсуство траје две године."),
        min_value=1,
        max_value=MOST_ORDER,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
        error_messages={
            "required": _("Унесите које је дете по реду, на пример 1."),
            "invalid": _("Унесите број, на пример 2."),
            "min_value": _("Најмањи број је 1."),
            "max_value": _("Проверите број: највише 20."),
        },
    )


class BirthForm(StepForm):
    """The birth that happened."""

    birth_date = DateField(label=_("Датум рођења детета"), help_text=_("На пример 3.11.2026."))
    birth_order = _order_field()

    def clean_birth_date(self) -> date:
        day: date = self.cleaned_data["birth_date"]
        if day > self.today:
            raise forms.ValidationError(_("Датум рођења не може бити после данашњег дана."))
        if day < self.today - timedelta(days=3 * 366):
            raise forms.ValidationError(_("Од рођења је прошло више од три године. Проверите годину."))
        return day


class ExpectedBirthForm(StepForm):
    """The birth that is expected."""

    expected_birth = DateField(
        label=_("Очекивани датум порођаја"), help_text=_("Пише у дознаци или отпусној листи. На пример 3.12.2026.")
    )
    birth_order = _order_field()

    def clean_expected_birth(self) -> date:
        day: date = self.cleaned_data["expected_birth"]
        if abs(day - self.today) > timedelta(days=120):
            raise forms.ValidationError(
                _("Очекивани порођај може бити највише четири месеца од данас. Проверите датум.")
            )
        return day


class LossForm(StepForm):
    """The date only; nothing more is asked."""

    one_question = True
    birth_date = DateField(label=_("Ког дана се то догодило?"), help_text=_("Датум из извештаја здравствене установе."))

    def clean_birth_date(self) -> date:
        day: date = self.cleaned_data["birth_date"]
        if day > self.today:
            raise forms.ValidationError(_("Датум не може бити после данашњег дана."))
        return day


class EmployerForm(StepForm):
    """One employer; every other employer means a request of its own."""

    employer_name = TextField(label=_("Назив послодавца"), error_messages={"required": _("Унесите назив послодавца.")})
    employer_number = CompanyNumberField(
        label=_("Матични број послодавца"),
        help_text=_("8 цифара. Пише у решењу о одсуству и на сајту АПР-а."),
        error_messages={"required": _("Унесите матични број послодавца, 8 цифара.")},
    )
    employer_pib = PibField(
        label=_("ПИБ послодавца"),
        help_text=_("9 цифара."),
        error_messages={"required": _("Унесите ПИБ послодавца, 9 цифара.")},
    )
    employer_address = TextField(
        label=_("Седиште послодавца"),
        help_text=_("Улица, број и место. Решење достављамо и послодавцу."),
        error_messages={"required": _("Унесите седиште послодавца.")},
    )
    other_employer = YesNoField(
        label=_("Да ли радите и код другог послодавца?"),
        help_text=_("За сваког послодавца подноси се посебан захтев. Овај захтев важи за послодавца кога сте уписали."),
        error_messages={"required": _("Изаберите да ли радите и код другог послодавца.")},
    )


class ActivityForm(StepForm):
    """How a woman who is not employed earned."""

    one_question = True
    activity = ChoiceField(
        label=_("На који начин сте остваривали приходе?"),
        choices=[
            ("self_employed", _("Обављам самосталну делатност (предузетница)")),
            ("farmer", _("Носилац сам пољопривредног газдинства")),
            ("unemployed", _("Незапослена сам, без новчане накнаде за незапослене")),
            ("temporary", _("Привремени и повремени послови")),
            ("service_contract", _("Уговор о делу")),
            ("author_contract", _("Ауторски уговор")),
            ("director", _("Директор сам, без радног односа")),
        ],
        error_messages={"required": _("Изаберите како сте остваривали приходе.")},
    )


class LeaveForm(StepForm):
    """The leave as the employer granted it."""

    leave_start = DateField(
        label=_("Први дан одсуства"),
        help_text=_("Пише у решењу послодавца. На пример 3.11.2026."),
    )
    decision_number = TextField(
        label=_("Број решења послодавца"), max_length=60, width="20",
        error_messages={"required": _("Унесите број решења послодавца.")},
    )  # fmt: skip
    decision_date = DateField(label=_("Датум решења послодавца"))
    sick_leave_from = DateField(
        label=_("Први дан боловања због трудноће"),
        help_text=_("Само ако сте пре породиљског одсуства били на боловању због трудноће. Не утиче на износ."),
        required=False,
    )

    def clean_leave_start(self) -> date:
        day: date = self.cleaned_data["leave_start"]
        if day > self.today:
            raise forms.ValidationError(
                _("Захтев се подноси најраније првог дана одсуства. Вратите се када одсуство почне.")
            )
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, sick, decided = given.get("leave_start"), given.get("sick_leave_from"), given.get("decision_date")
        if start and sick and sick >= start:
            self.add_error("sick_leave_from", _("Боловање због трудноће почиње пре првог дана одсуства."))
        if start and decided and decided > min(start + DECISION_AT_LATEST, self.today):
            self.add_error(
                "decision_date",
                _("Решење послодавца не може бити донето после данас ни два месеца после почетка одсуства."),
            )
        return given


class SickNoteForm(StepForm):
    """Report on temporary inability to work (дознака)."""

    one_question = True
    sick_note = TextField(
        label=_("Који је број дознаке за породиљско одсуство?"),
        max_length=40,
        width="20",
        error_messages={"required": _("Унесите број дознаке. Пише у горњем десном углу.")},
    )


class AccountForm(StepForm):
    """Where the Republic pays."""

    account = AccountField(
        label=_("Број текућег рачуна"),
        help_text=_("На пример 160-1234567890123-12. Пише у банкарској апликацији и на картону рачуна."),
        error_messages={"required": _("Унесите број текућег рачуна.")},
    )
    own = YesNoField(
        label=_("Да ли рачун гласи на ваше име?"),
        error_messages={"required": _("Изаберите да ли рачун гласи на ваше име.")},
    )

    def clean_own(self) -> str:
        if self.cleaned_data["own"] != "yes":
            raise forms.ValidationError(
                _("Накнада се исплаћује само на рачун подносиоца захтева. Унесите рачун који гласи на ваше име.")
            )
        return "yes"


class ConsentForm(StepForm):
    """Whether the municipality fetches the data itself, and how it may write."""

    registers = YesNoField(
        label=_("Да ли желите да ми прибавимо податке о вашем осигурању, основицама и пребивалишту?"),
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


# -- what officials fill in ------------------------------------------------------------------------------------------
class ProvisionalForm(forms.Form):
    """Provisional decision: the law allows it for up to three months (ЗФППД)."""

    monthly = MoneyField(label=_("Привремени месечни износ, нето"))
    until = DateField(label=_("Привремено решење важи до"))


class ReasonForm(forms.Form):
    """A reason in words, for refusal, dismissal and end."""

    reason = forms.CharField(
        label=_("Разлози"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": _("Напишите разлоге које ће подносилац прочитати у одлуци.")},
    )


class EndForm(ReasonForm):
    """The right ends earlier: return to work, another parent takes over, death of the child."""

    on = DateField(label=_("Право престаје дана"))


class DismissalForm(ReasonForm):
    """Why the request is dismissed without deciding on it."""

    ground = ChoiceField(
        label=_("Основ одбацивања"),
        choices=[
            ("late", _("Захтев је поднет после рока")),
            ("incomplete", _("Захтев није допуњен у року")),
            ("competence", _("Општина није надлежна")),
            ("repeated", _("О истом праву је већ одлучено")),
        ],
        error_messages={"required": _("Изаберите основ одбацивања.")},
    )


class BasesForm(forms.Form):
    """The months and bases entered by an official while the contributions register is down.

    One line a month: ``2026-02 99.500,00``; a line ending in ``неплаћено`` counts as zero.
    """

    bases = forms.CharField(
        label=_("Основице по месецима"),
        help_text=_("Један месец у реду: 02.2026 99.500,00. Ако доприноси нису плаћени, додајте реч „неплаћено“."),
        widget=forms.Textarea(attrs={"rows": 18}),
        max_length=3000,
        error_messages={"required": _("Унесите основице, један месец у реду.")},
    )
