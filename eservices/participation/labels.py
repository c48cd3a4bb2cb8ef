"""Words for kinds, phases, steps, acts and refusals; the phase tables know no language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eservices.participation.phases import Act, Identity, Kind, Need, Phase

Text = str | Promise

KINDS: dict[Kind, Text] = {
    Kind.INITIATIVE: _("Грађанска иницијатива"),
    Kind.HEARING: _("Јавна расправа"),
    Kind.BUDGET: _("Партиципативни буџет"),
    Kind.POLL: _("Анкета"),
    Kind.DEBATE: _("Е-дебата"),
}
KIND_TEXTS: dict[Kind, Text] = {
    Kind.INITIATIVE: _("Грађани предлажу скупштини општине или града шта да уреди, уз потписе бирача."),
    Kind.HEARING: _("Општина или град износи нацрт акта, прима примедбе и на сваку одговара."),
    Kind.BUDGET: _("Грађани предлажу пројекте и гласају за оне који ће добити новац."),
    Kind.POLL: _("Једно питање са понуђеним одговорима."),
    Kind.DEBATE: _("Разговор о тексту, пасус по пасус, пре него што настане нацрт."),
}
PHASES: dict[Phase, Text] = {
    Phase.DRAFT: _("У припреми"),
    Phase.CHECKED: _("Провера назива и надлежности"),
    Phase.COLLECTING: _("Прикупљање потписа"),
    Phase.COUNTED: _("Провера потписа"),
    Phase.AGENDA: _("На дневном реду скупштине"),
    Phase.ANNOUNCED: _("Објављен јавни позив"),
    Phase.OPEN: _("Отворено"),
    Phase.ADMITTING: _("Провера предлога"),
    Phase.VOTING: _("Гласање"),
    Phase.REPORTING: _("Израда извештаја"),
    Phase.FINISHED: _("Завршено"),
    Phase.REFUSED: _("Није прихваћено"),
    Phase.WITHDRAWN: _("Обустављено"),
}
PHASE_TONES = {
    Phase.ANNOUNCED: "info", Phase.COLLECTING: "new", Phase.OPEN: "new", Phase.VOTING: "new", Phase.COUNTED: "wait",
    Phase.CHECKED: "wait", Phase.AGENDA: "wait", Phase.ADMITTING: "wait", Phase.REPORTING: "wait", Phase.FINISHED: "good",
}  # fmt: skip
IDENTITIES: dict[Identity, Text] = {
    Identity.OPEN: _("свако, и без налога"),
    Identity.REGISTERED: _("свако ко има налог на порталу"),
    Identity.VERIFIED: _("само ко се пријавио средњим или високим нивоом поузданости"),
}
STEPS: dict[str, Text] = {
    "hand_in": _("Предајте на проверу"),
    "return_draft": _("Врати на дораду"),
    "refuse": _("Одбаци иницијативу"),
    "open_collecting": _("Отвори прикупљање потписа"),
    "hand_over": _("Предајте потписе"),
    "lapse": _("Рок за потписе је протекао"),
    "put_on_agenda": _("Стави на дневни ред"),
    "too_few": _("Утврди да нема довољно потписа"),
    "answer_initiative": _("Објави одговор скупштине"),
    "withdraw": _("Одустаните"),
    "announce": _("Објави јавни позив"),
    "begin": _("Отворено је"),
    "end": _("Завршено је"),
    "open_voting": _("Отвори гласање"),
    "end_voting": _("Гласање је завршено"),
    "publish_report": _("Објави извештај"),
    "call_off": _("Обустави"),
}
"""What a button says."""
STORY: dict[str, Text] = {
    "created": _("Припрема је почела"),
    "hand_in": _("Иницијатива је предата на проверу"),
    "return_draft": _("Иницијатива је враћена на дораду"),
    "refuse": _("Иницијатива је одбачена"),
    "open_collecting": _("Почело је прикупљање потписа"),
    "hand_over": _("Потписи су предати"),
    "lapse": _("Рок је протекао без довољно потписа"),
    "put_on_agenda": _("Предлог је на дневном реду скупштине"),
    "too_few": _("Утврђено је да нема довољно важећих потписа"),
    "answer_initiative": _("Скупштина је одговорила"),
    "withdraw": _("Одбор је одустао"),
    "announce": _("Објављен је јавни позив"),
    "begin": _("Отворено је за учешће"),
    "end": _("Учешће је завршено, следи извештај"),
    "open_voting": _("Почело је гласање"),
    "end_voting": _("Гласање је завршено, следи извештај"),
    "publish_report": _("Објављен је извештај"),
    "call_off": _("Поступак је обустављен"),
    "text_published": _("Објављена је верзија текста"),
    "commented": _("Нов коментар"),
    "answered": _("Званичан одговор"),
    "moderated": _("Коментар је сакривен"),
    "restored": _("Коментар је враћен"),
    "appeal_refused": _("Приговор на модерацију није усвојен"),
    "proposed": _("Нов предлог"),
    "admitted": _("Предлог је прихваћен за гласање"),
    "not_admitted": _("Предлог није прихваћен за гласање"),
    "joined": _("Нов члан иницијативног одбора"),
    "enclosed": _("Приложен је документ"),
    "report_written": _("Извештај је написан"),
}
"""What the story of a process says after it happened."""
PHASE_REFUSALS: dict[Act, Text] = {
    Act.COMMENT: _("Коментари сада нису отворени."),
    Act.PROPOSE: _("Предлози се сада не примају."),
    Act.SIGN: _("Потписи се сада не прикупљају."),
    Act.VOTE: _("Гласање сада није отворено."),
    Act.FOLLOW: _("Овај поступак се не може пратити у овој фази."),
    Act.REPORT_ABUSE: _("Пријаве коментара се у овој фази не примају."),
    Act.APPEAL_MODERATION: _("Приговори се у овој фази не примају."),
}
NEEDS: dict[Need, Text] = {
    Need.REASON: _("Напишите образложење."),
    Need.TEXT: _("Прво објавите текст."),
    Need.COMMITTEE: _("Иницијативни одбор још нема довољно чланова."),
    Need.DATES: _("Унесите први и последњи дан; рок не сме бити краћи од прописаног."),
    Need.THRESHOLD: _("Још нема довољно потписа."),
    Need.ALL_CHECKED: _("Нису сви потписи проверени."),
    Need.ALL_ANSWERED: _("На неке примедбе још није одговорено."),
    Need.OPTIONS: _("Потребне су бар две могућности."),
    Need.REPORT: _("Прво напишите извештај или одговор."),
}
