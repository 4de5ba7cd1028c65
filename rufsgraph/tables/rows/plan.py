"""Rows of the plan and its follow-up: goals, priorities, strategies, editions and their pages."""

from dataclasses import dataclass
from datetime import date

from rufsgraph.tables.rows.row import Row


@dataclass(frozen=True, slots=True)
class Plan(Row):
    """A row of plans.csv."""

    id: str
    label_sv: str
    label_en: str
    valid_to: int | None
    source: str
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Vision(Row):
    """A row of visions.csv."""

    id: str
    plan: str
    label_sv: str
    label_en: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Edition(Row):
    """A row of editions.csv."""

    id: str
    year: int
    plan: str
    source: str
    issued: date
    modified: date
    label_sv: str
    label_en: str
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Page(Row):
    """A row of pages.csv."""

    id: str
    edition: str
    page: int | None
    line: int
    section: str


@dataclass(frozen=True, slots=True)
class ScopeNote(Row):
    """A row of scope_notes.csv."""

    id: str
    edition: str
    priority: str | None
    scope_sv: str
    scope_en: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Goal(Row):
    """A row of goals.csv."""

    id: str
    vision: str
    label_sv: str
    label_en: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class SubGoal(Row):
    """A row of sub_goals.csv."""

    id: str
    goal: str
    label_sv: str
    label_en: str
    short_sv: str
    short_en: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Priority(Row):
    """A row of priorities.csv."""

    id: str
    goal: str
    goal_source: str
    label_sv: str
    label_en: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Strategy(Row):
    """A row of strategies.csv."""

    id: str
    label_sv: str
    label_en: str
    kind: str
    status: str
    adopted: int | None
    valid_from: int | None
    valid_to: int | None
    part_of: str | None
    realises: tuple[str, ...]
    actors: tuple[str, ...]
    urls: tuple[str, ...]
    description_sv: str | None
    description_en: str | None
    line: int
    end: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class FocusArea(Row):
    """A row of focus_areas.csv."""

    id: str
    strategy: str
    kind: str
    label_sv: str
    label_en: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Need(Row):
    """A row of needs.csv."""

    id: str
    edition: str
    priority: str
    need_sv: str
    need_en: str
    names: tuple[str, ...]
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention(Row):
    """A row of mentions.csv."""

    id: str
    edition: str
    priority: str
    kind: str
    mentioned: str | None
    printed: str
    line: int
    end: int
