"""Passages of a municipality's decisions: versions by two people, pinned to cases, and a second language beside Serbian."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from eservices.cases import actions, decisions, passages
from eservices.cases import service as services
from eservices.cases.lifecycle import NotAllowed
from eservices.cases.models import Case, DecisionTemplate
from eservices.cases.paper.rendering import STATIC
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.factories import fill, propose, submit

TEXTS = {
    "sr": {"introduction": "{општина} решава по захтеву: {подносилац}.", "closing": "Хвала на стрпљењу.",
           "remedy": "Жалба: {орган}, у року од {дана} дана."},
    "bs": {"remedy": "Žalba u roku od {дана} dana, Opština."},
}  # fmt: skip


@pytest.fixture
def bilingual(at_home: Municipality) -> Municipality:
    """The town with Bosnian in official use; invented for the test."""
    at_home.minority_languages = ["bs"]
    at_home.save()
    return at_home


def published(place: Municipality, by: User, second: User, texts: dict[str, Any] | None = None) -> DecisionTemplate:
    row = actions.propose_template(municipality=place, service="", texts=texts or TEXTS, by=by)
    actions.publish_template(template=row, by=second)
    return row


def composed(case: Case, outcome: str = "refusal") -> dict[str, Any]:
    chosen = services.get(case.service).outcome(outcome)
    content: dict[str, Any] = decisions.compose(case, chosen, {"reason": "Нису испуњени услови."})["text"]
    return content


def test_passages_stand_around_what_the_rules_write(
    bilingual: Municipality, milica: User, olja: User, dragan: User
) -> None:
    published(bilingual, olja, dragan)
    text = composed(submit(fill(bilingual, milica), milica))
    introduction, basis = text["legal_basis"].split("\n", 1)
    assert introduction == "Град Крагујевац решава по захтеву: Јелена Примеровић." and "закон" in basis.lower()
    assert text["reasoning"][-1] == "Хвала на стрпљењу." and len(text["reasoning"]) > 1
    assert (
        text["remedy"].endswith("у року од 15 дана.") and "bs" not in text["remedy"] and "Žalba" not in text["remedy"]
    )


def test_the_asked_language_stands_beside_serbian_where_there_is_a_text(
    bilingual: Municipality, milica: User, olja: User, dragan: User
) -> None:
    published(bilingual, olja, dragan)
    case = submit(fill(bilingual, milica), milica)
    actions.ask_language(case=case, language="bs", by=milica)
    text = composed(case)
    serbian, bosnian = text["remedy"].split("\n")
    assert serbian.startswith("Жалба") and bosnian == "Žalba u roku od 15 dana, Opština."
    assert text["reasoning"][-1] == "Хвала на стрпљењу."
    actions.ask_language(case=case, language="", by=milica)
    assert "Žalba" not in composed(case)["remedy"]


def test_latin_decisions_have_latin_passages(bilingual: Municipality, milica: User, olja: User, dragan: User) -> None:
    published(bilingual, olja, dragan)
    text = composed(submit(fill(bilingual, milica), milica, language="sr-latn"))
    assert text["reasoning"][-1] == "Hvala na strpljenju."


def test_a_case_keeps_the_version_it_was_filed_under(
    bilingual: Municipality, milica: User, olja: User, dragan: User, filed: Case
) -> None:
    published(bilingual, olja, dragan)
    first = submit(fill(bilingual, milica), milica, confirm_duplicate=True)
    published(bilingual, olja, dragan, {"sr": {"closing": "Друго издање."}})
    second = submit(fill(bilingual, milica), milica, confirm_duplicate=True)
    assert "Хвала на стрпљењу." not in composed(filed)["reasoning"]
    assert composed(first)["reasoning"][-1] == "Хвала на стрпљењу."
    assert composed(second)["reasoning"][-1] == "Друго издање."


def test_the_version_of_the_service_goes_before_the_one_for_all(
    bilingual: Municipality, olja: User, dragan: User
) -> None:
    everywhere = published(bilingual, olja, dragan)
    own = actions.propose_template(municipality=bilingual, service="maternity-pay", texts=TEXTS, by=olja)
    assert passages.latest(bilingual, "maternity-pay") == everywhere
    actions.publish_template(template=own, by=dragan)
    assert passages.latest(bilingual, "maternity-pay") == own and passages.latest(bilingual, "e-baby") == everywhere


def test_two_people_publish_and_once(bilingual: Municipality, olja: User, dragan: User) -> None:
    row = actions.propose_template(municipality=bilingual, service="", texts=TEXTS, by=olja)
    with pytest.raises(actions.SamePerson):
        actions.publish_template(template=row, by=olja)
    actions.reject_template(template=row, by=olja)
    with pytest.raises(actions.AlreadySettled):
        actions.publish_template(template=row, by=dragan)
    again = actions.propose_template(municipality=bilingual, service="", texts=TEXTS, by=olja)
    assert (row.version, again.version) == (1, 2)


def test_a_language_is_asked_for_before_the_proposal_and_only_where_it_is_official(
    filed: Case, milica: User, jelena: User, bilingual: Municipality
) -> None:
    with pytest.raises(ValueError, match="sq"):
        actions.ask_language(case=filed, language="sq", by=milica)
    propose(filed, jelena)
    with pytest.raises(NotAllowed):
        actions.ask_language(case=filed, language="bs", by=milica)


def test_letters_of_the_languages_are_in_the_typeface_of_papers() -> None:
    for style in ("Regular", "Bold", "Italic"):
        known = TTFont(STATIC / "fonts" / f"NotoSans-{style}.ttf").getBestCmap()
        assert all(ord(letter) in known for letter in "ëçËÇ ъьщѝЪЬЩ čćžšđČĆŽŠĐ őűăâîșț ľĺŕä")


def test_placeholders_are_known_in_both_scripts() -> None:
    assert passages.unknown_placeholders("{дана} {dana} {општина} {opština} {broj} {") == ["{broj}", "{"]


# -- pages -------------------------------------------------------------------------------------------------------------
def test_the_applicant_chooses_on_a_page_and_the_clerk_reads_it(
    filed: Case, bilingual: Municipality, milica: User, jelena: User
) -> None:
    citizen = sign_in(Client(), milica)
    page = reverse("cases:language", args=[filed.code])
    assert page in citizen.get(reverse("cases:case", args=[filed.code])).content.decode()
    assert "српски и босански" in citizen.get(page).content.decode()
    assert "Изаберите један" in citizen.post(page, {"decision_language": "xx"}).content.decode()
    assert citizen.post(page, {"decision_language": "bs"}).status_code == 302
    desk = sign_in(Client(), jelena).get(reverse("admin:cases_case_change", args=[filed.pk])).content.decode()
    assert "жели одлуку и на другом језику" in desk and "босански" in desk


def test_where_only_serbian_is_official_there_is_no_such_page(filed: Case, milica: User, client: Client) -> None:
    citizen = sign_in(client, milica)
    assert citizen.get(reverse("cases:language", args=[filed.code])).status_code == 404
    page = citizen.get(reverse("cases:case", args=[filed.code])).content.decode()
    assert reverse("cases:language", args=[filed.code]) not in page


def sent(client: Client, **texts: str) -> Any:
    return client.post(reverse("admin:cases_decisiontemplate_add"), {"service": "", **texts})


def test_a_version_is_written_previewed_and_published(bilingual: Municipality, olja: User, dragan: User) -> None:
    administrator, head = sign_in(Client(), olja), sign_in(Client(), dragan)
    assert "босански" in administrator.get(reverse("admin:cases_decisiontemplate_add")).content.decode()
    assert (
        sent(administrator, **{"sr-opening": "Поштовани, {подносилац}.", "bs-opening": "Poštovani."}).status_code == 302
    )
    row = DecisionTemplate.objects.get()
    page = reverse("admin:cases_decisiontemplate_change", args=[row.pk])
    own = administrator.get(page).content.decode()
    assert "Поштовани, Милица Примеровић." in own and "Poštovani." in own and "мора да објави друга особа" in own
    assert administrator.post(page, {"publish": "1"}).status_code == 403
    assert head.post(page, {"publish": "1"}).status_code == 302
    assert head.post(page, {"publish": "1"}).status_code == 409
    assert "{подносилац}" in administrator.get(reverse("admin:cases_decisiontemplate_add")).content.decode()
    assert head.get(reverse("admin:cases_decisiontemplate_changelist")).status_code == 200


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        ({"sr-opening": "Поштовани {име}"}, "Ово нико не попуњава"),
        ({"sr-remedy": "Жалба без рока."}, "рок за жалбу"),
        ({}, "бар један пасус"),
    ],
)
def test_a_wrong_version_is_explained(
    bilingual: Municipality, olja: User, client: Client, texts: dict[str, str], sentence: str
) -> None:
    answer = sent(sign_in(client, olja), **texts)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not DecisionTemplate.objects.exists()


def test_others_do_not_find_it(bilingual: Municipality, olja: User, jelena: User, vesna: User) -> None:
    row = actions.propose_template(municipality=bilingual, service="", texts=TEXTS, by=olja)
    for outsider in (jelena, vesna):
        browser = sign_in(Client(), outsider)
        page = reverse("admin:cases_decisiontemplate_change", args=[row.pk])
        assert browser.get(page).status_code == 404 and browser.post(page, {"publish": "1"}).status_code == 404
