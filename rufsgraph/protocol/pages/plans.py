"""The plan in one picture: vision, goals, sub-goals, priorities and SDGs, each box a way to its page."""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Answer, Row

_WIDTH, _COLUMNS, _GAP = 1160.0, 4, 16.0
_LINE, _PAD, _CHIP = 18.0, 10.0, 22.0
_LETTER = 7.4
"""The width of a letter on average, in pixels, at the size of the picture's text."""

_SDG_COLUMNS = 6
_SHADES: Mapping[str, str] = {
    "vision": "dark",
    "goal": "dark",
    "sub-goal": "light",
    "priority": "plain",
    "sdg": "plain",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of the plan: its kind, number, wording with its page, and its short name or wording."""

    kind: str
    number: str
    part: Part
    short: str
    sdgs: tuple[str, ...]
    initiatives: int | None


@dataclass(frozen=True, slots=True)
class Branch:
    """A goal with its sub-goals and the priorities that serve it."""

    goal: Thing
    subgoals: tuple[Thing, ...]
    priorities: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the picture with its lines of text, by the left end of each."""

    thing: Thing
    shade: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """The number of an SDG at a sub-goal that bears on it."""

    sdg: Thing
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The plan as boxes in their places, with the rows that need a heading and the lines between goals."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    chips: tuple[Chip, ...]
    headings: tuple[tuple[str, float], ...]
    strokes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan as a tree and as a picture, with the answer that both are made of."""

    plan: Thing
    vision: Thing
    branches: tuple[Branch, ...]
    sdgs: tuple[Thing, ...]
    picture: Picture
    answer: Answer

    def branch(self, goal: str) -> Branch:
        """The branch of a goal by its number."""
        return next(one for one in self.branches if one.goal.number == goal)

    def subgoals_of(self, sdg: str) -> list[Thing]:
        """The sub-goals that bear on an SDG."""
        return [one for branch in self.branches for one in branch.subgoals if sdg in one.sdgs]


def read_plan(answer: Answer, tables: Tables) -> Plan:
    """The plan of an answer to the question of that name."""
    things = {str(row["thing"]): _thing(row, tables) for row in answer.rows}
    above = {str(row["thing"]): str(row["part_of"]) for row in answer.rows}

    def under(kind: str, over: str = "") -> tuple[Thing, ...]:
        keys = [key for key in things if key.startswith(f"{kind}/") and over in ("", above[key])]
        return tuple(things[key] for key in sorted(keys, key=_by_number))

    branches = tuple(
        Branch(goal, under("sub-goal", f"goal/{goal.number}"), under("priority", f"goal/{goal.number}"))
        for goal in under("goal")
    )
    (plan,), (vision,), sdgs = under("plan"), under("vision"), under("sdg")
    return Plan(plan, vision, branches, sdgs, _picture(vision, branches, sdgs), answer)


def _by_number(key: str) -> list[int]:
    """The order of 1.2 before 1.10."""
    return [int(part) for part in key.partition("/")[2].split(".") if part.isdigit()]


def _thing(row: Row, tables: Tables) -> Thing:
    kind, _, key = str(row["thing"]).partition("/")
    sdgs = row["sdgs"]
    label = str(row["label"])
    return Thing(
        kind,
        "" if kind in ("plan", "vision") else key,
        Part(label, tables.path_of(kind, key)),
        str(row["short_label"] or label),
        tuple(map(str, sdgs)) if isinstance(sdgs, list) else (),
        row["initiatives"] if isinstance(row["initiatives"], int) else None,
    )


def _picture(vision: Thing, branches: Sequence[Branch], sdgs: Sequence[Thing]) -> Picture:
    """Goals side by side, what belongs to each under it, rows as high as their fullest box, SDGs last."""
    column = (_WIDTH - (_COLUMNS - 1) * _GAP) / _COLUMNS
    lefts = [round(at * (column + _GAP), 1) for at in range(_COLUMNS)]
    boxes = [_box(vision, 0.0, 0.0, _WIDTH, 48.0)]
    chips: list[Chip] = []
    headings: list[tuple[str, float]] = []
    known = {one.number: one for one in sdgs}
    y = 48.0 + 24
    strokes = [f"M{left + column / 2} 48V{y}" for left in lefts]
    y = _row(boxes, [(branch.goal,) for branch in branches], lefts, column, y)
    for name, rows in (
        ("sub-goal", [branch.subgoals for branch in branches]),
        ("priority", [branch.priorities for branch in branches]),
    ):
        headings.append((name, y + 22))
        y += 34
        for at in range(max(map(len, rows))):
            before = len(boxes)
            y = _row(boxes, [row[at : at + 1] for row in rows], lefts, column, y)
            for box in boxes[before:]:
                chips += _chips(box, known)
    headings.append(("sdg", y + 22))
    y += 34
    across = (_WIDTH - (_SDG_COLUMNS - 1) * 10) / _SDG_COLUMNS
    places = [round(at * (across + 10), 1) for at in range(_SDG_COLUMNS)]
    for start in range(0, len(sdgs), _SDG_COLUMNS):
        row = [(one,) for one in sdgs[start : start + _SDG_COLUMNS]]
        y = _row(boxes, row, places, across, y)
    return Picture(_WIDTH, y, tuple(boxes), tuple(chips), tuple(headings), tuple(strokes))


def _row(
    boxes: list[Box], cells: Sequence[Sequence[Thing]], lefts: Sequence[float], width: float, y: float
) -> float:
    """Adds a row of boxes of one height; gives where the next row begins."""
    height = max(_height(thing, width) for cell in cells for thing in cell)
    boxes += [
        _box(thing, left, y, width, height)
        for cell, left in zip(cells, lefts, strict=False)
        for thing in cell
    ]
    return y + height + 10


def _height(thing: Thing, width: float) -> float:
    chips = _CHIP + 8 if thing.kind == "sub-goal" else 0
    return 2 * _PAD + _LINE * len(_lines(thing, width)) + chips


def _lines(thing: Thing, width: float) -> list[str]:
    text = f"{thing.number} {thing.short}" if thing.number else thing.short
    return textwrap.wrap(text, int((width - 2 * _PAD - 4) / _LETTER))


def _box(thing: Thing, x: float, y: float, width: float, height: float) -> Box:
    lines = _lines(thing, width)
    top = y + _PAD + 14
    if thing.kind == "vision":
        top = y + height / 2 + 5
    placed = tuple((line, x + _PAD + 2, round(top + at * _LINE, 1)) for at, line in enumerate(lines))
    return Box(thing, _SHADES[thing.kind], x, y, round(width, 1), height, placed)


def _chips(box: Box, sdgs: Mapping[str, Thing]) -> list[Chip]:
    y = box.y + box.height - _CHIP - 8
    return [
        Chip(sdgs[number], round(box.x + _PAD + 2 + at * (_CHIP + 5), 1), y)
        for at, number in enumerate(box.thing.sdgs)
    ]


def _calls(_key: str) -> Mapping[str, Call]:
    return {"plan": Call("plan", {})}


def _page(material: Material) -> Plan:
    return read_plan(material.answers["plan"], material.tables)


KIND = Kind("kinds/plan.html", _calls, _page)
