"""Files of a request: each refusal has its sentence, and nothing else is lost by it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from eservices.cases.models import Document, Draft
from eservices.cases.uploads import storage
from eservices.cases.views import files
from municipalities.accounts.models import User
from municipalities.current import system_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.eservices.cases.sample_service import ANSWERS, Sample
from tests.eservices.cases.views.helpers import draft_in, picture, stored


@pytest.fixture
def draft(client: Client, sample: Sample, kragujevac: Municipality, milica: User) -> Draft:
    """A draft with every answer and no document; Milica is signed in."""
    sign_in(client, milica)
    return draft_in(kragujevac, owner=milica, answers=ANSWERS)


def page(draft: Draft) -> str:
    return reverse("cases:documents", args=[draft.code])


def kinds() -> list[str]:
    with system_scope():
        return list(Document.objects.values_list("kind", flat=True))


def test_the_page_says_what_is_accepted_before_choosing(client: Client, draft: Draft) -> None:
    text = client.get(page(draft)).content.decode()
    assert "PDF, JPG, PNG, HEIC или WebP" in text and "10 МБ" in text
    assert "Обе стране." in text and "није обавезно" in text
    assert "multiple" in text and "image/jpeg" in text


def test_files_are_kept_listed_and_taken_back(client: Client, draft: Draft) -> None:
    answer = client.post(page(draft), {"identity-card": [picture("лице.png"), picture("наличје.png")], "upload": "1"})
    assert answer.status_code == 302
    text = client.get(page(draft)).content.decode()
    assert "лице.png" in text and "наличје.png" in text and "није прегледано" in text
    with system_scope():
        first = Document.objects.earliest("created_at")
    client.post(page(draft), {"remove": str(first.code)})
    assert kinds() == ["identity-card"]
    client.post(page(draft), {"remove": "није-шифра"})
    assert kinds() == ["identity-card"]


def test_one_file_replaces_the_other_where_one_is_asked(client: Client, draft: Draft) -> None:
    for name in ("прва.png", "друга.png"):
        client.post(page(draft), {"power-of-attorney": picture(name), "upload": "1"})
    with system_scope():
        assert [document.filename for document in Document.objects.all()] == ["друга.png"]


def test_going_on_needs_the_required_document(client: Client, draft: Draft) -> None:
    refused = client.post(page(draft), {"continue": "1"})
    assert refused.status_code == 200
    assert "Приложите документ: Лична карта." in refused.content.decode()
    onward = client.post(page(draft), {"identity-card": picture(), "continue": "1"})
    assert onward.headers["Location"] == reverse("cases:check", args=[draft.code])


def test_a_refused_file_costs_nothing_but_itself(client: Client, draft: Draft) -> None:
    program = SimpleUploadedFile("izvod.pdf", b"MZ\x90\x00" + b"\x00" * 400, "application/pdf")
    answer = client.post(page(draft), {"identity-card": [picture("добра.png"), program], "continue": "1"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Грешка:" in text and "izvod.pdf: " in text and "садржај није" in text
    assert 'href="#id_identity-card"' in text and "добра.png" in text
    assert kinds() == ["identity-card"] and stored(draft) == ANSWERS


def test_a_file_over_the_limit_has_a_clear_answer(
    client: Client, draft: Draft, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    write = TemporaryFileUploadHandler.receive_data_chunk
    write = TemporaryFileUploadHandler.receive_data_chunk

    def counted(handler: TemporaryFileUploadHandler, raw: bytes, start: int) -> None:
        written.append(len(raw))
        write(handler, raw, start)

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", counted)
    huge = SimpleUploadedFile("velika.pdf", b"%PDF-1.7" + b"0" * 30 * 1024 * 1024, "application/pdf")
    answer = client.post(page(draft), {"identity-card": huge, "upload": "1"})
    assert answer.status_code == 200
    assert sum(written) <= settings.UPLOAD_LIMIT_BYTES + 64 * 1024
    assert "већа од 10 МБ" in answer.content.decode()
    assert kinds() == []


def test_a_full_disk_is_told_as_our_fault(client: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*args: object, **kwargs: object) -> None:
        raise storage.StorageFull(28, "No room for the file.")

    monkeypatch.setattr(storage, "store", no_room)
    answer = client.post(page(draft), {"identity-card": picture(), "upload": "1"})
    assert answer.status_code == 200
    assert "Грешка је на нашој страни" in answer.content.decode()


def test_leaving_and_switching_keep_the_chosen_files(client: Client, draft: Draft) -> None:
    switched = client.post(page(draft), {"identity-card": picture(), "language": "sr-latn"})
    assert switched.headers["Location"] == page(draft) and kinds() == ["identity-card"]
    assert client.post(page(draft), {"later": "1"}).headers["Location"] == reverse("cases:later", args=[draft.code])


def test_there_is_an_end_to_files_of_one_kind(client: Client, draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 2)
    many = [picture(f"{number}.png") for number in range(3)]
    answer = client.post(page(draft), {"identity-card": many, "upload": "1"})
    assert "Највећи број датотека за један документ: 2." in answer.content.decode()
    assert len(kinds()) == 2
