"""Who works with the campaign in the admin."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from campaign import access
from municipalities.accounts.admin_access import SilentAdmin, person


class OrganisersAdmin(SilentAdmin):
    """Rows of the campaign: who runs it sees and changes them, nobody else."""

    can_delete = False
    view_on_site = False

    def _is_allowed(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return access.runs_campaign(person(request))

    has_view_permission = has_add_permission = has_change_permission = _is_allowed
    has_module_permission = _is_allowed

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What was public stays; a draft may go."""
        return self.can_delete and self._is_allowed(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No acts on many rows at once."""
        return {}
