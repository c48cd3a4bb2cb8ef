"""Fetching a file from an address that an editor gave, without letting that address lead into our own network.

The name is resolved once, every address it has must be public, and the connection goes to that very address, so that a
second answer of the name server changes nothing. Redirects are followed three times at most, each looked at anew.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable
from typing import IO
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3
from django.conf import settings
from urllib3.exceptions import HTTPError

from opendata.tabular.faults import FileRefused

MOST_REDIRECTS = 3
WAIT_SECONDS = 15
WHOLE_SECONDS = 600
CHUNK = 256 * 1024
PORTS = {"http": 80, "https": 443}
Noted = Callable[[int, int], None]


def fetch(address: str, target: IO[bytes], noted: Noted = lambda done, total: None) -> None:
    """Write what is at ``address`` into ``target``; ``noted`` is told bytes done and expected (0 when unknown).

    Raises FileRefused: ``address``, ``private-address``, ``unreachable``, ``status``, ``slow``, ``large``.
    """
    deadline = time.monotonic() + WHOLE_SECONDS
    for _redirect in range(MOST_REDIRECTS + 1):
        response = _ask(_parsed(address))
        try:
            if response.status in (301, 302, 303, 307, 308):
                address = urljoin(address, response.headers.get("Location", ""))
                continue
            if response.status != 200:
                raise FileRefused("status", status=response.status)
            _write(response, target, noted, deadline)
            return
        finally:
            response.release_conn()
    raise FileRefused("unreachable")


def _parsed(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        usual = parts.scheme in PORTS and (parts.port in (None, PORTS[parts.scheme]) or settings.OPENDATA_PULL_PRIVATE)
    except ValueError:
        raise FileRefused("address") from None
    if not usual or not parts.hostname or parts.username is not None:
        raise FileRefused("address")
    return parts


def _ask(parts: SplitResult) -> urllib3.BaseHTTPResponse:
    host = parts.hostname or ""
    where = public_address(host)
    port = parts.port or PORTS[parts.scheme]
    wait = urllib3.Timeout(connect=WAIT_SECONDS, read=WAIT_SECONDS)
    pool: urllib3.HTTPConnectionPool
    if parts.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(where, port, timeout=wait, server_hostname=host, assert_hostname=host)
    else:
        pool = urllib3.HTTPConnectionPool(where, port, timeout=wait)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc, "User-Agent": "portal-otvoreni-podaci", "Accept-Encoding": "identity"}
    try:
        return pool.urlopen("GET", path, headers=headers, redirect=False, retries=False, preload_content=False)
    except (HTTPError, OSError, UnicodeError):
        raise FileRefused("unreachable") from None


def public_address(host: str) -> str:
    """The first address of ``host``, all of which must be public. Raises FileRefused."""
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        raise FileRefused("unreachable") from None
    if not settings.OPENDATA_PULL_PRIVATE and not all(_is_public(address) for address in found):
        raise FileRefused("private-address")
    return min(found)


def _is_public(text: str) -> bool:
    """Whether an address is one of the open internet; one of version 4 inside version 6 counts as what it is."""
    address = ipaddress.ip_address(text.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and (inner is None or inner.is_global)


def _write(response: urllib3.BaseHTTPResponse, target: IO[bytes], noted: Noted, deadline: float) -> None:
    limit, done = settings.OPENDATA_FILE_LIMIT_BYTES, 0
    total = int(length) if (length := response.headers.get("Content-Length", "")).isdecimal() else 0
    try:
        for chunk in response.stream(CHUNK):
            done += len(chunk)
            if max(done, total) > limit:
                raise FileRefused("large", limit=limit // 1024**2)
            if time.monotonic() > deadline:
                raise FileRefused("slow")
            target.write(chunk)
            noted(done, total)
    except (HTTPError, OSError):
        raise FileRefused("unreachable") from None
