"""What was renewed lately, as an Atom feed for readers and programs."""

from __future__ import annotations

from django.utils.feedgenerator import Atom1Feed

from municipalities.models import Municipality
from opendata import access
from opendata.harvest import vocabulary as words
from opendata.harvest.graph import absolute
from opendata.harvest.pages import ALL_DESCRIPTION, ALL_TITLE

ENTRIES = 50


def feed(path: str, place: Municipality | None) -> Atom1Feed:
    """The data sets that were published or renewed last, of one municipality or of all, in Cyrillic."""
    title = words.by_tag(ALL_TITLE)["sr"]
    if place is not None:
        title = f"{title}: {place.official_name}"
    found = Atom1Feed(
        title=title, link=absolute("/otvoreni-podaci/"), description=words.by_tag(ALL_DESCRIPTION)["sr"], language="sr",
        feed_url=absolute(path), feed_guid=absolute(path),
    )  # fmt: skip
    datasets = access.published_datasets().order_by("-modified_at", "id")
    if place is not None:
        datasets = datasets.filter(municipality=place)
    for dataset in datasets[:ENTRIES]:
        page = absolute(dataset.get_absolute_url())
        found.add_item(
            title=dataset.title, link=page, unique_id=page, description=dataset.description, updateddate=dataset.modified_at,
            pubdate=dataset.published_at, author_name=dataset.municipality.official_name, categories=dataset.keywords,
        )  # fmt: skip
    return found
