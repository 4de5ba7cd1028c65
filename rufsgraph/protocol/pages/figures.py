"""How it goes, for people: conditions with value, distance and verdict, and what contradicts them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from rufsgraph.protocol.tables import Part, Tables, written
from rufsgraph.questions.asking import Answer, Row

VERDICTS: Mapping[str, str] = {
    "met": "✓",
    "not-met": "✕",
    "right-way": "↗",
    "wrong-way": "↘",
    "unchanged": "→",
    "not-comparable": "≠",
    "not-measurable": "?",
}
"""The sign of each verdict, which stands beside its word."""

_EXACT = "exact"
_GROUPS = ("total", "women", "men")
"""The groups that come first, in this order."""

_POINTS = {"percent": "percentage-points"}
"""The unit of a difference, where it isn't that of the values."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements of the report that can't both hold, with their lines and who found them."""

    about: str
    kind: str
    first: str
    first_line: int
    second: str
    second_line: int
    reason: str
    found_by: str
    path: str
    things: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A value as shown: with qualifier and unit, of what and whom where another than asked, and its place."""

    text: str
    path: str
    period: str
    area: str
    group: str
    measure: Part | None
    printed: str
    line: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """A condition for one group: what it demands, the value, the distance, the verdict and why."""

    group: str
    path: str
    bound: str
    deadline: int
    figure: Figure | None
    distance: str
    outcome: str
    sign: str
    verdict: str
    reason: str
    trends: tuple[str, ...]
    contradictions: tuple[Contradiction, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a sub-goal in the report's words, with its measure, for each group apart."""

    measure: Part
    words: str
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class SubGoal:
    """A sub-goal with its number, wording, page and conditions; it never has a verdict of its own."""

    number: str
    part: Part
    conditions: tuple[Condition, ...]

    @property
    def statuses(self) -> list[Status]:
        """Its conditions for each group."""
        return [status for condition in self.conditions for status in condition.statuses]


def read_contradictions(answer: Answer, tables: Tables) -> list[Contradiction]:
    """The contradictions of an answer, in its order."""
    return [_contradiction(row, tables) for row in answer.rows]


def _contradiction(row: Row, tables: Tables) -> Contradiction:
    things = row["things"]
    return Contradiction(
        about=str(row["about"]),
        kind=tables.part("discrepancy-kind", str(row["kind"])).text,
        first=str(row["first"]),
        first_line=int(str(row["first_line"])),
        second=str(row["second"]),
        second_line=int(str(row["second_line"])),
        reason=str(row["reason"] or ""),
        found_by=str(row["found_by"]),
        path=tables.path_of("discrepancy", str(row["discrepancy"])),
        things=tuple(map(str, things)) if isinstance(things, list) else (),
    )


def about(contradictions: Iterable[Contradiction], things: Collection[str]) -> list[Contradiction]:
    """Those contradictions that are about one of some things, written as kind/key."""
    return [one for one in contradictions if not set(things).isdisjoint(one.things)]


def read_subgoals(answer: Answer, contradictions: Iterable[Contradiction], tables: Tables) -> list[SubGoal]:
    """The sub-goals of an answer to subgoal-status, by number, each condition once with all its groups."""
    known = {one.path: one for one in contradictions}
    rows = sorted(answer.rows, key=lambda row: [int(part) for part in str(row["target"]).split(".")])
    return [
        SubGoal(
            number=str(key),
            part=Part(str(ones[0]["sub_goal_label"]), tables.part("sub-goal", str(key)).path),
            conditions=tuple(_conditions(ones, known, tables)),
        )
        for key, found in groupby(rows, key=lambda row: row["sub_goal"])
        if (ones := list(found))
    ]


def _conditions(rows: list[Row], known: Mapping[str, Contradiction], tables: Tables) -> Iterable[Condition]:
    for (indicator, text), found in groupby(rows, key=lambda row: (row["indicator"], row["target_text"])):
        measure = tables.part("indicator", str(indicator))
        words = str(text).removeprefix(f"{measure.text}: ")
        statuses = tuple(_status(row, known, tables) for row in sorted(found, key=_by_group))
        yield Condition(measure, words, statuses)


def _by_group(row: Row) -> int:
    group = str(row["population_group"])
    return _GROUPS.index(group) if group in _GROUPS else len(_GROUPS)


def _status(row: Row, known: Mapping[str, Contradiction], tables: Tables) -> Status:
    outcome = str(row["outcome"])
    found = row["discrepancy"]
    paths = [tables.path_of("discrepancy", str(one)) for one in _list(found)]
    return Status(
        group=tables.part("population-group", str(row["population_group"])).text,
        path=tables.part("target", str(row["target"])).path,
        bound=_bound(row, tables),
        deadline=int(str(row["deadline"])),
        figure=_figure(row, tables),
        distance=_distance(row, tables),
        outcome=outcome,
        sign=VERDICTS[outcome],
        verdict=tables.part("outcome", outcome).text,
        reason=str(row["reason"]),
        trends=tuple(map(str, _list(row["trend_as_stated"]))),
        contradictions=tuple(known[path] for path in paths if path in known),
        line=int(str(row["source_line"])),
    )


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _bound(row: Row, tables: Tables) -> str:
    """What the condition demands: at least 55 per cent, or the way that it is to go."""
    comparison = tables.part("comparison", str(row["comparison"])).text
    if row["threshold"] is None:
        return comparison
    return (
        f"{comparison} {number(row['threshold'], tables.lang)} {tables.part('unit', str(row['unit'])).text}"
    )


def _figure(row: Row, tables: Tables) -> Figure | None:
    if row["observation"] is None:
        return None
    value, unit = row["value"], str(row["value_unit"])
    same = row["value_indicator"] == row["indicator"]
    return Figure(
        text=measured(value, unit, str(row["value_qualifier"]), tables) if value is not None else "",
        path=tables.part("observation", str(row["observation"])).path,
        period=tables.part("period", str(row["period"])).text,
        area="" if row["area"] == "se110" else tables.part("area", str(row["area"])).text,
        group=""
        if row["value_group"] == row["population_group"]
        else tables.part("population-group", str(row["value_group"])).text,
        measure=None if same else tables.part("indicator", str(row["value_indicator"])),
        printed=str(row["value_printed"]),
        line=int(str(row["value_line"])),
        sources=tuple(map(str, _list(row["primary_source"]))),
    )


def _distance(row: Row, tables: Tables) -> str:
    """How far over or under the bound the value is, in words."""
    distance = row["distance"]
    if not isinstance(distance, int | float):
        return ""
    unit = str(row["unit"])
    size = f"{number(abs(distance), tables.lang)} {tables.part('unit', _POINTS.get(unit, unit)).text}"
    return (
        f"{size} {tables.part('comparison', 'above' if distance > 0 else 'below').text}" if distance else size
    )


def measured(value: object, unit: str, qualifier: str, tables: Tables) -> str:
    """A value with its unit, and about, over, under or nearly before it where the report has that."""
    said = "" if qualifier == _EXACT else tables.part("qualifier", qualifier).text + " "
    return f"{said}{number(value, tables.lang)} {tables.part('unit', unit).text}"


def number(value: object, lang: str) -> str:
    """A number as it is written in a language."""
    return written(value, lang) if isinstance(value, int | float) else str(value)


def counted(subgoals: Iterable[SubGoal]) -> dict[str, tuple[str, str, int]]:
    """How many conditions have each verdict: sign, word and number, in the order of VERDICTS."""
    statuses = [status for subgoal in subgoals for status in subgoal.statuses]
    words = {status.outcome: status.verdict for status in statuses}
    return {
        key: (sign, words[key], sum(status.outcome == key for status in statuses))
        for key, sign in VERDICTS.items()
        if key in words
    }
