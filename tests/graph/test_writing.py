"""Addresses, texts and numbers are written in one way only."""

import re
from decimal import Decimal

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat
from rdflib import RDF, RDFS, SKOS, Literal, URIRef
from rdflib.namespace import PROV

from rufsgraph.graph.writing import ORG, Pen, R, decimal, integer, iri, key_of, plain, to_ntriples, year
from rufsgraph.terms import PREFIXES, Iris

NAMES = {"actors": frozenset({"kth"}), "areas": frozenset({"kth", "se110"}), "goals": frozenset({"mal-1"})}
PARTS = [(1, "chapter-1", None), (62, "chapter-2", None), (1403, "annex-2", 60), (1459, "annex-2", 61)]
SOURCE = URIRef("https://w3id.org/rufs/id/source/report")
THING = URIRef("https://w3id.org/rufs/id/goal/1")
XSD = PREFIXES["xsd"]
ID = "https://w3id.org/rufs/id/"


@pytest.fixture
def pen() -> Pen:
    """A pen with nothing written yet."""
    return Pen(Iris(), NAMES, {}, SOURCE, PARTS)


@pytest.mark.parametrize(
    ("row_id", "key"),
    [
        ("mal-1", "1"),
        ("delmal-1.1", "1.1"),
        ("rad-2020-1-14", "2020.1.14"),
        ("obs-2020.2.2.forvarvsfrekvens.women.2018", "2020.2.2.forvarvsfrekvens.women.2018"),
        ("utgava-2020", "2020"),
    ],
)
def test_key(row_id: str, key: str) -> None:
    """A key is the id without its first word."""
    assert key_of(row_id) == key


@pytest.mark.parametrize(
    ("row_id", "tables", "path"),
    [
        ("kth", ("actors", "areas"), "id/actor/kth"),
        ("kth", ("areas", "actors"), "id/area/kth"),
        ("se110", ("actors", "areas"), "id/area/se110"),
        ("mal-1", ("goals",), "id/goal/1"),
        ("delmal-1.1", ("sub_goals",), "id/sub-goal/1.1"),
        ("rad-2020-1-14", ("entries",), "id/entry/2020.1.14"),
        ("fordonsdalen", ("initiatives",), "id/initiative/fordonsdalen"),
    ],
)
def test_address(pen: Pen, row_id: str, tables: tuple[str, ...], path: str) -> None:
    """A row's address is made of its table's word and its key; of several tables the first that has it."""
    assert pen.of(row_id, *tables) == URIRef(f"https://w3id.org/rufs/{path}")


def test_address_of_a_global_goal(pen: Pen) -> None:
    """The UN's goals have the UN's addresses."""
    assert pen.of("sdg-13", "sdgs") == URIRef("http://metadata.un.org/sdg/13")


def test_nothing_is_written_of_empty_cells(pen: Pen) -> None:
    """An empty cell has no address, no concept, no period, no number, and leaves no triple."""
    nothing = [pen.maybe(None, "actors"), pen.concept("unit", None), pen.period(None), integer(None)]
    nothing += [decimal(None), year(None), plain(None), plain(""), iri(None)]
    assert nothing == [None] * len(nothing)
    pen.add(THING, R.unit, *nothing)
    pen.text(THING, R.reason, None, "")
    pen.lines(THING, None)
    assert pen.triples == set()


def test_concepts_and_periods(pen: Pen) -> None:
    """A concept stands under its scheme, a period under its years."""
    assert pen.concept("role", "owner") == URIRef(f"{ID}role/owner")
    assert pen.period("2016-2017") == URIRef(f"{ID}period/2016-2017")
    assert pen.maybe("kth", "actors") == URIRef(f"{ID}actor/kth")


def test_label(pen: Pen) -> None:
    """A name stands as skos:prefLabel and rdfs:label, in English only where there is one."""
    pen.label(THING, "Mål", None)
    assert pen.triples == {
        (THING, label, Literal("Mål", lang="sv")) for label in (SKOS.prefLabel, RDFS.label)
    }


@pytest.mark.parametrize(
    ("line", "end", "section", "page"),
    [
        (5, None, "chapter-1", None),
        (62, 70, "chapter-2", None),
        (1402, 1410, "chapter-2", None),
        (1403, 1403, "annex-2", 60),
        (4000, 4001, "annex-2", 61),
    ],
)
def test_lines(pen: Pen, line: int, end: int | None, section: str, page: int | None) -> None:
    """A fact cites its first and last line, the part in which the first stands, and its page where known."""
    pen.lines(THING, line, end)
    wanted = {
        (THING, PROV.wasDerivedFrom, SOURCE),
        (THING, R.sourceLine, Literal(line)),
        (THING, R.sourceLineEnd, Literal(line if end is None else end)),
        (THING, R.sourceSection, URIRef(f"{ID}section/{section}")),
    }
    assert pen.triples == wanted | ({(THING, R.sourcePage, Literal(page))} if page else set())


def test_statement_with_a_source_of_its_own(pen: Pen) -> None:
    """A triple with another source than its graph's stands there, and a statement says which source."""
    kth, group = pen.of("kth", "actors"), URIRef(f"{ID}actor/group")
    pen.reified("member.kth", (kth, ORG.memberOf, group), URIRef(f"{ID}source/other"))
    statement = URIRef(f"{ID}statement/member.kth")
    assert (kth, ORG.memberOf, group) in pen.triples
    assert {
        (statement, RDF.type, RDF.Statement),
        (statement, RDF.subject, kth),
        (statement, RDF.predicate, ORG.memberOf),
        (statement, RDF.object, group),
        (statement, PROV.wasDerivedFrom, URIRef(f"{ID}source/other")),
    } <= pen.triples


@given(st.decimals(-(10**9), 10**9, places=3))
def test_decimal(value: Decimal) -> None:
    """A decimal is written in one way, without exponent or needless zeros, and is the same number."""
    literal = decimal(value)
    assert literal is not None
    assert literal.datatype == URIRef(f"{XSD}decimal")
    assert Decimal(str(literal)) == value
    assert literal == decimal(value.normalize()) == decimal(value.quantize(Decimal("0.000001")))
    assert re.fullmatch(r"0|-?(0|[1-9][0-9]*)\.[0-9]*[1-9]|-?[1-9][0-9]*", str(literal))


@pytest.mark.parametrize(
    ("value", "written"),
    [("16700", "16700"), ("3.40", "3.4"), ("1E+3", "1000"), ("-0.10", "-0.1"), ("0.000", "0"), ("-0", "0")],
)
def test_decimals_as_servers_give_them_back(value: str, written: str) -> None:
    """The canonical form of XSD 1.1, which a store gives back unchanged."""
    assert str(decimal(Decimal(value))) == written


def test_year_has_four_digits() -> None:
    """A year is an xsd:gYear of four digits."""
    assert year(2020) == Literal("2020", datatype=URIRef(f"{XSD}gYear"), normalize=False)
    assert str(year(98)) == "0098"


LITERALS = st.one_of(
    st.text(st.characters(codec="utf-8")).map(Literal),
    st.text(st.characters(codec="utf-8")).map(lambda text: Literal(text, lang="sv")),
    st.integers().map(Literal),
    st.just(URIRef("http://x/å")),
)


@given(st.sets(st.tuples(st.just(THING), st.just(URIRef("http://x/p")), LITERALS), max_size=6))
def test_ntriples(triples: set[tuple[URIRef, URIRef, Literal | URIRef]]) -> None:
    """Sorted lines that another program reads as the same triples, whatever the texts hold."""
    content = to_ntriples(triples)
    lines = content.decode().split("\n")[:-1]
    assert lines == sorted(lines)
    assert len(lines) == len(triples)
    read = {quad.object for quad in pyoxigraph.parse(content, format=RdfFormat.N_TRIPLES)}
    written = {
        pyoxigraph.NamedNode(str(obj))
        if isinstance(obj, URIRef)
        else pyoxigraph.Literal(str(obj), language=obj.language)
        if obj.language
        else pyoxigraph.Literal(str(obj), datatype=pyoxigraph.NamedNode(str(obj.datatype or f"{XSD}string")))
        for _, _, obj in triples
    }
    assert read == written
