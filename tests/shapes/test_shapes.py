"""Each shape is well made, has a valid and an invalid example, and fires exactly where it must.

The valid examples together are a small world without a fault. An invalid example is added to it, and its
first lines `# fires: shapes:NAME ..` name all the shapes that must fire on it, and only those.
"""

import re
from collections.abc import Set
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from rufsgraph import resources
from rufsgraph.checks.shacl import check_shapes
from rufsgraph.errors import Finding, Severity
from rufsgraph.factory import Outcome
from rufsgraph.terms import RUFS
from tests.exampled import Exampled, read

NAMESPACE = "https://w3id.org/rufs/shapes/"
EXAMPLED = Exampled(resources.SHAPES, Path(__file__).parent, NAMESPACE, "shapes:")

CONSTRAINTS = frozenset(
    {
        SH["class"],
        SH.datatype,
        SH.equals,
        SH.hasValue,
        SH.languageIn,
        SH.maxCount,
        SH.maxInclusive,
        SH.maxLength,
        SH.minCount,
        SH.minExclusive,
        SH.minInclusive,
        SH.nodeKind,
        SH.pattern,
        SH.uniqueLang,
        SH.xone,
    }
)
"""The constraint parameters of SHACL Core (section 4) in use; another is added here with its first shape."""

TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)
SEVERITIES = (SH.Violation, SH.Warning, SH.Info)


@cache
def _world_findings() -> tuple[Finding, ...]:
    return tuple(check_shapes(EXAMPLED.world, EXAMPLED.shapes))


NODE_SHAPES = EXAMPLED.names(SH.NodeShape)
PROPERTY_SHAPES = EXAMPLED.names(SH.PropertyShape)
SHAPES = NODE_SHAPES + PROPERTY_SHAPES


def test_there_are_shapes_of_both_kinds() -> None:
    """An empty folder must not pass for a right one."""
    assert NODE_SHAPES
    assert PROPERTY_SHAPES


@pytest.mark.parametrize("folder", ["valid", "invalid"])
def test_every_node_shape_has_an_example(folder: str) -> None:
    """Each node shape has one file of its name in either folder, and no file is without a shape."""
    assert EXAMPLED.stems(folder) == NODE_SHAPES


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_valid_example_gives_no_results(name: str) -> None:
    """Nothing that a valid example describes is found fault with."""
    described = {str(subject) for subject in read([EXAMPLED.examples / "valid" / f"{name}.ttl"]).subjects()}
    assert described
    assert [finding.as_line() for finding in _world_findings() if finding.where in described] == []


def test_the_valid_examples_together_give_no_results() -> None:
    """The world that the invalid examples are added to is without a fault."""
    assert _world_findings() == ()


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_invalid_example_fires_exactly_the_named_shapes(name: str) -> None:
    """All and only the shapes that an invalid example names fire on it, its own among them."""
    named = EXAMPLED.named_to_fire(name)
    assert name in named
    assert EXAMPLED.fired(check_shapes(EXAMPLED.invalid(name), EXAMPLED.shapes)) == named


def test_every_shape_is_fired_by_an_example() -> None:
    """No shape is there that can't fire."""
    fired = {shape for name in NODE_SHAPES for shape in EXAMPLED.named_to_fire(name)}
    assert sorted(set(SHAPES) - fired) == []


@pytest.mark.parametrize("name", SHAPES)
def test_shape_is_well_made(name: str) -> None:
    """A shape has a severity, a constraint and a target, and a label and a message in both languages."""
    shape, graph = URIRef(NAMESPACE + name), EXAMPLED.shapes
    assert re.fullmatch(r"[A-Z][A-Za-z]*(-[a-z]+)*", name)
    assert list(graph.objects(shape, SH.severity)) in [[severity] for severity in SEVERITIES]
    assert CONSTRAINTS & set(graph.predicates(shape))
    assert any(graph.value(shape, target) for target in TARGETS)
    assert EXAMPLED.languages(shape, RDFS.label) == ["en", "sv"]
    assert EXAMPLED.languages(shape, SH.message) == ["en", "sv"]


@pytest.mark.parametrize("name", PROPERTY_SHAPES)
def test_property_shape_belongs_to_a_node_shape(name: str) -> None:
    """A property shape is part of the node shape its name begins with, and its messages name its field."""
    shape, graph = URIRef(NAMESPACE + name), EXAMPLED.shapes
    owner = name.partition("-")[0]
    assert owner in NODE_SHAPES
    assert list(graph.objects(shape, DCTERMS.isPartOf)) == [URIRef(NAMESPACE + owner)]
    paths = list(graph.objects(shape, SH.path))
    assert len(paths) == 1
    assert isinstance(paths[0], URIRef)
    field = re.split(r"[/#]", str(paths[0]))[-1]
    assert all(field in str(message) for message in graph.objects(shape, SH.message))


def test_shapes_are_core_and_have_iris() -> None:
    """No constraint is written in SPARQL, and no shape is a blank node."""
    graph = EXAMPLED.shapes
    assert not list(graph.subject_objects(SH.sparql))
    assert not list(graph.subject_objects(SH.property))
    kinds = (SH.NodeShape, SH.PropertyShape)
    assert all(str(shape).startswith(NAMESPACE) for kind in kinds for shape in graph.subjects(RDF.type, kind))
    assert len(set(SHAPES)) == len(SHAPES)


def _is_ours(term: Node) -> bool:
    return isinstance(term, URIRef) and term.startswith(RUFS) and term != URIRef(RUFS)


def test_terms_in_shapes_are_declared() -> None:
    """Every term of ours that a shape speaks of is in the ontology: a slip would leave it without effect."""
    ontology = read(resources.ONTOLOGY.glob("*.ttl"))
    declared = {str(term) for term in ontology.subjects(RDFS.isDefinedBy)}
    spoken = {str(term) for term in EXAMPLED.shapes.objects() if _is_ours(term)}
    assert spoken
    assert sorted(spoken - declared) == []


def _classes_without_shape(ontology: Graph, targeted: Set[Node]) -> list[str]:
    classes = set(ontology.subjects(RDF.type, URIRef("http://www.w3.org/2002/07/owl#Class")))
    return sorted(str(cls) for cls in classes - targeted)


def test_every_class_has_a_shape() -> None:
    """Each class of the ontology is the target of a node shape."""
    ontology = read(resources.ONTOLOGY.glob("*.ttl"))
    nodes = [URIRef(NAMESPACE + name) for name in NODE_SHAPES]
    targeted = {cls for node in nodes for cls in EXAMPLED.shapes.objects(node, SH.targetClass)}
    assert _classes_without_shape(ontology, targeted) == []


def test_the_ontology_keeps_its_own_style() -> None:
    """The shapes of ontology.ttl find nothing in the ontology."""
    ontology = read(resources.ONTOLOGY.glob("*.ttl"))
    assert set(ontology.subjects(SKOS.definition))
    assert [finding.as_line() for finding in check_shapes(ontology, EXAMPLED.shapes)] == []


def test_the_data_breaks_no_shape(built: Outcome) -> None:
    """The repository's own data has no violation by a shape."""
    found = [finding for finding in built.findings if finding.shape.removeprefix(NAMESPACE) in SHAPES]
    assert [finding.as_line() for finding in found if finding.severity is Severity.VIOLATION] == []
