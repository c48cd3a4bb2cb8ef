"""Certificates (признања) of the competition as PDF/A, from the final standings."""

from __future__ import annotations

import hashlib

from django.template.loader import render_to_string
from django.utils import translation

from campaign.models import Standing
from eservices.cases.paper.rendering import LANGUAGE_TAGS, render_pdf


def certificate_pdf(standing: Standing) -> bytes:
    """The certificate of a town, in Cyrillic as everything official. Raises ValueError before the audit."""
    competition = standing.reckoning.competition
    if competition.audited_at is None:
        raise ValueError("Certificates are printed after the audit.")
    with translation.override("sr"):
        title = f"Признање: {standing.town.official_name}"
        context = {
            "standing": standing, "competition": competition, "town": standing.town, "title": title,
            "language_tag": LANGUAGE_TAGS["sr"],
        }  # fmt: skip
        html = render_to_string("campaign/paper/certificate.html", context)
    identifier = hashlib.md5(f"certificate {standing.pk}".encode(), usedforsecurity=False).digest()
    return render_pdf(html, language="sr", title=title, identifier=identifier, created=competition.audited_at)
