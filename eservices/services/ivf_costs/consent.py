"""The second partner's agreement: asked for, given by own sign-in or by a code sent to an own address, checked.

Local decisions want a request that both have signed. Until the second partner agrees it lacks a signature, so it is not
filed, gets no number and starts no term (ЗУП чл. 59, from memory, verify); an agreement counts for the very text that was
shown, and any later change of an answer asks for a new one.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases import outbox, vault
from eservices.cases.actions.intake import answers_of
from eservices.cases.keys import hide, reveal_text
from eservices.cases.models import Draft
from eservices.cases.service import Answers, Problem, get
from eservices.services.ivf_costs.labels import Way
from eservices.services.ivf_costs.models import PartnerConsent
from eservices.services.ivf_costs.request import Request, digest
from municipalities.accounts.models import User
from municipalities.current import enter
from municipalities.parameters import value

MOST_FAILURES = 5
MOST_ROUNDS = 5
CODE_DIGITS = 6
CODE_MINUTES = "ivf-costs.consent_code_minutes"


class NotThisPerson(Exception):
    """Whoever is signed in is not the second partner that the request names."""


class WrongCode(Exception):
    """The code does not fit, is too old, or was tried too often; ``reason``: ``wrong``, ``old`` or ``often``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Changed(Exception):
    """The answers are no longer those that were shown."""


class SameAddress(Exception):
    """The code would go to the address of the partner who fills in."""


# -- doors -------------------------------------------------------------------------------------------------------------
def consent_by_code(code: str) -> tuple[PartnerConsent, Draft]:
    """The agreement of a link and the draft it is about, or 404; who knows the link may see what is agreed to."""
    enter(code=code)
    found = PartnerConsent.objects.filter(code=code).first()
    if found is None:
        raise Http404
    enter(municipality=found.municipality_id)
    draft = Draft.objects.select_related("data_key", "municipality").filter(data_key_id=found.data_key_id).first()
    if draft is None:
        raise Http404
    return found, draft


def invitation(code: str) -> str:
    """Address of the page for the second partner, or empty text when this is no link of ours."""
    enter(code=code)
    found = PartnerConsent.objects.select_related("municipality").filter(code=code).first()
    return reverse("cases:ivf-costs:agree", args=[found.municipality.slug, code]) if found else ""


def consent_of(draft: Draft) -> PartnerConsent | None:
    """The agreement asked for about this draft, if any."""
    return PartnerConsent.objects.filter(data_key_id=draft.data_key_id).first()


def filed_answers(draft: Draft) -> Answers:
    """The answers that would be filed, which are those agreed to."""
    return get(draft.service).counted(answers_of(draft))


def holds(consent: PartnerConsent | None, answers: Answers) -> bool:
    """Whether the second partner has agreed to exactly these answers."""
    if consent is None or consent.given_at is None:
        return False
    return hmac.compare_digest(bytes(consent.digest), digest(answers))


# -- what keeps a draft from being filed -------------------------------------------------------------------------------
def problems(draft: Draft, answers: Answers) -> Iterator[Problem]:
    """The signed-in person is not one of the two; the other one has not agreed, or agreed to something else."""
    asked, owner = Request.read(answers), draft.owner
    if owner is not None and not asked.applicant.is_called(owner.first_name, owner.last_name):
        yield Problem(
            "who", "who",
            _("Захтев подносе партнери лично. Име на налогу се не слаже са именом партнера који попуњава захтев."),
        )  # fmt: skip
    found = consent_of(draft)
    url = reverse("cases:ivf-costs:ask-partner", args=[draft.municipality.slug, draft.code])
    if found is None or found.given_at is None:
        yield Problem("consent", "truth", _("Други партнер још није дао сагласност. Затражите је овде."), url)
    elif not holds(found, answers):
        yield Problem(
            "consent", "truth", _("Одговори су промењени после сагласности другог партнера. Затражите је поново."), url
        )


# -- acts --------------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_partner(*, draft: Draft, by: User | None) -> PartnerConsent:
    """Make the link for the second partner; an earlier link stays the same, an agreement to other answers falls."""
    found, _created = PartnerConsent.objects.get_or_create(
        data_key_id=draft.data_key_id, defaults={"municipality_id": draft.municipality_id, "asked_by": by}
    )
    if found.given_at is not None and not holds(found, filed_answers(draft)):
        found.given_at, found.way, found.digest, found.given_by = None, "", b"", None
        found.round, found.failures, found.sent_at = 0, 0, None
        found.save()
    return found


@transaction.atomic
def send_code(*, consent: PartnerConsent, draft: Draft, email: str, by: User | None) -> None:
    """Send a new one-time code to the second partner's own address.

    Raises :class:`SameAddress` for the address of the one who fills in, :class:`WrongCode` after too many codes.
    """
    locked = PartnerConsent.objects.select_for_update().get(pk=consent.pk)
    mine = {draft.email.lower(), draft.owner.email.lower() if draft.owner else ""} - {""}
    if email.strip().lower() in mine:
        raise SameAddress
    if locked.round >= MOST_ROUNDS:
        raise WrongCode("often")
    locked.email = hide(draft.data_key, email.strip(), "partner-email")
    locked.round, locked.failures, locked.sent_at = locked.round + 1, 0, timezone.now()
    locked.save(update_fields=["email", "round", "failures", "sent_at"])
    outbox.promise(
        "partner-code",
        key=f"{locked.pk}:{locked.round}",
        municipality_id=locked.municipality_id,
        payload={"consent_id": locked.pk, "round": locked.round},
    )


def one_time_code(consent: PartnerConsent) -> str:
    """The code of the present round; derived, so that it is stored nowhere and a repeated message says the same."""
    material = vault.blind_index(f"{consent.pk}:{consent.code}:{consent.round}", purpose="ivf-consent-code")
    return f"{int.from_bytes(material[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def address_of(consent: PartnerConsent) -> str:
    """Where the code goes, decrypted."""
    return reveal_text(consent.data_key, consent.email, "partner-email")


def check_code(*, consent: PartnerConsent, draft: Draft, code: str) -> None:
    """Whether this is the code that was sent last. Raises :class:`WrongCode`; a wrong one stays counted."""
    if not _code_fits(consent, draft, code):
        raise WrongCode("wrong")


def is_second(draft: Draft, answers: Answers, by: User) -> bool:
    """Whether an account carries the name of the partner who has to agree, and is not that of the other one."""
    second = Request.read(answers).second
    return by.pk != draft.owner_id and second.is_called(by.first_name, by.last_name)


@transaction.atomic
def _code_fits(consent: PartnerConsent, draft: Draft, code: str) -> bool:
    """Compare, and count a failure: it stays counted although the attempt is refused."""
    locked = PartnerConsent.objects.select_for_update().get(pk=consent.pk)
    minutes = value(CODE_MINUTES, municipality=draft.municipality, on=timezone.localdate()).days
    if locked.sent_at is None or timezone.now() > locked.sent_at + timedelta(minutes=minutes):
        raise WrongCode("old")
    if locked.failures >= MOST_FAILURES:
        raise WrongCode("often")
    if hmac.compare_digest(one_time_code(locked), "".join(code.split())):
        return True
    locked.failures += 1
    locked.save(update_fields=["failures"])
    return False


@transaction.atomic
def agree(*, consent: PartnerConsent, draft: Draft, seen: str, way: Way, by: User | None) -> None:
    """The second partner agrees to the answers whose digest (hexadecimal) was shown with them.

    ``way`` says how the person was recognised: by an account of the own name, or by :func:`check_code`. Raises
    :class:`NotThisPerson`, and :class:`Changed` when the answers are no longer those that were shown.
    """
    Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk, case=None)
    answers = filed_answers(draft)
    if way is Way.ACCOUNT and (by is None or not is_second(draft, answers, by)):
        raise NotThisPerson
    if not hmac.compare_digest(seen, digest(answers).hex()):
        raise Changed
    PartnerConsent.objects.filter(pk=consent.pk).update(
        digest=digest(answers), way=way, given_at=timezone.now(), given_by=by, failures=0
    )
