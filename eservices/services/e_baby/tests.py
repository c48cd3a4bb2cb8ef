"""e-Baby: what people type wrong, what is asked when, where the road ends; officials' forms."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.utils import translation

from eservices.cases import service as services
from eservices.cases.forms import StepForm
from eservices.cases.service import Step
from eservices.services.e_baby import desk_forms, forms, steps
from eservices.services.e_baby.demo import CONVERSATION, family, invented_jmbg, newborn, twins
from eservices.services.e_baby.testing import (
    CHILD,
    HURTING,
    RESIDENT,
)
from municipalities.identifiers import clean_jmbg

TODAY = date(2026, 5, 14)
OTHER = family()["others"]["others"][0]
FORMS: dict[str, type[StepForm]] = {step.slug: step.form_class for step in steps.STEPS}


def said(step: str, given: dict[str, Any], *, today: date = TODAY, **answers: dict[str, Any]) -> dict[str, list[str]]:
    """Errors of a step's form in Serbian, beside complete answers."""
    with translation.override("sr"):
        form = FORMS[step](given, today=today, all_answers=family(**answers))
        return {name: [str(text) for text in texts] for name, texts in form.errors.items()}


def child(**changes: Any) -> dict[str, Any]:
    return {"birth_place": "Свилајнац", "children": [CHILD | changes]}


def others(**changes: Any) -> dict[str, Any]:
    return {"others": [OTHER | changes]}


# -- wrong input -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("step", [step for step in FORMS if step in family()])
def test_good_answers_are_taken(step: str) -> None:
    assert said(step, family()[step]) == {}


FOUR_WORDS = {"given_name": "Ана Марија Сара"}
BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("children", child(jmbg="1402026665014"), "children",
     "ЈМБГ није исправан: последња цифра се не слаже. Проверите да ли сте погрешили неку цифру."),
    ("children", child(jmbg=""), "children", "Унесите ЈМБГ детета, 13 цифара из извода."),
    ("children", child(birth_date="2026-02-13"), "children",
     "Датум рођења се не слаже са ЈМБГ детета. Проверите и датум и број у изводу."),
    ("children", child(jmbg=invented_jmbg(date(2026, 5, 20), female=True), birth_date="2026-05-20"), "children",
     "Датум рођења детета не може бити у будућности."),
    ("children", child(**FOUR_WORDS), "children",
     "Име и презиме имају више од три речи. Унесите скраћено име које је одређено код матичара."),
    ("children", child(surname="Огледић"), "children",
     "Дете носи презиме мајке, оца или оба. Проверите презиме у изводу из матичне књиге."),
    ("children", child(birth_time="24:10"), "children", "Унесите час и минут, на пример 14:35."),
    ("children", child(given_name="Дуња7"), "children", "Име детета има само слова, цртицу и размак."),
    ("children", child() | {"children": [CHILD, CHILD]}, "children",
     "Исти ЈМБГ детета је унет два пута. Свако дете се уноси једном."),
    ("children", child(jmbg="2101986665011", birth_date="1986-01-21"), "children",
     "Код детета је унет ЈМБГ родитеља. Препишите број детета из извода."),
    ("others", others(surname="Огледић"), "others",
     "Заједничка деца истих родитеља имају исто презиме. Проверите презимена у изводима."),
    ("others", others(jmbg=CHILD["jmbg"]), "others",
     "Дете за које тражите право не уноси се и међу осталу децу. Уклоните тај ред."),
    ("others", {"others": []}, "others", "Унесите податке о осталој деци мајке."),
    ("account", {"account": "160123456789012312", "own": "no"}, "own",
     "Исплата је могућа само на рачун подносиоца захтева. Унесите рачун који гласи на то име."),
    ("account", {"account": "160123456789012313", "own": "yes"}, "account",
     "Број рачуна није исправан: последње две цифре се не слажу. Препишите га са картона рачуна."),
    ("mother", family()["mother"] | {"jmbg": ""}, "jmbg", "Унесите ЈМБГ, 13 цифара са личне карте."),
    ("mother", family()["mother"] | {"citizenship": "other", "jmbg": ""}, "foreigner_number",
     "Унесите ЈМБГ или евиденцијски број странца."),
    ("mother", family()["mother"] | {"citizenship": "other", "jmbg": "", "foreigner_number": "12345"},
     "foreigner_number", "Евиденцијски број странца има тачно 13 цифара."),
    ("mother", family()["mother"] | {"first_name": "Зорица1"}, "first_name",
     "Име и презиме имају само слова, цртицу и размак. Проверите шта је унето."),
    ("father", family()["father"] | {"jmbg": "2101986665011"}, "jmbg",
     "Овај ЈМБГ већ стоји код мајке. Унесите број оца."),
    ("union", {"union": "extramarital", "paternity": "", "paternity_reference": ""}, "paternity",
     "Изаберите како је очинство утврђено, или да прилажете изјаву."),
    ("statements", family()["statements"] | {"care": False}, "care",
     "Потврдите изјаву о старању. Ако није тачна, обратите се писарници."),
    ("statements", family()["statements"] | {"truth": False}, "truth", "Потврдите да су подаци тачни."),
]  # fmt: skip


@pytest.mark.parametrize(("step", "given", "field", "sentence"), BAD)
def test_wrong_input_gets_its_own_sentence(step: str, given: dict[str, Any], field: str, sentence: str) -> None:
    assert said(step, given) == {field: [sentence]}


def test_every_sentence_is_another_one() -> None:
    sentences = [sentence for *_, sentence in BAD]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    "change",
    [{**FOUR_WORDS, "short_name": "Ана Трећић"}, {"sex": "M"}, {"surname": "Trećić"}, {"birth_time": "9.20"}],
)
def test_what_is_odd_but_right_is_taken(change: dict[str, Any]) -> None:
    assert said("children", child(**change)) == {}


def test_half_siblings_may_have_another_surname() -> None:
    assert said("others", others(surname="Огледић", same_father="no")) == {}


def test_children_of_two_deliveries_are_two_requests() -> None:
    earlier = newborn("Ива", "Трећић", date(2025, 3, 1), time(8), female=True)
    given = {"birth_place": "Свилајнац", "children": [CHILD, earlier]}
    assert said("children", given)["children"] == [
        "Овде се уносе само деца из истог порођаја. За друго дете поднесите посебан захтев."
    ]


def test_a_wrong_row_among_several_is_named() -> None:
    given = {"birth_place": "Свилајнац", "children": [twins()[0], twins()[1] | {"birth_time": "?"}]}
    assert said("children", given)["children"] == ["Дете 2: Унесите час и минут, на пример 14:35."]


def test_children_are_told_in_words_with_a_masked_number() -> None:
    with translation.override("sr"):
        told = forms.ChildrenForm.shown("children", [CHILD])
        sibling = forms.OthersForm.shown("others", [OTHER])
    assert told == "Дуња Трећић (ЈМБГ *********5013), пол: женски, рођење: 14.2.2026. 09:20"
    assert sibling == "Лука Трећић (ЈМБГ *********0015), рођење: 15.3.2019."


def test_invented_numbers_are_valid_and_of_nobody() -> None:
    for female in (True, False):
        made = clean_jmbg(invented_jmbg(date(2026, 2, 14), female=female))
        assert (made.birth_date, made.sex, made.region) == (date(2026, 2, 14), "F" if female else "M", "66")


# -- the road ----------------------------------------------------------------------------------------------------------
def path(**changes: dict[str, Any]) -> list[str]:
    return [step.slug for step in services.get(CONVERSATION).path(family(**changes))]


def test_the_residence_of_the_child_is_asked_only_when_addresses_differ() -> None:
    assert "residence-choice" not in path() and "residence-choice" in path(same_address={"same": "no"})


def test_a_mother_who_names_no_father_is_asked_nothing_about_him() -> None:
    assert not {"father", "union", "same-address", "residence-choice"} & set(path(father_known={"known": "no"}))


def test_the_father_is_asked_for_his_reason_and_never_whether_he_is_known() -> None:
    asked = path(role={"role": "father"}, father_reason={"reason": "died"})
    assert {"father-reason", "father", "mother"} <= set(asked) and not {"father-known", "same-address"} & set(asked)


def test_a_foreign_mother_is_asked_for_her_conditions() -> None:
    assert "foreign-mother" in path(mother={"citizenship": "other"}) and "foreign-mother" not in path()


def stop_of(step: type[Step], **changes: dict[str, Any]) -> str:
    with translation.override("sr"):
        stop = step.stops(family(**changes))
        return "" if stop is None else " ".join([str(stop.title), *map(str, stop.body)])


def test_residence_of_the_mother_in_another_municipality_ends_with_where_to_go() -> None:
    told = stop_of(steps.Residence, residence={"who": "neither"})
    assert "Захтев се подноси тамо где родитељ има пребивалиште" in told
    assert "Мајка има пребивалиште у другој општини" in told
    assert stop_of(steps.Residence) == ""


def test_a_minor_mother_is_sent_to_an_official() -> None:
    told = stop_of(steps.Mother, mother={"jmbg": invented_jmbg(date(2012, 1, 10), female=True)})
    assert "За малолетног родитеља потребан је разговор са службеником" in told and stop_of(steps.Mother) == ""


def test_a_minor_father_is_sent_to_an_official_only_when_he_asks() -> None:
    young = {"jmbg": invented_jmbg(date(2012, 1, 10), female=False)}
    assert stop_of(steps.Father, role={"role": "father"}, father=young) and not stop_of(steps.Father, father=young)


def test_after_a_stillbirth_nothing_is_asked_and_nothing_congratulates() -> None:
    told = stop_of(steps.Event, event={"event": "stillborn"})
    assert "Жао нам је због вашег губитка" in told and "породиљског одсуства" in told
    assert not [word for word in HURTING if word in told.lower()]


def test_after_a_death_care_and_vaccination_are_not_asked() -> None:
    died = {"event": {"event": "died"}}
    form = forms.StatementsForm(today=TODAY, all_answers=family(**died))
    assert not {"care", "vaccination"} & set(form.fields) and "truth" in form.fields
    assert not {"same-address", "residence-choice"} & set(path(same_address={"same": "no"}, **died))


def test_nothing_in_the_questions_congratulates() -> None:
    with translation.override("sr"):
        told = " ".join(
            str(text)
            for step in steps.STEPS
            for text in (step.title, step.hint, *(field.label for field in step.form_class.base_fields.values()))
        )
    assert not [word for word in HURTING if word in told.lower()]


# -- officials' forms --------------------------------------------------------------------------------------------------
def test_facts_entered_by_hand_have_the_shape_of_register_answers() -> None:
    births = desk_forms.ManualBirthsForm({"older": "2", "entered": "on"})
    assert births.is_valid() and births.payload() == {"role": "manual", "older": 2, "entries": []}
    home = desk_forms.ManualResidenceForm({"here": "yes", "since": "14.2.2025", "serbian": "yes"})
    assert home.is_valid() and home.payload() == RESIDENT
    away = desk_forms.ManualResidenceForm({"here": "no", "since": "", "serbian": "no"})
    assert away.is_valid() and away.payload() == {"citizenship": "", "here_since": "", "stays": []}
    care = desk_forms.ManualGuardianshipForm({"clear": "no"})
    assert care.is_valid() and care.payload() == {"clear": False, "children": 0}


@pytest.mark.parametrize(
    ("form", "given", "field"),
    [
        (desk_forms.ManualResidenceForm, {"here": "yes", "since": "", "serbian": "yes"}, "since"),
        (desk_forms.ManualBirthsForm, {"older": "-1", "entered": "on"}, "older"),
        (desk_forms.DismissalForm, {"ground": "repeated"}, "earlier"),
        (desk_forms.DismissalForm, {"ground": "incomplete"}, "reason"),
        (desk_forms.GrantForm, {"start": ""}, "start"),
        (desk_forms.TransferForm, {"reason": "–"}, "to"),
    ],
)
def test_officials_are_told_what_is_missing(form: Any, given: dict[str, str], field: str) -> None:
    assert list(form(given).errors) == [field]
