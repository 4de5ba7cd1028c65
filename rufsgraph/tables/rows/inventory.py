"""Rows of the inventory of annex 2: initiatives, entries, who takes part in what, where."""

from dataclasses import dataclass
from decimal import Decimal

from rufsgraph.tables.rows.row import Row


@dataclass(frozen=True, slots=True)
class Initiative(Row):
    """A row of initiatives.csv."""

    id: str
    label_sv: str


@dataclass(frozen=True, slots=True)
class Entry(Row):
    """A row of entries.csv."""

    id: str
    edition: str
    priority: str
    row: int
    initiative: str
    title: str
    description_sv: str | None
    description_en: str | None
    funding: str | None
    funding_line: int | None
    funding_forms: tuple[str, ...]
    open_lists: tuple[str, ...]
    start: int | None
    finish: int | None
    status: str
    time_line: int | None
    line: int
    end: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Join(Row):
    """A row of joins.csv."""

    id: str
    initiative: str
    entry: str
    reason_sv: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class Participation(Row):
    """A row of participations.csv."""

    id: str
    entry: str
    role: str
    participant: str
    printed: str
    through: str | None
    share: Decimal | None
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Place(Row):
    """A row of places.csv."""

    id: str
    entry: str
    area: str
    line: int
