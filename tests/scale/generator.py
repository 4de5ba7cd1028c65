"""Data of the report's shape at any size: what grows with the years and what doesn't.

Entries, initiatives, actors and participations grow, with their names, joins and places. The plan, SDGs,
areas, types, funding sources, the chapters and the groups with known members don't.
"""

import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rdflib import Graph

from rufsgraph import resources
from rufsgraph.engines.embedded import DATASET_FILE, UNION_FILE
from rufsgraph.engines.formats import turtle_to_ntriples
from rufsgraph.graph.building import build
from rufsgraph.graph.writing import to_ntriples
from rufsgraph.releases.store import Release, switch, write_release
from rufsgraph.tables.reading import read_tables
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.actors import Actor, Alias
from rufsgraph.tables.rows.inventory import Entry, Initiative, Join, Participation, Place
from rufsgraph.tables.rows.row import Row
from rufsgraph.terms import Iris

OWN_SHARE = 0.7
"""The share of a copy's participations that point to the copy's own actors; the rest keep the originals."""

SEED = 2050

_ENTRY = re.compile(r"rad-(?P<year>[0-9]+)-(?P<priority>[0-9]+)-[0-9]+")


def read() -> Tables:
    """The repository's own tables."""
    tables, findings = read_tables(resources.DATA)
    assert tables, findings
    return tables


def grow(tables: Tables, times: int) -> Tables:
    """The tables with `times - 1` copies of what grows added; the same call gives the same rows."""
    rows = {name: list(getattr(tables, name)) for name in _COPIERS}
    for number in range(2, times + 1):
        copy = Copy.of(tables, number)
        for name, copier in _COPIERS.items():
            rows[name] += copier(copy, tables)
    return replace(tables, **{name: tuple(found) for name, found in rows.items()})


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of what grows: its number, the new ids of its entries and actors, its own dice."""

    number: int
    entries: Mapping[str, tuple[str, int]]
    actors: frozenset[str]
    dice: random.Random

    @classmethod
    def of(cls, tables: Tables, number: int) -> "Copy":
        """The copy of that number, from 2 up: its rows go on where the copy before it ended."""
        counts = Counter((entry.edition, entry.priority) for entry in tables.entries)
        entries = {}
        for entry in tables.entries:
            row = entry.row + (number - 1) * counts[entry.edition, entry.priority]
            match = _ENTRY.fullmatch(entry.id)
            assert match, entry.id
            entries[entry.id] = (f"rad-{match['year']}-{match['priority']}-{row}", row)
        known = {membership.group for membership in tables.memberships}
        actors = frozenset(actor.id for actor in tables.actors) - known
        return cls(number, entries, actors, random.Random(f"{SEED}.{number}"))

    def id(self, row_id: str) -> str:
        """The id of the copy's own row."""
        return f"{row_id}-k{self.number}"

    def named(self, text: str) -> str:
        """A title or name of the copy's own."""
        return f"{text} {self.number}"

    def own(self, actor: str | None) -> str | None:
        """The copy's own actor, or the one given where it doesn't grow."""
        return self.id(actor) if actor in self.actors else actor


def _actors(copy: Copy, tables: Tables) -> list[Actor]:
    return [
        replace(
            row,
            id=copy.id(row.id),
            label_sv=copy.named(row.label_sv),
            label_en=copy.named(row.label_en) if row.label_en else None,
            area=None,
            unit_of=copy.own(row.unit_of),
            sub_organisation_of=copy.own(row.sub_organisation_of),
        )
        for row in tables.actors
        if row.id in copy.actors
    ]


def _aliases(copy: Copy, tables: Tables) -> list[Alias]:
    return [
        replace(row, id=copy.id(row.id), thing=copy.id(row.thing), alias=copy.named(row.alias))
        for row in tables.aliases
        if row.thing in copy.actors
    ]


def _initiatives(copy: Copy, tables: Tables) -> list[Initiative]:
    return [replace(row, id=copy.id(row.id), label_sv=copy.named(row.label_sv)) for row in tables.initiatives]


def _entries(copy: Copy, tables: Tables) -> list[Entry]:
    return [
        replace(
            row,
            id=copy.entries[row.id][0],
            row=copy.entries[row.id][1],
            initiative=copy.id(row.initiative),
            title=copy.named(row.title),
        )
        for row in tables.entries
    ]


def _joins(copy: Copy, tables: Tables) -> list[Join]:
    return [
        replace(row, id=copy.id(row.id), initiative=copy.id(row.initiative), entry=copy.entries[row.entry][0])
        for row in tables.joins
    ]


def _participations(copy: Copy, tables: Tables) -> list[Participation]:
    rows = []
    for row in tables.participations:
        own = copy.dice.random() < OWN_SHARE
        new = replace(row, id=copy.id(row.id), entry=copy.entries[row.entry][0])
        if own and row.participant in copy.actors:
            through = copy.own(row.through)
            new = replace(new, participant=copy.id(row.participant), through=through)
        rows.append(new)
    return rows


def _places(copy: Copy, tables: Tables) -> list[Place]:
    return [replace(row, id=copy.id(row.id), entry=copy.entries[row.entry][0]) for row in tables.places]


_COPIERS: dict[str, Callable[[Copy, Tables], Sequence[Row]]] = {
    "actors": _actors,
    "aliases": _aliases,
    "initiatives": _initiatives,
    "entries": _entries,
    "joins": _joins,
    "participations": _participations,
    "places": _places,
}


def write(tables: Tables, folder: Path) -> dict[str, int]:
    """Writes the graphs of tables as the two files that an engine loads; gives the triples of each graph."""
    iris = Iris()
    paths = sorted(resources.ONTOLOGY.glob("*.ttl"))
    ontology = Graph()
    for path in paths:
        ontology.parse(path, format="turtle")
    graphs = dict(build(tables, ontology, iris).graphs)
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    with (folder / UNION_FILE).open("wb") as union, (folder / DATASET_FILE).open("wb") as dataset:

        def write_graph(name: str, ntriples: bytes) -> None:
            lines = ntriples.splitlines(keepends=True)
            tail = f" <{iris.graph(name)}> .\n".encode()
            union.writelines(lines)
            dataset.writelines(line.removesuffix(b" .\n") + tail for line in lines)
            written[name] = len(lines)

        for name in list(graphs):  # one at a time, each let go once it is written
            write_graph(name, to_ntriples(graphs.pop(name)))
        write_graph("ontology", b"".join(turtle_to_ntriples(path.read_bytes()) for path in paths))
    return written


class Files(Mapping[str, bytes]):
    """The files of a folder, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __iter__(self) -> Iterator[str]:
        """The names of the files."""
        return (path.name for path in self.folder.iterdir())

    def __len__(self) -> int:
        """How many there are."""
        return len(list(self.folder.iterdir()))

    def __getitem__(self, name: str) -> bytes:
        """What is in one of them."""
        return (self.folder / name).read_bytes()


def release(times: int, releases: Path) -> Release:
    """Makes data of that many times the size the current release of a folder, in the two files alone."""
    scratch = releases / ".generated"
    written = write(grow(read(), times), scratch)
    manifest = {
        "release": f"2020-{times:012d}",
        "hash": f"{times:064d}",
        "edition": "2020",
        "issued": "2020-01-01",
        "modified": "2020-01-01",
        "label": {"sv": f"{times} gånger", "en": f"{times} times"},
        "base": Iris().base,
        "triples": written,
        "tables": {},
        "tools": {},
    }
    made = write_release(releases, Files(scratch), manifest)
    shutil.rmtree(scratch)
    switch(releases, made)
    return made
