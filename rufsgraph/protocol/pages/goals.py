"""The page of a goal: its sub-goals and how they go, the priorities that serve it, rankings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.figures import (
    Contradiction,
    SubGoal,
    about,
    counted,
    read_contradictions,
    read_subgoals,
)
from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.pages.plans import Branch, read_plan
from rufsgraph.protocol.pages.rankings import Listing, read_listings
from rufsgraph.protocol.pages.wordings import official
from rufsgraph.questions.asking import Answer


@dataclass(frozen=True, slots=True)
class GoalPage:
    """What stands on the page of a goal, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    official: str
    branch: Branch
    subgoals: Sequence[SubGoal]
    counts: Mapping[str, tuple[str, str, int]]
    listings: Sequence[Listing]
    contradictions: Sequence[Contradiction]


def _calls(key: str) -> Mapping[str, Call]:
    return {
        "status": Call("subgoal-status", {"goal": key}),
        "rankings": Call("rankings", {"goal": key}),
        "discrepancies": Call("discrepancies", {}),
        "plan": Call("plan", {}),
    }


def _page(material: Material) -> GoalPage:
    answers, tables = material.answers, material.tables
    contradictions = read_contradictions(answers["discrepancies"], tables)
    subgoals = read_subgoals(answers["status"], contradictions, tables)
    return GoalPage(
        answers,
        official(material),
        read_plan(answers["plan"], tables).branch(material.key),
        subgoals,
        counted(subgoals),
        read_listings(answers["rankings"], contradictions, tables),
        about(contradictions, [f"goal/{material.key}"]),
    )


KIND = Kind("kinds/goal.html", _calls, _page)
