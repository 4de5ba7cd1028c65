"""Completions of the questions on coverage, gaps, cities and sources."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import Any

from rufsgraph.questions.naming import Names

Row = dict[str, Any]
Scopes = Mapping[str, Mapping[str, str]]

_MIXED = "mixed"
_NOT_NAMED = {
    "sv": "Noll betyder ”inte nämnd i inventeringen {edition}”, inte ”deltar inte”.",
    "en": "Zero means “not named in the {edition} inventory”, not “does not take part”.",
}


def cover_municipalities(
    rows: list[Row], given: Mapping[str, Any], names: Names, lang: str, scopes: Scopes
) -> list[Row]:
    """Every municipality of the county by every priority asked for, with zeros.

    The engine gives the municipalities (with a code), the entries that name each or a unit of it, the
    groups each is a known member of, and the entries that name a group: there `municipality_label` is
    the group and `possibly` 1 where not all its members are known.
    """
    by_name: dict[tuple[str, str], set[str]] = defaultdict(set)
    groups: dict[str, set[str]] = defaultdict(set)
    named_groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["municipality"] is None:
            named_groups[row["priority"]].append(row)
        elif row["by_name"] is not None:
            by_name[row["municipality"], row["priority"]].update(row["entries"])
        elif row["code"] is None:
            groups[row["municipality"]].add(row["municipality_label"])
    priorities = _keys_asked(given, names)
    notes = {priority: _scope_note(given, scopes, priority, lang) for priority in priorities}
    labels = {named.key: named.label(lang) for named in names.of_class("actor")}
    return [
        _coverage(base, priority, by_name[base["municipality"], priority], groups, named_groups[priority])
        | {"municipality_label": labels[base["municipality"]], "scope_note": notes[priority]}
        for base, priority in product([row for row in rows if row["code"] is not None], priorities)
    ]


def _coverage(
    base: Row, priority: str, by_name: set[str], groups: Mapping[str, set[str]], named_groups: list[Row]
) -> Row:
    own = groups.get(base["municipality"], set())
    through = _entries(row for row in named_groups if row["municipality_label"] in own)
    possibly = _entries(
        row for row in named_groups if row["possibly"] and row["municipality_label"] not in own
    )
    return base | {
        "priority": priority,
        "by_name": len(by_name),
        "through_closed_group": len(through),
        "possibly": len(possibly),
        "not_named": not by_name and not through,
        "entries": sorted(by_name | through, key=_by_numbers),
    }


def _entries(rows: Iterable[Row]) -> set[str]:
    return {entry for row in rows for entry in row["entries"]}


def _by_numbers(key: str) -> list[tuple[int, str]]:
    """The order of entries: 2020.1.9 before 2020.1.10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in key.split(".")]


def miss_sectors(
    rows: list[Row], given: Mapping[str, Any], names: Names, lang: str, scopes: Scopes
) -> list[Row]:
    """The actor types that no actor under the priority has; with `zeros` all types.

    A mixed group is no sector that could be missing.
    """
    found = {(row["priority"], row["actor_type"]): row for row in rows}
    types = [named.key for named in names.of_class("actor-type")]
    all_types = given["zeros"] is True
    answer = []
    for priority in _keys_asked(given, names):
        note = _scope_note(given, scopes, priority, lang)
        for kind in types:
            row = found.get((priority, kind))
            if all_types or (row is None and kind != _MIXED):
                none = {"priority": priority, "actor_type": kind, "actors": 0, "initiatives": 0}
                answer.append((row or none) | {"scope_note": note})
    return answer


def _keys_asked(given: Mapping[str, Any], names: Names) -> list[str]:
    """The key of the priority asked for, or those of all."""
    priority = given["priority"]
    return [named.key for named in ([priority] if priority else names.of_class("priority"))]


def _scope_note(given: Mapping[str, Any], scopes: Scopes, priority: str, lang: str) -> str:
    """What a zero means, and what the inventory covers, whole and under the priority."""
    meaning = _NOT_NAMED[lang].format(edition=given["edition"].key)
    return " ".join([meaning, *(scopes[key][lang] for key in ("", priority) if key in scopes)])


def compare_cities(
    rows: list[Row], _given: Mapping[str, Any], _names: Names, _lang: str, _scopes: Scopes
) -> list[Row]:
    """One row for each area, indicator and period: its value beside its rank.

    A repeated value stands once, and a loose one (over, nearly) gives way to an exact one; two exact
    values that differ both stay.
    """
    places: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        places[row["indicator"], row["area"], row["period"]].append(row)
    return [row for place in places.values() for row in _with_rank(place)]


def _with_rank(place: list[Row]) -> list[Row]:
    in_order = sorted(place, key=lambda row: row["source_line"])
    values = [row for row in in_order if row["value"] is not None]
    exact = [row for row in values if row["qualifier"] == "exact"]
    shown = _first_of_each(exact or values, "value")
    ranks = _first_of_each([row for row in in_order if row["rank"] is not None], "rank")
    if not shown or not ranks:
        return shown or ranks
    placed = [{name: row[name] for name in ("rank", "previous_rank", "out_of")} for row in ranks]
    return [value | rank for value in shown for rank in placed]


def _first_of_each(rows: list[Row], column: str) -> list[Row]:
    """The first row of each value of a column, in order."""
    return list({row[column]: row for row in reversed(rows)}.values())[::-1]


def name_values(
    rows: list[Row], _given: Mapping[str, Any], names: Names, lang: str, _scopes: Scopes
) -> list[Row]:
    """Units, directions and other things in values by their labels."""
    return [row | {"value": _in_words(row["value"], names, lang)} for row in rows]


def _in_words(value: str | None, names: Names, lang: str) -> str:
    return " ".join(names.label(word, lang) for word in (value or "").split(" ") if word)


Completion = Callable[[list[Row], Mapping[str, Any], Names, str, Scopes], list[Row]]

COMPLETIONS: dict[str, Completion] = {
    "city-comparison": compare_cities,
    "municipality-coverage": cover_municipalities,
    "sectors-missing": miss_sectors,
    "source-of": name_values,
}
