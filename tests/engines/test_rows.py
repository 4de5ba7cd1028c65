"""Rows are the same plain values whether they come from the embedded engine or as JSON from another."""

from decimal import Decimal
from typing import Any

import pyoxigraph
import pytest

from rufsgraph.engines.binding import Iri, Value
from rufsgraph.engines.embedded import EmbeddedEngine
from rufsgraph.engines.engine import UNION
from rufsgraph.engines.rows import from_json, from_solutions

ENGINE = EmbeddedEngine.of_union([])
XSD = "http://www.w3.org/2001/XMLSchema#"
VALUES: list[tuple[str, Value]] = [
    ("<http://x/å>", Iri("http://x/å")),
    ('"text"', "text"),
    ('""', ""),
    ('"på svenska"@sv', "på svenska"),
    ("3", 3),
    ("3.40", Decimal("3.40")),
    ("1e3", Decimal(1000)),
    ("true", True),
    (f'"0"^^<{XSD}boolean>', False),
    (f'"2020"^^<{XSD}gYear>', 2020),
    (f'"7"^^<{XSD}nonNegativeInteger>', 7),
    (f'"2020-11-23"^^<{XSD}date>', "2020-11-23"),
    ('"0114"^^<https://w3id.org/rufs/def/MunicipalityCode>', "0114"),
    ("UNDEF", None),
]
ROWS = " ".join(f"({written} 1)" for written, _ in VALUES)
QUERY = f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {ROWS} }} }}"


def read_both() -> list[Any]:
    """The rows of the query by both ways."""
    document = b"".join(ENGINE.answer(QUERY, "application/sparql-results+json", UNION))
    solutions = ENGINE.store.query(QUERY)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return [from_solutions(solutions), from_json(document), from_json(document.decode())]


@pytest.mark.parametrize("rows", read_both(), ids=["embedded", "JSON bytes", "JSON text"])
def test_values(rows: Any) -> None:
    """Each term becomes the plain value of its type; an IRI stays apart from a string, unbound is None."""
    assert rows.variables == ("x", "y")
    assert rows.rows == [(value, 1) for _, value in VALUES]
    assert [type(row[0]) for row in rows.rows] == [type(value) for _, value in VALUES]


def test_blank_nodes_are_no_text() -> None:
    """A blank node is written as one, by both ways."""
    query = "SELECT ?b { BIND(BNODE() AS ?b) }"
    ((embedded,),) = ENGINE.rows(query).rows
    document = b"".join(ENGINE.answer(query, "application/sparql-results+json", UNION))
    ((remote,),) = from_json(document).rows
    assert [str(one)[:2] for one in (embedded, remote)] == ["_:", "_:"]


def test_no_rows() -> None:
    """An answer without rows keeps its variables."""
    rows = from_json('{"head": {"vars": ["a", "b"]}, "results": {"bindings": []}}')
    assert (rows.variables, rows.rows) == (("a", "b"), [])
