"""A score in the five dimensions of data.europa.eu's Metadata Quality Assessment, 405 points in all.

Source: data.europa.eu, "Metadata Quality Assessment Methodology" (data.europa.eu/mqa/methodology), with the
widening that dataportal.se documents (docs.dataportal.se/dcat/docs/quality): a media type counts as the file
type that it is. As there, a dataset's distributions hold the same content, so the one with the most points
counts. A catalogue's points are the mean over its datasets. Compliance is judged by the violations of the
harvest check in the dataset and its parts.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from rdflib import DCTERMS, Graph, URIRef
from rdflib.term import Node

from rufsgraph.checks.catalogue import DCAT, datasets
from rufsgraph.checks.mediatypes import FILE_TYPE, format_of, media_type_of


class Dimension(StrEnum):
    """What a metric says something of."""

    FINDABILITY = "findability"
    ACCESSIBILITY = "accessibility"
    INTEROPERABILITY = "interoperability"
    REUSABILITY = "reusability"
    CONTEXTUALITY = "contextuality"


DIMENSIONS: dict[Dimension, tuple[str, str]] = {
    Dimension.FINDABILITY: ("Upptäckbarhet", "Findability"),
    Dimension.ACCESSIBILITY: ("Åtkomlighet", "Accessibility"),
    Dimension.INTEROPERABILITY: ("Interoperabilitet", "Interoperability"),
    Dimension.REUSABILITY: ("Återanvändbarhet", "Reusability"),
    Dimension.CONTEXTUALITY: ("Kontextualitet", "Contextuality"),
}
"""Their names in Swedish, as dataportal.se gives them, and in English."""

RATINGS = (
    (351, "utmärkt", "excellent"),
    (221, "bra", "good"),
    (121, "tillräcklig", "sufficient"),
    (0, "dålig", "bad"),
)
"""From how many points on a catalogue is what."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the metrics look at: the graph, the addresses that answered, the datasets without a violation."""

    graph: Graph
    answering: Set[str]
    compliant: Set[Node]


Check = Callable[[Facts, Node], bool]


def _has(prop: URIRef) -> Check:
    return lambda facts, node: (node, prop, None) in facts.graph


def _answers(prop: URIRef) -> Check:
    return lambda facts, node: any(str(url) in facts.answering for url in facts.graph.objects(node, prop))


def _formats(facts: Facts, node: Node) -> list[str]:
    return [
        str(value) for prop in (DCTERMS.format, DCAT.mediaType) for value in facts.graph.objects(node, prop)
    ]


def _is_listed(text: str) -> bool:
    known = format_of(text)
    return known is not None or (bool(media_type_of(text)) and not text.startswith(FILE_TYPE))


def _in(prop: URIRef, *starts: str) -> Check:
    return lambda facts, node: any(str(value).startswith(starts) for value in facts.graph.objects(node, prop))


def _format_is(flag: str) -> Check:
    return lambda facts, node: any(getattr(format_of(text), flag, False) for text in _formats(facts, node))


@dataclass(frozen=True, slots=True)
class Metric:
    """A question of the methodology, what it is asked of, and the points that yes is worth."""

    dimension: Dimension
    name_sv: str
    name_en: str
    field: str
    points: int
    of_distribution: bool
    check: Check


_EU = "http://publications.europa.eu/resource/authority/"
_F, _A, _I, _R, _C = Dimension

METRICS = (
    Metric(_F, "Nyckelord", "Keyword usage", "dcat:keyword", 30, False, _has(DCAT.keyword)),
    Metric(_F, "Kategorier", "Categories", "dcat:theme", 30, False, _has(DCAT.theme)),
    Metric(_F, "Geosökning", "Geo search", "dcterms:spatial", 20, False, _has(DCTERMS.spatial)),
    Metric(
        _F, "Tidsbaserad sökning", "Time based search", "dcterms:temporal", 20, False, _has(DCTERMS.temporal)
    ),
    Metric(
        _A,
        "accessURL svarar",
        "AccessURL accessibility",
        "dcat:accessURL",
        50,
        True,
        _answers(DCAT.accessURL),
    ),
    Metric(_A, "downloadURL finns", "DownloadURL", "dcat:downloadURL", 20, True, _has(DCAT.downloadURL)),
    Metric(
        _A,
        "downloadURL svarar",
        "DownloadURL accessibility",
        "dcat:downloadURL",
        30,
        True,
        _answers(DCAT.downloadURL),
    ),
    Metric(_I, "Format", "Format", "dcterms:format", 20, True, _has(DCTERMS.format)),
    Metric(_I, "Medietyp", "Media type", "dcat:mediaType", 10, True, _has(DCAT.mediaType)),
    Metric(
        _I,
        "Format eller medietyp ur lista",
        "Format/media type from vocabulary",
        "dcterms:format, dcat:mediaType",
        10,
        True,
        lambda facts, node: any(map(_is_listed, _formats(facts, node))),
    ),
    Metric(_I, "Öppet format", "Non-proprietary", "dcterms:format", 20, True, _format_is("open")),
    Metric(
        _I, "Maskinläsbart", "Machine readable", "dcterms:format", 20, True, _format_is("machine_readable")
    ),
    Metric(
        _I,
        "Följer profilen",
        "DCAT-AP compliance",
        "",
        30,
        False,
        lambda facts, node: node in facts.compliant,
    ),
    Metric(_R, "Licens", "License information", "dcterms:license", 20, True, _has(DCTERMS.license)),
    Metric(
        _R,
        "Licens ur lista",
        "License vocabulary",
        "dcterms:license",
        10,
        True,
        _in(DCTERMS.license, f"{_EU}licence/", "http://creativecommons.org/"),
    ),
    Metric(
        _R,
        "Åtkomsträttighet",
        "Access restrictions",
        "dcterms:accessRights",
        10,
        False,
        _has(DCTERMS.accessRights),
    ),
    Metric(
        _R,
        "Åtkomsträttighet ur lista",
        "Access restrictions vocabulary",
        "dcterms:accessRights",
        5,
        False,
        _in(DCTERMS.accessRights, f"{_EU}access-right/"),
    ),
    Metric(_R, "Kontakt", "Contact point", "dcat:contactPoint", 20, False, _has(DCAT.contactPoint)),
    Metric(_R, "Utgivare", "Publisher", "dcterms:publisher", 10, False, _has(DCTERMS.publisher)),
    Metric(_C, "Rättigheter", "Rights", "dcterms:rights", 5, True, _has(DCTERMS.rights)),
    Metric(_C, "Storlek", "File size", "dcat:byteSize", 5, True, _has(DCAT.byteSize)),
    Metric(_C, "Utgivningsdatum", "Date of issue", "dcterms:issued", 5, False, _has(DCTERMS.issued)),
    Metric(_C, "Ändringsdatum", "Modification date", "dcterms:modified", 5, False, _has(DCTERMS.modified)),
)
"""Every metric of the methodology, in its order."""


@dataclass(frozen=True, slots=True)
class Score:
    """The mean points of a catalogue's datasets, for each metric."""

    datasets: int
    points: Mapping[Metric, float]

    @property
    def total(self) -> float:
        """The points in all, of 405."""
        return round(sum(self.points.values()), 1)

    def of(self, dimension: Dimension) -> float:
        """The points of a dimension."""
        return round(sum(value for metric, value in self.points.items() if metric.dimension is dimension), 1)

    def rating(self, lang: str) -> str:
        """What the methodology calls such a catalogue."""
        _, swedish, english = next(row for row in RATINGS if self.total >= row[0])
        return swedish if lang == "sv" else english


def most(dimension: Dimension | None = None) -> int:
    """The most points that a dimension, or a catalogue, can have."""
    return sum(metric.points for metric in METRICS if dimension in (None, metric.dimension))


def score(facts: Facts) -> Score:
    """The score of a catalogue; one without datasets has no points."""
    found = [_dataset_points(facts, dataset) for dataset in datasets(facts.graph)]
    count = max(len(found), 1)
    return Score(len(found), {metric: sum(one[metric] for one in found) / count for metric in METRICS})


def _dataset_points(facts: Facts, dataset: Node) -> dict[Metric, int]:
    best = max(
        (
            _points(facts, one, of_distribution=True)
            for one in facts.graph.objects(dataset, DCAT.distribution)
        ),
        key=lambda points: sum(points.values()),
        default=dict.fromkeys((metric for metric in METRICS if metric.of_distribution), 0),
    )
    return _points(facts, dataset, of_distribution=False) | best


def _points(facts: Facts, node: Node, *, of_distribution: bool) -> dict[Metric, int]:
    return {
        metric: metric.points if metric.check(facts, node) else 0
        for metric in METRICS
        if metric.of_distribution is of_distribution
    }
