"""Data sets as a graph of DCAT-AP 3.0.1.

Every linked thing is typed and named in place, because readers look nothing up. Periods, places and contacts have no
address: some harvesters fetch whatever address they find there. Checksums are left out, since the type that the standard
demands (hexBinary) makes udata refuse the data set.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import cos, radians, sqrt

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD
from rdflib.term import Node

from municipalities.models import Municipality
from municipalities.script import to_latin
from opendata import exporting
from opendata.codes import LICENCE_ADDRESSES, Licence
from opendata.exporting import Format
from opendata.harvest import vocabulary as words
from opendata.harvest.options import Options
from opendata.models import Dataset, Version

# XLSX is proprietary, NDJSON and TSV are in no European list: they are offered on the page, and not to harvesters.
CATALOGUED = ("csv", "json", "geojson", "xml", "ods")
KM_PER_DEGREE = 111.32
# West, south, east, north in degrees of WGS 84.
Box = tuple[float, float, float, float]


def absolute(path: str) -> str:
    """An address with its host."""
    return f"{settings.SITE_ADDRESS}{path}"


def catalogued(version: Version) -> list[Format]:
    """Formats of a version that the catalogue lists; a sheet only while it can hold the rows."""
    return [found for found in exporting.formats_of(version) if found.name in CATALOGUED]


def dataset_uri(dataset: Dataset) -> URIRef:
    """The permanent name of a data set; it leads to its page."""
    return URIRef(absolute(dataset.get_absolute_url()) + "#skup")


def file_address(dataset: Dataset, format_name: str) -> URIRef:
    """Where the version in force always is as a file."""
    return URIRef(absolute(reverse("opendata:file", args=[dataset.slug, format_name])))


def place_names(place: Municipality) -> dict[str, str]:
    """Official name by language tag."""
    kind = "City" if place.kind == Municipality.Kind.TOWN else "Municipality"
    return {
        "sr": place.official_name,
        "sr-Latn": to_latin(place.official_name),
        "en": f"{kind} of {to_latin(place.name)}",
    }


def square_of(place: Municipality) -> Box:
    """A square as large as the municipality, around its seat."""
    lon, lat = float(place.seat_longitude), float(place.seat_latitude)
    half = sqrt(place.area_km2) / 2 / KM_PER_DEGREE
    wide = half / cos(radians(lat))
    return (lon - wide, lat - half, lon + wide, lat + half)


def box_of(dataset: Dataset) -> Box:
    """The box around the points of a data set; that of its municipality where it has none."""
    bounds = dataset.current.bounds if dataset.current else None
    west, south, east, north = bounds or square_of(dataset.municipality)
    return rounded((west, south, east, north))


def rounded(box: Box) -> Box:
    """A box to ten metres."""
    west, south, east, north = (round(edge, 4) for edge in box)
    return (west, south, east, north)


class Writer:
    """Adds things to one graph; what many data sets share is added once."""

    def __init__(self, options: Options) -> None:
        self.graph: Graph = words.empty_graph()
        self.options = options

    def add(self, subject: Node, predicate: URIRef, *objects: Node) -> None:
        """One statement for each of the objects."""
        for found in objects:
            self.graph.add((subject, predicate, found))

    def text(self, subject: Node, predicate: URIRef, texts: Mapping[str, str]) -> None:
        """A text in the languages asked for; Cyrillic when there is none in any of them."""
        found = [(tag, texts[tag]) for tag in self.options.languages if texts.get(tag)] or [("sr", texts["sr"])]
        self.add(subject, predicate, *(Literal(text, lang=tag) for tag, text in found))

    def typed(self, uri: URIRef, *kinds: URIRef) -> URIRef:
        """A thing with its classes."""
        self.add(uri, RDF.type, *kinds)
        return uri

    def concept(self, uri: URIRef, texts: Mapping[str, str], scheme: URIRef | None = None) -> URIRef:
        """A value of a code list with its name."""
        self.typed(uri, SKOS.Concept)
        self.text(uri, SKOS.prefLabel, texts)
        if scheme is not None:
            self.add(uri, SKOS.inScheme, scheme)
        return uri

    def moment(self, subject: Node, predicate: URIRef, moment: datetime | None) -> None:
        """A moment; one that has not come yet is now, because harvesters drop dates of the future."""
        if moment is not None:
            local = timezone.localtime(min(moment, timezone.now())).replace(microsecond=0)
            self.add(subject, predicate, Literal(local.isoformat(), datatype=XSD.dateTime))

    # -- what data sets share ----------------------------------------------------------------------------------------
    def themes(self) -> URIRef:
        """The list of European themes."""
        self.typed(words.THEMES, SKOS.ConceptScheme)
        self.add(words.THEMES, DCTERMS.title, Literal("Data theme", lang="en"))
        return words.THEMES

    def publisher(self, place: Municipality) -> URIRef:
        """The municipality as the one who publishes."""
        uri, home = URIRef(absolute(f"/{place.slug}/#izdavac")), URIRef(absolute(f"/{place.slug}/"))
        if (uri, RDF.type, FOAF.Agent) not in self.graph:
            self.agent(uri, place_names(place), home)
        return uri

    def agent(self, uri: URIRef, names: Mapping[str, str], home: URIRef) -> URIRef:
        """A local authority, or several of them together."""
        self.typed(uri, FOAF.Agent)
        self.text(uri, FOAF.name, names)
        kind = {"sr": "локална самоуправа", "sr-Latn": "lokalna samouprava", "en": "Local Authority"}
        self.add(uri, DCTERMS.type, self.concept(words.LOCAL_AUTHORITY, kind))
        self.add(uri, FOAF.homepage, self.typed(home, FOAF.Document))
        return uri

    def licence(self, code: str) -> URIRef:
        """Terms of reuse, under the name by which udata knows them too."""
        licence = Licence(code)
        uri = self.typed(URIRef(LICENCE_ADDRESSES[licence]), DCTERMS.LicenseDocument)
        kind = words.LICENCE_TYPES[licence]
        self.add(uri, RDFS.label, Literal(words.UDATA_LICENCES[licence]))
        concept = self.concept(URIRef(f"http://purl.org/adms/licencetype/{kind}"), {"sr": kind, "en": kind})
        self.add(uri, DCTERMS.type, concept)
        return uri

    def place(self, place: Municipality) -> BNode:
        """The municipality on the map: its seat, and a square of its area around it, since nobody gives its border here."""
        node = BNode(f"mesto-{place.slug}")
        if (node, RDF.type, DCTERMS.Location) in self.graph:
            return node
        self.location(node, square_of(place), place_names(place))
        return node

    def location(self, node: BNode, box: Box, names: Mapping[str, str]) -> BNode:
        """A box of WGS 84 degrees (west, south, east, north) with its middle."""
        west, south, east, north = rounded(box)
        ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        polygon = ",".join(f"{lon} {lat}" for lon, lat in ring)
        middle = f"POINT({round((west + east) / 2, 4)} {round((south + north) / 2, 4)})"
        self.add(node, RDF.type, DCTERMS.Location)
        self.text(node, SKOS.prefLabel, names)
        self.add(node, DCAT.bbox, Literal(f"POLYGON(({polygon}))", datatype=words.GEO.wktLiteral))
        self.add(node, DCAT.centroid, Literal(middle, datatype=words.GEO.wktLiteral))
        return node


def add_dataset(writer: Writer, dataset: Dataset) -> URIRef:
    """A public data set with its files, its interface, and all they speak of; returns its name."""
    version = dataset.current
    if version is None:
        raise ValueError(f"{dataset.slug} has no version")
    uri = writer.typed(dataset_uri(dataset), DCAT.Dataset)
    _describe(writer, uri, dataset)
    _relate(writer, uri, dataset, version)
    for found in catalogued(version):
        writer.add(uri, DCAT.distribution, _add_file(writer, dataset, version, found))
    if not writer.options.is_old_udata:
        add_service(writer, dataset)
    return uri


def titles_of(dataset: Dataset) -> dict[str, str]:
    """Title by language tag; English may be empty."""
    return {"sr": dataset.title, "sr-Latn": to_latin(dataset.title), "en": dataset.title_en}


def _describe(writer: Writer, uri: URIRef, dataset: Dataset) -> None:
    """What is said of a data set in words and dates."""
    text = dataset.description
    writer.text(uri, DCTERMS.title, titles_of(dataset))
    writer.text(uri, DCTERMS.description, {"sr": text, "sr-Latn": to_latin(text), "en": dataset.description_en})
    writer.add(uri, DCTERMS.identifier, Literal(dataset.slug))
    _name_keywords(writer, uri, dataset)
    writer.moment(uri, DCTERMS.issued, dataset.published_at)
    writer.moment(uri, DCTERMS.modified, dataset.modified_at)
    if dataset.current:
        writer.add(uri, words.DCAT_VERSION, Literal(str(dataset.current.number)))
    frequency = URIRef(f"{words.AUTHORITY}/frequency/{dataset.frequency}")
    writer.add(uri, DCTERMS.accrualPeriodicity, writer.typed(frequency, DCTERMS.Frequency))
    writer.add(uri, DCTERMS.language, writer.typed(words.SERBIAN, DCTERMS.LinguisticSystem))
    writer.add(uri, DCTERMS.accessRights, writer.typed(words.PUBLIC, DCTERMS.RightsStatement))
    page = URIRef(absolute(dataset.get_absolute_url()))
    writer.add(uri, DCAT.landingPage, writer.typed(page, FOAF.Document))


def _name_keywords(writer: Writer, uri: URIRef, dataset: Dataset) -> None:
    """Keywords; the theme in words where the publisher gave none."""
    for words_of_one in [keyword_texts(word) for word in dataset.keywords] or [words.theme_labels(dataset.theme)]:
        writer.text(uri, DCAT.keyword, words_of_one)


def keyword_texts(word: str) -> dict[str, str]:
    """A keyword by language tag."""
    return {"sr": word, "sr-Latn": to_latin(word)}


def _relate(writer: Writer, uri: URIRef, dataset: Dataset, version: Version) -> None:
    """Whose a data set is, what it is about, where and when."""
    writer.add(uri, DCTERMS.publisher, writer.publisher(dataset.municipality))
    writer.add(uri, DCAT.contactPoint, _contact(writer, dataset))
    _classify(writer, uri, dataset)
    where = writer.place(dataset.municipality)
    if version.bounds:
        west, south, east, north = version.bounds
        names = place_names(dataset.municipality)
        where = writer.location(BNode(f"obuhvat-{dataset.pk}"), (west, south, east, north), names)
    writer.add(uri, DCTERMS.spatial, where)
    writer.add(uri, DCTERMS.temporal, _period(writer, dataset))


def _classify(writer: Writer, uri: URIRef, dataset: Dataset) -> None:
    """Theme, and the category of high value data where there is one."""
    theme = URIRef(f"{words.THEMES}/{dataset.theme}")
    writer.add(uri, DCAT.theme, writer.concept(theme, words.theme_labels(dataset.theme), writer.themes()))
    if dataset.hvd_category in words.HIGH_VALUE_CATEGORIES:
        category = URIRef(f"http://data.europa.eu/bna/{dataset.hvd_category}")
        names = words.category_labels(dataset.hvd_category)
        writer.add(uri, words.DCATAP.hvdCategory, writer.concept(category, names, words.HIGH_VALUE_LIST))
        _apply_law(writer, uri, dataset)


def _apply_law(writer: Writer, uri: URIRef, dataset: Dataset) -> None:
    if dataset.hvd_category in words.HIGH_VALUE_CATEGORIES:
        law = writer.typed(words.HIGH_VALUE_LAW, words.ELI.LegalResource)
        writer.add(uri, words.DCATAP.applicableLegislation, law)


def _contact(writer: Writer, dataset: Dataset) -> BNode:
    """The office that answers questions; never a person."""
    node = BNode(f"kontakt-{dataset.pk}")
    writer.add(node, RDF.type, words.VCARD.Kind, words.VCARD.Organization)
    writer.add(node, words.VCARD.fn, Literal(dataset.contact_name))
    writer.add(node, words.VCARD.hasEmail, URIRef(f"mailto:{dataset.contact_email}"))
    return node


def _period(writer: Writer, dataset: Dataset) -> BNode:
    """From when to when the data are; those that still grow end with the day of their last renewal."""
    start = dataset.temporal_start
    end = dataset.temporal_end or max(start, timezone.localtime(dataset.modified_at).date())
    node = BNode(f"period-{dataset.pk}")
    writer.add(node, RDF.type, DCTERMS.PeriodOfTime)
    _days(writer, node, DCAT.startDate, DCAT.endDate, start, end)
    if writer.options.is_old_udata:
        _days(writer, node, words.SCHEMA_ORG.startDate, words.SCHEMA_ORG.endDate, start, end)
    return node


def _days(writer: Writer, node: BNode, first: URIRef, last: URIRef, start: date, end: date) -> None:
    writer.add(node, first, Literal(start.isoformat(), datatype=XSD.date))
    writer.add(node, last, Literal(end.isoformat(), datatype=XSD.date))


def _add_file(writer: Writer, dataset: Dataset, version: Version, found: Format) -> URIRef:
    """The version in force in one format, under the address that always leads to it."""
    uri = URIRef(absolute(dataset.get_absolute_url()) + f"#{found.name}")
    writer.typed(uri, DCAT.Distribution)
    names = {tag: f"{title} ({found.eu_code})" for tag, title in titles_of(dataset).items() if title}
    writer.text(uri, DCTERMS.title, names)
    writer.text(uri, DCTERMS.description, {
        "sr": f"Подаци у формату {found.eu_code}", "sr-Latn": f"Podaci u formatu {found.eu_code}",
        "en": f"The data as {found.eu_code}",
    })  # fmt: skip
    writer.add(uri, DCTERMS.identifier, Literal(f"{dataset.slug}-{found.name}"))
    address = file_address(dataset, found.name)
    writer.add(uri, DCAT.accessURL, address)
    writer.add(uri, DCAT.downloadURL, address)
    if size := version.file_sizes.get(found.name):
        writer.add(uri, DCAT.byteSize, Literal(str(size), datatype=XSD.nonNegativeInteger))
    writer.moment(uri, DCTERMS.issued, dataset.published_at)
    writer.moment(uri, DCTERMS.modified, version.moment)
    _add_format(writer, uri, found)
    writer.add(uri, DCTERMS.license, writer.licence(dataset.licence))
    writer.add(uri, DCTERMS.rights, _rights(writer, dataset))
    availability = {"sr": "трајно доступно", "sr-Latn": "trajno dostupno", "en": "stable"}
    writer.add(uri, words.DCATAP.availability, writer.concept(words.STABLE, availability))
    _apply_law(writer, uri, dataset)
    return uri


def _add_format(writer: Writer, uri: URIRef, found: Format) -> None:
    """European file type and media type of IANA; old udata prints the former as it is, so it gets a word."""
    kind = URIRef(f"{words.AUTHORITY}/file-type/{found.eu_code}")
    if writer.options.is_old_udata:
        writer.add(uri, DCTERMS["format"], Literal(found.eu_code))
    else:
        writer.add(uri, DCTERMS["format"], writer.typed(kind, DCTERMS.MediaTypeOrExtent))
    media = URIRef(f"https://www.iana.org/assignments/media-types/{found.media_type}")
    writer.add(uri, DCAT.mediaType, writer.typed(media, DCTERMS.MediaType))


def _rights(writer: Writer, dataset: Dataset) -> Node:
    """Terms in words; old udata finds the licence by a literal only."""
    licence = Licence(dataset.licence)
    if writer.options.is_old_udata:
        return Literal(words.UDATA_LICENCES[licence])
    node = BNode(f"prava-{licence.value}")
    writer.add(node, RDF.type, DCTERMS.RightsStatement)
    writer.text(node, DCTERMS.description, words.licence_labels(licence.value))
    return node


def add_service(writer: Writer, dataset: Dataset) -> URIRef:
    """The interface through which programs read rows of the data set."""
    page = absolute(dataset.get_absolute_url())
    uri = writer.typed(URIRef(f"{page}#api"), DCAT.DataService)
    writer.text(uri, DCTERMS.title, {
        "sr": f"{dataset.title}: редови за програме", "sr-Latn": f"{to_latin(dataset.title)}: redovi za programe",
        "en": f"{dataset.title_en}: rows for programs" if dataset.title_en else "",
    })  # fmt: skip
    writer.add(uri, DCTERMS.identifier, Literal(f"{dataset.slug}-api"))
    writer.add(uri, DCAT.endpointURL, URIRef(absolute(reverse("opendata:api-rows", args=[dataset.slug]))))
    writer.add(uri, DCAT.endpointDescription, URIRef(absolute(reverse("schema"))))
    writer.add(uri, DCAT.servesDataset, dataset_uri(dataset))
    writer.add(uri, DCAT.contactPoint, _contact(writer, dataset))
    writer.add(uri, DCTERMS.publisher, writer.publisher(dataset.municipality))
    writer.add(uri, DCTERMS.license, writer.licence(dataset.licence))
    writer.add(uri, DCTERMS.accessRights, words.PUBLIC)
    writer.add(uri, DCTERMS.conformsTo, writer.typed(words.OPENAPI, DCTERMS.Standard))
    writer.add(uri, FOAF.page, writer.typed(URIRef(absolute(reverse("api_docs"))), FOAF.Document))
    _name_keywords(writer, uri, dataset)
    _classify(writer, uri, dataset)
    return uri
