"""The page of a strategy: whether and when it was adopted, for how long, and what it covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.questions.asking import Answer, Row


@dataclass(frozen=True, slots=True)
class StrategyPage:
    """What stands on the page of a strategy; a year is None where the report doesn't state it."""

    answers: Mapping[str, Answer]
    status: str
    adopted: int | None
    valid_from: int | None
    valid_to: int | None
    focus_areas: Sequence[str]
    line: int


def _calls(_key: str) -> Mapping[str, Call]:
    return {"strategies": Call("strategies", {})}


def _page(material: Material) -> StrategyPage | None:
    answer = material.answers["strategies"]
    row = next((one for one in answer.rows if one["strategy"] == material.key), None)
    if row is None:
        return None
    focus = row["focus_areas"]
    return StrategyPage(
        material.answers,
        material.tables.part("strategy-status", str(row["status"])).text,
        _year(row, "adopted"),
        _year(row, "valid_from"),
        _year(row, "valid_to"),
        [str(one) for one in focus] if isinstance(focus, list) else [],
        int(str(row["source_line"])),
    )


def _year(row: Row, name: str) -> int | None:
    year = row[name]
    return year if isinstance(year, int) else None


KIND = Kind("kinds/strategy.html", _calls, _page)
