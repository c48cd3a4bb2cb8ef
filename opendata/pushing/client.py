"""Questions to the interface of udata, version 1, over HTTPS: time-outs, repeats, and refusals as codes.

Only a portal whose host the operator has named is ever spoken to, and no redirect is followed, because the key goes along.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings

log = logging.getLogger(__name__)
CONNECT_SECONDS, READ_SECONDS = 5, 30
MOST_TRIES = 4
LONGEST_WAIT_SECONDS = 60
LARGEST_ANSWER = 20 * 1024 * 1024
SETS_A_PAGE = 100
REASON_LENGTH = 300
Body = dict[str, Any]
Sleep = Callable[[float], None]
# What the answer to the next question would be as well: no use in going on.
HOPELESS = frozenset({"not-set-up", "key", "forbidden", "busy", "broken", "unreachable", "redirect", "not-understood"})


class PortalFault(Exception):
    """The portal did not do what was asked. ``code`` is stable; `opendata.pushing.wording` says it in words."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Unsure(PortalFault):
    """Something was to be made and no answer came: it may be there or not. Look before asking again."""


class Portal:
    """One portal with one key. Raises PortalFault from each method."""

    def __init__(self, sleep: Sleep = time.sleep) -> None:
        self._address = address_of_portal()
        self._sleep = sleep
        self._session = requests.Session()
        self._session.headers.update({"X-API-KEY": settings.OPENDATA_PUSH_KEY, "Accept": "application/json"})
        self._session.trust_env = False

    def wait(self, seconds: float) -> None:
        """Give the portal a while."""
        self._sleep(seconds)

    def dataset(self, remote_id: str) -> Body:
        """A data set. Codes ``missing`` and ``gone`` mean that there is none, or none any more."""
        return self._ask("GET", f"datasets/{remote_id}/")

    def datasets_of(self, organisation: str) -> Iterator[Body]:
        """All data sets of an organisation, page by page."""
        page = 1
        while True:
            found = self._ask("GET", f"organizations/{organisation}/datasets/?page={page}&page_size={SETS_A_PAGE}")
            if not isinstance(found.get("data"), list):
                raise PortalFault("not-understood")
            yield from found["data"]
            if not found.get("next_page"):
                return
            page += 1

    def create(self, fields: Body) -> Body:
        """A new data set. Raises Unsure when no answer came."""
        return self._ask("POST", "datasets/", fields)

    def change(self, remote_id: str, fields: Body) -> Body:
        """Other fields of a data set."""
        return self._ask("PUT", f"datasets/{remote_id}/", fields)

    def add_file(self, remote_id: str, file: Body) -> Body:
        """A new file of a data set. Raises Unsure when no answer came."""
        return self._ask("POST", f"datasets/{remote_id}/resources/", file)

    def change_file(self, remote_id: str, file_id: str, file: Body) -> Body:
        """Other fields of a file."""
        return self._ask("PUT", f"datasets/{remote_id}/resources/{file_id}/", file)

    def remove_file(self, remote_id: str, file_id: str) -> None:
        """One file less; one that is not there any more is removed."""
        try:
            self._ask("DELETE", f"datasets/{remote_id}/resources/{file_id}/")
        except PortalFault as fault:
            if fault.code not in ("missing", "gone"):
                raise

    def _ask(self, method: str, path: str, body: Body | None = None) -> Body:
        """An answer, after repeats where they can do no harm."""
        fault = PortalFault("unreachable")
        for attempt in range(1, MOST_TRIES + 1):
            try:
                response = self._send(method, path, body)
            except requests.RequestException as error:
                log.warning("the portal did not answer %s %s: %s", method, path, type(error).__name__)
                fault, wait = PortalFault("unreachable"), 2.0**attempt
            else:
                if response.status_code < 500 and response.status_code != 429:
                    return _read(response)
                fault, wait = _passing(response, attempt)
            if method == "POST" and fault.code != "busy":
                raise Unsure(fault.code, **fault.params)
            if wait > LONGEST_WAIT_SECONDS:
                raise fault
            if attempt < MOST_TRIES:
                self._sleep(wait)
        raise fault

    def _send(self, method: str, path: str, body: Body | None) -> requests.Response:
        return self._session.request(
            method, f"{self._address}/api/1/{path}", json=body, timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
        )  # fmt: skip


def address_of_portal() -> str:
    """Where the portal is. Raises PortalFault (``not-set-up``) unless address, key and permission are all given."""
    address = settings.OPENDATA_PUSH_ADDRESS.rstrip("/")
    if not (address and settings.OPENDATA_PUSH_KEY and urlsplit(address).hostname in settings.OPENDATA_PUSH_HOSTS):
        raise PortalFault("not-set-up")
    return address


def host_of_portal() -> str:
    """Host, and port where it is unusual, under which identifiers there are kept."""
    return urlsplit(settings.OPENDATA_PUSH_ADDRESS).netloc


def _passing(response: requests.Response, attempt: int) -> tuple[PortalFault, float]:
    """A refusal that may pass, and how many seconds to wait before asking again."""
    wished = response.headers.get("Retry-After", "")
    wait = float(wished) if wished.isdecimal() and len(wished) < 7 else 2.0**attempt
    if response.status_code == 429 or (response.status_code == 503 and wished):
        return PortalFault("busy", seconds=int(wait)), wait
    return PortalFault("broken", status=response.status_code), wait


def _read(response: requests.Response) -> Body:
    """The answer as an object. Raises PortalFault for any refusal."""
    status = response.status_code
    if 300 <= status < 400:
        raise PortalFault("redirect", status=status)
    try:
        body = response.json() if response.content and len(response.content) <= LARGEST_ANSWER else {}
    except ValueError:
        body = None
    if status >= 400:
        raise PortalFault(_REFUSALS.get(status, "refused"), status=status, reason=_reason(body))
    if not isinstance(body, dict):
        raise PortalFault("not-understood")
    return body


_REFUSALS = {400: "invalid", 401: "key", 403: "forbidden", 404: "missing", 410: "gone", 413: "large", 422: "invalid"}


def _reason(body: Any) -> str:
    """What the portal says is wrong, by field where it names them."""
    if not isinstance(body, dict):
        return ""
    errors = body.get("errors")
    if isinstance(errors, dict) and errors:
        return "; ".join(f"{name}: {_flat(said)}" for name, said in errors.items())[:REASON_LENGTH]
    return str(body.get("message") or "")[:REASON_LENGTH]


def _flat(said: Any) -> str:
    return ", ".join(map(str, said)) if isinstance(said, list) else str(said)
