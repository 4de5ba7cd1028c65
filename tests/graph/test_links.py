"""A link out is a triple with a statement that says where it was seen, when, by whom and how surely."""

import re
from dataclasses import replace
from datetime import date

import pytest
from rdflib import RDF, Literal, URIRef
from rdflib.namespace import PROV, XSD

from rufsgraph.graph.links import write_links
from rufsgraph.graph.writing import SCHEMA, Pen, R
from rufsgraph.tables.rows import Tables
from rufsgraph.tables.rows.actors import Link
from rufsgraph.terms import Iris
from tests.samples import NOTHING

ID = f"{Iris().base}id/"
LINK = Link(
    row_number=2,
    id="lank-actor.kth.ror",
    thing="kth",
    same_as="https://ror.org/026vcq606",
    source="ror",
    found_at="v1.70/026vcq606.json",
    named_there="Kungliga Tekniska högskolan",
    seen_on=date(2026, 11, 26),
    seen_by="rufsgraph",
    certainty="certain",
    note_sv=None,
    note_en=None,
)


def written(table: str) -> Pen:
    """What is written of the links of a table's things."""
    names = {"actors": frozenset({"kth"}), "areas": frozenset({"se110"}), "sources": frozenset({"ror"})}
    pen = Pen(Iris(), names, {}, URIRef(f"{ID}source/report"))
    write_links(pen, replace(NOTHING, links=(LINK,)), table)
    return pen


def test_link_has_its_statement() -> None:
    """The link stands as a triple, and its statement under the same key with all that was seen."""
    triples = written("actors").triples
    thing, link = URIRef(f"{ID}actor/kth"), URIRef("https://ror.org/026vcq606")
    statement = URIRef(f"{ID}statement/actor.kth.ror")
    assert (thing, SCHEMA.sameAs, link) in triples
    assert {
        (statement, RDF.subject, thing),
        (statement, RDF.predicate, SCHEMA.sameAs),
        (statement, RDF.object, link),
        (statement, PROV.wasDerivedFrom, URIRef(f"{ID}source/ror")),
        (statement, R.foundAt, Literal("v1.70/026vcq606.json")),
        (statement, R.namedThere, Literal("Kungliga Tekniska högskolan")),
        (statement, R.seenOn, Literal("2026-11-26", datatype=XSD.date)),
        (statement, R.seenBy, Literal("rufsgraph")),
        (statement, R.certainty, URIRef(f"{ID}certainty/certain")),
    } <= triples


def test_link_of_another_tables_thing_is_left_to_that() -> None:
    """Areas' links stand in the graph of the plan, actors' in that of the actors."""
    assert not written("areas").triples


def test_links_are_of_their_thing_alone(tables: Tables) -> None:
    """No address stands for two things of ours, and no thing has two addresses of one register."""
    addresses = [link.same_as for link in tables.links]
    assert len(set(addresses)) == len(addresses) > 40
    keys = [link.id.removeprefix("lank-").split(".") for link in tables.links]
    assert [key[1] for key in keys] == [link.thing for link in tables.links]
    assert {key[0] for key in keys} == {"actor", "area"}


@pytest.mark.parametrize(
    ("register", "pattern"),
    [("ror", r"https://ror\.org/0[0-9a-z]{8}"), ("wikidata", r"http://www\.wikidata\.org/entity/Q[0-9]+")],
)
def test_addresses_are_as_their_register_writes_them(tables: Tables, register: str, pattern: str) -> None:
    """Each link's address has the form of the register that its id ends with."""
    found = [link.same_as for link in tables.links if link.id.endswith(f".{register}")]
    assert len(found) > 15 and all(re.fullmatch(pattern, one) for one in found)
