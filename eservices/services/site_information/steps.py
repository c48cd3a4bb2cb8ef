"""The order of the questions, when each is asked, where the road ends early; the documents."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from eservices.cases.service import Answers, DocumentKind, Step, Stop
from eservices.services.site_information import forms

PARCELS, APPLICANT, BUILDING, DOCUMENT = _("Парцеле"), _("Подносилац"), _("Намера"), _("Документ")


def given(answers: Answers, step: str, field: str) -> Any:
    """One answer, or empty text."""
    return answers.get(step, {}).get(field, "")


def is_legal(answers: Answers) -> bool:
    """Whether a firm asks."""
    return bool(given(answers, "applicant-kind", "kind") == forms.LEGAL)


class Place(Step):
    slug, section, form_class = "place", PARCELS, forms.PlaceForm
    title = _("Да ли је парцела на подручју ове општине или града?")
    hint = _("Информацију издаје општина или град на чијем је подручју парцела.")

    @classmethod
    def stops(cls, answers: Answers) -> Stop | None:
        if given(answers, "place", "here") != "no":
            return None
        return Stop(
            _("Захтев се подноси тамо где је парцела"),
            (
                _("Ова општина нема планове за то подручје, па не може да изда информацију."),
                _("На почетној страни портала потражите општину или град на чијем је подручју парцела."),
            ),
        )


class Parcels(Step):
    slug, section, form_class = "parcels", PARCELS, forms.ParcelsForm
    title = _("Које парцеле?")
    hint = _("Доказ о власништву није потребан. Копију плана прибављамо сами.")


class Adjacency(Step):
    slug, section, form_class = "adjacency", PARCELS, forms.AdjacencyForm
    title = _("Више парцела у једном захтеву")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return len(given(answers, "parcels", "parcels") or ()) > 1


class ApplicantKind(Step):
    slug, section, form_class = "applicant-kind", APPLICANT, forms.ApplicantKindForm
    title = _("Ко тражи информацију?")


class Person(Step):
    slug, section, form_class = "person", APPLICANT, forms.PersonForm
    title = _("Ваши подаци")
    hint = _("Упишите име онако како стоји у личној карти.")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return not is_legal(answers)


class Company(Step):
    slug, section, form_class = "company", APPLICANT, forms.CompanyForm
    title = _("Подаци о правном лицу или предузетнику")
    hint = _("Податке проверавамо у Агенцији за привредне регистре.")

    @classmethod
    def applies(cls, answers: Answers) -> bool:
        return is_legal(answers)


class AddressStep(Step):
    slug, section, form_class = "address", APPLICANT, forms.AddressForm
    title = _("Адреса за пријем поште")


class Purpose(Step):
    slug, section, form_class = "purpose", BUILDING, forms.PurposeForm
    title = _("Сврха")


class Object(Step):
    slug, section, form_class = "object", BUILDING, forms.ObjectForm
    title = _("Планирани објекат")
    hint = _("Упишите шта већ знате; остало прескочите.")


class DeliveryStep(Step):
    slug, section, form_class = "delivery", DOCUMENT, forms.DeliveryForm
    title = _("Како желите да добијете документ?")


class Consent(Step):
    slug, section, form_class = "consent", DOCUMENT, forms.ConsentForm
    title = _("Изјава")
    hint = _(
        "Пре издавања плаћају се републичка такса и накнада општине. Податке за уплату добијате чим поднесете захтев."
    )


STEPS: tuple[type[Step], ...] = (
    Place, Parcels, Adjacency, ApplicantKind, Person, Company, AddressStep, Purpose, Object, DeliveryStep, Consent,
)  # fmt: skip

DOCUMENTS: tuple[DocumentKind, ...] = (
    DocumentKind(
        "plan-copy", _("Копија катастарског плана"), _("Само ако је већ имате; иначе је прибављамо сами."), required=False,
        many=True,
    ),
    DocumentKind("sketch", _("Скица или идејно решење"), _("Ако желите да покажете шта намеравате."), required=False,
                 many=True),
)  # fmt: skip
