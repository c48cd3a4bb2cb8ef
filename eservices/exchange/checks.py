"""System checks of the configuration of registers: each says what is wrong and what to do."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from eservices.exchange import sources
from eservices.exchange.configuration import configuration_of

KNOWN_KEYS = frozenset(
    {"url", "key", "timeout", "attempts", "failures_to_open", "open_seconds", "ca_bundle", "client_certificate"}
)
NUMBERS = {"timeout": 0.05, "attempts": 1, "failures_to_open": 1, "open_seconds": 0}


@register("exchange")
def check_registers(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every configured register has what a call needs."""
    messages: list[CheckMessage] = []
    for name, own in settings.REGISTERS.items():
        messages += check_register(name, own)
    return messages


@register("exchange", deploy=True)
def check_connections(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A register without an address is no mistake, but officers should know that they will enter its data by hand."""
    return [
        Warning(
            f"This installation is not connected to the register {source.name}.",
            hint=f'Add "{source.name}" to REGISTERS, or agree that its data is entered by hand.',
            id="exchange.W001",
        )
        for source in sources.known()
        if configuration_of(source.name) is None
    ]


def check_register(name: str, own: Any) -> Iterator[CheckMessage]:
    """The faults of one entry of REGISTERS."""
    if name not in {source.name for source in sources.known()}:
        known = ", ".join(source.name for source in sources.known())
        yield _error("E001", f"REGISTERS names an unknown register: {name}.", f"Use one of: {known}.")
    if not isinstance(own, Mapping) or not set(own) <= KNOWN_KEYS:
        yield _error("E002", f"REGISTERS[{name}] is not understood.", f"Give an object with: {sorted(KNOWN_KEYS)}.")
        return
    yield from _check_address(name, own.get("url"))
    yield from _check_key(name, own.get("key"))
    for option, least in NUMBERS.items():
        if not _is_at_least(own.get(option, least), least):
            yield _error("E005", f"REGISTERS[{name}].{option} is no usable number.", f"Give a number from {least} up.")
    for option in ("ca_bundle", "client_certificate"):
        if own.get(option) and not Path(str(own[option])).is_file():
            yield _error("E006", f"REGISTERS[{name}].{option} is no file.", "Give the path of a readable PEM file.")


def _check_address(name: str, url: Any) -> Iterator[CheckMessage]:
    parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield _error("E003", f"REGISTERS[{name}] has no usable url.", "Give an address that begins with https://.")
    elif parts.scheme == "http" and not _is_loopback(parts.hostname):
        yield _error(
            "E003",
            f"REGISTERS[{name}].url would carry personal data in the clear.",
            "Use https:// for another machine.",
        )
    elif parts.query or parts.username:
        yield _error("E003", f"REGISTERS[{name}].url carries a query or a user.", "Put the access key into key.")


def _check_key(name: str, key: Any) -> Iterator[CheckMessage]:
    if not isinstance(key, str) or not key.strip() or not (key.isascii() and key.isprintable()):
        yield _error("E004", f"REGISTERS[{name}] has no usable key.", "Give the access key that the register issued.")


def _is_at_least(value: Any, least: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= least


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _error(number: str, sentence: str, remedy: str) -> Error:
    return Error(sentence, hint=remedy, id=f"exchange.{number}")
