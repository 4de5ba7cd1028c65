"""Matrices: what each is made of, by the name that its address gives it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rufsgraph.protocol.pages.kind import Call
from rufsgraph.protocol.pages.people import Count, Network, count, network
from rufsgraph.protocol.pages.ways import asked
from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Answer, Row
from rufsgraph.terms import swedish_key

PRIORITIES = tuple(map(str, range(1, 10)))
MOST_ROWS, MOST_CONNECTED = 60, 25
"""How many actors a matrix has at first: against priorities, and against each other."""


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column: a short mark, and what it stands for."""

    mark: str
    part: Part


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what it stands for, a mark where the columns have one for it, its cells."""

    part: Part
    note: str
    mark: str
    cells: tuple[Count | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix as its page shows it; a cell that can't be has None, `total` is the rows that there are."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: int
    behind: Answer
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked of a matrix: the parameters given, and whether all its rows are wanted."""

    given: Mapping[str, str]
    lang: str
    whole: bool


@dataclass(frozen=True, slots=True)
class MatrixKind:
    """A matrix: its parameters, the questions asked for it, and what is made of the answers.

    `parameters` are those that its form has, of actor-type, priority, zeros.
    """

    parameters: tuple[str, ...]
    calls: Callable[[Mapping[str, str]], Mapping[str, Call]]
    build: Callable[[Mapping[str, Answer], Tables, Wish], Matrix]
    drawn: bool = field(default=False)


def _actor_priority_calls(given: Mapping[str, str]) -> Mapping[str, Call]:
    wanted = {name: value for name, value in given.items() if name in ("actor-type", "zeros") and value}
    return {"matrix": Call("actor-priority-matrix", wanted)}


def _actor_priority(answers: Mapping[str, Answer], tables: Tables, wish: Wish) -> Matrix:
    """The actors of most initiatives first; one of several priorities counts under each."""
    by_actor: dict[str, list[Row]] = defaultdict(list)
    for row in answers["matrix"].rows:
        by_actor[str(row["actor"])].append(row)
    order = sorted(
        by_actor,
        key=lambda key: (
            -sum(int(str(row["any"])) for row in by_actor[key]),
            swedish_key(str(by_actor[key][0]["actor_label"])),
        ),
    )
    shown = order if wish.whole else order[:MOST_ROWS]
    return Matrix(
        tuple(Column(key, tables.part("priority", key)) for key in PRIORITIES),
        tuple(_against_priorities(key, by_actor[key], tables, wish.lang) for key in shown),
        len(order),
        answers["matrix"],
    )


def _against_priorities(key: str, rows: list[Row], tables: Tables, lang: str) -> Line:
    numbers = {str(row["priority"]): row["any"] for row in rows}
    part = Part(str(rows[0]["actor_label"]), tables.part("actor", key).path)
    cells = tuple(count(numbers.get(one), lang, actor=key, priority=one) for one in PRIORITIES)
    return Line(part, tables.part("actor-type", str(rows[0]["actor_type"])).text, "", cells)


def _actor_actor_calls(given: Mapping[str, str]) -> Mapping[str, Call]:
    under = {name: value for name, value in given.items() if name == "priority" and value}
    wanted = {name: value for name, value in given.items() if name in ("priority", "actor-type") and value}
    return {"pairs": Call("actor-network", under), "types": Call("actor-priority-matrix", wanted)}


def _actor_actor(answers: Mapping[str, Answer], tables: Tables, wish: Wish) -> Matrix:
    """The actors that stand with most others; with a type of actor, only ties between those of the type."""
    types = {str(row["actor"]): str(row["actor_type"]) for row in answers["types"].rows}
    pairs = [row for row in answers["pairs"].rows if row["actor"] in types and row["other"] in types]
    drawn = network(pairs, types, tables, MOST_CONNECTED)
    shared: dict[tuple[int, int], int] = {}
    for one, other, number in drawn.ties:
        shared[one, other] = shared[other, one] = number
    places = range(len(drawn.knots))
    return Matrix(
        tuple(Column(str(place + 1), knot.part) for place, knot in enumerate(drawn.knots)),
        tuple(
            Line(
                knot.part,
                knot.type_label,
                str(place + 1),
                tuple(
                    None if place == other else _pair(drawn, place, other, shared, wish) for other in places
                ),
            )
            for place, knot in enumerate(drawn.knots)
        ),
        drawn.actors,
        answers["pairs"],
        drawn,
    )


def _pair(drawn: Network, one: int, other: int, shared: Mapping[tuple[int, int], int], wish: Wish) -> Count:
    """In how many initiatives two stand, with the way to these, under the priority asked for."""
    number = shared.get((one, other), 0)
    keys = {"actor": drawn.knots[one].key, "other": drawn.knots[other].key}
    keys["priority"] = wish.given.get("priority", "")
    return Count(number, asked("shared-initiatives", wish.lang, **keys) if number else "")


MATRICES: Mapping[str, MatrixKind] = {
    "actor-priority": MatrixKind(("actor-type", "zeros"), _actor_priority_calls, _actor_priority),
    "actor-actor": MatrixKind(("priority", "actor-type"), _actor_actor_calls, _actor_actor, drawn=True),
}
