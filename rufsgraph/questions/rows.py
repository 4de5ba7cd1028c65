"""Rows of answers: typed values in columns, and the order that people expect of them."""

from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from rufsgraph.terms import swedish_key

SEPARATOR = "; "
"""What stands between the values of a list where a cell is one text."""

Cell = str | int | float | bool | None | list[str] | list[int]
Row = dict[str, Cell]


def values_of(cell: Cell) -> list[Any]:
    """The values of a cell, each by itself; none where it is empty."""
    return [one for one in (cell if isinstance(cell, list) else [cell]) if one not in (None, "")]


def ordered(rows: list[Row], sort: tuple[str, ...]) -> list[Row]:
    """The rows in the order of some columns, then of all; the others are looked at where these are equal."""
    keyed = [(tuple(sort_key(row[name]) for name in sort), row) for row in rows]
    keyed.sort(key=itemgetter(0))
    found: list[Row] = []
    for _, same in groupby(keyed, key=itemgetter(0)):
        group = [row for _, row in same]
        if len(group) > 1:
            group.sort(key=lambda row: tuple(sort_key(value) for value in row.values()))
        found += group
    return found


def sort_key(value: Any) -> tuple[int, Any, Any]:
    """Numbers by size, texts in Swedish order with numbers inside them by size, nothing last."""
    if value is None:
        return (2, 0, "")
    if isinstance(value, bool | int | float):
        return (0, value, "")
    if isinstance(value, list):
        return (1, swedish_key(SEPARATOR.join(map(str, value))), "")
    return _text_key(value)


@lru_cache(maxsize=32_768)
def _text_key(value: str) -> tuple[int, Any, Any]:
    parts = value.split(".")
    if all(part.isdigit() for part in parts):
        return (0, int(parts[0]), ".".join(part.zfill(6) for part in parts[1:]))
    return (1, swedish_key(value), "")
