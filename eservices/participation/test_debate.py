"""The debate: comments on paragraphs, threads, limits, answers, moderation, following and the digest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.cases.paper.verification import verify
from eservices.participation import actions, tasks
from eservices.participation.models import Announcement, Comment, Follow, Moderation, Paragraph, Process
from eservices.participation.phases import Kind, NotNow, Part, Phase, Standing
from eservices.participation.samples import TEXT, opened
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.factories import on, relay_all

pytestmark = pytest.mark.django_db
REGISTERED, VISITOR = Standing.REGISTERED, Standing.VISITOR


def say(process: Process, by: User | None, text: str = "Слажем се.", **more: object) -> Comment:
    said = actions.Said(text=text, signed="Милица П.", **more)  # type: ignore[arg-type]
    return actions.comment(process=process, said=said, standing=REGISTERED if by else VISITOR, by=by)


def key_of(process: Process, position: int = 1) -> str:
    return Paragraph.objects.get(version=process.versions.last(), position=position).key


def page(process: Process, name: str = "process", *args: object) -> str:
    return reverse(f"participation:{name}", args=[process.municipality.slug, process.code, *args])


def test_a_process_is_public_once_it_is_announced(town: Municipality, editor: User, client: Client) -> None:
    draft = actions.create(
        kind=Kind.DEBATE, municipality=town, fields={"title": "Нацрт", "summary": "Тајна."}, by=editor
    )
    assert client.get(page(draft)).status_code == 404 and not Announcement.objects.exists()
    process = opened(town, editor)
    shown = client.get(page(process)).content.decode()
    assert all(text in shown for text in TEXT)
    assert "Зона тридесет" in client.get(reverse("participation:index")).content.decode()


def test_a_hearing_shorter_than_the_rule_is_not_announced(town: Municipality, editor: User) -> None:
    with pytest.raises(actions.NeedMissing, match="dates"):
        opened(town, editor, Kind.HEARING, days=19)
    assert opened(town, editor, Kind.HEARING, days=20).phase_now() is Phase.OPEN


def test_a_comment_stays_with_its_paragraph_through_versions(debate: Process, milica: User, editor: User) -> None:
    key = key_of(debate, 2)
    say(debate, milica, paragraph=key, side="against")
    actions.publish_text(process=debate, paragraphs=("Ново.", "Паркирање у зони није бесплатно."), by=editor)
    latest = debate.versions.last()
    assert latest is not None and latest.paragraphs.get(position=2).key == key
    assert Comment.objects.get().version == 1


def test_a_published_text_cannot_be_changed(debate: Process) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Paragraph.objects.update(text="Друго.")


def test_replies_count_in_their_thread_only(debate: Process, milica: User, ana: User) -> None:
    first = say(debate, milica)
    reply = say(debate, ana, "Не слажем се.", thread=first)
    first.refresh_from_db()
    assert first.answers == 1 and reply.thread == first
    with pytest.raises(actions.NoSuchPlace):
        say(debate, milica, "Одговор на одговор.", thread=reply)
    with pytest.raises(actions.NoSuchPlace):
        say(debate, milica, "Непознат пасус.", paragraph="nema")


def test_identity_level_decides_who_may_write(town: Municipality, editor: User, milica: User) -> None:
    strict = opened(town, editor, identity="verified")
    with pytest.raises(NotNow, match="identity"):
        say(strict, milica)
    loose = opened(town, editor, identity="open")
    assert say(loose, None).author is None


def test_after_the_last_day_nobody_writes_although_nobody_closed_it(debate: Process, milica: User) -> None:
    with on(timezone.now() + timedelta(days=30)):
        with pytest.raises(NotNow, match="phase"):
            say(debate, milica)
        tasks.follow_the_calendar()
        debate.refresh_from_db()
    assert debate.phase == Phase.REPORTING and debate.clock_days == 15
    assert debate.due_on is not None and debate.due_on >= debate.spans[Phase.OPEN].last + timedelta(days=15)


def test_too_many_comments_are_refused_until_a_told_moment(debate: Process, milica: User) -> None:
    start = timezone.now()
    for number in range(10):
        say(debate, milica, f"Коментар {number}.")
    with pytest.raises(actions.TooMany) as refused:
        say(debate, milica, "Још један.")
    assert refused.value.again_at - start < timedelta(hours=1, seconds=30)
    with on(refused.value.again_at + timedelta(seconds=1)):
        say(debate, milica, "Још један.")


def test_the_same_words_are_not_taken_twice(debate: Process, milica: User, ana: User) -> None:
    say(debate, milica)
    say(debate, ana)
    with pytest.raises(actions.SaidBefore):
        say(debate, milica)


# -- moderation --------------------------------------------------------------------------------------------------------
def test_a_hidden_comment_keeps_its_original_and_another_official_decides_the_objection(
    debate: Process, milica: User, editor: User, dragan: User
) -> None:
    comment = say(debate, milica, "Оштре речи.")
    actions.report_abuse(comment=comment, rule="insult", note="", standing=VISITOR, by=None)
    moderation = actions.hide(comment=comment, rule="insult", reason="Вређање суседа.", by=editor)
    comment.refresh_from_db()
    assert comment.hidden and comment.text == "" and moderation.original == "Оштре речи."
    assert not comment.abuse_reports.filter(settled_at=None).exists()
    actions.appeal(moderation=moderation, text="Нисам никог вређала.", standing=REGISTERED, by=milica)
    with pytest.raises(actions.AlreadyDone):
        actions.appeal(moderation=moderation, text="Опет.", standing=REGISTERED, by=milica)
    with pytest.raises(actions.SamePerson):
        actions.decide_appeal(moderation=moderation, upheld=True, reason="Остаје.", by=editor)
    actions.decide_appeal(moderation=moderation, upheld=False, reason="Није увреда.", by=dragan)
    shown = Comment.objects.get()
    assert not shown.hidden and shown.text == "Оштре речи."


def test_nobody_objects_for_somebody_else(debate: Process, milica: User, ana: User, editor: User) -> None:
    moderation = actions.hide(comment=say(debate, milica), rule="spam", reason="Реклама.", by=editor)
    with pytest.raises(NotNow, match="part"):
        actions.appeal(moderation=moderation, text="Вратите.", standing=REGISTERED, by=ana)


def test_hidden_words_are_on_no_page_and_in_no_export(
    debate: Process, milica: User, editor: User, client: Client
) -> None:
    comment = say(debate, milica, "ЗабрањенаРеч")
    actions.hide(comment=comment, rule="hate", reason="Говор мржње.", by=editor)
    for address in (page(debate, "discussion"), page(debate, "export", "csv"), page(debate, "export", "json")):
        body = b"".join(client.get(address)).decode()
        assert "ЗабрањенаРеч" not in body and ("Говор мржње" in body or "hate" in body)
    assert "ЗабрањенаРеч" in sign_in(client, milica).get(page(debate, "appeal", comment.pk)).content.decode()


# -- following ---------------------------------------------------------------------------------------------------------
def test_the_digest_mails_once(
    debate: Process, milica: User, ana: User, editor: User, mailoutbox: list[EmailMessage]
) -> None:
    actions.follow(process=debate, standing=REGISTERED, by=milica)
    assert tasks.promise_digests() == 0
    for text in ("Први.", "Други."):
        say(debate, ana, text)
    assert tasks.promise_digests() == 1
    assert tasks.promise_digests() == 1  # the same day: the same promise
    follow = Follow.objects.get()
    until = debate.events.last()
    assert until is not None
    relay_all()
    for _ in range(2):  # a worker that died after sending
        tasks.send_digest(municipality_id=debate.municipality_id, follow_id=follow.pk, until=until.pk)
    [letter] = mailoutbox
    assert letter.to == [milica.email] and "Нов коментар: 2" in str(letter.body) and "Други" not in str(letter.body)
    assert tasks.promise_digests() == 0


def test_a_digest_tried_again_is_the_same_letter(debate: Process, milica: User, ana: User) -> None:
    follow = actions.follow(process=debate, standing=REGISTERED, by=milica)
    say(debate, ana)
    until = debate.events.last()
    assert until is not None
    first = tasks.digest_letter(follow, until.pk)
    say(debate, ana, "После обећања.")
    assert first == tasks.digest_letter(follow, until.pk) and first is not None


def test_the_author_is_told_of_an_answer(
    debate: Process, milica: User, editor: User, mailoutbox: list[EmailMessage]
) -> None:
    comment = say(debate, milica)
    actions.answer(comment=comment, stance="accepted", text="Усвајамо.", by=editor)
    relay_all()
    [letter] = mailoutbox
    assert letter.to == [milica.email] and "Усвајамо" not in str(letter.body)


# -- report ------------------------------------------------------------------------------------------------------------
def test_a_report_is_published_by_a_second_person_and_sealed(
    debate: Process, milica: User, editor: User, dragan: User, client: Client
) -> None:
    comment = say(debate, milica, side="for")
    actions.answer(comment=comment, stance="noted", text="Хвала.", by=editor)
    with on(timezone.now() + timedelta(days=31)):
        tasks.follow_the_calendar()
        actions.write_report(process=debate, text="Грађани подржавају зону.", by=dragan)
        with pytest.raises(actions.SamePerson):
            actions.publish_report(process=debate, by=dragan)
        actions.write_report(process=debate, text="Грађани подржавају зону.", by=editor)
        report = actions.publish_report(process=debate, by=dragan)
        relay_all()
        report.refresh_from_db()
        assert report.figures["comments"]["for"] == 1 and report.figures["answers"]["noted"] == 1
        response = client.get(page(debate, "report"))
    assert response.content.startswith(b"%PDF-1.7") and len(report.sha256) == 64
    assert verify(response.content).good


def test_a_hearing_is_reported_only_when_every_remark_was_answered(
    town: Municipality, milica: User, editor: User, dragan: User
) -> None:
    hearing = opened(town, editor, Kind.HEARING, days=20)
    comment = say(hearing, milica)
    with on(timezone.now() + timedelta(days=20)):
        actions.write_report(process=hearing, text="Закључак.", by=editor)
        with pytest.raises(actions.NeedMissing, match="all_answered"):
            actions.publish_report(process=hearing, by=dragan)
        actions.answer(comment=comment, stance="refused", text="Није у складу са планом.", by=editor)
        actions.publish_report(process=hearing, by=dragan)
        hearing.refresh_from_db()
    assert hearing.phase == Phase.FINISHED and hearing.clock_stopped is not None


def test_a_process_that_is_called_off_says_why(debate: Process, dragan: User, client: Client) -> None:
    with pytest.raises(actions.NeedMissing, match="reason"):
        actions.move_on(process=debate, step="call_off", part=Part.HEAD, by=dragan)
    actions.move_on(process=debate, step="call_off", reason="Пројекат је повучен.", part=Part.HEAD, by=dragan)
    assert "Пројекат је повучен." in client.get(page(debate)).content.decode()
    assert Moderation.objects.count() == 0
