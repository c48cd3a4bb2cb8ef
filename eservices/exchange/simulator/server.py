"""The simulator's HTTP service: registers under ``/v1/<name>``, switches beside them. It listens on the loopback only.

``POST /v1/contributions`` asks; ``POST /faults`` ``{"source": ..., "mode": ..., "seconds": ...}`` switches a fault,
``POST /corrections`` ``{"jmbg": ..., "applied": true}`` pays late contributions, ``POST /reset`` forgets everything;
``GET /counts`` tells how many questions each register received and how many it counted (a repeated one counts once).
"""

import hashlib
import json
import sys
import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from eservices.exchange.simulator.faults import NO_FAULT, Fault, spoil
from eservices.exchange.simulator.people import CHILDREN, PARENTS
from eservices.exchange.simulator.records import ANSWERS

LOOPBACK = "127.0.0.1"
SIMULATOR_KEY = "simulator"
REMEMBERED_ANSWERS = 10_000
LARGEST_QUESTION_BYTES = 64 * 1024
GROUNDS = ("Idempotency-Key", "X-Authority", "X-Case", "X-Purpose", "X-Legal-Basis", "X-Officer")


class Registers:
    """The state of all registers, shared by the threads of the service."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.stopping = threading.Event()
        self.reset()

    def reset(self) -> None:
        """No faults, no corrections, nothing counted."""
        with self._lock:
            self._faults: dict[str, Fault] = {}
            self._corrected: set[str] = set()
            self._received: Counter[str] = Counter()
            self._counted: Counter[str] = Counter()
            self._answers: OrderedDict[tuple[str, str], tuple[str, int, dict[str, Any]]] = OrderedDict()

    def switch_fault(self, body: dict[str, Any]) -> None:
        """Switch a fault of one register; raises `KeyError` or `ValueError`."""
        source, fault = body["source"], Fault.from_json(body)
        if source not in ANSWERS:
            raise ValueError(f"sources are {sorted(ANSWERS)}")
        with self._lock:
            self._faults[source] = fault

    def correct(self, body: dict[str, Any]) -> None:
        """Pay the late contributions of one person, or take that back."""
        with self._lock:
            (self._corrected.add if body.get("applied", True) else self._corrected.discard)(body["jmbg"])

    def counts(self) -> dict[str, dict[str, int]]:
        """Questions received and counted, for each register."""
        with self._lock:
            return {name: {"received": self._received[name], "counted": self._counted[name]} for name in ANSWERS}

    def take_fault(self, source: str) -> Fault:
        """The fault for the question that just came; a fault with `times` wears off."""
        with self._lock:
            self._received[source] += 1
            fault = self._faults.get(source, NO_FAULT)
            if fault.times is not None:
                left = fault.times - 1
                self._faults[source] = replace(fault, times=left) if left > 0 else NO_FAULT
            return fault

    def answer(self, source: str, key: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and envelope; a repeated key gets the first answer again, and 409 when the question differs."""
        question = hashlib.sha256(body).hexdigest()
        with self._lock:
            if (source, key) in self._answers:
                first, status, envelope = self._answers[source, key]
                return (status, envelope) if first == question else (409, {"error": "key_used_for_another_question"})
            data = ANSWERS[source](json.loads(body)["query"], self._corrected)
            envelope = {"request_id": key, "source": source, "as_of": datetime.now(UTC).isoformat()}
            status = 404 if data is None else 200
            envelope |= {"error": "not_found"} if data is None else {"data": data}
            self._answers[source, key] = (question, status, envelope)
            self._counted[source] += 1
            if len(self._answers) > REMEMBERED_ANSWERS:
                self._answers.popitem(last=False)
            return status, envelope


class RegisterHandler(BaseHTTPRequestHandler):
    """One request to the simulator."""

    protocol_version = "HTTP/1.1"
    server: "RegisterServer"

    def do_GET(self) -> None:
        """Counters, the cast, and a sign of life."""
        if self.path == "/counts":
            self._send(200, self.server.registers.counts())
        elif self.path == "/people":
            self._send(200, {"parents": [_short(parent) for parent in PARENTS], "children": len(CHILDREN)})
        elif self.path == "/healthz":
            self._send(200, {"status": "ok"})
        else:
            self._send(404, {"error": "no_such_address"})

    def do_POST(self) -> None:
        """A question to a register, or a switch."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST_QUESTION_BYTES:
            self.close_connection = True
            self._send(413, {"error": "too_large"})
        else:
            self._dispatch(self.rfile.read(length))

    def _dispatch(self, body: bytes) -> None:
        try:
            if self.path.startswith("/v1/"):
                self._ask(self.path.removeprefix("/v1/"), body)
            else:
                self._switch(json.loads(body or b"{}"))
        except (KeyError, TypeError, ValueError) as mistake:
            self._send(400, {"error": "bad_request", "detail": str(mistake)})

    def _ask(self, source: str, body: bytes) -> None:
        missing = [name for name in GROUNDS if not (self.headers.get(name) or "").strip()]
        if source not in ANSWERS:
            self._send(404, {"error": "no_such_register"})
        elif self.headers.get("X-Api-Key") != SIMULATOR_KEY:
            self._send(401, {"error": "unknown_key"})
        elif missing:
            self._send(400, {"error": "missing_headers", "detail": missing})
        else:
            self._answer(source, body, self.server.registers.take_fault(source))

    def _answer(self, source: str, body: bytes, fault: Fault) -> None:
        if fault.mode == "down":
            self._go_down(fault)
            return
        status, envelope = self.server.registers.answer(source, self.headers["Idempotency-Key"], body)
        content = json.dumps(envelope, ensure_ascii=False).encode()
        if fault.mode == "wrong" and status == 200:
            content = spoil(envelope, fault.variant)
        if fault.mode == "slow":
            self._send_slowly(status, content, fault)
            return
        for _ in range(2 if fault.mode == "twice" else 1):
            self._send_bytes(status, content)

    def _go_down(self, fault: Fault) -> None:
        if fault.variant == "drop":
            self.close_connection = True
        else:
            self._send(503, {"error": "unavailable"})

    def _send_slowly(self, status: int, content: bytes, fault: Fault) -> None:
        if fault.variant != "drip":
            self.server.registers.stopping.wait(fault.seconds)
            self._send_bytes(status, content)
            return
        self._send_head(status, content)
        for byte in content:
            self.wfile.write(bytes([byte]))
            if self.server.registers.stopping.wait(fault.seconds / len(content)):
                return

    def _switch(self, body: dict[str, Any]) -> None:
        registers = self.server.registers
        switches = {
            "/faults": registers.switch_fault,
            "/corrections": registers.correct,
            "/reset": lambda _: registers.reset(),
        }
        if self.path in switches:
            switches[self.path](body)
            self._send(200, {"status": "ok"})
        else:
            self._send(404, {"error": "no_such_address"})

    def _send(self, status: int, body: dict[str, Any]) -> None:
        self._send_bytes(status, json.dumps(body, ensure_ascii=False).encode())

    def _send_bytes(self, status: int, content: bytes) -> None:
        self._send_head(status, content)
        self.wfile.write(content)

    def _send_head(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the portal's own ledger is the log."""


class RegisterServer(ThreadingHTTPServer):
    """The service on the loopback; port 0 takes a free one."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), RegisterHandler)
        self.registers = Registers()

    @property
    def url(self) -> str:
        """Where it listens, without a trailing slash."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that gave up waiting is what the faults are for; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Stop listening; answers that were being delayed are let go."""
        self.registers.stopping.set()
        self.shutdown()
        self.server_close()


@contextmanager
def running_simulator(port: int = 0) -> Iterator[str]:
    """The simulator in a thread of this process; gives its address."""
    server = RegisterServer(port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.stop()
        thread.join()


def _short(parent: Any) -> dict[str, str]:
    return {
        "jmbg": parent.jmbg,
        "name": f"{parent.given_name} {parent.surname}",
        "municipality": parent.homes[-1].municipality[1],
        "situation": parent.situation,
    }
