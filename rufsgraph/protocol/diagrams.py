"""Draws boxes and the arrows between them, in rows from top to bottom; the same input, the same picture.

The layout is that of Sugiyama, Tagawa and Toda (1981): arrows are turned so that none goes in a circle,
each box gets a row, the order in the rows is that with the fewest crossings found, then places are evened
out. The words on an arrow have a row between those of the boxes, so that nothing is covered.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_BOX_LETTER, _TAG_LETTER = 9.4, 7.0
_BOX_HEIGHT, _PORT, _LINE = 34.0, 16.0, 16.0
_GAP_X, _GAP_Y, _EDGE = 14.0, 20.0, 10.0
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
    """A picture of that size, for text of 13 pixels."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    tags: tuple[Tag, ...]
    strokes: tuple[Stroke, ...]


@dataclass(slots=True)
class _Part:
    """A box, the words on an arrow, or (not solid) a place that a long arrow passes; x, y are its middle."""

    rank: int
    width: float = 4.0
    height: float = 0.0
    x: float = 0.0
    y: float = 0.0
    solid: bool = True
    before: list["_Part"] = field(default_factory=list)
    after: list["_Part"] = field(default_factory=list)


def draw(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> Diagram:
    """The picture of boxes and arrows; KeyError where an arrow has an end that is no box."""
    turned = _turned(nodes, arrows)
    rows = _rows(nodes, turned)
    boxes = {node.key: _box(node, 2 * rows[node.key], arrows) for node in nodes}
    chains = [
        _chain(boxes[start], boxes[end], arrow) for arrow, (start, end) in zip(arrows, turned, strict=True)
    ]
    ranks = _ranks([*boxes.values(), *(part for chain in chains for part in chain[1:-1])])
    _order(ranks)
    _place(ranks)
    strokes, tags = [], []
    for arrow, chain, (start, _) in zip(arrows, chains, turned, strict=True):
        strokes.append(_stroke(chain, arrow.kind, backwards=start != arrow.start))
        tags.append(_tag(next(part for part in chain[1:-1] if part.solid), arrow))
    return Diagram(
        width=round(max(part.x + part.width / 2 for rank in ranks for part in rank) + _EDGE, 1),
        height=round(max(part.y + part.height / 2 for rank in ranks for part in rank) + _EDGE, 1),
        boxes=tuple(_boxed(node, boxes[node.key]) for node in nodes),
        tags=tuple(tags),
        strokes=tuple(strokes),
    )


def _turned(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> list[tuple[str, str]]:
    """The ends of the arrows from top to bottom: those that close a circle are turned around."""
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


def _rows(nodes: Sequence[Node], ends: Iterable[tuple[str, str]]) -> dict[str, int]:
    """A row for each box: above all that it points to, and no farther off than need be."""
    before: defaultdict[str, set[str]] = defaultdict(set)
    after: defaultdict[str, set[str]] = defaultdict(set)
    for start, end in ends:
        after[start].add(end)
        before[end].add(start)
    rows = dict.fromkeys((node.key for node in nodes), 0)
    for _ in nodes:
        for key in rows:
            rows[key] = max((rows[one] + 1 for one in before[key]), default=0)
    last = max(rows.values())
    for _ in range(_SWEEPS):
        for key in rows:
            low = max((rows[one] + 1 for one in before[key]), default=0)
            high = min((rows[one] - 1 for one in after[key]), default=last)
            if len(after[key]) != len(before[key]):
                rows[key] = high if len(after[key]) > len(before[key]) else low
    return rows


def _box(node: Node, rank: int, arrows: Iterable[Arrow]) -> _Part:
    ins = sum(arrow.end == node.key for arrow in arrows)
    outs = sum(arrow.start == node.key for arrow in arrows)
    letters = max(_BOX_LETTER * len(node.label), *(_TAG_LETTER * len(note) for note in node.notes), 0.0)
    width = max(letters + 22, _PORT * max(ins, outs) + 8)
    return _Part(rank, width, _BOX_HEIGHT + _LINE * len(node.notes))


def _chain(start: _Part, end: _Part, arrow: Arrow) -> list[_Part]:
    """The parts that an arrow passes, one a rank, with its words on an odd rank near the middle."""
    middle = (start.rank + end.rank) // 2
    middle -= middle % 2 == 0
    chain = [start]
    for rank in range(start.rank + 1, end.rank):
        chain.append(_Part(rank, solid=rank == middle))
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
    """Sorts each rank by the middle of its neighbours, to and fro, and keeps what crosses least."""
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
    """Gives each part its middle: rows by height, sideways as near to the neighbours as fits."""
    y = _EDGE
    for rank in ranks:
        height = max(part.height for part in rank)
        for part in rank:
            part.y = y + height / 2
            part.height = part.height if part.solid else height
        y += height + _GAP_Y
        _fit(rank, [0.0] * len(rank))
    for sweep in range(2 * _SWEEPS):
        forth = sweep % 2 == 0
        for rank in ranks if forth else reversed(ranks):
            wishes = []
            for part in rank:
                one_side = part.before if forth else part.after
                near = [*part.before, *part.after] if sweep > _SWEEPS else one_side
                wishes.append(sum(one.x for one in near) / len(near) if near else part.x)
            _fit(rank, wishes)
    left = min(part.x - part.width / 2 for rank in ranks for part in rank)
    for rank in ranks:
        for part in rank:
            part.x = round(part.x - left + _EDGE, 1)


def _fit(rank: list[_Part], wishes: Sequence[float]) -> None:
    """Places a row in its order, none over another, as near to the wishes as can be (least squares)."""
    offsets = [0.0]
    for left, right in pairwise(rank):
        offsets.append(offsets[-1] + (left.width + right.width) / 2 + _GAP_X)
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
        part.x = mean + offset


def _port(part: _Part, beside: Sequence[_Part], one: _Part) -> float:
    """Where an arrow meets the edge of a box: they are spread over it in the order of where they lead."""
    ordered = sorted(beside, key=lambda other: other.x)
    place = next(place for place, other in enumerate(ordered) if other is one)
    step = min(_PORT, part.width / len(ordered))  # many arrows at a narrow box stand closer
    return part.x + (place - (len(ordered) - 1) / 2) * step


def _stroke(chain: list[_Part], kind: str, *, backwards: bool) -> Stroke:
    first, last = chain[0], chain[-1]
    points = [(_port(first, first.after, chain[1]), first.y + first.height / 2)]
    pieces = []
    for part in chain[1:-1]:
        points.append((part.x, part.y - part.height / 2))
        pieces.append(points)
        points = [(part.x, part.y + part.height / 2)]
        if not part.solid:
            pieces.append([(part.x, part.y - part.height / 2), *points])
    points.append((_port(last, last.before, chain[-2]), last.y - last.height / 2))
    pieces.append(points)
    (x, tip), way = (pieces[0][0], -1) if backwards else (pieces[-1][-1], 1)
    back = tip - 9 * way
    head = f"M{x - 4.5:.1f} {back:.1f}L{x:.1f} {tip:.1f}L{x + 4.5:.1f} {back:.1f}"
    if kind != "link":
        head += "Z"
    return Stroke("".join(map(_curve, pieces)), head, kind)


def _curve(points: Sequence[tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = points
    middle = (y1 + y2) / 2
    return f"M{x1:.1f} {y1:.1f}C{x1:.1f} {middle:.1f} {x2:.1f} {middle:.1f} {x2:.1f} {y2:.1f}"


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
