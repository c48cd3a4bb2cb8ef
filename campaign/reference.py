"""Loads the news of ``fixtures/campaign.json``; news that is there already stays as people have edited it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from campaign.models import NewsItem

FILE = "campaign.json"


def load(folder: Path) -> int:
    """Add the pieces of news that are missing; returns how many were added."""
    file = folder / FILE
    if not file.exists():
        return 0
    rows = json.loads(file.read_text(encoding="utf-8"))["news"]
    known = set(NewsItem.objects.values_list("slug", flat=True))
    new = [
        NewsItem(**row | {"published_on": date.fromisoformat(row["published_on"])})
        for row in rows
        if row["slug"] not in known
    ]
    return len(NewsItem.objects.bulk_create(new))
