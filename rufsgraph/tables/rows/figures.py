"""Rows of how it goes: indicators, targets, values, rankings, and what contradicts itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rufsgraph.tables.rows.row import Row


@dataclass(frozen=True, slots=True)
class Reference(Row):
    """A row of references.csv."""

    id: str
    edition: str
    kind: str
    publisher: str | None
    title: str | None
    year: int | None
    url: str | None
    retrieved: date | None
    printed: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class ReferenceMark(Row):
    """A row of reference_marks.csv."""

    id: str
    reference: str
    line: int
    about: str


@dataclass(frozen=True, slots=True)
class Indicator(Row):
    """A row of indicators.csv."""

    id: str
    label_sv: str
    label_en: str
    unit: str | None
    measures: tuple[str, ...]
    better: str | None
    stands_in_for: str | None
    printed_under: str | None
    line: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Target(Row):
    """A row of targets.csv."""

    id: str
    sub_goal: str
    indicator: str
    comparison: str
    threshold: Decimal | None
    change_by: Decimal | None
    baseline_period: str | None
    unit: str
    population_group: str
    deadline: int
    deadline_source: str
    vague: bool
    printed: str
    line: int
    end: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Observation(Row):
    """A row of observations.csv."""

    id: str
    edition: str
    indicator: str
    area: str
    period: str
    population_group: str
    value: Decimal | None
    min: Decimal | None
    max: Decimal | None
    qualifier: str
    kind: str
    baseline_period: str | None
    out_of: Decimal | None
    unit: str
    headline: bool
    section: str
    references: tuple[str, ...]
    printed: str
    line: int
    end: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Trend(Row):
    """A row of trends.csv."""

    id: str
    edition: str
    indicator: str | None
    sub_goal: str | None
    direction: str
    period: str | None
    population_group: str
    area: str
    section: str
    arrow: bool
    printed: str
    line: int
    end: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Assessment(Row):
    """A row of assessments.csv."""

    id: str
    edition: str
    sdg: str
    sub_goal: str
    aspect: str | None
    direction: str
    population_group: str
    area: str
    period: str | None
    printed: str
    line: int
    end: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Ranking(Row):
    """A row of rankings.csv."""

    id: str
    label_sv: str
    publisher: str | None
    year: int | None
    references: tuple[str, ...]
    basis: str
    out_of: int
    line: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Placement(Row):
    """A row of placements.csv."""

    id: str
    edition: str
    ranking: str | None
    indicator: str | None
    placed: str
    rank: int | None
    count: int | None
    out_of: int | None
    previous_rank: int | None
    period: str | None
    section: str
    scope_sv: str | None
    scope_en: str | None
    printed: str
    line: int
    end: int
    note_sv: str | None
    note_en: str | None


@dataclass(frozen=True, slots=True)
class Listing(Row):
    """A row of listings.csv."""

    id: str
    placement: str
    goal: str
    printed: str
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class KnownDiscrepancy(Row):
    """A row of known_discrepancies.csv."""

    id: str
    edition: str
    kind: str
    about_sv: str
    about_en: str
    about: str | None
    first_sv: str
    first_en: str
    first_line: int
    second_sv: str
    second_en: str
    second_line: int
    reason_sv: str
    reason_en: str
