"""The printed report of a municipality and a quarter: the tables and drawings of its page on A4, as PDF/A-3a."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from eservices.cases.paper.rendering import LANGUAGE_TAGS, render_pdf
from eservices.dashboards import periods
from eservices.dashboards.definitions import BY_SLUG, DEFAULT, MEASURES
from eservices.dashboards.models import Report
from eservices.dashboards.reading import freshness
from eservices.dashboards.screens.municipality import municipality
from eservices.dashboards.screens.page import Asked
from eservices.dashboards.tables import in_script
from eservices.dashboards.wording import period_label
from municipalities.current import municipality_scope

Say = Callable[[int], None]
READ, SET_IN_TYPE = 30, 60


def report_pdf(report: Report, say: Say) -> bytes:
    """The report as a file; ``say`` is told how many per cent are done. Outside any transaction."""
    today = timezone.localdate()
    asked = Asked(period=periods.read(report.period, today), measure=BY_SLUG[DEFAULT], today=today)
    with translation.override(report.language):
        with municipality_scope(report.municipality_id):
            page, fresh = municipality(report.municipality, asked), freshness()
        say(READ)
        title = _("Извештај о е-услугама: %(name)s, %(period)s") % {
            "name": in_script(report.municipality.name), "period": period_label(asked.period),
        }  # fmt: skip
        context = {"title": title, "page": page, "fresh": fresh, "measures": MEASURES, "place": report.municipality,
                   "language_tag": LANGUAGE_TAGS[report.language], "period": period_label(asked.period)}  # fmt: skip
        html = render_to_string("dashboards/report.html", context)
    say(SET_IN_TYPE)
    identifier = hashlib.md5(f"report {report.pk}".encode(), usedforsecurity=False).digest()
    return render_pdf(html, language=report.language, title=title, identifier=identifier, created=report.requested_at)
