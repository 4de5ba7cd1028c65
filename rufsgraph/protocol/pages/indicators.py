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
        "status": Call("subgoal-status", {"indicator": key}),
        "observations": Call("observations", {"indicator": key}),
        "cities": Call("city-comparison", {"indicator": key}),
        "directions": Call("directions", {"indicator": key}),
        "discrepancies": Call("discrepancies", {}),
    }


def _page(material: Material) -> IndicatorPage:
    answers, tables = material.answers, material.tables
    contradictions = read_contradictions(answers["discrepancies"], tables)
    return IndicatorPage(
        answers,
        parts(material, "rufs:measures"),
        _word(material, "rufs:unit"),
        _word(material, "rufs:betterDirection"),
        parts(material, "rufs:standsInFor"),
        parts(material, "rufs:printedUnder"),
        texts(material, "rufs:note"),
        read_measures(answers["observations"], answers["status"], contradictions, tables),
        read_subgoals(answers["status"], contradictions, tables),
        read_comparisons(answers["cities"], contradictions, tables),
        read_directions(answers["directions"], tables),
        about(contradictions, [f"indicator/{material.key}"]),
    )


def _word(material: Material, term: str) -> str:
    """What the one thing that a property names is called; nothing where there is none."""
    return next((one.text for one in parts(material, term)), "")


KIND = Kind("kinds/indicator.html", _calls, _page)
