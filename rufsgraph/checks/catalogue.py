"""A catalogue as a graph: whether it has the form that the portal wants, and what the shapes find."""

from collections.abc import Iterator

from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from rufsgraph.checks.sayings import say
from rufsgraph.checks.shacl import check_shapes
from rufsgraph.engines.strangers import Document
from rufsgraph.errors import Finding

DCAT = Namespace("http://www.w3.org/ns/dcat#")


def datasets(graph: Graph) -> list[Node]:
    """The datasets that a graph describes, by address; a series is none."""
    series = set(graph.subjects(RDF.type, DCAT.DatasetSeries))
    return sorted(set(graph.subjects(RDF.type, DCAT.Dataset)) - series, key=str)


def check_form(document: Document) -> Iterator[Finding]:
    """A finding for each address that isn't written as the portal wants, in the order of the document."""
    for address in document.relative:
        if address not in document.broken:
            yield say("relative-address", address)
    for address, written in document.broken.items():
        yield say("broken-address", address, value=written)
    if document.based:
        yield say("relative-base", "")


def check_catalogues(graph: Graph) -> Iterator[Finding]:
    """A finding where there is no catalogue, or several that no main one joins.

    A sub-catalogue that is only named here is told as one that stands elsewhere. Source: docs.dataportal.se,
    harvesting, "Multipla kataloger per organisation".
    """
    found = set(graph.subjects(RDF.type, DCAT.Catalog))
    parts = {part for one in found for part in graph.objects(one, DCTERMS.hasPart) if part in found}
    if not found:
        yield say("no-catalogue", "")
    deep = any((part, DCTERMS.hasPart, None) in graph for part in parts)
    if found and (len(found - parts) != 1 or deep):
        yield say("several-catalogues", "", value=", ".join(sorted(map(str, found - parts))))
    for part in _named_only(graph):
        yield say("catalogue-elsewhere", str(part))


def check_profile(graph: Graph, shapes: Graph) -> list[Finding]:
    """The shapes' findings, each once, without those that only follow from another of the same thing.

    A literal in the place of a thing is told by the property that holds it, not by what a thing would need; a
    shape that dcterms:requires another is silent where the other has spoken.
    """
    data = _without_types(graph, _named_only(graph))
    things = {str(node) for triple in graph for node in triple if not isinstance(node, Literal)}
    found = {
        (one.shape, one.where, one.value): one for one in check_shapes(data, shapes) if one.where in things
    }
    fired = {(one.shape, one.where) for one in found.values()}
    requires = dict(shapes.subject_objects(DCTERMS.requires))
    return [one for one in found.values() if (str(requires.get(URIRef(one.shape))), one.where) not in fired]


def _without_types(graph: Graph, nodes: list[Node]) -> Graph:
    """A graph that doesn't say what some nodes are."""
    if not nodes:
        return graph
    rest = Graph()
    for triple in graph:
        if triple[0] not in nodes or triple[1] != RDF.type:
            rest.add(triple)
    return rest


def _named_only(graph: Graph) -> list[Node]:
    """Sub-catalogues of which nothing is said but that they are catalogues."""
    parts = {
        part for one in graph.subjects(RDF.type, DCAT.Catalog) for part in graph.objects(one, DCTERMS.hasPart)
    }
    alone = [part for part in parts if list(graph.predicate_objects(part)) == [(RDF.type, DCAT.Catalog)]]
    return sorted(alone, key=str)
