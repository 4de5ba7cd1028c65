"""The page of a regional priority: its initiatives, who takes part as what, and what must still be done."""

from collections.abc import Mapping
from dataclasses import dataclass

from rufsgraph.protocol.pages import stated
from rufsgraph.protocol.pages.inventory import Line, lines
from rufsgraph.protocol.pages.kind import Call, Kind, Material
from rufsgraph.protocol.pages.people import ROLES, Network, Sort, network, sorts
from rufsgraph.protocol.pages.ways import asked, matrix
from rufsgraph.protocol.tables import Part, Table, Tables
from rufsgraph.questions.asking import Answer, Row
from rufsgraph.questions.descriptions import Description

_TOTAL = "total"
"""The population group that is all."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the page, by its name, and where it is told in full."""

    name: str
    number: int
    path: str


@dataclass(frozen=True, slots=True)
class Named:
    """A municipality and the number of entries that speak of it."""

    part: Part
    entries: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The municipalities of the county, each once, by the surest way in which the inventory has it."""

    by_name: tuple[Named, ...]
    through_group: tuple[Named, ...]
    possibly: tuple[Named, ...]
    absent: tuple[Named, ...]
    scope_note: str


@dataclass(frozen=True, slots=True)
class Target:
    """A target for a group of people: the verdict by key and in words, why, whether disputed."""

    text: str
    group: str
    outcome: str
    verdict: str
    reason: str
    line: int
    disputed: bool


@dataclass(frozen=True, slots=True)
class SubGoal:
    """A sub-goal with its targets."""

    part: Part
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class PriorityPage:
    """What stands on the page of a priority, each part with the answer that it shows."""

    answers: Mapping[str, Answer]
    key: str
    goal: Part | None
    figures: tuple[Figure, ...]
    initiatives: tuple[Line, ...]
    sorts: tuple[Sort, ...]
    by_role: tuple[int, ...]
    network: Network
    matrix: str
    partners: str
    coverage: Coverage
    needs: Table
    sub_goals: tuple[SubGoal, ...]
    funders: Table
    missing: Table
    strategies: Table


def _calls(key: str) -> Mapping[str, Call]:
    under = {"priority": key}
    return {
        "initiatives": Call("initiatives", under),
        "actors": Call("actor-priority-matrix", under),
        "network": Call("actor-network", under),
        "coverage": Call("municipality-coverage", under),
        "needs": Call("needs-of-priority", under),
        "funders": Call("funders-of-priority", under),
        "missing": Call("missing-information", under),
        "strategies": Call("strategies", under),
    }


def _further(description: Description) -> Mapping[str, Call]:
    """The targets of the goal that the priority serves."""
    goals = stated.named(description, "rufs:serves")
    return {"targets": Call("subgoal-status", {"goal": goals[0]})} if goals else {}


def _page(material: Material) -> PriorityPage:
    answers, tables, lang = material.answers, material.tables, material.lang
    actors = answers["actors"].rows
    goals = stated.named(material.description, "rufs:serves")
    return PriorityPage(
        answers,
        material.key,
        tables.part("goal", goals[0]) if goals else None,
        _figures(material),
        lines(answers["initiatives"], material, material.key),
        sorts(actors, material.key, tables, lang),
        tuple(sum(1 for row in actors if row[role]) for role in ROLES),
        network(
            answers["network"].rows, {str(row["actor"]): str(row["actor_type"]) for row in actors}, tables
        ),
        matrix("actor-actor", lang, priority=material.key),
        asked("partners-on-priority", lang, priority=material.key),
        _coverage(material),
        material.table("needs"),
        _sub_goals(material) if goals else (),
        material.table("funders"),
        material.table("missing").only("title", "missing", "open_lists", "funding_form"),
        material.table("strategies"),
    )


def _sub_goals(material: Material) -> tuple[SubGoal, ...]:
    """The sub-goals of the goal in their order, each with its targets."""
    found: dict[str, list[Target]] = {}
    for row in material.answers["targets"].rows:
        found.setdefault(str(row["sub_goal"]), []).append(_target(row, material.tables))
    return tuple(SubGoal(material.tables.part("sub-goal", key), tuple(own)) for key, own in found.items())


def _target(row: Row, tables: Tables) -> Target:
    group, outcome = str(row["population_group"] or ""), str(row["outcome"])
    return Target(
        str(row["target_text"]),
        tables.part("population-group", group).text if group not in ("", _TOTAL) else "",
        outcome,
        tables.part("outcome", outcome).text,
        str(row["reason"] or ""),
        int(str(row["source_line"])),
        bool(row["discrepancy"]),
    )


def _figures(material: Material) -> tuple[Figure, ...]:
    answers = material.answers
    actors = answers["actors"].rows
    missing = sum(1 for row in answers["missing"].rows if row["missing"])
    return (
        Figure("initiatives", answers["initiatives"].total, "#initiatives"),
        Figure("actors", sum(1 for row in actors if not row["members_known"]), "#actors"),
        Figure("groups", sum(1 for row in actors if row["members_known"]), "#actors"),
        Figure("municipalities", _by_name(answers["coverage"]), "#municipalities"),
        Figure("funders", answers["funders"].total, "#funders"),
        Figure("missing", missing, "#missing"),
    )


def _by_name(coverage: Answer) -> int:
    return sum(1 for row in coverage.rows if row["by_name"])


def _coverage(material: Material) -> Coverage:
    """Each municipality by name if it is named so, else through a group, possibly, or not at all."""
    rows = material.answers["coverage"].rows
    ways: dict[str, list[Named]] = {"by_name": [], "through_closed_group": [], "possibly": [], "": []}
    for row in rows:
        way = next((name for name in ways if name and row[name]), "")
        ways[way].append(Named(_municipality(row, material), int(str(row[way])) if way else 0))
    by_name, through, possibly, absent = (tuple(one) for one in ways.values())
    note = str(rows[0]["scope_note"]) if rows else ""
    return Coverage(by_name, through, possibly, absent, note)


def _municipality(row: Row, material: Material) -> Part:
    path = material.tables.part("actor", str(row["municipality"])).path
    return Part(str(row["municipality_label"]), path)


KIND = Kind("kinds/priority.html", _calls, _page, _further, "kinds/priority_sheet.html")
