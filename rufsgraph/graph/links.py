"""Links out: what others' registers call an actor or an area, and who saw where, when and how surely."""

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from rufsgraph.graph.writing import SCHEMA, Pen, R, key_of, plain
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.actors import Link


def write_links(pen: Pen, tables: Tables, table: str) -> None:
    """The links of the things of one table, each with a statement of where it was seen."""
    for link in tables.links:
        if link.thing in pen.names[table]:
            _write_link(pen, link, table)


def _write_link(pen: Pen, link: Link, table: str) -> None:
    triple = (pen.of(link.thing, table), SCHEMA.sameAs, URIRef(link.same_as))
    statement = pen.reified(key_of(link.id), triple, pen.of(link.source, "sources"))
    pen.add(statement, R.foundAt, plain(link.found_at))
    pen.add(statement, R.namedThere, plain(link.named_there))
    pen.add(statement, R.seenOn, Literal(link.seen_on.isoformat(), datatype=XSD.date))
    pen.add(statement, R.seenBy, plain(link.seen_by))
    pen.add(statement, R.certainty, pen.concept("certainty", link.certainty))
    pen.note(statement, link.note_sv, link.note_en)
