"""What people type: comments, reports, drafts, signatures, ballots."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import ChoiceField, JmbgField, LongTextField, MoneyField, TextField
from eservices.participation.models import TEXT_LENGTH, Comment, Moderation, Option, Process
from eservices.participation.phases import Kind
from municipalities.accounts.models import User
from municipalities.amounts import format_amount
from municipalities.templatetags.pismo import pismo

MOST_PARAGRAPHS = 300
LONGEST_TEXT = 60_000
_BETWEEN = re.compile(r"\n\s*\n")


def paragraphs_in(text: str) -> tuple[str, ...]:
    """Paragraphs of a typed text: an empty line stands between two of them."""
    parts = (" ".join(part.split()) for part in _BETWEEN.split(text.replace("\r\n", "\n")))
    return tuple(part for part in parts if part)


class PlainForm(forms.Form):
    """A form whose refusals are ours and not the browser's."""

    use_required_attribute = False


class SignedForm(PlainForm):
    """Under which name something is published: a visitor types one or none, a known person chooses a form of the own."""

    signed = TextField(
        label=_("Име"), required=False, max_length=80, help_text=_("Није обавезно. Објављује се уз оно што напишете."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20", "autocomplete": "name"}),
    )  # fmt: skip

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person is not None:
            self.fields["signed"] = ChoiceField(
                label=_("Како да вас потпишемо"),
                choices=[("full", person.get_full_name() or _("без имена")), ("short", short_name(person))],
                initial="full",
                error_messages={"required": _("Изаберите како да вас потпишемо.")},
            )

    def name(self) -> str:
        """The name to publish."""
        chosen: str = self.cleaned_data["signed"]
        if self.person is None:
            return chosen
        return self.person.get_full_name() if chosen == "full" else short_name(self.person)


def short_name(person: User) -> str:
    """``Милица П.``: the first name and the initial."""
    initial = f"{person.last_name[0]}." if person.last_name else ""
    return f"{person.first_name} {initial}".strip()


class ReplyForm(SignedForm):
    """A reply in a thread."""

    text = LongTextField(
        label=_("Ваш одговор"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": TEXT_LENGTH}),
        error_messages={"required": _("Напишите одговор."), "max_length": _("Текст је предугачак. Скратите га.")},
    )
    field_order: tuple[str, ...] = ("text", "signed")


class CommentForm(ReplyForm):
    """A comment on a paragraph or on the whole."""

    side = ChoiceField(
        label=_("Ваш став"),
        choices=Comment.Side.choices,
        error_messages={"required": _("Изаберите да ли сте за, против или ни једно ни друго.")},
    )
    field_order = ("side", "text", "signed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Ваш коментар")
        self.fields["text"].error_messages["required"] = _("Напишите коментар.")


class AbuseForm(PlainForm):
    """Which rule a comment breaks."""

    rule = ChoiceField(
        label=_("Шта није у реду"),
        choices=Moderation.Rule.choices,
        error_messages={"required": _("Изаберите шта није у реду.")},
    )
    note = LongTextField(
        label=_("Појашњење"), required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )  # fmt: skip


class ModerationAppealForm(PlainForm):
    """Why the comment should be shown again."""

    text = LongTextField(
        label=_("Зашто коментар не крши правила"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 1000}),
        error_messages={"required": _("Напишите зашто коментар треба вратити.")},
    )


class DraftForm(PlainForm):
    """The draft of an initiative."""

    title = TextField(
        label=_("Назив иницијативе"), max_length=160,
        error_messages={"required": _("Унесите назив иницијативе.")},
    )  # fmt: skip
    aim = ChoiceField(
        label=_("Шта тражите"),
        choices=Process.Aim.choices,
        error_messages={"required": _("Изаберите шта тражите од скупштине.")},
    )
    summary = LongTextField(
        label=_("Укратко"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4, "maxlength": 1000}),
        help_text=_("Шта предлажете и зашто, у неколико реченица."),
        error_messages={"required": _("Напишите укратко шта предлажете.")},
    )  # fmt: skip
    text = LongTextField(
        label=_("Текст предлога са образложењем"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Између пасуса оставите празан ред. Под овим текстом ће људи потписивати."),
        error_messages={"required": _("Напишите текст предлога.")},
    )  # fmt: skip

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(paragraphs_in(text)) > MOST_PARAGRAPHS:
            raise forms.ValidationError(_("Текст има превише пасуса. Спојите неке од њих."))
        return text


class NamedDraftForm(DraftForm):
    """The first draft, with the name of the first member of the committee."""

    name = TextField(
        label=_("Ваше име и презиме"), max_length=160,
        help_text=_("Ви сте први члан иницијативног одбора. Имена чланова се објављују."),
        error_messages={"required": _("Унесите име и презиме.")},
    )  # fmt: skip


class JoinForm(PlainForm):
    """Joining the committee."""

    name = TextField(
        label=_("Ваше име и презиме"), max_length=160, help_text=_("Имена чланова одбора се објављују."),
        error_messages={"required": _("Унесите име и презиме.")},
    )  # fmt: skip


class SignForm(PlainForm):
    """Who signs, as the electoral roll knows people."""

    name = TextField(
        label=_("Име и презиме"), max_length=160, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Унесите име и презиме као у личној карти.")},
    )  # fmt: skip
    jmbg = JmbgField(
        label=_("ЈМБГ"), help_text=_("13 цифара са личне карте. Види га само службеник који проверава потписе.")
    )
    address = TextField(
        label=_("Адреса пребивалишта"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Унесите улицу, број и место из личне карте.")},
    )  # fmt: skip
    agrees = forms.BooleanField(
        label=_("Прочитао сам текст и потписујем га"),
        error_messages={"required": _("Потврдите да сте прочитали текст и да га потписујете.")},
    )


class ProjectForm(SignedForm):
    """A proposal for the participatory budget."""

    title = TextField(
        label=_("Назив предлога"), max_length=160, error_messages={"required": _("Унесите назив предлога.")}
    )
    text = LongTextField(
        label=_("Шта треба урадити и где"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 2000}),
        error_messages={"required": _("Опишите шта треба урадити и где.")},
    )  # fmt: skip
    cost = MoneyField(label=_("Колико би коштало, по вашој процени"))
    field_order = ("title", "text", "cost", "signed")


class BallotForm(PlainForm):
    """The ballot of a poll or a budget."""

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = process.options.filter(state=Option.State.ADMITTED)
        many = process.kind == Kind.BUDGET or process.max_choices > 1
        make = forms.TypedMultipleChoiceField if many else forms.TypedChoiceField
        self.fields["choices"] = make(
            label=_("Ваш избор"),
            coerce=int,
            choices=[(row.pk, _line(row)) for row in options],
            widget=forms.CheckboxSelectMultiple if many else forms.RadioSelect,
            error_messages={"required": _("Изаберите бар једну могућност.")},
        )

    def chosen(self) -> list[int]:
        """Ids of the chosen options."""
        given = self.cleaned_data["choices"]
        return list(given) if isinstance(given, list) else [given]


def _line(row: Option) -> str:
    title = pismo(row.title)
    return f"{title} ({format_amount(row.cost)})" if row.cost is not None else title
