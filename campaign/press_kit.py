"""The press kit (комплет за медије): one ZIP with signs, posters, texts and a sheet of facts, in both scripts and English.

Everything in it is made here: drawings by `campaign.share`, papers by the portal's own typesetting. The same facts give
the same files.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import md5
from pathlib import Path

from django.conf import settings
from django.db.models import Sum
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from campaign import access, sources
from campaign.models import Promotion
from campaign.share import picture
from eservices.cases import service as services
from eservices.cases.paper.rendering import LANGUAGE_TAGS, render_pdf
from municipalities.models import Municipality

NAMES = {"sr": "cirilica", "sr-latn": "latinica", "en": "english"}
"""How files in each language and script are called."""
SIGN = Path(settings.BASE_DIR) / "static" / "portal" / "favicon.svg"
FIRST_YEAR = (1980, 1, 1, 0, 0, 0)
"""The earliest moment a ZIP can hold; the same for every file, so that equal kits are equal."""
Facts = Mapping[str, int | None]


def facts() -> Facts:
    """What the portal counts about the campaign on this day."""
    held = access.public_promotions().filter(state=Promotion.State.REPORTED)
    return {
        "towns": Municipality.objects.count(),
        "offering": Municipality.objects.filter(programme=Municipality.Programme.E_SERVICES).count(),
        "services": sum(one.listed for one in services.all_services()),
        "promotions": access.public_promotions().count(),
        "held": held.count(),
        "visitors": held.aggregate(all=Sum("visitors"))["all"] or 0,
        "data_sets": sources.open_data_count(),
    }


def kit(counted: Facts, moment: datetime) -> bytes:
    """The whole ZIP. Takes some seconds: for tasks."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files(counted, moment):
            archive.writestr(zipfile.ZipInfo(name, FIRST_YEAR), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def files(counted: Facts, moment: datetime) -> Iterator[tuple[str, bytes]]:
    """Names and contents, in the order in which they stand in the ZIP."""
    yield "znak/znak-portala.svg", SIGN.read_bytes()
    for language, name in NAMES.items():
        with translation.override(language):
            brand, call = _("Да кликнемо заједно"), _("Захтев општини поднесите одакле год хоћете.")
            yield f"znak/kampanja-{name}.png", picture(_("Е-услуге градова и општина"), brand, call)
            context = {"facts": counted, "moment": moment, "language_tag": LANGUAGE_TAGS[language], "brand": brand,
                       "address": settings.SITE_ADDRESS}  # fmt: skip
            yield f"tekst/{name}.txt", render_to_string("campaign/kit/text.txt", context).strip().encode() + b"\n"
            yield f"uslovi/{name}.txt", render_to_string("campaign/kit/terms.txt", context).strip().encode() + b"\n"
            for folder, template, title in (
                ("plakat", "campaign/paper/poster.html", brand),
                ("cinjenice", "campaign/paper/facts.html", _("Чињенице о кампањи")),
            ):
                html = render_to_string(template, context | {"title": title})
                yield f"{folder}/{name}.pdf", _paper(html, language, title, moment)


def _paper(html: str, language: str, title: str, moment: datetime) -> bytes:
    identifier = md5(f"{title} {language}".encode(), usedforsecurity=False).digest()
    return render_pdf(html, language=language, title=title, identifier=identifier, created=moment)


def today() -> datetime:
    """The moment that stands on the papers: the beginning of the day, so that a day has one kit."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
