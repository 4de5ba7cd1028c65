"""Parameters left unbound are taken out of a query, and its answers stay the same."""

import pyoxigraph
import pytest

from rufsgraph.engines.unbound import without_undef


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("SELECT * { VALUES ?x { UNDEF } ?x ?p ?o }", "SELECT * { { } ?x ?p ?o }"),
        ("SELECT * { VALUES (?x) { (UNDEF) } ?x ?p ?o }", "SELECT * { { } ?x ?p ?o }"),
        ("SELECT * { VALUES (?x ?y) { (UNDEF <a>) } }", "SELECT * { VALUES (?y) { (<a>) } }"),
        ("SELECT * { VALUES (?x ?y) { (UNDEF UNDEF) } }", "SELECT * { { } }"),
        ("SELECT * { ?s ?p ?o } VALUES ?x { UNDEF }", "SELECT * { ?s ?p ?o } "),
        (
            "SELECT * { { SELECT ?x { ?x ?p ?o } VALUES ?x { undef } } }",
            "SELECT * { { SELECT ?x { ?x ?p ?o }  } }",
        ),
        ("SELECT * { VALUES ?x { UNDEF <a> } }", "SELECT * { VALUES ?x { UNDEF <a> } }"),
        ("SELECT * { VALUES ?x { <a> } }", "SELECT * { VALUES ?x { <a> } }"),
        ("SELECT * { VALUES (?x ?y) { (UNDEF <a>) (<b> UNDEF) } }",) * 2,
        ("SELECT * { VALUES ?x { 'UNDEF' } } # VALUES ?x { UNDEF }",) * 2,
        ("SELECT * { VALUES ?x { UNDEF", "SELECT * { VALUES ?x { UNDEF"),
    ],
)
def test_unbound_columns_go(query: str, wanted: str) -> None:
    """A single row loses what is unbound in it; several rows, strings and comments stay."""
    assert without_undef(query) == wanted


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x ?y { VALUES ?x { UNDEF } ?x ?y 1 }",
        "SELECT ?x ?y { VALUES (?x ?y) { (UNDEF <urn:p>) } ?x ?y 1 }",
        "SELECT ?x { { SELECT ?x { ?x ?p 1 } VALUES ?x { UNDEF } } VALUES ?z { UNDEF } FILTER(!BOUND(?z)) }",
        "SELECT ?x { ?x ?p 1 OPTIONAL { VALUES ?z { UNDEF } FILTER(BOUND(?z)) ?x ?q 2 } }",
        "SELECT ?x { ?x ?p 1 } VALUES (?x ?z) { (UNDEF 3) }",
    ],
)
def test_answers_are_the_same(query: str) -> None:
    """The engine finds the same rows with and without what was unbound."""
    store = pyoxigraph.Store()
    store.load(
        "<urn:a> <urn:p> 1, 2 . <urn:b> <urn:p> 1 . <urn:c> <urn:q> 1 .", format=pyoxigraph.RdfFormat.TURTLE
    )
    before, after = (rows(store, text) for text in (query, without_undef(query)))
    assert before
    assert before == after


def rows(store: pyoxigraph.Store, query: str) -> list[str]:
    """The rows of an answer, sorted."""
    found = store.query(query)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    return sorted(str([str(cell) for cell in row]) for row in found)
