"""The RDF Data Cube around the observations: two data sets and their structure definitions."""

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from rufsgraph.graph.writing import (
    QB,
    SDMX_ATTRIBUTE,
    SDMX_DIMENSION,
    SDMX_MEASURE,
    Pen,
    R,
)

DIMENSIONS = (
    R.ofIndicator,
    SDMX_DIMENSION.refArea,
    SDMX_DIMENSION.refPeriod,
    R.populationGroup,
    R.measureKind,
    R.edition,
    R.sourceLine,
)
"""The place of a statement (its line) is a dimension: two values for one year are two observations."""

_MEASURES = {"values": (SDMX_MEASURE.obsValue,), "ranges": (R.minValue, R.maxValue)}
_LABELS = {
    "values": ("Värden i uppföljningen", "Values of the follow-up"),
    "ranges": ("Intervall i uppföljningen", "Ranges of the follow-up"),
}


def write_cube(pen: Pen) -> None:
    """The data sets of values and of ranges, each with its structure (RDF Data Cube, sections 6-8)."""
    for prop, scheme in ((R.populationGroup, "population-group"), (R.measureKind, "measure-kind")):
        pen.add(prop, QB.codeList, pen.thing("scheme", scheme))
    for name, measures in _MEASURES.items():
        dataset, structure = pen.thing("dataset", name), pen.thing("structure", name)
        pen.type(dataset, QB.DataSet)
        pen.label(dataset, *_LABELS[name])
        pen.add(dataset, QB.structure, structure)
        pen.type(structure, QB.DataStructureDefinition)
        pen.label(structure, *_LABELS[name])
        for number, dimension in enumerate(DIMENSIONS, 1):
            component = _component(pen, structure, name, dimension, QB.dimension)
            pen.add(component, QB.order, Literal(str(number), datatype=XSD.integer, normalize=False))
        for measure in measures:
            _component(pen, structure, name, measure, QB.measure)
        for attribute, required in ((SDMX_ATTRIBUTE.unitMeasure, True), (R.qualifier, True)):
            component = _component(pen, structure, name, attribute, QB.attribute)
            pen.add(component, QB.componentRequired, Literal(required))


def _component(pen: Pen, structure: URIRef, dataset: str, prop: URIRef, role: URIRef) -> URIRef:
    name = str(prop).replace("#", "/").rpartition("/")[2]
    component = pen.thing("component", f"{dataset}.{name}")
    pen.type(component, QB.ComponentSpecification)
    pen.add(structure, QB.component, component)
    pen.add(component, role, prop)
    return component
