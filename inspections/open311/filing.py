"""From the fields that a programme posts to a filing; every doubt is a sentence."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import get_language
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from inspections.actions import Filing
from inspections.models import Report
from inspections.open311.asking import Asked, attributes_of
from inspections.open311.attributes import read_answers
from inspections.open311.faults import UNKNOWN, WRONG, Fault
from inspections.routing import Offer, offers
from municipalities.models import Municipality

LONGEST_DESCRIPTION = 4000
LONGEST_NAME = 80
LONGEST_PHONE = 40
_is_web = URLValidator(schemes=["http", "https"])


def offer_of(municipality: Municipality, code: str) -> Offer:
    """The category that is offered there under this code. Raises Fault."""
    found = next((offer for offer in offers(municipality) if offer.category.code == code), None)
    if found is None:
        raise Fault(UNKNOWN, _("Непознат service_code. Списак је на адреси services."))
    return found


def filing_of(asked: Asked, municipality: Municipality) -> Filing:
    """The report that was sent. Raises Fault."""
    code = asked.text("service_code")
    if not code:
        raise Fault(WRONG, _("Недостаје service_code. Списак је на адреси services."))
    offer = offer_of(municipality, code)
    address, place = asked.text("address_string", longest=200), asked.place()
    if place is None and not address:
        raise Fault(WRONG, _address_id(asked))
    reporter = reporter_of(asked)
    if not any(reporter.values()) and not offer.anonymous:
        raise Fault(WRONG, _("Ова врста пријаве не може бити анонимна. Пошаљите email или phone подносиоца."))
    return Filing(
        municipality=municipality,
        category=offer.category,
        identity=Report.Identity.KNOWN if any(reporter.values()) else Report.Identity.ANONYMOUS,
        description=description_of(asked),
        address=address,
        place=place,
        answers=read_answers(offer.category.parsed_questions(), attributes_of(asked.given)),
        reporter=reporter,
        language=get_language() or "sr",
        channel=Report.Channel.OPEN311,
    )


def _address_id(asked: Asked) -> str:
    if asked.text("address_id"):
        return translate("Општина не води шифре адреса. Пошаљите lat и long или address_string.")
    return translate("Недостаје место. Пошаљите lat и long или address_string.")


def description_of(asked: Asked) -> str:
    """The words that were sent, with the address of a picture below them: the portal itself opens no foreign address.

    Raises Fault.
    """
    words, picture = asked.text("description", longest=LONGEST_DESCRIPTION), asked.text("media_url", longest=500)
    if not picture:
        return words
    try:
        _is_web(picture)
    except ValidationError:
        raise Fault(WRONG, _("media_url није исправна адреса. Почиње са https:// или http://.")) from None
    return f"{words}\n\n{translate('Слика:')} {picture}".strip()


def reporter_of(asked: Asked) -> dict[str, str]:
    """Name, e-mail and telephone as sent, empty where missing. Raises Fault."""
    name = " ".join(
        part for part in (asked.text("first_name", longest=LONGEST_NAME), asked.text("last_name", longest=LONGEST_NAME))
        if part
    )  # fmt: skip
    email, phone = asked.text("email", longest=254), asked.text("phone", longest=LONGEST_PHONE)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Fault(WRONG, _("email није исправан. На пример: ime@primer.rs.")) from None
    return {"name": name, "email": email, "phone": phone}
