"""One attempt to ask a register over HTTP: a POST with the question in its body, never in the address.

Each attempt has a connection of its own: a register that answers twice on a kept connection would otherwise leave its
second answer to be read as the answer to the next question, about another person. For the same reason an answer must
repeat the key of the question. Redirects are not followed, since they would carry personal data to another address.
"""

import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import requests
from urllib3.exceptions import HTTPError as BrokenTransfer
from urllib3.exceptions import TimeoutError as TransferTimeout

from eservices.exchange.configuration import Configuration
from eservices.exchange.errors import (
    NotFoundInRegister,
    RegisterDown,
    RegisterRefused,
    RegisterSlow,
    RegisterWrongAnswer,
)
from eservices.exchange.journal import Grounds

LARGEST_ANSWER_BYTES = 1024 * 1024
CHUNK_BYTES = 16 * 1024


@dataclass(frozen=True)
class Question:
    """What is sent: the register's name, the key that stays the same over all attempts, headers and body."""

    source_name: str
    request_key: str
    headers: dict[str, str]
    body: dict[str, Any]


def question(source_name: str, request_key: str, grounds: Grounds, payload: dict[str, Any], api_key: str) -> Question:
    """Put a question into its envelope. Header values are percent-encoded UTF-8, as HTTP allows Latin letters only."""
    officer = f"officer-{grounds.officer.pk}" if grounds.officer else "system"
    headers = {
        "X-Api-Key": api_key,
        "Idempotency-Key": request_key,
        "X-Authority": grounds.municipality.sors_code,
        "X-Case": quote(grounds.case_reference),
        "X-Purpose": quote(grounds.purpose),
        "X-Legal-Basis": quote(grounds.legal_basis),
        "X-Officer": officer,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    return Question(source_name, request_key, headers, {"request_id": request_key, "query": payload})


def send(asked: Question, configuration: Configuration) -> dict[str, Any]:
    """Make one attempt; returns the envelope of the answer.

    Raises `RegisterDown`, `RegisterSlow` (both may be tried again), `RegisterRefused`, `RegisterWrongAnswer` or
    `NotFoundInRegister`.
    """
    deadline = time.monotonic() + configuration.timeout
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.post(
                configuration.url,
                json=asked.body,
                headers=asked.headers,
                timeout=configuration.timeout,
                verify=configuration.ca_bundle or True,
                cert=configuration.client_certificate or None,
                allow_redirects=False,
                stream=True,
            ) as response:
                return _envelope(asked, response.status_code, _body(asked, response, deadline))
        except (requests.ReadTimeout, TransferTimeout):
            raise RegisterSlow(asked.source_name, "no complete answer in time") from None
        except (requests.RequestException, BrokenTransfer, OSError) as fault:
            # The fault itself is named, not chained: its text could quote what was sent.
            raise RegisterDown(asked.source_name, f"connection failed ({type(fault).__name__})") from None


def _body(asked: Question, response: requests.Response, deadline: float) -> bytes:
    """Read the answer as it comes, so that neither a dripping nor an endless one can hold the worker."""
    read = bytearray()
    while chunk := response.raw.read1(CHUNK_BYTES):
        read += chunk
        if len(read) > LARGEST_ANSWER_BYTES:
            raise RegisterWrongAnswer(asked.source_name, "the answer is larger than a megabyte")
        if time.monotonic() > deadline:
            raise RegisterSlow(asked.source_name, "no complete answer in time")
    return bytes(read)


def _envelope(asked: Question, status: int, body: bytes) -> dict[str, Any]:
    if status == 429 or status >= 500:
        raise RegisterDown(asked.source_name, f"HTTP {status}")
    if status not in (200, 404):
        raise RegisterRefused(asked.source_name, f"HTTP {status}")
    envelope = _json_object(asked, body)
    is_not_found = status == 404 and envelope is not None and envelope.get("error") == "not_found"
    if status == 404 and not is_not_found:
        raise RegisterRefused(asked.source_name, "HTTP 404 that is not an answer about the subject")
    if envelope is None:
        raise RegisterWrongAnswer(asked.source_name, "the answer is not a JSON object")
    if envelope.get("request_id") != asked.request_key:
        raise RegisterWrongAnswer(asked.source_name, "the answer belongs to another question")
    if is_not_found:
        raise NotFoundInRegister(asked.source_name, "nothing is held about the subject")
    return envelope


def _json_object(asked: Question, body: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
