"""The pages of parents, of everybody and of the commission."""

from __future__ import annotations

import json
from pathlib import Path

from django.test import Client
from django.urls import reverse

from eservices.services.e_kindergarten import actions, verify_ranking
from eservices.services.e_kindergarten.models import Competition
from eservices.services.e_kindergarten.phases import Phase
from eservices.services.e_kindergarten.testing import (
    SLUG,
    close,
    family,
    published_example,
    to_contracts,
    worked_example,
)
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.factories import relay_all


# -- pages -------------------------------------------------------------------------------------------------------------
def test_start_page_leads_to_lists_and_a_closed_competition_says_so(
    client: Client, competition: Competition, town: Municipality
) -> None:
    start = client.get(reverse("cases:start", args=[town.slug, SLUG])).content.decode()
    assert "Упис у вртић" in start and reverse("cases:e-kindergarten:lists", args=[town.slug]) in start
    assert client.post(reverse("cases:begin", args=[town.slug, SLUG]), {"way": "without"}).status_code == 302
    close(competition)
    closed = client.get(reverse("cases:begin", args=[town.slug, SLUG]))
    assert closed.status_code == 409 and "Сада нема отвореног конкурса за упис у вртић" in closed.content.decode()
    lists = client.get(reverse("cases:e-kindergarten:lists", args=[town.slug]), {"jezik": "sr-latn"}).content.decode()
    assert "prijave su zaključene" in lists or "Листа" in lists


def test_a_family_fills_in_every_question_and_files(
    client: Client, competition: Competition, town: Municipality, milica: User
) -> None:
    sign_in(client, milica)
    address = str(client.post(reverse("cases:begin", args=[town.slug, SLUG])).headers["Location"])
    code = address.split("/")[2]
    given = family(competition)
    for _page in range(20):
        step = address.strip("/").split("/")[-1]
        if step not in given:
            break
        page = client.get(address)
        assert page.status_code == 200
        answer = client.post(address, {name: value for name, value in given[step].items() if value is not True}
                             | {name: "on" for name, value in given[step].items() if value is True})  # fmt: skip
        assert answer.status_code == 302, answer.content.decode()
        address = str(answer.headers["Location"])
    assert address == reverse("cases:check", args=[code])
    check = client.get(address).content.decode()
    assert "Вртић Пчелица" in check and "Целодневни боравак" in check
    seen = check.split('name="seen" value="')[1].split('"')[0]
    filed = client.post(reverse("cases:submit", args=[code]), {"seen": seen})
    case_page = client.get(filed.headers["Location"].replace("podneto/", "")).content.decode()
    assert "Бодови, место на листи и правни лек" in case_page


def test_a_parent_sees_the_explanation_and_objects_and_a_stranger_sees_nothing(
    client: Client, competition: Competition, town: Municipality, milica: User, ana: User, member: User, head: User
) -> None:
    row = published_example(competition, milica, member, head)["Ceca"]
    address = reverse("cases:e-kindergarten:result", args=[town.slug, row.case.code])
    page = sign_in(client, milica).get(address).content.decode()
    for sentence in ("Дете је на листи чекања.", "Зашто је тако", "Шта би променило исход", "50,0000"):
        assert sentence in page
    objection = reverse("cases:e-kindergarten:objection", args=[town.slug, row.case.code])
    assert "Напишите са чиме се не слажете." in client.post(objection, {"text": ""}).content.decode()
    assert client.post(objection, {"text": "Треће дете."}).headers["Location"] == address
    assert "Треће дете." in client.get(address).content.decode()
    assert sign_in(Client(), ana).get(address).status_code == 404


def test_the_file_and_the_script_are_public_and_agree(
    client: Client, competition: Competition, town: Municipality, milica: User, member: User, head: User, tmp_path: Path
) -> None:
    published_example(competition, milica, member, head)
    arguments = [town.slug, competition.slug, "preliminary"]
    content = client.get(reverse("cases:e-kindergarten:file", args=arguments)).content
    script = client.get(reverse("cases:e-kindergarten:script", args=[town.slug])).content
    (tmp_path / "lista.json").write_bytes(content)
    assert script == Path(verify_ranking.__file__).read_bytes()
    assert verify_ranking.main([str(tmp_path / "lista.json")]) == 0
    page = client.get(reverse("cases:e-kindergarten:published", args=arguments)).content.decode()
    assert json.loads(content)["list_sha256"] in page


def test_the_commission_works_on_the_board(
    client: Client, competition: Competition, town: Municipality, milica: User, member: User, head: User
) -> None:
    row = published_example(competition, milica, member, head)["Ceca"]
    actions.file_objection(application=row, text="Треће дете.", by=milica)
    sign_in(client, member)
    board = reverse("admin:e_kindergarten_competition_board", args=[competition.pk])
    page = client.get(board).content.decode()
    assert row.code in page and "Рангирај децу" in page and "Објави коначну листу" not in page
    assert client.get(reverse("admin:e_kindergarten_competition_changelist")).status_code == 200
    check = reverse("admin:e_kindergarten_competition_check", args=[row.pk])
    assert "Провера доказа" in client.get(check).content.decode()
    address = reverse("admin:e_kindergarten_competition_objection", args=[row.objections.get().pk])
    change = {"birth_order": 3}
    page = client.post(address, change | {"simulate": "1"}).content.decode()
    assert "Симулација" in page and "60,0000" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    decided = client.post(
        address, change | {"decide": "1", "seen": seen, "verdict": "accepted", "reason": "Утврђено је."}
    )
    assert decided.headers["Location"] == board and row.objections.get().state == "accepted"
    step = reverse("admin:e_kindergarten_competition_step", args=[competition.pk, "publish_final"])
    assert client.post(step).status_code == 404
    assert sign_in(client, head).post(step).status_code == 302
    assert Phase(Competition.objects.get().phase) is Phase.PRELIMINARY


def test_letters_to_all_are_promised_and_the_board_shows_how_far_they_are(
    client: Client, competition: Competition, milica: User, member: User, head: User
) -> None:
    worked_example(competition, milica)
    to_contracts(competition, member, head)
    sign_in(client, member)
    address = reverse("admin:e_kindergarten_competition_letters", args=[competition.pk, "predlozi"])
    page = client.post(address, follow=True).content.decode()
    assert "урађено 0 од 3" in page and 'http-equiv="refresh"' in page
    relay_all()
    page = client.post(address, follow=True).content.decode()
    assert "урађено 3 од 3" in page and "Сада нема обавештења за израду." in page
    assert 'http-equiv="refresh"' not in page


def test_a_competition_is_set_up_with_ready_rules_and_announced(
    client: Client, competition: Competition, town: Municipality, member: User
) -> None:
    sign_in(client, member)
    add = reverse("admin:e_kindergarten_competition_add")
    assert "Преузми правила бодовања" in client.get(add).content.decode()
    house = competition.institution
    form = {
        "institution": house.pk, "title": "Јесењи упис", "slug": "jesen", "school_year_start": "01.09.2027.",
        "opens_at_0": "01.05.2027.", "opens_at_1": "08:00:00", "closes_at_0": "31.05.2027.", "closes_at_1": "23:59:59",
        "ready_rules": "kikinda-2018", "scheme": "{}", "max_preferences": 3, "remedy": "zalba", "objection_days": 8,
        "answer_days": 15, "contract_days": 15, "requires_residence": "on",
        "quotas-TOTAL_FORMS": 1, "quotas-INITIAL_FORMS": 0, "quotas-MIN_NUM_FORMS": 0, "quotas-MAX_NUM_FORMS": 1000,
        "quotas-0-kindergarten": house.kindergartens.get(code="pcelica").pk, "quotas-0-age_group": "vrtic",
        "quotas-0-programme": "full-day", "quotas-0-language": "sr", "quotas-0-places": 20,
    }  # fmt: skip
    saved = client.post(add, form)
    assert saved.status_code == 302, saved.content.decode()
    made = Competition.objects.get(slug="jesen")
    assert (made.municipality_id, made.phase, made.quotas.get().code) == (
        town.pk, Phase.DRAFT, "pcelica.vrtic.full-day.sr",
    )  # fmt: skip
    announce = reverse("admin:e_kindergarten_competition_step", args=[made.pk, "announce"])
    made.quotas.update(age_group="skola")
    client.post(announce)
    assert Competition.objects.get(slug="jesen").phase == Phase.DRAFT
    made.quotas.update(age_group="vrtic")
    client.post(announce)
    assert Competition.objects.get(slug="jesen").phase == Phase.ANNOUNCED
    assert client.post(reverse("admin:e_kindergarten_competition_change", args=[made.pk]), form).status_code == 403


def test_a_colleague_of_another_service_or_town_sees_no_board(
    client: Client, competition: Competition, nenad: User, vesna: User
) -> None:
    board = reverse("admin:e_kindergarten_competition_board", args=[competition.pk])
    for stranger in (nenad, vesna):
        assert sign_in(client, stranger).get(board).status_code == 404
