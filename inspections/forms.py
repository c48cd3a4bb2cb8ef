"""Forms of the citizen's pages: one question each, every message says what to do."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from eservices.cases.views.files import FilesInput
from inspections import public_list
from inspections.actions import Followed
from inspections.grid import MILLION, Point, distance
from inspections.models import Category, Report
from inspections.rules import Question
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

LONGEST_TEXT = 4000
PICTURES = "image/jpeg,image/png,image/heic,image/heif,image/webp,.jpg,.jpeg,.png,.heic,.heif,.webp"


def in_words(texts: Any) -> str:
    """A text of the data (``sr`` in Cyrillic, ``en``) in the reader's language and script."""
    return str(texts["en"]) if get_language() == "en" else pismo(str(texts["sr"]))


class PageForm(forms.Form):
    """A page of a report."""

    use_required_attribute = False
    one_question = False

    def kept(self) -> dict[str, Any]:
        """What the draft keeps of the page."""
        return dict(self.cleaned_data)


class PhotoField(forms.Field):
    """Photographs chosen or taken."""

    widget = FilesInput

    def __init__(self, **more: Any) -> None:
        attrs = {"accept": PICTURES, "multiple": "multiple", "data-max-bytes": str(settings.UPLOAD_LIMIT_BYTES)}
        super().__init__(required=False, widget=FilesInput(attrs=attrs), **more)


class PhotosForm(PageForm):
    """Photographs, if there are any."""

    mark_optional = False
    photos = PhotoField(label=_("Изаберите слике или сликајте"))


class QuestionsForm(PageForm):
    """The extra questions of a category, built from its data."""

    def __init__(self, questions: Iterable[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            if question.kind != "notice":
                self.fields[question.code] = _field(question)


def _field(question: Question) -> forms.Field:
    label = in_words(question.label)
    missing = {"required": translate("Одговорите на питање: %(question)s") % {"question": label}}
    choices = [(choice.key, in_words(choice.label)) for choice in question.choices]
    common: dict[str, Any] = {"label": label, "required": question.required, "error_messages": missing}
    if question.kind == "single":
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
    if question.kind == "multi":
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if question.kind == "number":
        widget = forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"})
        return forms.IntegerField(min_value=0, max_value=1_000_000, widget=widget, **common)
    return forms.CharField(max_length=300, **common)


class PositionForm(PageForm):
    """A position in the municipality, typed or written by the button of the device."""

    # Boxes with half a degree around every seat would overlap neighbours; farther than this no municipality reaches.
    FARTHEST_METRES = 60_000

    position = forms.CharField(
        label=_("Положај на мапи"),
        help_text=_("Ширина и дужина, на пример 44,0139 20,9114. Дугме за положај их упише само."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "off", "inputmode": "decimal"}),
    )

    def __init__(self, municipality: Municipality, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality

    def clean_position(self) -> str:
        """The position as two decimal numbers with a full stop."""
        typed = self.cleaned_data["position"].strip()
        if not typed:
            return ""
        point = parse_position(typed)
        if point is None:
            raise forms.ValidationError(_("Унесите ширину и дужину, на пример 44,0139 20,9114."))
        if not self._is_here(point):
            raise forms.ValidationError(
                translate(
                    "То место није у овој општини (%(name)s). Изаберите место у њој или пријавите другој општини."
                )
                % {"name": pismo(self.municipality.name)}
            )
        return f"{point.lat / MILLION:.6f} {point.lon / MILLION:.6f}"

    def _is_here(self, point: Point) -> bool:
        """Whether the place can lie in the municipality: its borders are not known, its seat and size are."""
        seat = Point(
            round(float(self.municipality.seat_latitude) * MILLION),
            round(float(self.municipality.seat_longitude) * MILLION),
        )
        reach = min(self.FARTHEST_METRES, 4_000 * math.sqrt(max(self.municipality.area_km2, 1)))
        return distance(seat, point) <= reach


class PlaceForm(PositionForm):
    """Where it is: an address or landmark, a position, or both."""

    address = forms.CharField(
        label=_("Улица и број, или нешто по чему се место препознаје"),
        help_text=_("На пример: Измишљена 14, или: аутобуско стајалиште код школе."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order = ["address", "position"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("address", "").strip() and not data.get("position"):
            self.add_error("address", _("Напишите где је то, или упишите положај."))
        return data


def parse_position(typed: str) -> Point | None:
    """A point out of two decimal numbers, with comma or full stop; None when there are none."""
    parts = typed.replace(";", " ").split()
    if len(parts) == 1 and parts[0].count(",") == 1 and "." in parts[0]:
        parts = parts[0].split(",")
    try:
        lat, lon = (float(part.rstrip(",").replace(",", ".")) for part in parts)
    except ValueError:
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return None
    return Point(round(lat * MILLION), round(lon * MILLION))


class DescriptionForm(PageForm):
    """What is wrong, in the sender's own words."""

    one_question = True
    description = forms.CharField(
        label=_("Шта се догађа?"),
        help_text=_("Напишите шта сте видели и откад траје. Име другог човека не пишите ако није неопходно."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": str(LONGEST_TEXT)}),
        error_messages={
            "required": _("Напишите бар једном реченицом шта се догађа."),
            "max_length": _("Текст је предугачак: највише 4000 знакова."),
        },
    )


class IdentityChoices(forms.RadioSelect):
    """Radios with a sentence under each."""

    hints = {
        Report.Identity.KNOWN: _(
            "Инспектор зна ко сте и може да вас пита. Јавно се ваше име никада не види. Добијате одговор."
        ),
        Report.Identity.PROTECTED: _(
            "Ваше податке види само руководилац инспекција: ни инспектор на терену, ни онај кога пријављујете. "
            "Нема их у записнику. Добијате одговор."
        ),
        Report.Identity.ANONYMOUS: _(
            "Не чувамо ништа о вама. Одговор видите само помоћу шифре коју добијете на крају; сачувајте је."
        ),
    }

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(Report.Identity(str(value)), "")
        return option


class IdentityForm(PageForm):
    """How much the municipality may know about the sender."""

    one_question = True
    identity = forms.ChoiceField(
        label=_("Како желите да пријавите?"),
        widget=IdentityChoices,
        error_messages={"required": _("Изаберите како желите да пријавите.")},
    )

    def __init__(self, *args: Any, anonymous: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            Report.Identity.KNOWN: _("Са именом"),
            Report.Identity.PROTECTED: _("Са именом, али заштићено"),
            Report.Identity.ANONYMOUS: _("Анонимно"),
        }
        left_out = () if anonymous else (Report.Identity.ANONYMOUS,)
        self.fields["identity"].choices = [(key, text) for key, text in labels.items() if key not in left_out]  # type: ignore[attr-defined]


class ContactForm(PageForm):
    """Who the sender is and where the answer goes."""

    name = forms.CharField(
        label=_("Име и презиме"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Упишите име и презиме, или се вратите и изаберите анонимну пријаву.")},
    )
    email = forms.EmailField(
        label=_("Е-пошта"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("Адреса е-поште није исправна. Проверите да ли има знак @, на пример ime@primer.rs.")
        },
    )
    phone = PhoneNumberField(
        label=_("Телефон"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "class": "govuk-input--width-20"}),
        error_messages={"invalid": _("Број телефона није исправан. Унесите га, на пример, овако: 064 123 4567.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("email") and not data.get("phone"):
            self.add_error("email", _("Оставите е-пошту или телефон, да бисмо могли да вас питамо и да одговоримо."))
        return data

    def kept(self) -> dict[str, Any]:
        return {name: str(value or "") for name, value in self.cleaned_data.items()}


class AnswerForm(PageForm):
    """The sender's answer to a question of the inspection."""

    answer = forms.CharField(
        label=_("Ваш одговор"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": str(LONGEST_TEXT)}),
        error_messages={"required": _("Напишите одговор на питање инспекције.")},
    )


class RemarkForm(PageForm):
    """Something the sender adds without being asked."""

    words = forms.CharField(
        label=_("Шта желите да додате?"),
        help_text=_("На пример да се стање погоршало, или да је решено. Чита га инспектор."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": str(LONGEST_TEXT)}),
        error_messages={"required": _("Напишите шта желите да додате.")},
    )


class JudgeForm(PageForm):
    """Satisfied or not, and whether the report should be opened again."""

    satisfied = forms.ChoiceField(
        label=_("Да ли је проблем решен како треба?"),
        choices=[
            ("yes", _("Јесте")),
            ("no", _("Није, али не тражим да поново поступате")),
            ("reopen", _("Није, тражим да се пријава поново отвори")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите један одговор.")},
    )  # fmt: skip
    comment = forms.CharField(
        label=_("Шта није у реду, или шта јесте"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": "1000"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("satisfied") == "reopen" and not data.get("comment", "").strip():
            self.add_error("comment", _("Напишите шта није решено, да би инспекција знала зашто да поступи поново."))
        return data


class FollowForm(PageForm):
    """Where news about a report are sent."""

    email = forms.EmailField(
        label=_("Ваша е-пошта"),
        help_text=_("Прво вам пошаљемо поруку у којој потврђујете да желите новости. Прекидате их једним притиском."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Унесите адресу е-поште, на пример ime@primer.rs."),
            "invalid": _("Адреса е-поште није исправна. Проверите да ли има знак @, на пример ime@primer.rs."),
        },
    )


class AreaForm(PositionForm, FollowForm):
    """What somebody follows by e-mail: a category or all, the whole municipality or the surroundings of a place."""

    category = forms.ChoiceField(label=_("Шта пратите?"), required=False)
    radius = forms.ChoiceField(
        label=_("Где?"),
        choices=[
            ("", _("у целој општини")),
            ("300", _("до 300 m од места")),
            ("1000", _("до 1 km од места")),
            ("3000", _("до 3 km од места")),
        ],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Изаберите колико далеко од места.")},
    )
    field_order = ["category", "radius", "position", "email"]
    mark_optional = False

    def __init__(self, municipality: Municipality, *args: Any, **kwargs: Any) -> None:
        super().__init__(municipality, *args, **kwargs)
        every = [("", _("све категорије"))]
        self.fields["category"].choices = [*every, *public_list.categories()]  # type: ignore[attr-defined]
        self.fields["position"].label = _("Место, ако не пратите целу општину")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("radius") and not data.get("position") and "position" not in self.errors:
            self.add_error("position", _("Упишите место, или изаберите целу општину."))
        return data

    def followed(self) -> Followed:
        """What was chosen; a place without a distance means nothing."""
        given = self.cleaned_data
        category = Category.objects.get(code=given["category"]) if given["category"] else None
        if not given["radius"]:
            return Followed(category=category)
        return Followed(category=category, centre=parse_position(given["position"]), radius_metres=int(given["radius"]))


class ReplyForm(PageForm):
    """What a body answers to a forwarded report."""

    outcome = forms.ChoiceField(
        label=_("Шта је са пријавом?"),
        choices=[
            ("done", _("Решено је")),
            ("accepted", _("Преузели смо, радимо на томе")),
            ("not_ours", _("Нисмо надлежни")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Изаберите један одговор.")},
    )
    text = forms.CharField(
        label=_("Објашњење за инспекцију"),
        help_text=_("Шта је урађено и када, или ко је надлежан."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": "2000"}),
        error_messages={"required": _("Напишите објашњење за инспекцију.")},
    )
