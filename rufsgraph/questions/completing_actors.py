"""Completions of the questions on actors."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from rufsgraph.questions.naming import Names

Row = dict[str, Any]


def fill_matrix(
    rows: list[Row],
    parameters: Mapping[str, Any],
    names: Names,
    _lang: str,
    _scopes: Mapping[str, Mapping[str, str]],
) -> list[Row]:
    """The rows with a priority, and with `zeros` one for each priority that an actor has no row for."""
    counted = [row for row in rows if row["priority"] is not None]
    if not parameters["zeros"]:
        return counted
    has: dict[str, set[str]] = defaultdict(set)
    for row in counted:
        has[row["actor"]].add(row["priority"])
    priorities = [priority.key for priority in names.of_class("priority")]
    zeros = {"owner": 0, "partner": 0, "funder": 0, "any": 0}
    empty = [
        {**actor, "priority": priority, **zeros}
        for actor in rows
        if actor["priority"] is None
        for priority in priorities
        if priority not in has[actor["actor"]]
    ]
    return counted + empty


COMPLETIONS = {"zeros-of-matrix": fill_matrix}
