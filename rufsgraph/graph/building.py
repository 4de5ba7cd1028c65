"""All named graphs of a release from the tables and the ontology, pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from rdflib import Graph, URIRef

from rufsgraph.graph import actors, changes, concepts, cube, followup, inferred, inventory, links, plan
from rufsgraph.graph.contradictions import Contradiction
from rufsgraph.graph.evaluating import Verdict
from rufsgraph.graph.writing import Pen, Triple, key_of
from rufsgraph.tables.rows import ROW_CLASSES, Tables
from rufsgraph.tables.rows.plan import Edition
from rufsgraph.terms import Iris


@dataclass(frozen=True, slots=True)
class Built:
    """The named graphs by their short names (`plan`, `edition/2020`), and what was worked out on the way."""

    graphs: Mapping[str, set[Triple]]
    verdicts: tuple[Verdict, ...]
    contradictions: tuple[Contradiction, ...]
    current: Edition


def build(tables: Tables, ontology: Graph, iris: Iris) -> Built:
    """The graphs plan, actors, edition/YEAR, inferred, and inferred/YEAR of earlier editions.

    No triple stands in two of them, but that an earlier edition's shortcuts may still hold.
    """
    names, labels = _names(tables), _labels(tables)
    editions = sorted(tables.editions, key=lambda edition: edition.year)
    current = editions[-1]

    def pen(edition: Edition) -> Pen:
        parts = sorted(
            (page.line, page.section, page.page) for page in tables.pages if page.edition == edition.id
        )
        return Pen(iris, names, labels, URIRef(iris.id("source", edition.source)), parts)

    graphs: dict[str, set[Triple]] = {
        "plan": _plan(pen(editions[0]), tables),
        "actors": _actors(pen(editions[0]), tables),
    }
    for edition in editions:
        graphs[f"edition/{key_of(edition.id)}"] = _edition(pen(edition), tables, edition.id)
    for edition in editions[:-1]:
        graphs[f"inferred/{key_of(edition.id)}"] = _shortcuts(pen(edition), tables, edition.id)
    follows = pen(current)
    follows.triples |= _shortcuts(pen(current), tables, current.id)
    inferred.write_public_bodies(follows, tables)
    inferred.write_agent_names(follows, tables)
    inferred.write_derived(follows, tables, current.id)
    verdicts = inferred.write_evaluations(follows, tables, current.id)
    contradictions = inferred.write_contradictions(follows, tables, current.id)
    graphs["inferred"] = follows.triples
    graphs["inferred"] |= inferred.closure(graphs, ontology)
    return Built(graphs, tuple(verdicts), tuple(contradictions), current)


def _names(tables: Tables) -> dict[str, frozenset[str]]:
    """The ids of the rows of each table that has them."""
    return {
        field.name: frozenset(getattr(row, "id") for row in getattr(tables, field.name))
        for field in fields(tables)
        if field.name in ROW_CLASSES
    }


def _labels(tables: Tables) -> dict[str, str]:
    """The Swedish label of each row that has one, by its id."""
    rows = (row for field in fields(tables) for row in getattr(tables, field.name))
    return {row.id: row.label_sv for row in rows if hasattr(row, "label_sv")}


def _plan(pen: Pen, tables: Tables) -> set[Triple]:
    concepts.write_schemes(pen, tables)
    concepts.write_sources(pen, tables.sources)
    concepts.write_sdgs(pen, tables.sdgs)
    concepts.write_areas(pen, tables.areas)
    links.write_links(pen, tables, "areas")
    concepts.write_periods(pen, followup.periods_of(tables))
    plan.write_plan(pen, tables)
    plan.write_measures(pen, tables)
    plan.write_strategies(pen, tables)
    cube.write_cube(pen)
    changes.write_changes(pen, tables)
    return pen.triples


def _actors(pen: Pen, tables: Tables) -> set[Triple]:
    actors.write_actors(pen, tables)
    links.write_links(pen, tables, "actors")
    return pen.triples


def _edition(pen: Pen, tables: Tables, edition: str) -> set[Triple]:
    inventory.write_edition(pen, tables, edition)
    inventory.write_inventory(pen, tables, edition)
    inventory.write_chapter_five(pen, tables, edition)
    followup.write_followup(pen, tables, edition)
    concepts.write_references(pen, tables, edition)
    return pen.triples


def _shortcuts(pen: Pen, tables: Tables, edition: str) -> set[Triple]:
    inferred.write_shortcuts(pen, tables, edition)
    inferred.write_bearings(pen, tables, edition)
    return pen.triples
