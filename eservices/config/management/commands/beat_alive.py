"""`manage.py beat_alive`: whether beat still sends tasks; the health check of its container."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

LONGEST_SILENCE = timedelta(minutes=10)  # beat writes its last runs down every three minutes


class Command(BaseCommand):
    """Looks at the last run of any periodic task."""

    help = "Fails when beat has sent nothing for ten minutes."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when no enabled task was sent lately."""
        since = timezone.now() - LONGEST_SILENCE
        if not PeriodicTask.objects.filter(enabled=True, last_run_at__gte=since).exists():
            raise CommandError(f"Beat has sent no task since {since:%H:%M} UTC; see its log and restart it.")
