"""The competition and the prize draw: points follow from published rows, cheating does not pay, nobody picks winners."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from campaign import actions, fair_play, sources, verify_draw, verify_score
from campaign.counting import digest_of
from campaign.demo import load_demo
from campaign.fair_play import Filed, Limits, content_of, judged
from campaign.models import Competition, DrawCode, PrizeDraw, Reckoning, ScoringRules, Standing
from campaign.samples import a_competition, a_draw
from eservices.cases.lifecycle import State
from eservices.cases.models import AuditRecord, Case, Rating
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import official, sign_in
from tests.factories import FILING_MOMENT, file_request, on, relay_all

TODAY = FILING_MOMENT.date()
RULES = {
    "weights": {"online": 30, "on_time": 30, "satisfaction": 20, "growth": 10, "open_data": 10},
    "least_requests": 1, "least_ratings": 1, "most_of_one": 3, "growth_full": "0.50",
}  # fmt: skip


def more(case: Case, number: int, **fields: object) -> list[Case]:
    """Further cases like this one, each of another person unless ``fields`` say otherwise."""
    made = []
    for index in range(number):
        copy = Case.objects.get(pk=case.pk)
        copy.pk, copy.sequence, copy.submission_key = None, 1000 + Case.objects.count(), uuid.uuid4()
        copy.code, copy.number = f"proba{copy.sequence}", f"{copy.sequence}/26"
        copy.identity_index, copy.subject_index = index.to_bytes(32, "big"), b""
        for name, value in fields.items():
            setattr(copy, name, value)
        copy.save(force_insert=True)
        made.append(copy)
    return made


@pytest.fixture
def competition(town: Municipality) -> Competition:
    """A competition that began ten days ago, with at least ten requests to be ranked."""
    return a_competition(TODAY - timedelta(days=10), TODAY + timedelta(days=20))


@pytest.fixture
def case(town: Municipality, milica: User) -> Case:
    """One request of today."""
    from tests.factories import legal_values

    legal_values()
    return file_request(town, milica)


def left_out(competition: Competition) -> dict[str, int]:
    found: dict[str, int] = Standing.objects.get(reckoning__competition=competition).left_out
    return found


# -- who counts --------------------------------------------------------------------------------------------------------
def test_the_score_comes_from_real_use_and_a_program_finds_the_same(
    client: Client, competition: Competition, case: Case, tmp_path: Path
) -> None:
    cases = more(case, 11) + more(case, 4, channel="counter", identity_index=b"x" * 32)[:1]
    Rating.objects.bulk_create(
        Rating(municipality_id=case.municipality_id, case=one, score=4, at=FILING_MOMENT) for one in cases[:6]
    )
    actions.reckon(competition, TODAY)
    standing = Standing.objects.get()
    values = {line["name"]: line["value"] for line in standing.measures}
    assert values["satisfaction"] == "0.75" and values["growth"] == "1" and values["on_time"] is None
    for name in ("rules", "rows"):
        response = client.get(reverse(f"campaign:{name}", args=[competition.slug]))
        (tmp_path / name).write_bytes(b"".join(response.streaming_content) if response.streaming else response.content)  # type: ignore[attr-defined]
    done = subprocess.run(
        [sys.executable, "-I", verify_score.__file__, str(tmp_path / "rules"), str(tmp_path / "rows")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == f"1;kragujevac;{standing.points}\n"
    assert "Примеровић" not in (tmp_path / "rows").read_text(encoding="utf-8")
    for language in ("sr", "sr-latn", "en"):
        page = client.get(reverse("campaign:standing", args=[competition.slug, "kragujevac"]), {"jezik": language})
        assert page.status_code == 200


def test_cheating_does_not_pay(competition: Competition, case: Case, jelena: User) -> None:
    more(case, 12)
    more(case, 3, person=jelena)
    more(case, 2, state=State.WITHDRAWN)
    more(case, 3, identity_index=b"i" * 32, subject_index=b"s" * 32)
    more(case, 9, identity_index=b"m" * 32)
    actions.reckon(competition, TODAY)
    assert left_out(competition) == {"self_filed": 3, "withdrawn": 2, "identical": 2, "too_many": 6}


@pytest.mark.parametrize(("days", "left_out_now"), [(1, 0), (3, 2)])
def test_the_same_words_from_many_accounts_count_up_to_a_number(days: int, left_out_now: int) -> None:
    """Six people say the same on three days, two a day; of three days together four may."""
    filed = [Filed(key, "s", f"p{key}", "", False, False, TODAY + timedelta(days=key // 2), "same") for key in range(6)]
    others = [
        Filed(9, "s", "p9", "", False, False, TODAY, "else"),
        Filed(10, "s", "p1", "", False, False, TODAY, "same"),
    ]
    verdicts = [verdict for _, verdict in judged([*filed, *others], Limits(3, most_alike=4, alike_days=days))]
    assert verdicts[:6].count(fair_play.ALIKE) == left_out_now and verdicts[6] == fair_play.YES
    assert fair_play.ALIKE not in [verdict for _, verdict in judged(filed, Limits(3))]


def test_names_numbers_and_contacts_do_not_make_answers_different() -> None:
    one = {"applicant": {"first_name": "Ана", "jmbg": "1"}, "parcel": {"number": "12/3", "street_name": "Горња"}}
    same = {"applicant": {"first_name": "Ива", "jmbg": "2", "phone": "3"}, "parcel": {"number": "12/3", "note": ""}}
    other = {"applicant": {"first_name": "Ана", "jmbg": "1"}, "parcel": {"number": "12/4"}}
    assert content_of(one) == content_of(same) != content_of(other)
    assert content_of({"applicant": {"first_name": "Ана"}}) == ""


def test_who_holds_the_code_learns_which_rows_are_theirs_and_others_learn_nothing(
    client: Client, competition: Competition, case: Case, milica: User, jelena: User, ana: User
) -> None:
    ScoringRules.objects.update(most_alike=10)
    competition.rules.refresh_from_db()
    copies = more(case, 12)
    actions.reckon(competition, TODAY)
    assert left_out(competition) == {"alike": 3}
    address = reverse("campaign:own-row", args=[competition.slug])
    digest = digest_of(competition, "request", case.pk)

    def ask(typed: str) -> str:
        return client.post(address, {"case": typed}).content.decode()

    with on(FILING_MOMENT):
        assert digest in ask(case.code) and "рачуна се" in ask(case.code)
        assert "истоветни захтеви са више налога" in ask(copies[-1].code)
        assert digest not in ask(case.number) and "нисмо нашли" in ask(case.number)
        sign_in(client, ana)
        assert "нисмо нашли" in ask(case.number)
        for who in (milica, jelena):
            sign_in(client, who)
            assert digest in ask(case.number)
    asked = AuditRecord.objects.filter(action="find_competition_row", case_reference=case.pk)
    assert set(asked.values_list("actor_kind", "actor")) == {
        ("applicant", None), ("applicant", milica.pk), ("clerk", jelena.pk),
    }  # fmt: skip


def test_a_request_that_is_late_counts_as_late_before_it_is_decided(competition: Competition, case: Case) -> None:
    more(case, 12, due_on=TODAY - timedelta(days=1))
    actions.reckon(competition, TODAY)
    [line] = [line for line in Standing.objects.get().measures if line["name"] == "on_time"]
    assert (line["part"], line["whole"]) == ("0", "12")


def test_a_town_with_few_requests_is_not_shown(competition: Competition, case: Case) -> None:
    actions.reckon(competition, TODAY)
    reckoning = Reckoning.objects.get()
    assert not Standing.objects.exists() and list(actions.read_rows(reckoning)) == []


def test_open_data_count_when_somebody_tells(
    competition: Competition, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    more(case, 12)
    monkeypatch.setattr(sources, "_open_data", [lambda town: Decimal("0.5")])
    actions.reckon(competition, TODAY)
    values = {line["name"]: line["value"] for line in Standing.objects.get().measures}
    assert values["open_data"] == "0.5000"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.booleans(), st.booleans()), max_size=40))
def test_nobody_counts_more_often_than_the_rules_allow(rows: list[tuple[int, int, bool, bool]]) -> None:
    filed = [Filed(key, "s", person, subject, official, gone)
             for key, (person, subject, official, gone) in enumerate(rows)]  # fmt: skip
    verdicts = list(judged(filed, Limits(most_of_one=3)))
    good = [one for one, verdict in verdicts if verdict == fair_play.YES]
    assert len(verdicts) == len(rows) and not any(one.by_official or one.is_withdrawn for one in good)
    for person in range(4):
        own = [one for one in good if one.person == person]
        named = [one.subject for one in own if one.subject]
        assert len(own) <= 3 and len(named) == len(set(named))


@given(st.lists(st.sampled_from(["online", "counter"]), min_size=1), st.integers(0, 40))
def test_points_lie_between_nothing_and_a_hundred(channels: list[str], before: int) -> None:
    rows = [{"town": "t", "kind": "request", "row": "", "value": one, "counted": "yes"} for one in channels]
    rows += [{"town": "t", "kind": "before", "row": "", "value": "online", "counted": "yes"}] * before
    [(rank, score)] = verify_score.ranking(rows, RULES)
    assert rank == 1 and score.points is not None and 0 <= score.points <= 100


def test_equal_points_share_a_rank() -> None:
    rows = [{"town": name, "kind": "request", "row": "", "value": value, "counted": "yes"}
            for name, value in (("a", "online"), ("b", "online"), ("c", "counter"))]  # fmt: skip
    assert [(rank, one.town) for rank, one in verify_score.ranking(rows, RULES)] == [(1, "a"), (1, "b"), (3, "c")]


# -- the end -----------------------------------------------------------------------------------------------------------
def test_freeze_audit_by_another_and_a_certificate(
    client: Client, competition: Competition, case: Case, organiser: User
) -> None:
    more(case, 12)
    second = official("druga", "Дана", "Проверић", "campaign", None)
    actions.reckon(competition, TODAY)
    with pytest.raises(actions.NotYet):
        actions.freeze(competition=competition, by=organiser)
    with on(FILING_MOMENT + timedelta(days=21)):
        actions.reckon(competition, competition.last + timedelta(days=1))
        board = reverse("admin:campaign_competition_board", args=[competition.pk])
        sign_in(client, organiser)
        client.post(reverse("admin:campaign_competition_step", args=[competition.pk, "zamrzni"]))
        competition.refresh_from_db()
        assert competition.frozen_at and actions.reckon(competition, competition.last) is None
        client.post(reverse("admin:campaign_competition_step", args=[competition.pk, "proveri"]))
        assert "друга особа" in client.get(board).content.decode()
        actions.audit(competition=competition, by=second)
        with municipality_scope(case.municipality_id):
            relay_all()
        page = client.get(reverse("campaign:certificate", args=[competition.slug, "kragujevac"]))
        assert b"".join(page.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]


def test_a_changed_file_does_not_pass_the_audit(competition: Competition, case: Case, organiser: User) -> None:
    more(case, 12)
    with on(FILING_MOMENT + timedelta(days=21)):
        reckoning = actions.reckon(competition, competition.last + timedelta(days=1))
        actions.freeze(competition=competition, by=organiser)
        assert reckoning is not None
        path = Path(default_storage.path(reckoning.path))
        path.write_text(path.read_text(encoding="utf-8").replace("online", "counter"), encoding="utf-8")
        with pytest.raises(actions.Unequal):
            actions.audit(competition=competition, by=official("treca", "Тања", "Трећић", "campaign", None))


def test_rules_of_a_competition_that_has_begun_stay(client: Client, competition: Competition, organiser: User) -> None:
    rules = ScoringRules.objects.get()
    client = sign_in(client, organiser)
    address = reverse("admin:campaign_scoringrules_change", args=[rules.pk])
    assert client.post(address, {"version": 9}).status_code == 403


# -- the draw ----------------------------------------------------------------------------------------------------------
def test_a_draw_is_repeated_by_a_program(
    client: Client, case: Case, milica: User, ana: User, organiser: User, tmp_path: Path
) -> None:
    draw = a_draw(TODAY, TODAY + timedelta(days=5))
    page, enter = draw.get_absolute_url(), reverse("campaign:enter-draw", args=[draw.slug])
    assert "бар један захтев" in sign_in(client, ana).post(enter, follow=True).content.decode()
    shown = sign_in(client, milica).post(enter, follow=True).content.decode()
    client.post(enter)
    [code] = DrawCode.objects.values_list("code", flat=True)
    assert code in shown and draw.secret not in shown and draw.commitment in shown
    DrawCode.objects.bulk_create(DrawCode(draw=draw, town_id=case.municipality_id) for _ in range(30))
    file = reverse("campaign:drawn", args=[draw.slug])
    assert client.get(file).status_code == 404
    with pytest.raises(actions.NotYet):
        actions.draw_winners(draw=draw, outside="1", by=organiser)
    with on(FILING_MOMENT + timedelta(days=6)):
        draw = actions.draw_winners(draw=draw, outside="7 11 19 23 31 37 39", by=organiser)
        (tmp_path / "draw.json").write_bytes(client.get(file).content)
        done = subprocess.run([sys.executable, "-I", verify_draw.__file__, str(tmp_path / "draw.json")], check=False)
        assert done.returncode == 0
        assert "7 11 19" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [("outside", "8"), ("secret", "0" * 64), ("winners", ["b"]), ("entries", ["a", "b"]), ("entries_sha256", "0" * 64)],
)
def test_a_forged_draw_is_found_out(name: str, value: object) -> None:
    codes = [chr(97 + number) for number in range(20)]
    secret = "5" * 64
    published = {
        "secret": secret, "commitment": verify_draw.commitment(secret), "outside": "7", "entries": codes,
        "entries_sha256": verify_draw.entries_digest(codes), "winners": verify_draw.drawn(secret, codes, "7", 1),
    }  # fmt: skip
    assert verify_draw.faults_of(published) == []
    assert verify_draw.faults_of(published | {name: value if published[name] != value else ["c"]})


def test_who_wins_gets_a_letter_that_says_nothing(case: Case, milica: User, organiser: User) -> None:
    draw = a_draw(TODAY, TODAY + timedelta(days=5))
    actions.enter(draw=draw, by=milica)
    with on(FILING_MOMENT + timedelta(days=6)):
        actions.draw_winners(draw=draw, outside="1", by=organiser)
        mail.outbox.clear()
        relay_all()
        relay_all()
    letters = [letter for letter in mail.outbox if letter.subject == "Ваша шифра је извучена"]
    assert len(letters) == 1 and draw.prizes.splitlines()[0] not in letters[0].body


def test_officials_do_not_take_part(town: Municipality, jelena: User) -> None:
    with pytest.raises(actions.NotForOfficials):
        actions.enter(draw=a_draw(TODAY, TODAY), by=jelena)


def test_an_opened_draw_stays_as_announced(client: Client, town: Municipality, organiser: User) -> None:
    draw = a_draw(date(2026, 3, 1), date(2026, 3, 30))
    address = reverse("admin:campaign_prizedraw_change", args=[draw.pk])
    assert sign_in(client, organiser).post(address, {"winners": 9}).status_code == 403
    assert json.dumps(PrizeDraw.objects.get().winners) == "2"


def test_the_demo_is_loaded_once(client: Client, town: Municipality, organiser: User) -> None:
    User.objects.update(is_demo=True)
    assert load_demo(["kragujevac"]) == 2 and load_demo(["kragujevac"]) == 0
    assert Standing.objects.get().town == town
    for address in (
        "/kampanja/",
        "/kampanja/promocije/",
        "/kampanja/takmicenje/prolece/",
        "/kampanja/nagrade/prolece/",
    ):
        assert client.get(address).status_code == 200
