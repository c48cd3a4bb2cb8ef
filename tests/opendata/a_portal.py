"""A small portal that answers as udata does (API v1): what it keeps, what it rewrites, and how it refuses."""

from __future__ import annotations

import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY, ORGANISATION = "kljuc-za-probu", "5a9d2f0c1e8b4a7d6c3f0e21"
Body = dict[str, Any]
Answer = tuple[int, Any]


@dataclass
class Portal:
    """Data sets by identifier. ``refusals`` are answered first, one for each question that fits its method and path.

    A refusal is a status with headers; ``after`` does what was asked before it fails, ``hang`` never answers in time.
    """

    sets: dict[str, Body] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    asked: list[tuple[str, str, Any]] = field(default_factory=list)
    refusals: list[Body] = field(default_factory=list)
    address: str = ""

    def refuse(self, method: str, path: str, status: int = 500, **how: Any) -> None:
        self.refusals.append({"method": method, "path": path, "status": status, **how})

    def writes(self) -> list[str]:
        """What was asked to be changed."""
        return [f"{method} {path}" for method, path, _body in self.asked if method != "GET"]

    def take_refusal(self, method: str, path: str) -> Body | None:
        for refusal in self.refusals:
            if refusal["method"] == method and re.search(refusal["path"], path):
                self.refusals.remove(refusal)
                return refusal
        return None

    def answer(self, method: str, path: str, body: Any, key: str) -> Answer:
        if method != "GET" and key != KEY:
            return 401, {"message": "Invalid API Key"}
        parts = [part for part in path.partition("?")[0].removeprefix("/api/1/").split("/") if part]
        if parts[0] == "organizations":
            mine = list(self.sets.values())
            number = int(re.search(r"page=(\d+)", path)[1])  # type: ignore[index]
            shown = mine[2 * number - 2 : 2 * number]  # two to a page, so that pages are turned
            return 200, {"data": shown, "next_page": "more" if len(mine) > 2 * number else None, "total": len(mine)}
        if len(parts) == 1:
            return self._create(body)
        if parts[1] in self.gone:
            return 410, {"message": "Dataset has been deleted"}
        if parts[1] not in self.sets:
            return 404, {"message": "Dataset not found"}
        found = self.sets[parts[1]]
        if len(parts) == 2:
            return (200, found) if method == "GET" else self._change(found, body)
        return self._files(method, found["resources"], parts[3:], body)

    def _create(self, body: Body) -> Answer:
        made: Body = {"id": uuid.uuid4().hex[:24], "resources": [], "archived": None, "extras": {}}
        status, answer = self._change(made, body)
        if status == 200:
            self.sets[made["id"]] = made
            return 201, made
        return status, answer

    def _change(self, found: Body, body: Body) -> Answer:
        if not body.get("title") or not body.get("description"):
            return 400, {"message": "Validation error", "errors": {"title": ["This field is required"]}}
        found |= body
        # What udata makes of what it is given: an object of the organisation, moments of days, its own spelling of tags.
        if isinstance(body.get("organization"), str):
            found["organization"] = {"id": body["organization"], "name": "Крагујевац"}
        found["tags"] = [f"{tag}-x" if tag == "primer" else tag for tag in reversed(found.get("tags", []))]
        return 200, found

    def _files(self, method: str, files: list[Body], rest: list[str], body: Body) -> Answer:
        if method == "POST":
            files.insert(0, {"id": str(uuid.uuid4()), **body})
            return 201, files[0]
        there = next((file for file in files if file["id"] == rest[0]), None)
        if there is None:
            return 404, {"message": "Resource does not exist"}
        if method == "DELETE":
            files.remove(there)
            return 204, None
        there |= body
        return 200, there


@contextmanager
def running(portal: Portal) -> Iterator[Portal]:
    """The portal at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            refusal = portal.take_refusal(self.command, self.path)
            portal.asked.append((self.command, self.path, body))
            if refusal is None or refusal.get("after"):
                status, answer = portal.answer(self.command, self.path, body, self.headers.get("X-API-KEY", ""))
            if refusal is not None:
                if refusal.get("hang"):
                    time.sleep(refusal["hang"])
                    return
                status, answer = refusal["status"], refusal.get("body", {"message": "no"})
            data = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in (refusal or {}).get("headers", {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_POST = do_PUT = do_DELETE = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is told."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    portal.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield portal
    finally:
        server.shutdown()
        server.server_close()
