"""The order of the questions, when each is asked, and where the road ends early."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from eservices.cases.service import Answers, DocumentKind, Step, Stop
from eservices.services.maternity_pay import forms

RIGHT, APPLICANT, CHILD = _("Право"), _("Подносилац"), _("Дете")
LEAVE, PAYMENT, CONSENT = _("Посао и одсуство"), _("Исплата"), _("Сагласност")


def given(answers: Answers, step: str, field: str) -> Any:
    """One answer, or empty text."""
    return answers.get(step, {}).get(field, "")


def is_employee(answers: Answers) -> bool:
    """Whether the right follows from employment."""
    return given(answers, "right", "right") in (forms.EMPLOYEE, forms.SPECIAL_CARE)


def is_mother(answers: Answers) -> bool:
    return bool(given(answers, "role", "role") == forms.MOTHER)


def is_lost(answers: Answers) -> bool:
    return bool(given(answers, "child", "child") == forms.LOST)


class Residence(Step):
    slug, section, form_class = "residence", RIGHT, forms.ResidenceForm
    title = _("Да ли имате пребивалиште у овој општини или граду?")
    hint = _("Захтев решава општина или град у коме имате пребивалиште.")

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        if given(answers, "residence", "here") != "no":
            return None
        return Stop(
            _("Захтев се подноси тамо где имате пребивалиште"),
            (
                _("Ова општина не може да реши ваш захтев, јер о њему одлучује општина или град вашег пребивалишта."),
                _("Потражите своју општину на почетној страни портала или јој се обратите на шалтеру."),
            ),
        )


class Right(Step):
    slug, section, form_class = "right", RIGHT, forms.RightForm
    title = _("Коју накнаду тражите?")


class Started(Step):
    slug, section, form_class = "started", RIGHT, forms.StartedForm
    title = _("Да ли је одсуство већ почело?")
    hint = _("Захтев се подноси најраније првог дана одсуства.")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return is_employee(answers)

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        if given(answers, "started", "started") != "no":
            return None
        return Stop(
            _("Захтев можете поднети од првог дана одсуства"),
            (
                _("Породиљско одсуство почиње најраније 45, а обавезно 28 дана пре очекиваног порођаја."),
                _("Вратите се када одсуство почне. До тада припремите дознаку и решење послодавца."),
            ),
        )


class Role(Step):
    slug, section, form_class = "role", APPLICANT, forms.RoleForm
    title = _("Ко подноси захтев?")


class RoleReason(Step):
    slug, section, form_class = "role-reason", APPLICANT, forms.RoleReasonForm
    title = _("Зашто мајка не користи одсуство?")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return not is_mother(answers)


class ApplicantStep(Step):
    slug, section, form_class = "applicant", APPLICANT, forms.ApplicantForm
    title = _("Ваши подаци")
    hint = _("Упишите име онако како стоји у личној карти.")


class AddressStep(Step):
    slug, section, form_class = "address", APPLICANT, forms.AddressForm
    title = _("Ваша адреса")


class Child(Step):
    slug, section, form_class = "child", CHILD, forms.ChildForm
    title = _("Да ли је дете рођено?")


class Birth(Step):
    slug, section, form_class = "birth", CHILD, forms.BirthForm
    title = _("Рођење детета")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return bool(given(answers, "child", "child") == forms.BORN)


class ExpectedBirth(Step):
    slug, section, form_class = "expected-birth", CHILD, forms.ExpectedBirthForm
    title = _("Очекивани порођај")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return bool(given(answers, "child", "child") == forms.EXPECTED)


class Loss(Step):
    slug, section, form_class = "loss", CHILD, forms.LossForm
    title = _("Ког дана се то догодило?")
    hint = _("Жао нам је због вашег губитка. Потребан нам је само датум; право на накнаду имате по закону.")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return is_lost(answers)


class Employer(Step):
    slug, section, form_class = "employer", LEAVE, forms.EmployerForm
    title = _("Послодавац")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return is_employee(answers)


class Activity(Step):
    slug, section, form_class = "activity", LEAVE, forms.ActivityForm
    title = _("На који начин сте остваривали приходе?")
    hint = _("Мисли се на 18 месеци пре рођења детета.")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return not is_employee(answers)


class Leave(Step):
    slug, section, form_class = "leave", LEAVE, forms.LeaveForm
    title = _("Одсуство")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return is_employee(answers)


class SickNote(Step):
    slug, section, form_class = "sick-note", LEAVE, forms.SickNoteForm
    title = _("Који је број дознаке за породиљско одсуство?")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return bool(given(answers, "right", "right") == forms.EMPLOYEE) and is_mother(answers)


class Account(Step):
    slug, section, form_class = "account", PAYMENT, forms.AccountForm
    title = _("Рачун за исплату")
    hint = _("Накнаду исплаћује Република директно на ваш рачун.")


class Consent(Step):
    slug, section, form_class = "consent", CONSENT, forms.ConsentForm
    title = _("Подаци и обавештења")


STEPS: tuple[type[Step], ...] = (
    Residence, Right, Started, Role, RoleReason, ApplicantStep, AddressStep, Child, Birth, ExpectedBirth, Loss,
    Employer, Activity, Leave, SickNote, Account, Consent,
)  # fmt: skip


class SickNoteDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "right", "right") == forms.EMPLOYEE) and is_mother(answers)


class EmployerDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return is_employee(answers)


class RoleDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return not is_mother(answers)


class ProxyDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return given(answers, "applicant", "proxy") is True


class LossDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return is_lost(answers)


class SpecialCareDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "right", "right") == forms.SPECIAL_CARE)


class OwnProofDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "consent", "registers") == "no")


DOCUMENTS: tuple[DocumentKind, ...] = (
    SickNoteDocument(
        "sick-note", _("Дознака за породиљско одсуство"), _("Сликајте целу страну, да се виде број и печат."), restricted=True
    ),
    EmployerDocument("employer-decision", _("Решење послодавца о одсуству"), many=True),
    DocumentKind("account-card", _("Картон текућег рачуна"), _("Довољна је слика на којој се виде име и број рачуна.")),
    RoleDocument(
        "role-proof",
        _("Доказ да одсуство користите ви"),
        _("На пример споразум родитеља, решење центра за социјални рад или извод из матичне књиге."),
        many=True,
    ),
    ProxyDocument("power-of-attorney", _("Пуномоћје"), _("Потписано пуномоћје особе за коју подносите захтев.")),
    LossDocument("institution-report", _("Извештај здравствене установе"), restricted=True),
    SpecialCareDocument("special-care-opinion", _("Мишљење комисије о потреби посебне неге детета"), restricted=True),
    OwnProofDocument(
        "own-proof", _("Доказ о основицама доприноса"), _("Извод за 18 месеци, јер нисте дали сагласност да га прибавимо."),
        many=True,
    ),
)  # fmt: skip
