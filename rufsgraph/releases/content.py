"""What a release holds: canonical N-Quads, their hash, and the same data in every other format."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.engines.embedded import DATASET_FILE, UNION_FILE
from rufsgraph.engines.formats import canonical_nquads, parse, serialise
from rufsgraph.terms import Iris

UNION_GRAPHS = ("plan", "actors", "edition/", "inferred", "ontology")
"""Graphs (or beginnings of their names) whose union is the endpoint's default graph."""

HASHED_GRAPHS = (*UNION_GRAPHS, "inferred/", "shapes")
"""Graphs that the release's hash is taken over."""

_ENDINGS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a release and its hash (hexadecimal sha256) and the counts of triples by graph."""

    files: Mapping[str, bytes]
    digest: str
    triples: Mapping[str, int]


def assemble(graphs: Mapping[str, bytes], iris: Iris) -> Content:
    """The files made of named graphs given as N-Triples by their short names."""
    by_graph = {name: canonical_nquads(content, iris.graph(name)) for name, content in sorted(graphs.items())}
    hashed = b"".join(quads for name, quads in by_graph.items() if is_hashed(name))
    dataset = b"".join(sorted(b"".join(by_graph.values()).splitlines(keepends=True)))
    union = _union(by_graph, iris)
    parsed = {name: parse(quads) for name, quads in by_graph.items()}
    trig = serialise((quad for quads in parsed.values() for quad in quads), "application/trig")
    files = {DATASET_FILE: dataset, UNION_FILE: union, "data.trig": trig}
    whole = parse(union)
    for ending, media_type in _ENDINGS.items():
        files[f"data.{ending}"] = serialise(whole, media_type)
        for name, quads in parsed.items():
            files[f"graph/{name.replace('/', '-')}.{ending}"] = serialise(quads, media_type)
    counts = {name: quads.count(b"\n") for name, quads in by_graph.items()}
    return Content(files, hashlib.sha256(hashed).hexdigest(), counts)


def is_hashed(name: str) -> bool:
    """Whether a graph, by its short name, is among those that the release's hash is taken over."""
    return _among(name, HASHED_GRAPHS)


def is_in_union(name: str) -> bool:
    """Whether a graph, by its short name, is part of the default graph."""
    return _among(name, UNION_GRAPHS)


def _among(name: str, graphs: tuple[str, ...]) -> bool:
    return any(name == one or (one.endswith("/") and name.startswith(one)) for one in graphs)


def _union(by_graph: Mapping[str, bytes], iris: Iris) -> bytes:
    """The default graph as sorted N-Triples: each line of the graphs' quads without its graph."""
    lines: set[bytes] = set()
    for name, quads in by_graph.items():
        if is_in_union(name):
            tail = f" <{iris.graph(name)}> .\n".encode()
            lines.update(line.removesuffix(tail) + b" .\n" for line in quads.splitlines(keepends=True))
    return b"".join(sorted(lines))
