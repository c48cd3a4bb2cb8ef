"""Children of the local portal: none is left behind, a dead one is reported or started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eservices.config.local_files import LocalServerError, processes_in
from eservices.config.supervisor import Child, Supervisor

PARENT_OF_TWO = "import os, time; os.fork(); print('ready', flush=True); time.sleep(600)"
DEAF = "import signal, time; signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(600)"
OWNER = """
import sys, time
from pathlib import Path
from eservices.config.supervisor import Child, Supervisor
supervisor = Supervisor({}, print)
supervisor.start(Child("child", [sys.executable, "-c", "import time; time.sleep(600)"], Path(sys.argv[1])))
print(supervisor.children[0].process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(said: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(os.environ, said.append)
    yield supervisor
    supervisor.stop(patience=0.1)


def child(folder: Path, program: str, *, restarts: bool = False) -> Child:
    return Child("worker", [sys.executable, "-c", program], folder / "worker.log", restarts)


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.01)
    return False


def is_buried(supervisor: Supervisor, worker: Child) -> bool:
    supervisor.look_after()
    return worker.process is None


def is_alive(number: int) -> bool:
    """Whether the process runs; one that has ended and waits to be buried does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_stop_leaves_neither_child_nor_grandchild(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    worker = child(tmp_path, PARENT_OF_TWO)
    supervisor.start(worker)
    assert eventually(lambda: worker.log.read_text().count("ready") == 2)
    monkeypatch.undo()
    supervisor.stop()
    assert eventually(lambda: not any(map(is_alive, processes_in(tmp_path))))


def test_a_child_that_does_not_listen_is_ended_by_force(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    worker = child(tmp_path, DEAF)
    supervisor.start(worker)
    assert eventually(lambda: "ready" in worker.log.read_text())
    assert worker.process is not None
    number = worker.process.pid
    supervisor.stop(patience=0.2)
    assert not is_alive(number)
    assert "ended by force" in said[0]


def test_the_death_of_a_needed_child_shows_the_end_of_its_log(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(child(tmp_path, "import sys; print('no room left'); sys.exit(3)"))
    with pytest.raises(LocalServerError, match=r"(?s)worker ended \(exit code 3\).*no room left"):
        supervisor.watch()


def test_a_child_that_may_restart_comes_back_after_a_pause(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    worker = child(tmp_path, "import time; time.sleep(600)", restarts=True)
    supervisor.start(worker)
    assert worker.process is not None
    first = worker.process.pid
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: is_buried(supervisor, worker))
    assert "signal SIGKILL" in said[0]
    assert worker.not_before > time.monotonic()
    worker.not_before = 0
    supervisor.look_after()
    assert worker.process is not None
    assert worker.process.pid != first


def test_pauses_grow_while_a_child_keeps_dying(supervisor: Supervisor, tmp_path: Path) -> None:
    worker = child(tmp_path, "", restarts=True)
    pauses = []
    for _ in range(3):
        supervisor.start(worker)
        assert eventually(lambda: is_buried(supervisor, worker))
        pauses.append(worker.backoff)
    assert pauses == [2, 4, 8]


def test_children_die_with_a_killed_owner(tmp_path: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path / "child.log")], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    with owner.stdout:
        number = int(owner.stdout.readline())
        owner.kill()
        owner.wait()
    assert eventually(lambda: not is_alive(number))
