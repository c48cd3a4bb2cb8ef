"""How answers look on the wire: XML as the standard demands, JSON by its rule that a plural becomes a bare list. Pure.

An answer is built once, of dictionaries and lists; a value None stays in JSON and is left out of XML, because an empty
element is not a moment or a number for the programmes that check types.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

FORMATS = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
"""Ending of the address and the media type that answers it."""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Rows:
    """A list: ``<plural><singular/>...</plural>`` in XML, a bare list in JSON."""

    plural: str
    singular: str
    items: Sequence[Any]


@dataclass(frozen=True, slots=True)
class One:
    """A single thing: its element in XML, an object in JSON."""

    name: str
    fields: Mapping[str, Any]


def render(answer: Rows | One, ending: str) -> bytes:
    """The answer as bytes in the format of the ending, ``xml`` or ``json``."""
    if ending == "json":
        return json.dumps(_plain(answer), ensure_ascii=False, default=_text).encode()
    root = Element(answer.plural if isinstance(answer, Rows) else answer.name)
    _fill(root, answer if isinstance(answer, Rows) else answer.fields)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def _plain(value: Any) -> Any:
    """Lists and objects for JSON."""
    if isinstance(value, Rows):
        return [_plain(item) for item in value.items]
    if isinstance(value, One):
        return _plain(value.fields)
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


def _fill(element: Element, value: Any) -> None:
    """Write a value into its element."""
    if isinstance(value, Rows):
        for item in value.items:
            _fill(SubElement(element, value.singular), item)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if inner is not None:
                _fill(SubElement(element, name), inner)
    else:
        element.text = _NOT_XML.sub("", _text(value))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
