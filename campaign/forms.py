"""What visitors and organisers type."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import LongTextField, TextField
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo


class PlainForm(forms.Form):
    """A form whose refusals are ours and not the browser's."""

    use_required_attribute = False


class SignUpForm(PlainForm):
    """A place at a promotion: how to call the visitor, and where the letter goes."""

    name = TextField(
        label=_("Име"), max_length=80, width="20", help_text=_("Како да вас поздравимо. Презиме није потребно."),
        error_messages={"required": _("Унесите име.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "class": "govuk-input--width-20"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Е-пошта"), help_text=_("На ову адресу шаљемо писмо којим потврђујете пријаву."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "govuk-input--width-20", "spellcheck": "false"}),
        error_messages={
            "required": _("Унесите адресу е-поште."),
            "invalid": _("Адреса није исправна. Упишите је овако: ime@primer.rs."),
        },
    )  # fmt: skip


class TicketForm(PlainForm):
    """The code of a ticket, typed where a camera is not at hand."""

    code = TextField(
        label=_("Шифра са улазнице"), max_length=20, width="20",
        error_messages={"required": _("Унесите шифру која стоји испод QR кода.")},
    )  # fmt: skip

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        return typed.replace(" ", "").replace("-", "").lower()


class OwnRowForm(PlainForm):
    """Which case to look up in the rows of a competition."""

    case = TextField(
        label=_("Шифра за праћење или број предмета"), max_length=40, width="20",
        help_text=_(
            "Шифра стоји на потврди о пријему. По броју налазимо само ваше предмете, када сте пријављени, а службеник "
            "предмете своје општине."
        ),
        error_messages={"required": _("Унесите шифру са потврде о пријему или број предмета.")},
    )  # fmt: skip


class ReportForm(PlainForm):
    """How the day went, for everybody to read."""

    visitors = forms.IntegerField(
        label=_("Колико је људи дошло укупно"), min_value=0, max_value=100_000,
        help_text=_("И они који се нису пријавили унапред; процена је довољна."),
        error_messages={
            "required": _("Унесите број посетилаца."), "invalid": _("Унесите број, на пример 250."),
            "min_value": _("Број не може бити мањи од нуле."), "max_value": _("Број је превелик. Проверите га."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-5"}),
    )  # fmt: skip
    text = LongTextField(
        label=_("Извештај"), max_length=6000, help_text=_("Без имена посетилаца: извештај је јаван."),
        error_messages={"required": _("Напишите како је било.")},
    )  # fmt: skip
    text_en = LongTextField(
        label=_("Извештај на енглеском"), max_length=6000,
        error_messages={"required": _("Напишите извештај и на енглеском.")},
    )  # fmt: skip


class OutsideForm(PlainForm):
    """The number from outside by which a prize draw is drawn."""

    outside = TextField(
        label=_("Спољни број"), max_length=100,
        help_text=_("Упишите га тачно онако како је објављен тамо где смо најавили. После се не може мењати."),
        error_messages={"required": _("Унесите спољни број.")},
    )  # fmt: skip


def towns() -> list[tuple[str, str]]:
    """Municipalities to choose from, in the reader's script."""
    rows = [(row.slug, pismo(row.official_name)) for row in Municipality.objects.all()]
    return [("", gettext("Изаберите град или општину")), *rows]


class NewsletterForm(PlainForm):
    """Where the newsletter goes, and which town the reader is interested in."""

    email = forms.EmailField(
        label=_("Е-пошта"), help_text=_("Шаљемо највише једно писмо недељно. Одјава је на један клик."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "govuk-input--width-20", "spellcheck": "false"}),
        error_messages={
            "required": _("Унесите адресу е-поште."),
            "invalid": _("Адреса није исправна. Упишите је овако: ime@primer.rs."),
        },
    )  # fmt: skip
    town = forms.ChoiceField(
        label=_("Град или општина"), choices=towns,
        error_messages={"required": _("Изаберите град или општину."), "invalid_choice": _("Изаберите град или општину.")},
    )  # fmt: skip
