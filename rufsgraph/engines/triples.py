"""Triples as plain Python values, with all that RDF says of a literal."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph
from pyoxigraph import RdfFormat

from rufsgraph.engines.binding import Iri


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal: its text, its datatype's IRI, its language in lower case or nothing."""

    text: str
    datatype: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Triple:
    """A statement between addresses, or of an address and a literal."""

    subject: str
    predicate: str
    object: Iri | Literal


def parse_triples(ntriples: bytes) -> list[Triple]:
    """The statements of N-Triples without blank nodes, in the order given."""
    found = (quad.triple for quad in pyoxigraph.parse(ntriples, format=RdfFormat.N_TRIPLES))
    return [Triple(one.subject.value, one.predicate.value, _object(one.object)) for one in found]


def write_triples(triples: Iterable[Triple]) -> bytes:
    """The statements as sorted N-Triples, each once."""
    lines = {
        pyoxigraph.Triple(
            pyoxigraph.NamedNode(one.subject), pyoxigraph.NamedNode(one.predicate), _term(one.object)
        )
        for one in triples
    }
    return b"".join(sorted(f"{line} .\n".encode() for line in lines))


def _object(term: object) -> Iri | Literal:
    if isinstance(term, pyoxigraph.Literal):
        return Literal(term.value, term.datatype.value, term.language or "")
    assert isinstance(term, pyoxigraph.NamedNode), term
    return Iri(term.value)


def _term(value: Iri | Literal) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    if isinstance(value, Literal):
        if value.lang:
            return pyoxigraph.Literal(value.text, language=value.lang)
        return pyoxigraph.Literal(value.text, datatype=pyoxigraph.NamedNode(value.datatype))
    return pyoxigraph.NamedNode(value)
