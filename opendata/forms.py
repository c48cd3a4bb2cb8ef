"""Forms of the publisher at the desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opendata.models import Dataset
from opendata.tabular.schema import municipal_schemas

OWN = "own"


class KeywordsField(forms.CharField):
    """Words separated by commas, kept as a list without repetitions."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = [" ".join(word.split()) for word in str(value or "").split(",")]
        return list(dict.fromkeys(word for word in words if word))


class AddressField(forms.URLField):
    """A web address; one without a scheme is a secure one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", **kwargs})


class DatasetForm(forms.ModelForm[Dataset]):
    """What is said of a data set. The schema is chosen once, because versions are compared by it."""

    schema_choice = forms.ChoiceField(
        label=_("Шема"),
        help_text=_("Општинска шема даје исте колоне у свим општинама. Сопствена се погађа из прве датотеке."),
    )
    keywords = KeywordsField(label=_("Кључне речи"), help_text=_("Ћирилицом, раздвојене зарезом."))

    class Meta:
        model = Dataset
        field_classes = {"pull_address": AddressField}
        fields = (
            "title", "title_en", "description", "description_en", "theme", "frequency", "licence", "temporal_start",
            "temporal_end", "contact_name", "contact_email", "pull_address", "pull_every",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "schema_choice" in self.fields:
            field: Any = self.fields["schema_choice"]
            language = {"sr": "sr", "sr-latn": "sr-Latn"}.get(get_language() or "sr", "en")
            schemas = [(name, schema.titles[language]) for name, schema in municipal_schemas().items()]
            field.choices = [("", "–"), *schemas, (OWN, _("сопствена шема"))]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        chosen = given.get("schema_choice")
        if chosen and chosen != OWN:
            self.instance.schema_name = chosen
        self.instance.keywords = given.get("keywords", self.instance.keywords)
        return given


class FileForm(forms.Form):
    """A file on its way in."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("Датотека"),
        help_text=_("CSV, XLSX, ODS, GeoJSON или GTFS. Први ред су наслови колона."),
        allow_empty_file=True,
        error_messages={"required": _("Изаберите датотеку.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["data-max-bytes"] = str(settings.OPENDATA_FILE_LIMIT_BYTES)

    def clean_file(self) -> UploadedFile:
        """Refuse what is over the limit; the rest is looked at by a worker, who tells more."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.OPENDATA_FILE_LIMIT_BYTES:
            limit = settings.OPENDATA_FILE_LIMIT_BYTES // 1024**2
            text = _("Датотека је већа од %(limit)s MB. Поделите је, или наведите адресу са које се преузима.")
            raise forms.ValidationError(text, params={"limit": limit})
        return file


class ReasonForm(forms.Form):
    """Why data are published in spite of findings."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Зашто се подаци ипак смеју објавити"),
        help_text=_("На пример: телефони су јавни бројеви служби."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": _("Напишите разлог.")},
    )
