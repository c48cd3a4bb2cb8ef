"""Which rights are offered to whom, and what is said when a term has passed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from eservices.cases import service as services
from eservices.services.e_baby import forms, people_forms
from eservices.services.e_baby.demo import CONVERSATION, family
from eservices.services.e_baby.values import AID, ALLOWANCE, RIGHTS
from municipalities.models import Municipality, OfferedService

TODAY = date(2026, 5, 14)


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
