"""The page of an indicator: its values and series, the conditions on it, cities and countries beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rufsgraph.protocol.pages.comparisons import Comparison, read_comparisons
from rufsgraph.protocol.pages.directions import Direction, read_directions
from rufsgraph.protocol.pages.figures import Contradiction, SubGoal, about, read_contradictions, read_subgoals
from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.pages.series import Measure, read_measures
from rufsgraph.protocol.pages.wordings import parts, texts
from rufsgraph.protocol.tables import Part
from rufsgraph.questions.asking import Answer
from rufsgraph.questions.descriptions import Description
from rufsgraph.terms import expand


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """What stands on the page of an indicator, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    measured: Sequence[Part]
    unit: str
    better: str
    stands_in_for: Sequence[Part]
    printed_under: Sequence[Part]
    notes: Sequence[str]
    measures: Sequence[Measure]
    subgoals: Sequence[SubGoal]
    comparisons: Sequence[Comparison]
    directions: Sequence[Direction]
    contradictions: Sequence[Contradiction]


def _calls(key: str) -> Mapping[str, Call]:
    return {
        "observations": Call("observations", {"indicator": key}),
        "directions": Call("directions", {"indicator": key}),
        "discrepancies": Call("discrepancies", {}),
    }


def _further(description: Description) -> Mapping[str, Call]:
    """The conditions on what measures a sub-goal, other places beside what measures a goal."""
    key = description.iri.rpartition("/")[2]
    measured = [str(one.object) for one in description.own if one.predicate == expand("rufs:measures")]
    further = {}
    if any("/sub-goal/" in one for one in measured):
        further["status"] = Call("subgoal-status", {"indicator": key})
    if any("/goal/" in one for one in measured):
        further["cities"] = Call("city-comparison", {"indicator": key})
    return further


def _page(material: Material) -> IndicatorPage:
    answers, tables = material.answers, material.tables
    contradictions = read_contradictions(answers["discrepancies"], tables)
    status, cities = answers.get("status"), answers.get("cities")
    return IndicatorPage(
        answers,
        parts(material, "rufs:measures"),
        _word(material, "rufs:unit"),
        _word(material, "rufs:betterDirection"),
        parts(material, "rufs:standsInFor"),
        parts(material, "rufs:printedUnder"),
        texts(material, "rufs:note"),
        read_measures(answers["observations"], status, contradictions, tables),
        read_subgoals(status, contradictions, tables) if status else (),
        read_comparisons(cities, contradictions, tables) if cities else (),
        read_directions(answers["directions"], tables),
        about(contradictions, [f"indicator/{material.key}"]),
    )


def _word(material: Material, term: str) -> str:
    """What the one thing that a property names is called; nothing where there is none."""
    return next((one.text for one in parts(material, term)), "")


KIND = Kind("kinds/indicator.html", _calls, _page, _further)
