"""What programmes send with a key: new reports and updates of reports. Every refusal is counted and is a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from eservices.cases.uploads.messages import message
from eservices.cases.uploads.refusals import Refused
from eservices.cases.uploads.storage import StorageFull
from inspections import actions as report_actions
from inspections.lifecycle import NotAllowed
from inspections.models import Open311Key
from inspections.open311 import access, actions, rows
from inspections.open311.asking import Asked
from inspections.open311.faults import BUSY, FORBIDDEN, TOO_MANY, WRONG, Fault, Text
from inspections.open311.filing import filing_of
from inspections.open311.updating import update_of
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing


def file_report(asked: Asked, pictures: list[UploadedFile]) -> dict[str, Any]:
    """File a report; the row that answers. Raises Fault."""
    key = _key_of(asked)
    with _counting_refusals(key):
        filing = filing_of(asked, _place_of_key(key, asked))
        return rows.filed(actions.file_with_key(key=key, filing=filing, pictures=pictures))


def post_update(asked: Asked) -> dict[str, Any]:
    """Write an update of a report; the row that answers, the same for the same update. Raises Fault."""
    key = _key_of(asked)
    with _counting_refusals(key):
        _place_of_key(key, asked)
        update, identifier = update_of(asked), asked.text("service_request_id")
        if not identifier:
            raise Fault(WRONG, _("Недостаје service_request_id: ознака пријаве која се допуњује."))
        report = access.report_for(key, identifier)
        event = actions.update_with_key(key=key, report=report, update=update)
        return rows.update(event, report)


def _key_of(asked: Asked) -> Open311Key:
    given = asked.text("api_key")
    key = access.key_for(given) if given else None
    if key is None:
        raise Fault(FORBIDDEN, _("api_key недостаје, није исправан, истекао је или је опозван. Обратите се општини."))
    return key


def _place_of_key(key: Open311Key, asked: Asked) -> Municipality:
    """The municipality of the key; another one in the question is refused rather than ignored."""
    slug = asked.text("jurisdiction_id")
    if slug and access.jurisdiction(slug).pk != key.municipality_id:
        raise Fault(FORBIDDEN, _("Овај api_key не важи за ту општину. Свака општина издаје свој кључ."))
    return key.municipality


@contextmanager
def _counting_refusals(key: Open311Key) -> Iterator[None]:
    """Turn what actions refuse into faults, and count them for the holder of the key; a full disk is not its doing."""
    try:
        yield
    except Fault:
        actions.count_refusal(key=key)
        raise
    except StorageFull:
        raise Fault(BUSY, _("Слика сада не може да се сачува. Покушајте поново за који сат.")) from None
    except REFUSALS as refusal:
        actions.count_refusal(key=key)
        raise _fault_of(refusal) from None


def _fault_of(refusal: Exception) -> Fault:
    """What a refusal of an action says to whoever called."""
    if isinstance(refusal, Refused):
        return Fault(WRONG, message(refusal))
    if isinstance(refusal, report_actions.TooManyPhotos):
        return Fault(WRONG, _("Уз пријаву иде највише слика: %(most)s.") % {"most": report_actions.MOST_PHOTOS})
    status, sentence = next(said for kind, said in SENTENCES.items() if isinstance(refusal, kind))
    return Fault(status, sentence)


SENTENCES: dict[type[Exception], tuple[int, Text]] = {
    report_actions.WrongIdentity: (
        WRONG,
        _("Ова врста пријаве не може бити анонимна. Пошаљите email или phone подносиоца."),
    ),
    report_actions.AlreadyAnswered: (WRONG, _("Одговор је већ примљен или се више не чека.")),
    actions.QuotaSpent: (TOO_MANY, _("Дневни број пријава и допуна овог кључа је потрошен. Наставите сутра.")),
    actions.NumberTaken: (
        WRONG,
        _("Под тим update_id сте већ послали допуну друге пријаве. Свака допуна има свој број."),
    ),
    actions.NotTheirs: (
        FORBIDDEN,
        _("Ову пријаву допуњује програм који ју је поднео или орган коме је прослеђена. Проверите број и кључ."),
    ),
    actions.StateNotTheirs: (
        FORBIDDEN,
        _(
            "Стање пријаве мења само орган код кога је она сада. Пошаљите допуну без поља status, или са садашњим стањем."
        ),
    ),
    NotAllowed: (WRONG, _("Пријава је у међувремену отишла даље. Погледајте њено стање, па пошаљите поново.")),
    ParameterMissing: (
        WRONG,
        _("Општина још није завршила припреме за пријаве. Обавестите је или покушајте сутра."),
    ),
}
"""What each refusal of an action says to whoever called."""
REFUSALS: tuple[type[Exception], ...] = (Refused, report_actions.TooManyPhotos, *SENTENCES)
"""What actions refuse for a fault of the caller."""
