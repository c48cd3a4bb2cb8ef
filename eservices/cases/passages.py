"""Passages that a municipality adds to its decisions, in Serbian and in the minority languages it uses officially.

The rules of a service write the decision. The municipality may add an introduction, a first and a last paragraph of the
reasoning, and word the remedy itself. The Serbian text always stands whole; where the applicant asked for a minority
language that is in official use there (Закон о службеној употреби језика и писама), each passage that has a text in it is
followed by that text, and the others stay in Serbian alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases import service as services
from eservices.cases.models import Case, DecisionTemplate
from eservices.cases.service import DecisionText, Outcome, Text
from municipalities.models import Municipality
from municipalities.script import to_latin
from municipalities.templatetags.pismo import pismo

SERBIAN = "sr"
LANGUAGE_NAMES: dict[str, Text] = {
    "bs": _("босански"), "sq": _("албански"), "bg": _("бугарски"), "hr": _("хрватски"), "hu": _("мађарски"),
    "ro": _("румунски"), "rue": _("русински"), "sk": _("словачки"),
}  # fmt: skip
PASSAGES: dict[str, Text] = {
    "introduction": _("Увод, испред правног основа"),
    "opening": _("Први пасус образложења"),
    "closing": _("Последњи пасус образложења"),
    "remedy": _("Поука о правном средству"),
}
PLACEHOLDERS: dict[str, Text] = {
    "{подносилац}": _("име подносиоца"),
    "{општина}": _("назив општине или града"),
    "{орган}": _("орган који одлучује о жалби"),
    "{дана}": _("рок за жалбу у данима"),
}
PINNED = "general.decision_template"
"""Where a case keeps the version; not a parameter, but pinned and attached to the decision like one."""
ASKED = "language_asked"
_PLACEHOLDER = re.compile(r"\{[^{}]*\}?")


def languages_of(place: Municipality) -> dict[str, Text]:
    """Minority languages in official use in the municipality, by code."""
    return {code: LANGUAGE_NAMES[code] for code in place.minority_languages if code in LANGUAGE_NAMES}


def placeholders_in(text: str) -> list[str]:
    """Everything in braces, in the order it stands; known ones as ``PLACEHOLDERS`` writes them, in either script."""
    either = {to_latin(known): known for known in PLACEHOLDERS}
    return [either.get(found, found) for found in _PLACEHOLDER.findall(text)]


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and is filled in by nobody."""
    return [found for found in placeholders_in(text) if found not in PLACEHOLDERS]


def latest(place: Municipality, service: str) -> DecisionTemplate | None:
    """The published version that holds now: that of the service, else the one for all services."""
    rows = DecisionTemplate.objects.filter(
        municipality=place, service__in=[service, ""], state=DecisionTemplate.State.PUBLISHED
    )
    return rows.order_by("-service", "-version").first()


def pin(place: Municipality, service: str) -> dict[str, Any]:
    """The version that holds now, as a case keeps it beside its parameters; nothing where there is none."""
    row = latest(place, service)
    if row is None:
        return {}
    day = timezone.localdate(row.settled_at) if row.settled_at else timezone.localdate()
    kept = {"value": row.pk, "unit": "", "valid_from": day.isoformat(), "confirmed": True}
    return {PINNED: kept | {"source": f"{row._meta.verbose_name}, {row.version}"}}


def template_of(case: Case) -> DecisionTemplate | None:
    """The version that the case was filed under."""
    kept = case.pinned.get(PINNED)
    return (
        DecisionTemplate.objects.filter(municipality_id=case.municipality_id, pk=kept["value"]).first()
        if kept
        else None
    )


def language_asked(case: Case) -> str:
    """The minority language in which the applicant wants the decision too; empty for Serbian alone."""
    offered = languages_of(case.municipality)
    event = case.events.filter(action=ASKED).order_by("-position").first() if offered else None
    asked = str(event.data.get("language", "")) if event else ""
    return asked if asked in offered else ""


def add_to(text: DecisionText, *, case: Case, outcome: Outcome, applicant: str) -> DecisionText:
    """The decision with the municipality's passages around what the rules wrote, in the language now active."""
    template = template_of(case)
    if template is None:
        return text
    words = _words(case, applicant)
    second = language_asked(case)

    def passage(name: str) -> list[str]:
        return spoken(template.passages, name, language=second, words=words)

    remedy = passage("remedy") if outcome.is_decision else []
    own_remedy = bool(template.passages.get(SERBIAN, {}).get("remedy"))
    return replace(
        text,
        legal_basis="\n".join([*passage("introduction"), text.legal_basis]),
        reasoning=(*passage("opening"), *text.reasoning, *passage("closing")),
        remedy="\n".join(remedy if own_remedy else [text.remedy, *remedy]),
    )


def spoken(
    passages: Mapping[str, Mapping[str, str]], name: str, *, language: str, words: Mapping[str, str]
) -> list[str]:
    """One passage filled in: Serbian in the script now active, then the second language where there is a text."""
    serbian = passages.get(SERBIAN, {}).get(name, "")
    other = passages.get(language, {}).get(name, "") if language else ""
    found = [_filled(pismo(serbian), words)] if serbian else []
    return [*found, _filled(other, words)] if other else found


def _words(case: Case, applicant: str) -> dict[str, str]:
    service = services.get(case.service)
    return {
        "{подносилац}": applicant,
        "{општина}": pismo(case.municipality.official_name),
        "{орган}": str(service.remedy_authority),
        "{дана}": str(case.pinned["general.appeal_days"]["value"]),
    }


def _filled(text: str, words: Mapping[str, str]) -> str:
    """The text with its placeholders, in either script, filled in; names keep the script they were entered in."""
    for placeholder, word in words.items():
        text = text.replace(placeholder, word).replace(to_latin(placeholder), word)
    return text
