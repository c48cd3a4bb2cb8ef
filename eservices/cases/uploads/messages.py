"""The sentence for each refusal: what is wrong, and what to do now."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from eservices.cases.uploads.refusals import RefusalCode, Refused

SENTENCES: Final = {
    "empty": _("Датотека је празна. Проверите да ли се отвара на вашем уређају, па је изаберите поново."),
    "too_large": _(
        "Датотека је већа од %(limit)s МБ. Сликајте страницу мањом резолуцијом или пошаљите више мањих датотека."
    ),
    "type_not_allowed": _("Ову врсту датотеке не примамо. Пошаљите PDF документ или слику (JPG, PNG, HEIC, WebP)."),
    "office_document": _(
        "Ово је документ који се може мењати. У програму у којем сте га написали изаберите „Сачувај као PDF“, па "
        "пошаљите тај PDF."
    ),
    "content_mismatch": _(
        "Назив каже да је ово PDF или слика, али садржај није. Отворите изворни документ, сачувајте га као PDF или "
        "слику и пошаљите поново."
    ),
    "polyglot": _(
        "Уз документ је у истој датотеци сакривена још једна. Одштампајте документ у нови PDF и пошаљите тај."
    ),
    "image_damaged": _("Слика је оштећена или непотпуна и не може да се отвори. Сликајте поново, па пошаљите."),
    "image_too_large": _(
        "Слика је већа од %(limit)s мегапиксела. Сликајте поново мањом резолуцијом или смањите слику, па је пошаљите."
    ),
    "image_shape": _(
        "Слика димензија %(width)s × %(height)s тачака је сувише мала или сувише издужена да би се прочитала. Сликајте "
        "цео документ изблиза."
    ),
    "pdf_damaged": _(
        "PDF је оштећен или непотпун. Преузмите га или сачувајте поново, проверите да ли се отвара, па га пошаљите."
    ),
    "pdf_encrypted": _("PDF је закључан лозинком. Отворите га, одштампајте у нови PDF без лозинке и пошаљите тај."),
    "pdf_active": _(
        "PDF садржи програм или образац који се извршава при отварању. Одштампајте га у нови PDF и пошаљите тај."
    ),
    "pdf_attachment": _("У PDF је приложена друга датотека. Пошаљите је засебно, а документ одштампајте у нови PDF."),
    "pdf_too_many_pages": _(
        "Број страница у PDF документу: %(pages)s; највише примамо: %(limit)s. Поделите документ на више датотека."
    ),
    "too_complex": _(
        "Датотека је сувише сложена и нисмо успели да је отворимо. Одштампајте је у нови PDF или сликајте, па пошаљите "
        "то."
    ),
    "infected": _(
        "У датотеци је откривен вирус (%(name)s), па је нисмо сачували. Проверите уређај антивирусним програмом и "
        "пошаљите документ са другог уређаја."
    ),
    "storage_full": _(
        "Тренутно не можемо да сачувамо датотеку. Грешка је на нашој страни; остали одговори су сачувани. Покушајте "
        "поново за један сат."
    ),
}
"""One for every code; every placeholder is among the values of that refusal."""


def _fill(code: RefusalCode, values: Mapping[str, int | str]) -> str:
    return str(SENTENCES[code]) % values


_fill_later = lazy(_fill, str)


def message(refused: Refused) -> str:
    """The sentence for a refusal, translated when it is shown."""
    return _fill_later(refused.code, refused.values)
