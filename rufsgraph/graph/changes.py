"""The life cycle of identifiers: what became of each one that is no longer in use."""

from rdflib import Literal, URIRef
from rdflib.namespace import XSD

from rufsgraph.graph.writing import Pen, R
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.upkeep import IdentifierChange


def write_changes(pen: Pen, tables: Tables) -> None:
    """The changes of identifiers, each made of the identifier that it ends.

    The former identifier stands as a literal: named as a node it would be something that the graph
    speaks of, to be typed, labelled and followed, and what is said of it is that it is nothing any more.
    """
    for row in tables.identifier_changes:
        _write_change(pen, row)


def _write_change(pen: Pen, row: IdentifierChange) -> None:
    thing = pen.thing("identifier-change", row.identifier.replace("/", "."))
    pen.type(thing, R.IdentifierChange)
    pen.label(thing, f"Ändrad identifierare: {row.identifier}", f"Changed identifier: {row.identifier}")
    pen.add(thing, R.formerIdentifier, Literal(_thing(pen, row.identifier), datatype=XSD.anyURI))
    pen.add(thing, R.change, pen.concept("change-kind", row.change))
    pen.add(thing, R.successor, *(_thing(pen, one) for one in row.successors))
    pen.add(thing, R.edition, pen.of(row.edition, "editions"))
    pen.text(thing, R.reason, row.reason_sv, row.reason_en)


def _thing(pen: Pen, identifier: str) -> URIRef:
    cls, _, key = identifier.partition("/")
    return pen.thing(cls, key)
