"""The service description of the endpoint (SPARQL 1.1 Service Description, W3C 2013)."""

from collections.abc import Mapping
from decimal import Decimal

from rufsgraph.engines.binding import Iri
from rufsgraph.protocol.examples import prefixes_of
from rufsgraph.protocol.requests import GRAPH_TYPES, RESULT_TYPES
from rufsgraph.protocol.sites import Site
from rufsgraph.protocol.statements import Statements
from rufsgraph.protocol.voiding import FORMATS_SPACE, dataset_of, graph_title
from rufsgraph.terms import LICENCE, Iris, alias_of, expand

FORMAT_NAMES = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
}
"""W3C's names of the formats, in its space."""

LIMITS: Mapping[str, tuple[str, str, str]] = {
    "query_seconds": ("s", "längsta tid för en fråga", "longest time of a query"),
    "query_bytes": ("byte", "största fråga", "largest query"),
    "answer_bytes": ("byte", "största svar", "largest answer"),
    "query_memory": ("byte", "mest minne för en fråga", "most memory of a query"),
    "query_running": ("", "frågor som körs samtidigt", "queries that run at once"),
    "query_waiting": ("", "frågor som väntar samtidigt", "queries that wait at once"),
    "client_running": ("", "en klients frågor som körs samtidigt", "queries of one client that run at once"),
    "client_waiting": ("", "en klients frågor som väntar", "queries of one client that wait at once"),
}
"""The limits that are told, by the names of their settings: unit, and name in Swedish and English."""

_SIMPLE = Iri("http://www.w3.org/ns/entailment/Simple")
_PROTOCOL = Iri("https://www.w3.org/TR/sparql11-protocol/")

_TITLE = {"sv": "SPARQL-tjänsten för RUFS 2050", "en": "The SPARQL service for RUFS 2050"}
_DESCRIPTION = {
    "sv": "SPARQL 1.1, bara läsning. Standardgrafen är unionen av de namngivna grafer som är delmängder av "
    "datamängden, inte av alla; de övriga nås bara vid namn. Ingenting härleds när en fråga körs. SERVICE är "
    "avstängt, FROM hämtar ingenting, och inga funktioner utöver standardens utlovas.",
    "en": "SPARQL 1.1, read-only. The default graph is the union of the named graphs that are subsets of the "
    "dataset, not of all; the others are there by name only. Nothing is inferred when a query runs. SERVICE "
    "is switched off, FROM fetches nothing, and no functions beyond the standard's are promised.",
}
_CONTACT = {
    "sv": "Om tjänsten, och vem som svarar för den",
    "en": "About the service, and who answers for it",
}


def write_service(
    pen: Statements, site: Site, triples: Mapping[str, int], limits: Mapping[str, float], *, aliased: bool
) -> None:
    """Writes what the service is: what it takes and gives, its dataset, its limits, where to read more.

    `triples` are the counts of the graphs by short name, `limits` the values of LIMITS that hold here;
    `aliased` says whether graphs are to be had by their second names too.

    sd:UnionDefaultGraph isn't claimed: it means the union of all named graphs. Nor is any other feature.
    """
    endpoint = f"{site.address}sparql"
    service = f"{endpoint}#service"
    pen.type(service, "sd:Service")
    pen.text(service, "dcterms:title", _TITLE)
    pen.text(service, "dcterms:description", _DESCRIPTION)
    pen.add(service, "sd:endpoint", Iri(endpoint))
    pen.add(service, "sd:supportedLanguage", Iri(expand("sd:SPARQL11Query")))
    formats = (FORMATS_SPACE + FORMAT_NAMES[one] for one in (*RESULT_TYPES, *GRAPH_TYPES))
    pen.add(service, "sd:resultFormat", *map(Iri, formats))
    pen.add(service, "sd:defaultEntailmentRegime", _SIMPLE)
    pen.add(service, "dcterms:conformsTo", _PROTOCOL)
    pen.add(service, "dcterms:license", Iri(LICENCE))
    pen.add(service, "sh:prefixes", prefixes_of(site.base))
    pen.add(service, "foaf:page", Iri(endpoint))
    for place in ("void", "sparql-examples"):
        pen.add(service, "rdfs:seeAlso", Iri(f"{site.address}.well-known/{place}"))
    _contact(pen, service, site)
    _limits(pen, service, limits)
    _dataset(pen, service, site, triples, aliased=aliased)


def _contact(pen: Statements, service: str, site: Site) -> None:
    contact = f"{service.removesuffix('service')}contact"
    pen.add(service, "dcat:contactPoint", Iri(contact))
    pen.type(contact, "vcard:Kind")
    pen.text(contact, "vcard:fn", _CONTACT)
    pen.add(contact, "vcard:hasURL", Iri(f"{site.address}about"))


def _limits(pen: Statements, service: str, limits: Mapping[str, float]) -> None:
    """The limits as schema.org's property values, by the names of their settings."""
    for name, value in limits.items():
        unit, sv, en = LIMITS[name]
        limit = f"{service.removesuffix('service')}limit/{name.replace('_', '-')}"
        pen.add(service, "schema:additionalProperty", Iri(limit))
        pen.type(limit, "schema:PropertyValue")
        pen.text(limit, "schema:name", {"sv": sv, "en": en})
        pen.add(limit, "schema:propertyID", name)
        pen.add(limit, "schema:value", Decimal(str(value)) if isinstance(value, float) else value)
        pen.add(limit, "schema:unitText", unit or None)


def _dataset(pen: Statements, service: str, site: Site, triples: Mapping[str, int], *, aliased: bool) -> None:
    """The dataset of a query that names none: the default graph, and each named graph with its size."""
    start = service.removesuffix("service")
    dataset = Iri(f"{start}dataset")
    pen.add(service, "sd:defaultDataset", dataset)
    pen.type(dataset, "sd:Dataset")
    pen.add(dataset, "sd:defaultGraph", dataset_of(site.base))
    pen.type(dataset_of(site.base), "sd:Graph")
    for name, count in sorted(triples.items()):
        graph = Iri(Iris(site.base).graph(name))
        pen.type(graph, "sd:Graph")
        pen.text(graph, "dcterms:title", graph_title(name))
        pen.add(graph, "void:triples", count)
        for known in (graph, alias_of(graph) if aliased else None):
            if known:
                node = Iri(f"{start}{known.removeprefix(site.base)}")
                pen.add(dataset, "sd:namedGraph", node)
                pen.type(node, "sd:NamedGraph")
                pen.add(node, "sd:name", Iri(known))
                pen.add(node, "sd:graph", graph)
