"""What a release holds: canonical N-Quads, their hash, and the same data in every other format."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType

from rufsgraph.engines.embedded import DATASET_FILE, UNION_FILE
from rufsgraph.engines.formats import Triple, as_nquads, canonical, serialise_dataset, serialise_triples
from rufsgraph.terms import Iris

UNION_GRAPHS = ("plan", "actors", "edition/", "inferred", "ontology")
"""Graphs (or beginnings of their names) whose union is the endpoint's default graph."""

HASHED_GRAPHS = (*UNION_GRAPHS, "inferred/", "shapes")
"""Graphs that the release's hash is taken over."""

BY_NAME = ("catalogue", "examples", "validation")
"""Graphs outside the default one whose things have addresses too: what describes the data, its quality."""

_ENDINGS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Whose content a release holds: the key of its edition and the dates of the editions table."""

    edition: str
    issued: str
    modified: str


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a release, its counts of triples by graph, and two hashes (hexadecimal sha256).

    `digest` is over the graphs of HASHED_GRAPHS, `described` over the others: what the software says of
    the data, which may change where the data doesn't.
    """

    files: Mapping[str, bytes]
    digest: str
    described: str
    triples: Mapping[str, int]

    def name(self, edition: str) -> str:
        """The name of the release: edition, hash of the data, hash of its descriptions."""
        return f"{edition}-{self.digest[:12]}-{self.described[:8]}"


@dataclass(frozen=True, slots=True)
class Written:
    """A graph's triples by their canonical lines, its N-Quads, and its files in each format."""

    lines: Mapping[bytes, Triple]
    quads: bytes
    files: Mapping[str, bytes]


def write_graph(name: str, ntriples: bytes, iris: Iris) -> Written:
    """One named graph, given as N-Triples, in every format."""
    lines = canonical(ntriples)
    graph, stem = iris.graph(name), graph_file(name)
    quads = as_nquads(lines, graph)
    files = {f"{stem}.{end}": serialise_triples(lines.values(), form) for end, form in _ENDINGS.items()}
    files[f"{stem}.nq"] = quads
    files[f"{stem}.trig"] = _as_trig(files[f"{stem}.ttl"], graph)
    return Written(lines, quads, files)


def assemble(
    graphs: Mapping[str, bytes], iris: Iris, already: Mapping[str, Written] = MappingProxyType({})
) -> Content:
    """The files made of named graphs given as N-Triples by their short names.

    Graphs that were written already, by the same names, needn't be written again.
    """
    written = {
        name: already[name] if name in already else write_graph(name, content, iris)
        for name, content in sorted(graphs.items())
    }
    found = {name: one.lines for name, one in written.items()}
    by_graph = {name: one.quads for name, one in written.items()}
    dataset = b"".join(sorted(b"".join(by_graph.values()).splitlines(keepends=True)))
    union = _union(found)
    trig = serialise_dataset({iris.graph(name): lines.values() for name, lines in found.items()})
    files = {DATASET_FILE: dataset, UNION_FILE: b"".join(union), "data.trig": trig}
    files |= {f"data.{end}": serialise_triples(union.values(), form) for end, form in _ENDINGS.items()}
    for one in written.values():
        files |= one.files
    counts = {name: len(lines) for name, lines in found.items()}
    return Content(files, _hash(by_graph, hashed=True), _hash(by_graph, hashed=False), counts)


def graph_file(name: str) -> str:
    """The file of a graph, by its short name, without the ending that each form adds."""
    return f"graph/{name.replace('/', '-')}"


def _as_trig(turtle: bytes, graph: str) -> bytes:
    """A graph's Turtle as TriG (section 2.1): the same statements in a block that bears the graph's name."""
    lines = turtle.splitlines(keepends=True)
    prefixes = [line for line in lines if line.startswith(b"@prefix ")]
    block = f"<{graph}> {{\n".encode()
    return b"".join([*prefixes, block, *lines[len(prefixes) :], b"}\n"])


def _hash(by_graph: Mapping[str, bytes], *, hashed: bool) -> str:
    digest = hashlib.sha256()
    for name, quads in by_graph.items():
        if is_hashed(name) is hashed:
            digest.update(quads)
    return digest.hexdigest()


def is_hashed(name: str) -> bool:
    """Whether a graph, by its short name, is among those that the release's hash is taken over."""
    return _among(name, HASHED_GRAPHS)


def is_in_union(name: str) -> bool:
    """Whether a graph, by its short name, is part of the default graph."""
    return _among(name, UNION_GRAPHS)


def _among(name: str, graphs: tuple[str, ...]) -> bool:
    return any(name == one or (one.endswith("/") and name.startswith(one)) for one in graphs)


def _union(found: Mapping[str, Mapping[bytes, Triple]]) -> dict[bytes, Triple]:
    """The default graph: the triples of its graphs by their lines, sorted."""
    union: dict[bytes, Triple] = {}
    for name, lines in found.items():
        if is_in_union(name):
            union.update(lines)
    return dict(sorted(union.items(), key=itemgetter(0)))
