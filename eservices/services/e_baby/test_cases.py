"""Cases of e-Baby: filed together, decided apart, one for a child; the worked example to the day."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.access import documents_of
from eservices.cases.service import CannotCalculate
from eservices.services.e_baby.demo import CONVERSATION, LAST_DAY, family, newborn, twins
from eservices.services.e_baby.models import EBabyDetails, NewbornOfCase
from eservices.services.e_baby.testing import (
    CHILD,
    HURTING,
    composed,
    file_cases,
    inform,
)
from eservices.services.e_baby.values import AID, ALLOWANCE
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.factories import on


# -- cases -------------------------------------------------------------------------------------------------------------
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
    with on(LAST_DAY + timedelta(days=1)), municipality_scope(svilajnac.pk):
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
