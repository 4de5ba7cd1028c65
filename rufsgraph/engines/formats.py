"""The media types that the engine reads and writes."""

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

import pyoxigraph
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat

from rufsgraph.terms import PREFIXES

Triple = pyoxigraph.Triple
"""A statement."""

Quad = pyoxigraph.Quad
"""A statement, and the graph that it stands in."""

RESULTS: dict[str, QueryResultsFormat] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPHS: dict[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
DATASETS: dict[str, RdfFormat] = {
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
}


def parse(nquads: bytes) -> list[Quad]:
    """The statements of N-Quads or N-Triples, in the order given."""
    return list(pyoxigraph.parse(nquads, format=RdfFormat.N_QUADS))


def parse_turtle(content: bytes) -> list[Quad]:
    """The statements of a Turtle document, in the order given."""
    return list(pyoxigraph.parse(content, format=RdfFormat.TURTLE))


def renamed(quads: Iterable[Quad], rename: Callable[[str], str]) -> list[Quad]:
    """Statements with the IRIs of their subjects and objects renamed."""
    names: dict[NamedNode, NamedNode] = {}

    def named(term: Any) -> Any:
        if not isinstance(term, NamedNode):
            return term
        if term not in names:
            names[term] = NamedNode(rename(term.value))
        return names[term]

    return [Quad(named(one.subject), one.predicate, named(one.object), one.graph_name) for one in quads]


def serialise(quads: Iterable[Quad], media_type: str, known: Mapping[str, str] = PREFIXES) -> bytes:
    """Statements in an RDF format, in the order given, with known prefixes; a graph format drops graphs."""
    target = (GRAPHS | DATASETS)[media_type]
    prefixes = None if media_type == "application/n-triples" else dict(known)
    statements = (one.triple for one in quads) if media_type in GRAPHS else quads
    return bytes(pyoxigraph.serialize(statements, format=target, prefixes=prefixes) or b"")


def serialise_triples(triples: Iterable[Triple], media_type: str) -> bytes:
    """Triples in a format of graphs, in the order given, with our prefixes."""
    return bytes(pyoxigraph.serialize(triples, format=GRAPHS[media_type], prefixes=PREFIXES) or b"")


def serialise_dataset(graphs: Mapping[str, Iterable[Triple]]) -> bytes:
    """Graphs by their IRIs as TriG, in the order given, with our prefixes."""
    quads = (
        Quad(one.subject, one.predicate, one.object, name)
        for name, triples in ((NamedNode(iri), triples) for iri, triples in graphs.items())
        for one in triples
    )
    return serialise(quads, "application/trig")


def canonical(ntriples: bytes) -> dict[bytes, Triple]:
    """A graph's triples by their canonical lines of N-Triples (RDFC-1.0), sorted, blank nodes renamed."""
    triples = [quad.triple for quad in pyoxigraph.parse(ntriples, format=RdfFormat.N_TRIPLES)]
    if b"_:" in ntriples:
        dataset = pyoxigraph.Dataset(Quad(one.subject, one.predicate, one.object) for one in triples)
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        triples = [quad.triple for quad in dataset]
    lines = bytes(pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
    return dict(sorted(zip(lines, triples, strict=True), key=itemgetter(0)))


def as_nquads(lines: Iterable[bytes], graph: str) -> bytes:
    """Canonical lines of N-Triples as the N-Quads of a graph."""
    tail = f" <{graph}> .\n".encode()
    return b"".join([line.removesuffix(b" .\n") + tail for line in lines])


def canonical_nquads(ntriples: bytes, graph: str) -> bytes:
    """A graph's N-Triples as canonical N-Quads (RDFC-1.0): sorted, blank nodes by their canonical names."""
    return as_nquads(canonical(ntriples), graph)


def turtle_to_ntriples(content: bytes) -> bytes:
    """A Turtle document as N-Triples."""
    return bytes(
        pyoxigraph.serialize(
            (quad.triple for quad in pyoxigraph.parse(content, format=RdfFormat.TURTLE)),
            format=RdfFormat.N_TRIPLES,
        )
        or b""
    )
