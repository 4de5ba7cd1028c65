"""The score is that of the methodology: its points, the best distribution, the mean of the datasets."""

from collections.abc import Set

import pytest
from rdflib import DCTERMS, RDF, Graph, Literal, URIRef
from rdflib.term import Node

from rufsgraph.checks.catalogue import DCAT
from rufsgraph.checks.mqa import DIMENSIONS, METRICS, RATINGS, Dimension, Facts, Score, most, score

ONE, TWO = URIRef("http://x.test/1"), URIRef("http://x.test/2")
PAGE, FILE = URIRef("http://x.test/page"), URIRef("http://x.test/file")


def _graph(*triples: tuple[Node, Node, Node]) -> Graph:
    graph = Graph()
    for triple in ((ONE, RDF.type, DCAT.Dataset), *triples):
        graph.add(triple)
    return graph


def _points(graph: Graph, answering: Set[str] = frozenset(), compliant: Set[Node] = frozenset()) -> Score:
    return score(Facts(graph, answering, compliant))


def test_the_table_adds_up() -> None:
    """405 points: 100, 100, 110, 75 and 20."""
    assert [most(dimension) for dimension in DIMENSIONS] == [100, 100, 110, 75, 20]
    assert most() == 405 and len(METRICS) == 23
    assert len({metric.name_sv for metric in METRICS}) == len({metric.name_en for metric in METRICS}) == 23


def test_a_bare_dataset_has_no_points() -> None:
    """A dataset of which nothing is said has none, nor has a catalogue without datasets."""
    assert _points(_graph()).total == 0
    assert (_points(Graph()).total, _points(Graph()).datasets) == (0, 0)


def test_points_of_a_dataset() -> None:
    """Each field has its points, and compliance has thirty."""
    graph = _graph(
        (ONE, DCAT.keyword, Literal("x")), (ONE, DCTERMS.spatial, PAGE), (ONE, DCTERMS.issued, PAGE)
    )
    found = _points(graph, compliant={ONE})
    assert found.of(Dimension.FINDABILITY) == 50
    assert found.of(Dimension.INTEROPERABILITY) == 30
    assert found.of(Dimension.CONTEXTUALITY) == 5


RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"


@pytest.mark.parametrize(("rights", "points"), [(URIRef(f"{RIGHTS}PUBLIC"), 15), (Literal("public"), 10)])
def test_points_of_a_value_from_a_list(rights: Node, points: int) -> None:
    """A value from the EU's list has points more than any other."""
    assert _points(_graph((ONE, DCTERMS.accessRights, rights))).of(Dimension.REUSABILITY) == points


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("text/csv", 70),
        ("application/vnd.ms-excel", 50),
        ("application/pdf", 30),
        ("application/x-own", 30),
        ("CSV", 20),
    ],
)
def test_points_of_a_format(text: str, points: int) -> None:
    """There is a format (20), of a list (10), open (20), machine-readable (20)."""
    graph = _graph((ONE, DCAT.distribution, TWO), (TWO, DCTERMS.format, Literal(text)))
    assert _points(graph).of(Dimension.INTEROPERABILITY) == points


def test_addresses_count_when_they_answer() -> None:
    """An address that doesn't answer has no points; that there is a download has twenty."""
    graph = _graph((ONE, DCAT.distribution, TWO), (TWO, DCAT.accessURL, PAGE), (TWO, DCAT.downloadURL, FILE))
    assert _points(graph).of(Dimension.ACCESSIBILITY) == 20
    assert _points(graph, {str(PAGE)}).of(Dimension.ACCESSIBILITY) == 70
    assert _points(graph, {str(PAGE), str(FILE)}).of(Dimension.ACCESSIBILITY) == 100


def test_the_best_distribution_counts() -> None:
    """Of two distributions the one with more points counts, not the best of both."""
    better, worse = URIRef("http://x.test/better"), URIRef("http://x.test/worse")
    graph = _graph(
        (ONE, DCAT.distribution, better),
        (ONE, DCAT.distribution, worse),
        (better, DCTERMS.format, Literal("text/csv")),
        (worse, DCTERMS.license, PAGE),
    )
    assert _points(graph).total == 70


def test_a_catalogue_has_the_mean() -> None:
    """A series is no dataset; the points are the mean over those that are."""
    graph = _graph(
        (TWO, RDF.type, DCAT.Dataset), (ONE, DCAT.keyword, Literal("x")), (PAGE, RDF.type, DCAT.DatasetSeries)
    )
    assert (_points(graph).datasets, _points(graph).total) == (2, 15)


@pytest.mark.parametrize(
    ("points", "rating"),
    [
        (405, "excellent"),
        (351, "excellent"),
        (350, "good"),
        (221, "good"),
        (121, "sufficient"),
        (120.9, "bad"),
        (0, "bad"),
    ],
)
def test_ratings(points: float, rating: str) -> None:
    """The four ratings begin where the methodology says."""
    found = Score(1, {METRICS[0]: points})
    assert found.rating("en") == rating
    assert found.rating("sv") in {row[1] for row in RATINGS}
