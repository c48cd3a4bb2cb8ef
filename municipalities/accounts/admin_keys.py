"""Keys for other programmes in the admin: a key is shown once, it can be revoked, never deleted. Upper floors build on this."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from municipalities.accounts.admin_access import MunicipalAdmin, person
from municipalities.accounts.models import User

LONGEST_LIFE = timedelta(days=731)


class KeyForm(forms.ModelForm[Any]):
    """A new key, or a longer or shorter life for one."""

    def clean_valid_until(self) -> date:
        """A key is made for the time to come and for two years at most, so that a forgotten one dies."""
        day: date = self.cleaned_data["valid_until"]
        today = timezone.localdate()
        if not today <= day <= today + LONGEST_LIFE:
            raise forms.ValidationError(_("Изаберите дан од данас до највише две године унапред."))
        return day


class IssuedKeyAdmin(MunicipalAdmin):
    """Rows of keys with ``holder``, ``beginning``, ``valid_until``, ``daily_quota``, ``revoked_at`` and ``is_valid``.

    A subclass names its ``form``, the ``fields`` of a new key, what is told ``about`` a made one, what is ``changeable``
    while it is not revoked, the ``issued_template`` that shows the key, and the actions :meth:`issue` and
    :meth:`take_back`.
    """

    can_delete = False
    list_display = ["holder", "beginning", "municipality", "valid_until", "daily_quota", "works"]
    list_select_related = ["municipality"]
    actions = ["revoke"]
    about: list[str] = []
    changeable: list[str] = []
    issued_template = ""

    def issue(self, *, by: User, **given: Any) -> tuple[Model, str]:
        """Make a key; returns its row and the key, which is kept nowhere."""
        raise NotImplementedError

    def take_back(self, key: Any, *, by: User) -> bool:
        """Revoke a key; False when it already was."""
        raise NotImplementedError

    @admin.display(description=_("важи"), boolean=True)
    def works(self, row: Any) -> bool:
        """Neither revoked nor past its last day."""
        return bool(row.is_valid)

    @admin.action(description=_("Опозовите изабране кључеве"), permissions=["change"])
    def revoke(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        """Keys that are not to open anything from now on."""
        revoked = sum(self.take_back(row, by=person(request)) for row in rows)
        self.message_user(request, gettext("Опозвано кључева: %(count)s.") % {"count": revoked})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [*self.about, *self.changeable] if obj else list(self.fields or [])

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only the life and the quota of a made key can be changed, and those only while it is not revoked."""
        if obj is None:
            return []
        return [*self.about, *self.changeable] if obj.revoked_at else self.about

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new key is made by the action, which alone knows it."""
        if change:
            super().save_model(request, obj, form, change)
            return
        if not self._may_touch(request, obj):
            raise PermissionDenied
        made, key = self.issue(by=person(request), **form.cleaned_data)
        obj.pk, obj.beginning = made.pk, made.beginning  # type: ignore[attr-defined]
        request.issued_key = key  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """The page with the key; it is not kept in messages or in the session."""
        context = self.admin_site.each_context(request) | {
            "title": gettext("Кључ је направљен"),
            "row": obj,
            "key": request.issued_key,  # type: ignore[attr-defined]
            "opts": self.opts,
        }
        response = TemplateResponse(request, self.issued_template, context)
        response["Cache-Control"] = "no-store"
        return response
