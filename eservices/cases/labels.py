"""Words for states, actions and actors of the lifecycle; the lifecycle itself knows no language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eservices.cases.lifecycle import State

Text = str | Promise

STATE_LABELS = {
    State.SUBMITTED: _("Примљен"),
    State.IN_REVIEW: _("У раду"),
    State.AMENDMENT_REQUESTED: _("Чека допуну"),
    State.STAYED: _("Поступак прекинут"),
    State.PROPOSED: _("Предложена одлука"),
    State.ISSUED: _("Одлука донета"),
    State.DELIVERED: _("Одлука уручена"),
    State.APPEALED: _("По жалби"),
    State.FINAL: _("Коначан"),
    State.ARCHIVED: _("Архивиран"),
    State.WITHDRAWN: _("Подносилац одустао"),
    State.TRANSFERRED: _("Уступљен"),
}

ACTION_LABELS = {
    "submit": _("Захтев је примљен"),
    "take": _("Преузми предмет"),
    "assign": _("Додели службенику"),
    "request_amendment": _("Тражи допуну"),
    "answer_amendment": _("Достави допуну"),
    "lapse_amendment": _("Рок за допуну је протекао"),
    "stay": _("Прекини поступак"),
    "resume_stay": _("Настави поступак"),
    "extend_term": _("Продужи рок"),
    "propose": _("Предложи одлуку"),
    "propose_discontinuance": _("Предложи обуставу"),
    "return_proposal": _("Врати предлог"),
    "return_discontinuance": _("Врати предлог обуставе"),
    "issue": _("Донеси одлуку"),
    "issue_provisional": _("Донеси привремену одлуку"),
    "confirm_delivery": _("Потврди уручење"),
    "lodge_appeal": _("Изјави жалбу"),
    "forward_appeal": _("Проследи жалбу"),
    "uphold_decision": _("Жалба одбијена"),
    "annul_decision": _("Одлука поништена, предмет враћен"),
    "become_final": _("Постала коначна"),
    "reopen_for_correction": _("Отвори ради исправке"),
    "withdraw": _("Одустани од захтева"),
    "transfer": _("Уступи предмет"),
    "archive": _("Архивирај"),
}
"""What a button says."""

TIMELINE: dict[str, Text] = {
    "submit": _("Захтев је примљен"),
    "take": _("Службеник је преузео предмет"),
    "assign": _("Предмет је додељен службенику"),
    "request_amendment": _("Тражимо допуну захтева"),
    "answer_amendment": _("Допуна је примљена"),
    "lapse_amendment": _("Рок за допуну је протекао"),
    "stay": _("Поступак је прекинут"),
    "resume_stay": _("Поступак је настављен"),
    "extend_term": _("Рок је продужен"),
    "propose": _("Припремљен је предлог одлуке"),
    "propose_discontinuance": _("Припремљен је предлог обуставе"),
    "return_proposal": _("Предлог је враћен на дораду"),
    "return_discontinuance": _("Предлог обуставе је враћен на дораду"),
    "issue": _("Одлука је донета"),
    "issue_provisional": _("Донето је привремено решење"),
    "confirm_delivery": _("Одлука је уручена"),
    "lodge_appeal": _("Изјављена је жалба"),
    "forward_appeal": _("Жалба је прослеђена другостепеном органу"),
    "uphold_decision": _("Другостепени орган је одбио жалбу"),
    "annul_decision": _("Другостепени орган је поништио одлуку"),
    "become_final": _("Одлука је постала коначна"),
    "reopen_for_correction": _("Предмет је поново отворен ради исправке"),
    "withdraw": _("Подносилац је одустао од захтева"),
    "archive": _("Предмет је архивиран"),
    "transfer": _("Предмет је уступљен надлежном органу"),
    "join_cases": _("Предмету је припојен други предмет"),
    "joined_to": _("Предмет је припојен другом предмету"),
    "separate_cases": _("Припојени предмет је раздвојен"),
    "separated_from": _("Предмет је раздвојен од другог предмета"),
    "split_case": _("Део предмета је издвојен у нови предмет"),
    "split_off": _("Предмет је настао издвајањем"),
    "payment_claimed": _("Приложен је доказ о уплати"),
    "payment_confirmed": _("Уплата је потврђена"),
    "payment_refused": _("Доказ о уплати није прихваћен; уплата се и даље чека"),
    "payment_matched": _("Уплата је нађена на изводу из банке"),
    "evidence": _("Прибављени су подаци по службеној дужности"),
    "evidence_entered": _("Службеник је унео податке уз белешку"),
    "evidence_failed": _("Регистар није дао податке; покушаћемо поново"),
    "evidence_changed": _("Регистар сада даје другачији податак; службеник ће га прегледати пре одлуке"),
    "evidence_change_seen": _("Службеник је прегледао промењени податак"),
    "language_asked": _("Изабран је језик одлуке"),
    "delivery_posted": _("Одлука је предата пошти"),
    "delivery_failed": _("Пошиљка се вратила неуручена"),
    "legal_hold": _("Излучивање је забрањено"),
    "hold_lifted": _("Забрана излучивања је укинута"),
    "archive_package": _("Направљен је архивски пакет"),
    "handed_over": _("Предмет је предат надлежном архиву"),
    "destroyed": _("Рок чувања је истекао; предмет је излучен и уништен"),
}
"""What the timeline says after it happened."""


def name_events(words: Mapping[str, Text]) -> None:
    """Add the words of events that a service writes by itself; called when the service registers."""
    TIMELINE.update(words)


READINGS = {
    "open_case": _("отворио предмет"),
    "open_document": _("отворио документ"),
    "reveal_identity": _("погледао заштићени податак"),
    "note": _("уписао белешку"),
    "request_evidence": _("затражио податке из регистра"),
    "recheck_evidence": _("покренуо проверу података пред одлуку"),
    "propose_template": _("предложио образац одлуке"),
    "publish_template": _("објавио образац одлуке"),
    "reject_template": _("одбацио образац одлуке"),
    "propose_value": _("предложио вредност параметра"),
    "publish_value": _("објавио вредност параметра"),
    "reject_value": _("одбацио предлог вредности"),
    "import_statement": _("учитао извод из банке"),
    "retry_work": _("поновио обећани посао"),
    "reserve_number": _("резервисао број"),
    "use_number": _("употребио резервисан број"),
    "annul_number": _("поништио резервисан број"),
    "print_book": _("затражио штампану књигу уписника"),
    "export_book": _("преузео књигу уписника"),
    "commission_opinion": _("уписао мишљење комисије"),
    "final_invoice": _("доставио коначни рачун"),
    "money_returned": _("забележио повраћај новца"),
    "list_draw_up": _("саставио листу архиве"),
    "list_leave_out": _("изоставио предмет са листе архиве"),
    "list_submit": _("поднео листу архиве на преглед"),
    "list_review": _("прегледао листу архиве"),
    "list_send_back": _("вратио листу архиве"),
    "list_approve": _("одобрио листу архиве"),
    "list_package": _("затражио архивски пакет листе"),
    "list_hand_over": _("предао листу надлежном архиву"),
    "list_finish": _("спровео листу архиве"),
    "open_archive_file": _("преузео датотеку архиве"),
}
"""What the record of readings says of acts that are no events of the case."""

ACTOR_LABELS = {
    "applicant": _("подносилац"),
    "clerk": _("службеник"),
    "approver": _("руководилац"),
    "system": _("систем"),
}
