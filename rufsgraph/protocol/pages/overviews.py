"""How it goes, on one page: all conditions by goal, Stockholm beside others, rankings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.comparisons import Comparison, read_comparisons
from rufsgraph.protocol.pages.figures import SubGoal, counted, read_contradictions, read_subgoals
from rufsgraph.protocol.pages.kind import Call
from rufsgraph.protocol.pages.rankings import Listing, read_listings
from rufsgraph.protocol.tables import Part, Tables
from rufsgraph.questions.asking import Answer

CALLS: Mapping[str, Call] = {
    "status": Call("subgoal-status", {}),
    "cities": Call("city-comparison", {}),
    "rankings": Call("rankings", {}),
    "discrepancies": Call("discrepancies", {}),
}
"""The questions that the page is made of."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands on the page of how it goes, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    counts: Mapping[str, tuple[str, str, int]]
    goals: Sequence[tuple[str, Part, Sequence[SubGoal]]]
    comparisons: Sequence[Comparison]
    rankings: Sequence[Listing]


def read_overview(answers: Mapping[str, Answer], tables: Tables) -> Overview:
    """The page of the answers to CALLS; a ranking that is listed under several goals stands once."""
    contradictions = read_contradictions(answers["discrepancies"], tables)
    subgoals = read_subgoals(answers["status"], contradictions, tables)
    keys = list(dict.fromkeys(one.number.partition(".")[0] for one in subgoals))
    listings = read_listings(answers["rankings"], contradictions, tables)
    return Overview(
        answers,
        counted(subgoals),
        [
            (key, tables.part("goal", key), [one for one in subgoals if one.number.startswith(f"{key}.")])
            for key in keys
        ],
        read_comparisons(answers["cities"], contradictions, tables),
        list({one.ranking.text: one for one in reversed(listings)}.values())[::-1],
    )
