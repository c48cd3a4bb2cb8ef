"""What each record asks. The words of the questions are also those of the paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import DateField, LongTextField, MoneyField, TextField
from inspections.forms import PhotoField
from inspections.models import Checklist, Report
from inspections.record_labels import REPLY_LABELS
from inspections.record_rules import CountedAs, Kind, Reply
from inspections.records import access, terms
from municipalities.amounts import format_amount
from municipalities.templatetags.pismo import pismo

YES_NO = [("yes", _("да")), ("no", _("не"))]


def required(text: Any) -> dict[str, Any]:
    """The message of an empty answer."""
    return {"required": text}


class RecordForm(forms.Form):
    """A record of a report. ``unprinted``: questions that are not answered on the paper."""

    use_required_attribute = False
    unprinted: ClassVar[frozenset[str]] = frozenset()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, report: Report, known: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        self.report = report
        initial = {name: value for name, value in (known or {}).items() if name in self.base_fields}
        super().__init__(*args, **{"initial": initial | {"version": report.version}, **kwargs})

    @property
    def values(self) -> dict[str, Any]:
        """What was answered, without the version and without files."""
        left_out = {"version", *(name for name, field in self.fields.items() if isinstance(field, PhotoField))}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    @property
    def ends_on(self) -> date | None:
        """Last day of what the record begins."""
        return None

    @property
    def counted_as(self) -> str:
        """What the record adds to the report of the year; empty for nothing of its own."""
        return ""

    def printed(self) -> list[tuple[str, str, bool]]:
        """Question, answer in words, and whether the answer is long; empty ones are left out."""
        rows = [
            (str(field.label), in_words(field, self.values[name]), isinstance(field, LongTextField))
            for name, field in self.fields.items()
            if name in self.values and name not in self.unprinted
        ]
        return [row for row in rows if row[1]]


def in_words(field: forms.Field, value: Any) -> str:
    """An answer as the paper says it."""
    if value in (None, ""):
        return ""
    if isinstance(field, MoneyField):
        return translate("%(amount)s динара") % {"amount": format_amount(value)}
    if isinstance(field, forms.TimeField):
        return formats.time_format(value, "H.i")
    if isinstance(value, date):
        return formats.date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices)[value])  # type: ignore[arg-type]
    return str(value)


def time_field(label: Any, missing: Any) -> forms.TimeField:
    """A time of the day, written with a dot or a colon."""
    return forms.TimeField(
        label=label, input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"class": "govuk-input--width-5", "inputmode": "text"}, format="%H.%M"),
        error_messages={"required": missing, "invalid": _("Унесите време, на пример 9.30.")},
    )  # fmt: skip


class SubjectForm(RecordForm):
    """A record that names the supervised subject (надзирани субјект)."""

    subject = TextField(
        label=_("Надзирани субјект"), help_text=_("Назив и седиште, или име и адреса. Ако није познат, напишите „непознат“."),
        error_messages=required(_("Напишите ко се надзире, или „непознат“.")),
    )  # fmt: skip


class OrderForm(SubjectForm):
    """Налог за инспекцијски надзор, ЗИН, чл. 16."""

    supervision = forms.ChoiceField(
        label=_("Врста надзора"), widget=forms.RadioSelect, error_messages=required(_("Изаберите врсту надзора.")),
        choices=[("regular", _("редован")), ("extraordinary", _("ванредан")), ("mixed", _("мешовит")),
                 ("supplementary", _("допунски"))],
    )  # fmt: skip
    manner = forms.ChoiceField(
        label=_("Облик надзора"), widget=forms.RadioSelect, error_messages=required(_("Изаберите облик надзора.")),
        choices=[("field", _("теренски")), ("office", _("канцеларијски"))],
    )  # fmt: skip
    scope = LongTextField(
        label=_("Предмет надзора"), error_messages=required(_("Напишите шта се надзире и по ком пропису."))
    )
    begins = DateField(label=_("Надзор почиње"))
    ends = DateField(label=_("Надзор траје до"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("begins") and data.get("ends") and data["ends"] < data["begins"]:
            self.add_error("ends", translate("Надзор не може да се заврши пре него што почне. Проверите датуме."))
        return data

    @property
    def counted_as(self) -> str:
        return CountedAs(self.cleaned_data["supervision"])


class NoticeForm(SubjectForm):
    """Обавештење о предстојећем надзору, or why it is left out, ЗИН, чл. 17."""

    visit_on = DateField(label=_("Дан надзора"))
    way = TextField(label=_("Начин обавештавања"), required=False, help_text=_("На пример: електронском поштом."))
    exemption = LongTextField(
        label=_("Разлог за изостављање обавештења"), required=False,
        help_text=_("Попуните само ако се надзор не најављује, на пример због опасности по живот и здравље."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, today = data.get("visit_on"), timezone.localdate()
        if day and day < today:
            self.add_error("visit_on", translate("Дан надзора је прошао. Унесите данашњи или каснији дан."))
        elif day and not data.get("exemption"):
            earliest = terms.earliest_visit(self.report, today)
            if day < earliest:
                text = translate(
                    "Најранији дан је %(day)s, јер се надзор најављује. Изаберите каснији или наведите разлог за изостављање."
                )
                self.add_error("visit_on", text % {"day": formats.date_format(earliest, "SHORT_DATE_FORMAT")})
        return data

    @property
    def ends_on(self) -> date | None:
        return self.cleaned_data["visit_on"]


class ChecklistForm(SubjectForm):
    """Контролна листа, ЗИН, чл. 14; one question for each line of the list."""

    def __init__(self, *args: Any, checklist: Checklist, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checklist = checklist
        for question in checklist.questions():
            self.fields[question.code] = forms.ChoiceField(
                label=pismo(question.text), choices=list(REPLY_LABELS.items()), widget=forms.RadioSelect,
                error_messages=required(translate("Одговорите на питање: %(question)s") % {"question": pismo(question.text)}),
            )  # fmt: skip
        self.fields["remark"] = LongTextField(label=_("Напомена"), required=False)

    @property
    def replies(self) -> dict[str, Reply]:
        """The answers by the codes of the questions."""
        return {row.code: Reply(self.cleaned_data[row.code]) for row in self.checklist.questions()}

    @property
    def unprinted(self) -> frozenset[str]:  # type: ignore[override]
        """The answers stand in a table of their own."""
        return frozenset(row.code for row in self.checklist.questions())


class VisitForm(SubjectForm):
    """What was done on the spot."""

    day = DateField(label=_("Дан надзора"))
    began = time_field(_("Почетак"), _("Унесите када је надзор почео, на пример 9.30."))
    ended = time_field(_("Завршетак"), _("Унесите када је надзор завршен, на пример 10.15."))
    place = TextField(label=_("Место надзора"), error_messages=required(_("Унесите где је надзор извршен.")))
    present = LongTextField(
        label=_("Присутни"), widget=forms.Textarea(attrs={"rows": 2}), required=False,
        help_text=_("Ко је присуствовао и у ком својству. Подносилац пријаве се не наводи."),
    )  # fmt: skip
    facts = LongTextField(
        label=_("Чињенично стање"), max_length=8000, error_messages=required(_("Опишите шта сте утврдили на лицу места."))
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("day", timezone.localdate())
        self.initial.setdefault("place", self.report.address)

    def clean_day(self) -> date:
        """A visit is recorded after it was made."""
        day: date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(translate("Надзор још није извршен. Унесите данашњи или ранији дан."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("began") and data.get("ended") and data["ended"] < data["began"]:
            self.add_error("ended", translate("Завршетак је пре почетка. Проверите времена."))
        return data


class SigningForm(VisitForm):
    """A visit with photographs and with how the supervised subject signed."""

    signed = forms.ChoiceField(
        label=_("Потпис надзираног субјекта"), widget=forms.RadioSelect,
        error_messages=required(_("Изаберите како је записник потписан.")),
        choices=[("paper", _("потписан на папиру, слика потписа је у прилогу")), ("refused", _("одбио да потпише")),
                 ("absent", _("није био присутан"))],
    )  # fmt: skip
    signatory = TextField(label=_("Ко је потписао, или зашто није"), required=False)
    photos = PhotoField(label=_("Фотографије и слика потписа"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("signed") in ("paper", "refused") and not data.get("signatory"):
            self.add_error("signatory", translate("Напишите ко је потписао, односно због чега је потпис одбијен."))
        if data.get("signed") == "paper" and not self.files:
            self.add_error("photos", translate("Сликајте потписани лист и приложите слику."))
        return data


class FieldRecordForm(SigningForm):
    """Записник о инспекцијском надзору."""

    evidence = LongTextField(label=_("Докази"), required=False)
    statements = LongTextField(label=_("Изјаве"), required=False)
    breach = forms.ChoiceField(
        label=_("Да ли су утврђене неправилности?"), choices=YES_NO, widget=forms.RadioSelect,
        error_messages=required(_("Изаберите да ли су утврђене неправилности.")),
    )  # fmt: skip
    field_order = ["subject", "day", "began", "ended", "place", "present", "facts", "evidence", "statements", "breach",
                   "photos", "signed", "signatory"]  # fmt: skip

    @property
    def counted_as(self) -> str:
        return CountedAs.BREACH if self.cleaned_data["breach"] == "yes" else CountedAs.NO_BREACH

    @property
    def ends_on(self) -> date | None:
        """By when the record is handed to the supervised subject."""
        return terms.end(self.report, terms.DELIVERY, self.cleaned_data["day"])


class ObjectionsForm(RecordForm):
    """Примедбе на записник, as they came in, with what the inspector says of them."""

    received_on = DateField(label=_("Примљене"))
    objections = LongTextField(
        label=_("Примедбе"), max_length=8000, error_messages=required(_("Препишите или препричајте примедбе."))
    )  # fmt: skip
    finding = LongTextField(
        label=_("Оцена примедби"), error_messages=required(_("Напишите да ли су примедбе основане и зашто."))
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.until = access.objections_until(self.report)
        if self.until is not None:
            text = translate("Записник је достављен; последњи дан за примедбе је %(day)s.")
            self.fields["received_on"].help_text = text % {"day": formats.date_format(self.until, "SHORT_DATE_FORMAT")}

    def printed(self) -> list[tuple[str, str, bool]]:
        """With the term from the delivery, and whether it was kept (благовремене)."""
        if self.until is None:
            return super().printed()
        kept = translate("да") if self.values["received_on"] <= self.until else translate("не")
        day = formats.date_format(self.until, "SHORT_DATE_FORMAT")
        added = [(translate("Последњи дан за примедбе"), day, False), (translate("Благовремене"), kept, False)]
        return [*super().printed(), *added]

    def clean_received_on(self) -> date:
        """Objections are entered after they came."""
        day: date = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(translate("Унесите дан када су примедбе стигле."))
        return day


class MeasureForm(SubjectForm):
    """Налагање мера са роком, ЗИН, чл. 25. и 26."""

    breached = LongTextField(
        label=_("Повређени пропис"), widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=required(_("Наведите пропис и члан који је повређен.")),
    )  # fmt: skip
    measure = LongTextField(label=_("Наложена мера"), error_messages=required(_("Напишите шта субјект мора да уради.")))
    term_on = DateField(label=_("Рок за извршење"))

    def clean_term_on(self) -> date:
        """A term that can be kept."""
        day: date = self.cleaned_data["term_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(translate("Рок мора бити после данашњег дана."))
        return day

    @property
    def ends_on(self) -> date | None:
        return self.cleaned_data["term_on"]


class ControlVisitForm(SigningForm):
    """Записник о контролном надзору."""

    fulfilled = forms.ChoiceField(
        label=_("Да ли су мере извршене?"), widget=forms.RadioSelect,
        choices=[("yes", _("да")), ("partly", _("делимично")), ("no", _("не"))],
        error_messages=required(_("Изаберите да ли су мере извршене.")),
    )  # fmt: skip
    field_order = ["subject", "day", "began", "ended", "place", "present", "facts", "fulfilled", "photos", "signed",
                   "signatory"]  # fmt: skip

    @property
    def counted_as(self) -> str:
        found = {"yes": CountedAs.FULFILLED, "partly": CountedAs.PARTLY_FULFILLED, "no": CountedAs.NOT_FULFILLED}
        return found[self.cleaned_data["fulfilled"]]


class MisdemeanourOrderForm(SubjectForm):
    """Прекршајни налог; the amount is the one that the regulation sets, so the inspector enters it."""

    breached = LongTextField(
        label=_("Пропис који одређује прекршај"), widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=required(_("Наведите пропис и члан који одређује прекршај.")),
    )  # fmt: skip
    offence = LongTextField(
        label=_("Опис прекршаја"), error_messages=required(_("Опишите шта је учињено, када и где."))
    )
    fine = MoneyField(label=_("Новчана казна"), error_messages=required(_("Унесите износ казне, на пример 10.000,00.")))


class DecisionForm(SubjectForm):
    """Решење."""

    operative = LongTextField(
        label=_("Диспозитив"), max_length=8000, error_messages=required(_("Напишите шта се одлучује."))
    )
    reasoning = LongTextField(
        label=_("Образложење"), max_length=8000, error_messages=required(_("Образложите решење."))
    )


class EnforcementForm(SubjectForm):
    """Закључак о дозволи извршења of a decision that was not carried out."""

    not_done = LongTextField(
        label=_("Шта није извршено"), error_messages=required(_("Напишите која обавеза из решења није извршена."))
    )  # fmt: skip
    manner = LongTextField(
        label=_("Начин извршења"), error_messages=required(_("Напишите како се решење извршава, на пример преко другог лица."))
    )  # fmt: skip


class AnswerForm(RecordForm):
    """Обавештење подносиоцу: addressed to the sender of the report, who is never named."""

    unprinted = frozenset({"closes"})
    text = LongTextField(
        label=_("Шта је предузето"), error_messages=required(_("Напишите подносиоцу шта је предузето.")),
        help_text=_("Подносилац ово чита на страни за праћење. Не наводите ко је пријавио."),
    )  # fmt: skip
    closes = forms.ChoiceField(
        label=_("Да ли се тиме поступање окончава?"), choices=YES_NO, widget=forms.RadioSelect, initial="yes",
        error_messages=required(_("Изаберите да ли се поступање окончава.")),
    )  # fmt: skip


FORMS: dict[Kind, type[RecordForm]] = {
    Kind.ORDER: OrderForm,
    Kind.NOTICE: NoticeForm,
    Kind.CHECKLIST: ChecklistForm,
    Kind.FIELD_RECORD: FieldRecordForm,
    Kind.OBJECTIONS: ObjectionsForm,
    Kind.MEASURE: MeasureForm,
    Kind.CONTROL_VISIT: ControlVisitForm,
    Kind.MISDEMEANOUR_ORDER: MisdemeanourOrderForm,
    Kind.DECISION: DecisionForm,
    Kind.ENFORCEMENT: EnforcementForm,
    Kind.ANSWER: AnswerForm,
}
