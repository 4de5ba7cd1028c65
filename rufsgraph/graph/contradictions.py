"""What the report contradicts itself on, found by rule: same indicator, group, area and period, another
value, rank or direction. What no rule can see stands in known_discrepancies.csv."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.figures import Assessment, Observation, Placement, Trend

_ABOUT_TOLERANCE = Decimal("0.05")
_OPPOSED = frozenset({"up", "down", "flat"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One side of a contradiction: what is said, in both languages, and the line."""

    row_id: str
    sv: str
    en: str
    line: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements about one thing that can't both hold."""

    key: str
    kind: str
    table: str
    about: str
    first: Statement
    second: Statement


def find_contradictions(tables: Tables, edition: str) -> list[Contradiction]:
    """The contradictions of an edition, one for each thing that is contradicted, in order of line."""
    found = [
        *_values([row for row in tables.observations if row.edition == edition]),
        *_ranks([row for row in tables.placements if row.edition == edition]),
        *_directions(tables, edition),
    ]
    return sorted(found, key=lambda one: (one.first.line, one.key))


def _values(rows: Sequence[Observation]) -> Iterator[Contradiction]:
    groups: dict[tuple[str, ...], list[Observation]] = defaultdict(list)
    for row in rows:
        if row.value is not None and row.kind != "change":
            groups[row.indicator, row.area, row.period, row.population_group, row.kind].append(row)
    for key, group in groups.items():
        first = group[0]
        other = next((row for row in group[1:] if not _agree(first, row)), None)
        if other:
            yield Contradiction(
                ".".join(("value", *key)),
                "value",
                "indicators",
                first.indicator,
                _said_value(first),
                _said_value(other),
            )


def _said_value(row: Observation) -> Statement:
    return Statement(row.id, f"{row.period}: ”{row.printed}”", f"{row.period}: “{row.printed}”", row.line)


def _agree(a: Observation, b: Observation) -> bool:
    """Whether two figures can both be true, given about, over, under, nearly and rounding."""
    assert a.value is not None and b.value is not None
    if a.qualifier == b.qualifier and a.qualifier in ("over", "under"):
        return True
    exact, loose = (a, b) if a.qualifier == "exact" else (b, a)
    assert exact.value is not None and loose.value is not None
    if loose.qualifier == "over":
        return exact.value >= loose.value
    if loose.qualifier == "under":
        return exact.value <= loose.value
    if loose.qualifier in ("about", "nearly"):
        return abs(exact.value - loose.value) <= abs(exact.value) * _ABOUT_TOLERANCE
    return _rounded_alike(exact.value, loose.value)


def _rounded_alike(a: Decimal, b: Decimal) -> bool:
    """Whether one is the other rounded to fewer decimals: 55 and 54.6, not 3.8 and 3.7."""
    first, second = int(a.as_tuple().exponent), int(b.as_tuple().exponent)
    step = Decimal(1).scaleb(max(first, second))
    return a == b or (first != second and abs(a - b) * 2 <= step)


def _ranks(rows: Sequence[Placement]) -> Iterator[Contradiction]:
    groups: dict[tuple[str, str], list[Placement]] = defaultdict(list)
    for row in rows:
        if row.ranking and row.rank is not None and not row.scope_en:
            groups[row.ranking, row.placed].append(row)
    for (ranking, placed), group in groups.items():
        other = next((row for row in group[1:] if row.rank != group[0].rank), None)
        if other:
            key = f"rank.{ranking}.{placed}"
            yield Contradiction(key, "rank", "rankings", ranking, _said_rank(group[0]), _said_rank(other))


def _said_rank(row: Placement) -> Statement:
    return Statement(
        row.id, f"plats {row.rank}: ”{row.printed}”", f"rank {row.rank}: “{row.printed}”", row.line
    )


def _directions(tables: Tables, edition: str) -> Iterator[Contradiction]:
    better = {row.id: row.better for row in tables.indicators}
    groups: dict[tuple[str, str, str], list[Trend | Assessment]] = defaultdict(list)
    for trend in tables.trends:
        if trend.edition == edition and trend.indicator and trend.direction in _OPPOSED:
            groups[trend.indicator, trend.population_group, trend.area].append(trend)
    for row in tables.assessments:
        if row.edition == edition and row.aspect and row.direction in _OPPOSED:
            groups[row.aspect, row.population_group, row.area].append(row)
    for (indicator, group, area), rows in groups.items():
        pair = _opposed_pair(rows)
        if pair and indicator in better:
            key = f"direction.{indicator}.{group}.{area}"
            yield Contradiction(
                key, "direction", "indicators", indicator, _said_direction(pair[0]), _said_direction(pair[1])
            )


def _opposed_pair(
    rows: Sequence[Trend | Assessment],
) -> tuple[Trend | Assessment, Trend | Assessment] | None:
    """The first two statements of different directions for one time, one of them in chapter 4."""
    for first in rows:
        for second in rows:
            if (
                first.line < second.line
                and first.direction != second.direction
                and isinstance(second, Assessment)
                and _same_time(first.period, second.period)
            ):
                return first, second
    return None


def _same_time(a: str | None, b: str | None) -> bool:
    """Whether the later statement's period holds the earlier one's to its end; one not stated may be any."""
    return a is None or b is None or (a[-4:] == b[-4:] and b[:4] <= a[:4])


def _said_direction(row: Trend | Assessment) -> Statement:
    return Statement(row.id, f"”{row.printed}”", f"“{row.printed}”", row.line)
