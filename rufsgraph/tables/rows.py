"""The typed rows of the tables: one class a table, one field a column (data/metadata.json)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, with the number of its line in the file (the header is line 1)."""

    row_number: int


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


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of a build, each a tuple of rows in the order of the file."""

    schemes: tuple[Scheme, ...]
    concepts: tuple[Concept, ...]
    sources: tuple[Source, ...]
    plans: tuple[Plan, ...]
    visions: tuple[Vision, ...]
    editions: tuple[Edition, ...]
    pages: tuple[Page, ...]
    scope_notes: tuple[ScopeNote, ...]
    goals: tuple[Goal, ...]
    sub_goals: tuple[SubGoal, ...]
    priorities: tuple[Priority, ...]
    sdgs: tuple[Sdg, ...]
    areas: tuple[Area, ...]
    references: tuple[Reference, ...]
    reference_marks: tuple[ReferenceMark, ...]
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    trends: tuple[Trend, ...]
    assessments: tuple[Assessment, ...]
    rankings: tuple[Ranking, ...]
    placements: tuple[Placement, ...]
    listings: tuple[Listing, ...]
    actors: tuple[Actor, ...]
    aliases: tuple[Alias, ...]
    memberships: tuple[Membership, ...]
    links: tuple[Link, ...]
    funding_sources: tuple[FundingSource, ...]
    initiatives: tuple[Initiative, ...]
    entries: tuple[Entry, ...]
    joins: tuple[Join, ...]
    participations: tuple[Participation, ...]
    places: tuple[Place, ...]
    needs: tuple[Need, ...]
    mentions: tuple[Mention, ...]
    strategies: tuple[Strategy, ...]
    focus_areas: tuple[FocusArea, ...]
    known_discrepancies: tuple[KnownDiscrepancy, ...]
    coverage: tuple[Coverage, ...]
    identifier_changes: tuple[IdentifierChange, ...]


ROW_CLASSES: dict[str, type[Row]] = {
    "schemes": Scheme,
    "concepts": Concept,
    "sources": Source,
    "plans": Plan,
    "visions": Vision,
    "editions": Edition,
    "pages": Page,
    "scope_notes": ScopeNote,
    "goals": Goal,
    "sub_goals": SubGoal,
    "priorities": Priority,
    "sdgs": Sdg,
    "areas": Area,
    "references": Reference,
    "reference_marks": ReferenceMark,
    "indicators": Indicator,
    "targets": Target,
    "observations": Observation,
    "trends": Trend,
    "assessments": Assessment,
    "rankings": Ranking,
    "placements": Placement,
    "listings": Listing,
    "actors": Actor,
    "aliases": Alias,
    "memberships": Membership,
    "links": Link,
    "funding_sources": FundingSource,
    "initiatives": Initiative,
    "entries": Entry,
    "joins": Join,
    "participations": Participation,
    "places": Place,
    "needs": Need,
    "mentions": Mention,
    "strategies": Strategy,
    "focus_areas": FocusArea,
    "known_discrepancies": KnownDiscrepancy,
    "coverage": Coverage,
    "identifier_changes": IdentifierChange,
}
