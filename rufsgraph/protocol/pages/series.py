"""The report's values of a measure: every one as printed, and a series where two points or more allow it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from rufsgraph.protocol.charts import Bound, Line, LineChart, Value, line_chart
from rufsgraph.protocol.pages.figures import Contradiction, about, measured, number
from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Answer, Row

_CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Observed:
    """A value as the report prints it: of whom, where and when, how it was read, where it stands."""

    text: str
    kind: str
    group: str
    area: str
    period: str
    headline: bool
    printed: str
    note: str
    sources: tuple[str, ...]
    line: int
    path: str


@dataclass(frozen=True, slots=True)
class Series:
    """Levels of a measure at two times or more, drawn, with how their values were read."""

    key: str
    title: str
    chart: LineChart
    words: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with all that the report prints of it, its series if it has one, what contradicts itself."""

    key: str
    part: Part
    observed: tuple[Observed, ...]
    series: Series | None
    contradictions: tuple[Contradiction, ...]


def read_measures(
    answer: Answer, targets: Answer | None, contradictions: Sequence[Contradiction], tables: Tables
) -> list[Measure]:
    """The measures of an answer to observations, in the order in which the report comes to them."""
    rows = sorted(answer.rows, key=lambda row: int(str(row["source_line"])))
    order = list(dict.fromkeys(str(row["indicator"]) for row in rows))
    by_measure = sorted(rows, key=lambda row: order.index(str(row["indicator"])))
    found = []
    for key, ones in groupby(by_measure, key=lambda row: str(row["indicator"])):
        own = list(ones)
        part = Part(str(own[0]["indicator_label"]), tables.part("indicator", key).path)
        found.append(
            Measure(
                key,
                part,
                tuple(_observed(row, tables) for row in own),
                series_of(key, part.text, own, targets, tables),
                tuple(about(contradictions, [f"indicator/{key}"])),
            )
        )
    return found


def _observed(row: Row, tables: Tables) -> Observed:
    sources = row["primary_source"]
    return Observed(
        text=_text(row, tables),
        kind=tables.part("measure-kind", str(row["kind"])).text,
        group=tables.part("population-group", str(row["population_group"])).text,
        area=tables.part("area", str(row["area"])).text,
        period=tables.part("period", str(row["period"])).text,
        headline=row["headline"] is True,
        printed=str(row["printed_as"]),
        note=str(row["note"] or ""),
        sources=tuple(map(str, sources)) if isinstance(sources, list) else (),
        line=int(str(row["source_line"])),
        path=tables.part("observation", str(row["observation"])).path,
    )


def _text(row: Row, tables: Tables) -> str:
    unit, qualifier = str(row["unit"]), str(row["qualifier"])
    if row["value"] is None:
        low, high = (number(row[end], tables.lang) for end in ("min", "max"))
        return f"{low}–{high} {tables.part('unit', unit).text}"
    text = measured(row["value"], unit, qualifier, tables)
    if row["kind"] == _CHANGE and isinstance(row["value"], int | float) and row["value"] > 0:
        text = f"+{text}" if qualifier == "exact" else text.replace(" ", " +", 1)
    return text if row["out_of"] is None else f"{text} / {number(row['out_of'], tables.lang)}"


def series_of(
    key: str, title: str, rows: Iterable[Row], targets: Answer | None, tables: Tables
) -> Series | None:
    """The series of a measure: levels only, one unit, at two times or more; None where there is none."""
    levels = [
        row for row in rows if row["kind"] != _CHANGE and row["value"] is not None and _year(row) is not None
    ]
    lines: dict[tuple[str, str], list[Row]] = {}
    for row in levels:
        lines.setdefault((str(row["population_group"]), str(row["area"])), []).append(row)
    drawn = {who: ones for who, ones in lines.items() if len({_year(row) for row in ones}) > 1}
    if not drawn:
        return None
    unit = str(next(iter(drawn.values()))[0]["unit"])
    word = tables.part("unit", unit).text
    shown = [row for ones in drawn.values() for row in ones if row["unit"] == unit]
    chart = line_chart(
        [Line(_who(who, tables), _values(ones, tables)) for who, ones in drawn.items()],
        _bounds(key, unit, {group for group, _ in drawn}, targets, tables),
        partial(number, lang=tables.lang),
    )
    return Series(
        key,
        title if word in title else f"{title}, {word}",
        chart,
        tuple(_said(who, ones, tables) for who, ones in drawn.items()),
        tuple({(_period(row, tables), str(row["note"])): None for row in shown if row["note"]}),
    )


def _year(row: Row) -> float | None:
    """The year of a value, the first of a school year; None where it is of a longer time."""
    first, _, last = str(row["period"]).partition("-")
    if not first.isdigit() or (last and int(last) - int(first) != 1):
        return None
    return float(first)


def _period(row: Row, tables: Tables) -> str:
    return tables.part("period", str(row["period"])).text


def _who(who: tuple[str, str], tables: Tables) -> str:
    """Whom and where a line is of, where that isn't everybody in the county."""
    group, area = who
    said = [] if group == "total" else [tables.part("population-group", group).text]
    return ", ".join(said if area == "se110" else [*said, tables.part("area", area).text])


def _values(rows: Sequence[Row], tables: Tables) -> tuple[Value, ...]:
    """The values in order of time, each that is printed twice once."""
    found: dict[tuple[float, float], Value] = {}
    for row in rows:
        year, value = _year(row), row["value"]
        assert year is not None and isinstance(value, int | float)
        loose = (
            "" if row["qualifier"] == "exact" else tables.part("qualifier", str(row["qualifier"])).text + " "
        )
        text = loose + number(value, tables.lang)
        found.setdefault((year, float(value)), Value(year, float(value), text, _period(row, tables)))
    return tuple(found[key] for key in sorted(found))


def _said(who: tuple[str, str], rows: Sequence[Row], tables: Tables) -> str:
    """A line in words, for those who don't see the picture."""
    values = "; ".join(f"{one.period}: {one.text}" for one in _values(rows, tables))
    name = _who(who, tables)
    return f"{name}: {values}" if name else values


def _bounds(key: str, unit: str, groups: set[str], targets: Answer | None, tables: Tables) -> Sequence[Bound]:
    """What the conditions on the measure demand of the groups drawn, each bound once."""
    found: Mapping[float, Bound] = {
        float(row["threshold"]): Bound(float(row["threshold"]), _bound_text(row, tables))
        for row in (targets.rows if targets else ())
        if row["indicator"] == key
        and row["unit"] == unit
        and row["population_group"] in groups
        and isinstance(row["threshold"], int | float)
    }
    return list(found.values())


def _bound_text(row: Row, tables: Tables) -> str:
    comparison = tables.part("comparison", str(row["comparison"])).text
    return f"{comparison} {number(row['threshold'], tables.lang)}"
