"""The base and the dataset of a query are taken out of it as the standard reads them."""

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rufsgraph.engines.engine import UNION, Dataset
from rufsgraph.engines.prologue import apart, resolved

BASE = "http://here.example/sparql"


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("ASK { <a> ?p <#b> }", "ASK { <http://here.example/a> ?p <http://here.example/sparql#b> }"),
        ("ASK { <> ?p <../x?y=1> }", f"ASK {{ <{BASE}> ?p <http://here.example/x?y=1> }}"),
        ("ASK { <//other.example/a> ?p <urn:b> }", "ASK { <http://other.example/a> ?p <urn:b> }"),
        (
            "BASE <http://its.own/x/> ASK { <a> ?p ?o }",
            "  ASK { <http://its.own/x/a> ?p ?o }",
        ),
        (
            "BASE <deep/> ASK { <a> ?p ?o }",
            "  ASK { <http://here.example/deep/a> ?p ?o }",
        ),
        (
            "PREFIX a: <x#> BASE <http://b.example/> PREFIX b: <y#> ASK {}",
            "PREFIX a: <http://here.example/x#>   PREFIX b: <http://b.example/y#> ASK {}",
        ),
        ("ASK { <\\u00e5> ?p '<a>' } # <a>", "ASK { <http://here.example/å> ?p '<a>' } # <a>"),
        ("ASK { FILTER(?a<?b&&?c>?d) }", f"BASE <{BASE}> ASK {{ FILTER(?a<?b&&?c>?d) }}"),
        ("ASK { FILTER((1)<2&&3>2) }", f"BASE <{BASE}> ASK {{ FILTER((1)<2&&3>2) }}"),
        ("ASK { ?s<urn:p>?base . BIND('BASE' AS ?x) }",) * 2,
        ("SELECT (IRI('x') AS ?x) {}", f"BASE <{BASE}> SELECT (IRI('x') AS ?x) {{}}"),
        (
            "BASE <http://a.example/> base # one\n<b/> SELECT (uri('x') AS ?x) {}",
            "BASE <http://a.example/b/>    # one\n SELECT (uri('x') AS ?x) {}",
        ),
        ("ASK { ?s<a>?o }", f"BASE <{BASE}> ASK {{ ?s<a>?o }}"),
        ("ASK { <a b> ?p <\\u0020> }",) * 2,
    ],
)
def test_relative_iris_are_resolved(query: str, wanted: str) -> None:
    """By the BASE before them or the base given; IRI() is told the base; less than is no IRI (4.1.1.2)."""
    assert resolved(query, BASE) == wanted


@pytest.mark.parametrize(
    "path",
    [
        "a",
        "./a",
        "../a",
        "/a",
        "?q",
        "#f",
        "",
        "a/../b",
        "//h/a",
        "a;b?c#d",
        "x#",
        "x?",
        "../../../a",
        "a/./b/",
    ],
)
def test_resolving_is_as_the_embedded_engine_does_it(path: str) -> None:
    """The embedded engine and the text resolved here find the same IRI."""
    store, base = pyoxigraph.Store(), "http://here.example/one/two/sparql?x=1"
    query = f"SELECT ?x {{ BIND(<{path}> AS ?x) }}"
    near = next(iter(store.query(query, base_iri=base)))["x"].value  # type: ignore[arg-type, call-overload]
    far = next(iter(store.query(resolved(query, base))))["x"].value  # type: ignore[arg-type, call-overload]
    assert near == far


@pytest.mark.parametrize(
    ("query", "rest", "dataset"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT * { ?s ?p ?o }", UNION),
        ("ASK FROM <urn:a> { ?s ?p ?o }", "ASK  { ?s ?p ?o }", Dataset(("urn:a",), ())),
        ("ASK FROM NAMED <urn:a> {}", "ASK  {}", Dataset((), ("urn:a",))),
        (
            "ASK from<urn:a>FROM # one\n named <urn:b> FROM <urn:c> WHERE {}",
            "ASK   WHERE {}",
            Dataset(("urn:a", "urn:c"), ("urn:b",)),
        ),
        (
            "PREFIX g: <urn:g/> PREFIX : <urn:> ASK FROM g:a\\-b FROM NAMED :c {}",
            "PREFIX g: <urn:g/> PREFIX : <urn:> ASK   {}",
            Dataset(("urn:g/a-b",), ("urn:c",)),
        ),
        ("ASK FROM <urn:\\u00e5> {}", "ASK  {}", Dataset(("urn:å",), ())),
        ("ASK { ?s ?p 'FROM <urn:a>' } # FROM <urn:a>", "ASK { ?s ?p 'FROM <urn:a>' } # FROM <urn:a>", UNION),
        ("ASK { ?s from:x ?from }", "ASK { ?s from:x ?from }", UNION),
        ("ASK FROM", "ASK FROM", UNION),
        ("ASK FROM {}", "ASK FROM {}", UNION),
        ("ASK FROM NAMED", "ASK FROM NAMED", UNION),
        ("ASK FROM none:a {}", "ASK FROM none:a {}", UNION),
    ],
)
def test_from_clauses_become_a_dataset(query: str, rest: str, dataset: Dataset) -> None:
    """Every FROM is taken out, whatever stands between its words; what only looks like one is left (13.2)."""
    assert apart(query) == (rest, dataset)


@given(st.text())
def test_any_text_is_taken_apart(query: str) -> None:
    """Whatever the text, nothing but FROM clauses goes, and nothing fails."""
    rest, dataset = apart(query)
    assert (rest == query) == (dataset == UNION)
    assert isinstance(resolved(query, BASE), str)
