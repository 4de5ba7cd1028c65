"""Loads a release into a server graph by graph, and proves by counts and hash that it arrived."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from rufsgraph.engines.embedded import DATASET_FILE
from rufsgraph.engines.formats import canonical_nquads
from rufsgraph.engines.remote import has_blank_node
from rufsgraph.errors import Finding
from rufsgraph.releases.content import is_hashed
from rufsgraph.releases.store import Release
from rufsgraph.terms import Iris


@dataclass(frozen=True, slots=True)
class Room:
    """The most that one request carries, in bytes and in triples."""

    bytes: int
    triples: int


PUT = Room(32_000_000, 1_000_000)
"""The room of a request of the Graph Store Protocol."""

UPDATE = Room(250_000, 500)
"""The room of an INSERT DATA: Virtuoso 7.2 makes one statement of each, refuses 1,600 triples in it, and
takes longest for each triple of the longest.
"""

Progress = Callable[[str], None]
"""Called with what is being done, as it begins."""

_NUMBER = re.compile(rb'"([+-]?[0-9]*\.?[0-9]+)"\^\^<(http://www\.w3\.org/2001/XMLSchema#[a-zA-Z]+)>')


class Store(Protocol):
    """What takes graphs."""

    def replace(self, graph: str, pieces: Iterable[bytes]) -> None:
        """Replaces a graph by N-Triples that come in pieces."""
        ...


class Source(Protocol):
    """What says which graphs it holds."""

    def count(self, graph: str) -> int:
        """How many triples a graph has."""
        ...

    def triples(self, graph: str) -> bytes:
        """The triples of a graph as N-Triples."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """A graph of a release: its short name, its IRI, how many triples it has, whether the hash covers it."""

    name: str
    iri: str
    triples: int
    hashed: bool


def parts_of(release: Release) -> list[Part]:
    """The graphs of a release, in the order in which its hash takes them."""
    iris = Iris(str(release.manifest["base"]))
    return [
        Part(name, iris.graph(name), count, is_hashed(name))
        for name, count in sorted(release.manifest["triples"].items())
    ]


def push(release: Release, store: Store, room: Room, tell: Progress) -> None:
    """Replaces each of a release's graphs in a store, in requests of at most that room."""
    parts = parts_of(release)
    for number, part in enumerate(parts, 1):
        tell(f"loading {part.name}, {number} of {len(parts)}")
        lines = (_as_triple(quad, part) for quad in read_quads(release, part))
        store.replace(part.iri, in_pieces(lines, room))


def verify_pushed(release: Release, source: Source, tell: Progress) -> list[Finding]:
    """What a server holds otherwise than the release: a graph's count, its content, or the hash of all."""
    findings = []
    digest = hashlib.sha256()
    for part in parts_of(release):
        tell(f"verifying {part.name}")
        count = source.count(part.iri)
        if count != part.triples:
            findings.append(_miscounted(part, count))
            continue
        received = canonical_nquads(source.triples(part.iri), part.iri)
        finding = compare(part, b"".join(read_quads(release, part)), received)
        findings += [finding] if finding else []
        if part.hashed:
            digest.update(received)
    if not findings and digest.hexdigest() != release.manifest["hash"]:
        findings.append(_other_hash(str(release.manifest["hash"]), digest.hexdigest()))
    return findings


def graph_store_of(url: str) -> str:
    """Where the server of a SPARQL endpoint takes graphs, as far as its address tells; else the address.

    >>> graph_store_of("http://localhost:7878/query"), graph_store_of("http://localhost:7200/repositories/rufs")
    ('http://localhost:7878/store', 'http://localhost:7200/repositories/rufs/rdf-graphs/service')
    >>> graph_store_of("http://localhost:3030/rufs")
    'http://localhost:3030/rufs'
    """
    address, mark, parameters = url.partition("?")
    if address.endswith("/query"):
        address = address.removesuffix("query") + "store"
    elif re.search(r"/repositories/[^/]+$", address):
        address += "/rdf-graphs/service"
    return address + mark + parameters


def read_quads(release: Release, part: Part) -> Iterator[bytes]:
    """The canonical N-Quads of one graph, line by line."""
    end = f" <{part.iri}> .\n".encode()
    with (release.path / DATASET_FILE).open("rb") as lines:
        yield from (line for line in lines if line.endswith(end))


def _as_triple(quad: bytes, part: Part) -> bytes:
    return quad.removesuffix(f" <{part.iri}> .\n".encode()) + b" .\n"


def in_pieces(lines: Iterable[bytes], room: Room) -> Iterator[bytes]:
    """Lines joined to pieces that fit the room (a longer line is a piece of its own), at least one.

    Lines with blank nodes are in the last piece, all together: a blank node is known in its piece only.
    """
    piece: list[bytes] = []
    blank: list[bytes] = []
    held = 0
    for line in lines:
        if has_blank_node(line):
            blank.append(line)
            continue
        if piece and (held + len(line) > room.bytes or len(piece) == room.triples):
            yield b"".join(piece)
            piece, held = [], 0
        piece.append(line)
        held += len(line)
    if piece or not blank:
        yield b"".join(piece)
    if blank:
        yield b"".join(blank)


def compare(part: Part, expected: bytes, received: bytes) -> Finding | None:
    """A finding where a graph came back otherwise: how many lines differ, whether in value, and the first."""
    if received == expected:
        return None
    lines, others = set(expected.splitlines()), set(received.splitlines())
    lost, strange = sorted(lines - others), sorted(others - lines)
    if {_by_value(line) for line in lost} == {_by_value(line) for line in strange}:
        sv = f"{len(lost)} rader har samma värden i annan skrivning, så att hashen blir en annan"
        en = f"{len(lost)} lines have the same values written otherwise, so that the hash is another"
    else:
        sv = f"{len(lost)} rader saknas och {len(strange)} är främmande"
        en = f"{len(lost)} lines are missing and {len(strange)} are strange"
    return Finding(
        "pushed-content",
        sv,
        en,
        where=part.iri,
        value=_first(strange),
        expected=_first(lost),
    )


def _by_value(line: bytes) -> bytes:
    """A line with its numbers by value: 22000.0 is 22000."""
    return _NUMBER.sub(lambda found: b'"%s"^^<%s>' % (_plain(found[1]), found[2]), line)


def _plain(number: bytes) -> bytes:
    value = Decimal(number.decode())
    return format(value.normalize() + 0, "f").encode()


def _first(lines: list[bytes]) -> str:
    return lines[0].decode("utf-8", "replace") if lines else ""


def _miscounted(part: Part, count: int) -> Finding:
    return Finding(
        "pushed-count",
        f"grafen har {count} tripler där, {part.triples} i utgåvan",
        f"the graph has {count} triples there, {part.triples} in the release",
        where=part.iri,
        value=str(count),
        expected=str(part.triples),
    )


def _other_hash(expected: str, found: str) -> Finding:
    return Finding(
        "pushed-hash",
        "hashen av det som lästs in är inte utgåvans",
        "the hash of what was loaded is not the release's",
        where="manifest.json",
        value=found,
        expected=expected,
    )
