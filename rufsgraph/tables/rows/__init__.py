"""The typed rows of the tables: one class a table, one field a column (data/metadata.json)."""

from dataclasses import dataclass
from typing import get_args, get_type_hints

from rufsgraph.tables.rows.actors import Actor, Alias, FundingSource, Link, Membership
from rufsgraph.tables.rows.concepts import Area, Concept, Scheme, Sdg, Source
from rufsgraph.tables.rows.figures import (
    Assessment,
    Indicator,
    KnownDiscrepancy,
    Listing,
    Observation,
    Placement,
    Ranking,
    Reference,
    ReferenceMark,
    Target,
    Trend,
)
from rufsgraph.tables.rows.inventory import Entry, Initiative, Join, Participation, Place
from rufsgraph.tables.rows.plan import (
    Edition,
    FocusArea,
    Goal,
    Mention,
    Need,
    Page,
    Plan,
    Priority,
    ScopeNote,
    Strategy,
    SubGoal,
    Vision,
)
from rufsgraph.tables.rows.row import Row
from rufsgraph.tables.rows.upkeep import Coverage, IdentifierChange


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


ROW_CLASSES: dict[str, type[Row]] = {name: get_args(hint)[0] for name, hint in get_type_hints(Tables).items()}
"""The class of each table's rows."""
