"""Texts that people enter in Serbian and English, for the reader's language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from municipalities.templatetags.pismo import pismo


def in_language(text: str, text_en: str) -> str:
    """``text_en`` on an English page when there is one, else ``text`` in the reader's script."""
    return text_en if get_language() == "en" and text_en else pismo(text)


MEASURES: dict[str, str | Promise] = {
    "online": _("Удео захтева поднетих преко портала"),
    "on_time": _("Удео одлука донетих у законском року"),
    "satisfaction": _("Задовољство грађана"),
    "growth": _("Раст броја захтева преко портала"),
    "open_data": _("Отворени подаци"),
}
EXPLAINED: dict[str, str | Promise] = {
    "online": _("Преко портала: %(part)s, укупно захтева: %(whole)s."),
    "on_time": _("У року: %(part)s, укупно одлучених или закаснелих: %(whole)s."),
    "satisfaction": _("Збир оцена од 1 до 5: %(part)s, број оцена: %(whole)s. Просек 1 носи 0, просек 5 носи све."),
    "growth": _("Сада преко портала: %(part)s, у једнако дугом времену пре такмичења: %(whole)s."),
    "open_data": _("Удео договорених скупова података који су објављени и свежи: %(part)s."),
}
LEFT_OUT: dict[str, str | Promise] = {
    "self_filed": _("поднели службеници саме општине"),
    "withdrawn": _("подносилац одустао"),
    "identical": _("иста особа тражила исто други пут"),
    "alike": _("истоветни захтеви са више налога него што правила рачунају"),
    "too_many": _("више захтева једне особе него што правила рачунају"),
}
"""Why requests do not count in the competition."""
