"""The order of the questions, when each is asked, where the road ends early; the documents."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from eservices.cases.service import Answers, DocumentKind, Step, Stop
from eservices.services.e_kindergarten import forms, labels
from eservices.services.e_kindergarten.offers import chosen_competition

COMPETITION, CHILD, PARENTS = _("Конкурс"), _("Дете"), _("Родитељи")
WISH, FAMILY, CONSENT = _("Жеље"), _("Породица"), _("Сагласност")


def given(answers: Answers, step: str, field: str) -> Any:
    """One answer, or empty text."""
    return answers.get(step, {}).get(field, "")


def has_second_parent(answers: Answers) -> bool:
    return bool(given(answers, "other-parent", "other") == "yes")


class CompetitionStep(Step):
    slug, section, form_class = "competition", COMPETITION, forms.CompetitionForm
    title = _("На који конкурс пријављујете дете?")


class Residence(Step):
    slug, section, form_class = "residence", COMPETITION, forms.ResidenceForm
    title = _("Да ли дете има пребивалиште у овој општини или граду?")

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        competition = chosen_competition(answers)
        if given(answers, "residence", "here") != "no" or (competition and not competition.requires_residence):
            return None
        return Stop(
            _("Пријавите дете тамо где има пребивалиште"),
            (
                _("Овај конкурс прима само децу са пребивалиштем у овој општини или граду."),
                _("Потражите конкурс своје општине на почетној страни портала или се обратите установи."),
            ),
        )


class Debt(Step):
    slug, section, form_class = "debt", COMPETITION, forms.DebtForm
    title = _("Да ли су измирена сва ваша дуговања према установи?")
    hint = _("Тако тражи овај конкурс.")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        competition = chosen_competition(answers)
        return competition is not None and competition.requires_no_debt

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        if given(answers, "debt", "settled") != "no":
            return None
        return Stop(
            _("Прво измирите дуговања према установи"),
            (
                _(
                    "Овај конкурс тражи да сва дуговања буду измирена пре пријаве. После уплате вратите се док траје рок."
                ),
            ),
        )


class Child(Step):
    slug, section, form_class = "child", CHILD, forms.ChildForm
    title = _("Подаци о детету")


class Address(Step):
    slug, section, form_class = "address", CHILD, forms.AddressForm
    title = _("Адреса детета")


class Parent(Step):
    slug, section, form_class = "parent", PARENTS, forms.ParentForm
    title = _("Ваши подаци")


class OtherParent(Step):
    slug, section, form_class = "other-parent", PARENTS, forms.OtherParentForm
    title = _("Да ли пријављујете и другог родитеља?")


class SecondParent(Step):
    slug, section, form_class = "second-parent", PARENTS, forms.SecondParentForm
    title = _("Подаци о другом родитељу")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return has_second_parent(answers)


class Work(Step):
    slug, section, form_class = "work", PARENTS, forms.WorkForm
    title = _("Рад и студије родитеља")
    hint = _("Запослење проверавамо сами. За студије и пољопривреду приложите потврду.")


class Programme(Step):
    slug, section, form_class = "programme", WISH, forms.ProgrammeForm
    title = _("Који програм и језик желите?")


class Wishes(Step):
    slug, section, form_class = "wishes", WISH, forms.WishesForm
    title = _("У које вртиће желите да упишете дете?")
    hint = _("Поређајте их од најжељенијег. Дете добија прву жељу у којој има места кад дође на ред.")


class Family(Step):
    slug, section, form_class = "family", FAMILY, forms.FamilyForm
    title = _("Деца у породици")


class Claims(Step):
    slug, section, form_class = "claims", FAMILY, forms.ClaimsForm
    title = _("Да ли се нешто од овога односи на ваше дете?")


class Health(Step):
    slug, section, form_class = "health", FAMILY, forms.HealthForm
    title = _("Да ли постоји нешто о здрављу детета што вртић треба да зна?")


class Consent(Step):
    slug, section, form_class = "consent", CONSENT, forms.ConsentForm
    title = _("Подаци, достава и изјава")


STEPS: tuple[type[Step], ...] = (
    CompetitionStep, Residence, Debt, Child, Address, Parent, OtherParent, SecondParent, Work, Programme, Wishes, Family,
    Claims, Health, Consent,
)  # fmt: skip


class ClaimDocument(DocumentKind):
    """Proof of one ground of priority."""

    def asked(self, answers: Answers) -> bool:
        return self.slug.removeprefix("claim-") in (given(answers, "claims", "claims") or ())


class WorkDocument(DocumentKind):
    """Certificate of students and farmers; of everybody who works when the register may not be asked."""

    def asked(self, answers: Answers) -> bool:
        work = set(answers.get("work", {}).values())
        own = given(answers, "consent", "registers") == "no" and bool(work & set(forms.WORKING))
        return own or bool(work & {"student", "farmer"})


class BirthDocument(DocumentKind):
    """Extract from the register of births, when the register may not be asked."""

    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "consent", "registers") == "no")


DOCUMENTS: tuple[DocumentKind, ...] = (
    *(
        ClaimDocument(
            f"claim-{slug}", format_lazy(_("Доказ: {claim}"), claim=label),
            _("На пример решење, уверење или извештај надлежне установе."), many=True, restricted=True,
        )
        for slug, label in labels.PRIORITIES.items()
    ),
    WorkDocument(
        "work-certificate", _("Потврда о раду, студирању или пољопривредном газдинству"),
        _("За сваког родитеља који ради или студира."), many=True,
    ),
    BirthDocument("birth-extract", _("Извод из матичне књиге рођених за дете")),
)  # fmt: skip
