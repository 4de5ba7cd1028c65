"""The addresses that a catalogue sends its readers to: what they promise, and whether they keep it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from rdflib import DCTERMS, RDF, Graph, URIRef
from rdflib.term import Node

from rufsgraph.checks.catalogue import DCAT
from rufsgraph.checks.fetching import Answer, Failure, Fetcher
from rufsgraph.checks.mediatypes import Fit, fit, media_type_of
from rufsgraph.checks.sayings import say
from rufsgraph.errors import Finding

PAGES = ("text/html", "application/xhtml+xml")
SPARQL = "application/sparql-query"
RESULTS = ("application/sparql-results+json", "application/sparql-results+xml")

_WANTS_MORE = (400, 401, 403, 405, 406, 415, 422)
"""What a service may answer to a call without parameters or credentials: it is there."""

_SPARQL_BYTES = 100_000


class Role(StrEnum):
    """What an address is for, by the property that names it."""

    ACCESS = "accessURL"
    DOWNLOAD = "downloadURL"
    ENDPOINT = "endpointURL"
    DESCRIPTION = "endpointDescription"


@dataclass(frozen=True, slots=True)
class Link:
    """An address, the thing that names it, what for, and the media types that are declared for its answer."""

    where: str
    role: Role
    url: str
    declared: tuple[str, ...] = ()
    of_service: bool = False

    @property
    def calls_service(self) -> bool:
        """Whether it leads to a service, whose answer depends on what it is asked."""
        return self.of_service and self.role in (Role.ACCESS, Role.ENDPOINT)

    @property
    def asks_sparql(self) -> bool:
        """Whether a query is the right way to try it."""
        return self.role is Role.ENDPOINT and SPARQL in self.declared

    @property
    def accept(self) -> str:
        """What it is asked for."""
        if self.asks_sparql:
            return ", ".join(RESULTS)
        if self.role is Role.DESCRIPTION:
            wanted: tuple[str, ...] = ("application/json", "application/yaml", "text/turtle")
        else:
            wanted = self.declared
        return ", ".join([*wanted, "*/*;q=0.1"])


def links(graph: Graph) -> list[Link]:
    """Every address to try, each once for a thing, by thing; as download where it is both."""
    found: dict[tuple[str, str], Link] = {}
    for link in (*_of_distributions(graph), *_of_services(graph)):
        found[link.where, link.url] = link
    return list(found.values())


def _of_distributions(graph: Graph) -> Iterator[Link]:
    for node in _all(graph, DCAT.Distribution):
        declared = _declared(graph, node)
        of_service = (node, DCAT.accessService, None) in graph
        for role in (Role.ACCESS, Role.DOWNLOAD):
            for url in _addresses(graph, node, role):
                yield Link(str(node), role, url, declared, of_service)


def _of_services(graph: Graph) -> Iterator[Link]:
    for node in _all(graph, DCAT.DataService):
        declared = _declared(graph, node)
        for role in (Role.DESCRIPTION, Role.ENDPOINT):
            for url in _addresses(graph, node, role):
                yield Link(str(node), role, url, declared, of_service=True)


def _all(graph: Graph, cls: URIRef) -> list[Node]:
    return sorted(set(graph.subjects(RDF.type, cls)), key=str)


def _addresses(graph: Graph, node: Node, role: Role) -> list[str]:
    return sorted(str(url) for url in graph.objects(node, DCAT[role]) if isinstance(url, URIRef))


def _declared(graph: Graph, node: Node) -> tuple[str, ...]:
    properties = (DCTERMS.format, DCAT.mediaType, DCAT.packageFormat, DCAT.compressFormat)
    values = (str(value) for prop in properties for value in graph.objects(node, prop))
    return tuple(sorted({media_type_of(value) for value in values} - {""}))


def follow(link: Link, fetcher: Fetcher) -> Answer | Failure:
    """What the address answers; a SPARQL service is asked the cheapest query."""
    if link.asks_sparql:
        joint = "&" if "?" in link.url else "?"
        return fetcher.get(f"{link.url}{joint}query={quote('ASK {}')}", link.accept, _SPARQL_BYTES)
    return fetcher.probe(link.url, link.accept)


def judge(link: Link, answer: Answer | Failure, redirects: int) -> Finding | None:
    """The finding about an address, by what it answered; None where it keeps its promise."""
    if isinstance(answer, Failure):
        return _say(link, answer.code, reason=answer.reason, redirects=redirects)
    if link.asks_sparql:
        fits = answer.status == 200 and answer.media_type in RESULTS
        return (
            None if fits else _say(link, "no-sparql", status=answer.status, served=answer.media_type or "-")
        )
    if not 200 <= answer.status < 300:
        wants_more = link.calls_service and answer.status in _WANTS_MORE
        return _say(link, "wants-more" if wants_more else "bad-status", status=answer.status)
    return _judge_type(link, answer.media_type)


def _judge_type(link: Link, served: str) -> Finding | None:
    if link.role is Role.DESCRIPTION:
        return _say(link, "description-is-page") if served in PAGES else None
    if link.calls_service or (link.role is Role.ACCESS and served in PAGES):
        return None
    fits = fit(served, link.declared)
    if fits is Fit.YES:
        return None
    code = "vague-media-type" if fits is Fit.VAGUE else "wrong-media-type"
    return _say(link, code, served=served or "-", declared=", ".join(link.declared))


def _say(link: Link, code: str, **details: object) -> Finding:
    return say(code, link.where, link.role, link.url, **details)
