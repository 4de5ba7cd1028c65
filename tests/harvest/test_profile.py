"""Each shape of DCAT-AP-SE is well made, has a valid and an invalid example, and fires exactly where it must.

As for the shapes of the plan's data: the valid examples are a small world without a fault, an invalid one is
added to it, and its lines `# fires: dcatse:NAME ..` name all the shapes that must fire on it, and only those.
"""

import re
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from rufsgraph import resources
from rufsgraph.checks.catalogue import check_profile
from rufsgraph.checks.reports import as_turtle
from rufsgraph.checks.shacl import check_shapes
from tests.exampled import Exampled, read

NAMESPACE = "https://w3id.org/rufs/shapes/dcat-ap-se/"
EXAMPLED = Exampled(resources.SHAPES / "dcat-ap-se", Path(__file__).parent, NAMESPACE, "dcatse:")
TARGETS = (SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf)
SOURCES = ("https://docs.dataportal.se/dcat/3.0.1/en/#", "https://docs.dataportal.se/dcat/docs/")

CONSTRAINTS = frozenset(
    {
        SH["class"],
        SH["in"],
        SH["or"],
        SH.datatype,
        SH.hasValue,
        SH.maxCount,
        SH.minCount,
        SH.nodeKind,
        SH.pattern,
        SH.qualifiedMinCount,
    }
)
"""The constraint parameters of SHACL Core (section 4) in use; another is added here with its first shape."""


def _names(kind: URIRef) -> list[str]:
    """The shapes of a kind that have a target; those without are parts of others."""
    shapes = EXAMPLED.shapes
    return [
        name
        for name in EXAMPLED.names(kind)
        if any((URIRef(NAMESPACE + name), target, None) in shapes for target in TARGETS)
    ]


NODE_SHAPES = _names(SH.NodeShape)
PROPERTY_SHAPES = _names(SH.PropertyShape)
SHAPES = NODE_SHAPES + PROPERTY_SHAPES


@pytest.mark.parametrize("folder", ["valid", "invalid"])
def test_every_node_shape_has_an_example(folder: str) -> None:
    """Each node shape has one file of its name in either folder, and no file is without a shape."""
    assert NODE_SHAPES
    assert EXAMPLED.stems(folder) == NODE_SHAPES


def test_the_valid_examples_give_no_results() -> None:
    """The world that the invalid examples are added to is without a fault."""
    assert [finding.as_line() for finding in check_shapes(EXAMPLED.world, EXAMPLED.shapes)] == []


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_invalid_example_fires_exactly_the_named_shapes(name: str) -> None:
    """All and only the shapes that an invalid example names fire on it, its own among them."""
    named = EXAMPLED.named_to_fire(name)
    assert name in named
    assert EXAMPLED.fired(check_shapes(EXAMPLED.invalid(name), EXAMPLED.shapes)) == named


@pytest.mark.parametrize("name", NODE_SHAPES)
def test_findings_are_a_report_of_shacl(name: str) -> None:
    """What an invalid example gives can be written as RDF, each result with its component and shape."""
    graph = read([EXAMPLED.examples / "invalid" / f"{name}.ttl"])
    found = check_profile(graph, EXAMPLED.shapes)
    report = Graph().parse(data=as_turtle(found, "urn:test:"), format="turtle")
    assert len(list(report.subjects(RDF.type, SH.ValidationResult))) == len(found) > 0
    components = {str(one) for one in report.objects(None, SH.sourceConstraintComponent)}
    assert components and all(one.startswith(str(SH)) and one.endswith("Component") for one in components)


def test_every_shape_is_fired_by_an_example() -> None:
    """No shape is there that can't fire."""
    fired = {shape for name in NODE_SHAPES for shape in EXAMPLED.named_to_fire(name)}
    assert sorted(set(SHAPES) - fired) == []


@pytest.mark.parametrize("name", SHAPES)
def test_shape_is_well_made(name: str) -> None:
    """A shape has a severity, a constraint, a place in the profile, and words in both languages."""
    shape, graph = URIRef(NAMESPACE + name), EXAMPLED.shapes
    assert re.fullmatch(r"[A-Z][A-Za-z]*(-[a-z]+)*", name)
    assert list(graph.objects(shape, SH.severity)) in [[SH.Violation], [SH.Warning]]
    assert CONSTRAINTS & set(graph.predicates(shape))
    assert EXAMPLED.languages(shape, RDFS.label) == ["en", "sv"]
    assert EXAMPLED.languages(shape, SH.message) == ["en", "sv"]
    (source,) = graph.objects(shape, DCTERMS.source)
    assert str(source).startswith(SOURCES)


@pytest.mark.parametrize("name", PROPERTY_SHAPES)
def test_property_shape_belongs_to_a_node_shape(name: str) -> None:
    """A property shape is part of the node shape its name begins with, and its messages name its field."""
    shape, graph = URIRef(NAMESPACE + name), EXAMPLED.shapes
    owner = name.partition("-")[0]
    assert owner in NODE_SHAPES
    assert list(graph.objects(shape, DCTERMS.isPartOf)) == [URIRef(NAMESPACE + owner)]
    (path,) = graph.objects(shape, SH.path)
    field = re.split(r"[/#]", str(graph.value(path, SH.inversePath) or path))[-1]
    assert all(re.search(rf"\b{field}\b", str(message)) for message in graph.objects(shape, SH.message))


def test_shapes_are_core_and_have_addresses() -> None:
    """No constraint is written in SPARQL, and no shape is a blank node."""
    graph = EXAMPLED.shapes
    assert not list(graph.subject_objects(SH.sparql))
    kinds = (SH.NodeShape, SH.PropertyShape)
    assert all(str(one).startswith(NAMESPACE) for kind in kinds for one in graph.subjects(RDF.type, kind))


def test_the_shapes_stay_out_of_the_shapes_of_the_plan() -> None:
    """What checks and publishes the plan's shapes reads one folder, in which these are not."""
    plan = read(resources.SHAPES.glob("*.ttl"))
    assert plan and not [one for one in plan.subjects() if str(one).startswith(NAMESPACE)]


def test_what_a_shape_requires_is_there() -> None:
    """A shape is silent only for the sake of another shape."""
    pairs = list(EXAMPLED.shapes.subject_objects(DCTERMS.requires))
    assert pairs
    assert all((required, RDF.type, SH.PropertyShape) in EXAMPLED.shapes for _, required in pairs)


def test_a_fault_is_told_once() -> None:
    """A missing title is not also an untranslated one, nor a publisher's name a publisher without fields."""
    graph = Graph()
    graph += EXAMPLED.world
    dataset = URIRef("https://example.org/dataset")
    graph.remove((dataset, DCTERMS.title, None))
    graph.set((dataset, DCTERMS.publisher, Literal("Exempelkommunen")))
    assert EXAMPLED.fired(check_profile(graph, EXAMPLED.shapes)) == {"Dataset-title", "Dataset-publisher"}
