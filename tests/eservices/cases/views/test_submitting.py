"""Check answers, submit once, and a confirmation that can be reloaded."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eservices.cases.models import Case, Document, Draft
from municipalities.accounts.assurance import Level
from municipalities.accounts.models import User
from municipalities.current import system_scope
from municipalities.models import Municipality, Parameter
from tests.cast import sign_in
from tests.eservices.cases.sample_service import ANSWERS, Sample
from tests.eservices.cases.views.helpers import case_in, draft_in, picture


@pytest.fixture
def draft(sample: Sample, kragujevac: Municipality, milica: User) -> Draft:
    """Milica's complete draft."""
    return draft_in(kragujevac, owner=milica)


def check(draft: Draft) -> str:
    return reverse("cases:check", args=[draft.code])


def submit(client: Client, draft: Draft, **data: str) -> Any:
    seen = client.get(check(draft)).context["seen"]
    return client.post(reverse("cases:submit", args=[draft.code]), {"seen": seen, **data})


def cases() -> list[Case]:
    with system_scope():
        return list(Case.objects.order_by("pk"))


def test_check_answers_shows_all_with_a_way_to_change(client: Client, draft: Draft, milica: User) -> None:
    sign_in(client, milica)
    text = client.get(check(draft)).content.decode()
    assert "Ништа још није послато" in text and "Поднеси захтев" in text
    assert "1205992665011" in text and "Није унето" in text and "identity-card.png" in text
    assert f"{reverse('cases:step', args=[draft.code, 'person'])}?izmena=1#id_name" in text
    assert cases() == []


def test_submitting_gives_a_number_and_a_confirmation(client: Client, draft: Draft, milica: User) -> None:
    sign_in(client, milica)
    answer = submit(client, draft)
    [case] = cases()
    assert answer.headers["Location"] == reverse("cases:filed", args=[case.code])
    for _reload in range(2):
        text = client.get(answer.headers["Location"]).content.decode()
        for words in (case.number, case.code, "Шта је следеће", "Преузмите потврду", "Колико вам је било лако"):
            assert words in text
    with system_scope():
        assert Document.objects.get().case_id == case.pk


def test_a_replayed_press_files_once(client: Client, draft: Draft, milica: User) -> None:
    sign_in(client, milica)
    first = submit(client, draft)
    again = client.post(reverse("cases:submit", args=[draft.code]), {"seen": "било шта"})
    assert again.headers["Location"] == first.headers["Location"]
    assert len(cases()) == 1
    assert client.get(check(draft)).headers["Location"] == first.headers["Location"]


def test_what_changed_in_another_window_is_shown_before_sending(client: Client, draft: Draft, milica: User) -> None:
    sign_in(client, milica)
    seen = client.get(check(draft)).context["seen"]
    client.post(reverse("cases:step", args=[draft.code, "need"]), {"need": "big"})
    client.post(reverse("cases:step", args=[draft.code, "big"]), {"amount": "10,00", "since": "3.11.2026"})
    answer = client.post(reverse("cases:submit", args=[draft.code]), {"seen": seen})
    assert answer.status_code == 409 and "промењени у другом прозору" in answer.content.decode()
    assert cases() == []


def test_without_account_the_request_waits_for_sign_in(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User
) -> None:
    draft = draft_in(kragujevac, owner=None)
    client.get(reverse("cases:resume", args=[draft.code]))
    assert "Пријавите се да бисте послали" in client.get(check(draft)).content.decode()
    for address in (check(draft), reverse("cases:submit", args=[draft.code])):
        client.post(address)
    answer = client.post(check(draft))
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={check(draft)}"
    client.force_login(milica, backend="django.contrib.auth.backends.ModelBackend")
    assert submit(client, draft).status_code == 302
    assert [case.person_id for case in cases()] == [milica.pk]


def test_a_service_may_ask_for_a_surer_sign_in(client: Client, draft: Draft, milica: User) -> None:
    Parameter.objects.filter(code="sample.assurance").update(value="substantial")
    sign_in(client, milica, Level.BASIC)
    assert "средњи ниво" in client.get(check(draft)).content.decode()
    assert client.post(reverse("cases:submit", args=[draft.code])).headers["Location"] == check(draft)
    way = client.post(check(draft)).headers["Location"]
    assert way.startswith(reverse("account_step_up")) and "level=substantial" in way
    sign_in(client, milica, Level.SUBSTANTIAL)
    assert submit(client, draft).status_code == 302
    assert cases()[0].assurance == "substantial"


def test_problems_between_steps_lead_to_their_step(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User
) -> None:
    wrong = {**ANSWERS, "person": {**ANSWERS["person"], "name": "Нико Нигде"}}
    draft = draft_in(kragujevac, owner=milica, answers=wrong)
    sign_in(client, milica)
    client.post(reverse("cases:documents", args=[draft.code]), {"identity-card": picture()})
    page = client.get(check(draft))
    text = page.content.decode()
    assert "<title>Грешка:" in text and "Унесите право име." in text
    assert f"{reverse('cases:step', args=[draft.code, 'person'])}?izmena=1#id_name" in text
    assert "Поднеси захтев" not in text
    refused = client.post(reverse("cases:submit", args=[draft.code]), {"seen": page.context["seen"]})
    assert refused.status_code == 200 and cases() == []


def test_a_missing_document_is_told_with_a_link(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User
) -> None:
    draft = draft_in(kragujevac, owner=milica, answers=ANSWERS)
    sign_in(client, milica)
    text = client.get(check(draft)).content.decode()
    assert "Приложите документ: Лична карта." in text
    assert f"{reverse('cases:documents', args=[draft.code])}?izmena=1#id_identity-card" in text


def test_an_own_earlier_case_is_shown_and_may_be_repeated_where_allowed(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = case_in(kragujevac, milica)
    draft = draft_in(kragujevac, owner=milica)
    sign_in(client, milica)
    refused = submit(client, draft, again="1")
    text = refused.content.decode()
    assert "захтев је већ поднет" in text and reverse("cases:case", args=[earlier.code]) in text
    assert "Ипак поднеси" not in text and len(cases()) == 1
    monkeypatch.setattr(Sample, "repeatable", True)
    assert "Ипак поднеси захтев" in submit(client, draft).content.decode()
    assert submit(client, draft, again="1").status_code == 302
    assert len(cases()) == 2


def test_somebody_elses_case_is_not_revealed(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sample, "repeatable", True)
    earlier = case_in(kragujevac, ana)
    draft = draft_in(kragujevac, owner=milica)
    sign_in(client, milica)
    text = submit(client, draft, again="1").content.decode()
    assert "захтев је већ поднет" in text
    assert earlier.number not in text and earlier.code not in text and "Ипак поднеси" not in text
    assert len(cases()) == 1


def test_a_town_without_the_needed_values_gets_a_page_and_a_log_line(
    client: Client, draft: Draft, milica: User, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, milica)
    seen = client.get(check(draft)).context["seen"]
    Parameter.objects.filter(code="sample.term").delete()
    answer = client.post(reverse("cases:submit", args=[draft.code]), {"seen": seen})
    assert answer.status_code == 409 and "није завршила припреме" in answer.content.decode()
    assert "sample.term" in caplog.text and cases() == []
    Parameter.objects.filter(code="sample.assurance").delete()
    assert client.get(check(draft)).status_code == 409


def test_answers_that_do_not_count_any_more_are_not_filed(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User
) -> None:
    draft = draft_in(kragujevac, owner=milica)
    sign_in(client, milica)
    client.post(reverse("cases:step", args=[draft.code, "need"]), {"need": "big"})
    client.post(reverse("cases:step", args=[draft.code, "big"]), {"amount": "10,00", "since": "3.11.2026"})
    client.post(reverse("cases:step", args=[draft.code, "need"]), {"need": "small"})
    answer = submit(client, draft)
    page = client.get(reverse("cases:case", args=[cases()[0].code]))
    assert answer.status_code == 302 and "10,00" not in page.content.decode()


def test_who_acts_for_another_sees_it_everywhere(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User
) -> None:
    case = case_in(kragujevac, milica, acting_for="Стојан Стрицовић")
    sign_in(client, milica)
    for name in ("filed", "case"):
        assert "Стојан Стрицовић" in client.get(reverse(f"cases:{name}", args=[case.code])).content.decode()
    assert "Стојан Стрицовић" in client.get(reverse("cases:mine")).content.decode()
