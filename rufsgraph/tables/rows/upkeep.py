"""Rows of the tables themselves: how far they are done, and what became of identifiers."""

from dataclasses import dataclass

from rufsgraph.tables.rows.row import Row


@dataclass(frozen=True, slots=True)
class Coverage(Row):
    """A row of coverage.csv."""

    id: str
    table: str
    what_sv: str
    what_en: str
    printed: int
    done: int


@dataclass(frozen=True, slots=True)
class IdentifierChange(Row):
    """A row of identifier_changes.csv."""

    id: str
    identifier: str
    change: str
    successors: tuple[str, ...]
    edition: str
    reason_sv: str
    reason_en: str
