"""Keys of Open311 and how much each is used, for the administrator of the municipality."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.utils.translation import gettext as _

from inspections.models import Open311Day, Open311Key
from inspections.open311 import actions
from municipalities.accounts.admin_access import MunicipalAdmin
from municipalities.accounts.admin_keys import IssuedKeyAdmin, KeyForm
from municipalities.accounts.models import User


class Open311KeyForm(KeyForm):
    """A key for a programme, or another quota for one."""

    class Meta:
        model = Open311Key
        fields = ["municipality", "holder", "contact", "body", "valid_until", "daily_quota"]

    def clean(self) -> dict[str, Any]:
        """A key of one municipality answers for a body that works there."""
        given = super().clean() or self.cleaned_data
        body, place = given.get("body"), given.get("municipality")
        if body and place and body.municipality_id not in (None, place.pk):
            self.add_error("body", _("Тај орган је друге општине. Изаберите онај који поступа у овој."))
        return given


@admin.register(Open311Key)
class Open311KeyAdmin(IssuedKeyAdmin):
    """Keys of programmes that file and update reports."""

    form = Open311KeyForm
    issued_template = "admin/inspections/open311key/issued.html"
    fields = ["municipality", "holder", "contact", "body", "valid_until", "daily_quota"]
    about = ["municipality", "holder", "body", "beginning", "created_at", "created_by", "revoked_at"]
    changeable = ["contact", "valid_until", "daily_quota"]

    def issue(self, *, by: User, **given: Any) -> tuple[Model, str]:
        return actions.issue_key(by=by, **given)

    def take_back(self, key: Any, *, by: User) -> bool:
        return actions.revoke_key(key=key, by=by)


@admin.register(Open311Day)
class Open311DayAdmin(MunicipalAdmin):
    """What each key filed and updated on each day, and what was refused; counted, never changed by hand."""

    can_add = can_change = can_delete = False
    list_display = ["day", "key", "filed", "updated", "refused"]
    list_select_related = ["key"]
    list_filter = ["day"]
    date_hierarchy = "day"
    fields = ["day", "key", "filed", "updated", "refused"]
