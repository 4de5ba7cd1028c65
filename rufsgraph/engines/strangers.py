"""Reads RDF that a stranger wrote: parsed by pyoxigraph, nothing fetched, each term made safe to handle."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat
from rdflib import BNode, Graph, Literal, URIRef

from rufsgraph.engines.formats import DATASETS, GRAPHS
from rufsgraph.engines.markup import NotReadable, must_be_harmless

FORMATS: dict[str, RdfFormat] = GRAPHS | DATASETS
"""The media types of RDF that are read."""

RDF_XML = "application/rdf+xml"
MOST_STATEMENTS = 300_000

_RELATIVE = "relative"
"""The scheme of the base that relative addresses are resolved against, so that they can be told."""

_FORBIDDEN = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\xa0]")
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Document:
    """What a document states, with the addresses that it wrote relative and those that are no addresses.

    Relative ones stand resolved in the graph, broken ones with their forbidden characters escaped; `broken`
    gives the text as written by the address that stands for it. `based` says that it has xml:base.
    """

    graph: Graph
    relative: tuple[str, ...]
    broken: dict[str, str]
    based: bool = False


def read_stranger(content: bytes, media_type: str, base: str, limit: int) -> Document:
    """A document in one of FORMATS; `base` is the http address it came from, `limit` its bytes unfolded.

    Names of blank nodes are blank-1, blank-2, .. in the order of the document. NotReadable where it breaks
    its format's rules, names a context elsewhere, or states more than MOST_STATEMENTS.
    """
    reader = _Reader(base)
    text, based = must_be_harmless(content, limit) if media_type == RDF_XML else (content, False)
    graph = Graph()
    try:
        for number, quad in enumerate(_parse(text, media_type, base)):
            if number == MOST_STATEMENTS:
                raise NotReadable(
                    f"more than {MOST_STATEMENTS} statements", f"fler än {MOST_STATEMENTS} påståenden"
                )
            graph.add(
                (reader.resource(quad.subject), reader.iri(quad.predicate.value), reader.term(quad.object))
            )
    except (SyntaxError, ValueError) as error:
        if "LoadDocumentCallback" in str(error):
            raise NotReadable(
                "it names a JSON-LD context at another address, which is not fetched",
                "det pekar ut en JSON-LD-kontext på en annan adress, som inte hämtas",
            ) from error
        raise NotReadable(f"not {media_type}: {error}", f"inte {media_type}: {error}") from error
    return Document(graph, tuple(reader.relative), reader.broken, based)


def _parse(text: bytes, media_type: str, base: str) -> Iterator[pyoxigraph.Quad]:
    probe = _RELATIVE + base[base.index(":") :]
    return pyoxigraph.parse(text, format=FORMATS[media_type], base_iri=probe, lenient=True)


class _Reader:
    """Turns pyoxigraph's terms into rdflib's."""

    def __init__(self, base: str) -> None:
        self._scheme = base[: base.index(":")]
        self._known: dict[str, URIRef] = {}
        self._blank: dict[str, BNode] = {}
        self.relative: dict[str, None] = {}
        self.broken: dict[str, str] = {}

    def term(self, term: object) -> URIRef | BNode | Literal:
        """Any term in the place of an object."""
        if isinstance(term, pyoxigraph.Literal):
            return self._literal(term)
        return self.resource(term)

    def resource(self, term: object) -> URIRef | BNode:
        """An address or a blank node; NotReadable for a statement about a statement (RDF 1.2)."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, pyoxigraph.BlankNode):
            return self._blank.setdefault(term.value, BNode(f"blank-{len(self._blank) + 1}"))
        raise NotReadable("statements about statements are not read", "påståenden om påståenden läses inte")

    def iri(self, written: str) -> URIRef:
        """An address, absolute and without forbidden characters."""
        if written not in self._known:
            self._known[written] = self._made(written)
        return self._known[written]

    def _made(self, written: str) -> URIRef:
        whole = written
        if written.startswith(f"{_RELATIVE}:"):
            whole = self._scheme + written[len(_RELATIVE) :]
        clean = _FORBIDDEN.sub(lambda found: quote(found[0]), whole)
        if whole != written:
            self.relative[clean] = None
        if not _is_iri(whole):
            self.broken[clean] = whole
        return URIRef(clean)

    def _literal(self, term: pyoxigraph.Literal) -> Literal:
        if term.language is None:
            return Literal(term.value, datatype=self._datatype(term), normalize=False)
        fits = _LANGUAGE.fullmatch(term.language)
        return Literal(term.value, lang=term.language if fits else None)

    def _datatype(self, term: pyoxigraph.Literal) -> URIRef | None:
        plain = term.datatype.value.endswith("#string")
        return None if plain else self.iri(term.datatype.value)


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True
