"""The press kit of the day, made at night."""

from __future__ import annotations

import hashlib
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from campaign import press_kit
from campaign.models import PressKit


def make_press_kit() -> PressKit | None:
    """Make the kit of today and forget older ones; None when it is made already. For tasks: takes some seconds."""
    day = timezone.localdate()
    if PressKit.objects.filter(made_on=day).exists():
        return None
    content = press_kit.kit(press_kit.facts(), press_kit.today())
    path = default_storage.save(f"campaign/press/{day.isoformat()}.zip", ContentFile(content))
    with transaction.atomic():
        older = list(PressKit.objects.filter(made_on__lt=day))
        PressKit.objects.filter(pk__in=[one.pk for one in older]).delete()
        digest = hashlib.sha256(content).hexdigest()
        made, is_first = PressKit.objects.get_or_create(
            made_on=day, defaults={"path": path, "size": len(content), "sha256": digest}
        )
        if not is_first:
            transaction.on_commit(partial(default_storage.delete, path), robust=True)
        for one in older:
            transaction.on_commit(partial(default_storage.delete, one.path), robust=True)
    return made
