"""Names of the vocabularies that DCAT-AP speaks in, and of the European code lists it takes values from."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext_lazy as _
from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDFS, SKOS, XSD

from municipalities.publishing import Text, in_languages
from opendata.codes import Licence, Theme

DCATAP = Namespace("http://data.europa.eu/r5r/")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
GEO = Namespace("http://www.opengis.net/ont/geosparql#")
SCHEMA_ORG = Namespace("http://schema.org/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")

AUTHORITY = "http://publications.europa.eu/resource/authority"
SERBIAN = URIRef(f"{AUTHORITY}/language/SRP")
PUBLIC = URIRef(f"{AUTHORITY}/access-right/PUBLIC")
STABLE = URIRef(f"{AUTHORITY}/planned-availability/STABLE")
THEMES = URIRef(f"{AUTHORITY}/data-theme")
LOCAL_AUTHORITY = URIRef("http://purl.org/adms/publishertype/LocalAuthority")
LICENCE_TYPES = {
    Licence.CC_BY: "Attribution",
    Licence.CC0: "PublicDomain",
    Licence.SODL: "Attribution",
}
# Names by which udata, the software of the national portal, knows the licences.
UDATA_LICENCES = {Licence.CC_BY: "cc-by", Licence.CC0: "cc-zero", Licence.SODL: "sodl"}
# Newer than the list of terms that rdflib knows.
DCAT_VERSION = URIRef(f"{DCAT}version")
OPENAPI = URIRef("https://spec.openapis.org/oas/v3.0.3")

# Implementing Regulation (EU) 2023/138 on high value data sets. It is not law in Serbia; European portals show it.
HIGH_VALUE_LAW = URIRef("http://data.europa.eu/eli/reg_impl/2023/138/oj")
HIGH_VALUE_LIST = URIRef("http://data.europa.eu/bna/asd487ae75")
HIGH_VALUE_CATEGORIES: dict[str, Text] = {
    "c_ac64a52d": _("геопросторни подаци"),
    "c_b79e35eb": _("мобилност"),
    "c_dd313021": _("осматрање Земље и животна средина"),
    "c_164e0bf5": _("метеоролошки подаци"),
    "c_e1da4e07": _("статистика"),
    "c_a9135398": _("привредна друштва и власништво над њима"),
}
LANGUAGE_TAGS = {"sr": "sr", "sr-latn": "sr-Latn", "en": "en"}
PREFIXES = {
    "dcat": DCAT, "dcatap": DCATAP, "dct": DCTERMS, "foaf": FOAF, "hydra": HYDRA, "vcard": VCARD, "geo": GEO, "skos": SKOS,
    "rdfs": RDFS, "xsd": XSD, "eli": ELI, "schema": SCHEMA_ORG,
}  # fmt: skip


def empty_graph() -> Graph:
    """A graph that writes short names for the vocabularies used here."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    return graph


def by_tag(text: Text) -> dict[str, str]:
    """A translatable text by the language tags of RDF: ``sr`` is Cyrillic, ``sr-Latn`` Latin."""
    return {LANGUAGE_TAGS[code]: words for code, words in in_languages(text).items()}


@cache
def theme_labels(code: str) -> dict[str, str]:
    """What a theme is called, by language tag."""
    return by_tag(Theme(code).label)


@cache
def category_labels(code: str) -> dict[str, str]:
    """What a category of high value data is called, by language tag."""
    return by_tag(HIGH_VALUE_CATEGORIES[code])


@cache
def licence_labels(code: str) -> dict[str, str]:
    """Terms of reuse in words, by language tag."""
    return by_tag(Licence(code).label)
