"""The simulator is a strict register with people who can only be invented."""

import signal
import threading
from typing import Any

import pytest
import requests
from django.core.management import CommandError, call_command
from pytest_django import Settings
from stdnum.rs import pib

from eservices.exchange.simulator import SIMULATOR_KEY, RegisterServer
from eservices.exchange.simulator.firms import FIRMS
from eservices.exchange.simulator.people import CHILDREN, NOT_IN_ANY_REGISTER, PARENTS
from eservices.exchange.simulator.server import GROUNDS
from municipalities.identifiers import clean_jmbg
from tests.eservices.exchange.conftest import Simulator

ALL_GROUNDS = dict.fromkeys(GROUNDS, "x") | {"X-Api-Key": SIMULATOR_KEY}
QUESTION = {"query": {"jmbg": "1205992665011"}}


def post(url: str, headers: dict[str, str], body: Any = QUESTION, register: str = "residence") -> requests.Response:
    return requests.post(f"{url}/v1/{register}", json=body, headers=headers, timeout=5)


@pytest.mark.parametrize("missing", GROUNDS)
def test_a_question_without_grounds_is_refused(simulator: Simulator, missing: str) -> None:
    headers = {name: value for name, value in ALL_GROUNDS.items() if name != missing}
    reply = post(simulator.url, headers)
    assert (reply.status_code, reply.json()["detail"]) == (400, [missing])
    assert simulator.counts("residence") == {"received": 0, "counted": 0}


def test_an_unknown_key_register_or_question_is_refused(simulator: Simulator) -> None:
    assert post(simulator.url, ALL_GROUNDS | {"X-Api-Key": "guess"}).status_code == 401
    assert post(simulator.url, ALL_GROUNDS, register="weather").status_code == 404
    assert post(simulator.url, ALL_GROUNDS, body={"query": {}}).status_code == 400
    assert post(simulator.url, ALL_GROUNDS, body=[]).status_code == 400
    assert post(simulator.url, ALL_GROUNDS, body={"query": "x" * 70_000}).status_code == 413


def test_a_key_cannot_be_used_for_two_questions(simulator: Simulator) -> None:
    assert post(simulator.url, ALL_GROUNDS).status_code == 200
    other = {"query": {"jmbg": "0711994665018"}}
    assert post(simulator.url, ALL_GROUNDS, body=other).status_code == 409


@pytest.mark.parametrize(
    "switch",
    [{"source": "weather", "mode": "down"}, {"source": "tax", "mode": "moody"}, {"source": "tax"},
     {"source": "tax", "mode": "wrong", "variant": "sometimes"}, {"source": "tax", "mode": "slow", "seconds": 900}],
)  # fmt: skip
def test_a_switch_that_does_not_exist_is_refused(simulator: Simulator, switch: dict[str, Any]) -> None:
    assert requests.post(f"{simulator.url}/faults", json=switch, timeout=5).status_code == 400


def test_many_threads_with_one_key_are_counted_once(simulator: Simulator) -> None:
    threads = [threading.Thread(target=post, args=(simulator.url, ALL_GROUNDS)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert simulator.counts("residence") == {"received": 8, "counted": 1}


def test_the_cast_can_be_looked_up(simulator: Simulator) -> None:
    people = requests.get(f"{simulator.url}/people", timeout=5).json()["parents"]
    assert people[0]["name"] == "Јелена Примеровић"
    assert len([person for person in people if person["jmbg"][9] >= "5"]) >= 12


@pytest.mark.parametrize("jmbg", [*(someone.jmbg for someone in (*PARENTS, *CHILDREN)), NOT_IN_ANY_REGISTER])
def test_numbers_are_valid_and_of_a_region_that_does_not_exist(jmbg: str) -> None:
    assert clean_jmbg(jmbg).region == "66"


def test_children_agree_with_their_numbers_and_firms_with_theirs() -> None:
    for child in CHILDREN:
        number = clean_jmbg(child.jmbg)
        assert (number.birth_date, number.sex) == (child.born_on, "F" if child.sex == "female" else "M")
    assert all(pib.is_valid(firm.pib) and firm.number.startswith("999") for firm in FIRMS.values())


def test_the_simulator_never_runs_in_production(settings: Settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not run in production"):
        call_command("register_simulator")


def test_a_port_in_use_is_one_sentence(simulator: Simulator) -> None:
    with pytest.raises(CommandError, match="Choose another one"):
        call_command("register_simulator", port=int(simulator.url.rsplit(":", 1)[1]))


def test_the_command_listens_on_the_loopback_and_stops_when_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(RegisterServer, "serve_forever", lambda server: signal.raise_signal(signal.SIGTERM))
    try:
        call_command("register_simulator", port=0)
    finally:
        signal.signal(signal.SIGTERM, before)
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Register simulator at http://127.0.0.1:")
    assert said[1] == "Register simulator stopped."
