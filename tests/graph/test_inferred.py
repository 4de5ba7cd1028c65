"""What follows from what is stated follows, and nothing else does."""

from dataclasses import replace
from decimal import Decimal

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef

from rufsgraph.graph.inferred import closure, write_derived
from rufsgraph.graph.writing import Pen, R, Triple
from rufsgraph.tables.rows.figures import Observation
from rufsgraph.terms import Iris
from tests.samples import NOTHING, OBSERVATION

A, B, C, D, P, Q, S, T = (URIRef(f"http://x/{name}") for name in "ABCDPQST")


def ontology() -> Graph:
    """A below B below C, and the property P below Q."""
    graph = Graph()
    for triple in ((A, RDFS.subClassOf, B), (B, RDFS.subClassOf, C), (P, RDFS.subPropertyOf, Q)):
        graph.add(triple)
    graph.add((D, RDF.type, OWL.Class))
    return graph


def test_closure() -> None:
    """Super-classes of super-classes and super-properties follow, once, and not what is stated already."""
    graphs: dict[str, set[Triple]] = {
        "one": {(S, RDF.type, A), (S, P, T)},
        "two": {(T, RDF.type, D), (S, RDF.type, C)},
    }
    assert closure(graphs, ontology()) == {(S, RDF.type, B), (S, Q, T)}


def test_closure_of_circles() -> None:
    """Classes that are below each other are no trouble, and no class follows from itself."""
    graph = ontology()
    graph.add((C, RDFS.subClassOf, A))
    assert closure({"one": {(S, RDF.type, B)}}, graph) == {(S, RDF.type, A), (S, RDF.type, C)}


CHANGE = replace(
    OBSERVATION,
    id="obs-2020.change",
    kind="change",
    value=Decimal("3.5"),
    period="2015-2019",
    baseline_period="2015",
    unit="percentage-points",
    line=7,
    end=8,
)


def derived(*rows: Observation) -> dict[URIRef, object]:
    """What is derived from observations: the properties of the only one, or nothing."""
    names = {"indicators": frozenset({"x"}), "areas": frozenset({"se110"})}
    source = URIRef(Iris().id("source", "report"))
    pen = Pen(Iris(), names, {"x": "Andel", "se110": "Stockholms län"}, source)
    write_derived(pen, replace(NOTHING, observations=rows), "utgava-2020")
    assert len({subject for subject, _, _ in pen.triples}) <= 1
    return {predicate: obj for _, predicate, obj in pen.triples}


@pytest.mark.parametrize(("qualifier", "loosest"), [("exact", "exact"), ("over", "about")])
def test_earlier_level(qualifier: str, loosest: str) -> None:
    """The level before a stated change is the later level less the change, marked as derived."""
    found = derived(OBSERVATION, replace(CHANGE, qualifier=qualifier))
    assert str(found[R.value]) == "46.5"
    assert found[R.derived] == Literal(True)
    assert str(found[R.qualifier]).endswith(f"/{loosest}")
    assert str(found[R.sourceLine]) == "7"


def test_what_does_not_follow() -> None:
    """A level that is printed, a change in per cent, of another group or without its later level: nothing."""
    assert derived(OBSERVATION, replace(OBSERVATION, id="obs-2", period="2015"), CHANGE) == {}
    assert derived(OBSERVATION, replace(CHANGE, unit="percent-change")) == {}
    assert derived(OBSERVATION, replace(CHANGE, population_group="women")) == {}
    assert derived(OBSERVATION, replace(CHANGE, period="2014-2018")) == {}
    assert derived(OBSERVATION, replace(CHANGE, baseline_period=None)) == {}
    assert derived(CHANGE) == {}
