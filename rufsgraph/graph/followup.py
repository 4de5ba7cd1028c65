"""The follow-up: observations, trend statements, assessments, rankings, reader-found discrepancies."""

from collections.abc import Iterable

from rdflib import Literal, URIRef
from rdflib.namespace import PROV

from rufsgraph.graph.writing import QB, SDMX_DIMENSION, Pen, R, decimal, integer, plain, year
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.figures import (
    Assessment,
    KnownDiscrepancy,
    Listing,
    Observation,
    Placement,
    Ranking,
    Trend,
)


def write_followup(pen: Pen, tables: Tables, edition: str) -> None:
    """All that the chapters of one edition state in figures, directions and ranks."""
    for observation in tables.observations:
        if observation.edition == edition:
            _write_observation(pen, observation)
    for trend in tables.trends:
        if trend.edition == edition:
            _write_trend(pen, trend)
    for assessment in tables.assessments:
        if assessment.edition == edition:
            _write_assessment(pen, assessment)
    _write_rankings(pen, tables, edition)
    for discrepancy in tables.known_discrepancies:
        if discrepancy.edition == edition:
            _write_discrepancy(pen, discrepancy)


def _write_observation(pen: Pen, row: Observation) -> None:
    thing = pen.of(row.id, "observations")
    pen.type(thing, R.Observation, QB.Observation)
    pen.label(thing, f"{pen.labels[row.indicator]}, {pen.labels[row.area]}, {row.period.replace('-', '–')}")
    is_range = row.value is None
    pen.add(thing, QB.dataSet, pen.thing("dataset", "ranges" if is_range else "values"))
    pen.add(thing, R.ofIndicator, pen.of(row.indicator, "indicators"))
    pen.add(thing, R.edition, pen.of(row.edition, "editions"))
    pen.add(thing, R.headlineOf, pen.of(row.edition, "editions") if row.headline else None)
    pen.add(thing, SDMX_DIMENSION.refPeriod, pen.period(row.period))
    pen.add(thing, SDMX_DIMENSION.refArea, pen.of(row.area, "areas"))
    pen.add(thing, R.populationGroup, pen.concept("population-group", row.population_group))
    pen.add(thing, R.value, decimal(row.value))
    pen.add(thing, R.minValue, decimal(row.min))
    pen.add(thing, R.maxValue, decimal(row.max))
    pen.add(thing, R.qualifier, pen.concept("qualifier", row.qualifier))
    pen.add(thing, R.measureKind, pen.concept("measure-kind", row.kind))
    pen.add(thing, R.baselinePeriod, pen.period(row.baseline_period))
    pen.add(thing, R.outOf, decimal(row.out_of))
    pen.add(thing, R.unit, pen.concept("unit", row.unit))
    pen.add(thing, R.printedAs, plain(row.printed))
    pen.add(thing, PROV.hadPrimarySource, *(pen.of(one, "references") for one in row.references))
    pen.lines(thing, row.line, row.end)
    pen.note(thing, row.note_sv, row.note_en)


def _write_trend(pen: Pen, row: Trend) -> None:
    thing = pen.of(row.id, "trends")
    pen.type(thing, R.TrendStatement)
    pen.label(thing, f"Rad {row.line}: {row.printed}", f"Line {row.line}")
    pen.add(thing, R.ofIndicator, pen.maybe(row.indicator, "indicators"))
    pen.add(thing, R.ofSubGoal, pen.maybe(row.sub_goal, "sub_goals"))
    pen.add(thing, R.statedIn, pen.concept("section", row.section))
    pen.add(thing, R.arrow, Literal(True) if row.arrow else None)
    _write_direction(pen, thing, row)


def _write_assessment(pen: Pen, row: Assessment) -> None:
    thing = pen.of(row.id, "assessments")
    pen.type(thing, R.Assessment)
    pen.label(thing, f"Rad {row.line}: {row.printed}", f"Line {row.line}")
    pen.add(thing, R.ofSdg, pen.of(row.sdg, "sdgs"))
    pen.add(thing, R.ofSubGoal, pen.of(row.sub_goal, "sub_goals"))
    pen.add(thing, R.aspect, pen.maybe(row.aspect, "indicators"))
    pen.add(thing, R.statedIn, pen.concept("section", "chapter-4"))
    _write_direction(pen, thing, row)


def _write_direction(pen: Pen, thing: URIRef, row: Trend | Assessment) -> None:
    pen.add(thing, R.edition, pen.of(row.edition, "editions"))
    pen.add(thing, R.direction, pen.concept("direction", row.direction))
    pen.add(thing, R.period, pen.period(row.period))
    pen.add(thing, R.populationGroup, pen.concept("population-group", row.population_group))
    pen.add(thing, R.refArea, pen.of(row.area, "areas"))
    pen.add(thing, R.printedAs, plain(row.printed))
    pen.lines(thing, row.line, row.end)
    pen.note(thing, row.note_sv, row.note_en)


def _write_rankings(pen: Pen, tables: Tables, edition: str) -> None:
    placements = {row.id: row for row in tables.placements if row.edition == edition}
    placed = {row.ranking for row in placements.values()}
    for ranking in tables.rankings:
        if ranking.id in placed:
            _write_ranking(pen, ranking)
    for placement in placements.values():
        _write_placement(pen, placement)
    for listing in tables.listings:
        if listing.placement in placements:
            _write_listing(pen, listing)


def _write_ranking(pen: Pen, row: Ranking) -> None:
    thing = pen.of(row.id, "rankings")
    pen.type(thing, R.Ranking)
    pen.label(thing, row.label_sv)
    pen.add(thing, R.publisher, plain(row.publisher))
    pen.add(thing, R.year, year(row.year))
    pen.add(thing, R.rankingBasis, pen.concept("ranking-basis", row.basis))
    pen.add(thing, R.outOf, integer(row.out_of))
    pen.add(thing, PROV.hadPrimarySource, *(pen.of(one, "references") for one in row.references))
    pen.lines(thing, row.line)
    pen.note(thing, row.note_sv, row.note_en)


def _write_placement(pen: Pen, row: Placement) -> None:
    thing = pen.of(row.id, "placements")
    pen.type(thing, R.Placement)
    pen.label(thing, f"{pen.labels[row.ranking or row.indicator or '']}: {pen.labels[row.placed]}")
    pen.add(thing, R.edition, pen.of(row.edition, "editions"))
    pen.add(thing, R.inRanking, pen.maybe(row.ranking, "rankings"))
    pen.add(thing, R.ofIndicator, pen.maybe(row.indicator, "indicators"))
    pen.add(thing, R.placedEntity, pen.of(row.placed, "areas", "actors"))
    pen.add(thing, R.rank, integer(row.rank))
    pen.add(thing, R["count"], integer(row.count))
    pen.add(thing, R.outOf, integer(row.out_of))
    pen.add(thing, R.previousRank, integer(row.previous_rank))
    pen.add(thing, R.refPeriod, pen.period(row.period))
    pen.text(thing, R.placementScope, row.scope_sv, row.scope_en)
    pen.add(thing, R.printedAs, plain(row.printed))
    pen.lines(thing, row.line, row.end)
    pen.note(thing, row.note_sv, row.note_en)


def _write_listing(pen: Pen, row: Listing) -> None:
    goal = pen.of(row.goal, "goals")
    placement = pen.of(row.placement, "placements")
    pen.add(placement, R.listedUnder, goal)
    thing = pen.of(row.id, "listings")
    pen.type(thing, R.Listing)
    pen.label(thing, row.printed)
    pen.add(thing, R.ofPlacement, placement)
    pen.add(thing, R.underGoal, goal)
    pen.add(thing, R.printedAs, plain(row.printed))
    pen.lines(thing, row.line, row.end)


_ABOUT = ("indicators", "rankings", "references", "actors", "entries", "sub_goals", "initiatives")


def _write_discrepancy(pen: Pen, row: KnownDiscrepancy) -> None:
    thing = pen.of(row.id, "known_discrepancies")
    pen.add(thing, R.about, pen.maybe(row.about, *_ABOUT))
    pen.add(thing, R.edition, pen.of(row.edition, "editions"))
    write_discrepancy(
        pen,
        thing,
        kind=row.kind,
        found_by="reader",
        label=(row.about_sv, row.about_en),
        first=(row.first_sv, row.first_en, row.first_line),
        second=(row.second_sv, row.second_en, row.second_line),
        reason=(row.reason_sv, row.reason_en),
    )


def write_discrepancy(
    pen: Pen,
    thing: URIRef,
    *,
    kind: str,
    found_by: str,
    label: tuple[str, str | None],
    first: tuple[str, str, int],
    second: tuple[str, str, int],
    reason: tuple[str, str],
) -> None:
    """Two statements that can't both hold, with their lines, and who found it: a rule or a reader."""
    pen.type(thing, R.Discrepancy)
    pen.add(thing, PROV.wasDerivedFrom, pen.source)
    pen.label(thing, *label)
    pen.add(thing, R.kind, pen.concept("discrepancy-kind", kind))
    pen.add(thing, R.foundBy, pen.concept("found-by", found_by))
    pen.text(thing, R.firstStatement, first[0], first[1])
    pen.add(thing, R.firstLine, integer(first[2]))
    pen.text(thing, R.secondStatement, second[0], second[1])
    pen.add(thing, R.secondLine, integer(second[2]))
    pen.text(thing, R.reason, *reason)


def periods_of(tables: Tables) -> set[str]:
    """The keys of all periods that any row refers to."""
    rows: Iterable[object] = (*tables.targets, *tables.observations, *tables.trends)
    rows = (*rows, *tables.assessments, *tables.placements)
    found = {getattr(row, name, None) for row in rows for name in ("period", "baseline_period")}
    return {key for key in found if key}
