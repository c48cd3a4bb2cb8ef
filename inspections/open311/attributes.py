"""The extra questions of a category as attributes of a service, and the answers that a programme sends for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from inspections import rules
from inspections.open311.faults import WRONG, Fault
from inspections.open311.wire import Rows
from municipalities.templatetags.pismo import pismo

DATATYPES = {
    "single": "singlevaluelist",
    "multi": "multivaluelist",
    "text": "text",
    "number": "number",
    "datetime": "datetime",
    "notice": "text",
}
LONGEST_ANSWER = 1000
Text = str | Promise


def worded(texts: Mapping[str, str]) -> str:
    """A text of the reference data in the language of the answer."""
    return texts["en"] if get_language() == "en" else pismo(texts["sr"])


def definition(questions: Sequence[rules.Question]) -> Rows:
    """The attributes of a service definition, in the order of asking."""
    return Rows("attributes", "attribute", [_attribute(n, asked) for n, asked in enumerate(questions, start=1)])


def _attribute(order: int, asked: rules.Question) -> dict[str, Any]:
    found: dict[str, Any] = {
        "variable": asked.kind != "notice",
        "code": asked.code,
        "datatype": DATATYPES[asked.kind],
        "required": asked.required,
        "datatype_description": "",
        "order": order,
        "description": worded(asked.label),
    }
    if asked.choices:
        values = [{"key": choice.key, "name": worded(choice.label)} for choice in asked.choices]
        found["values"] = Rows("values", "value", values)
    return found


def read_answers(questions: Sequence[rules.Question], given: Mapping[str, list[str]]) -> dict[str, Any]:
    """The answers as the report keeps them.

    Raises Fault with one sentence for every answer that is missing or does not fit, or with the text that sends the
    person to another authority (a stop answer).
    """
    answers: dict[str, Any] = {}
    wrong: list[Text] = []
    for asked in questions:
        values = given.get(asked.code, [])
        if asked.kind == "notice":
            continue
        if not values:
            if asked.required:
                wrong.append(_("Недостаје attribute[%(code)s]: %(label)s") % _about(asked))
            continue
        try:
            answers[asked.code] = _READERS[asked.kind](asked, values)
        except ValueError:
            wrong.append(_("attribute[%(code)s] нема исправну вредност: %(label)s") % _about(asked))
    if wrong:
        raise Fault(WRONG, *wrong)
    if stop := rules.stop_for(questions, answers):
        raise Fault(WRONG, " ".join(part for part in (worded(stop.title), worded(stop.text), stop.phone) if part))
    return answers


def _about(asked: rules.Question) -> dict[str, str]:
    return {"code": asked.code, "label": worded(asked.label)}


def _single(asked: rules.Question, values: list[str]) -> str:
    if len(values) != 1 or asked.choice(values[0]) is None:
        raise ValueError(asked.code)
    return values[0]


def _multi(asked: rules.Question, values: list[str]) -> list[str]:
    chosen = list(dict.fromkeys(values))
    if any(asked.choice(key) is None for key in chosen):
        raise ValueError(asked.code)
    return chosen


def _words(asked: rules.Question, values: list[str]) -> str:
    if len(values) != 1 or len(values[0]) > LONGEST_ANSWER:
        raise ValueError(asked.code)
    return values[0]


def _number(asked: rules.Question, values: list[str]) -> str:
    try:
        number = Decimal(values[0])
    except InvalidOperation:
        raise ValueError(asked.code) from None
    if len(values) != 1 or not number.is_finite():
        raise ValueError(asked.code)
    return values[0]


def _moment(asked: rules.Question, values: list[str]) -> str:
    datetime.fromisoformat(values[0])
    return _words(asked, values)


_READERS = {"single": _single, "multi": _multi, "text": _words, "number": _number, "datetime": _moment}
