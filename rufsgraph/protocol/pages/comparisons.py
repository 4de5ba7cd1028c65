"""Stockholm beside other cities and countries: values, both ranks, and what isn't stated."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rufsgraph.protocol.charts import Bar, BarChart, bar_chart
from rufsgraph.protocol.pages.figures import Contradiction, about, measured
from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Answer, Row

OURS = frozenset({"se110", "stockholm", "se"})
"""The areas that stand for the region: the county, the city where a survey asked there, the country."""

_LOOSE = frozenset({"over", "under", "nearly", "about"})


@dataclass(frozen=True, slots=True)
class Place:
    """An area in a comparison: its value and ranks, each empty where the report states none."""

    area: Part
    kind: str
    ours: bool
    value: str
    period: str
    rank: int | None
    previous: int | None
    out_of: int | None
    line: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure over areas, with a picture where two or more have values."""

    key: str
    measure: Part
    places: tuple[Place, ...]
    chart: BarChart | None
    words: str
    contradictions: tuple[Contradiction, ...]


def read_comparisons(
    answer: Answer, contradictions: Sequence[Contradiction], tables: Tables
) -> list[Comparison]:
    """The measures of an answer to city-comparison, in the order in which the report comes to them."""
    rows = sorted(answer.rows, key=lambda row: str(row["indicator"]))
    found = [
        _comparison(str(key), list(ones), contradictions, tables)
        for key, ones in groupby(rows, key=lambda row: row["indicator"])
    ]
    return sorted(found, key=lambda one: min(place.line for place in one.places))


def _comparison(
    key: str, rows: list[Row], contradictions: Sequence[Contradiction], tables: Tables
) -> Comparison:
    in_order = sorted(
        rows, key=lambda row: (_rank(row) or 99, -int(str(row["period"])[-4:]), str(row["area"]))
    )
    places = tuple(_place(row, tables) for row in in_order)
    bars = _bars(in_order, places)
    return Comparison(
        key,
        Part(str(rows[0]["indicator_label"]), tables.part("indicator", key).path),
        places,
        bar_chart(bars) if len({bar.name for bar in bars}) > 1 else None,
        "; ".join(f"{bar.name}: {bar.text}" for bar in bars),
        tuple(about(contradictions, [f"indicator/{key}"])),
    )


def _rank(row: Row) -> int | None:
    return row["rank"] if isinstance(row["rank"], int) else None


def _place(row: Row, tables: Tables) -> Place:
    value = row["value"]
    return Place(
        area=tables.part("area", str(row["area"])),
        kind=tables.part("area-kind", str(row["area_kind"])).text,
        ours=row["area"] in OURS,
        value="" if value is None else measured(value, str(row["unit"]), str(row["qualifier"]), tables),
        period=tables.part("period", str(row["period"])).text,
        rank=_rank(row),
        previous=row["previous_rank"] if isinstance(row["previous_rank"], int) else None,
        out_of=row["out_of"] if isinstance(row["out_of"], int) else None,
        line=int(str(row["source_line"])),
    )


def _bars(rows: Sequence[Row], places: Sequence[Place]) -> list[Bar]:
    """The values of the latest time that several areas have one of; a loose value is drawn as such."""
    valued = [(row, place) for row, place in zip(rows, places, strict=True) if row["value"] is not None]
    latest = max((str(row["period"]) for row, _ in valued), default="")
    return [
        Bar(place.area.text, float(str(row["value"])), place.value, place.ours, row["qualifier"] in _LOOSE)
        for row, place in valued
        if row["period"] == latest
    ]
