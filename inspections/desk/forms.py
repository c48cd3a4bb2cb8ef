"""Forms of the acts at the desk: each carries the version that the official saw, and asks only what the act needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inspections import routing
from inspections.access import InspectionDesk
from inspections.actions import MOST_PARTS, Part
from inspections.desk.people import inspectors_of
from inspections.models import Category, ExternalBody, Forwarding, Photo, Report, ResponseTemplate
from inspections.wording import name_of
from municipalities.accounts.models import User
from municipalities.script import to_latin
from municipalities.templatetags.pismo import pismo

CHOOSE = ("", _("– изаберите –"))
LONGEST_TEXT = 4000


def ready_answers(municipality_id: int, action: str, category: Category | None) -> list[ResponseTemplate]:
    """Ready answers for an act, those of the category before the general ones."""
    rows = ResponseTemplate.objects.filter(municipality_id=municipality_id, action=action)
    return sorted(
        (row for row in rows if row.category_id in (None, category.pk if category else None)),
        key=lambda row: (row.category_id is None, row.title),
    )


def in_script_of(report: Report, text: str) -> str:
    """A text written in Cyrillic, in the script that the sender reads."""
    return to_latin(text) if report.language == "sr-latn" else text


def _text(label: Any, help_text: Any, *, required: bool = True, missing: Any = None) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": missing or _("Напишите текст."),
            "max_length": _("Текст може имати највише 4.000 знакова. Скратите га."),
        },
    )


class ActForm(forms.Form):
    """An act without questions; ``version`` is what the page was made from."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, report: Report, desk: InspectionDesk, action: str, **kwargs: Any) -> None:
        self.report, self.desk, self.action = report, desk, action
        super().__init__(*args, **{"initial": {"version": report.version}, **kwargs})
        self.prepare()

    def prepare(self) -> None:
        """Fill in the choices that depend on report and desk."""

    def choose_from(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        """Offer choices in a field, with an empty first one."""
        self.fields[name].choices = [CHOOSE, *choices]  # type: ignore[attr-defined]

    @property
    def seen(self) -> int:
        """The version that the official saw."""
        return int(self.cleaned_data["version"])

    def refresh_version(self) -> None:
        """After a conflict the page goes on from the present state, with everything typed kept."""
        self.data = {**self.data, "version": str(self.report.version)}


class AnswerForm(ActForm):
    """An act with a text that the sender reads: a ready answer, own words, or both."""

    ready = forms.ChoiceField(label=_("Спреман одговор"), required=False)
    text = _text(
        _("Текст за подносиоца"), _("Подносилац ће га прочитати. Празно уз спреман одговор значи: само спреман одговор."),
        required=False,
    )  # fmt: skip

    def prepare(self) -> None:
        rows = ready_answers(self.desk.municipality_id, self.action, self.report.category)
        self.offered = {str(row.pk): row for row in rows}
        self.choose_from("ready", [(pk, pismo(row.title)) for pk, row in self.offered.items()])
        if not rows:
            del self.fields["ready"]
            self.fields["text"].help_text = _("Подносилац ће га прочитати.")
            self.fields["text"].required = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.answer() and "text" not in self.errors:
            self.add_error("text", _("Напишите шта подносилац треба да зна, или изаберите спреман одговор."))
        return given

    def answer(self) -> str:
        """The ready answer in the sender's script and the official's own words after it."""
        chosen = self.offered.get(self.cleaned_data.get("ready", ""))
        parts = [in_script_of(self.report, chosen.text) if chosen else "", self.cleaned_data.get("text", "")]
        return "\n\n".join(part.strip() for part in parts if part.strip())


class ReasonForm(ActForm):
    """An act with a reason that stays in the file (разлог за списе)."""

    reason = _text(_("Разлог"), _("Остаје у списима; подносилац га не види."), missing=_("Напишите разлог."))


class InspectorForm(ActForm):
    """To which inspector the report goes."""

    to = forms.ChoiceField(
        label=_("Инспектор"),
        error_messages={"required": _("Изаберите инспектора."), "invalid_choice": _("Изаберите инспектора са списка.")},
    )

    def prepare(self) -> None:
        kind = self.report.inspectorate.slug
        self.people = {str(one.user.pk): one.user for one in inspectors_of(self.desk) if one.covers(kind)}
        self.choose_from("to", [(pk, pismo(str(user))) for pk, user in self.people.items()])

    def chosen(self) -> User:
        return self.people[self.cleaned_data["to"]]


class ReassignForm(InspectorForm, ReasonForm):
    """To which inspector a running inspection goes, and why."""

    field_order = ["to", "reason"]


class CategoryForm(AnswerForm):
    """Into which category the report goes, and what the sender is told."""

    category = forms.ModelChoiceField(
        label=_("Нова категорија"),
        help_text=_("Пријава се поново упућује, а разврставање има нов рок."),
        queryset=Category.objects.select_related("inspectorate"),
        error_messages={"required": _("Изаберите категорију."), "invalid_choice": _("Изаберите категорију са списка.")},
    )
    field_order = ["category", "ready", "text"]

    def prepare(self) -> None:
        super().prepare()
        field: Any = self.fields["category"]
        field.queryset = field.queryset.exclude(pk=self.report.category_id)
        field.empty_label = CHOOSE[1]
        field.label_from_instance = lambda row: f"{name_of(row.inspectorate)}: {name_of(row)}"


class PriorityForm(ActForm):
    """How urgent the report is."""

    priority = forms.TypedChoiceField(
        label=_("Хитност"), choices=Report.Priority.choices, coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите хитност.")},
    )  # fmt: skip

    def prepare(self) -> None:
        self.fields["priority"].initial = self.report.priority


class ForwardForm(AnswerForm):
    """To which body the report goes, what the body and what the sender are told."""

    body = forms.ChoiceField(
        label=_("Орган или предузеће"),
        error_messages={"required": _("Изаберите коме."), "invalid_choice": _("Изаберите орган са списка.")},
    )
    message = _text(_("Порука органу"), _("Уз опис и место пријаве, који се шаљу сами. Може и празно."), required=False)
    with_contact = forms.BooleanField(
        label=_("Пошаљи и име и контакт подносиоца"), required=False,
        help_text=_("Само ако је органу потребно да се јави подносиоцу."),
    )  # fmt: skip
    field_order = ["body", "message", "with_contact", "ready", "text"]

    def prepare(self) -> None:
        super().prepare()
        self.bodies = {str(body.pk): body for body in routing.bodies_for(self.report.municipality)}
        mailed, unmailed = str(_("е-поштом")), str(_("без е-поште, пошаљите дописом"))
        self.choose_from(
            "body",
            [(pk, f"{name_of(body)} ({mailed if body.email else unmailed})") for pk, body in self.bodies.items()],
        )
        suggested = self.suggested()
        self.fields["body"].initial = suggested and str(suggested.pk)
        if self.report.identity != Report.Identity.KNOWN or not self.report.reporter:
            del self.fields["with_contact"]

    def suggested(self) -> ExternalBody | None:
        """The body that the routing table or the default of the category leads to."""
        here = self.report
        return routing.route(
            here.municipality, here.category, at=here.filed_at, address=here.address, place=here.place
        ).body

    def chosen(self) -> ExternalBody:
        return self.bodies[self.cleaned_data["body"]]


class ReplyForm(ActForm):
    """What a body answered otherwise than by its form."""

    outcome = forms.ChoiceField(
        label=_("Шта је орган одговорио"), choices=Forwarding.Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите исход.")},
    )  # fmt: skip
    text = _text(_("Садржај одговора"), _("Остаје у списима, са начином на који је стигао."))


class LeadForm(ActForm):
    """Into which report this one is merged."""

    lead = forms.CharField(
        label=_("Број водећег предмета"),
        help_text=_("Пријава о истом, која остаје отворена. На пример 355-12/26-IV."),
        max_length=60,
        error_messages={"required": _("Унесите број водећег предмета.")},
    )

    def clean_lead(self) -> Report:
        number = self.cleaned_data["lead"].strip()
        found = self.desk.reports().filter(number=number).exclude(pk=self.report.pk).first()
        if found is None:
            raise forms.ValidationError(_("Међу пријавама које видите нема другог предмета са тим бројем."))
        return found


class SplitForm(AnswerForm):
    """Up to three problems at once that become reports of their own; the act may be repeated."""

    FIRST = 3
    field_order = ["category_1", "description_1", "category_2", "description_2", "category_3", "description_3"]

    def prepare(self) -> None:
        super().prepare()
        choices = [CHOOSE, *((str(row.pk), name_of(row)) for row in self._categories().values())]
        for number in range(1, self.FIRST + 1):
            self.fields[f"category_{number}"] = forms.ChoiceField(
                label=_("%(number)s. део: категорија") % {"number": number}, choices=choices, required=number == 1,
                error_messages={"required": _("Изаберите категорију бар једног дела.")},
            )  # fmt: skip
            self.fields[f"description_{number}"] = _text(
                _("%(number)s. део: опис") % {"number": number},
                _("Пренесите речи подносиоца које се тичу овог дела."), required=number == 1,
                missing=_("Опишите део који се издваја."),
            )  # fmt: skip
        self.order_fields([*self.field_order, "ready", "text"])

    def _categories(self) -> dict[str, Category]:
        if not hasattr(self, "_known"):
            self._known = {str(row.pk): row for row in Category.objects.select_related("inspectorate")}
        return self._known

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for number in range(2, self.FIRST + 1):
            both = [given.get(f"category_{number}"), given.get(f"description_{number}")]
            if any(both) and not all(both):
                self.add_error(f"description_{number}", _("Део има и категорију и опис."))
        return given

    def parts(self) -> list[Part]:
        """The parts that were filled in, never more than a report may have."""
        given, known = self.cleaned_data, self._categories()
        numbers = [number for number in range(1, self.FIRST + 1) if given.get(f"category_{number}")]
        found = [Part(known[given[f"category_{number}"]], given[f"description_{number}"].strip()) for number in numbers]
        return found[:MOST_PARTS]


class PublishForm(ActForm):
    """What everybody may read and see of the report; nothing of it may tell who sent it or who is accused."""

    public_text = forms.CharField(
        label=_("Опис за јавност"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Без имена, адреса, бројева и регистарских ознака. Може и празно."),
    )  # fmt: skip
    public_outcome = forms.CharField(
        label=_("Исход за јавност"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    photos = forms.MultipleChoiceField(
        label=_("Слике које сви могу да виде"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Означите само слике на којима нема лица, таблица ни туђих дворишта."),
    )  # fmt: skip

    def prepare(self) -> None:
        self.pictures: dict[str, Photo] = {str(photo.pk): photo for photo in self.report.photos.all()}
        names = [(pk, _("слика %(number)s") % {"number": n}) for n, pk in enumerate(self.pictures, start=1)]
        self.fields["photos"].choices = names  # type: ignore[attr-defined]
        self.fields["photos"].initial = [pk for pk, photo in self.pictures.items() if photo.cleared]
        self.fields["public_text"].initial = self.report.public_text
        self.fields["public_outcome"].initial = self.report.public_outcome
        if not names:
            del self.fields["photos"]

    def chosen(self) -> list[Photo]:
        return [self.pictures[pk] for pk in self.cleaned_data.get("photos", [])]
