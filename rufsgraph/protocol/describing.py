"""The endpoint described in RDF: the graphs that do so in a release, and the documents that are served."""

from collections.abc import Iterable, Mapping

from rufsgraph.engines.binding import Iri
from rufsgraph.engines.formats import parse, parse_turtle, renamed, serialise
from rufsgraph.errors import BadRequest
from rufsgraph.protocol.cataloguing import Publication, write_catalogue, write_publication
from rufsgraph.protocol.downloads import File
from rufsgraph.protocol.examples import example_graph
from rufsgraph.protocol.negotiation import must_choose
from rufsgraph.protocol.requests import FORMATS
from rufsgraph.protocol.service import write_service
from rufsgraph.protocol.sites import Site
from rufsgraph.protocol.statements import Statements
from rufsgraph.protocol.voiding import dataset_of, void_graph
from rufsgraph.releases.content import Stamp
from rufsgraph.terms import LICENCE, PREFIXES

FORMS: Mapping[str, str] = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
"""The forms of a description, best first: short name and media type."""

PAGE = "text/html"

_TITLES = {
    "sparql": {"sv": "SPARQL-tjänsten beskriven", "en": "The SPARQL service described"},
    "examples": {"sv": "Exempelfrågor och prefix", "en": "Example queries and prefixes"},
}
_NOT_CANONICAL = {
    "sv": "Inte kanonisk: serverns offentliga adress är inte inställd, och adresserna är till den värd som "
    "tillfrågades.",
    "en": "Not canonical: the server's public address is not set, and the addresses are of the host asked.",
}


def describe(base: str, stamp: Stamp, graphs: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The graphs that describe those given (N-Triples, by short names): the catalogue and the examples."""
    return {
        "catalogue": void_graph(base, stamp, graphs) + _catalogue(base, stamp).ntriples(),
        "examples": example_graph(base, stamp.edition),
    }


def _catalogue(base: str, stamp: Stamp) -> Statements:
    pen = Statements()
    write_catalogue(pen, base, stamp)
    return pen


def choose_form(name: str | None, accept: str | None, *, page: bool) -> str:
    """The media type of a description: `?format=` before Accept; NotAcceptable where neither can be given.

    `page` says whether there is a page too. Where there is none, who wants one gets Turtle.
    """
    if name:
        return _by_name(name, page=page)
    chosen = must_choose(accept, (*FORMS.values(), PAGE))
    return FORMS["ttl"] if chosen == PAGE and not page else chosen


def _by_name(name: str, *, page: bool) -> str:
    available = {**FORMS, **({"html": PAGE} if page else {})}
    fitting = [one for one in (available.get(name), *FORMATS.get(name, (name,))) if one in available.values()]
    if not fitting:
        names = ", ".join(available)
        raise BadRequest(
            f"format is {name!r}; this description comes as {names}",
            f"format är {name!r}; den här beskrivningen finns som {names}",
            available=list(available),
        )
    return str(fitting[0])


def service_document(
    site: Site,
    triples: Mapping[str, int],
    limits: Mapping[str, float],
    described: Iterable[bytes],
    media_type: str,
    *,
    aliased: bool,
) -> bytes:
    """The service description, with the graphs `described` (Turtle) in it; for the rest see `write_service`.

    Editors and assistants that find no VoID and no examples in the default graph look for them here.
    """
    pen = Statements()
    document = f"{site.address}sparql"
    pen.text(document, "dcterms:title", _TITLES["sparql"])
    pen.add(document, "foaf:primaryTopic", Iri(f"{document}#service"))
    _mark(pen, document, site)
    write_service(pen, site, triples, limits, aliased=aliased)
    return _written(site, pen, described, media_type)


def void_document(site: Site, catalogue: bytes, media_type: str) -> bytes:
    """The graph catalogue (Turtle) as it is served."""
    pen = Statements()
    _mark(pen, f"{site.address}.well-known/void", site)
    return _written(site, pen, [catalogue], media_type)


def examples_document(site: Site, examples: bytes, media_type: str) -> bytes:
    """The graph examples (Turtle) as it is served."""
    pen = Statements()
    document = f"{site.address}.well-known/sparql-examples"
    pen.text(document, "dcterms:title", _TITLES["examples"])
    pen.add(document, "dcterms:license", Iri(LICENCE))
    pen.add(document, "foaf:topic", dataset_of(site.base))
    _mark(pen, document, site)
    return _written(site, pen, [examples], media_type)


def catalogue_document(
    site: Site, stamp: Stamp, publication: Publication, files: Iterable[File], media_type: str
) -> bytes:
    """The catalogue by DCAT-AP-SE, with who publishes it, as a portal harvests it."""
    pen = _catalogue(site.base, stamp)
    write_publication(pen, site, stamp, publication, files)
    document = f"{site.address}datasets/dcat"
    _mark(pen, document, site)
    quads = renamed(parse(pen.ntriples()), site.place)
    return serialise(dict.fromkeys(quads), media_type, _used(pen.ntriples()))


def _used(ntriples: bytes) -> Mapping[str, str]:
    """The prefixes that a document has a use for."""
    return {prefix: iri for prefix, iri in PREFIXES.items() if f"<{iri}".encode() in ntriples}


def _mark(pen: Statements, document: str, site: Site) -> None:
    """A document that isn't canonical says so."""
    pen.type(document, "foaf:Document")
    if not site.canonical:
        pen.text(document, "rdfs:comment", _NOT_CANONICAL)


def _written(site: Site, pen: Statements, graphs: Iterable[bytes], media_type: str) -> bytes:
    """What was written and graphs of the release, in which the places are those of the site."""
    quads = parse(pen.ntriples())
    for graph in graphs:
        quads += renamed(parse_turtle(graph), site.place)
    return serialise(dict.fromkeys(quads), media_type, PREFIXES | {"part": f"{site.base}graph/catalogue#"})
