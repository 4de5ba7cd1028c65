"""Checks that each cell that names a row of another table names one that is there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process

from rufsgraph.errors import Finding
from rufsgraph.tables.metadata import Column, TableMetadata
from rufsgraph.tables.rows import Concept, Row

_CONCEPT = "concept:"


def check_references(
    metadata: Mapping[str, TableMetadata], rows: Mapping[str, list[Row]]
) -> Iterable[Finding]:
    """A finding for each cell that names nothing, with the nearest name that would do."""
    known = _known_ids(rows)
    for name, table in metadata.items():
        for column in table.columns:
            if column.refers_to:
                yield from _check_column(name, column, rows[name], known)


def _known_ids(rows: Mapping[str, list[Row]]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = defaultdict(set)
    for name, table_rows in rows.items():
        for row in table_rows:
            if isinstance(row, Concept):
                known[_CONCEPT + row.scheme].add(row.id)
            else:
                known[name].add(getattr(row, "id"))
    return known


def _check_column(
    name: str, column: Column, rows: list[Row], known: Mapping[str, set[str]]
) -> Iterable[Finding]:
    targets = column.refers_to.split("|")
    allowed = set().union(*(known.get(target, set()) for target in targets))
    for row in rows:
        value = getattr(row, column.name)
        values = value if isinstance(value, tuple) else (value,) if value is not None else ()
        for one in values:
            if one not in allowed:
                yield _unknown(name, column, row, one, targets, allowed)


def _unknown(
    name: str, column: Column, row: Row, value: str, targets: list[str], allowed: set[str]
) -> Finding:
    where = " or ".join(targets)
    match = process.extractOne(value, sorted(allowed), score_cutoff=50)
    nearest = str(match[0]) if match else ""
    hint_sv, hint_en = (f"; närmast är {nearest}", f"; nearest is {nearest}") if nearest else ("", "")
    return Finding(
        "unknown-reference",
        f"{value} finns inte i {where}{hint_sv}",
        f"{value} is not in {where}{hint_en}",
        where=f"{name}.csv",
        row=row.row_number,
        field=column.name,
        value=value,
        expected=f"an id of {where}",
        nearest=nearest,
    )
