"""e-Baby: what people type wrong, what is asked when, two requests for one child, what decisions say."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.access import documents_of, siblings_of
from eservices.cases.actions.intake import answers_of
from eservices.cases.forms import StepForm
from eservices.cases.models import Case, Evidence
from eservices.cases.service import CannotCalculate, Step
from eservices.services.e_baby import desk_forms, forms, people_forms, steps
from eservices.services.e_baby.demo import CONVERSATION, family, invented_jmbg, newborn, twins
from eservices.services.e_baby.models import EBabyDetails, NewbornOfCase
from eservices.services.e_baby.values import AID, ALLOWANCE, RIGHTS
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.identifiers import clean_jmbg
from municipalities.models import Municipality, OfferedService, Parameter
from tests.cast import official
from tests.factories import attach, on, submit

TODAY = date(2026, 5, 14)
LAST_DAY, TOO_LATE = datetime(2026, 5, 14, 9, tzinfo=UTC), datetime(2026, 5, 15, 9, tzinfo=UTC)
CHILD = family()["children"]["children"][0]
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


HURTING = ("Честит", "честит", "радост", "добро дошл", "срећ", "беб")


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


# -- rights ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def svilajnac(reference_data: None) -> Municipality:
    return Municipality.objects.get(slug="svilajnac")


def rights(place: Municipality, today: date = TODAY, given: Any = None, **changes: Any) -> forms.RightsForm:
    return forms.RightsForm(given, today=today, all_answers=family(**changes), municipality=place)


def offered(form: forms.RightsForm) -> list[str]:
    return [slug for slug, _label in form.fields["rights"].choices]  # type: ignore[attr-defined]


def test_both_rights_are_offered_to_a_mother_who_lives_here(svilajnac: Municipality) -> None:
    form = rights(svilajnac, given={"rights": list(RIGHTS)})
    assert offered(form) == list(RIGHTS) and form.is_valid()
    assert not {"late_known", "vulnerable"} & set(form.fields)
    assert services.get(CONVERSATION).files(family()) == RIGHTS
    assert services.get(CONVERSATION).files(family(rights={"rights": [AID]})) == (AID,)


def test_a_father_without_a_listed_reason_gets_local_aid_only(svilajnac: Municipality) -> None:
    form = rights(svilajnac, role={"role": "father"}, father_reason={"reason": "none"})
    assert offered(form) == [AID]
    with translation.override("sr"):
        assert "тражи мајка" in str(form.fields["rights"].help_text)


@pytest.mark.parametrize("reason", ["died", "taken", "prevented", "foreign"])
def test_a_father_with_a_listed_reason_may_ask_for_both(svilajnac: Municipality, reason: str) -> None:
    assert offered(rights(svilajnac, role={"role": "father"}, father_reason={"reason": reason})) == list(RIGHTS)


def test_a_mother_who_lives_elsewhere_asks_for_the_allowance_there(svilajnac: Municipality) -> None:
    form = rights(svilajnac, residence={"who": "father"})
    assert offered(form) == [AID]
    with translation.override("sr"):
        assert "дакле у другој општини" in str(form.fields["rights"].help_text)


def test_a_foreign_mother_without_the_conditions_is_told_so(svilajnac: Municipality) -> None:
    form = rights(svilajnac, foreign_mother={"settled": "no", "born_here": "yes"})
    assert offered(form) == [AID]


def test_a_municipality_without_an_own_decision_offers_no_local_aid(svilajnac: Municipality) -> None:
    elsewhere = Municipality.objects.exclude(slug__in=("svilajnac", "kragujevac", "cacak")).first()
    assert elsewhere is not None and offered(rights(elsewhere)) == [ALLOWANCE]


def test_a_municipality_may_switch_its_aid_off(svilajnac: Municipality) -> None:
    OfferedService.objects.create(municipality=svilajnac, service=AID, enabled=False, since=date(2021, 1, 1))
    assert offered(rights(svilajnac)) == [ALLOWANCE]


def test_aid_of_the_mother_is_not_offered_where_only_the_father_lives(svilajnac: Municipality) -> None:
    kragujevac = Municipality.objects.get(slug="kragujevac")
    form = rights(kragujevac, residence={"who": "father"}, given={"rights": [AID]})
    assert offered(form) == [] and not form.is_valid()


def test_need_is_asked_only_where_it_changes_the_amount(svilajnac: Municipality) -> None:
    assert "vulnerable" in rights(Municipality.objects.get(slug="kragujevac")).fields
    assert "vulnerable" not in rights(svilajnac).fields


def test_a_father_alone_is_told_when_there_is_nothing_for_him(svilajnac: Municipality) -> None:
    elsewhere = Municipality.objects.exclude(slug__in=("svilajnac", "kragujevac", "cacak")).first()
    with translation.override("sr"):
        form = people_forms.FatherReasonForm({"reason": "none"}, today=TODAY, municipality=elsewhere)
        assert "нема своју помоћ" in str(form.errors["reason"])
    assert people_forms.FatherReasonForm({"reason": "none"}, today=TODAY, municipality=svilajnac).is_valid()


def test_the_last_day_is_in_time_and_the_next_one_needs_to_be_known(svilajnac: Municipality) -> None:
    assert rights(svilajnac, date(2026, 5, 14), {"rights": [AID]}).is_valid()
    late = rights(svilajnac, date(2026, 5, 15), {"rights": [AID]})
    with translation.override("sr"):
        assert late.errors["late_known"] == [
            "Рок за помоћ општине или града (у месецима од рођења: 3) истекао је 14.5.2026. "
            "Захтев после рока се одбацује. Ако га ипак подносите, потврдите то овде."
        ]
    assert rights(svilajnac, date(2026, 5, 15), {"rights": [AID], "late_known": "on"}).is_valid()
    assert rights(svilajnac, date(2026, 5, 15), {"rights": [ALLOWANCE]}).is_valid()


def test_a_child_older_than_a_year_gets_its_own_sentence(svilajnac: Municipality) -> None:
    with translation.override("sr"):
        errors = rights(svilajnac, date(2027, 3, 1), {"rights": [ALLOWANCE]}).errors
    assert str(errors["late_known"][0]).startswith(
        "Дете је старије од годину дана: родитељски додатак се тражи до првог рођендана, а рок је истекао 17.2.2027."
    )


# -- cases -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def clerk(svilajnac: Municipality) -> User:
    return official("nada", "Нада", "Ресавић", "clerk", svilajnac, list(RIGHTS))


def file_cases(place: Municipality, by: User, answers: dict[str, Any] | None = None, **more: Any) -> list[Case]:
    """The cases of a conversation, in the order in which they were filed."""
    answers, service = answers or family(), services.get(CONVERSATION)
    draft = actions.start_draft(service=service, municipality=place, by=by)
    for step, given in answers.items():
        actions.save_step(draft=draft, step=step, given=given, by=by)
    for kind in service.documents_asked(service.counted(answers)):
        attach(draft, kind.slug)
    first = submit(draft, by, **more)
    return [first, *siblings_of(first).select_related("municipality", "data_key")]


RESIDENT = {"citizenship": "SRB", "here_since": "2025-02-14", "stays": []}
KNOWN: dict[str, Any] = {
    "births": {"role": "manual", "older": 2, "entries": []},
    "guardianship": {"clear": True, "children": 0},
    "residence": RESIDENT, "residence-mother": RESIDENT,
    "residence-father": {"citizenship": "SRB", "here_since": "", "stays": []},
}  # fmt: skip


def inform(case: Case, by: User, **changes: Any) -> None:
    """What the registers would say, entered by an official."""
    for need in services.get(case.service).evidence:
        payload = KNOWN[need.source] | changes.get(need.source.replace("-", "_"), {})
        actions.enter_evidence(
            case=case, source=need.source, purpose=str(need.purpose), payload=payload, note="по изводу", by=by
        )


def composed(case: Case, outcome: str, **details: Any) -> dict[str, Any]:
    return decisions.compose(case, services.get(case.service).outcome(outcome), details)


@pytest.fixture
def last_day() -> Any:
    with on(LAST_DAY):
        yield


@pytest.fixture
def at_svilajnac(last_day: None, svilajnac: Municipality) -> Any:
    with municipality_scope(svilajnac.pk):
        yield svilajnac


def test_one_conversation_files_two_cases_that_share_what_was_given(at_svilajnac: Municipality, milica: User) -> None:
    allowance, aid = file_cases(at_svilajnac, milica)
    assert [allowance.service, aid.service] == [ALLOWANCE, AID]
    assert allowance.number != aid.number and allowance.data_key_id == aid.data_key_id
    assert list(documents_of(aid).values_list("kind", flat=True)) == ["account-card"]
    assert EBabyDetails.objects.get(case=aid).born_on == date(2026, 2, 14)
    assert "newborn-aid.amount" in aid.pinned and "newborn-aid.amount" not in allowance.pinned
    assert allowance.applicant_name == "Зорица Трећић"


def test_one_right_alone_is_one_case(at_svilajnac: Municipality, milica: User) -> None:
    (aid,) = file_cases(at_svilajnac, milica, family(rights={"rights": [AID]}))
    assert aid.service == AID and NewbornOfCase.objects.filter(case=aid).count() == 1


def test_the_worked_example_grants_30000_for_the_third_child(
    at_svilajnac: Municipality, milica: User, clerk: User
) -> None:
    _allowance, aid = file_cases(at_svilajnac, milica)
    inform(aid, clerk)
    content = composed(aid, "grant")
    operative, reasons = " ".join(content["text"]["operative"]), " ".join(content["text"]["reasoning"])
    assert "30.000,00 динара (словима: тридесет хиљада динара и 00/100)" in operative
    assert (
        "за дете: Дуња Трећић, ред рођења: 3, рођење: 14.2.2026." in operative and "160-1234567890123-12" in operative
    )
    assert "Мајка: без прекида од 14.2.2025. (тражи се најкасније од 14.2.2025.)" in reasons
    assert "Захтев је поднет 14.5.2026. и у року је (последњи дан: 14.5.2026.)." in reasons
    assert (
        "општинском већу" in content["text"]["remedy"] and "Одлука општине Свилајнац" in content["text"]["legal_basis"]
    )
    assert content["calculation"]["lines"][-1]["amount"] == "30000.00"


def test_a_day_later_it_is_dismissed_with_the_arithmetic_of_dates(
    svilajnac: Municipality, milica: User, clerk: User
) -> None:
    with on(TOO_LATE), municipality_scope(svilajnac.pk):
        (aid,) = file_cases(svilajnac, milica, family(rights={"rights": [AID], "late_known": True}))
        inform(aid, clerk)
        with translation.override("sr"), pytest.raises(CannotCalculate, match="поднет после рока, па се одбацује"):
            composed(aid, "grant")
        content = composed(aid, "dismissal", ground="late", earlier="", reason="")
    reasons = " ".join(content["text"]["reasoning"])
    assert "месеци: 3, дан рођења: 14.2.2026." in reasons and "Последњи дан рока био је 14.5.2026." in reasons
    assert "Захтев је поднет 15.5.2026. Од истека рока до подношења прошло је дана: 1." in reasons
    assert content["text"]["operative"][0].startswith("ОДБАЦУЈЕ СЕ захтев за једнократну помоћ")
    assert "као неблаговремен" in content["text"]["operative"][0]


def test_a_term_that_moved_to_a_working_day_says_so(svilajnac: Municipality, milica: User) -> None:
    with on(datetime(2027, 2, 18, 9, tzinfo=UTC)), municipality_scope(svilajnac.pk):
        (case,) = file_cases(svilajnac, milica, family(rights={"rights": [ALLOWANCE], "late_known": True}))
        reasons = " ".join(composed(case, "dismissal", ground="late", earlier="", reason="")["text"]["reasoning"])
    assert "Дан са истим бројем је 14.2.2027." in reasons and "први радни дан: 17.2.2027." in reasons


def test_a_request_in_time_cannot_be_dismissed_as_late(at_svilajnac: Municipality, milica: User) -> None:
    allowance, _aid = file_cases(at_svilajnac, milica)
    with translation.override("sr"), pytest.raises(CannotCalculate, match="поднет у року"):
        composed(allowance, "dismissal", ground="late", earlier="", reason="")


def test_the_allowance_of_a_third_child_in_120_instalments(
    at_svilajnac: Municipality, milica: User, clerk: User
) -> None:
    allowance, _aid = file_cases(at_svilajnac, milica)
    inform(allowance, clerk)
    content = composed(allowance, "grant", start=date(2026, 3, 1))
    operative = " ".join(content["text"]["operative"])
    assert "2.280.000,00 динара" in operative and "број рата: 120, месечна рата: 19.000,00 динара" in operative
    assert (
        "135.000,00 динара" in operative and "7.500,00 динара" in operative and "Исплата почиње 1.3.2026." in operative
    )
    assert "министарству надлежном за бригу о породици" in content["text"]["remedy"]
    assert content["calculation"]["tables"][0]["rows"] == [
        ["Дуња Трећић", "3", "2.280.000,00", "120", "161.500,00", "19.000,00"]
    ]
    assert any("нису потврђени" in warning for warning in content["calculation"]["warnings"])


@pytest.mark.parametrize(
    ("born", "filed", "first", "confirmed"),
    [
        (date(2024, 3, 1), date(2024, 6, 3), "371614.46", True),
        (date(2024, 3, 1), date(2024, 11, 4), "500000.00", True),
        (date(2024, 11, 5), date(2024, 12, 2), "500000.00", True),
        (date(2025, 3, 3), date(2025, 4, 2), "500000.00", False),
    ],
)
def test_the_amount_of_a_first_child_by_birth_and_filing(
    svilajnac: Municipality, milica: User, clerk: User, born: date, filed: date, first: str, confirmed: bool
) -> None:
    row = newborn("Ива", "Трећић", born, time(7), female=True)
    answers = family(children={"children": [row]}, has_others={"others": "no"}, rights={"rights": [ALLOWANCE]})
    with on(filed), municipality_scope(svilajnac.pk):
        (case,) = file_cases(svilajnac, milica, answers)
        inform(case, clerk, births={"older": 0})
        calculation = decisions.calculation_for(case)
    assert calculation is not None and calculation.values["children"][0]["amount"] == Decimal(first)
    assert any("unconfirmed" in text or "потврђени" in text for text in calculation.warnings) is not confirmed


def test_twins_are_two_children_of_one_case(at_svilajnac: Municipality, milica: User, clerk: User) -> None:
    allowance, aid = file_cases(at_svilajnac, milica, family(children={"children": twins()}))
    for case in (allowance, aid):
        inform(case, clerk)
    rows = composed(allowance, "grant", start=date(2026, 3, 1))["calculation"]["values"]["children"]
    assert [(row["name"], row["order"], row["amount"]) for row in rows] == [
        ("Сава Трећић", 3, "2280000.00"), ("Ива Трећић", 4, "3180000.00"),
    ]  # fmt: skip
    content = composed(aid, "grant")
    assert [row["amount"] for row in content["calculation"]["values"]["children"]] == ["30000.00", "20000.00"]
    assert sum("ПРИЗНАЈЕ СЕ" in line for line in content["text"]["operative"]) == 2


def test_twins_of_whom_one_is_a_fifth_child_are_granted_in_part(
    at_svilajnac: Municipality, milica: User, clerk: User
) -> None:
    allowance, _aid = file_cases(at_svilajnac, milica, family(children={"children": twins()}))
    inform(allowance, clerk, births={"older": 3})
    start = date(2026, 3, 1)
    with translation.override("sr"), pytest.raises(CannotCalculate, match="делимично признавање"):
        composed(allowance, "grant", start=start)
    content = composed(allowance, "partial_grant", start=start, reason="Ред рођења је већи од четири.")
    operative = content["text"]["operative"]
    assert operative[0].startswith("ПРИЗНАЈЕ СЕ") and "ОДБИЈА СЕ захтев за дете: Ива Трећић" in operative[-1]
    assert any("о праву одлучује службеник" in text for text in content["calculation"]["warnings"])


def test_a_partial_grant_needs_children_that_differ(at_svilajnac: Municipality, milica: User, clerk: User) -> None:
    allowance, _aid = file_cases(at_svilajnac, milica)
    inform(allowance, clerk)
    with translation.override("sr"), pytest.raises(CannotCalculate, match="исти исход"):
        composed(allowance, "partial_grant", start=date(2026, 3, 1), reason="–")


def test_a_year_that_is_not_full_leads_to_a_refusal_and_says_the_dates(
    at_svilajnac: Municipality, milica: User, clerk: User
) -> None:
    _allowance, aid = file_cases(at_svilajnac, milica)
    inform(aid, clerk, residence_mother={"here_since": "2025-02-15"})
    with translation.override("sr"), pytest.raises(CannotCalculate) as refused:
        composed(aid, "grant")
    assert "Мајка: тек од 15.2.2025. (тражи се најкасније од 14.2.2025.)" in str(refused.value)


def test_where_one_parent_is_enough_the_father_may_meet_the_year(
    at_svilajnac: Municipality, milica: User, clerk: User
) -> None:
    _allowance, aid = file_cases(at_svilajnac, milica)
    inform(aid, clerk, residence_mother={"here_since": ""}, residence_father={"here_since": "2020-01-01"})
    assert composed(aid, "grant")["text"]["operative"][0].startswith("ПРИЗНАЈЕ СЕ")


def test_nothing_is_calculated_before_the_registers_answered(at_svilajnac: Municipality, milica: User) -> None:
    for case in file_cases(at_svilajnac, milica):
        with translation.override("sr"), pytest.raises(CannotCalculate, match="Недостаје"):
            decisions.calculation_for(case)


def test_what_an_official_should_look_at(at_svilajnac: Municipality, milica: User, clerk: User) -> None:
    answers = family(
        event={"event": "died"}, children={"children": [CHILD | {"sex": "M"}]}, rights={"rights": [ALLOWANCE]}
    )
    (case,) = file_cases(at_svilajnac, milica, answers)
    inform(
        case, clerk, births={"older": 0}, guardianship={"clear": False}, residence={"here_since": "", "citizenship": ""}
    )
    with translation.override("sr"):
        calculation = decisions.calculation_for(case)
    assert calculation is not None
    told = " ".join(calculation.warnings)
    for part in ("с пажњом", "разликује се", "Пол детета", "меру", "уступање", "стално настањење"):
        assert part in told, part
    content = composed(case, "grant", start=date(2026, 3, 1))
    assert not [word for word in HURTING if word in json.dumps(content["text"], ensure_ascii=False).lower()]


# -- two requests for one child ----------------------------------------------------------------------------------------
def test_the_other_parents_request_for_the_same_child_is_found(
    at_svilajnac: Municipality, milica: User, ana: User
) -> None:
    file_cases(at_svilajnac, milica)
    father = family(role={"role": "father"}, father_reason={"reason": "prevented"}, rights={"rights": [ALLOWANCE]})
    with pytest.raises(actions.AlreadyFiled) as refused:
        file_cases(at_svilajnac, ana, father)
    with translation.override("sr"):
        message = str(services.get(CONVERSATION).duplicate_message(refused.value.earlier))
    assert not refused.value.own
    assert message == (
        "За ово дете већ је поднет захтев: Родитељски додатак. Ако желите само друго право, промените избор права."
    )
    assert not re.search(r"Зориц|Трећић|\d", message)


def test_a_twin_asked_for_apart_is_found_too(at_svilajnac: Municipality, milica: User, ana: User) -> None:
    both = twins()
    file_cases(at_svilajnac, milica, family(children={"children": both}))
    for alone in both:
        with pytest.raises((actions.AlreadyFiled, actions.Incomplete)):
            file_cases(at_svilajnac, ana, family(children={"children": [alone]}))


def test_the_second_right_may_be_asked_for_later(at_svilajnac: Municipality, milica: User) -> None:
    file_cases(at_svilajnac, milica, family(rights={"rights": [ALLOWANCE]}))
    (aid,) = file_cases(at_svilajnac, milica, family(rights={"rights": [AID]}))
    assert aid.service == AID


def test_a_withdrawn_request_does_not_stand_in_the_way(at_svilajnac: Municipality, milica: User) -> None:
    (first,) = file_cases(at_svilajnac, milica, family(rights={"rights": [AID]}))
    actions.withdraw(case=first, by=milica)
    (again,) = file_cases(at_svilajnac, milica, family(rights={"rights": [AID]}))
    assert again.pk != first.pk


# -- decisions ---------------------------------------------------------------------------------------------------------
DETAILS: dict[str, dict[str, Any]] = {
    "grant": {"start": date(2026, 3, 1)},
    "partial_grant": {"start": date(2026, 3, 1), "reason": "Ред рођења је већи од четири."},
    "refusal": {"reason": "Нису испуњени услови."},
    "dismissal": {"ground": "repeated", "earlier": "552-1/26-IV", "reason": ""},
    "transfer": {"to": "Град Чачак", "reason": "Подносилац је променио пребивалиште."},
}
OUTCOMES = [(slug, outcome.slug) for slug in RIGHTS for outcome in services.get(slug).outcomes]


@pytest.mark.parametrize("language", ["sr", "sr-latn"])
@pytest.mark.parametrize(("right", "outcome"), OUTCOMES)
def test_every_outcome_writes_a_whole_decision_in_both_scripts(
    at_svilajnac: Municipality, milica: User, clerk: User, right: str, outcome: str, language: str
) -> None:
    given = family(rights={"rights": [right]}, children={"children": twins()})
    (case,) = file_cases(at_svilajnac, milica, given, language=language)
    inform(case, clerk, births={"older": 3 if outcome == "partial_grant" else 0})
    text = composed(case, outcome, **DETAILS.get(outcome, {}))["text"]
    assert text["operative"] and case.number in " ".join(text["reasoning"])
    ours = " ".join([text["legal_basis"], *text["operative"], text["remedy"]])
    ours = re.sub(r"(Зорица|Ива|Сава) Трећић|Град Чачак", "–", ours)
    script = r"[A-Za-z]" if language == "sr" else r"[А-Яа-яЂЈЉЊЋЏђјљњћџ]"
    assert not re.search(script, re.sub(r"\b[IVX]+\b", "", ours)), ours
    assert not re.search(r"%\(|\{|None|\bTrue\b|\.\.(?!\.)|  | ,", ours), ours
    assert not [word for word in HURTING if word in ours.lower()]


def test_the_mothers_number_stands_in_no_decision(at_svilajnac: Municipality, milica: User, clerk: User) -> None:
    allowance, _aid = file_cases(at_svilajnac, milica)
    inform(allowance, clerk)
    content = json.dumps(composed(allowance, "grant", start=date(2026, 3, 1)))
    assert "2101986665011" not in content and CHILD["jmbg"] not in content


def test_a_city_sends_appeals_to_its_own_council(reference_data: None, milica: User) -> None:
    place = Municipality.objects.get(slug="cacak")
    with on(LAST_DAY), municipality_scope(place.pk):
        (case,) = file_cases(place, milica, family(rights={"rights": [AID]}))
        assert "градском већу" in composed(case, "refusal", reason="–")["text"]["remedy"]


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


# -- reference data ----------------------------------------------------------------------------------------------------
def test_every_value_has_a_source_and_unknown_indexations_are_not_confirmed(svilajnac: Municipality) -> None:
    rows = Parameter.objects.filter(code__regex=r"^(parental-allowance|newborn-aid|e-baby)\.")
    assert rows.count() > 50 and not rows.filter(legal_source="").exists()
    indexed = rows.filter(code__startswith="parental-allowance.", valid_from__in=[date(2024, 7, 1), date(2025, 1, 1)])
    assert indexed and not indexed.filter(confirmed=True).exists()
    invented = rows.filter(municipality__slug__in=["kragujevac", "cacak"])
    assert invented and all("змишљен" in row.legal_source and not row.confirmed for row in invented)
    assert not rows.filter(code__startswith="newborn-aid.", municipality=None).exclude(code__endswith="decision_days")


def test_registers_answers_are_kept_without_streets_and_without_reasons(
    at_svilajnac: Municipality, milica: User
) -> None:
    for case in file_cases(at_svilajnac, milica):
        assert not Evidence.objects.filter(case=case).exists()
        for need in services.get(case.service).evidence:
            assert need.request(case, answers_of(case)).subject in ("2101986665011", "1903985660011")
