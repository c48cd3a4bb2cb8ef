"""The order of the questions, when each is asked, where the road ends early; the documents."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from eservices.cases.service import Answers, DocumentKind, Step, Stop
from eservices.services.ivf_costs import forms

CONDITIONS, COUPLE, PROCEDURE = _("Услови"), _("Подносиоци"), _("Поступак и рачун")
PAYMENT, CONSENT = _("Исплата"), _("Сагласност")


def given(answers: Answers, step: str, field: str) -> Any:
    """One answer, or empty text."""
    return answers.get(step, {}).get(field, "")


class Residence(Step):
    slug, section, form_class = "residence", CONDITIONS, forms.ResidenceForm
    title = _("Да ли имате пребивалиште у овој општини или граду?")
    hint = _("Новац даје општина или град из свог буџета, својим становницима.")

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        if given(answers, "residence", "here") != "none":
            return None
        return Stop(
            _("Захтев се подноси тамо где имате пребивалиште"),
            (
                _("Ова општина може да помогне само паровима који у њој живе."),
                _("Потражите своју општину на почетној страни портала и погледајте да ли даје овај новац."),
            ),
        )


class Union(Step):
    slug, section, form_class = "union", CONDITIONS, forms.UnionForm
    title = _("У каквој сте заједници?")


class Who(Step):
    slug, section, form_class = "who", COUPLE, forms.WhoForm
    title = _("Ко попуњава захтев?")
    hint = _("Захтев подносите заједно. Други партнер ће на крају дати сагласност сам, са свог налога или кодом.")


class Woman(Step):
    slug, section, form_class = "woman", _("Жена"), forms.WomanForm
    title = _("Подаци жене")
    hint = _("Упишите име онако како стоји у личној карти.")

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        years = answers.get("woman", {}).get("too_old_from")
        if years is None:
            return None
        return Stop(
            _("Услов за године није испуњен"),
            (
                format_lazy(_("По одлуци ове општине, жена на дан подношења још није напунила {years}."), years=years),
                _(
                    "Ако мислите да је то погрешно, захтев можете да поднесете на писарници и добићете одлуку са поуком."
                ),
            ),
        )


class Partner(Step):
    slug, section, form_class = "partner", _("Партнер"), forms.PartnerForm
    title = _("Подаци партнера")
    hint = _("Упишите име онако како стоји у личној карти.")


class Address(Step):
    slug, section, form_class = "address", COUPLE, forms.AddressForm
    title = _("Адреса за пријем поште")


class History(Step):
    slug, section, form_class = "history", PROCEDURE, forms.HistoryForm
    title = _("Ранији поступци")
    hint = _("Ове одговоре виде само службеници који о захтеву одлучују, и сваки увид се бележи.")


class Household(Step):
    slug, section, form_class = "household", PROCEDURE, forms.HouseholdForm
    title = _("Домаћинство")


class Procedure(Step):
    slug, section, form_class = "procedure", PROCEDURE, forms.ProcedureForm
    title = _("За који поступак тражите новац?")


class Clinic(Step):
    slug, section, form_class = "clinic", PROCEDURE, forms.ClinicForm
    title = _("У којој клиници се обавља поступак?")

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        if given(answers, "clinic", "clinic") != forms.OTHER_CLINIC:
            return None
        return Stop(
            _("Општина плаћа само клиникама у Србији које имају дозволу"),
            (
                _("Поступак у иностранству, или у клиници без дозволе, општина не може да плати."),
                _("Ако је клиника добила дозволу недавно, обавестите општину да допуни списак."),
            ),
        )


class Invoice(Step):
    slug, section, form_class = "invoice", PROCEDURE, forms.InvoiceForm
    title = _("Предрачун или рачун клинике")


class Payee(Step):
    slug, section, form_class = "payee", PAYMENT, forms.PayeeForm
    title = _("Исплата")


class Consent(Step):
    slug, section, form_class = "consent", CONSENT, forms.ConsentForm
    title = _("Подаци и изјаве")


STEPS: tuple[type[Step], ...] = (
    Residence, Union, Who, Woman, Partner, Address, History, Household, Procedure, Clinic, Invoice, Payee, Consent,
)  # fmt: skip


# -- documents ---------------------------------------------------------------------------------------------------------
class UnionStatement(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "union", "union") == forms.EXTRAMARITAL)


class MarriageExtract(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "union", "union") == forms.MARRIED)


class AttemptsProof(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return any(given(answers, "history", f"{whose}_attempts") for whose in ("fund", "province", "own"))


class AccountCard(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "payee", "payee") == "applicant")


class OwnProof(DocumentKind):
    def asked(self, answers: Answers) -> bool:
        return bool(given(answers, "consent", "registers") == "no")


FINAL_INVOICE = DocumentKind(
    "final-invoice", _("Коначни рачун клинике"), _("Рачун за обављени поступак."), restricted=True
)
MINUTES = DocumentKind("commission-minutes", _("Извод из записника комисије"), required=False, restricted=True)


class Later(DocumentKind):
    """A document that comes after filing; it is named in lists but never asked for in the request."""

    def asked(self, answers: Answers) -> bool:
        return False


DOCUMENTS: tuple[DocumentKind, ...] = (
    DocumentKind(
        "invoice", _("Предрачун или рачун клинике"), _("Виде се број, датум, износ и рачун за уплату."), restricted=True
    ),
    DocumentKind(
        "medical-report", _("Извештај лекара или комисије"), _("Отварају га само особе које о захтеву одлучују."),
        many=True, restricted=True,
    ),
    AttemptsProof(
        "attempts-proof", _("Потврда о ранијим поступцима"), _("Потврда РФЗО или клинике."), many=True, restricted=True
    ),
    UnionStatement(
        "union-statement", _("Оверена изјава о ванбрачној заједници"), _("Изјава вас двоје, оверена код јавног бележника.")
    ),
    MarriageExtract(
        "marriage-extract", _("Извод из матичне књиге венчаних"), _("Ако га имате при руци; иначе га прибавља општина."),
        required=False,
    ),
    AccountCard("account-card", _("Картон рачуна"), _("Довољна је слика на којој се виде име и број рачуна.")),
    OwnProof(
        "own-proof", _("Уверења о пребивалишту и држављанству"), _("За обоје, јер нисте дали сагласност да их прибавимо."),
        many=True,
    ),
    Later(FINAL_INVOICE.slug, FINAL_INVOICE.label, FINAL_INVOICE.hint, restricted=True),
    Later(MINUTES.slug, MINUTES.label, required=False, restricted=True),
)  # fmt: skip
