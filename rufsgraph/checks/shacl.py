"""Runs the SHACL Core shapes over the whole data and turns the report into findings."""

import pyshacl
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from rufsgraph.errors import Finding, RufsError, Severity

_SEVERITIES = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
_LINE = URIRef("https://w3id.org/rufs/def/sourceLine")


class ValidationFailed(RufsError):
    """The validator itself failed, which says nothing about the data."""

    code = "validation-failed"


def check_shapes(data: Graph, shapes: Graph) -> list[Finding]:
    """A finding for each result of the shapes over the data, the worst first."""
    outcome = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False)
    report = outcome[1]
    if not isinstance(report, Graph):
        raise ValidationFailed(f"pySHACL could not validate: {report!r}")
    found = [
        _finding(report, shapes, data, result) for result in report.subjects(RDF.type, SH.ValidationResult)
    ]
    order = list(Severity)
    return sorted(
        found,
        key=lambda one: (order.index(one.severity), one.where, one.field, one.value, one.shape, one.code),
    )


def _finding(report: Graph, shapes: Graph, data: Graph, result: Node) -> Finding:
    shape = report.value(result, SH.sourceShape)
    focus = report.value(result, SH.focusNode)
    messages = _messages(shapes, shape) or _messages(report, result, SH.resultMessage)
    severity = report.value(result, SH.resultSeverity)
    return Finding(
        code=str(report.value(result, SH.sourceConstraintComponent)).rpartition("#")[2],
        message_sv=messages.get("sv", messages.get("en", "")),
        message_en=messages.get("en", messages.get("", "")),
        severity=_SEVERITIES[severity] if isinstance(severity, URIRef) else Severity.VIOLATION,
        where=str(focus),
        field=str(report.value(result, SH.resultPath) or ""),
        value=str(report.value(result, SH.value) or ""),
        shape=str(shape),
        lines=_lines(data, focus),
    )


def _messages(graph: Graph, node: Node | None, prop: URIRef = SH.message) -> dict[str, str]:
    if node is None:
        return {}
    found = (one for one in graph.objects(node, prop) if isinstance(one, Literal))
    return {one.language or "": str(one) for one in found}


def _lines(data: Graph, focus: Node | None) -> tuple[int, ...]:
    found = sorted(int(str(line)) for line in data.objects(focus, _LINE)) if focus is not None else []
    return tuple(found[:1])
