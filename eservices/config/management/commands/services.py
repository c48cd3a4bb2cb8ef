"""`manage.py services`: what the portal offers, as the services declare it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from eservices.cases import service as services
from eservices.cases.service import Service
from municipalities.models import OfferedService


class Command(BaseCommand):
    """Prints the registry of services in English words and Serbian names."""

    help = "Prints the registry of services."

    def handle(self, *args: Any, **options: Any) -> None:
        """One block a service."""
        with translation.override("sr"):
            for service in services.all_services():
                self._describe(service)

    def _describe(self, service: Service) -> None:
        offered = OfferedService.objects.filter(service=service.slug, enabled=True)
        places = list(offered.order_by("municipality__sort_key").values_list("municipality__slug", flat=True))
        self.stdout.write(self.style.MIGRATE_HEADING(f"{service.slug} (edition {service.version}): {service.name}"))
        for label, value in (
            ("class", service.classification),
            ("term", service.term_parameter),
            ("sign-in", service.assurance_parameter),
            ("pages", ", ".join(step.slug for step in service.steps)),
            ("documents", ", ".join(kind.slug for kind in service.documents)),
            ("registers", ", ".join(need.source for need in service.evidence)),
            ("outcomes", ", ".join(outcome.slug for outcome in service.outcomes)),
            ("parameters", ", ".join(service.parameters)),
            ("offered by", f"{len(places)}: {', '.join(places)}" if places else "nobody yet"),
        ):
            self.stdout.write(f"  {label:11}{value or '-'}")
