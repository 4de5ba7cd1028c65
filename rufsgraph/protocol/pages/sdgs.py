"""The page of an SDG: what the report says of it, and the priorities that are reached by inference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.directions import Direction, read_directions, sign_and_word
from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Answer


@dataclass(frozen=True, slots=True)
class Reached:
    """A priority that an SDG leads to by the sub-goals named, which are of the goal that it serves."""

    number: str
    priority: Part
    goal: Part
    subgoals: tuple[tuple[str, Part], ...]
    initiatives: int


@dataclass(frozen=True, slots=True)
class SdgPage:
    """What stands on the page of an SDG, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    assessments: Sequence[Direction]
    reached: Sequence[Reached]


@dataclass(frozen=True, slots=True)
class Matrix:
    """SDGs by sub-goals: a cell has the directions stated, each a sign and a word; none where nothing is."""

    subgoals: Sequence[tuple[str, Part]]
    rows: Sequence[tuple[str, Part, Sequence[tuple[str, Sequence[tuple[str, str]]]]]]


def read_matrix(answer: Answer, sdgs: Sequence[str], subgoals: Sequence[str], tables: Tables) -> Matrix:
    """The matrix of an answer to that question, with all SDGs and sub-goals, also those that stand alone."""
    cells = {(row["sdg"], row["sub_goal"]): row["direction"] for row in answer.rows}

    def cell(sdg: str, subgoal: str) -> list[tuple[str, str]]:
        found = cells.get((sdg, subgoal), [])
        return [sign_and_word(str(one), tables) for one in found] if isinstance(found, list) else []

    return Matrix(
        [(key, tables.part("sub-goal", key)) for key in subgoals],
        [(sdg, tables.part("sdg", sdg), [(key, cell(sdg, key)) for key in subgoals]) for sdg in sdgs],
    )


def _calls(key: str) -> Mapping[str, Call]:
    return {
        "assessments": Call("directions", {"sdg": key}),
        "reached": Call("priorities-reaching-sdg", {"sdg": key}),
    }


def _page(material: Material) -> SdgPage:
    answers = material.answers
    return SdgPage(
        answers,
        read_directions(answers["assessments"], material.tables),
        _reached(answers["reached"], material.tables),
    )


def _reached(answer: Answer, tables: Tables) -> list[Reached]:
    rows = sorted(answer.rows, key=lambda row: str(row["priority"]))
    by: dict[str, list[str]] = {}
    for row in rows:
        by.setdefault(str(row["priority"]), []).append(str(row["sub_goal"]))
    first = {str(row["priority"]): row for row in rows}
    return [
        Reached(
            key,
            tables.part("priority", key),
            tables.part("goal", str(first[key]["goal"])),
            tuple((one, tables.part("sub-goal", one)) for one in sorted(subgoals)),
            int(str(first[key]["initiatives"])),
        )
        for key, subgoals in by.items()
    ]


KIND = Kind("kinds/sdg.html", _calls, _page)
