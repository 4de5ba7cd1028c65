"""The report of findings, in text, JSON and as a sh:ValidationReport."""

import json
from collections import Counter
from collections.abc import Sequence

from rdflib import RDF, SH, XSD, Graph, Literal, URIRef

from rufsgraph.checks.sayings import HARVEST
from rufsgraph.errors import Finding, Severity, has_violation
from rufsgraph.graph.writing import Triple

_SEVERITIES = {
    Severity.VIOLATION: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}


def as_text(findings: Sequence[Finding], lang: str = "en") -> str:
    """A line a finding and a line that counts them."""
    return "\n".join([*(finding.as_line(lang) for finding in findings), summary(findings)]) + "\n"


def summary(findings: Sequence[Finding]) -> str:
    """How many findings there are of each severity."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(f"{counts[severity]} {severity}" for severity in Severity)


def as_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON document."""
    counts = Counter(str(finding.severity) for finding in findings)
    document = {
        "conforms": not has_violation(findings),
        "counts": {str(severity): counts[str(severity)] for severity in Severity},
        "findings": [finding.as_dict() for finding in findings],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"


def as_triples(findings: Sequence[Finding], base: str) -> set[Triple]:
    """The findings as a sh:ValidationReport (SHACL, section 3.6) with IRIs in place of blank nodes."""
    graph: set[Triple] = set()
    report = URIRef(f"{base}id/validation/report")
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(not has_violation(findings))))
    for number, finding in enumerate(findings, 1):
        result = URIRef(f"{base}id/validation/result-{number}")
        graph.add((report, SH.result, result))
        graph.add((result, RDF.type, SH.ValidationResult))
        graph.add((result, SH.resultSeverity, _SEVERITIES[finding.severity]))
        graph.add((result, SH.resultMessage, Literal(finding.message_sv, lang="sv")))
        graph.add((result, SH.resultMessage, Literal(finding.message_en, lang="en")))
        graph.add((result, SH.focusNode, _node(finding.where)))
        if finding.field.startswith("http"):
            graph.add((result, SH.resultPath, URIRef(finding.field)))
        if finding.value:
            graph.add((result, SH.value, Literal(finding.value)))
        if finding.shape.startswith("http"):
            graph.add((result, SH.sourceShape, URIRef(finding.shape)))
        graph.add((result, SH.sourceConstraintComponent, _component(finding)))
        for line in finding.lines:
            prop = URIRef("https://w3id.org/rufs/def/sourceLine")
            graph.add((result, prop, Literal(str(line), datatype=XSD.integer)))
    return graph


def as_turtle(findings: Sequence[Finding], base: str) -> str:
    """The findings as a sh:ValidationReport in Turtle."""
    graph = Graph()
    for triple in as_triples(findings, base):
        graph.add(triple)
    return graph.serialize(format="turtle")


def _component(finding: Finding) -> URIRef:
    """SHACL's own component, the harvest check that it was, or else a query."""
    if finding.code.endswith("Component"):
        return SH[finding.code]
    return URIRef(finding.shape) if finding.shape.startswith(HARVEST) else SH.SPARQLConstraintComponent


def _node(where: str) -> URIRef | Literal:
    return URIRef(where) if where.startswith("http") else Literal(where)
