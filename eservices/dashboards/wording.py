"""Words that pages and papers share."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eservices.dashboards.periods import LAST_YEAR, Period


def period_label(period: Period) -> str:
    """Name of a period in the reader's language."""
    if period.slug == LAST_YEAR:
        return _("последњих 12 месеци")
    year = f"{period.first.year}{'' if get_language() == 'en' else '.'}"
    if period.quarter:
        return _("%(quarter)s. квартал %(year)s") % {"quarter": period.quarter, "year": year}
    return _("%(year)s година") % {"year": year}
