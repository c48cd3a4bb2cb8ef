"""A practice eID (еИД за пробу): a small OpenID Connect provider on loopback for ``make run`` and tests.

It stands in for the national eID so that the whole way can be walked: discovery, authorization code with PKCE, token,
user information, and the assurance level in the ``acr`` claim. Its people are invented, it asks for no password, and it
serves nobody but this machine.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, CLIENT_SECRET = "portal", "practice-only"
CODE_SECONDS = 120
LEVELS = {"basic": "основни", "medium": "средњи", "high": "високи"}


@dataclass(frozen=True)
class Identity:
    """An invented holder of an eID."""

    subject: str
    given_name: str
    family_name: str
    email: str


IDENTITIES = (
    Identity("eid-0001", "Ана", "Самосталић", "ana.eid@primer.example"),
    Identity("eid-0002", "Марко", "Примеровић", "marko.eid@primer.example"),
)


@dataclass(frozen=True)
class _Grant:
    """What an authorization code stands for."""

    identity: Identity
    level: str
    challenge: str
    nonce: str
    redirect: str
    until: float


class PracticeEid(ThreadingHTTPServer):
    """The provider; ``issuer`` is its address."""

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, _Grant] = {}
        self.tokens: dict[str, _Grant] = {}

    def claims(self, grant: _Grant) -> dict[str, Any]:
        """What the provider says of a person and of how surely it knows them."""
        identity, now = grant.identity, int(time.time())
        return {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": identity.subject, "iat": now, "exp": now + 300,
            "acr": grant.level, "nonce": grant.nonce, "email": identity.email, "email_verified": True,
            "given_name": identity.given_name, "family_name": identity.family_name,
            "name": f"{identity.given_name} {identity.family_name}",
        }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    """Routes of the provider."""

    server: PracticeEid

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the lines would carry codes."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        routes = {
            "/.well-known/openid-configuration": self._discovery,
            "/jwks": self._keys,
            "/authorize": self._ask,
            "/userinfo": self._user_information,
        }
        routes.get(address.path, self._missing)()

    def do_POST(self) -> None:
        routes = {"/authorize": self._choose, "/token": self._token}
        routes.get(urlsplit(self.path).path, self._missing)()

    def _discovery(self) -> None:
        issuer = self.server.issuer
        self._json(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "userinfo_endpoint": f"{issuer}/userinfo",
                "jwks_uri": f"{issuer}/jwks",
                "response_types_supported": ["code"],
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                "acr_values_supported": list(LEVELS),
            }
        )

    def _keys(self) -> None:
        key = json.loads(RSAAlgorithm.to_jwk(self.server.key.public_key()))
        self._json({"keys": [{**key, "kid": "practice", "use": "sig", "alg": "RS256"}]})

    def _ask(self) -> None:
        query = urlsplit(self.path).query
        people = "".join(
            f'<p><label><input type="radio" name="subject" value="{one.subject}"{" checked" if number == 0 else ""}> '
            f"{html.escape(one.given_name)} {html.escape(one.family_name)}</label></p>"
            for number, one in enumerate(IDENTITIES)
        )
        levels = "".join(
            f'<option value="{name}"{" selected" if name == "high" else ""}>{label}</option>'
            for name, label in LEVELS.items()
        )
        page = (
            '<!doctype html><html lang="sr-Cyrl"><head><meta charset="utf-8"><title>еИД за пробу</title>'
            '<meta name="viewport" content="width=device-width"></head><body><main><h1>еИД за пробу</h1>'
            "<p>Измишљене особе, без лозинке. Само за испробавање портала на овом рачунару.</p>"
            f'<form method="post" action="/authorize?{html.escape(query)}"><fieldset><legend>Ко сте?</legend>{people}'
            f'</fieldset><p><label>Ниво поузданости <select name="level">{levels}</select></label></p>'
            '<button type="submit">Пријавите се</button></form></main></body></html>'
        )
        self._send(200, page.encode(), "text/html; charset=utf-8")

    def _choose(self) -> None:
        asked = {name: found[0] for name, found in parse_qs(urlsplit(self.path).query).items()}
        chosen = self._form()
        identity = next((one for one in IDENTITIES if one.subject == chosen.get("subject")), None)
        known = asked.get("client_id") == CLIENT_ID and asked.get("redirect_uri", "").startswith("http")
        if identity is None or chosen.get("level") not in LEVELS or not known:
            self._send(400, b"bad request", "text/plain")
            return
        code = secrets.token_urlsafe(24)
        self.server.codes[code] = _Grant(
            identity,
            chosen["level"],
            asked.get("code_challenge", ""),
            asked.get("nonce", ""),
            asked["redirect_uri"],
            time.monotonic() + CODE_SECONDS,
        )
        back = urlencode({"code": code, "state": asked.get("state", "")})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _token(self) -> None:
        form = self._form()
        grant = self.server.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proven = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        sound = (
            grant is not None
            and form.get("client_id") == CLIENT_ID
            and form.get("client_secret") == CLIENT_SECRET
            and form.get("redirect_uri") == grant.redirect
            and (not grant.challenge or grant.challenge == proven)
            and grant.until > time.monotonic()
        )
        if not sound or grant is None:
            self._json({"error": "invalid_grant"}, status=400)
            return
        access = secrets.token_urlsafe(24)
        self.server.tokens[access] = grant
        identity = jwt.encode(self.server.claims(grant), self.server.key, "RS256", headers={"kid": "practice"})
        self._json({"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": identity})

    def _user_information(self) -> None:
        grant = self.server.tokens.get(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if grant is None:
            self._json({"error": "invalid_token"}, status=401)
            return
        self._json(self.server.claims(grant))

    def _missing(self) -> None:
        self._send(404, b"not found", "text/plain")

    def _form(self) -> dict[str, str]:
        length = min(int(self.headers.get("Content-Length", 0)), 16_384)
        return {name: found[0] for name, found in parse_qs(self.rfile.read(length).decode()).items()}

    def _json(self, body: dict[str, Any], status: int = 200) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def running_practice_eid() -> Iterator[str]:
    """The provider in a thread; yields its address."""
    with PracticeEid() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.issuer
        finally:
            server.shutdown()
            thread.join()
