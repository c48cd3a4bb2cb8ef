"""Names of dimensions, metrics and classes of quality, and what an editor can do where points are missing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from municipalities.publishing import Text

DIMENSIONS: dict[str, Text] = {
    "findability": _("Може ли се наћи"),
    "accessibility": _("Може ли се преузети"),
    "interoperability": _("Може ли се читати програмом"),
    "reusability": _("Сме ли се користити"),
    "contextuality": _("Зна ли се шта је"),
}
METRICS: dict[str, Text] = {
    "keyword": _("кључне речи"),
    "theme": _("тема из европског списка"),
    "spatial": _("место на које се подаци односе"),
    "temporal": _("период на који се подаци односе"),
    "access-answers": _("адреса података одговара"),
    "download": _("наведена је адреса за преузимање"),
    "download-answers": _("адреса за преузимање одговара"),
    "format": _("наведен је формат"),
    "media-type": _("наведена је врста садржаја"),
    "format-known": _("формат је из европског списка"),
    "media-type-known": _("врста садржаја је из међународног списка"),
    "non-proprietary": _("формат није власнички"),
    "machine-readable": _("формат је машински читљив"),
    "shapes": _("опис је по европском профилу (DCAT-AP)"),
    "licence": _("наведени су услови коришћења"),
    "licence-known": _("услови су из европског списка лиценци"),
    "access-rights": _("наведено је ко сме да приступи"),
    "access-rights-known": _("приступ је из европског списка"),
    "contact": _("наведено је ко одговара на питања"),
    "publisher": _("наведено је ко објављује"),
    "rights": _("права су описана речима"),
    "size": _("наведена је величина датотеке"),
    "issued": _("датум објављивања"),
    "modified": _("датум последње измене"),
}
REMEDIES: dict[str, Text] = {
    "keyword": _("Упишите бар једну кључну реч у опис скупа."),
    "licence-known": _(
        "Услови националног портала нису у европском списку. Ако општина тако одлучи, CC BY 4.0 доноси ове поене."
    ),
    "access-answers": _("Портал још није стигао да провери датотеке. Проверава их на сваких пет минута."),
    "download-answers": _("Портал још није стигао да провери датотеке. Проверава их на сваких пет минута."),
    "size": _("Портал још није стигао да измери датотеке. Мери их на сваких пет минута."),
}
RATINGS: dict[str, Text] = {
    "excellent": _("одлично"),
    "good": _("добро"),
    "sufficient": _("довољно"),
    "bad": _("лоше"),
}
TONES = {"excellent": "good", "good": "info", "sufficient": "wait", "bad": "bad"}
