"""Rows of who takes part: actors, their names, groups and links out, funding sources."""

from dataclasses import dataclass
from datetime import date

from rufsgraph.tables.rows.row import Row


@dataclass(frozen=True, slots=True)
class Actor(Row):
    """A row of actors.csv."""

    id: str
    kind: str
    type: str
    label_sv: str
    label_en: str | None
    label_en_source: str | None
    area: str | None
    in_county: str
    members_known: str | None
    unit_of: str | None
    sub_organisation_of: str | None
    line: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Alias(Row):
    """A row of aliases.csv."""

    id: str
    thing: str
    alias: str
    line: int


@dataclass(frozen=True, slots=True)
class Membership(Row):
    """A row of memberships.csv."""

    id: str
    actor: str
    group: str
    source: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Link(Row):
    """A row of links.csv."""

    id: str
    thing: str
    same_as: str
    source: str
    found_at: str | None
    named_there: str | None
    seen_on: date
    seen_by: str
    certainty: str
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class FundingSource(Row):
    """A row of funding_sources.csv."""

    id: str
    type: str
    label_sv: str
    label_en: str | None
    label_en_source: str | None
    administered_by: str | None
    line: int
    note_sv: str | None
    note_en: str | None
