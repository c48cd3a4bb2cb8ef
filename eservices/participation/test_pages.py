"""Pages of participation for people and for officials: what is sent, what is refused, how many queries it costs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from eservices.participation import actions
from eservices.participation.demo import load_demo
from eservices.participation.models import Comment, Moderation, Process
from eservices.participation.phases import Kind, Phase, Standing
from eservices.participation.samples import opened, prepared
from municipalities.accounts.assurance import Level
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.cast import citizen, municipality, official, sign_in
from tests.factories import picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forget_throttles() -> None:
    cache.clear()


def page(process: Process, name: str = "process", *args: object) -> str:
    return reverse(f"participation:{name}", args=[process.municipality.slug, process.code, *args])


def desk(name: str, *args: object) -> str:
    return reverse(f"admin:participation_process_{name}", args=args)


def say(process: Process, by: User, text: str, **more: Any) -> Comment:
    said = actions.Said(text=text, signed="Милица П.", **more)
    return actions.comment(process=process, said=said, standing=Standing.REGISTERED, by=by)


def words(client: Client, address: str) -> str:
    return client.get(address).content.decode()


# -- people ------------------------------------------------------------------------------------------------------------
def test_a_stranger_reads_and_is_asked_to_sign_in_before_writing(debate: Process, client: Client) -> None:
    assert client.get(page(debate, "discussion")).status_code == 200
    sent = client.post(page(debate, "discussion"), {"side": "for", "text": "Да.", "signed": ""})
    assert sent.headers["Location"].startswith("/nalog/login/")
    assert not Comment.objects.exists()


def test_a_comment_is_signed_as_the_person_chose(debate: Process, milica: User, client: Client) -> None:
    sign_in(client, milica, Level.BASIC)
    sent = client.post(page(debate, "discussion"), {"side": "for", "text": "Слажем се.", "signed": "short"})
    assert sent.status_code == 302
    shown = words(client, page(debate, "discussion"))
    assert "Милица П." in shown and "Слажем се." in shown


def test_a_refused_comment_loses_no_word(debate: Process, milica: User, client: Client) -> None:
    sign_in(client, milica)
    shown = client.post(page(debate, "discussion"), {"text": "Дуго сам ово писала.", "signed": "full"}).content.decode()
    assert "Изаберите да ли сте за, против или ни једно ни друго." in shown and "Дуго сам ово писала." in shown
    typed = {"text": "Дуго сам ово писала.", "side": "for", "signed": "full", "language": "sr-latn"}
    assert "Дуго сам ово писала." in client.post(page(debate, "discussion"), typed).content.decode()


def test_visitors_have_a_limit_and_are_told_how_to_go_on(town: Municipality, editor: User, client: Client) -> None:
    process = opened(town, editor, identity="open")
    for number in range(10):
        sent = client.post(page(process, "discussion"), {"side": "for", "text": f"Мишљење {number}.", "signed": ""})
        assert sent.status_code == 302, number
    shown = client.post(page(process, "discussion"), {"side": "for", "text": "Још једно.", "signed": ""})
    assert "Пријавите се или сачекајте сат." in shown.content.decode() and Comment.objects.count() == 10


def test_the_order_is_fair_and_its_second_page_goes_on(
    debate: Process, milica: User, ana: User, vesna: User, client: Client
) -> None:
    rows = [say(debate, by, f"Глас {number}.") for by in (milica, ana, vesna) for number in range(8)]
    say(debate, ana, "Одговор.", thread=rows[3])
    for red in ("newest", "answered", "random"):
        address = f"{page(debate, 'discussion')}?red={red}&seme=proba1"
        seen = [row.pk for number in (1, 2) for row in client.get(f"{address}&strana={number}").context["threads"]]
        assert sorted(seen) == sorted(row.pk for row in rows), red
        if red == "newest":
            assert seen == sorted(seen, reverse=True)
        if red == "answered":
            assert seen[0] == rows[3].pk
        if red == "random":
            again = [row.pk for row in client.get(address).context["threads"]]
            assert seen[: len(again)] == again and seen != sorted(seen, reverse=True)


def test_a_page_of_a_discussion_costs_the_same_for_one_comment_and_for_many(
    debate: Process, milica: User, ana: User, editor: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        for by in (milica, ana):
            actions.answer(comment=say(debate, by, f"Глас {number}."), stance="noted", text="Хвала.", by=editor)
    client.get(page(debate, "discussion"))
    with django_assert_max_num_queries(22):
        client.get(page(debate, "discussion"))
    with django_assert_max_num_queries(30):
        client.get(page(debate))


def test_versions_are_compared_word_by_word(debate: Process, editor: User, client: Client) -> None:
    texts = ["Уводи се зона тридесет.", "Паркирање у зони је плаћено.", "Одлука ступа на снагу осмог дана."]
    actions.publish_text(process=debate, paragraphs=texts, note="Паркинг", by=editor)
    shown = words(client, page(debate, "versions"))
    assert "<del>бесплатно</del>" in shown and "<ins>плаћено</ins>" in shown and "Паркинг" in shown


def test_exports_hold_the_same_discussion(debate: Process, milica: User, editor: User, client: Client) -> None:
    comment = say(debate, milica, "=ЗБИР(1)", side="for")
    actions.answer(comment=comment, stance="accepted", text="Усвајамо.", by=editor)
    table = b"".join(client.get(page(debate, "export", "csv"))).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(table))
    assert row["text"] == "'=ЗБИР(1)" and row["side"] == "for" and row["official_answer"] == "accepted"
    content = json.loads(client.get(page(debate, "export", "json")).content)
    assert content["comments"][0]["text"] == "=ЗБИР(1)" and len(content["text"]["paragraphs"]) == 3
    assert client.get(page(debate, "export", "pdf")).content.startswith(b"%PDF")
    assert client.get(page(debate, "export", "exe")).status_code == 404


def test_a_report_and_an_objection_go_their_way(
    debate: Process, milica: User, ana: User, editor: User, dragan: User, client: Client
) -> None:
    comment = say(debate, milica, "Спорне речи.")
    sign_in(client, ana)
    assert (
        client.post(page(debate, "report-abuse", comment.pk), {"rule": "insult", "note": "Погледајте."}).status_code
        == 302
    )
    sign_in(client, editor)
    assert "Спорне речи." in words(client, desk("board", debate.pk))
    client.post(desk("hide", comment.pk), {"rule": "insult", "reason": "Вређа суседа."})
    assert client.get(page(debate, "thread", comment.pk)).status_code == 404
    sign_in(client, ana)
    assert client.get(page(debate, "appeal", comment.pk)).status_code == 404
    sign_in(client, milica)
    client.post(page(debate, "appeal", comment.pk), {"text": "Никог нисам вређала."})
    moderation = Moderation.objects.get()
    sign_in(client, editor)
    assert client.get(desk("appeal", moderation.pk)).status_code == 404  # the head decides
    sign_in(client, dragan)
    client.post(desk("appeal", moderation.pk), {"upheld": "no", "reason": "Није увреда."})
    assert "Спорне речи." in words(client, page(debate, "discussion"))


def test_following_from_the_page(debate: Process, milica: User, client: Client) -> None:
    sign_in(client, milica, Level.BASIC)
    client.post(page(debate, "follow"))
    assert debate.follows.get().person == milica and "Не прати више" in words(client, page(debate))
    client.post(page(debate, "follow"), {"stop": "1"})
    assert not debate.follows.exists()


# -- initiative --------------------------------------------------------------------------------------------------------
def test_an_initiative_from_draft_to_signature_in_pages(
    town: Municipality, milica: User, ana: User, editor: User, vesna: User, client: Client
) -> None:
    new = reverse("participation:new-initiative", args=[town.slug])
    draft = {"title": "Пешачка зона", "aim": "act", "summary": "Укратко.", "text": "Први.\n\nДруги.", "name": "Милица"}
    asked = sign_in(client, milica, Level.BASIC).get(new).headers["Location"]
    assert asked.startswith(reverse("account_step_up"))
    sign_in(client, milica)
    assert "Унесите назив иницијативе." in client.post(new, draft | {"title": ""}).content.decode()
    client.post(new, draft)
    process = Process.objects.get()
    client.post(page(process, "move", "predaj"))
    assert process.phase == Phase.DRAFT  # a committee of one
    client.post(
        page(process, "edit"), {key: value for key, value in draft.items() if key != "name"} | {"title": "Зона"}
    )
    for member in (ana, vesna):
        sign_in(client, member).post(page(process, "join", process.invitation), {"name": member.get_full_name()})
    sign_in(client, milica).post(page(process, "move", "predaj"))
    sign_in(client, editor)
    assert "Зона" in words(client, desk("board", process.pk))
    client.post(desk("step", process.pk, "open_collecting"), {"threshold": 2})
    process.refresh_from_db()
    assert process.phase == Phase.COLLECTING and process.threshold == 2

    sign_in(client, milica)
    given = {"name": "Милица Примеровић", "jmbg": "1205992665011", "address": "Измишљена 14", "agrees": "on"}
    assert "ЈМБГ" in client.post(page(process, "sign"), given | {"jmbg": "1"}).content.decode()
    client.post(page(process, "sign"), given)
    own = words(client, page(process, "own-signature"))
    assert bytes(process.signed.get().commitment_hash).hex() in own and "1205992665011" not in own
    receipt = json.loads(client.get(page(process, "receipt")).content)
    assert receipt["process"] == process.code and "1205992665011" not in json.dumps(receipt)
    assert sign_in(client, ana).get(page(process, "own-signature")).status_code == 404
    sign_in(client, milica).post(page(process, "own-signature"))
    assert not process.signed.exists()


# -- officials ---------------------------------------------------------------------------------------------------------
def test_an_editor_prepares_and_announces_a_hearing(town: Municipality, editor: User, client: Client) -> None:
    sign_in(client, editor)
    fields = {"kind": "hearing", "identity": "registered", "title": "Буџет", "summary": "Нацрт.", "max_choices": 1}
    rows = {
        "periods-TOTAL_FORMS": 1, "periods-INITIAL_FORMS": 0, "periods-0-phase": "open", "periods-0-first": "20.3.2026.",
        "periods-0-last": "15.4.2026.", "meetings-TOTAL_FORMS": 0, "meetings-INITIAL_FORMS": 0, "options-TOTAL_FORMS": 0,
        "options-INITIAL_FORMS": 0,
    }  # fmt: skip
    client.post(reverse("admin:participation_process_add"), fields | rows)
    process = Process.objects.get()
    assert "Прво објавите текст." in words(client, desk("board", process.pk))
    client.post(desk("text", process.pk), {"text": "Први пасус.\n\nДруги пасус.", "note": ""})
    client.post(desk("step", process.pk, "announce"))
    process.refresh_from_db()
    assert process.phase_now() is Phase.OPEN and process.versions.get().paragraphs.count() == 2
    change = reverse("admin:participation_process_change", args=[process.pk])
    assert b'name="title"' not in client.get(change).content  # it has begun


def test_documents_of_a_hearing_are_for_everybody_and_stay_as_they_are_once_it_has_begun(
    town: Municipality, editor: User, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.PRIVATE_ROOT = tmp_path
    hearing = prepared(town, editor, Kind.HEARING, days=30)
    sign_in(client, editor)
    send = desk("enclose", hearing.pk)
    wrong = SimpleUploadedFile("plan.pdf", b"no pdf", "application/pdf")
    assert b"plan.pdf" not in client.post(send, {"title": "План", "file": wrong}).content
    assert not hearing.enclosures.exists()
    client.post(send, {"title": "План, лист 1", "file": SimpleUploadedFile("plan.png", picture(), "image/png")})
    address = page(hearing, "enclosure", hearing.enclosures.get().code)
    assert Client().get(address).status_code == 404  # it is not announced yet
    client.post(desk("step", hearing.pk, "announce"))
    assert "План, лист 1" in words(Client(), page(hearing))
    response = Client().get(address)
    assert response.headers["Content-Disposition"] == 'attachment; filename="plan.png"'
    assert b"".join(response.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    client.post(send, {"title": "План, лист 2", "file": SimpleUploadedFile("plan.png", picture(), "image/png")})
    assert hearing.enclosures.count() == 1


def test_remarks_wait_for_an_answer_at_the_desk(town: Municipality, milica: User, editor: User, client: Client) -> None:
    hearing = opened(town, editor, Kind.HEARING)
    comment = say(hearing, milica, "Ширина улице је погрешна.")
    sign_in(client, editor)
    assert "Ширина улице је погрешна." in words(client, desk("remarks", hearing.pk))
    client.post(desk("answer", comment.pk), {"stance": "accepted", "text": "Исправљено."})
    assert "Ширина улице је погрешна." not in words(client, desk("remarks", hearing.pk))
    assert "Исправљено." in words(client, page(hearing, "discussion"))


@pytest.mark.parametrize("who", ["jelena", "vesna", "olja", "sava", "auditor"])
def test_nobody_else_reaches_the_board(
    town: Municipality, editor: User, client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    process = prepared(town, editor, Kind.DEBATE, days=5)
    sign_in(client, request.getfixturevalue(who))
    assert client.get(desk("board", process.pk)).status_code == 404
    assert client.post(desk("step", process.pk, "announce")).status_code == 404
    assert process.phase == Phase.DRAFT


# -- invented data -----------------------------------------------------------------------------------------------------
def test_three_towns_have_something_to_take_part_in(town: Municipality, cacak: Municipality, client: Client) -> None:
    places = [town, cacak, municipality("svilajnac")]
    for number, place in enumerate(places):
        official(f"rukovodilac{number}", "Драган", "Потписић", "approver", place)
    for name, surname in (("Јелена", "Примеровић"), ("Милица", "Пробнић")):
        citizen(name.lower(), name, surname)
    User.objects.update(is_demo=True)
    slugs = [place.slug for place in places]
    assert load_demo(slugs) == 7 and load_demo(slugs) == 0
    shown = words(client, reverse("participation:index"))
    for title in ("Мирније улице", "Измишљено поље", "Огледни трг", "библиотеке", "Твој крај", "Дан отворених врата"):
        assert title in shown
