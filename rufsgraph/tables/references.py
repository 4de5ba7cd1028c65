"""Checks that each cell that names a row of another table names one that is there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz import process

from rufsgraph.errors import Finding
from rufsgraph.tables.metadata import Column, Record, TableMetadata

_CONCEPT = "concept:"


def check_references(
    metadata: Mapping[str, TableMetadata], records: Mapping[str, list[Record]]
) -> Iterable[Finding]:
    """A finding for each cell that names nothing, with the nearest name that would do.

    What refers to a table none of whose ids could be read is left alone: the fault is not there.
    """
    known = _known_ids(records)
    for name, table in metadata.items():
        for column in table.columns:
            targets = column.refers_to.split("|")
            if column.refers_to and all(_table_of(target) in known for target in targets):
                yield from _check_column(name, column, records[name], known)


def _table_of(target: str) -> str:
    return "concepts" if target.startswith(_CONCEPT) else target


def _known_ids(records: Mapping[str, list[Record]]) -> dict[str, set[str]]:
    """The ids of each table that has any that could be read, and of each concept scheme."""
    known: dict[str, set[str]] = defaultdict(set)
    for name, table_records in records.items():
        for values in (record.values for record in table_records):
            if "id" in values:
                known[name].add(str(values["id"]))
            if "id" in values and "scheme" in values:
                known[f"{_CONCEPT}{values['scheme']}"].add(str(values["id"]))
        if not table_records:
            known[name] = set()
    return known


def _check_column(
    name: str, column: Column, records: list[Record], known: Mapping[str, set[str]]
) -> Iterable[Finding]:
    targets = column.refers_to.split("|")
    allowed = set().union(*(known.get(target, set()) for target in targets))
    for record in records:
        value = record.values.get(column.name)
        values = value if isinstance(value, tuple) else (value,) if value is not None else ()
        for one in values:
            if one not in allowed:
                yield _unknown(name, column, record, one, targets, allowed)


def _unknown(
    name: str, column: Column, record: Record, value: str, targets: list[str], allowed: set[str]
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
        row=record.number,
        field=column.name,
        value=value,
        expected=f"an id of {where}",
        nearest=nearest,
    )
