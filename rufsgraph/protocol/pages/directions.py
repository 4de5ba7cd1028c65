"""Where the report says which way things go, in words and signs."""

from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Answer, Row

SIGNS: Mapping[str, str] = {
    "up": "↑",
    "down": "↓",
    "flat": "→",
    "mixed": "↕",
    "better": "+",
    "worse": "−",
    "not-stated": "–",
}
"""The sign of each direction, which stands beside its word."""


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction that the report states: of what, whom, where and when, in which words, on which line."""

    subgoal: Part | None
    subgoal_number: str
    measure: Part | None
    sdg: Part | None
    sdg_number: str
    key: str
    sign: str
    word: str
    whom: str
    period: str
    chapter: str
    arrow: bool
    printed: str
    note: str
    line: int


def read_directions(answer: Answer, tables: Tables) -> list[Direction]:
    """The directions of an answer, in its order."""
    return [_direction(row, tables) for row in answer.rows]


def sign_and_word(key: str, tables: Tables) -> tuple[str, str]:
    """The sign and the word of a direction."""
    return SIGNS[key], tables.part("direction", key).text


def _direction(row: Row, tables: Tables) -> Direction:
    sign, word = sign_and_word(str(row["direction"]), tables)
    return Direction(
        subgoal=_part("sub-goal", row["sub_goal"], tables),
        subgoal_number=str(row["sub_goal"] or ""),
        measure=_part("indicator", row["indicator"], tables),
        sdg=_part("sdg", row["sdg"], tables),
        sdg_number=str(row["sdg"] or ""),
        key=str(row["direction"]),
        sign=sign,
        word=word,
        whom=_whom(row, tables),
        period=tables.part("period", str(row["period"])).text if row["period"] else "",
        chapter=tables.part("section", str(row["chapter"])).text,
        arrow=row["arrow"] is True,
        printed=str(row["printed_as"]),
        note=str(row["note"] or ""),
        line=int(str(row["source_line"])),
    )


def _part(kind: str, key: object, tables: Tables) -> Part | None:
    return None if key is None else tables.part(kind, str(key))


def _whom(row: Row, tables: Tables) -> str:
    """The group and the area, where that isn't everybody in the county."""
    group, area = str(row["population_group"]), str(row["area"])
    said = [] if group == "total" else [tables.part("population-group", group).text]
    return ", ".join(said if area == "se110" else [*said, tables.part("area", area).text])
