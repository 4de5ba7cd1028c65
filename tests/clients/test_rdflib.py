"""rdflib's SPARQLStore reads the server as if it were a graph of its own."""

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF, SKOS
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.clients.conftest import ASK, CONSTRUCT, PREFIXES, SELECT, Rows

DEF = "https://w3id.org/rufs/def/"
PLAN = "https://w3id.org/rufs/graph/plan"


@pytest.fixture(params=["GET", "POST"])
def graph(request: pytest.FixtureRequest, server: str) -> Graph:
    """A graph over the server's default graph, by each method."""
    return Graph(SPARQLStore(f"{server}/sparql", method=request.param))


def pairs(graph: Graph) -> Rows:
    """Subjects and objects of a graph, in order."""
    return sorted((str(subject), str(name)) for subject, name in graph.subject_objects())


def test_select(graph: Graph, goals: Rows) -> None:
    """Rows have the goals with their names."""
    assert [(str(row[0]), str(row[1])) for row in graph.query(SELECT)] == goals


def test_ask(graph: Graph) -> None:
    """A question of yes and no is answered."""
    assert graph.query(ASK).askAnswer is True
    assert graph.query("ASK { ?s a <urn:none> }").askAnswer is False


def test_construct(graph: Graph, goals: Rows) -> None:
    """A graph is read with the names as texts in their language."""
    made = graph.query(CONSTRUCT).graph
    assert made is not None and pairs(made) == goals
    assert {getattr(name, "language", "") for name in made.objects()} == {"sv"}


def test_triples(graph: Graph, goals: Rows) -> None:
    """Its own way of walking a graph finds the goals and their names."""
    found = sorted(graph.subjects(RDF.type, URIRef(f"{DEF}Goal")))
    assert [str(one) for one in found] == [iri for iri, _ in goals]
    names = [name for one in found for name in graph.objects(one, SKOS.prefLabel) if name.language == "sv"]  # type: ignore[attr-defined]
    assert [str(name) for name in names] == [name for _, name in goals]
    assert (found[0], RDF.type, URIRef(f"{DEF}Nothing")) not in graph


def test_graph_by_its_name(server: str, goals: Rows) -> None:
    """A graph with a name is read alone: the plan has the goals, the actors none."""
    store = SPARQLStore(f"{server}/sparql")
    plan, actors = (
        Graph(store, identifier=URIRef(PLAN.replace("plan", name))) for name in ("plan", "actors")
    )
    count = f"{PREFIXES} SELECT (COUNT(?goal) AS ?n) WHERE {{ ?goal a rufs:Goal }}"
    assert [int(next(iter(graph.query(count)))[0]) for graph in (plan, actors)] == [len(goals), 0]  # type: ignore[index, arg-type]
    assert 0 < len(actors) < len(Graph(store))
