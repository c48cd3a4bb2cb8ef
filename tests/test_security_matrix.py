"""Who gets what: every address of the portal for every role, generated from the resolver. An unlisted address fails.

The table stands in ``who_may_open.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from eservices.cases import actions
from eservices.cases.models import Case, Decision, Document, Draft
from eservices.cases.registry import Place
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.answers import maternity
from tests.cast import official, sign_in
from tests.factories import decide, file_request, fill
from tests.who_may_open import BEFORE_SIGN_IN, EXPECTED, LISTS, OF_LIBRARIES, WHO

# Real commits: in one long transaction thousands of requests would slow each other down.
pytestmark = pytest.mark.django_db(transaction=True)


def addresses(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Name and pattern of every address; unnamed ones are called ``None``."""
    for item in resolver.url_patterns:
        if isinstance(item, URLPattern):
            yield f"{space}{item.name}", before + str(item.pattern)
        else:
            inner = f"{item.namespace}:" if item.namespace else ""
            yield from addresses(item, before + str(item.pattern), space + inner)


ADDRESSES = list(addresses(get_resolver()))


@dataclass(frozen=True)
class Scene:
    """A decided case and a draft of one person in one municipality, and what fills the addresses with them."""

    place: Municipality
    case: Case
    draft: Draft
    decision: Decision
    document: Document

    def address(self, name: str, pattern: str) -> str:
        values: dict[str, Any] = {
            "code": self._code(name, pattern), "pk": self.case.pk, "municipality": self.place.slug,
            "slug": self.place.slug, "service": self.case.service, "step": "employer", "action": "take",
            "outcome": "refusal", "source": "contributions", "object_id": 1, "content_type_id": 1, "key": "abc",
            "uidb36": "1", "provider_id": "eid", "file": self.document.code, "app_label": "cases", "url": "nema",
            "ending": "json", "question": "backup",
            "document": self.decision.document.code if name == "cases:decision" else self.document.code,  # type: ignore[union-attr]
        }  # fmt: skip
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], 1)), plain)
        return "/" + filled.replace("^", "").replace("$", "").replace("\\Z", "")

    def _code(self, name: str, pattern: str) -> object:
        if pattern.startswith(("zahtev/", "nastavi/")):
            return self.draft.code
        if name in ("cases:verify-code", "api:decision"):
            return self.decision.code
        return self.document.code if "dokument/<uuid:code>" in pattern else self.case.code


def staged(place: Municipality, by: User, clerk: User, approver: User) -> Scene:
    case = file_request(place, by)
    decision = decide(case, clerk, approver, "refusal", reason="Нису испуњени услови.")
    return set_up(place, case, decision, maternity(), by)


def set_up(place: Municipality, case: Case, decision: Decision, answers: dict[str, Any], by: User) -> Scene:
    with municipality_scope(place.pk):
        decision = Decision.objects.select_related("document").get(pk=decision.pk)
        document = Document.objects.filter(case=case, kind="sick-note").get()
        case = Case.objects.get(pk=case.pk)
        return Scene(place, case, fill(place, by, answers), decision, document)


@pytest.fixture
def scene(kragujevac: Municipality, values: None, filing_day: None, milica: User, jelena: User, dragan: User) -> Scene:
    return staged(kragujevac, milica, jelena, dragan)


@pytest.fixture
def client_of(request: pytest.FixtureRequest) -> Any:
    """A browser of somebody of the cast; people of one test share its case, which takes longest to make."""

    def of(who: str) -> Client:
        client = Client(raise_request_exception=False)
        return client if who == "stranger" else sign_in(client, request.getfixturevalue(who))

    return of


def answer(response: HttpResponse) -> str:
    if response.status_code in (301, 302):
        target = response.headers["Location"]
        return "in" if target.startswith(("/nalog/login/", "/admin/login/")) else "go"
    known = {200: "ok", 401: "no", 403: "no", 404: "no", 405: "post", 409: "later"}
    return known.get(response.status_code, str(response.status_code))


def right(name: str, pattern: str, letter: str, got: str) -> bool:
    """Whether this answer is the expected one."""
    if name in EXPECTED:
        return got == EXPECTED[name][letter]
    if pattern.startswith("nalog/"):
        return got in ("ok", "go", "no", "in") and (letter != "S" or got in ("in", "go") or name in BEFORE_SIGN_IN)
    table = table_of(name)
    if letter in "SOC":
        return got == "in"
    if name.endswith("_changelist"):
        return got == ("ok" if letter in LISTS.get(table, "P") else "no")
    return letter in LISTS.get(table, "P") or got in ("no", "go")


def table_of(name: str) -> str:
    return re.sub(r"^admin:|_(changelist|add|history|delete|change)$", "", name)


def listed(name: str, pattern: str) -> bool:
    table = table_of(name)
    return (
        name in EXPECTED
        or table in LISTS
        or pattern.startswith("nalog/")
        or name == "admin:None"
        or (name.startswith("admin:") and table.startswith(OF_LIBRARIES))
    )


def test_every_address_is_listed() -> None:
    unknown = [f"{name}: {pattern}" for name, pattern in ADDRESSES if not listed(name, pattern)]
    assert not unknown, "Say in EXPECTED who may open:\n" + "\n".join(unknown)


def test_nothing_is_listed_that_does_not_exist() -> None:
    names = {name for name, _ in ADDRESSES}
    assert set(EXPECTED) <= names and {f"admin:{table}_changelist" for table in LISTS} <= names


def looked_at(name: str, letter: str) -> bool:
    """Tables of libraries are opened for some of the roles only: what they show depends on one rule."""
    return not table_of(name).startswith(OF_LIBRARIES) or name.startswith("account") or letter in "SP"


@pytest.mark.parametrize("letters", ["SOC", "KNXA", "MGRP"])
def test_everybody_gets_what_the_table_says(scene: Scene, client_of: Any, letters: str) -> None:
    wrong = []
    for letter in letters:
        client = client_of(WHO[letter])
        for name, pattern in ADDRESSES:
            if not looked_at(name, letter):
                continue
            got = answer(client.get(scene.address(name, pattern)))
            if not right(name, pattern, letter, got):
                expected = EXPECTED.get(name, {}).get(letter)
                wrong.append(f"{WHO[letter]} at {name} ({scene.address(name, pattern)}): {got}, expected {expected}")
    assert not wrong, "\n".join(wrong)


# -- sending -----------------------------------------------------------------------------------------------------------
OF_A_DRAFT = ["documents", "check", "submit", "later", "delete-draft"]
OF_A_CASE = ["withdraw", "appeal", "rate", "amendment"]
OF_A_DESK_CASE = ["reveal", "note", "amendment", "proposal"]


def test_nobody_else_can_send_anything_to_a_foreign_request(scene: Scene, client_of: Any) -> None:
    targets = [reverse(f"cases:{name}", args=[scene.draft.code]) for name in OF_A_DRAFT]
    targets += [reverse("cases:step", args=[scene.draft.code, "employer"])]
    targets += [reverse(f"cases:{name}", args=[scene.case.code]) for name in OF_A_CASE]
    for letter in "SCKNXAMGRP":
        client = client_of(WHO[letter])
        for target in targets:
            got = answer(client.post(target, {"score": 1, "confirm": "yes", "version": 1}))
            assert got in ("no", "in"), f"{WHO[letter]} at {target}"
    with municipality_scope(scene.place.pk):
        assert Draft.objects.filter(pk=scene.draft.pk, case=None).exists()
        assert Case.objects.get(pk=scene.case.pk).version == scene.case.version


def test_nobody_else_can_act_in_a_case_at_the_desk(scene: Scene, client_of: Any) -> None:
    targets = [reverse(f"admin:cases_case_{name}", args=[scene.case.pk]) for name in OF_A_DESK_CASE]
    targets += [reverse("admin:cases_case_act", args=[scene.case.pk, action]) for action in ("take", "stay", "archive")]
    targets += [reverse("admin:cases_case_ask", args=[scene.case.pk, "contributions"])]
    targets += [reverse("admin:cases_case_live", args=[scene.case.pk, "refusal"])]
    for letter in "SOCNXMGRP":
        client = client_of(WHO[letter])
        for target in targets:
            got = answer(client.post(target, {"reason": "Х", "text": "Х", "version": 1}))
            assert got in ("no", "in"), f"{WHO[letter]} at {target}"
    with municipality_scope(scene.place.pk):
        assert not scene.case.notes.exists()
        assert Case.objects.get(pk=scene.case.pk).version == scene.case.version


def test_a_code_of_a_link_opens_nothing_that_has_an_owner(scene: Scene, client_of: Any) -> None:
    client = client_of("ana")
    client.get(reverse("cases:resume", args=[scene.draft.code]))
    assert client.get(reverse("cases:documents", args=[scene.draft.code])).status_code == 404


def test_the_auditor_sees_that_a_case_exists_and_nothing_of_what_it_says(scene: Scene, client_of: Any) -> None:
    page = client_of("auditor").get(reverse("admin:cases_case_change", args=[scene.case.pk])).content.decode()
    assert scene.case.number in page
    for secret in (
        "Измишљена 14",
        "1205992665011",
        "160-1234567890123",
        "99900001",
        "Нису испуњени услови",
        "А 123456",
    ):
        assert secret not in page, secret


# -- what goes with every answer ---------------------------------------------------------------------------------------
def test_every_page_carries_the_headers_that_protect_it(scene: Scene, client_of: Any) -> None:
    for who in ("milica", "jelena"):
        client = client_of(who)
        for name, pattern in ADDRESSES:
            if not looked_at(name, "G") or name == "admin:None":
                continue
            response = client.get(scene.address(name, pattern))
            if response.status_code != 200 or "text/html" not in response.headers["Content-Type"]:
                continue
            rules = response.headers["Content-Security-Policy"]
            assert "unsafe" not in rules and "default-src 'self'" in rules and "frame-ancestors 'none'" in rules, name
            assert response.headers["X-Content-Type-Options"] == "nosniff", name
            assert response.headers["X-Frame-Options"] == "DENY", name
            assert response.headers["Referrer-Policy"] == "same-origin", name
            page = response.content.decode()
            assert not re.search(
                r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")|\son\w+=\"|\sstyle=\"", page
            ), name
            assert not re.search(
                r"(?:src|href)=\"(?:https?:)?//(?!testserver)[^\"]+\.(?:js|css|png|svg|woff2?)", page
            ), name
            assert "1205992665011" not in page or name in ("cases:check", "cases:step"), name


# -- two municipalities ------------------------------------------------------------------------------------------------
CANARIES = {"kragujevac": "КанаринацПлави", "cacak": "КанаринацЖути"}
IN_LATIN = {"КанаринацПлави": "KanarinacPlavi", "КанаринацЖути": "KanarinacŽuti"}


def sung(place: Municipality, by: User, clerk: User, approver: User) -> Scene:
    """A scene whose every text field holds the canary of its municipality."""
    canary = CANARIES[place.slug]
    answers = maternity(
        applicant={"first_name": canary, "last_name": canary}, address={"street": canary, "place": canary},
        employer={"employer_name": canary, "employer_address": canary}, leave={"decision_number": canary},
        sick_note={"sick_note": canary},
    )  # fmt: skip
    case = file_request(place, by, answers)
    with municipality_scope(place.pk):
        actions.take(case=case, by=clerk)
        actions.extend_term(case=case, days=1, reason=canary, by=clerk)
        actions.note(case=case, text=canary, by=clerk)
        actions.rate(case=case, score=1, comment=canary, by=by)
        case.documents.update(filename=f"{canary}.png")
        book = Place(place, case.classification, case.year, case.organ)
        actions.reserve_number(place=book, reason=canary, for_whom=canary, by=approver)
    decision = decide(case, clerk, approver, "refusal", reason=canary)
    return set_up(place, case, decision, answers, by)


@pytest.fixture
def two_towns(
    kragujevac: Municipality, cacak: Municipality, values: None, filing_day: None, milica: User, ana: User, jelena: User,
    dragan: User, vesna: User, head_of_cacak: User,
) -> dict[str, Scene]:  # fmt: skip
    return {
        "kragujevac": sung(kragujevac, milica, jelena, dragan),
        "cacak": sung(cacak, ana, vesna, head_of_cacak),
    }


@pytest.fixture
def head_of_cacak(cacak: Municipality) -> User:
    return official("mira", "Мира", "Чачановић", "approver", cacak)


FOREIGN = {
    "stranger": ["kragujevac", "cacak"], "milica": ["cacak"], "jelena": ["cacak"], "auditor": ["cacak"],
    "vesna": ["kragujevac"],
    "olja": ["kragujevac", "cacak"], "sava": ["kragujevac", "cacak"], "superuser": ["kragujevac", "cacak"],
}  # fmt: skip


def body(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return content.decode("utf-8", errors="replace")


def crawled(scenes: dict[str, Scene]) -> Iterator[str]:
    """Every address that could show something of a case: lists once, also searched in Latin; pages for both towns."""
    here, there = scenes.values()
    for name, pattern in ADDRESSES:
        if not looked_at(name, "G") or name == "admin:None" or name.endswith("_add"):
            continue
        if pattern.startswith("nalog/") and name not in ("account", "own_data"):
            continue
        yield here.address(name, pattern)
        yield (
            there.address(name, pattern)
            if "<" in pattern
            else here.address(name, pattern) + "?q=Kanarinac&jezik=sr-latn"
        )


@pytest.mark.parametrize("people", [list(FOREIGN)[:4], list(FOREIGN)[4:]], ids=["some", "others"])
def test_no_answer_holds_the_canary_of_a_foreign_municipality(
    two_towns: dict[str, Scene], client_of: Any, people: list[str]
) -> None:
    heard = []
    for who in people:
        client = client_of(who)
        foreign = [CANARIES[slug] for slug in FOREIGN[who]]
        songs = foreign + [IN_LATIN[song] for song in foreign]
        for address in crawled(two_towns):
            if any(song in body(client.get(address)) for song in songs):
                heard.append(f"{who} at {address}")
    assert heard == []


def test_the_canary_is_there_to_be_heard(two_towns: dict[str, Scene], client_of: Any) -> None:
    """Else the crawl would be silent for the wrong reason."""
    for who, slug in (("jelena", "kragujevac"), ("vesna", "cacak")):
        client, scene = client_of(who), two_towns[slug]
        assert CANARIES[slug] in body(client.get(reverse("admin:cases_case_change", args=[scene.case.pk])))
        assert CANARIES[slug] in body(client.get(reverse("admin:cases_case_changelist")))
        assert CANARIES[slug] in body(client.get(reverse("admin:cases_registrybook_changelist")))
    for who, slug in (("milica", "kragujevac"), ("ana", "cacak")):
        code = two_towns[slug].case.code
        assert CANARIES[slug] in body(client_of(who).get(reverse("cases:case", args=[code])))
