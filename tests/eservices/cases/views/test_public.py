"""Tracking and verification without an account: what is shown, and above all what is not."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from eservices.cases import actions
from eservices.cases.models import Case, Decision
from eservices.cases.paper import verification
from eservices.cases.views import public
from eservices.cases.views.shared import VerifyThrottle
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.eservices.cases.sample_service import Sample
from tests.eservices.cases.views.helpers import case_in
from tests.eservices.cases.views.test_case_page import decide


@pytest.fixture
def case(sample: Sample, kragujevac: Municipality, milica: User) -> Case:
    """Milica's case; nobody is signed in."""
    return case_in(kragujevac, milica)


def test_a_code_shows_progress_and_nothing_personal(client: Client, case: Case) -> None:
    spaced = f"  {case.code[:5].upper()} {case.code[5:9]}-{case.code[9:]} "
    answer = client.post(reverse("cases:track"), {"code": spaced})
    assert answer.headers["Location"] == reverse("cases:progress", args=[case.code])
    text = client.get(answer.headers["Location"]).content.decode()
    assert "Примљен" in text and "Рок за одлуку" in text and "Крагујевац" in text
    for secret in ("Милица", "Примеровић", "011", "identity-card", case.number):
        assert secret not in text.replace(case.code, "")


def test_unknown_codes_get_words(client: Client, sample: Sample) -> None:
    for name in ("progress", "verify-code"):
        page = client.get(reverse(f"cases:{name}", args=["nema-takve-sifre"]))
        assert page.status_code == 404 and "не познајемо" in page.content.decode()
    for typed in ("", "!!", "а\x00б", "x" * 5000):
        assert client.post(reverse("cases:track"), {"code": typed}).status_code == 200


def test_guessing_is_slowed_down(client: Client, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(VerifyThrottle, "rate", "2/min", raising=False)
    address = reverse("cases:progress", args=["nema-takve-sifre"])
    assert [client.get(address).status_code for _guess in range(3)] == [404, 404, 429]


def test_a_decision_is_verified_by_its_code(
    client: Client, case: Case, kragujevac: Municipality, jelena: User, dragan: User
) -> None:
    decision = decide(case, jelena, dragan)
    answer = client.post(reverse("cases:verify"), {"code": decision.code})
    text = client.get(answer.headers["Location"]).content.decode()
    assert "Решење важи" in text and decision.number in text and "Градска управа" in text
    for secret in ("Милица", "Усваја се", case.code):
        assert secret not in text
    with municipality_scope(kragujevac.pk):
        Decision.objects.update(stage=Decision.Stage.REVOKED)
    assert "Решење је опозвано" in client.get(answer.headers["Location"]).content.decode()


def test_a_proposal_cannot_be_verified(client: Client, case: Case, kragujevac: Municipality, jelena: User) -> None:
    with municipality_scope(kragujevac.pk):
        actions.take(case=case, by=jelena)
        proposal = actions.propose(case=case, outcome="grant", content={}, by=jelena)
    assert client.get(reverse("cases:verify-code", args=[proposal.code])).status_code == 404


def test_an_uploaded_paper_is_compared(
    client: Client, case: Case, jelena: User, dragan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = decide(case, jelena, dragan)
    good = verification.SealReport(True, True, True, True, signer="Град Крагујевац")
    monkeypatch.setattr(public, "verify_seal", lambda pdf: good)
    address = reverse("cases:verify-code", args=[decision.code])

    def told(content: bytes) -> str:
        return client.post(address, {"paper": SimpleUploadedFile("a.pdf", content)}).content.decode()

    assert "Документ је прави" in told(b"%PDF-1.7 proba")
    assert "Ово није документ који је издат под том шифром" in told(b"%PDF-1.7 drugo")


def test_any_file_gets_an_answer(client: Client, sample: Sample) -> None:
    address = reverse("cases:verify")
    paper = SimpleUploadedFile("a.pdf", b"\x00nije pdf")
    assert "није PDF документ" in client.post(address, {"by_file": "1", "paper": paper}).content.decode()
    nothing = client.post(address, {"by_file": "1"})
    assert nothing.status_code == 200 and 'href="#id_paper"' in nothing.content.decode()
