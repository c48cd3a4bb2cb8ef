"""Codes of a push as sentences for the publisher: what would be done, what stands where, why something was refused."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from opendata import wording
from opendata.harvest.ckan import FREQUENCIES
from opendata.harvest.vocabulary import UDATA_LICENCES
from opendata.wording import Text

LONGEST_VALUE = 200
ACTS: dict[str, tuple[Text, Text, str]] = {  # when it was sent, when it was only looked at, tone of the badge
    "create": (_("направљен"), _("био би направљен"), "good"),
    "change": (_("измењен"), _("био би измењен"), "wait"),
    "archive": (_("архивиран"), _("био би архивиран"), "wait"),
    "same": (_("исти"), _("исти"), ""),
    "gone": (_("тамо је обрисан"), _("тамо је обрисан"), "bad"),
    "refused": (_("није примљен"), _("не може се послати"), "bad"),
}
FIELDS: dict[str, Text] = {
    "title": _("назив"),
    "description": _("опис"),
    "organization": _("организација"),
    "license": _("услови коришћења"),
    "frequency": _("колико често се обнавља"),
    "tags": _("кључне речи"),
    "temporal_coverage": _("период"),
    "spatial": _("подручје"),
    "private": _("скривен"),
    "archived": _("архивиран"),
    "extras": _("ознака скупа на овом порталу"),
    "type": _("улога датотеке"),
    "filetype": _("врста везе"),
    "url": _("адреса датотеке"),
    "format": _("формат"),
    "mime": _("врста садржаја"),
    "filesize": _("величина у бајтовима"),
}
# What stands behind the codes that udata knows.
NAMES: dict[str, dict[str, Text]] = {
    "frequency": {code: frequency.label for frequency, code in FREQUENCIES.items()},
    "license": {code: licence.label for licence, code in UDATA_LICENCES.items()},
}
FAULTS: dict[str, Text] = {
    "not-set-up": _(
        "Слање није подешено. Администратор портала треба да унесе адресу, кључ и дозвољени назив националног портала."
    ),
    "no-account": _("Није уписана ознака ваше организације на националном порталу. Упишите је па покушајте поново."),
    "key": _(
        "Национални портал није примио кључ. Администратор портала треба да затражи нов кључ и унесе га у подешавања."
    ),
    "forbidden": _(
        "Кључ нема право да објављује у име ваше организације. Додајте налог портала међу чланове организације на"
        " националном порталу, или проверите уписану ознаку."
    ),
    "invalid": _("Национални портал не прихвата опис скупа: %(reason)s. Исправите опис па покушајте поново."),
    "large": _("Опис скупа је превелик за национални портал. Скратите га па покушајте поново."),
    "missing": _("Национални портал више не зна за овај скуп или датотеку. Покрените проверу поново."),
    "gone": _("Скуп је на националном порталу обрисан док је слање трајало. Покрените проверу поново."),
    "refused": _("Национални портал је одбио захтев (код %(status)s). %(reason)s"),
    "busy": _("Национални портал тражи да се сачека (%(seconds)s s). Покушајте касније; што је послато, остаје."),
    "broken": _("Национални портал има сметњу (код %(status)s). Покушајте касније; што је послато, остаје."),
    "unreachable": _("Национални портал не одговара. Покушајте касније; што је послато, остаје."),
    "redirect": _(
        "Национални портал упућује на другу адресу, а тамо се кључ не шаље. Администратор портала треба да провери адресу."
    ),
    "not-understood": _("Одговор националног портала није разумљив. Администратор портала треба да провери адресу."),
    "personal": _("У називу, опису или кључним речима је нађено: %(kinds)s. Уклоните то из описа, па пошаљите."),
    "unexpected": _("Дошло је до непредвиђене грешке и прекинуто је. Што је послато, остаје; покушајте поново."),
}


def fault_sentence(code: str, params: dict[str, Any]) -> str:
    """Why a data set or a whole push was refused, and what to do."""
    words = {"reason": "", "status": "", "seconds": "", "kinds": "", **params}
    if isinstance(words["kinds"], list):
        words["kinds"] = ", ".join(str(wording.finding_label(kind)) for kind in words["kinds"])
    return (str(FAULTS[code]) % words).strip()


def field_name(name: str, file: str) -> str:
    """What a field is called; of a file with its format."""
    found = str(FIELDS[name])
    return f"{found} ({file.upper()})" if file else found


def value_text(name: str, value: Any) -> str:
    """A value of a field as a person reads it."""
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, bool):
        return translate("да") if value else translate("не")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "temporal_coverage":
        return f"{value.get('start')} – {value.get('end')}"
    if name == "spatial":
        return translate("област на мапи") if value.get("geom") else "–"
    if isinstance(value, dict):
        return ", ".join(str(item) for item in value.values() if item) or "–"
    return str(NAMES.get(name, {}).get(str(value)) or Truncator(value).chars(LONGEST_VALUE))
