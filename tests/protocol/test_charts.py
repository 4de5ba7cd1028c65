"""Charts as geometry: what is drawn stands inside the picture, in its order, at its height."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.protocol.charts import Bar, Bound, Line, LineChart, Value, bar_chart, line_chart

_NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 2))
_LINES = st.lists(
    st.lists(
        st.tuples(st.integers(1990, 2050), _NUMBERS), min_size=1, max_size=5, unique_by=lambda one: one[0]
    ),
    min_size=1,
    max_size=3,
)


def _line(points: list[tuple[int, float]]) -> Line:
    return Line("", tuple(Value(year, number, f"{number}", f"{year}") for year, number in sorted(points)))


def _points(chart: LineChart) -> list[tuple[float, float]]:
    return [point for stroke in chart.strokes for point in stroke.points]


@given(lines=_LINES, bounds=st.lists(_NUMBERS, max_size=2))
def test_all_is_inside(lines: list[list[tuple[int, float]]], bounds: list[float]) -> None:
    """Points, bounds and scale stand inside the picture; the scale rises and holds all that is drawn."""
    chart = line_chart([_line(one) for one in lines], [Bound(one, "") for one in bounds])
    places = _points(chart) + [(mark.x, mark.y) for mark in chart.bounds]
    assert all(chart.left <= x <= chart.width and 0 <= y <= chart.height for x, y in places)
    heights = [mark.y for mark in chart.scale]
    assert heights == sorted(heights, reverse=True) and 2 <= len(heights) <= 8
    assert all(heights[-1] - 0.2 <= y <= heights[0] + 0.2 for _, y in places)


@given(lines=_LINES)
def test_higher_is_higher_and_later_is_later(lines: list[list[tuple[int, float]]]) -> None:
    """Of two points the greater value is never drawn lower, nor the later year further left."""
    chart = line_chart([_line(one) for one in lines])
    values = [value for one in lines for value in _line(one).values]
    drawn = list(zip(values, _points(chart), strict=True))
    for a, (ax, ay) in drawn:
        for b, (bx, by) in drawn:
            assert a.value <= b.value or ay <= by
            assert a.year <= b.year or ax >= bx


def test_scale_begins_at_nothing_where_values_are_far_apart() -> None:
    """A value a fourth of another is drawn a fourth as high."""
    chart = line_chart([_line([(2010, 5.0), (2020, 20.0)])], (), lambda number: f"{number:g}")
    assert chart.scale[0].text == "0"


def test_label_keeps_off_the_bound() -> None:
    """Where a value stands close under the bound its label stands below it."""
    close, far = (
        line_chart([_line([(2011, number), (2019, 13.7)])], [Bound(18.0, "")]).strokes[0]
        for number in (17.2, 15.0)
    )
    assert close.labels[0].y > close.points[0][1]
    assert far.labels[0].y < far.points[0][1]


@pytest.mark.parametrize("values", [[19.9, 26.2], [0.0, 0.0], [84.5, 83.0, 80.8]])
def test_bars_are_as_long_as_their_values(values: list[float]) -> None:
    """Bars begin at one place and are as long as their values are to each other."""
    chart = bar_chart([Bar(f"{at}", one, "", at == 0, False) for at, one in enumerate(values)])
    assert len({drawn.x for drawn in chart.bars}) == 1
    assert all(drawn.x + drawn.width <= chart.width for drawn in chart.bars)
    most = max(values)
    for drawn, value in zip(chart.bars, values, strict=True):
        longest = max(one.width for one in chart.bars)
        assert most == 0 or abs(drawn.width / longest - value / most) < 0.01
