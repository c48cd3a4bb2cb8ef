"""Words of inspection records; the rules know no language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inspections.delivery_rules import Step
from inspections.record_rules import CountedAs, Degree, Kind, Reply

Text = str | Promise

KIND_LABELS: dict[Kind, Text] = {
    Kind.ORDER: _("Налог за инспекцијски надзор"),
    Kind.NOTICE: _("Обавештење о предстојећем надзору"),
    Kind.CHECKLIST: _("Контролна листа"),
    Kind.FIELD_RECORD: _("Записник о инспекцијском надзору"),
    Kind.OBJECTIONS: _("Примедбе на записник"),
    Kind.MEASURE: _("Налагање мера"),
    Kind.CONTROL_VISIT: _("Записник о контролном надзору"),
    Kind.MISDEMEANOUR_ORDER: _("Прекршајни налог"),
    Kind.DECISION: _("Решење"),
    Kind.ENFORCEMENT: _("Закључак о дозволи извршења"),
    Kind.ANSWER: _("Обавештење подносиоцу"),
}
"""Names of the kinds, and titles of the papers."""

EXEMPTION_TITLE = _("Службена белешка о изостављању обавештења")

BASES: dict[Kind, Text] = {
    Kind.ORDER: _("На основу члана 16. Закона о инспекцијском надзору издаје се налог:"),
    Kind.NOTICE: _("На основу члана 17. Закона о инспекцијском надзору обавештавамо вас:"),
    Kind.CHECKLIST: _("На основу члана 14. Закона о инспекцијском надзору, у току надзора утврђено је:"),
    Kind.FIELD_RECORD: _("На основу Закона о инспекцијском надзору сачињава се записник:"),
    Kind.OBJECTIONS: _("На записник о инспекцијском надзору изјављене су примедбе:"),
    Kind.MEASURE: _("На основу чланова 25. и 26. Закона о инспекцијском надзору налаже се:"),
    Kind.CONTROL_VISIT: _("После рока за извршење мера извршен је контролни надзор:"),
    Kind.MISDEMEANOUR_ORDER: _("На основу Закона о прекршајима издаје се прекршајни налог:"),
    Kind.DECISION: _("На основу Закона о инспекцијском надзору и Закона о општем управном поступку доноси се решење:"),
    Kind.ENFORCEMENT: _("На основу Закона о општем управном поступку доноси се закључак:"),
    Kind.ANSWER: _("На основу Закона о инспекцијском надзору обавештавамо вас шта је предузето по вашој пријави:"),
}
"""How the papers begin."""

REJECTION_BASIS = _(
    "На основу члана 18. Закона о инспекцијском надзору обавештавамо вас да се по вашој пријави не покреће поступак:"
)

EXEMPTION_BASIS = _("На основу члана 17. Закона о инспекцијском надзору обавештење о надзору се изоставља:")

REPLY_LABELS: dict[Reply, Text] = {
    Reply.YES: _("да"),
    Reply.NO: _("не"),
    Reply.PARTLY: _("делимично"),
    Reply.NOT_APPLICABLE: _("није применљиво"),
}

DEGREE_LABELS: dict[Degree, Text] = {
    Degree.NEGLIGIBLE: _("незнатан"),
    Degree.LOW: _("низак"),
    Degree.MEDIUM: _("средњи"),
    Degree.HIGH: _("висок"),
    Degree.CRITICAL: _("критичан"),
}

COUNTED_LABELS: dict[CountedAs, Text] = {
    CountedAs.REGULAR: _("Редовни надзори"),
    CountedAs.EXTRAORDINARY: _("Ванредни надзори"),
    CountedAs.MIXED: _("Мешовити надзори"),
    CountedAs.SUPPLEMENTARY: _("Допунски надзори"),
    CountedAs.BREACH: _("Надзори са утврђеним неправилностима"),
    CountedAs.NO_BREACH: _("Надзори без неправилности"),
    CountedAs.FULFILLED: _("Мере извршене"),
    CountedAs.PARTLY_FULFILLED: _("Мере делимично извршене"),
    CountedAs.NOT_FULFILLED: _("Мере нису извршене"),
}

STEP_LABELS: dict[Step, Text] = {
    Step.SENT: _("упућено"),
    Step.RECEIVED: _("уручено"),
    Step.REFUSED: _("пријем одбијен"),
    Step.RETURNED: _("враћено неуручено"),
    Step.POSTED: _("истакнуто на огласној табли"),
    Step.TAKEN_BACK: _("претходни унос је погрешан"),
}

WAY_LABELS: dict[str, Text] = {
    "hand": _("лично, на лицу места или у управи"),
    "mail": _("поштом, препоручено са повратницом"),
    "electronic": _("електронски, у јединствени електронски сандучић"),
    "board": _("преко огласне табле"),
}

WHY_NOT_DELIVERED: dict[str, Text] = {
    "kind": _("Овај акт се не доставља надзираном субјекту."),
    "step": _("Тај корак не следи после претходног. Погледајте шта је већ унето."),
    "early": _("Дан је пре претходног корака или пре него што је акт сачињен. Проверите датум."),
    "future": _("Тај дан још није дошао. Унесите данашњи или ранији."),
}

LINE_FAULTS: dict[str, Text] = {
    "points": _("У реду %(line)s напишите прво бодове од 1 до 100, па тачку-зарез, па питање."),
    "text": _("У реду %(line)s иза тачке-зареза напишите питање."),
    "empty": _("Упишите бар једно питање."),
}

WHY_NOT: dict[str, Text] = {
    "state": _("Овај акт се не може сачинити у садашњем стању пријаве."),
    "actor": _("Овај акт сачињава инспектор или руководилац инспекција."),
    "after": _("Пре овог акта у спису мора да стоји онај на који се ослања."),
    "delivery": _("Пре овог акта мора да буде достављен онај на који се ослања. Упишите доставу."),
}
