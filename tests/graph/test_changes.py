"""A change speaks of an identifier without making a thing of it."""

from dataclasses import replace

from rdflib import RDF, Literal, URIRef
from rdflib.namespace import XSD

from rufsgraph.graph.changes import write_changes
from rufsgraph.graph.writing import Pen, R
from rufsgraph.tables.rows.upkeep import IdentifierChange
from rufsgraph.terms import Iris
from tests.samples import NOTHING

ID = f"{Iris().base}id/"
SPLIT = IdentifierChange(
    row_number=2,
    id="andrad-1",
    identifier="entry/2020.1.14",
    change="split",
    successors=("entry/2020.1.15", "initiative/origo"),
    edition="utgava-2021",
    reason_sv="Raden var två.",
    reason_en="The row was two.",
)


def written(*rows: IdentifierChange) -> Pen:
    """What is written of changes."""
    pen = Pen(Iris(), {}, {}, URIRef(f"{ID}source/report"))
    write_changes(pen, replace(NOTHING, identifier_changes=rows))
    return pen


def test_change_is_made_of_the_identifier_that_it_ends() -> None:
    """Its address is class and key; it has its kind, edition, reasons and each successor."""
    triples = written(SPLIT).triples
    (thing,) = {subject for subject, _, _ in triples}
    assert str(thing) == f"{ID}identifier-change/entry.2020.1.14"
    assert {(predicate, obj) for _, predicate, obj in triples if predicate in (RDF.type, *TERMS)} == {
        (RDF.type, R.IdentifierChange),
        (R.change, URIRef(f"{ID}change-kind/split")),
        (R.edition, URIRef(f"{ID}edition/2021")),
        (R.successor, URIRef(f"{ID}entry/2020.1.15")),
        (R.successor, URIRef(f"{ID}initiative/origo")),
        (R.reason, Literal("Raden var två.", lang="sv")),
        (R.reason, Literal("The row was two.", lang="en")),
        (R.formerIdentifier, Literal(f"{ID}entry/2020.1.14", datatype=XSD.anyURI)),
    }


TERMS = (R.change, R.edition, R.successor, R.reason, R.formerIdentifier)


def test_former_identifier_is_no_node() -> None:
    """Nothing is stated of it, and nothing points to it."""
    former = URIRef(f"{ID}entry/2020.1.14")
    assert not [triple for triple in written(SPLIT).triples if former in triple]


def test_no_changes_no_triples() -> None:
    """A table without rows, as before the first release, writes nothing."""
    assert written().triples == set()
