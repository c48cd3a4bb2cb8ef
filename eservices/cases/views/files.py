"""A form with one place for files per kind of document; used for a request and for its completion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases import actions
from eservices.cases.actions.intake import Holder
from eservices.cases.models import Document
from eservices.cases.service import DocumentKind
from eservices.cases.uploads.inspection import ACCEPT_ATTRIBUTE
from eservices.cases.uploads.messages import message
from eservices.cases.uploads.refusals import Refused
from eservices.cases.uploads.storage import StorageFull
from municipalities.accounts.models import User

MOST_FILES = 10
"""Files of one kind; more pages belong into one PDF."""
# Media types besides endings make telephones offer the camera.
ACCEPT = f"image/jpeg,image/png,image/heic,image/heif,image/webp,application/pdf,{ACCEPT_ATTRIBUTE}"


class FilesInput(forms.FileInput):
    """A file input for one file or several; the server gets them as a list."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class FilesField(forms.Field):
    """What was chosen for one kind of document."""

    widget = FilesInput

    def __init__(self, kind: DocumentKind) -> None:
        attrs = {"accept": ACCEPT, "data-max-bytes": str(settings.UPLOAD_LIMIT_BYTES)}
        if kind.many:
            attrs["multiple"] = "multiple"
        super().__init__(required=False, widget=FilesInput(attrs=attrs))
        self.label, self.help_text = kind.label, kind.hint  # type: ignore[assignment]
        self.kind = kind


class FilesForm(forms.Form):
    """One field per kind; refusals are put beside the kind they belong to."""

    use_required_attribute = False
    mark_optional = False

    def __init__(self, kinds: Iterable[DocumentKind], data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="id_%s")
        for kind in kinds:
            self.fields[kind.slug] = FilesField(kind)

    def take(self, *, holder: Holder, present: dict[str, list[Document]], by: User | None) -> None:
        """Keep what was chosen. Files that are refused leave an error beside their kind; the others stay."""
        for name, field in self.fields.items():
            chosen: Sequence[UploadedFile] = self.cleaned_data.get(name) or ()
            kept = present.setdefault(name, [])
            for file in chosen:
                if len(kept) >= MOST_FILES:
                    self.add_error(
                        name, translate("Највећи број датотека за један документ: %(most)s.") % {"most": MOST_FILES}
                    )
                    break
                self._take_one(name, file, field.kind, holder, kept, by)  # type: ignore[attr-defined]

    def _take_one(
        self, name: str, file: UploadedFile, kind: DocumentKind, holder: Holder, kept: list[Document], by: User | None
    ) -> None:
        try:
            document = actions.add_document(
                holder=holder,
                kind=kind.slug,
                upload=file,
                limit=settings.UPLOAD_LIMIT_BYTES,
                restricted=kind.restricted,
                by=by,
            )
        except Refused as refusal:
            self.add_error(name, f"{_shown_name(file)}: {message(refusal)}")
        except StorageFull:
            self.add_error(name, f"{_shown_name(file)}: {message(Refused('storage_full'))}")
        else:
            if not kind.many and holder.draft is not None:
                for replaced in kept:
                    actions.remove_document(draft=holder.draft, document=replaced, by=by)
                kept.clear()
            kept.append(document)

    def require(self, kinds: Iterable[DocumentKind], present: dict[str, list[Document]]) -> None:
        """Say which of these documents are missing."""
        for kind in kinds:
            if not present.get(kind.slug) and kind.slug not in self.errors:
                self.add_error(kind.slug, translate("Приложите документ: %(label)s.") % {"label": kind.label})


def _shown_name(file: UploadedFile) -> str:
    name = (file.name or translate("Датотека")).replace("\x00", "")
    return name if len(name) <= 60 else f"{name[:57]}…"


def limit_in_megabytes() -> int:
    return int(settings.UPLOAD_LIMIT_BYTES // (1024 * 1024))


ALLOWED_KINDS = _("PDF, JPG, PNG, HEIC или WebP")
