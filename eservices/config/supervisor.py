"""Runs the processes of a local portal together: starts, restarts those that may die, stops all. No Django here."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eservices.config.local_files import LocalServerError, ensure_folder, tail

PR_SET_PDEATHSIG = 1  # prctl(2): the kernel sends this signal to the child when its parent dies, even by SIGKILL
PATIENCE = 12.0  # seconds for an orderly end; a task cut short after that is delivered again
LONGEST_BACKOFF = 30.0  # seconds between two restarts
CALM = 60.0  # seconds of life after which a process counts as healthy again
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Child:
    """One process with a log of its own; ``restarts`` says whether it is started again when it dies."""

    name: str
    command: Sequence[str]
    log: Path
    restarts: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    started: float = 0.0
    backoff: float = 1.0
    not_before: float = 0.0


class Supervisor:
    """All children of one `serve`."""

    def __init__(self, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.environment = dict(environment)
        self.say = say
        self.children: list[Child] = []

    def start(self, child: Child) -> None:
        """Start ``child`` in a session of its own: Ctrl-C reaches the supervisor alone, which ends all in order."""
        ensure_folder(child.log.parent)
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, env=self.environment,
                start_new_session=True, preexec_fn=_die_with_parent,
            )  # fmt: skip
        child.started = time.monotonic()
        if child not in self.children:
            self.children.append(child)

    def wait_until(self, ready: Callable[[], bool], *, seconds: float = 60) -> None:
        """Wait for ``ready``. Raises LocalServerError when a child dies meanwhile or time runs out."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.look_after()
            if time.monotonic() > deadline:
                logs = ", ".join(str(child.log) for child in self.children)
                raise LocalServerError(f"The portal does not answer within {seconds:.0f} seconds; see {logs}.")
            time.sleep(0.05)

    def watch(self) -> None:
        """Look after the children until interrupted. Raises LocalServerError when one that must live has died."""
        while True:
            self.look_after()
            time.sleep(0.2)

    def look_after(self) -> None:
        """One round: report the dead with the end of their log, start again those that may be."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.not_before:
                    self.start(child)
                continue
            code = child.process.poll()
            if code is not None:
                self._bury(child, code, now)

    def _bury(self, child: Child, code: int, now: float) -> None:
        report = f"{child.name} ended ({_describe(code)}); the end of {child.log}:\n{tail(child.log)}"
        if not child.restarts:
            raise LocalServerError(report)
        _signal_group(child, signal.SIGKILL)
        child.backoff = 1.0 if now - child.started > CALM else min(child.backoff * 2, LONGEST_BACKOFF)
        child.not_before = now + child.backoff
        child.process = None
        self.say(f"{report}\n{child.name} starts again in {child.backoff:.0f} s.")

    def stop(self, patience: float = PATIENCE) -> None:
        """End every child and whatever it started: ask, wait, then force."""
        alive = [child for child in reversed(self.children) if child.process is not None]
        for child in alive:
            _signal_group(child, signal.SIGTERM, leader_only=True)
        deadline = time.monotonic() + patience
        for child in alive:
            if child.process is not None:
                try:
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"{child.name} did not end within {patience:.0f} s and is ended by force.")
                _signal_group(child, signal.SIGKILL)
                child.process.wait()
                child.process = None


def _die_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(child: Child, number: signal.Signals, *, leader_only: bool = False) -> None:
    """Signal the process, or it together with everything it started (the group outlives its leader)."""
    if child.process is None:
        return
    try:
        if leader_only:
            child.process.send_signal(number)
        else:
            os.killpg(child.process.pid, number)
    except ProcessLookupError:
        return


def _describe(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
