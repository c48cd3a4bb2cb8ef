"""Data sets sent to a portal of udata: what is compared, what is written once, and what goes wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import actions, checks, schedule
from opendata.models import Dataset, Push, PushAccount, RemoteDataset
from opendata.pushing import client as asking
from opendata.pushing import running, wording
from opendata.pushing.describing import KEY, key_of
from tests.cast import official
from tests.opendata.a_portal import KEY as API_KEY
from tests.opendata.a_portal import ORGANISATION, Portal
from tests.opendata.a_portal import running as at_work
from tests.opendata.harvested import listed


@pytest.fixture
def portal(settings: Any, here: Municipality, editor: User) -> Iterator[Portal]:
    """A portal to which Kragujevac may send, and two public data sets."""
    actions.keep_push_account(account=PushAccount(municipality=here, organisation=ORGANISATION), by=editor)
    listed(here, "Вртићи", keywords=["вртићи", "пример"])
    listed(here, "Буџет", "budzet-plan-izvrsenje")
    with at_work(Portal()) as found:
        settings.OPENDATA_PUSH_ADDRESS, settings.OPENDATA_PUSH_KEY = found.address, API_KEY
        settings.OPENDATA_PUSH_HOSTS = ["127.0.0.1"]
        yield found


waited: list[float] = []


def push(here: Municipality, *, send: bool = True, recreate: bool = False) -> Push:
    """One push, done by a worker that does not really wait."""
    waited.clear()
    made = actions.start_push(municipality_id=here.pk, is_dry=not send, recreate=recreate, by=None)
    running.run(made.pk, sleep=waited.append)
    return Push.objects.get(pk=made.pk)


def acts(done: Push) -> list[str]:
    return [entry["act"] for entry in done.report]


def changed(done: Push) -> list[tuple[str, str]]:
    return [(change["name"], change["file"]) for entry in done.report for change in entry["changes"]]


def test_a_dry_run_tells_everything_and_changes_nothing(portal: Portal, here: Municipality) -> None:
    done = push(here, send=False)
    assert (done.state, acts(done)) == ("done", ["create", "create"])
    assert {"title", "license", "tags", "temporal_coverage", "spatial"} <= {name for name, _file in changed(done)}
    assert ("url", "csv") in changed(done) and portal.writes() == [] and not RemoteDataset.objects.exists()


def test_what_was_sent_is_there_once_and_nothing_is_sent_twice(portal: Portal, here: Municipality) -> None:
    assert acts(push(here)) == ["create", "create"]
    assert len(portal.sets) == 2 and RemoteDataset.objects.count() == 2
    found = next(row for row in portal.sets.values() if row["title"] == "Вртићи")
    assert (found["license"], found["frequency"], found["private"]) == ("cc-by", "annual", False)
    assert {file["format"] for file in found["resources"]} == {"csv", "json", "geojson", "xml", "ods"}
    assert "podaci@primer.example" not in str(found)
    portal.asked.clear()
    assert acts(push(here)) == ["same", "same"] and portal.writes() == []


def test_only_what_differs_is_written_and_what_others_added_stays(portal: Portal, here: Municipality) -> None:
    push(here)
    dataset = Dataset.objects.get(title="Вртићи")
    Dataset.objects.filter(pk=dataset.pk).update(title="Вртићи града", theme="EDUC")
    remote = portal.sets[RemoteDataset.objects.get(dataset=dataset).remote_id]
    remote["resources"].append({"id": "ručno", "url": "https://drugde.example/x.csv", "title": "Додато тамо"})
    remote["frequency"] = "weekly"  # somebody changed it there
    portal.asked.clear()
    done = push(here)
    assert acts(done) == ["change", "same"]
    assert {name for name, file in changed(done) if not file} == {"title", "frequency"}
    assert {name for name, file in changed(done) if file} == {"title"}
    assert remote["frequency"] == "annual" and "ručno" in {file["id"] for file in remote["resources"]}
    assert [line.split()[0] for line in portal.writes()] == ["PUT"] * 6


def test_what_was_withdrawn_is_archived_and_comes_back(portal: Portal, here: Municipality, editor: User) -> None:
    push(here)
    dataset = Dataset.objects.get(title="Буџет")
    actions.withdraw(dataset=dataset, by=editor)
    assert acts(push(here, send=False)) == ["same", "archive"] and not any(
        row["archived"] for row in portal.sets.values()
    )
    assert acts(push(here)) == ["same", "archive"] and acts(push(here)) == ["same"]
    assert portal.sets[RemoteDataset.objects.get(dataset=dataset).remote_id]["archived"]
    Dataset.objects.filter(pk=dataset.pk).update(is_public=True)
    assert changed(push(here)) == [("archived", "")]
    assert not portal.sets[RemoteDataset.objects.get(dataset=dataset).remote_id]["archived"]


def test_what_was_deleted_there_is_made_anew_only_when_asked_for(portal: Portal, here: Municipality) -> None:
    push(here)
    record = RemoteDataset.objects.get(dataset__title="Вртићи")
    portal.gone.add(record.remote_id)
    del portal.sets[record.remote_id]
    assert acts(push(here)) == ["gone", "same"] and len(portal.sets) == 1
    assert acts(push(here, recreate=True)) == ["create", "same"] and len(portal.sets) == 2
    record.refresh_from_db()
    assert record.remote_id in portal.sets


def test_an_identifier_that_nobody_knows_is_looked_for_by_our_mark(portal: Portal, here: Municipality) -> None:
    push(here)
    RemoteDataset.objects.filter(dataset__title="Буџет").update(remote_id="pogresno")
    done = push(here)
    assert done.fault == "" and "create" not in acts(done) and len(portal.sets) == 2
    assert RemoteDataset.objects.get(dataset__title="Буџет").remote_id in portal.sets
    assert acts(push(here)) == ["same", "same"]


@pytest.mark.parametrize("step", ["POST datasets/$", "POST .*/resources/$", "GET datasets/\\w+/$"])
def test_a_push_that_was_killed_halfway_is_finished_without_doubles(
    portal: Portal, here: Municipality, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    method, path = step.split()

    def dies(self: asking.Portal, asked: str, where: str, body: Any = None) -> Any:
        answer = real(self, asked, where, body)
        if asked == method and re.search(path, where):
            raise SystemExit  # as a killed worker: nothing is kept after this
        return answer

    real = asking.Portal._ask
    made = actions.start_push(municipality_id=here.pk, is_dry=False, recreate=False, by=None)
    with monkeypatch.context() as context:
        context.setattr(asking.Portal, "_ask", dies)
        with pytest.raises(SystemExit):
            running.run(made.pk, sleep=waited.append)
    Push.objects.filter(pk=made.pk).update(created_at="2026-01-01T00:00:00Z")
    assert schedule.waiting_pushes() == [made.pk]
    running.run(made.pk, sleep=waited.append)
    assert Push.objects.get(pk=made.pk).state == "done"
    assert sorted(row["title"] for row in portal.sets.values()) == ["Буџет", "Вртићи"]
    addresses = [file["url"] for row in portal.sets.values() for file in row["resources"]]
    assert len(addresses) == len(set(addresses)) == 9


def test_something_made_without_an_answer_is_found_again(portal: Portal, here: Municipality) -> None:
    portal.refuse("POST", "/datasets/$", 502, after=True)
    portal.refuse("POST", "/resources/$", 500, after=True)
    assert push(here).state == "done" and len(portal.sets) == 2
    assert all(len({f["url"] for f in row["resources"]}) == len(row["resources"]) for row in portal.sets.values())


def test_a_slow_portal_is_asked_again_and_given_up_in_the_end(
    portal: Portal, here: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "READ_SECONDS", 0.05)
    portal.refuse("GET", "/organizations/", hang=0.1)
    assert push(here).state == "done" and waited == [2.0]
    for _time in range(asking.MOST_TRIES):
        portal.refuse("GET", "/datasets/", hang=0.1)
    done = push(here)
    assert (done.state, done.fault, waited) == ("stopped", "unreachable", [2.0, 4.0, 8.0])


@pytest.mark.parametrize(
    ("status", "headers", "fault", "waits"),
    [(429, {"Retry-After": "7"}, "", [7.0]), (429, {"Retry-After": "3600"}, "busy", []), (500, {}, "", [2.0]),
     (503, {"Retry-After": "9"}, "", [9.0]), (302, {"Location": "https://zlo.example/"}, "redirect", []),
     (403, {}, "forbidden", []), (401, {}, "key", []), (418, {}, "", [])],
)  # fmt: skip
def test_what_a_portal_may_answer(
    portal: Portal, here: Municipality, status: int, headers: dict[str, str], fault: str, waits: list[float]
) -> None:
    portal.refuse("GET", "/organizations/", status, headers=headers)
    done = push(here)
    assert (done.fault, waited) == (fault, waits)
    assert status != 418 or (acts(done), done.report[0]["fault"]) == (["refused", "create"], "refused")


def test_a_refused_description_is_told_and_the_others_go_on(portal: Portal, here: Municipality) -> None:
    body = {"message": "Validation error", "errors": {"license": ["Unknown identifier"]}}
    portal.refuse("POST", "/datasets/$", 400, body=body)
    done = push(here)
    assert acts(done) == ["refused", "create"]
    with translation.override("sr"):
        said = wording.fault_sentence(done.report[0]["fault"], done.report[0]["params"])
    assert "license: Unknown identifier" in said and "Исправите" in said


def test_a_wrong_key_stops_before_anything_is_sent(portal: Portal, here: Municipality, settings: Any) -> None:
    settings.OPENDATA_PUSH_KEY = "istekao"
    done = push(here)
    assert (done.state, done.fault, portal.sets) == ("stopped", "key", {})


@pytest.mark.parametrize("name", ["OPENDATA_PUSH_ADDRESS", "OPENDATA_PUSH_KEY", "OPENDATA_PUSH_HOSTS"])
def test_nothing_is_asked_while_anything_is_not_set(
    portal: Portal, here: Municipality, settings: Any, name: str
) -> None:
    setattr(settings, name, [] if name.endswith("HOSTS") else "")
    assert push(here).fault == "not-set-up" and portal.asked == []


def test_a_misconfiguration_has_a_remedy(settings: Any) -> None:
    assert checks.check_pushing(None) == []
    settings.OPENDATA_PUSH_ADDRESS, settings.OPENDATA_PUSH_HOSTS = "http://data.gov.rs", []
    assert [fault.id for fault in checks.check_pushing(None)] == ["opendata.E001", "opendata.E002", "opendata.E003"]
    settings.OPENDATA_PUSH_ADDRESS, settings.OPENDATA_PUSH_HOSTS = "https://data.gov.rs", ["data.gov.rs"]
    settings.OPENDATA_PUSH_KEY = "k"
    assert checks.check_pushing(None) == []


def test_personal_data_in_a_description_never_leave(portal: Portal, here: Municipality) -> None:
    Dataset.objects.filter(title="Вртићи").update(description="Пита се Петра, 1205992665011, petra@primer.example.")
    Dataset.objects.filter(title="Буџет").update(description="Пишите служби: podaci@primer.example.")
    done = push(here)
    assert acts(done) == ["refused", "create"]
    assert done.report[0]["params"] == {"kinds": ["email", "jmbg"]}
    assert "1205992665011" not in str(portal.asked) + str(done.report)


def test_what_is_sent_carries_the_mark_it_is_found_by(portal: Portal, here: Municipality) -> None:
    push(here)
    marks = {row["extras"][KEY] for row in portal.sets.values()}
    assert marks == {key_of(dataset) for dataset in Dataset.objects.all()}


def test_the_publisher_looks_first_and_then_sends(
    portal: Portal, here: Municipality, editor: User, client: Client
) -> None:
    from opendata import tasks

    client.force_login(editor)
    base = "/admin/opendata/dataset/portal/"
    assert "Провери шта би се променило" in client.get(base).content.decode()
    address = client.post(f"{base}radnja/proveri/").headers["Location"]
    with municipality_scope(here.pk):
        looked = Push.objects.get()
    assert "Поређење је у току" in client.get(base).content.decode()
    client.post(f"{base}radnja/posalji/")  # one at a time
    tasks.push(looked.pk)
    page = client.get(address).content.decode()
    assert "био би направљен" in page and "Пошаљи националном порталу" in page and "услови коришћења" in page
    with municipality_scope(here.pk):
        assert Push.objects.count() == 1
    sent = client.post(f"{base}radnja/posalji/").headers["Location"]
    tasks.push(int(sent.rstrip("/").rpartition("/")[2]))
    assert "направљен" in client.get(sent).content.decode() and len(portal.sets) == 2
    wrong = client.post(f"{base}radnja/nalog/", {"organisation": "Kragujevac"})
    assert wrong.status_code == 422 and "Ознака има 24 знака" in wrong.content.decode()


def test_neighbours_and_clerks_find_no_push(
    portal: Portal, here: Municipality, cacak: Municipality, client: Client
) -> None:
    done = push(here, send=False)
    for role, place in (("data-editor", cacak), ("clerk", here)):
        client.force_login(official(f"neko-{role}", "Неко", "Други", role, place))
        assert client.get(f"/admin/opendata/dataset/portal/{done.pk}/").status_code == 404
    assert client.get("/admin/opendata/dataset/portal/").status_code == 404
    assert client.post("/admin/opendata/dataset/portal/radnja/posalji/").status_code == 404


def test_the_command_is_dry_unless_told(portal: Portal, here: Municipality) -> None:
    out = StringIO()
    call_command("push_catalogue", municipality="kragujevac", stdout=out)
    assert "kragujevac (dry run): create: 2" in out.getvalue() and portal.sets == {}
    call_command("push_catalogue", send=True, stdout=out)
    assert "kragujevac (sent): create: 2" in out.getvalue() and len(portal.sets) == 2
    with pytest.raises(CommandError, match="No municipality"):
        call_command("push_catalogue", municipality="cacak", stdout=out)
