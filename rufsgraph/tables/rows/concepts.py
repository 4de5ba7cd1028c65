"""Rows of what all others name: concepts, sources, areas, the UN's goals."""

from dataclasses import dataclass

from rufsgraph.tables.rows.row import Row


@dataclass(frozen=True, slots=True)
class Scheme(Row):
    """A row of schemes.csv."""

    id: str
    label_sv: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Concept(Row):
    """A row of concepts.csv."""

    scheme: str
    id: str
    label_sv: str
    label_en: str
    definition_sv: str | None
    definition_en: str | None


@dataclass(frozen=True, slots=True)
class Source(Row):
    """A row of sources.csv."""

    id: str
    label_sv: str
    label_en: str
    publisher: str | None
    year: int | None
    url: str | None
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Sdg(Row):
    """A row of sdgs.csv."""

    id: str
    label_sv: str
    label_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Area(Row):
    """A row of areas.csv."""

    id: str
    label_sv: str
    label_en: str | None
    kind: str
    within: str | None
    code: str | None
    source: str | None
    line: int | None
