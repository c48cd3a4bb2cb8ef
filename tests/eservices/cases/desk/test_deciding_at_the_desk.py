"""From the composer to a delivered decision: two people, the rules, and what stands in the way."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.actions.processing import Fact
from eservices.cases.models import Case, Decision, Delivery, Evidence
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from tests.answers import MATERNITY
from tests.eservices.cases.desk.scene import AtDesk, answer_of_registers, fresh, record, take
from tests.factories import EXAMPLE_A, decide, propose

pytestmark = pytest.mark.django_db
PARTS = ("legal_basis", "operative", "reasoning", "remedy")


def composer(case: Case, outcome: str = "final_grant") -> str:
    return reverse("admin:cases_case_compose", args=[case.pk, outcome])


def proposal(case: Case) -> str:
    return reverse("admin:cases_case_proposal", args=[case.pk])


def written(client: Client, case: Case, outcome: str = "final_grant", **details: str) -> dict[str, str]:
    """What the browser would send back after the rules wrote the text."""
    answer = client.post(composer(case, outcome), {"again": "1"} | details)
    form = answer.context["form"]
    return {name: str(form[name].value()) for name in (*PARTS, "version", "made_from")} | details


def proposed(case: Case) -> Decision:
    with municipality_scope(case.municipality_id):
        return Decision.objects.select_related("case__data_key").get(case=case, stage=Decision.Stage.PROPOSED)


def test_two_people_decide(taken: Case, jelena: User, dragan: User, at_desk: AtDesk) -> None:
    clerk, head = at_desk(jelena), at_desk(dragan)
    choices = clerk.get(reverse("admin:cases_case_outcomes", args=[taken.pk])).content.decode()
    assert "Решење о признавању права" in choices and "Закључак о обустави" not in choices

    page = clerk.get(composer(taken)).content.decode()
    assert "Изрека" in page and "Обрачун" in page and "Пошаљи на одобрење" in page
    sent = written(clerk, taken) | {"propose": "1"}
    sent["reasoning"] += "\nДодат пасус службеника."
    assert clerk.post(composer(taken), sent).status_code == 302
    assert fresh(taken).state == "proposed"

    own = clerk.get(proposal(taken)).content.decode()
    assert "Одобри и донеси одлуку" not in own
    assert clerk.post(proposal(taken), {"version": fresh(taken).version, "approve": "1"}).status_code == 404

    shown = head.get(proposal(taken)).content.decode()
    assert "Додат пасус службеника." in shown and "Одобри и донеси одлуку" in shown and "Јелена Шалтеровић" in shown
    assert taken.number in head.get("/admin/", {"gomila": "za-potpis"}).content.decode()
    assert head.post(proposal(taken), {"version": fresh(taken).version, "approve": "1"}).status_code == 302
    assert fresh(taken).state == "issued"
    with municipality_scope(taken.municipality_id):
        decision = Decision.objects.get(case=taken)
        assert decision.approved_by == dragan and decision.proposed_by == jelena and decision.number


def test_who_proposed_cannot_approve(taken: Case, dragan: User, zora: User, at_desk: AtDesk) -> None:
    with municipality_scope(taken.municipality_id):
        propose(taken, dragan)
    head = at_desk(dragan)
    page = head.get(proposal(taken)).content.decode()
    assert "Одобри и донеси одлуку" not in page and "мора да одобри друга особа" in page
    refused = head.post(proposal(taken), {"version": fresh(taken).version, "approve": "1"})
    assert refused.status_code == 403 and "четири ока" in refused.content.decode()
    assert taken.number not in head.get("/admin/", {"gomila": "za-potpis"}).content.decode()
    assert fresh(taken).state == "proposed"
    other = at_desk(zora)
    assert other.post(proposal(taken), {"version": fresh(taken).version, "approve": "1"}).status_code == 302


def test_a_proposal_goes_back_with_a_reason(taken: Case, jelena: User, dragan: User, at_desk: AtDesk) -> None:
    with municipality_scope(taken.municipality_id):
        propose(taken, jelena)
    head, version = at_desk(dragan), fresh(taken).version
    assert head.post(proposal(taken), {"version": version, "return": "1", "reason": ""}).status_code == 422
    assert head.post(proposal(taken), {"version": version, "return": "1", "reason": "Исправи члан"}).status_code == 302
    assert fresh(taken).state == "in_review"
    page = at_desk(jelena).get(reverse("admin:cases_case_change", args=[taken.pk])).content.decode()
    assert "Исправи члан" in page and "враћен предлагачу" in page
    gone = head.get(proposal(taken))
    assert gone.status_code == 409 and "Предлога више нема" in gone.content.decode()


def test_the_signer_sees_what_changed_since_the_proposal(
    taken: Case, jelena: User, dragan: User, at_desk: AtDesk
) -> None:
    with municipality_scope(taken.municipality_id):
        propose(taken, jelena)
    head = at_desk(dragan)
    assert "нису променили" in head.get(proposal(taken)).content.decode()
    answer_of_registers(taken, bases=[row | {"base": "80000.00"} for row in EXAMPLE_A], digest="b")
    page = head.get(proposal(taken)).content.decode()
    assert "Предлог се разликује" in page and "bbbbbbbb" in page and "80.000,00" in page


def test_the_last_of_two_signers_is_told(taken: Case, jelena: User, dragan: User, zora: User, at_desk: AtDesk) -> None:
    with municipality_scope(taken.municipality_id):
        propose(taken, jelena)
    version = fresh(taken).version
    assert at_desk(dragan).post(proposal(taken), {"version": version, "approve": "1"}).status_code == 302
    late = at_desk(zora).post(proposal(taken), {"version": version, "approve": "1"})
    assert late.status_code == 409 and "Предлога више нема" in late.content.decode()


def test_a_debt_forbids_an_outcome_that_needs_evidence(case: Case, jelena: User, at_desk: AtDesk) -> None:
    take(case, jelena)
    record(case, "contributions", Fact(Evidence.Outcome.UNAVAILABLE))
    clerk = at_desk(jelena)
    choices = clerk.get(reverse("admin:cases_case_outcomes", args=[case.pk])).content.decode()
    assert "Недостају подаци из регистара" in choices
    answer = clerk.get(composer(case))
    assert answer.status_code == 409 and "Основице доприноса" in answer.content.decode()
    refusal = clerk.get(composer(case, "refusal"))
    assert refusal.status_code == 200 and "Састави текст" in refusal.content.decode()


def test_details_of_an_outcome_are_asked_and_kept(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    empty = clerk.post(composer(taken, "provisional_grant"), {"monthly": "много", "until": "1.6.2026."})
    text = empty.content.decode()
    assert empty.status_code == 422 and "са зарезом испред пара" in text and "много" in text
    sent = written(clerk, taken, "provisional_grant", monthly="45.000,00", until="1.6.2026.")
    assert "45.000,00" in sent["operative"]
    stale = sent | {"propose": "1", "monthly": "50.000,00"}
    changed = clerk.post(composer(taken, "provisional_grant"), stale)
    assert changed.status_code == 409 and "Подаци су се променили" in changed.content.decode()
    assert fresh(taken).state == "in_review"
    assert clerk.post(composer(taken, "provisional_grant"), sent | {"propose": "1"}).status_code == 302
    assert proposed(taken).is_provisional


def test_a_provisional_decision_lets_the_case_go_on(taken: Case, jelena: User, dragan: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    sent = written(clerk, taken, "provisional_grant", monthly="45.000,00", until="1.6.2026.")
    clerk.post(composer(taken, "provisional_grant"), sent | {"propose": "1"})
    shown = at_desk(dragan).get(proposal(taken)).content.decode()
    assert "нису променили" in shown
    answer = at_desk(dragan).post(proposal(taken), {"version": fresh(taken).version, "approve": "1"})
    assert answer.status_code == 302 and fresh(taken).state == "in_review"


def test_only_a_withdrawn_request_is_discontinued(taken: Case, milica: User, jelena: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    assert clerk.get(composer(taken, "discontinuance")).status_code == 409
    with municipality_scope(taken.municipality_id):
        actions.withdraw(case=taken, by=milica)
    choices = clerk.get(reverse("admin:cases_case_outcomes", args=[taken.pk])).content.decode()
    assert "Закључак о обустави" in choices and "Решење о одбијању" not in choices
    sent = written(clerk, taken, "discontinuance") | {"propose": "1"}
    assert clerk.post(composer(taken, "discontinuance"), sent).status_code == 302


def test_wording_survives_a_conflict(taken: Case, jelena: User, dragan: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    sent = written(clerk, taken) | {"propose": "1", "remedy": "Моја поука."}
    with municipality_scope(taken.municipality_id):
        actions.extend_term(case=taken, days=3, reason="Прописано", by=dragan)
    answer = clerk.post(composer(taken), sent)
    assert answer.status_code == 409
    assert "Моја поука." in answer.content.decode() and "Драган Потписовић" in answer.content.decode()
    again = answer.context["form"]
    assert clerk.post(composer(taken), sent | {"version": str(again["version"].value())}).status_code == 302


def test_an_empty_part_is_refused(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    answer = clerk.post(composer(taken), written(clerk, taken) | {"propose": "1", "operative": " "})
    assert answer.status_code == 422 and "не сме бити празан" in answer.content.decode()


def test_previews_follow_the_wording(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    sent = written(clerk, taken) | {"remedy": "Поука <b>по</b> мом."}
    live = clerk.post(reverse("admin:cases_case_live", args=[taken.pk, "final_grant"]), sent).content.decode()
    assert "Поука &lt;b&gt;по&lt;/b&gt; мом." in live and "<html" not in live
    with patch.object(decisions, "preview_pdf", return_value=b"%PDF-") as made:
        printed = clerk.post(reverse("admin:cases_case_preview", args=[taken.pk, "final_grant"]), sent)
    assert printed.headers["Content-Type"] == "application/pdf"
    assert made.call_args.args[1]["text"]["remedy"] == "Поука <b>по</b> мом."


def test_a_proposal_is_shown_as_it_will_be_printed(taken: Case, jelena: User, dragan: User, at_desk: AtDesk) -> None:
    with municipality_scope(taken.municipality_id):
        propose(taken, jelena)
    answer = at_desk(dragan).get(reverse("admin:cases_case_proposal_pdf", args=[taken.pk]))
    assert answer.content.startswith(b"%PDF-") and "inline" in answer.headers["Content-Disposition"]


# -- after the decision ------------------------------------------------------------------------------------------------
@pytest.fixture
def issued(taken: Case, jelena: User, dragan: User) -> Case:
    decide(taken, jelena, dragan)
    return taken


def letter(case: Case, recipient: str) -> Delivery:
    with municipality_scope(case.municipality_id):
        return Delivery.objects.get(case=case, recipient=recipient)


def note_delivery(client: Client, delivery: Delivery, what: str, proof: str = "RR 1234") -> int:
    address = reverse("admin:cases_delivery_change", args=[delivery.pk])
    return client.post(address, {"what": what, "on": "20.3.2026.", "proof": proof}).status_code


def test_the_post_list_follows_a_letter(issued: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    for recipient in ("applicant", "employer"):
        decisions.start_delivery(municipality_id=issued.municipality_id, delivery_id=letter(issued, recipient).pk)
    employer = letter(issued, "employer")
    assert employer.status == "to_post"
    listed = clerk.get(reverse("admin:cases_delivery_changelist"), {"status__exact": "to_post"}).content.decode()
    assert issued.number in listed and "Укупно: 1" in listed
    assert (
        MATERNITY["employer"]["employer_address"]
        in clerk.get(reverse("admin:cases_delivery_change", args=[employer.pk])).content.decode()
    )
    assert note_delivery(clerk, employer, "posted", proof="") == 422
    assert note_delivery(clerk, employer, "posted") == 302
    assert note_delivery(clerk, employer, "returned") == 302
    assert note_delivery(clerk, employer, "delivered") == 302
    employer = letter(issued, "employer")
    assert employer.status == "delivered" and employer.proof == "RR 1234" and fresh(issued).state == "issued"
    assert note_delivery(clerk, employer, "posted") == 409


def test_delivery_at_the_counter_starts_the_term_for_an_appeal(issued: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk, own = at_desk(jelena), letter(issued, "applicant")
    assert "Измишљена 14" in clerk.get(reverse("admin:cases_delivery_change", args=[own.pk])).content.decode()
    assert note_delivery(clerk, own, "delivered", proof="потврда са шалтера 5/2026") == 302
    assert fresh(issued).state == "delivered" and fresh(issued).act_by is not None


def test_an_appeal_goes_its_way(issued: Case, jelena: User, milica: User, lazar: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    note_delivery(clerk, letter(issued, "applicant"), "delivered")
    with municipality_scope(issued.municipality_id):
        actions.lodge_appeal(case=fresh(issued), text="Износ није тачан.", by=milica)

    def act(action: str, client: Client = clerk, **data: str) -> int:
        address = reverse("admin:cases_case_act", args=[issued.pk, action])
        return client.post(address, {"version": fresh(issued).version} | data).status_code

    assert issued.number in clerk.get("/admin/", {"gomila": "nastavak"}).content.decode()
    assert act("forward_appeal") == 302
    assert act("uphold_decision", reason="") == 422
    assert act("uphold_decision", reason="Жалба је одбијена") == 302 and fresh(issued).state == "final"
    assert act("archive") == 404
    keeper = at_desk(lazar)
    assert issued.number in keeper.get("/admin/").content.decode()
    card = keeper.get(reverse("admin:cases_case_change", args=[issued.pk])).content.decode()
    assert "Архивирај" in card and "Текстил" not in card and "Износ није тачан" not in card
    asked = keeper.get(reverse("admin:cases_case_act", args=[issued.pk, "archive"])).content.decode()
    assert "Архивирај" in asked and "Примеровић" not in asked
    assert act("archive", keeper) == 302 and fresh(issued).state == "archived"


def test_a_decided_case_is_reopened_for_correction(issued: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    note_delivery(clerk, letter(issued, "applicant"), "delivered")
    address = reverse("admin:cases_case_act", args=[issued.pk, "reopen_for_correction"])
    data = {"version": fresh(issued).version, "reason": "Послодавац је накнадно платио доприносе"}
    assert clerk.post(address, data).status_code == 302 and fresh(issued).state == "in_review"
    assert services.get("maternity-pay").outcome("correction")
    sent = written(clerk, issued, "correction") | {"propose": "1"}
    assert clerk.post(composer(issued, "correction"), sent).status_code == 302
    assert proposed(issued).replaces is not None
