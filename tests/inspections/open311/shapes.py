"""JSON Schemas of GeoReport v2 answers, written from the text of the standard."""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
FILLED: dict[str, Any] = {"type": "string", "minLength": 1}
MOMENT: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}


def either(shape: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [shape, {"type": "null"}]}


def listed(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": one(required, properties)}


def one(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


SERVICES = listed(
    ["service_code", "service_name", "metadata", "type"],
    {
        "service_code": FILLED, "service_name": FILLED, "description": TEXT, "metadata": {"type": "boolean"},
        "type": {"enum": ["realtime", "batch", "blackbox"]}, "keywords": TEXT, "group": FILLED,
    },
)  # fmt: skip
ATTRIBUTE = one(
    ["variable", "code", "datatype", "required", "order", "description"],
    {
        "variable": {"type": "boolean"}, "code": FILLED, "required": {"type": "boolean"},
        "datatype": {"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
        "datatype_description": TEXT, "order": {"type": "integer", "minimum": 1}, "description": FILLED,
        "values": listed(["key", "name"], {"key": FILLED, "name": FILLED}),
    },
)  # fmt: skip
DEFINITION = one(
    ["service_code", "attributes"], {"service_code": FILLED, "attributes": {"type": "array", "items": ATTRIBUTE}}
)
EXTENSIONS = {
    "extended_attributes": {"type": "object"},
    "notes": listed(["datetime", "type", "description"], {"datetime": MOMENT, "type": FILLED, "description": FILLED}),
}
REQUESTS = listed(
    ["service_request_id", "status", "service_code", "requested_datetime"],
    {
        "service_request_id": FILLED, "status": {"enum": ["open", "closed"]}, "status_notes": either(TEXT),
        "service_name": FILLED, "service_code": FILLED, "description": either(TEXT),
        "agency_responsible": either(TEXT), "service_notice": either(TEXT), "requested_datetime": MOMENT,
        "updated_datetime": MOMENT, "expected_datetime": either(MOMENT), "address": either(TEXT),
        "address_id": either(TEXT), "zipcode": either(TEXT), "lat": either({"type": "number"}),
        "long": either({"type": "number"}), "media_url": either(TEXT), **EXTENSIONS,
    },
)  # fmt: skip
UPDATES = listed(
    ["update_id", "service_request_id", "status", "updated_datetime", "description"],
    {
        "update_id": FILLED, "service_request_id": FILLED, "status": {"enum": ["open", "closed"]},
        "updated_datetime": MOMENT, "description": FILLED,
    },
)  # fmt: skip
ERRORS = {**listed(["code", "description"], {"code": FILLED, "description": FILLED}), "minItems": 1}
