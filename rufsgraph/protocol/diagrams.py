"""Draws boxes and the arrows between them, in columns from left to right; the same input, the same picture.

The layout is that of Sugiyama, Tagawa and Toda (1981): arrows are turned so that none goes in a circle,
each box gets a column, the order in the columns is that with the fewest crossings found, then heights are
evened out. The words on an arrow have a column between those of the boxes, so that nothing is covered.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_BOX_LETTER, _TAG_LETTER = 8.2, 7.0
_BOX_HEIGHT, _PORT, _LINE = 34.0, 13.0, 16.0
_GAP_X, _GAP_Y, _EDGE = 22.0, 12.0, 10.0
_SWEEPS = 24


@dataclass(frozen=True, slots=True)
class Node:
    """What is to be a box: a key, its label, and small lines of text under it."""

    key: str
    label: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """What is to be an arrow between two different boxes, with lines of text on it."""

    start: str
    end: str
    lines: tuple[str, ...]
    kind: str = "link"


@dataclass(frozen=True, slots=True)
class Box:
    """A box in its place, by its upper left corner."""

    node: Node
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Tag:
    """The words on an arrow, by the middle of each line."""

    lines: tuple[tuple[str, float, float], ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """The line and the head of an arrow, as paths of SVG."""

    line: str
    head: str
    kind: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture of that size, in pixels where text is 14 pixels high."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    tags: tuple[Tag, ...]
    strokes: tuple[Stroke, ...]


@dataclass(slots=True)
class _Part:
    """A box, the words on an arrow, or a point that a long arrow passes; x and y are its middle."""

    rank: int
    width: float = 0.0
    height: float = 4.0
    x: float = 0.0
    y: float = 0.0
    before: list["_Part"] = field(default_factory=list)
    after: list["_Part"] = field(default_factory=list)


def draw(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> Diagram:
    """The picture of boxes and arrows; KeyError where an arrow has an end that is no box."""
    turned = _turned(nodes, arrows)
    columns = _columns(nodes, turned)
    boxes = {node.key: _box(node, 2 * columns[node.key], arrows) for node in nodes}
    chains = [
        _chain(boxes[start], boxes[end], arrow) for arrow, (start, end) in zip(arrows, turned, strict=True)
    ]
    ranks = _ranks([*boxes.values(), *(part for chain in chains for part in chain[1:-1])])
    _order(ranks)
    _place(ranks)
    strokes, tags = [], []
    for arrow, chain, (start, _) in zip(arrows, chains, turned, strict=True):
        strokes.append(_stroke(chain, arrow.kind, backwards=start != arrow.start))
        tags.append(_tag(next(part for part in chain[1:-1] if part.width), arrow))
    return Diagram(
        width=round(max(part.x + part.width / 2 for rank in ranks for part in rank) + _EDGE, 1),
        height=round(max(part.y + part.height / 2 for rank in ranks for part in rank) + _EDGE, 1),
        boxes=tuple(_boxed(node, boxes[node.key]) for node in nodes),
        tags=tuple(tags),
        strokes=tuple(strokes),
    )


def _turned(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> list[tuple[str, str]]:
    """The ends of the arrows from left to right: those that close a circle are turned around."""
    after: Mapping[str, list[str]] = {node.key: [] for node in nodes}
    for arrow in arrows:
        after[arrow.start].append(arrow.end)
    done: set[str] = set()
    above: list[str] = []
    back: set[tuple[str, str]] = set()

    def visit(key: str) -> None:
        above.append(key)
        for other in after[key]:
            if other in above:
                back.add((key, other))
            elif other not in done:
                visit(other)
        above.pop()
        done.add(key)

    for node in nodes:
        if node.key not in done:
            visit(node.key)
    ends = ((arrow.start, arrow.end) for arrow in arrows)
    return [(end, start) if (start, end) in back else (start, end) for start, end in ends]


def _columns(nodes: Sequence[Node], ends: Iterable[tuple[str, str]]) -> dict[str, int]:
    """A column for each box: left of all that it points to, and no farther off than need be."""
    before: defaultdict[str, set[str]] = defaultdict(set)
    after: defaultdict[str, set[str]] = defaultdict(set)
    for start, end in ends:
        after[start].add(end)
        before[end].add(start)
    columns = dict.fromkeys((node.key for node in nodes), 0)
    for _ in nodes:
        for key in columns:
            columns[key] = max((columns[one] + 1 for one in before[key]), default=0)
    last = max(columns.values())
    for _ in range(_SWEEPS):
        for key in columns:
            low = max((columns[one] + 1 for one in before[key]), default=0)
            high = min((columns[one] - 1 for one in after[key]), default=last)
            if len(after[key]) != len(before[key]):
                columns[key] = high if len(after[key]) > len(before[key]) else low
    return columns


def _box(node: Node, rank: int, arrows: Iterable[Arrow]) -> _Part:
    ins = sum(arrow.end == node.key for arrow in arrows)
    outs = sum(arrow.start == node.key for arrow in arrows)
    letters = max(_BOX_LETTER * len(node.label), *(_TAG_LETTER * len(note) for note in node.notes), 0.0)
    height = _BOX_HEIGHT + _LINE * len(node.notes)
    return _Part(rank, letters + 22, max(height, _PORT * max(ins, outs) + 8))


def _chain(start: _Part, end: _Part, arrow: Arrow) -> list[_Part]:
    """The parts that an arrow passes, one a rank, with its words on an odd rank near the middle."""
    middle = (start.rank + end.rank) // 2
    middle -= middle % 2 == 0
    chain = [start]
    for rank in range(start.rank + 1, end.rank):
        chain.append(_Part(rank))
        if rank == middle:
            chain[-1].width = _TAG_LETTER * max(map(len, arrow.lines)) + 8
            chain[-1].height = _LINE * len(arrow.lines) + 2
    chain.append(end)
    for left, right in pairwise(chain):
        left.after.append(right)
        right.before.append(left)
    return chain


def _ranks(parts: Iterable[_Part]) -> list[list[_Part]]:
    found: defaultdict[int, list[_Part]] = defaultdict(list)
    for part in parts:
        found[part.rank].append(part)
    return [found[rank] for rank in sorted(found)]


def _order(ranks: list[list[_Part]]) -> None:
    """Sorts each rank by the middle of its neighbours, to and fro, and keeps the order with fewest crossings."""
    best, fewest = [list(rank) for rank in ranks], _crossings(ranks)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        for rank in ranks[1:] if forth else ranks[-2::-1]:
            beside = ranks[ranks.index(rank) + (-1 if forth else 1)]
            places = {id(part): place for place, part in enumerate(beside)}
            own = {id(part): float(place) for place, part in enumerate(rank)}
            for part in rank:
                near = part.before if forth else part.after
                if near:
                    own[id(part)] = sum(places[id(one)] for one in near) / len(near)
            rank.sort(key=lambda part: own[id(part)])
        crossings = _crossings(ranks)
        if crossings < fewest:
            best, fewest = [list(rank) for rank in ranks], crossings
    ranks[:] = best


def _crossings(ranks: list[list[_Part]]) -> int:
    total = 0
    for left, right in pairwise(ranks):
        places = {id(part): place for place, part in enumerate(right)}
        ends = [sorted(places[id(one)] for one in part.after) for part in left]
        flat = [place for some in ends for place in some]
        total += sum(a > b for index, a in enumerate(flat) for b in flat[index + 1 :])
    return total


def _place(ranks: list[list[_Part]]) -> None:
    """Gives each part its middle: columns by width, heights as near to those of the neighbours as fits."""
    x = _EDGE
    for rank in ranks:
        width = max(part.width for part in rank)
        for part in rank:
            part.x = x + width / 2
        x += width + _GAP_X
        _fit(rank, [0.0] * len(rank))
    for sweep in range(2 * _SWEEPS):
        forth = sweep % 2 == 0
        for rank in ranks if forth else reversed(ranks):
            wishes = []
            for part in rank:
                near = (
                    [*part.before, *part.after] if sweep > _SWEEPS else part.before if forth else part.after
                )
                wishes.append(sum(one.y for one in near) / len(near) if near else part.y)
            _fit(rank, wishes)
    top = min(part.y - part.height / 2 for rank in ranks for part in rank)
    for rank in ranks:
        for part in rank:
            part.y = round(part.y - top + _EDGE, 1)


def _fit(rank: list[_Part], wishes: Sequence[float]) -> None:
    """Places a rank in its order, none over another, as near to the wishes as can be (least squares)."""
    offsets = [0.0]
    for above, below in pairwise(rank):
        offsets.append(offsets[-1] + (above.height + below.height) / 2 + _GAP_Y)
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        mean, size = wish - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, count = blocks.pop()
            mean = (mean * size + other * count) / (size + count)
            size += count
        blocks.append((mean, size))
    means = [mean for mean, size in blocks for _ in range(size)]
    for part, mean, offset in zip(rank, means, offsets, strict=True):
        part.y = mean + offset


def _port(part: _Part, beside: Sequence[_Part], one: _Part) -> float:
    """At what height an arrow meets a box: those on one side are spread in the order of where they lead."""
    ordered = sorted(beside, key=lambda other: other.y)
    place = next(place for place, other in enumerate(ordered) if other is one)
    return part.y + (place - (len(ordered) - 1) / 2) * _PORT


def _stroke(chain: list[_Part], kind: str, *, backwards: bool) -> Stroke:
    first, last = chain[0], chain[-1]
    points = [(first.x + first.width / 2, _port(first, first.after, chain[1]))]
    pieces = []
    for part in chain[1:-1]:
        points.append((part.x - part.width / 2, part.y))
        pieces.append(points)
        points = [(part.x + part.width / 2, part.y)]
    points.append((last.x - last.width / 2, _port(last, last.before, chain[-2])))
    pieces.append(points)
    tip, way = (pieces[0][0], -1) if backwards else (pieces[-1][-1], 1)
    back = tip[0] - 9 * way
    head = f"M{back:.1f} {tip[1] - 4.5:.1f}L{tip[0]:.1f} {tip[1]:.1f}L{back:.1f} {tip[1] + 4.5:.1f}"
    if kind != "link":
        head += "Z"
    return Stroke("".join(map(_curve, pieces)), head, kind)


def _curve(points: Sequence[tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = points
    middle = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"


def _tag(part: _Part, arrow: Arrow) -> Tag:
    top = part.y - _LINE * (len(arrow.lines) - 1) / 2
    lines = ((text, round(part.x, 1), round(top + _LINE * row, 1)) for row, text in enumerate(arrow.lines))
    return Tag(tuple(lines), arrow.kind)


def _boxed(node: Node, part: _Part) -> Box:
    return Box(
        node,
        round(part.x - part.width / 2, 1),
        round(part.y - part.height / 2, 1),
        round(part.width, 1),
        round(part.height, 1),
    )
