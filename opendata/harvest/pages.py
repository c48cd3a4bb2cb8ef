"""Pages of the catalogue for harvesters (`hydra:PartialCollectionView`), and single data sets, as graphs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, XSD

from municipalities.models import Municipality
from municipalities.publishing import Text
from municipalities.script import to_latin
from opendata import access
from opendata.codes import Licence
from opendata.harvest import vocabulary as words
from opendata.harvest.graph import Writer, absolute, add_dataset, dataset_uri, place_names
from opendata.harvest.options import PAGE_SIZE, PROFILES, Options
from opendata.models import Dataset

ALL_TITLE: Text = _("Отворени подаци општина и градова")
ALL_DESCRIPTION: Text = _(
    "Скупови података које општине и градови објављују на овом порталу, слободни за поновну употребу."
)
PORTAL: Text = _("Општине и градови портала")
# The rectangle around Serbia: west, south, east, north.
SERBIA = (18.8, 41.8, 23.1, 46.2)


@dataclass(frozen=True)
class Made:
    """A graph, and when the newest of its data changed."""

    graph: Graph
    modified: datetime | None


def catalogue(options: Options, path: str, ending: str, place: Municipality | None) -> Made:
    """One page of the catalogue of a municipality, or of all.

    ``path`` is the address of the catalogue without ending; links to other pages carry ``ending``, because harvesters
    read each page in the format of the first. Raises Http404 for a page after the last: an empty answer would make a
    harvester archive everything.
    """
    found = _rows(options, place)
    facts = found.aggregate(total=Count("pk"), first=Min("published_at"), latest=Max("modified_at"))
    last = max(1, -(-facts["total"] // options.page_size))
    if options.page > last:
        raise Http404
    writer = Writer(options)
    start = (options.page - 1) * options.page_size
    uri = writer.typed(URIRef(absolute(path)), DCAT.Catalog, words.HYDRA.Collection)
    _describe(writer, uri, place)
    writer.moment(uri, DCTERMS.issued, facts["first"])
    writer.moment(uri, DCTERMS.modified, facts["latest"])
    for dataset in found.order_by("id")[start : start + options.page_size]:
        writer.add(uri, DCAT.dataset, add_dataset(writer, dataset))
        if not options.is_old_udata:
            writer.add(uri, DCAT.service, URIRef(f"{dataset_uri(dataset).removesuffix('#skup')}#api"))
    _turn_pages(writer, uri, f"{absolute(path)}.{ending}", facts["total"], last)
    return Made(writer.graph, facts["latest"])


def single(dataset: Dataset, options: Options) -> Made:
    """One data set with all it speaks of."""
    writer = Writer(options)
    add_dataset(writer, dataset)
    return Made(writer.graph, dataset.modified_at)


def _rows(options: Options, place: Municipality | None) -> QuerySet[Dataset]:
    found = access.published_datasets().filter(current__isnull=False)
    if place is not None:
        found = found.filter(municipality=place)
    return found.filter(modified_at__gte=options.modified_since) if options.modified_since else found


def _describe(writer: Writer, uri: URIRef, place: Municipality | None) -> None:
    """Everything about the catalogue but its data sets."""
    home = URIRef(absolute("/otvoreni-podaci/"))
    if place is None:
        writer.text(uri, DCTERMS.title, words.by_tag(ALL_TITLE))
        writer.text(uri, DCTERMS.description, words.by_tag(ALL_DESCRIPTION))
        portal = URIRef(absolute("/#izdavac"))
        names = words.by_tag(PORTAL)
        writer.add(uri, DCTERMS.publisher, writer.agent(portal, names, URIRef(absolute("/"))))
        country = {"sr": "Србија", "sr-Latn": "Srbija", "en": "Serbia"}
        writer.add(uri, DCTERMS.spatial, writer.location(BNode("mesto-srbija"), SERBIA, country))
    else:
        names = place_names(place)
        writer.text(uri, DCTERMS.title, _of(names, "Отворени подаци – ", "Open data – "))
        writer.text(uri, DCTERMS.description, _of(names, "Скупови података које објављује ", "Data sets published by "))
        writer.add(uri, DCTERMS.publisher, writer.publisher(place))
        writer.add(uri, DCTERMS.spatial, writer.place(place))
    writer.add(uri, DCTERMS.identifier, Literal(str(uri)))
    writer.add(uri, DCTERMS.language, writer.typed(words.SERBIAN, DCTERMS.LinguisticSystem))
    writer.add(uri, DCTERMS.license, writer.licence(Licence.CC0))
    writer.add(uri, DCAT.themeTaxonomy, writer.themes())
    writer.add(uri, FOAF.homepage, writer.typed(home, FOAF.Document))


def _of(names: dict[str, str], before: str, before_english: str) -> dict[str, str]:
    return {
        "sr": before + names["sr"],
        "sr-Latn": to_latin(before) + names["sr-Latn"],
        "en": before_english + names["en"],
    }


def _turn_pages(writer: Writer, uri: URIRef, address: str, total: int, last: int) -> None:
    """Exactly one view to a page, since harvesters follow any they find, and no next one on the last."""
    options = writer.options
    view = URIRef(page_address(address, options, options.page))
    writer.add(uri, words.HYDRA.totalItems, Literal(total, datatype=XSD.integer))
    writer.add(uri, words.HYDRA.view, view)
    writer.add(view, RDF.type, words.HYDRA.PartialCollectionView)
    places = {"first": 1, "last": last, "previous": options.page - 1, "next": options.page + 1}
    for name, number in places.items():
        if 1 <= number <= last:
            writer.add(view, words.HYDRA[name], URIRef(page_address(address, options, number)))


def page_address(address: str, options: Options, number: int) -> str:
    """Address of a page of the same catalogue, by the same choices."""
    since = options.modified_since
    chosen = {
        "page": str(number),
        "page_size": str(options.page_size) if options.page_size != PAGE_SIZE else "",
        "izmenjeno_od": timezone.localtime(since).isoformat() if since else "",
        "jezik": options.language,
        "profil": options.profile if options.profile != PROFILES[0] else "",
    }
    return f"{address}?{urlencode({name: value for name, value in chosen.items() if value})}"
