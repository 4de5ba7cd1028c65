"""What follows from what is stated, in a graph of its own: the engine infers nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from rufsgraph.graph.contradictions import Contradiction, find_contradictions
from rufsgraph.graph.evaluating import LEVELS, Verdict, evaluate
from rufsgraph.graph.followup import write_discrepancy
from rufsgraph.graph.writing import QB, SDMX_DIMENSION, Pen, R, Triple, decimal, key_of
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.figures import Observation

_PUBLIC_TYPES = frozenset(
    {"municipality", "region", "county-administrative-board", "state-agency", "government"}
)
_CV_PUBLIC = URIRef("http://data.europa.eu/m8g/PublicOrganisation")


def write_shortcuts(pen: Pen, tables: Tables, edition: str) -> None:
    """Owner, partner and funder straight from initiative to participant, for one edition."""
    entries = {entry.id: entry for entry in tables.entries if entry.edition == edition}
    members: dict[str, list[str]] = defaultdict(list)
    groups = {actor.id for actor in tables.actors if actor.kind == "group"}
    for membership in tables.memberships:
        if membership.group in groups:
            members[membership.group].append(membership.actor)
    for row in tables.participations:
        if row.entry not in entries:
            continue
        initiative = pen.of(entries[row.entry].initiative, "initiatives")
        participant = pen.of(row.participant, "actors", "funding_sources")
        pen.add(initiative, R[row.role], participant)
        pen.add(initiative, R.involves, participant)
        for member in members[row.participant]:
            pen.add(initiative, R.involvesAsMember, pen.of(member, "actors"))


def write_bearings(pen: Pen, tables: Tables, edition: str) -> None:
    """Which SDGs each sub-goal bears on, from the assessments of chapter 4."""
    for row in tables.assessments:
        if row.edition == edition:
            pen.add(pen.of(row.sub_goal, "sub_goals"), R.bearsOn, pen.of(row.sdg, "sdgs"))


def write_public_bodies(pen: Pen, tables: Tables) -> None:
    """Public organisations by the core vocabulary of the EU (CPOV)."""
    for actor in tables.actors:
        if actor.kind == "organisation" and actor.type in _PUBLIC_TYPES:
            pen.type(pen.of(actor.id, "actors"), _CV_PUBLIC)


def write_evaluations(pen: Pen, tables: Tables, edition: str) -> list[Verdict]:
    """One evaluation a target, with outcome, distance and reason."""
    verdicts = evaluate(tables, edition)
    for verdict in verdicts:
        key = f"{key_of(edition)}.{key_of(verdict.target.id)}"
        thing = pen.thing("evaluation", key)
        pen.type(thing, R.Evaluation)
        pen.label(thing, f"Måltal {key_of(verdict.target.id)}", f"Target {key_of(verdict.target.id)}")
        pen.add(thing, R.edition, pen.of(edition, "editions"))
        pen.add(thing, R.ofTarget, pen.of(verdict.target.id, "targets"))
        pen.add(thing, R.outcome, pen.concept("outcome", verdict.outcome))
        pen.add(thing, R.distance, decimal(verdict.distance))
        pen.text(thing, R.reason, verdict.reason_sv, verdict.reason_en)
        if verdict.observation:
            pen.add(thing, R.usesObservation, pen.of(verdict.observation.id, "observations"))
    return verdicts


def write_contradictions(pen: Pen, tables: Tables, edition: str) -> list[Contradiction]:
    """The discrepancies found by rule, both statements kept with both lines."""
    found = find_contradictions(tables, edition)
    labels: dict[str, tuple[str, str | None]]
    labels = {row.id: (row.label_sv, row.label_en) for row in tables.indicators}
    labels |= {row.id: (row.label_sv, None) for row in tables.rankings}
    for one in found:
        thing = pen.thing("discrepancy", f"{key_of(edition)}.{one.key}")
        pen.add(thing, R.about, pen.of(one.about, one.table))
        pen.add(thing, R.edition, pen.of(edition, "editions"))
        kind_sv, kind_en = _KIND[one.kind]
        write_discrepancy(
            pen,
            thing,
            kind=one.kind,
            found_by="rule",
            label=labels[one.about],
            first=(one.first.sv, one.first.en, one.first.line),
            second=(one.second.sv, one.second.en, one.second.line),
            reason=(
                f"Samma sak, grupp, område och tid, men olika {kind_sv}.",
                f"The same thing, group, area and time, but different {kind_en}.",
            ),
        )
        pen.add(thing, R.betweenStatement, *_statements(pen, one))
    return found


_KIND = {
    "value": ("värden", "values"),
    "rank": ("placeringar", "ranks"),
    "direction": ("riktningar", "directions"),
}


def _statements(pen: Pen, one: Contradiction) -> Iterable[URIRef]:
    tables = ("observations", "placements", "trends", "assessments")
    return (pen.of(side.row_id, *tables) for side in (one.first, one.second))


def write_derived(pen: Pen, tables: Tables, edition: str) -> None:
    """Values that only follow by arithmetic: an earlier level is the later one less the stated change."""
    rows = [row for row in tables.observations if row.edition == edition and row.value is not None]
    levels = {_place(row, row.period): row for row in rows if row.kind in LEVELS}
    for change in rows:
        if change.kind != "change" or not change.baseline_period or change.unit == "percent-change":
            continue
        later = levels.get(_place(change, change.period[-4:]))
        if later is None or _place(change, change.baseline_period) in levels:
            continue
        assert later.value is not None and change.value is not None
        _write_derived(pen, later, change, later.value - change.value)


def _place(row: Observation, period: str) -> tuple[str, ...]:
    return row.indicator, row.area, row.population_group, period


def _write_derived(pen: Pen, later: Observation, change: Observation, value: Decimal) -> None:
    thing = pen.thing("observation", f"{key_of(change.id)}.derived.{change.baseline_period}")
    pen.type(thing, R.Observation, QB.Observation)
    pen.add(thing, R.derived, Literal(True))
    pen.label(thing, f"{pen.labels[change.indicator]}, {pen.labels[change.area]}, {change.baseline_period}")
    pen.add(thing, QB.dataSet, pen.thing("dataset", "values"))
    pen.add(thing, R.ofIndicator, pen.of(change.indicator, "indicators"))
    pen.add(thing, R.edition, pen.of(change.edition, "editions"))
    pen.add(thing, SDMX_DIMENSION.refPeriod, pen.period(change.baseline_period))
    pen.add(thing, SDMX_DIMENSION.refArea, pen.of(change.area, "areas"))
    pen.add(thing, R.populationGroup, pen.concept("population-group", change.population_group))
    pen.add(thing, R.value, decimal(value))
    pen.add(thing, R.unit, pen.concept("unit", later.unit))
    pen.add(thing, R.measureKind, pen.concept("measure-kind", later.kind))
    pen.add(thing, R.qualifier, pen.concept("qualifier", _loosest(later, change)))
    pen.add(thing, R.derivedFrom, pen.of(later.id, "observations"), pen.of(change.id, "observations"))
    pen.lines(thing, change.line, change.end)


def _loosest(a: Observation, b: Observation) -> str:
    return "exact" if a.qualifier == b.qualifier == "exact" else "about"


def closure(graphs: Mapping[str, set[Triple]], ontology: Graph) -> set[Triple]:
    """The super-classes and super-properties of all that the graphs state, by the ontology (RDFS 2, 7, 9)."""
    classes = _ancestors(ontology, RDFS.subClassOf)
    properties = _ancestors(ontology, RDFS.subPropertyOf)
    stated = set().union(*graphs.values())
    found: set[Triple] = set()
    is_a = RDF.type
    for subject, predicate, obj in stated:
        if predicate in properties:
            found.update((subject, parent, obj) for parent in properties[predicate])
        if obj in classes and predicate == is_a:
            found.update((subject, is_a, parent) for parent in classes[obj])
    return found - stated


def _ancestors(ontology: Graph, relation: URIRef) -> dict[Node, set[URIRef]]:
    found: dict[Node, set[URIRef]] = {}
    for child in set(ontology.subjects(relation)):
        parents = set(ontology.transitive_objects(child, relation)) - {child}
        found[child] = {parent for parent in parents if isinstance(parent, URIRef)}
    return found


def write_agent_names(pen: Pen, tables: Tables) -> None:
    """foaf:name of agents, for those who know no SKOS."""
    for actor in tables.actors:
        pen.text(pen.of(actor.id, "actors"), _FOAF_NAME, actor.label_sv, actor.label_en)


_FOAF_NAME = URIRef("http://xmlns.com/foaf/0.1/name")
