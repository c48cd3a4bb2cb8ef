"""Lists of the admin that officials read and do not change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from eservices.cases.desk import people
from municipalities.accounts.admin_access import MunicipalAdmin
from municipalities.accounts.roles import Permission


class ReadOnly(MunicipalAdmin):
    """Rows of the own municipality, to be read."""

    can_add = can_change = can_delete = False
    actions = None
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER


class OfRegister(ReadOnly):
    """Rows of this desk for everybody who keeps the register."""

    permission = Permission.VIEW_REGISTRY
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        desk = people.desk_or_none(request)
        if desk is None:
            return self.model._default_manager.none()
        return self.model._default_manager.filter(municipality_id=desk.municipality_id).order_by(
            *self.model._meta.ordering
        )
