"""The layout of diagrams: nothing over anything else, arrows that arrive, the same picture each time."""

import re
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from rufsgraph.protocol.diagrams import Arrow, Diagram, Node, draw

KEYS = [chr(code) for code in range(ord("a"), ord("k"))]


@st.composite
def graphs(draw_: st.DrawFn) -> tuple[list[Node], list[Arrow]]:
    """Boxes, and arrows between different ones, circles among them."""
    keys = KEYS[: draw_(st.integers(1, len(KEYS)))]
    nodes = [
        Node(key, key * draw_(st.integers(1, 20)), ("↻ note",) * draw_(st.integers(0, 2))) for key in keys
    ]
    pairs = [(one, other) for one in keys for other in keys if one != other]
    chosen = draw_(st.lists(st.sampled_from(pairs), max_size=15, unique=True)) if pairs else []
    kinds = st.sampled_from(["link", "kind"])
    return nodes, [
        Arrow(one, other, ("word", "another")[: 1 + (one < other)], draw_(kinds)) for one, other in chosen
    ]


def overlaps(diagram: Diagram) -> list[tuple[str, str]]:
    """The labels of boxes that lie over each other."""
    return [
        (a.node.key, b.node.key)
        for a, b in combinations(diagram.boxes, 2)
        if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
    ]


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_nothing_lies_over_anything(graph: tuple[list[Node], list[Arrow]]) -> None:
    """Boxes lie apart, words lie outside boxes, all within the picture."""
    nodes, arrows = graph
    found = draw(nodes, arrows)
    assert overlaps(found) == []
    assert [box.node for box in found.boxes] == nodes and len(found.tags) == len(found.strokes) == len(arrows)
    for box in found.boxes:
        assert box.x >= 0 and box.y >= 0
        assert box.x + box.width <= found.width and box.y + box.height <= found.height
        for tag in found.tags:
            for _, x, y in tag.lines:
                assert not (box.x < x < box.x + box.width and box.y < y < box.y + box.height)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_arrows_end_at_their_boxes(graph: tuple[list[Node], list[Arrow]]) -> None:
    """The head of each arrow touches the box that it points to, and an arrow's line begins or ends there."""
    nodes, arrows = graph
    found = draw(nodes, arrows)
    boxes = {box.node.key: box for box in found.boxes}
    for arrow, stroke in zip(arrows, found.strokes, strict=True):
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", stroke.head)]
        x, y = numbers[2], numbers[3]
        box = boxes[arrow.end]
        assert box.x <= x <= box.x + box.width
        assert min(abs(y - box.y), abs(y - box.y - box.height)) < 0.2


def test_many_arrows_at_a_narrow_box_stay_on_it() -> None:
    """However many arrows lead to a box, all of them end on its edge."""
    nodes = [Node(key, key, ()) for key in "abcdefghijkl"]
    found = draw(nodes, [Arrow(node.key, "a", ("word",), "link") for node in nodes[1:]])
    box = next(one for one in found.boxes if one.node.key == "a")
    tips = [float(re.findall(r"-?[\d.]+", stroke.head)[2]) for stroke in found.strokes]
    assert len(set(tips)) == len(tips) and all(box.x <= tip <= box.x + box.width for tip in tips)


@settings(max_examples=20, deadline=None)
@given(graphs())
def test_the_same_graph_is_the_same_picture(graph: tuple[list[Node], list[Arrow]]) -> None:
    """Drawing is a function."""
    assert draw(*graph) == draw(*graph)
