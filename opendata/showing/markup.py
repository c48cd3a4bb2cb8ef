"""What search engines read of a data set: schema.org as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from opendata import exporting
from opendata.models import Dataset, Version

# So that no text can end the element it stands in.
_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


def of_dataset(dataset: Dataset, version: Version, title: str, description: str) -> SafeString:
    """A data set with its files, in the reader's language."""
    said: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "Dataset", "@id": _absolute(dataset.get_absolute_url()),
        "name": title, "description": description, "url": _absolute(dataset.get_absolute_url()),
        "keywords": dataset.keywords, "license": dataset.licence_address, "isAccessibleForFree": True,
        "version": str(version.number), "dateModified": version.moment.isoformat(),
        "datePublished": dataset.published_at.isoformat() if dataset.published_at else None,
        "temporalCoverage": f"{dataset.temporal_start.isoformat()}/{_end(dataset)}",
        "spatialCoverage": {"@type": "Place", "name": dataset.municipality.official_name},
        "publisher": {"@type": "GovernmentOrganization", "name": dataset.municipality.administration_name,
                      "email": dataset.contact_email},
        "includedInDataCatalog": {"@type": "DataCatalog", "url": _absolute(reverse("opendata:index"))},
        "variableMeasured": [column.title for column in version.schema.columns],
        "distribution": list(_files(dataset, version)),
    }  # fmt: skip
    return script_text({name: value for name, value in said.items() if value is not None})


def _end(dataset: Dataset) -> str:
    return dataset.temporal_end.isoformat() if dataset.temporal_end else ".."


def _files(dataset: Dataset, version: Version) -> Iterable[dict[str, str]]:
    for found in exporting.formats_of(version):
        address = _absolute(reverse("opendata:file", args=[dataset.slug, found.name]))
        yield {"@type": "DataDownload", "encodingFormat": found.media_type, "contentUrl": address}


def _absolute(path: str) -> str:
    return f"{settings.SITE_ADDRESS}{path}"


def script_text(said: dict[str, Any]) -> SafeString:
    """JSON that may stand inside a script element."""
    return SafeString(json.dumps(said, ensure_ascii=False).translate(_ESCAPES))
