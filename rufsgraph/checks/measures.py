"""Measures of the data's quality: a query each (shapes/measures/*.rq), whose figures are DQV measurements."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rdflib import RDF, RDFS, SKOS, XSD, Literal, URIRef
from rdflib.namespace import Namespace

from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.queryfile import QueryFile, read_query_file
from rufsgraph.graph.writing import Triple
from rufsgraph.terms import PREFIXES

DIMENSIONS = {
    "completeness": ("Fullständighet", "Completeness"),
    "accuracy": ("Riktighet", "Accuracy"),
    "consistency": ("Enhetlighet", "Consistency"),
    "traceability": ("Spårbarhet", "Traceability"),
    "links": ("Länkar", "Links"),
}
"""What the measures are measures of."""

_DQV = Namespace(PREFIXES["dqv"])
_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure came to: so many of so many."""

    measure: QueryFile
    count: int
    of: int

    @property
    def share(self) -> Decimal:
        """From 0 to 1, to four places; 1 of nothing."""
        return (Decimal(self.count) / self.of).quantize(_PLACES) if self.of else Decimal(1)


def read_measures(folder: Path) -> list[QueryFile]:
    """The measures of a folder, by name."""
    return [read_query_file(path) for path in sorted(folder.glob("*.rq"))]


def measure(engine: EmbeddedEngine, measures: Sequence[QueryFile]) -> list[Measured]:
    """What each measure comes to; its query selects one row of ?count and ?of."""
    found = []
    for one in measures:
        rows = engine.rows(one.full_text())
        row = dict(zip(rows.variables, rows.rows[0], strict=True))
        found.append(Measured(one, int(str(row["count"])), int(str(row["of"]))))
    return found


def as_triples(measured: Sequence[Measured], base: str) -> set[Triple]:
    """The measurements by the Data Quality Vocabulary (W3C 2016), on the dataset of the whole.

    Who could mend what a metric shows is its skos:scopeNote; the figures behind a share are its rdfs:comment.
    """
    graph: set[Triple] = set()
    dataset = URIRef(f"{base}id/dataset/rufs")
    for name, (sv, en) in DIMENSIONS.items():
        dimension = URIRef(f"{base}id/quality-dimension/{name}")
        graph.add((dimension, RDF.type, _DQV.Dimension))
        _label(graph, dimension, {"sv": sv, "en": en})
    for one in measured:
        metric = URIRef(f"{base}id/quality-metric/{one.measure.name}")
        node = URIRef(f"{base}id/quality-measurement/{one.measure.name}")
        header = one.measure.header
        graph.add((metric, RDF.type, _DQV.Metric))
        graph.add((metric, _DQV.inDimension, URIRef(f"{base}id/quality-dimension/{header['dimension']}")))
        graph.add((metric, _DQV.expectedDataType, XSD.decimal))
        _label(graph, metric, header["title"])
        for lang, text in header["meaning"].items():
            graph.add((metric, SKOS.definition, Literal(text, lang=lang)))
        for lang, text in header["mended_by"].items():
            graph.add((metric, SKOS.scopeNote, Literal(text, lang=lang)))
        graph.add((node, RDF.type, _DQV.QualityMeasurement))
        graph.add((node, _DQV.isMeasurementOf, metric))
        graph.add((node, _DQV.computedOn, dataset))
        graph.add((node, _DQV.value, Literal(_plain(one.share), datatype=XSD.decimal)))
        graph.add((node, RDFS.comment, Literal(f"{one.count} av {one.of}", lang="sv")))
        graph.add((node, RDFS.comment, Literal(f"{one.count} of {one.of}", lang="en")))
        _label(graph, node, header["title"])
    return graph


def _plain(share: Decimal) -> str:
    """A share as every server writes it: without zeros at its end."""
    return format(share.normalize(), "f")


def _label(graph: set[Triple], thing: URIRef, label: dict[str, str]) -> None:
    for lang, text in label.items():
        graph.add((thing, SKOS.prefLabel, Literal(text, lang=lang)))
        graph.add((thing, RDFS.label, Literal(text, lang=lang)))
