"""Actors as several pages show them: by type with their roles counted, and as a network."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.ways import asked
from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Row
from rufsgraph.terms import swedish_key

ROLES = ("owner", "partner", "funder")
UNKNOWN = "unknown"
"""Whether a group's members are known, where they aren't."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of initiatives, and the path of the answer that names them; no path where it is nought."""

    number: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Doer:
    """An actor or group with its number of initiatives in each role, and in any."""

    part: Part
    group: str
    roles: tuple[Count, ...]
    total: Count


@dataclass(frozen=True, slots=True)
class Sort:
    """The actors of a type: those that have each role, counted, and each by name."""

    label: str
    actors: int
    roles: tuple[int, ...]
    doers: tuple[Doer, ...]


def sorts(rows: Iterable[Row], priority: str, tables: Tables, lang: str) -> tuple[Sort, ...]:
    """The rows of an actor-priority matrix for one priority, by type of actor, the largest type first."""
    by_type: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_type[str(row["actor_type"])].append(row)
    made = [
        _sort(tables.part("actor-type", key).text, own, priority, tables, lang)
        for key, own in by_type.items()
    ]
    return tuple(sorted(made, key=lambda one: (-one.actors, swedish_key(one.label))))


def _sort(label: str, rows: list[Row], priority: str, tables: Tables, lang: str) -> Sort:
    doers = [_doer(row, priority, tables, lang) for row in rows]
    doers.sort(key=lambda one: (-one.total.number, swedish_key(one.part.text)))
    roles = tuple(sum(1 for row in rows if row[role]) for role in ROLES)
    return Sort(label, len(rows), roles, tuple(doers))


def _doer(row: Row, priority: str, tables: Tables, lang: str) -> Doer:
    key = str(row["actor"])
    return Doer(
        Part(str(row["actor_label"]), tables.part("actor", key).path),
        str(row["members_known"] or ""),
        tuple(count(row[role], lang, actor=key, priority=priority, role=role) for role in ROLES),
        count(row["any"], lang, actor=key, priority=priority),
    )


def count(number: object, lang: str, **given: str) -> Count:
    """A number of initiatives with the way to them."""
    found = int(str(number or 0))
    return Count(found, asked("initiatives", lang, **given) if found else "")


@dataclass(frozen=True, slots=True)
class Tie:
    """Another actor, in how many initiatives both stand, and perhaps the way to these."""

    part: Part
    shared: int
    path: str = ""


@dataclass(frozen=True, slots=True)
class Knot:
    """An actor in a network: its type, how many others it stands with, and with whom most often."""

    key: str
    part: Part
    type: str
    type_label: str
    others: int
    closest: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """The most connected actors and what ties them; `ties` are places of two knots, and a number."""

    knots: tuple[Knot, ...]
    ties: tuple[tuple[int, int, int], ...]
    actors: int
    pairs: int

    def data(self) -> Mapping[str, object]:
        """What draws the picture, as JSON has it."""
        return {
            "knots": [
                {
                    "label": one.part.text,
                    "path": one.part.path,
                    "type": one.type,
                    "typeLabel": one.type_label,
                    "others": one.others,
                }
                for one in self.knots
            ],
            "ties": self.ties,
        }


_CLOSEST = 5
"""How many of an actor's ties are told by name beside the picture."""


def network(rows: Sequence[Row], types: Mapping[str, str], tables: Tables, most: int = 30) -> Network:
    """Of the rows of an actor-network those that stand with most others, at most so many, and their ties."""
    ties: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        one, other, shared = str(row["actor"]), str(row["other"]), int(str(row["shared"]))
        ties[one][other] = ties[other][one] = shared
    chosen = sorted(ties, key=lambda key: (-len(ties[key]), -sum(ties[key].values()), key))[:most]
    places = {key: place for place, key in enumerate(chosen)}
    return Network(
        tuple(_knot(key, ties[key], types.get(key, ""), tables) for key in chosen),
        tuple(
            (places[one], places[other], shared)
            for one in chosen
            for other, shared in ties[one].items()
            if places.get(other, -1) > places[one]
        ),
        len(ties),
        len(rows),
    )


def _knot(key: str, ties: Mapping[str, int], kind: str, tables: Tables) -> Knot:
    by_strength = sorted(ties, key=lambda other: (-ties[other], other))[:_CLOSEST]
    return Knot(
        key,
        tables.part("actor", key),
        kind,
        tables.part("actor-type", kind).text if kind else "",
        len(ties),
        tuple(Tie(tables.part("actor", other), ties[other]) for other in by_strength),
    )
