"""Words for phases, programmes, languages of work, steps of the commission and outcomes."""

from django.utils.translation import gettext_lazy as _

from eservices.services.e_kindergarten.phases import Moment, Phase

PHASES = {
    Phase.DRAFT: _("у припреми"),
    Phase.ANNOUNCED: _("расписан"),
    Phase.RANKED: _("рангирано, није објављено"),
    Phase.PRELIMINARY: _("објављена прелиминарна листа"),
    Phase.FINAL: _("објављена коначна листа"),
    Phase.CONTRACTS: _("закључују се уговори"),
    Phase.FINISHED: _("завршен"),
}
MOMENTS = {
    Moment.DRAFT: _("у припреми"),
    Moment.ANNOUNCED: _("најављен"),
    Moment.OPEN: _("отворен за пријаве"),
    Moment.CLOSED: _("пријаве су закључене"),
    Moment.RANKED: _("комисија рангира"),
    Moment.OBJECTIONS: _("прелиминарна листа, рок за правни лек тече"),
    Moment.OBJECTIONS_OVER: _("одлучује се о правним лековима"),
    Moment.FINAL: _("коначна листа"),
    Moment.CONTRACTS: _("закључују се уговори"),
    Moment.FINISHED: _("завршен"),
}
MOMENT_TONES = {
    Moment.OPEN: "good", Moment.ANNOUNCED: "new", Moment.OBJECTIONS: "wait", Moment.CONTRACTS: "wait",
    Moment.FINAL: "info",
}  # fmt: skip
STEPS = {
    "announce": _("Распиши конкурс"),
    "rank": _("Рангирај децу"),
    "publish_preliminary": _("Објави прелиминарну листу"),
    "publish_final": _("Објави коначну листу"),
    "start_contracts": _("Почни закључивање уговора"),
    "finish": _("Заврши конкурс"),
}
PROGRAMMES = {
    "full-day": _("Целодневни боравак"),
    "half-day": _("Полудневни боравак"),
    "preparatory": _("Припремни предшколски програм, 4 сата"),
    "developmental": _("Развојна група"),
}
LANGUAGES = {
    "sr": _("српски"),
    "hu": _("мађарски"),
    "sk": _("словачки"),
    "ro": _("румунски"),
    "rue": _("русински"),
    "hr": _("хрватски"),
    "bs": _("босански"),
    "bg": _("бугарски"),
    "sq": _("албански"),
    "rom": _("ромски"),
}
PRIORITIES = {
    "violence": _("Дете је жртва насиља у породици"),
    "social-protection": _("Породица користи социјалну заштиту, или је дете без родитељског старања"),
    "single-parent": _("Дете самохраног родитеља"),
    "unstimulating": _("Дете је из социјално нестимулативне средине"),
    "disability": _("Дете има сметње у развоју"),
    "ill-sibling": _("У породици је друго тешко болесно дете или дете са сметњама"),
    "ill-parent": _("Родитељ је тешко оболео"),
    "war-or-refuge": _("Родитељ је ратни војни инвалид, избегло или прогнано лице"),
    "social-work-centre": _("Упис предлаже центар за социјални рад"),
    "endangered": _("Дете је из средине која угрожава здравље, безбедност или развој"),
}
"""Правилник 44/2011, чл. 2, in its order."""
REMEDIES = {"prigovor": _("приговор"), "zalba": _("жалба")}
