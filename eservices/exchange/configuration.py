"""How to reach each register, read from ``settings.REGISTERS``, else from the address of the bundled simulator.

``REGISTERS = {"contributions": {"url": "https://...", "key": "...", "timeout": 5}}``; optional: ``attempts``,
``failures_to_open``, ``open_seconds``, ``ca_bundle`` (file), ``client_certificate`` (file with key and certificate).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings

from eservices.exchange.breaker import Policy
from eservices.exchange.simulator import SIMULATOR_KEY


@dataclass(frozen=True)
class Configuration:
    """Address, key and patience for one register; `timeout` is in seconds, for each attempt as a whole."""

    url: str
    key: str = field(repr=False)
    timeout: float
    attempts: int = 3
    policy: Policy = field(default_factory=Policy)
    ca_bundle: str = ""
    client_certificate: str = ""


def configuration_of(name: str) -> Configuration | None:
    """The configuration of the register `name`, or None when this installation is not connected to it."""
    own: Mapping[str, Any] | None = settings.REGISTERS.get(name)
    if own is not None:
        return _from_settings(own)
    if settings.REGISTER_SIMULATOR_URL:
        url = f"{settings.REGISTER_SIMULATOR_URL.rstrip('/')}/v1/{name}"
        return Configuration(url=url, key=SIMULATOR_KEY, timeout=settings.REGISTER_TIMEOUT_SECONDS)
    return None


def _from_settings(own: Mapping[str, Any]) -> Configuration:
    default = Policy()
    return Configuration(
        url=own["url"],
        key=own["key"],
        timeout=float(own.get("timeout", settings.REGISTER_TIMEOUT_SECONDS)),
        attempts=int(own.get("attempts", 3)),
        policy=Policy(
            failures_to_open=int(own.get("failures_to_open", default.failures_to_open)),
            open_for=timedelta(seconds=float(own.get("open_seconds", default.open_for.total_seconds()))),
        ),
        ca_bundle=own.get("ca_bundle", ""),
        client_certificate=own.get("client_certificate", ""),
    )
