"""The findings as text, as JSON and as a SHACL report say the same."""

import json

import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef

from rufsgraph.checks.reports import as_json, as_text, as_triples, as_turtle
from rufsgraph.errors import Finding, Severity
from rufsgraph.terms import DEFAULT_BASE

THING = "https://w3id.org/rufs/id/goal/1"
PATH = "https://w3id.org/rufs/def/number"
SHAPE = "https://w3id.org/rufs/shapes/Goal-number"
FINDINGS = [
    Finding("wrong-value", "inte ett tal", "not a number", where="goals.csv", row=2, field="line", value="x"),
    Finding(
        "MinCountConstraintComponent",
        "talet saknas",
        "the number is missing",
        Severity.WARNING,
        where=THING,
        field=PATH,
        shape=SHAPE,
        lines=(63, 64),
    ),
    Finding("unusual-dialect", "filen har CRLF", "the file has CRLF", Severity.INFO, where="goals.csv"),
]
REPORT = URIRef(f"{DEFAULT_BASE}id/validation/report")


def graph_of(findings: list[Finding]) -> Graph:
    """The report as a graph, read from its Turtle."""
    return Graph().parse(data=as_turtle(findings, DEFAULT_BASE), format="turtle")


def test_text() -> None:
    """A line a finding, in the language asked for, and a line that counts them."""
    assert as_text(FINDINGS, "sv").splitlines() == [
        "violation goals.csv:2 line 'x': inte ett tal",
        f"warning {THING} {PATH}: talet saknas",
        "info goals.csv: filen har CRLF",
        "1 violation, 1 warning, 1 info",
    ]
    assert "not a number" in as_text(FINDINGS)
    assert as_text([]) == "0 violation, 0 warning, 0 info\n"


def test_json() -> None:
    """The findings with their values, their counts, and whether the data conforms."""
    document = json.loads(as_json(FINDINGS))
    assert document["conforms"] is False
    assert document["counts"] == {"violation": 1, "warning": 1, "info": 1}
    assert [one["code"] for one in document["findings"]] == [one.code for one in FINDINGS]
    assert document["findings"][1]["lines"] == [63, 64]
    assert "å" in as_json([Finding("x", "å", "a")])
    assert json.loads(as_json([]))["conforms"] is True


@pytest.mark.parametrize(("findings", "conforms"), [(FINDINGS, False), (FINDINGS[1:], True), ([], True)])
def test_only_violations_break_conformance(findings: list[Finding], conforms: bool) -> None:
    """Warnings and remarks conform, in JSON and in RDF alike."""
    assert json.loads(as_json(findings))["conforms"] is conforms
    assert graph_of(findings).value(REPORT, SH.conforms) == Literal(conforms)


def test_validation_report() -> None:
    """A result a finding, with severity, messages in both languages, and where it is (SHACL, 3.6)."""
    graph = graph_of(FINDINGS)
    assert (REPORT, RDF.type, SH.ValidationReport) in graph
    results = set(graph.objects(REPORT, SH.result))
    assert results == set(graph.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == 3
    (result,) = graph.subjects(SH.resultSeverity, SH.Warning)
    assert graph.value(result, SH.focusNode) == URIRef(THING)
    assert graph.value(result, SH.resultPath) == URIRef(PATH)
    assert graph.value(result, SH.sourceShape) == URIRef(SHAPE)
    assert graph.value(result, SH.sourceConstraintComponent) == SH.MinCountConstraintComponent
    assert set(graph.objects(result, SH.resultMessage)) == {
        Literal("talet saknas", lang="sv"),
        Literal("the number is missing", lang="en"),
    }
    (in_table,) = graph.subjects(SH.resultSeverity, SH.Violation)
    assert graph.value(in_table, SH.focusNode) == Literal("goals.csv")
    assert graph.value(in_table, SH.value) == Literal("x")
    for one in results:
        required = (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent)
        assert all(len(set(graph.objects(one, path))) == 1 for path in required)


def test_no_blank_nodes() -> None:
    """The report has addresses only, so that it is the same bytes each time."""
    assert all(
        isinstance(node, URIRef | Literal) for triple in as_triples(FINDINGS, DEFAULT_BASE) for node in triple
    )
