"""How it goes: all conditions by goal; and Stockholm beside others, with the rankings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.comparisons import Comparison, read_comparisons
from rufsgraph.protocol.pages.figures import SubGoal, counted, read_contradictions, read_subgoals
from rufsgraph.protocol.pages.kind import Call
from rufsgraph.protocol.pages.rankings import Listing, read_listings
from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Answer

STATUS: Mapping[str, Call] = {
    "status": Call("subgoal-status", {}),
    "discrepancies": Call("discrepancies", {}),
}
"""The questions that the page of all conditions is made of."""

EUROPE: Mapping[str, Call] = {
    "cities": Call("city-comparison", {}),
    "rankings": Call("rankings", {}),
    "discrepancies": Call("discrepancies", {}),
}
"""The questions that the page of Stockholm beside others is made of."""


@dataclass(frozen=True, slots=True)
class Overview:
    """All conditions: how many have which verdict, and each, by goal and sub-goal."""

    counts: Mapping[str, tuple[str, str, int]]
    goals: Sequence[tuple[str, Part, Sequence[SubGoal]]]


@dataclass(frozen=True, slots=True)
class Beside:
    """Stockholm beside other cities and countries, and the rankings, each once."""

    comparisons: Sequence[Comparison]
    rankings: Sequence[Listing]


def read_overview(answers: Mapping[str, Answer], tables: Tables) -> Overview:
    """The page of the answers to STATUS."""
    contradictions = read_contradictions(answers["discrepancies"], tables)
    subgoals = read_subgoals(answers["status"], contradictions, tables)
    keys = list(dict.fromkeys(one.number.partition(".")[0] for one in subgoals))
    goals = [
        (key, tables.part("goal", key), [one for one in subgoals if one.number.startswith(f"{key}.")])
        for key in keys
    ]
    return Overview(counted(subgoals), goals)


def read_beside(answers: Mapping[str, Answer], tables: Tables) -> Beside:
    """The page of the answers to EUROPE; a ranking that is listed under several goals stands once."""
    contradictions = read_contradictions(answers["discrepancies"], tables)
    listings = read_listings(answers["rankings"], contradictions, tables)
    return Beside(
        read_comparisons(answers["cities"], contradictions, tables),
        list({one.ranking.text: one for one in reversed(listings)}.values())[::-1],
    )
