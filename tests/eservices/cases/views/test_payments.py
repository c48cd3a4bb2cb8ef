"""What the applicant sees of fees: data, code, slips, proof; and what officials do with them."""

from __future__ import annotations

import re
from datetime import date

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from eservices.cases import payments
from eservices.cases.actions.paying import open_payments
from eservices.cases.models import Case, Payment
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.eservices.cases.test_paying import FEES, PINNED, line, statement
from tests.eservices.cases.views.helpers import picture
from tests.factories import file_request


@pytest.fixture
def owed(kragujevac: Municipality, milica: User, values: None, filing_day: None) -> Case:
    """Milica's case with two payments, outside any scope."""
    case = file_request(kragujevac, milica)
    case.pinned |= PINNED
    with municipality_scope(kragujevac.pk):
        case.save(update_fields=["pinned"])
        open_payments(case=case, fees=FEES)
    return case


def first(case: Case) -> Payment:
    with municipality_scope(case.municipality_id):
        return Payment.objects.filter(case=case).order_by("pk")[0]


def test_the_case_page_asks_for_the_payment_first(client: Client, owed: Case, milica: User) -> None:
    page = sign_in(client, milica).get(reverse("cases:case", args=[owed.code])).content.decode()
    assert "Платите таксу и накнаду" in page and "3.040,00" in page and "чека се уплата" in page


def test_everything_for_a_transfer_stands_as_text(client: Client, owed: Case, milica: User) -> None:
    page = sign_in(client, milica).get(reverse("cases:payments", args=[owed.code])).content.decode()
    for text in (
        "840-742221843-57",
        "97 87-230",
        "253",
        f"Taksa {owed.number}",
        "три хиљаде четрдесет динара и 00/100",
    ):
        assert text in page
    with municipality_scope(owed.municipality_id):
        for slip in payments.slips_of(owed):
            assert slip.ips in page
    assert "style=" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.S) and page.count("<svg") >= 2


def test_the_slips_are_printed_with_codes_that_can_be_read(client: Client, owed: Case, milica: User) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    answer = sign_in(client, milica).get(reverse("cases:payment-slips", args=[owed.code]))
    assert answer.headers["Content-Type"] == "application/pdf"
    document = pdfium.PdfDocument(answer.content)
    assert len(document) == 1
    image: Image.Image = document[0].render(scale=4).to_pil()
    with municipality_scope(owed.municipality_id):
        wanted = {slip.ips for slip in payments.slips_of(owed)}
    assert {code.text for code in zxingcpp.read_barcodes(image)} == wanted
    assert "840-742251843-73" in document[0].get_textpage().get_text_range()


def test_a_proof_is_sent_with_the_reference_that_was_written(client: Client, owed: Case, milica: User) -> None:
    payment = first(owed)
    address = reverse("cases:payment-proof", args=[owed.code, payment.pk])
    answer = sign_in(client, milica).post(address, {"reference": "97 87-230", "payment-proof": picture("dokaz.png")})
    assert answer.status_code == 302
    assert first(owed).state == Payment.State.CLAIMED and first(owed).proof is not None


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("", "Препишите позив на број са уплатнице или из потврде банке."),
        ("41-019", "Позив на број 41-019 је шифра друге општине, па новац није стигао овамо. Исправна је 87-230."),
        ("87-231", "Позив на број није исправан. За ову уплату је 87-230, модел 97."),
    ],
)
def test_money_for_another_municipality_is_noticed_and_the_file_stays(
    client: Client, owed: Case, milica: User, reference: str, sentence: str
) -> None:
    payment = first(owed)
    address = reverse("cases:payment-proof", args=[owed.code, payment.pk])
    page = sign_in(client, milica).post(address, {"reference": reference, "payment-proof": picture("dokaz.png")})
    assert sentence in page.content.decode() and "dokaz.png" in page.content.decode()
    assert first(owed).state == Payment.State.WAITING
    assert client.post(address, {"reference": "87-230"}).status_code == 302
    assert first(owed).state == Payment.State.CLAIMED


def test_a_proof_without_a_file_is_asked_for(client: Client, owed: Case, milica: User) -> None:
    address = reverse("cases:payment-proof", args=[owed.code, first(owed).pk])
    page = sign_in(client, milica).post(address, {"reference": "87-230"}).content.decode()
    assert "Приложите документ: Доказ о уплати." in page


def test_somebody_else_sees_nothing_of_it(client: Client, owed: Case, ana: User) -> None:
    sign_in(client, ana)
    for name in ("cases:payments", "cases:payment-slips"):
        assert client.get(reverse(name, args=[owed.code])).status_code == 404
    assert client.get(reverse("cases:payment-proof", args=[owed.code, first(owed).pk])).status_code == 404


def test_an_official_confirms_a_payment(client: Client, owed: Case, jelena: User) -> None:
    payment = first(owed)
    address = reverse("admin:cases_case_payment", args=[owed.pk, payment.pk])
    assert "Потврди уплату" in sign_in(client, jelena).get(address).content.decode()
    wrong = client.post(address, {"version": owed.version, "on": "21.3.2026"})
    assert "Дан не може бити после данашњег." in wrong.content.decode()
    assert client.post(address, {"version": owed.version, "on": "20.3.2026"}).status_code == 302
    assert first(owed).state == Payment.State.PAID and first(owed).paid_on == date(2026, 3, 20)
    assert "плаћено" in client.get(reverse("admin:cases_case_change", args=[owed.pk])).content.decode()


def test_a_statement_is_read_at_the_desk_and_reported(client: Client, owed: Case, jelena: User) -> None:
    payment = first(owed)
    content = statement(line(payment), line(payment, mark="X", amount="1,00"))
    sign_in(client, jelena)
    file = SimpleUploadedFile("izvod.csv", content, "text/csv")
    answer = client.post(reverse("admin:cases_statementimport_add"), {"file": file}, follow=True)
    page = answer.content.decode()
    assert "Нађена уплата" in page and "Износ није онај који се плаћа" in page and owed.number in page
    assert first(owed).state == Payment.State.RECONCILED
    assert "izvod.csv" in client.get(reverse("admin:cases_statementimport_changelist")).content.decode()


def test_a_wrong_statement_says_which_line(client: Client, owed: Case, jelena: User) -> None:
    content = statement(line(first(owed), amount="3,040.00"))
    file = SimpleUploadedFile("izvod.csv", content, "text/csv")
    page = sign_in(client, jelena).post(reverse("admin:cases_statementimport_add"), {"file": file}).content.decode()
    assert "2. ред: износ „3,040.00“ није јасан. Треба да буде као 3.040,00." in page


def test_who_processes_no_cases_reads_no_statement(client: Client, owed: Case, olja: User, vesna: User) -> None:
    assert sign_in(client, olja).get(reverse("admin:cases_statementimport_add")).status_code in (403, 404)
    address = reverse("admin:cases_case_payment", args=[owed.pk, first(owed).pk])
    assert sign_in(client, vesna).get(address).status_code == 404


def test_a_case_that_costs_nothing_has_no_such_page(
    client: Client, milica: User, kragujevac: Municipality, values: None, filing_day: None
) -> None:
    case = file_request(kragujevac, milica)
    assert sign_in(client, milica).get(reverse("cases:payments", args=[case.code])).status_code == 404
    assert "Плаћање" not in client.get(reverse("cases:case", args=[case.code])).content.decode()
