"""The page of a sub-goal: its conditions, every value, what is said of direction, SDGs, contradictions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.directions import Direction, read_directions
from rufsgraph.protocol.pages.figures import Contradiction, SubGoal, about, read_contradictions, read_subgoals
from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.pages.plans import Branch, read_plan
from rufsgraph.protocol.pages.series import Measure, read_measures
from rufsgraph.protocol.pages.wordings import official
from rufsgraph.questions.asking import Answer


@dataclass(frozen=True, slots=True)
class SubGoalPage:
    """What stands on the page of a sub-goal, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    official: str
    subgoal: SubGoal
    measures: Sequence[Measure]
    directions: Sequence[Direction]
    assessments: Sequence[Direction]
    contradictions: Sequence[Contradiction]
    branch: Branch


def _calls(key: str) -> Mapping[str, Call]:
    return {
        "status": Call("subgoal-status", {"sub-goal": key}),
        "observations": Call("observations", {"sub-goal": key}),
        "directions": Call("directions", {"sub-goal": key}),
        "discrepancies": Call("discrepancies", {}),
        "plan": Call("plan", {}),
    }


def _page(material: Material) -> SubGoalPage:
    answers, tables = material.answers, material.tables
    contradictions = read_contradictions(answers["discrepancies"], tables)
    (subgoal,) = read_subgoals(answers["status"], contradictions, tables)
    measures = read_measures(answers["observations"], answers["status"], contradictions, tables)
    directions = read_directions(answers["directions"], tables)
    rows = [*answers["observations"].rows, *answers["status"].rows, *answers["directions"].rows]
    things = {f"indicator/{row['indicator']}" for row in rows} | {f"sub-goal/{material.key}"}
    plan = read_plan(answers["plan"], tables)
    return SubGoalPage(
        answers,
        official(material),
        subgoal,
        measures,
        [one for one in directions if one.sdg is None],
        [one for one in directions if one.sdg is not None],
        about(contradictions, things),
        plan.branch(material.key.partition(".")[0]),
    )


KIND = Kind("kinds/sub-goal.html", _calls, _page)
