"""Who gets a report: the municipality's ordered table, then the default of the category."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import cached_property

from inspections import rules
from inspections.grid import Point
from inspections.models import Category, ExternalBody, Inspectorate, LocalCategory, Report, RoutingRule
from municipalities.accounts.models import User
from municipalities.models import Municipality
from municipalities.script import fold


@dataclass(frozen=True)
class Destination:
    """Where a report of a category goes; ``rule`` None means by the default of the category."""

    municipality: Municipality
    category: Category
    inspectorate: Inspectorate
    officer: User | None
    rule: RoutingRule | None

    @cached_property
    def body(self) -> ExternalBody | None:
        """A suggestion for forwarding; looked up when somebody asks for it, which filing does not."""
        return (self.rule.body if self.rule else None) or suggested_body(self.municipality, self.category)


def route(
    municipality: Municipality, category: Category, *, at: datetime, address: str, place: Point | None
) -> Destination:  # fmt: skip
    """Where a new report goes. A rule that names somebody who has left counts without the officer."""
    table = _table(municipality)
    routes = [rule.as_route() for rule in table.values()]
    facts = rules.RouteFacts(category.code, timezone.localtime(at), fold(address), place)
    found = rules.first_match(routes, facts)
    rule = table[found.key] if found else None
    officer = rule.officer if rule and rule.officer and rule.officer.is_active else None
    return Destination(
        municipality,
        category,
        inspectorate=(rule.inspectorate if rule else None) or category.inspectorate,
        officer=officer,
        rule=rule,
    )


def try_out(report: Report) -> list[tuple[RoutingRule, str]]:
    """Every active rule with its finding on this report (see ``rules.try_out``), for testing the table."""
    table = _table(report.municipality)
    facts = rules.RouteFacts(
        report.category.code, timezone.localtime(report.filed_at), report.address_key, report.place
    )  # fmt: skip
    return [
        (table[route.key], finding) for route, finding in rules.try_out([r.as_route() for r in table.values()], facts)
    ]


def suggested_body(municipality: Municipality, category: Category) -> ExternalBody | None:
    """The body that the default route leads to: the municipality's own row before the general one."""
    if not category.body:
        return None
    rows = ExternalBody.objects.filter(code=category.body, is_active=True, municipality__in=[municipality.pk])
    return rows.first() or ExternalBody.objects.filter(code=category.body, is_active=True, municipality=None).first()


def bodies_for(municipality: Municipality) -> list[ExternalBody]:
    """Bodies that can be chosen here; the municipality's own row replaces the general one of the same code."""
    general = {body.code: body for body in ExternalBody.objects.filter(municipality=None)}
    own = {body.code: body for body in ExternalBody.objects.filter(municipality=municipality)}
    return sorted((b for b in (general | own).values() if b.is_active), key=lambda body: (body.kind, body.name))


@dataclass(frozen=True)
class Offer:
    """A category as this municipality offers it."""

    category: Category
    public: bool
    anonymous: bool


def offers(municipality: Municipality) -> list[Offer]:
    """The categories that can be reported here, in their order."""
    local = {row.category_id: row for row in LocalCategory.objects.filter(municipality=municipality)}
    return [
        _offer(category, local.get(category.pk))
        for category in Category.objects.select_related("inspectorate")
        if category.pk not in local or local[category.pk].enabled
    ]


def offer(municipality: Municipality, category: Category) -> Offer:
    """One category as this municipality offers it, also when it is switched off for new reports."""
    return _offer(category, LocalCategory.objects.filter(municipality=municipality, category=category).first())


def _offer(category: Category, local: LocalCategory | None) -> Offer:
    return Offer(
        category,
        public=category.public and (local is None or local.public),
        anonymous=category.anonymous and (local is None or local.anonymous),
    )


def _table(municipality: Municipality) -> dict[int, RoutingRule]:
    rows = RoutingRule.objects.filter(municipality=municipality, is_active=True)
    return {
        row.pk: row for row in rows.select_related("inspectorate", "officer", "body").prefetch_related("categories")
    }
