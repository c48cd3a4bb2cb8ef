"""The order of the questions, when each is asked, where the road ends early; and the documents."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.service import Answers, DocumentKind, Step, Stop
from eservices.services.e_baby import forms, people_forms, rules
from eservices.services.e_baby.values import AID
from municipalities.identifiers import clean_jmbg

SITUATION, APPLICANT, MOTHER, FATHER = _("Ситуација"), _("Подносилац"), _("Мајка"), _("Отац")
PARENTS, ADDRESSES, CHILD = _("Родитељи"), _("Адресе"), _("Дете")
RIGHTS, PAYMENT, STATEMENTS = _("Права"), _("Исплата"), _("Изјаве и сагласности")

MINOR = Stop(
    _("За малолетног родитеља потребан је разговор са службеником"),
    (
        _("Родитељ млађи од 18 година подноси захтев уз старатеља или на основу одлуке суда, па то не може само преко портала."),
        _("Обратите се писарници или центру за социјални рад. Рок се рачуна од рођења детета, зато не чекајте."),
    ),
)  # fmt: skip


def given(answers: Answers, step: str, field: str) -> Any:
    """One answer, or empty text."""
    return answers.get(step, {}).get(field, "")


def by_mother(answers: Answers) -> bool:
    """Whether the mother asks."""
    return bool(given(answers, "role", "role") == rules.Role.MOTHER)


def father_named(answers: Answers) -> bool:
    """Whether the answers tell who the father is."""
    return not by_mother(answers) or given(answers, "father-known", "known") == "yes"


def is_minor(answers: Answers, step: str) -> bool:
    """Whether the parent of this step is under age today, by the number given."""
    number = given(answers, step, "jmbg")
    return bool(number) and rules.is_minor(clean_jmbg(number).birth_date, timezone.localdate())


class Residence(Step):
    slug, section, form_class = "residence", SITUATION, people_forms.ResidenceForm
    title = _("Ко од родитеља има пребивалиште у овој општини или граду?")
    hint = _("Мисли се на адресу у личној карти.")

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        if given(answers, "residence", "who") != people_forms.NEITHER:
            return None
        return Stop(
            _("Захтев се подноси тамо где родитељ има пребивалиште"),
            (
                _("Мајка има пребивалиште у другој општини, а ни отац нема пребивалиште овде, па о захтеву одлучује та општина."),
                _("Потражите је на почетној страни портала или јој се обратите на шалтеру."),
            ),
        )  # fmt: skip


class Event(Step):
    slug, section, form_class = "event", SITUATION, people_forms.EventForm
    title = _("Шта одговара вашој ситуацији?")
    hint = _("Питамо зато да вам не бисмо тражили оно што није потребно.")

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        if given(answers, "event", "event") != people_forms.STILLBORN:
            return None
        return Stop(
            _("Жао нам је због вашег губитка"),
            (
                _("Права која се траже овде по закону се односе на живорођено дете, па нема шта да се попуњава."),
                _(
                    "Мајка која је у радном односу има право на накнаду за време породиљског одсуства. Тражи се другом "
                    "услугом на овом порталу, у којој се пита само за датум."
                ),
                _("Пријаву здравствена установа сама доставља матичару. Од вас се ништа не очекује."),
            ),
        )  # fmt: skip


class Role(Step):
    slug, section, form_class = "role", APPLICANT, people_forms.RoleForm
    title = _("Ко подноси захтев?")
    hint = _("Родитељски додатак тражи мајка, а отац само у случајевима које наводи закон.")


class FatherReason(Step):
    slug, section, form_class = "father-reason", APPLICANT, people_forms.FatherReasonForm
    title = _("Зашто захтев подноси отац?")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return not by_mother(answers)


class Mother(Step):
    slug, section, form_class = "mother", MOTHER, people_forms.PersonForm
    title = _("Подаци о мајци")
    hint = _("Упишите име онако како стоји у личној карти.")

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        return MINOR if is_minor(answers, "mother") else None


class ForeignMother(Step):
    slug, section, form_class = "foreign-mother", MOTHER, people_forms.ForeignMotherForm
    title = _("Услови за мајку која је страна држављанка")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return by_mother(answers) and given(answers, "mother", "citizenship") == people_forms.OTHER_CITIZENSHIP


class FatherKnown(Step):
    slug, section, form_class = "father-known", FATHER, people_forms.FatherKnownForm
    title = _("Да ли уносите податке о оцу?")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return by_mother(answers)


class Father(Step):
    slug, section, form_class = "father", FATHER, people_forms.FatherForm
    title = _("Подаци о оцу")
    hint = _("Упишите име онако како стоји у личној карти.")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return father_named(answers)

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        return MINOR if not by_mother(answers) and is_minor(answers, "father") else None


class Union(Step):
    slug, section, form_class = "union", PARENTS, people_forms.UnionForm
    title = _("Заједница родитеља и очинство")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return father_named(answers)


class Address(Step):
    slug, section, form_class = "address", ADDRESSES, people_forms.AddressForm
    title = _("Адреса подносиоца захтева")


class SameAddress(Step):
    slug, section, form_class = "same-address", ADDRESSES, people_forms.SameAddressForm
    title = _("Да ли други родитељ живи на истој адреси?")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        lives = given(answers, "father-reason", "reason") != rules.FatherReason.DIED
        return father_named(answers) and lives and given(answers, "event", "event") == people_forms.BORN


class ResidenceChoice(Step):
    slug, section, form_class = "residence-choice", ADDRESSES, people_forms.ResidenceChoiceForm
    title = _("Пребивалиште детета")
    hint = _("Када родитељи имају исту адресу, ово се не пита.")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return SameAddress.applies(answers) and given(answers, "same-address", "same") == "no"


class Children(Step):
    slug, section, form_class = "children", CHILD, forms.ChildrenForm
    title = _("Подаци о детету")
    hint = _("Препишите их из извода из матичне књиге рођених.")


class HasOthers(Step):
    slug, section, form_class = "has-others", CHILD, forms.HasOthersForm
    title = _("Да ли мајка има још деце?")


class Others(Step):
    slug, section, form_class = "others", CHILD, forms.OthersForm
    title = _("Остала деца мајке")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return bool(given(answers, "has-others", "others") == "yes")


class Rights(Step):
    slug, section, form_class = "rights", RIGHTS, forms.RightsForm
    title = _("Шта тражите?")
    hint = _("За свако право води се посебан поступак, са својим роком и својом одлуком.")


class Account(Step):
    slug, section, form_class = "account", PAYMENT, forms.AccountForm
    title = _("Рачун за исплату")
    hint = _("Родитељски додатак исплаћује Република, а локалну помоћ општина или град.")


class Statements(Step):
    slug, section, form_class = "statements", STATEMENTS, forms.StatementsForm
    title = _("Изјаве и сагласности")


STEPS: tuple[type[Step], ...] = (
    Residence, Event, Role, FatherReason, Mother, ForeignMother, FatherKnown, Father, Union, Address, SameAddress,
    ResidenceChoice, Children, HasOthers, Others, Rights, Account, Statements,
)  # fmt: skip


class UnionDocument(DocumentKind):
    """Asked where the local aid depends on how the parents live and no register tells it."""

    def asked(self, answers: Answers) -> bool:
        aid = AID in (given(answers, "rights", "rights") or ())
        together = given(answers, "union", "union") in (people_forms.MARRIED, people_forms.EXTRAMARITAL)
        return aid and together and (not by_mother(answers) or given(answers, "union", "union") != people_forms.MARRIED)


class PaternityDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "union", "paternity") == "statement")


class ReasonDocument(DocumentKind):
    """Proof of the father's reason; what is none, or stands in a register, needs no paper."""

    def asked(self, answers: Answers) -> bool:
        return given(answers, "father-reason", "reason") in (rules.FatherReason.TAKEN, rules.FatherReason.PREVENTED)


class NeedDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "rights", "vulnerable") == "yes")


class OwnProofDocument(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "statements", "registers") == "no")


DOCUMENTS: tuple[DocumentKind, ...] = (
    DocumentKind("account-card", _("Картон текућег рачуна"), _("Довољна је слика на којој се виде име и број рачуна.")),
    UnionDocument(
        "union-proof", _("Доказ о браку или заједници родитеља"),
        _("Извод из матичне књиге венчаних, или изјава два сведока о ванбрачној заједници."), many=True,
    ),
    PaternityDocument("paternity-statement", _("Изјава о признању очинства"), restricted=True),
    ReasonDocument("father-proof", _("Доказ да захтев подноси отац"), _("На пример одлука суда или потврда установе."),
                   many=True, restricted=True),
    NeedDocument("social-aid-proof", _("Решење о новчаној социјалној помоћи"), restricted=True),
    OwnProofDocument(
        "own-proof", _("Изводи и потврде"),
        _("Изводи из матичне књиге рођених за сву децу, докази о пребивалишту и потврда органа старатељства, јер нисте "
          "дали сагласност да их прибавимо."),
        many=True, restricted=True,
    ),
)  # fmt: skip
