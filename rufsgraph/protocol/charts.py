"""Charts as plain geometry: series of values over years, and values side by side.

They are drawn by the server, so that they are there without scripts and on paper. A series of the report
has two to four points; a library that draws in the browser would weigh a hundred times the picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

WIDTH = 420.0
"""The width of a chart: read without scaling on a phone."""

_HEIGHT, _TOP, _BOTTOM, _LEFT, _RIGHT = 230.0, 34.0, 34.0, 58.0, 46.0
_ROW, _BAR, _NAMES, _VALUES = 30.0, 16.0, 140.0, 112.0
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_NEAR = 22.0
"""Closer than this a label and a line would cover each other."""

_LOW = 0.45
"""A scale begins at nothing where the lowest value is below this share of the highest."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a series at a year, with its text and the text of its period."""

    year: float
    value: float
    text: str
    period: str


@dataclass(frozen=True, slots=True)
class Line:
    """A series: whom or where it is of, and its values in order of time."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """A value that is to be reached, with its text."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A text in a place; a line of the scale or the bound is at its height."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """A drawn series: its path, its points with their labels, its name at the end."""

    path: str
    points: tuple[tuple[float, float], ...]
    labels: tuple[Mark, ...]
    name: Mark


@dataclass(frozen=True, slots=True)
class LineChart:
    """Series over years in their places: the scale, the years, what is to be reached."""

    width: float
    height: float
    left: float
    right: float
    strokes: tuple[Stroke, ...]
    scale: tuple[Mark, ...]
    years: tuple[Mark, ...]
    bounds: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A value side by side with others: name, value as text, whether it is ours, or only a limit of it."""

    name: str
    value: float
    text: str
    ours: bool
    loose: bool


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar in its place, with the places of its texts."""

    bar: Bar
    x: float
    y: float
    width: float
    height: float
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars in their places, from nothing."""

    width: float
    height: float
    left: float
    bars: tuple[DrawnBar, ...]


def line_chart(
    lines: Sequence[Line], bounds: Sequence[Bound] = (), write: Callable[[float], str] = str
) -> LineChart:
    """Series of at least one value in one picture; what is to be reached is within its scale."""
    values = [one for line in lines for one in line.values]
    steps = _steps([*(one.value for one in values), *(one.value for one in bounds)])
    first, last = min(one.year for one in values), max(one.year for one in values)
    right, foot = WIDTH - _RIGHT, _HEIGHT - _BOTTOM

    def across(year: float) -> float:
        share = (year - first) / (last - first) if last > first else 0.5
        return round(_LEFT + 26 + share * (right - _LEFT - 52), 1)

    def up(value: float) -> float:
        return round(foot - (value - steps[0]) / (steps[-1] - steps[0]) * (foot - _TOP), 1)

    drawn = {one.value: Mark(right, up(one.value), one.text) for one in bounds}
    heights = [mark.y for mark in drawn.values()]
    strokes = tuple(
        _stroke(line, [(across(v.year), up(v.value)) for v in line.values], heights) for line in lines
    )
    periods = {one.period: across(one.year) for one in values}
    return LineChart(
        WIDTH,
        _HEIGHT,
        _LEFT,
        right,
        strokes,
        tuple(Mark(_LEFT - 8, up(step), write(step)) for step in steps),
        tuple(Mark(x, foot + 22, period) for period, x in periods.items()),
        tuple(drawn.values()),
    )


def _stroke(line: Line, points: list[tuple[float, float]], bounds: list[float]) -> Stroke:
    path = "M" + "L".join(f"{x} {y}" for x, y in points)
    labels = tuple(
        Mark(x, y + (22 if any(0 <= y - bound < _NEAR for bound in bounds) else -11), value.text)
        for (x, y), value in zip(points, line.values, strict=True)
    )
    end_x, end_y = points[-1]
    return Stroke(path, tuple(points), labels, Mark(end_x, end_y, line.name))


def _steps(values: list[float]) -> list[float]:
    """The lines of a scale that holds all values, at even numbers."""
    low, high = min(values), max(values)
    if 0 <= low < _LOW * high:
        low = 0.0
    span = (high - low) or abs(high) or 1.0
    wanted = span / 3
    unit = 10.0 ** floor(log10(wanted))
    step = next(unit * one for one in _STEPS if unit * one >= wanted)
    start = (
        floor(low / step) if low == 0 or low - floor(low / step) * step > step / 6 else floor(low / step) - 1
    )
    end = ceil(high / step) if ceil(high / step) * step - high > step / 6 else ceil(high / step) + 1
    start = max(start, 0) if low >= 0 else start
    return [round(step * at, 6) for at in range(start, end + 1)]


def bar_chart(bars: Sequence[Bar]) -> BarChart:
    """Bars from nothing, one under the other."""
    most = max(bar.value for bar in bars) or 1.0
    room = WIDTH - _NAMES - _VALUES
    drawn = []
    for at, bar in enumerate(bars):
        top = 8 + at * _ROW
        width = round(max(bar.value / most * room, 1.0), 1)
        middle = top + _ROW / 2
        drawn.append(
            DrawnBar(bar, _NAMES, middle - _BAR / 2, width, _BAR, round(_NAMES + width + 8, 1), middle + 5)
        )
    return BarChart(WIDTH, 16 + len(bars) * _ROW, _NAMES, tuple(drawn))
