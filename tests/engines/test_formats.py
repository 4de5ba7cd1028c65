"""The same triples in every format, and one canonical form for each graph."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from rufsgraph.engines.formats import (
    DATASETS,
    GRAPHS,
    canonical_nquads,
    parse,
    serialise,
    turtle_to_ntriples,
)
from rufsgraph.graph.writing import to_ntriples

GRAPH = "https://w3id.org/rufs/graph/plan"
IRIS = st.sampled_from([f"http://x/{name}" for name in ("a", "b", "å", "c#d", "e?f=g&h")]).map(NamedNode)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="sv")),
    st.integers().map(Literal),
)
TRIPLES = st.lists(st.builds(Triple, IRIS, IRIS, st.one_of(IRIS, LITERALS)), max_size=8)
PLAIN = "".join(chr(code) for code in range(0x20, 0x7F)) + 'åäö–\n\t\\"'
WRITTEN = st.lists(
    st.builds(Triple, IRIS, IRIS, st.one_of(IRIS, st.text(PLAIN, max_size=8).map(Literal))), max_size=8
)


def ntriples(triples: list[Triple]) -> bytes:
    """The triples as N-Triples, as they come."""
    return bytes(pyoxigraph.serialize(triples, format=RdfFormat.N_TRIPLES) or b"")


def parsed(content: bytes, media_type: str) -> set[Triple]:
    """The triples of a document."""
    return {quad.triple for quad in pyoxigraph.parse(content, format=(GRAPHS | DATASETS)[media_type])}


@given(TRIPLES)
def test_canonical_form(triples: list[Triple]) -> None:
    """Sorted lines, each once, each in the graph, with the same triples, whatever order they came in."""
    canonical = canonical_nquads(ntriples(triples), GRAPH)
    lines = canonical.split(b"\n")[:-1]
    assert lines == sorted(set(lines))
    assert len(lines) == len(set(triples))
    assert all(line.endswith(f" <{GRAPH}> .".encode()) for line in lines)
    assert parsed(canonical, "application/n-quads") == set(triples)
    assert canonical_nquads(ntriples(triples[::-1] + triples), GRAPH) == canonical


def test_canonical_blank_nodes() -> None:
    """Blank nodes get their canonical names, whatever they were called and wherever they stood (RDFC-1.0)."""
    one = b'_:x <http://x/p> _:y .\n_:y <http://x/q> "1" .\n<http://x/s> <http://x/p> _:x .\n'
    other = b'<http://x/s> <http://x/p> _:b .\n_:a <http://x/q> "1" .\n_:b <http://x/p> _:a .\n'
    assert canonical_nquads(one, GRAPH) == canonical_nquads(other, GRAPH)
    assert b"_:c14n0" in canonical_nquads(one, GRAPH)


@pytest.mark.parametrize("media_type", [*GRAPHS, *DATASETS])
@given(triples=WRITTEN)
def test_every_format_holds_the_same(media_type: str, triples: list[Triple]) -> None:
    """Whatever the format, what is read from it is what was written to it."""
    quads = canonical_nquads(ntriples(triples), GRAPH)
    assert parsed(serialise(parse(quads), media_type), media_type) == set(triples)


def test_prefixes_are_ours() -> None:
    """Formats that know prefixes use ours, and a dataset keeps its graphs."""
    quads = canonical_nquads(
        b"<https://w3id.org/rufs/id/goal/1> <https://w3id.org/rufs/def/serves> <http://x/> .\n", GRAPH
    )
    assert b"@prefix rufs: <https://w3id.org/rufs/def/>" in serialise(parse(quads), "text/turtle")
    assert b"rufs:serves" in serialise(parse(quads), "text/turtle")
    assert GRAPH.encode() in serialise(parse(quads), "application/trig")
    assert GRAPH.encode() not in serialise(parse(quads), "application/ld+json")
    assert serialise([], "application/n-triples") == b""


@given(TRIPLES)
def test_turtle_is_read(triples: list[Triple]) -> None:
    """A Turtle document becomes its triples."""
    turtle = bytes(pyoxigraph.serialize(triples, format=RdfFormat.TURTLE) or b"")
    assert parsed(turtle_to_ntriples(turtle), "application/n-triples") == set(triples)


def test_nothing_is_written_of_nothing() -> None:
    """No triples are no bytes."""
    assert to_ntriples([]) == canonical_nquads(b"", GRAPH) == turtle_to_ntriples(b"") == b""
