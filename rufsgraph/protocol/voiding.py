"""The data described in VoID: counts, partitions by class and property, examples, where it is to be had."""

from collections.abc import Mapping

from rufsgraph.engines.binding import Iri
from rufsgraph.protocol.counting import (
    EXAMPLES,
    WHOLE,
    Partitions,
    Totals,
    partition,
    totals,
    triples_of,
    union,
)
from rufsgraph.protocol.statements import Statements
from rufsgraph.releases.content import Stamp, is_in_union
from rufsgraph.terms import LICENCE, PREFIXES, RUFS, shorten

FORMATS_SPACE = "http://www.w3.org/ns/formats/"
"""The names that W3C gives to the formats of RDF and of query results."""

_TITLE = {"sv": "RUFS 2050 som kunskapsgraf", "en": "RUFS 2050 as a knowledge graph"}
_DESCRIPTION = {
    "sv": "Region Stockholms uppföljning av den regionala utvecklingsplanen RUFS 2050 som länkade data: mål, "
    "hur det går, insatser med huvudmän, parter och finansiärer, och raden i rapporten där det står.",
    "en": "Region Stockholm's follow-up of the regional development plan RUFS 2050 as linked data: goals, "
    "how it goes, initiatives with owners, partners and funders, and the line of the report that says so.",
}
_DOCUMENT_TITLE = {"sv": "Datamängden beskriven i VoID", "en": "The dataset described in VoID"}

_GRAPHS = {
    "plan": (
        "Planen: vision, mål, prioriteringar, indikatorer",
        "The plan: vision, goals, priorities, indicators",
    ),
    "actors": ("Aktörer och finansieringskällor", "Actors and funding sources"),
    "edition": ("Uppföljningen", "The follow-up"),
    "inferred": ("Det som följer av uppgifterna", "What follows from the statements"),
    "ontology": ("Orden: ontologin", "The words: the ontology"),
    "shapes": ("Reglerna som data ska följa", "The rules that the data must follow"),
    "validation": ("Vad kontrollen fann", "What the checks found"),
    "examples": ("Exempelfrågor och prefix", "Example queries and prefixes"),
    "catalogue": ("Beskrivningar av datamängden", "Descriptions of the dataset"),
}
"""The titles of the graphs, by the first part of their short names."""

_ROOT = "Plan"
_SHOWN = ("Goal", "RegionalPriority", "Initiative", "Actor")
"""Classes whose first instance is an example of what the dataset describes."""

_DUMPS = ("dataset.nq", "data.trig", "data.nt", "data.ttl", "data.jsonld", "data.rdf")


def graph_title(name: str) -> Mapping[str, str]:
    """The title of a graph, by its short name.

    >>> graph_title("edition/2020")
    {'sv': 'Uppföljningen 2020', 'en': 'The follow-up 2020'}
    """
    kind, _, year = name.partition("/")
    return {lang: f"{title} {year}".strip() for lang, title in zip(("sv", "en"), _GRAPHS[kind], strict=True)}


def dataset_of(base: str) -> Iri:
    """The IRI of the dataset: the union that is the endpoint's default graph."""
    return Iri(f"{base}id/dataset/rufs")


def void_graph(base: str, stamp: Stamp, graphs: Mapping[str, bytes]) -> bytes:
    """The VoID description of a release's graphs, given as N-Triples by their short names, as N-Triples.

    Partitions have IRIs made of the names that they stand for, `graph/catalogue#rufs:Goal.rufs:realises`.
    """
    parts = {name: triples_of(content) for name, content in graphs.items() if is_in_union(name)}
    whole = union(parts.values())
    found = partition(whole)
    pen = Statements()
    _document(pen, base, stamp)
    _dataset(pen, base, stamp, found)
    _totals(pen, dataset_of(base), totals(whole, f"{base}id/"))
    for name, triples in parts.items():
        _subset(pen, base, name, totals(triples, f"{base}id/"))
    _partitions(pen, base, found)
    return pen.ntriples()


def _document(pen: Statements, base: str, stamp: Stamp) -> None:
    document = f"{base}.well-known/void"
    pen.type(document, "void:DatasetDescription")
    pen.text(document, "dcterms:title", _DOCUMENT_TITLE)
    pen.add(document, "foaf:primaryTopic", dataset_of(base))
    pen.add(document, "dcterms:license", Iri(LICENCE))
    pen.typed(document, "dcterms:modified", stamp.modified, "xsd:date")


def _dataset(pen: Statements, base: str, stamp: Stamp, found: Partitions) -> None:
    dataset = dataset_of(base)
    pen.type(dataset, "void:Dataset", "sd:Graph")
    pen.text(dataset, "dcterms:title", _TITLE)
    pen.text(dataset, "dcterms:description", _DESCRIPTION)
    pen.add(dataset, "dcterms:license", Iri(LICENCE))
    pen.typed(dataset, "dcterms:issued", stamp.issued, "xsd:date")
    pen.typed(dataset, "dcterms:modified", stamp.modified, "xsd:date")
    pen.add(dataset, "foaf:homepage", Iri(base))
    pen.add(dataset, "void:uriSpace", f"{base}id/")
    pen.add(dataset, "void:sparqlEndpoint", Iri(f"{base}sparql"))
    pen.add(dataset, "void:dataDump", *(Iri(f"{base}download/{name}") for name in _DUMPS))
    for name in ("N-Quads", "N-Triples", "Turtle", "TriG", "JSON-LD", "RDF_XML"):
        pen.add(dataset, "void:feature", Iri(FORMATS_SPACE + name))
    pen.add(dataset, "void:rootResource", *map(Iri, found.members.get(RUFS + _ROOT, ())))
    for name in _SHOWN:
        pen.add(dataset, "void:exampleResource", *map(Iri, found.members.get(RUFS + name, ())[:1]))
    pen.add(dataset, "void:vocabulary", *_vocabularies(found))


def _vocabularies(found: Partitions) -> list[Iri]:
    """The namespaces of the registry that a class or a property is of."""
    used = {*found.instances, *(property_ for _, property_ in found.properties)}
    prefixes = {shorten(iri).partition(":")[0] for iri in used}
    return [Iri(PREFIXES[prefix]) for prefix in PREFIXES if prefix in prefixes]


def _totals(pen: Statements, dataset: str, counted: Totals) -> None:
    pen.add(dataset, "void:triples", counted.triples)
    pen.add(dataset, "void:entities", counted.entities)
    pen.add(dataset, "void:distinctSubjects", counted.subjects)
    pen.add(dataset, "void:distinctObjects", counted.objects)
    pen.add(dataset, "void:properties", counted.properties)
    pen.add(dataset, "void:classes", counted.classes)


def _subset(pen: Statements, base: str, name: str, counted: Totals) -> None:
    """A named graph of the union, which its IRI stands for as a dataset."""
    graph = Iri(f"{base}graph/{name}")
    pen.add(dataset_of(base), "void:subset", graph)
    pen.type(graph, "void:Dataset", "sd:Graph")
    pen.text(graph, "dcterms:title", graph_title(name))
    pen.add(graph, "dcterms:license", Iri(LICENCE))
    _totals(pen, graph, counted)


def _partitions(pen: Statements, base: str, found: Partitions) -> None:
    """Partitions as editors ask for them: classes, their properties, what is at the other end."""

    def node(*iris: str) -> Iri:
        return Iri(f"{base}graph/catalogue#{'.'.join(shorten(iri) if iri else 'all' for iri in iris)}")

    for one, number in found.instances.items():
        part = node(one)
        pen.add(dataset_of(base), "void:classPartition", part)
        pen.type(part, "void:Dataset")
        pen.add(part, "void:class", Iri(one))
        pen.add(part, "void:entities", number)
        pen.add(part, "void:exampleResource", *map(Iri, found.members[one][:EXAMPLES]))
    for (owner, property_), number in found.properties.items():
        part = node(owner, property_)
        pen.add(dataset_of(base) if owner == WHOLE else node(owner), "void:propertyPartition", part)
        pen.add(part, "void:property", Iri(property_))
        pen.add(part, "void:triples", number)
        if owner == WHOLE:
            pen.add(part, "void:exampleResource", *map(Iri, found.users[property_]))
    for link, names_it, counted in (
        ("void:classPartition", "void:class", found.classes),
        ("void-ext:datatypePartition", "void-ext:datatype", found.datatypes),
    ):
        for (owner, property_, end), number in counted.items():
            part = node(owner, property_, end)
            pen.add(node(owner, property_), link, part)
            pen.type(part, "void:Dataset")
            pen.add(part, names_it, Iri(end))
            pen.add(part, "void:triples", number)
